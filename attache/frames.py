"""What a record answers, as a notebook shows it and as pandas takes it.

    record.statements(by="Lavrov")                  a tuple of statements; in a notebook, a table of them
    record.statements(by="Lavrov").to_pandas()      a DataFrame, one row each

Every value of a noun becomes cells that a table can hold: a span its words and its place, a When its first and
last day, a party its name. Nothing of a page is ever markup here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, overload

from attache.errors import ExportError
from attache.model import Place, Role, Span, When
from attache.safe import escaped, one_line

if TYPE_CHECKING:
    import pandas

T_co = TypeVar("T_co", covariant=True)
Names = Callable[[Collection[str]], Mapping[str, str]]

ROWS = 40  # of a table in a notebook; more are counted
LONG = 280  # characters of a cell there
NEEDED = "tables need pandas; install it with: pip install 'attache[pandas]'"

# Fields that hold actors' ids, shown by name; and those that a table in a notebook is not asked for.
_PARTIES = frozenset({"speaker", "voices", "actors", "recipients", "actor"})
_UNSEEN = frozenset({"text", "blocks", "furniture", "mentions", "known", "story", "page", "of", "entry", "statement"})
# Of fields with many parts, the part that tells them; of the others their number is told.
_TOLD_BY = {"history": "modality", "sentences": "text", "offices": "title", "line": "stance", "variants": "text"}


class Answer(tuple[T_co, ...]):
    """Nouns of one type, in order: a tuple in every way, that can also show itself as a table."""

    _called: Names | None

    def __new__(cls, nouns: Iterable[T_co] = (), called: Names | None = None) -> Answer[T_co]:
        """`called` gives the names of actors by their ids."""
        made = super().__new__(cls, nouns)
        made._called = called
        return made

    @overload
    def __getitem__(self, at: SupportsIndex, /) -> T_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> Answer[T_co]: ...
    def __getitem__(self, at: SupportsIndex | slice, /) -> T_co | Answer[T_co]:
        """One of them; or some, which show themselves as a table, too."""
        if isinstance(at, slice):
            return Answer(super().__getitem__(at), self._called)
        return super().__getitem__(at)

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the record it came from, which does not travel."""
        return Answer, (tuple(self),)

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame: one row for each noun, ids beside names, offsets beside words."""
        try:
            import pandas
        except ImportError as error:
            raise ExportError(NEEDED) from error
        return pandas.DataFrame.from_records(list(self._rows()))

    def _rows(self) -> Iterator[dict[str, Any]]:
        names = self._names()
        for noun in self:
            yield dict(_cells(noun, names))

    def _names(self) -> Mapping[str, str]:
        if self._called is None:
            return {}
        return self._called({id for noun in self for id in _ids(noun)})

    def _repr_html_(self) -> str:
        """For a notebook."""
        if not self:
            return "<p><em>nothing</em></p>"
        shown, names = self[:ROWS], self._names()
        rows = [{name: value for name, value in _cells(noun, names) if _is_seen(name)} for noun in shown]
        names_seen = dict.fromkeys(name for row in rows for name in row)
        columns = [name for name in names_seen if any(_told(row.get(name)) for row in rows)]
        head = "".join(f"<th>{escaped(name.replace('_', ' '))}</th>" for name in columns)
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:left">{_html(row.get(name))}</td>' for name in columns) + "</tr>"
            for row in rows
        )
        more = f"<p>… and {len(self) - ROWS:,} more</p>" if len(self) > ROWS else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def record_html(name: str, counts: Mapping[str, int], stories: Answer[Any]) -> str:
    """A record in a notebook: what it holds, then its stories."""
    one = {"stories": "story"}  # the others lose their s
    held = ", ".join(
        f"{count:,} {one.get(what, what[:-1]) if count == 1 else what}" for what, count in counts.items() if count
    )
    below = stories._repr_html_() if stories else ""
    return f"<p><strong>{escaped(name)}</strong><br>{escaped(held or 'no pages')}</p>{below}"


# -------------------------------------------------------------------------------------------------------- cells


def _cells(noun: Any, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The cells of a noun, in the order of its fields."""
    for field in fields(noun):
        yield from _cell(field.name, getattr(noun, field.name), names)


def _cell(name: str, value: Any, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Span):
        yield name, value.text
        yield f"{name}_start", value.start
        yield f"{name}_end", value.end
    elif isinstance(value, When):
        yield f"{name}_start", value.start
        yield f"{name}_end", value.end
        yield f"{name}_precision", value.precision.value
    elif isinstance(value, Place):
        yield name, value.name
        yield f"{name}_country", value.country
    elif isinstance(value, tuple):
        yield from _many(name, value, names)
    elif name in _PARTIES and isinstance(value, str):
        yield name, names.get(value, value)
        yield f"{name}_id", value
    else:
        yield name, value.value if hasattr(value, "value") else value


def _many(name: str, values: tuple[Any, ...], names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if all(isinstance(value, Span) for value in values) and name != "mentions":
        yield name, " … ".join(value.text for value in values)
        yield f"{name}_start", values[0].start if values else None
        yield f"{name}_end", values[-1].end if values else None
    elif name in _PARTIES:
        ids = [value.actor if isinstance(value, Role) else value for value in values]
        written = [value.span.text if isinstance(value, Role) else value for value in values]
        yield name, "; ".join(names.get(id or "", text) for id, text in zip(ids, written, strict=True))
        yield f"{name}_id", "; ".join(id or "" for id in ids)
    elif all(isinstance(value, str) for value in values):
        yield name, "; ".join(values)
    else:
        told = [getattr(value, _TOLD_BY[name]) for value in values] if name in _TOLD_BY else []
        yield name, " → ".join(map(str, told)) if name in _TOLD_BY else len(values)


def _ids(noun: Any) -> Iterator[str]:
    for field in fields(noun):
        value = getattr(noun, field.name)
        if field.name in _PARTIES:
            for one in value if isinstance(value, tuple) else (value,):
                id = one.actor if isinstance(one, Role) else one
                if isinstance(id, str):
                    yield id


def _is_seen(name: str) -> bool:
    """Whether a notebook's table has this column: words and names, not offsets and ids of other things."""
    if name in _UNSEEN or name.endswith(("_id", "_precision", "_country", "_end")):
        return False
    return not name.endswith("_start") or name in ("when_start", "published_start", "planned_start")


def _told(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def _html(value: Any) -> str:
    if value is None:
        return ""
    text = one_line(f"{value:,g}" if isinstance(value, float) else str(value))
    return escaped(text if len(text) <= LONG else text[: LONG - 1] + "…")
