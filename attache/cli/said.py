"""What `attache said` prints beside the words: the sentence around them, where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attache.store.speech import addressed
from attache.views import terminal
from attache.views.brief import Desk, Said, folded
from attache.views.terminal import Row, wrapped

if TYPE_CHECKING:
    from attache.model import Statement
    from attache.store import Record


def statements(record: Record, *, to: str | None, **asked: str | bool | None) -> tuple[Statement, ...]:
    """What was said, by all that may be asked about it."""
    found = record.statements(**asked)  # type: ignore[arg-type]
    if to is None:
        return found
    is_to = addressed(record, to)
    return tuple(one for one in found if is_to(one))


def shown(record: Record, found: Iterable[Statement]) -> tuple[Said, ...]:
    """The same as an editor reads them, equal words once."""
    desk = Desk(record)
    return folded(desk.statement(one) for one in found if one.content)


def in_context(groups: Iterable[tuple[str, tuple[Said, ...]]], width: int) -> Iterator[Row]:
    """Statements by person, each with the sentence it stands in."""
    for speaker, those in groups:
        yield Row("")
        yield from wrapped(speaker, width, style="head")
        for one in those:
            yield from terminal.statement(one, width)
            marked = "".join(f"»{text}«" if at % 2 == 0 else text for at, text in enumerate(one.cite.marked))
            sentence = f"{one.cite.before}{marked}{one.cite.after}"
            yield from wrapped(sentence, width, first="    | ", then="    | ", style="quote")
            if one.cite.link:
                yield Row(f"    {one.cite.link}", "dim")
