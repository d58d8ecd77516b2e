"""What a short piece of news is read as: the whole reading with the shipped core, for the tests of this folder."""

from functools import cache

from attache import reports
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Article, Basis, Block, Page, Precision, Reading, When, identifier


@cache
def core() -> Core:
    return Core.load()


def page(text: str, *, headline: str | None = None, published: str | None = None) -> Page:
    """A page of plain words, dated where a day is given."""
    whole = f"{headline}\n\n{text}" if headline else text
    day = When(published, published, Precision.DAY, None, Basis.METADATA) if published else None
    return Page(
        identifier("p", whole), "page.txt", None, "The Courier", headline, None, None, None, "en", whole,
        (Block(0, len(whole), 0, len(whole)),), (), day,
    )  # fmt: skip


def read(text: str, *, headline: str | None = None, published: str | None = None) -> Reading:
    """The reading of a few sentences."""
    one = page(text, headline=headline, published=published)
    sentences = read_sentences([one.text], core())[0]
    return reports.read(Article(one, sentences, quotation_marks(one.text)))


def names(reading: Reading, ids: tuple[str, ...]) -> list[str]:
    """The names of actors, an outlet's as it is written."""
    known = {actor.id: actor.name for actor in reading.actors}
    return [known.get(id, id) for id in ids]
