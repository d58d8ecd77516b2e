"""Readings made by hand: pages in a few words and what they report."""

from __future__ import annotations

from attache.model import (
    Actor,
    ActorType,
    Basis,
    Block,
    Event,
    EventType,
    Figure,
    Modality,
    Naming,
    Page,
    Place,
    Precision,
    Reading,
    Role,
    Span,
    Statement,
    StatementKind,
    Tenure,
    When,
    identifier,
)

COUNTRIES = {
    "Russia": "RUS",
    "Ukraine": "UKR",
    "John Kerry": "USA",
    "Sergey Lavrov": "RUS",
    "Sergei Lavrov": "RUS",
    "Barack Obama": "USA",
    "Vladimir Putin": "RUS",
}
STATES = ("Russia", "Ukraine")
PLACES = {"London": ("GBR", 51.5, -0.12), "Paris": ("FRA", 48.85, 2.35), "Brussels": ("BEL", 50.85, 4.35)}


class News:
    """A page with its reading, put together piece by piece; each piece is named by words of the page."""

    def __init__(self, name: str, text: str, *, published: str | None = None, outlet: str | None = None) -> None:
        when = When(published, published, Precision.DAY, None, Basis.METADATA) if published else None
        blocks, at = [], 0
        for part in text.split("\n\n"):
            blocks.append(Block(at, at + len(part), at, at + len(part)))
            at += len(part) + 2
        headline = text.split("\n\n")[0] if "\n\n" in text else None
        self.page = Page(
            identifier("p", name, text),
            name,
            None,
            outlet,
            headline,
            None,
            None,
            None,
            "en",
            text,
            tuple(blocks),
            (),
            when,
        )
        self.actors: dict[str, Actor] = {}
        self.events: list[Event] = []
        self.statements: list[Statement] = []
        self.figures: list[Figure] = []
        self.dates: dict[Span, When] = {}

    def span(self, words: str) -> Span:
        """The first place of these words; "words@2" the second."""
        words, _, nth = words.partition("@")
        at = -1
        for _ in range(int(nth or 1)):
            at = self.page.text.index(words, at + 1)
        return self.page.span(at, at + len(words))

    def actor(self, name: str, title: str | None = None, words: str | None = None) -> str:
        kind = ActorType.COUNTRY if name in STATES else ActorType.PERSON
        if name.startswith("the "):
            kind = ActorType.GROUP
        id = identifier("a", self.page.id, name)
        if id not in self.actors:
            held = (Tenure(title, None, None, self.page.id),) if title else ()
            span = self.span(words or name)
            self.actors[id] = Actor(id, kind, name, (name,), (span,), COUNTRIES.get(name), held)
        return id

    def when(self, words: str, value: str, *steps: str) -> When:
        span = self.span(words)
        stated = "X" not in value and not value.startswith("T")
        found = When(
            value if stated else None,
            value if stated else None,
            Precision.DAY,
            span,
            Basis.STATED if stated else Basis.RELATIVE,
            steps,
            value,
        )
        self.dates[span] = found
        return found

    def event(
        self,
        type: EventType,
        anchor: str,
        modality: Modality = Modality.HAPPENED,
        *,
        who: tuple[str, ...] = (),
        whom: tuple[str, ...] = (),
        place: str | None = None,
        when: When | None = None,
        voices: tuple[str, ...] = (),
    ) -> str:
        span = self.span(anchor)
        id = identifier("e", span, type)
        self.events.append(
            Event(
                id,
                self.page.id,
                type,
                None,
                span,
                tuple(Role(self._seen(name, span), self.actor(name, words=name.split()[-1])) for name in who),
                tuple(Role(self._seen(name, span), self.actor(name, words=name.split()[-1])) for name in whom),
                self._place(place),
                when,
                modality,
                voices,
            )
        )
        return id

    def said(self, words: str, name: str, **more: object) -> str:
        span = self.span(words)
        id = identifier("s", span)
        speaker = (self.actor(name, words=name.split()[-1]),)
        self.statements.append(
            Statement(id, self.page.id, StatementKind.DIRECT, (span,), None, None, speaker, Naming.NAMED, **more)  # type: ignore[arg-type]
        )
        return id

    def figure(
        self, words: str, low: float | None, high: float | None, counted: str, voices: tuple[str, ...] = ()
    ) -> str:
        span = self.span(words)
        id = identifier("f", span)
        self.figures.append(
            Figure(id, self.page.id, span, low, high, False, "people", self.span(counted), None, None, voices)
        )
        return id

    @property
    def reading(self) -> Reading:
        return Reading(
            self.page.id,
            tuple(self.actors.values()),
            tuple(self.statements),
            tuple(self.events),
            tuple(self.figures),
            tuple(self.dates.values()),
        )

    def _seen(self, name: str, near: Span) -> Span:
        last = name.split()[-1]
        return self.span(last) if last in self.page.text else near

    def _place(self, name: str | None) -> Place | None:
        if name is None:
            return None
        called = name.partition("@")[0]
        country, lat, lon = PLACES.get(called, (None, None, None))
        return Place(self.span(name), called, country, lat, lon)


def london() -> News:
    """Before the vote: a meeting on a Friday, a referendum that Sunday, no date anywhere."""
    news = News(
        "london.txt",
        "Kerry meets Lavrov in London over Crimea\n\n"
        "Secretary of State John Kerry flew to London for talks Friday with Sergey Lavrov about the vote in "
        "Crimea on Sunday, as Russia and Ukraine trade accusations over the peninsula.\n\n"
        "Before their meeting on Friday, Kerry spoke of a way forward. Kerry had telephoned Lavrov on "
        "Tuesday.\n\n"
        "On Thursday Russia began new exercises on the border of Ukraine. The Crimean referendum will be "
        "held Sunday, days after the Crimean parliament called it.",
        outlet="the-wire",
    )
    news.actor("John Kerry", "Secretary of State")
    friday = news.when("Friday", "XXXX-WXX-5", "weekday-last")
    ahead = news.when("Friday@2", "XXXX-WXX-5", "weekday-next")
    sunday = news.when("Sunday", "XXXX-WXX-7", "weekday-next")
    vote = news.when("Sunday@2", "XXXX-WXX-7", "weekday-next")
    thursday = news.when("Thursday", "XXXX-WXX-4", "weekday-last")
    tuesday = news.when("Tuesday", "XXXX-WXX-2", "weekday-last")
    pair = ("John Kerry", "Sergey Lavrov")
    news.event(EventType.CONSULT, "flew", who=pair, place="London", when=friday)
    news.event(EventType.CONSULT, "meeting", Modality.SCHEDULED, who=pair, when=ahead)
    news.event(EventType.CONSULT, "telephoned", who=pair, when=tuesday)
    news.event(EventType.VOTE, "vote", Modality.SCHEDULED, place="Crimea@2", when=sunday)
    news.event(EventType.MOBILIZE, "exercises", who=("Russia",), when=thursday)
    news.event(EventType.VOTE, "referendum", Modality.SCHEDULED, when=vote)
    return news


def paris() -> News:
    """Two weeks on: the vote is over, another meeting is planned, and still no date."""
    news = News(
        "paris.txt",
        "Kerry and Lavrov to meet again, in Paris\n\n"
        "John Kerry and Sergei Lavrov will meet in Paris at 6:30 PM to seek a way out over Ukraine.\n\n"
        "On March 16, Crimeans voted to join Russia. As of Sunday no Russian troops had crossed the border "
        "of Ukraine.\n\n"
        "On Tuesday NATO ministers will meet in Brussels.",
        outlet="the-herald",
    )
    news.actor("John Kerry")
    clock = news.when("6:30 PM", "T18:30")
    march = news.when("March 16", "XXXX-03-16", "date-last")
    news.when("Sunday", "XXXX-WXX-7", "weekday-last")
    tuesday = news.when("Tuesday", "XXXX-WXX-2", "weekday-next")
    pair = ("John Kerry", "Sergei Lavrov")
    news.event(EventType.CONSULT, "meet@2", Modality.SCHEDULED, who=pair, place="Paris", when=clock)
    news.event(EventType.VOTE, "voted", who=("the Crimeans",), when=march)
    news.event(EventType.CONSULT, "meet@3", Modality.SCHEDULED, who=("the NATO",), place="Brussels", when=tuesday)
    return news
