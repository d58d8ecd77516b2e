"""One page's reading in the record's own terms: its people are the record's, its dates are dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from attache.mentions import dates
from attache.model import Event, Figure, Page, Reading, Role, Statement, When


def dated(page: Page, found: Mapping[str, When]) -> Page:
    """The page with the date it bears, or else the one its neighbours give it."""
    given = found.get(page.id)
    return replace(page, published=given) if given is not None else page


def settled(reading: Reading, same: Mapping[str, str], published: When | None) -> Reading:
    """`reading` with every actor's id mapped by `same`, and "Friday" resolved by the day its page was
    written.
    """
    statements = tuple(
        replace(
            statement,
            speaker=_each(statement.speaker, same),
            voices=_each(statement.voices, same),
            when=resolved(statement.when, published),
        )
        for statement in reading.statements
    )
    return replace(
        reading,
        actors=tuple(replace(actor, id=same.get(actor.id, actor.id)) for actor in reading.actors),
        statements=statements,
        events=tuple(_event(event, same, published) for event in reading.events),
        figures=tuple(_figure(figure, same, published) for figure in reading.figures),
        dates=tuple(when for date in reading.dates if (when := resolved(date, published)) is not None),
    )


def _event(event: Event, same: Mapping[str, str], published: When | None) -> Event:
    return replace(
        event,
        actors=_roles(event.actors, same),
        recipients=_roles(event.recipients, same),
        voices=_each(event.voices, same),
        when=resolved(event.when, published),
    )


def _figure(figure: Figure, same: Mapping[str, str], published: When | None) -> Figure:
    return replace(figure, voices=_each(figure.voices, same), when=resolved(figure.when, published))


def _roles(roles: tuple[Role, ...], same: Mapping[str, str]) -> tuple[Role, ...]:
    return tuple(replace(role, actor=same.get(role.actor, role.actor)) if role.actor else role for role in roles)


def _each(ids: Iterable[str], same: Mapping[str, str]) -> tuple[str, ...]:
    """Mapped, each once, in their order: "Kerry" and "the secretary" of one sentence may be one man."""
    return tuple(dict.fromkeys(same.get(one, one) for one in ids))


def resolved(when: When | None, published: When | None) -> When | None:
    """A date that the words alone do not fix, counted from the day the page was written."""
    if when is None or when.start is not None or published is None:
        return when
    return dates.resolve(when, published)


def days(when: When | None) -> tuple[str | None, str | None]:
    """The first and the last day a When may mean, as ISO dates; None where that is open."""
    if when is None:
        return None, None
    starts = [when.start, *(option.start for option in when.options)]
    ends = [when.end or when.start, *(option.end for option in when.options)]
    first = min((day[:10] for day in starts if day), default=None)
    return first, max((day[:10] for day in ends if day), default=first)


def statement_words(statement: Statement) -> str:
    """What was said, as one line."""
    return " … ".join(span.text for span in statement.content)
