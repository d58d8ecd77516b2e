"""Values into pages: the templates, and what they may use. Everything a template prints is escaped and plain."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from attache.safe import plain
from attache.views import words


@cache
def templates() -> Environment:
    """The templates. Names that are not there are mistakes, and article text is obeyed by nobody."""
    made = Environment(
        loader=PackageLoader("attache.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.globals.update(static=static, address=address, again=again)
    made.filters.update(day=words.day, short=words.short, count=count, number=number)
    return made


def page(template: str, /, **values: Any) -> str:
    """A page as text."""
    return templates().get_template(template).render(values)


def _harmless(value: Any) -> Any:
    """Text without what a browser obeys rather than shows: ESC, bidi overrides, invisible characters."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else plain(value)


def count(number: int, noun: str, many: str | None = None, *, most: int | None = None) -> str:
    """ "3 pages", "1 story", "more than 1,000 pages"."""
    if most is not None and number > most:
        return f"more than {most:,} {many or noun + 's'}"
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def number(value: float) -> str:
    """ "1,200"."""
    return f"{value:,}"


def address(path: str, **query: object) -> str:
    """An address with what is asked there; None and "" are left out."""
    asked = {name.rstrip("_"): str(value) for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(asked)}" if asked else path


def again(path: str, query: dict[str, str], at: int, **changes: str) -> str:
    """The same question with something changed, from place `at` of its answers on."""
    asked = {name: value for name, value in query.items() if name not in ("at", "part")}
    asked.update({name.rstrip("_"): value for name, value in changes.items()})
    return address(path, **asked, at=at or None)


@cache
def static(name: str) -> str:
    """The address of a file of ours, which changes when the file does: a browser may keep it for ever."""
    return f"/static/{name}?{blake2b(content(name), digest_size=4).hexdigest()}"


@cache
def content(name: str) -> bytes:
    """A file of ours. The brief's style is the base of the pages' own."""
    folder = files("attache.views") if name == "brief.css" else files("attache.web") / "static"
    return (folder / name).read_bytes()
