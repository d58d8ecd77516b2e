"""What every reader shares: from the lines of a page to a Page, the clutter put aside and not lost.

A seed's lines, and what becomes of them:

    Advertisement                                       furniture: advertisement
    Secretary Kerry and Russian foreign minister meet   headline
    U.S. Secretary of State John Kerry traveled to ...  body
    By JC Finley                                        furniture: byline, and page.byline
    [State Department]                                  furniture: credit, and page.credit
    Latest Headlines                                    furniture: headlines of other pages
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile

from attache.intake import lines as line_kinds
from attache.intake import published
from attache.intake.decode import presentable
from attache.intake.lines import HEADLINE_CHARACTERS
from attache.intake.tongue import language_of
from attache.knowledge.furniture import LINE_CHARACTERS, glued, rule_for
from attache.model import Basis, Furniture, Page, Precision, When, identifier
from attache.text import PARAGRAPH, Clean, trimmed

TOP = 3  # sentences after which a line is no longer at the top of its page, where bylines and dates stand
MASTHEADS = 3  # groups of lines over a headline: name, motto, sections
REPEATED_WORDS = 5  # shorter paragraphs ("Yes.") may well be said twice


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what was received, without white space around it; `start` and `end` are its place there."""

    text: str
    start: int | None
    end: int | None
    group: int = 0  # lines of plain text between the same blank lines have the same
    glued: bool = False  # furniture that was stuck to another line: nothing stands under it

    def part(self, low: int, high: int) -> Line:
        """A part of the line: its own place where the line is a verbatim slice, else the line's."""
        low, high = trimmed(self.text, low, high)
        if self.start is None or self.end is None or self.end - self.start != len(self.text):
            return replace(self, text=self.text[low:high])
        return replace(self, text=self.text[low:high], start=self.start + low, end=self.start + high)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a page besides its lines, and `known`: how ("outlet", "og:site_name")."""

    url: str | None = None
    outlet: str | None = None
    headline: Line | None = None
    byline: str | None = None
    credit: str | None = None
    language: str | None = None
    published: When | None = None
    known: tuple[tuple[str, str], ...] = ()


@dataclass
class _Sorted:
    """The lines of a page, sorted into what is kept and what is not."""

    kept: list[Line] = field(default_factory=list)
    dropped: list[Furniture] = field(default_factory=list)
    byline: str | None = None
    credit: str | None = None
    credit_how: str = ""
    published: tuple[tuple[str, Precision], str] | None = None
    outlet: tuple[str, str] | None = None  # and how it is known
    tail: bool = False  # furniture was met after the last sentence
    under: str | None = None  # the heading whose links are being dropped
    sentences: int = 0

    def drop(self, line: Line, why: str) -> None:
        self.dropped.append(Furniture(line.start, line.end, line.text, why))


def page_of(lines: Iterable[Line], *, name: str, facts: Facts | None = None) -> Page | None:
    """The page these lines make; None where not one of them is an article's."""
    facts = _presentable(facts or Facts())
    found = _sort(list(_unglued(map(_shown, lines))))
    headline, body = _headline(found, facts)
    if headline is None and not body:
        return None
    clean = Clean()
    for line in ([headline] if headline else []) + body:
        if len(clean):
            clean.put(PARAGRAPH)
        clean.keep(line.text, at=line.start, end=line.end)
    text = clean.text
    page = Page(
        id=identifier("p", facts.url or name, text),
        name=name,
        url=facts.url,
        outlet=facts.outlet,
        headline=headline.text if headline else None,
        byline=facts.byline or found.byline,
        credit=facts.credit or found.credit,
        dateline=None,
        language=language_of(text, facts.language),
        text=text,
        blocks=clean.blocks,
        furniture=tuple(found.dropped),
        published=facts.published,
        known=facts.known,
    )
    return _dated(_datelined(page, has_headline=headline is not None), found, facts)


def _shown(line: Line) -> Line:
    """A line without what no text may hold: JSON writes half a surrogate pair as "\\ud83c", and means it."""
    text = presentable(line.text)
    return line if text == line.text else replace(line, text=text)


def _presentable(facts: Facts) -> Facts:
    def clean(text: str | None) -> str | None:
        return presentable(text) if text else text

    return replace(
        facts,
        url=clean(facts.url),
        outlet=clean(facts.outlet),
        headline=_shown(facts.headline) if facts.headline else None,
        byline=clean(facts.byline),
        credit=clean(facts.credit),
        language=clean(facts.language),
    )


def _sort(lines: list[Line]) -> _Sorted:
    """Each line to its place: kept, or dropped for a reason."""
    found = _Sorted()
    last = max((index for index, line in enumerate(lines) if _tells(line.text)), default=-1)
    for index, line in enumerate(lines):
        why = _why_dropped(line.text, found, at_end=index > last)
        if line.glued:
            found.under = None
        if why:
            found.drop(line, why)
            found.tail = found.tail or index > last
            continue
        if found.under and not line_kinds.is_plain_sentence(line.text):
            found.drop(line, found.under)
            continue
        if found.tail and not line_kinds.is_sentence(line.text):
            found.drop(line, "after the article")
            continue
        found.under = None
        found.sentences += line_kinds.is_sentence(line.text)
        found.kept.append(line)
    return found


def _tells(text: str) -> bool:
    return line_kinds.is_plain_sentence(text) and rule_for(text) is None and not line_kinds.is_reporters_line(text)


def _why_dropped(text: str, found: _Sorted, *, at_end: bool) -> str | None:
    """Why a line does not belong to the article; what it tells of the page is noted in `found`."""
    if len(text) > LINE_CHARACTERS:
        return None
    at_top = found.sentences < TOP
    if at_top or at_end:
        if who := line_kinds.byline(text):
            found.byline = found.byline or who
            date = published.DATE.search(text)
            line = published.published_line(text[date.start() :]) if date else None
            if line and found.published is None:
                found.published = line, f"byline: {text}"
            return "byline"
        if at_top and (line := published.published_line(text)):
            found.published = found.published or (line, f"line: {text}")
            return "published"
        if published.is_update_line(text):
            return "updated"
        if (found.kept or at_end) and (who := line_kinds.credit(text)):
            if found.credit is None:
                found.credit, found.credit_how = who, f"line: {text}"
            return "credit"
    if line_kinds.is_reporters_line(text):
        if found.credit is None and (who := line_kinds.credit(text)):
            found.credit, found.credit_how = who, f"line: {text}"
        return "credit"
    rule = rule_for(text)
    if rule is None:
        return None
    if found.outlet is None and (owner := line_kinds.copyright_owner(text)):
        found.outlet = owner, f"line: {text[:80]}"
    if rule.below:
        found.under = rule.why
    return rule.why


def _headline(found: _Sorted, facts: Facts) -> tuple[Line | None, list[Line]]:
    """The headline, and the body without repetitions of it or of itself."""
    if facts.headline is None:
        _drop_mastheads(found)
    headline, body = facts.headline, found.kept
    if headline is None and len(body) > 1 and line_kinds.could_be_headline(body[0].text):
        headline, body = body[0], body[1:]
    kept: list[Line] = []
    seen: set[str] = set()
    for line in body:
        # "LAKE FOREST, Ill. — The coach is out" opens the article, whatever the headline says.
        opens = line_kinds.dateline(line.text) is not None
        if headline and not opens and line_kinds.same_headline(headline.text, line.text):
            found.drop(line, "headline repeated")
            if headline.start is None and headline.text == line.text:
                headline = replace(headline, start=line.start, end=line.end)
            continue
        key = " ".join(line.text.lower().split())
        if key in seen and key.count(" ") + 1 >= REPEATED_WORDS:
            found.drop(line, "repeated")
            continue
        seen.add(key)
        kept.append(line)
    found.dropped.sort(key=lambda piece: -1 if piece.raw_start is None else piece.raw_start)
    return headline, kept


def _drop_mastheads(found: _Sorted) -> None:
    """Drop what stands over the headline of a plain text: the outlet's name, its motto, the date it prints.

    THE NORTHERN COURIER
    Monday, 17 March 2014 - Price 1.20

    Crimea votes to join Russia
    """
    for _ in range(MASTHEADS):
        lead = list(takewhile(lambda line: not line_kinds.is_sentence(line.text), found.kept))
        first = [line for line in lead if line.group == lead[0].group] if lead else []
        below = found.kept[len(first) : len(lead) + 1]
        if not first or not any(line_kinds.could_be_headline(line.text) for line in below if line.text.count(" ") > 1):
            return
        name = first[0].text
        named = line_kinds.is_masthead(name) or (line_kinds.is_name(name) and _is_told_of(name, found))
        if not named and " " in name:
            return
        for line in first:
            found.drop(line, "masthead")
            date = published.DATE.search(line.text)
            if date and found.published is None and (day := published.read_time(date.group())):
                found.published = day, f"masthead: {line.text}"
        if named:
            found.outlet = line_kinds.outlet_name(name), "masthead"
        found.kept = found.kept[len(first) :]


def _is_told_of(name: str, found: _Sorted) -> bool:
    """Whether a copyright line or byline of the page names this as an outlet."""
    return any(name.lower() in piece.text.lower() for piece in found.dropped if piece.why in ("byline", "copyright"))


def _datelined(page: Page, *, has_headline: bool) -> Page:
    """The page with the dateline its first paragraph opens with, and the agency that names."""
    blocks = page.blocks[1:] if has_headline else page.blocks
    known = list(page.known)
    agency, published_when, words = page.credit, page.published, None
    for block in blocks[:TOP]:
        text = page.text[block.start : block.end]
        opening = line_kinds.dateline(text)
        if opening is None:
            continue
        words = opening.text
        known.append(("dateline", "opening of the article"))
        if opening.agency and agency is None:
            agency = opening.agency
            known.append(("credit", "dateline"))
        if opening.date and published_when is None and (day := published.read_time(opening.date.group())):
            at = text.index(opening.date.group()) + block.start
            span = page.span(at, at + len(opening.date.group()))
            published_when = published.when(day, Basis.STATED, span=span, because="dateline")
            known.append(("published", "dateline"))
        break
    last = page.text[blocks[-1].start :] if blocks else ""
    if agency is None and (closing := line_kinds.closing_credit(last)):
        agency = closing
        known.append(("credit", "end of the last paragraph"))
    return replace(page, dateline=words, credit=agency, published=published_when, known=tuple(known))


def _dated(page: Page, found: _Sorted, facts: Facts) -> Page:
    """The page with what its lines told besides the article: byline, credit, date."""
    known = list(page.known)
    named = {name for name, _ in known}
    if page.headline and "headline" not in named:
        known.append(("headline", "first line"))
    if found.byline and facts.byline is None:
        known.append(("byline", "line"))
    outlet = page.outlet
    if outlet is None and found.outlet:
        outlet = found.outlet[0]
        known.append(("outlet", found.outlet[1]))
    if found.credit and page.credit == found.credit and "credit" not in named:
        known.append(("credit", found.credit_how))
    when = page.published
    if found.published and facts.published is None and (when is None or len(found.published[0][0]) > 10):
        when = published.when(found.published[0], Basis.STATED, because=found.published[1])
        known = [pair for pair in known if pair[0] != "published"] + [("published", found.published[1])]
    return replace(page, outlet=outlet, published=when, known=tuple(known))


@cache
def _glue() -> re.Pattern[str]:
    words = "|".join(re.escape(words) for words, _ in glued())
    return re.compile(rf"(?:^|(?<=[\w.!?”\"’)\]]))(?:{words})(?=[A-ZÀ-Þ“\"‘]|$)")


def _unglued(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with words of furniture cut off them: "Latest HeadlinesKerry, Lavrov to Meet" is two."""
    for line in lines:
        place = 0
        for cut in _glue().finditer(line.text):
            if cut.start() > place:
                yield from _undoubled(line.part(place, cut.start()))
            yield replace(line.part(cut.start(), cut.end()), glued=cut.group() != line.text)
            place = cut.end()
        if place < len(line.text):
            yield from _undoubled(line.part(place, len(line.text)))


def _undoubled(line: Line) -> Iterator[Line]:
    """A headline glued to itself is two: "Kerry, Lavrov to MeetKerry, Lavrov to Meet"."""
    half = len(line.text) // 2
    rest = len(line.text) - half
    first, second = line.text[:half].strip(), line.text[rest:].strip()
    if 15 < half < HEADLINE_CHARACTERS and " " in first and first == second:
        yield line.part(0, half)
        yield line.part(rest, len(line.text))
    else:
        yield line
