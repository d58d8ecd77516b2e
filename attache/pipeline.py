"""The plot: how pages become a record. Read this second, after `model.py`.

    bytes ──intake──▶ Page ──language──▶ Article ──mentions, reports──▶ Reading
                                          all pages, all readings ──stories, timeline──▶ Established

A Reading depends on one page, the tables and the language core, so it is kept under a key made of those and
not made twice. What is established depends on the set of pages and readings, never on their order.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from attache import engine, intake, reports, timeline, wire
from attache.errors import ReadError
from attache.language.core import Core, read_sentences
from attache.language.segment import quotation_marks
from attache.model import Article, Page, Reading
from attache.store import Record, grow
from attache.timeline import incremental

Source = str | os.PathLike[str] | Page
Refused = Callable[[ReadError], None]

# Sentences of this many pages share encoder batches: enough of them that sentences of one length lie together
# (bench/pages.py: 8 to 32 differ by less than 3 %), few enough that progress shows and little is lost to a
# kill.
PAGES_A_BATCH = 16


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading: pages new to the record, known already, stored but not read, and refusals."""

    new: int
    known: int
    other_language: int
    refused: tuple[ReadError, ...]


# ----------------------------------------------------------------------------------------------- the stages


def read_pages(pages: Sequence[Page], core: Core) -> list[Reading]:
    """What each page says; their sentences share the encoder's batches, and nothing else."""
    sentences = read_sentences([page.text for page in pages], core)
    articles = [Article(page, found, quotation_marks(page.text)) for page, found in zip(pages, sentences, strict=True)]
    return [reports.read(article) for article in articles]


def establish(record: Record) -> None:
    """What all the readings in a record establish together, written into it: what new pages touch, anew."""
    grow.establish(record)


def known_on(record: Record, day: str) -> tuple[Record, int]:
    """The record as it would be from the pages that were surely out on a day, and how many others there are.

    Nothing is filtered: those pages' readings are set beside each other anew, as if no later page existed; what
    people have put right since is heeded.
    """
    readings = dict(record.raw_readings())
    out = timeline.out_by(list(record.raw_pages()), list(readings.values()), day, record.corrections())
    earlier = Record()
    earlier.keep(
        (page, "", wire.pack(readings[page.id]) if page.id in readings else None)
        for page in record.raw_pages()
        if page.id in out
    )
    earlier.take_over(record.corrections(), settle=False)
    told = [reading for _, reading in earlier.raw_readings()]
    earlier.establish(incremental.whole(earlier.raw_pages(), told, corrections=record.corrections(), today=day))
    return earlier, len(record) - len(out)


# -------------------------------------------------------------------------------------------------- reading


def read(
    sources: Source | Iterable[Source],
    into: str | os.PathLike[str] | None = None,
    *,
    processes: int = 1,
    refused: Refused | None = None,
) -> Record:
    """Reads files, folders, feeds, archives or Pages into a record, and returns it: in memory, or the file
    `into`.

    What is no page is handed to `refused`, or logged; the rest is read.
    """
    if into is None:
        record = Record()
        read_into(record, sources, processes=processes, refused=refused)
        return record
    with Record(into, write=True) as writing:
        read_into(writing, sources, processes=processes, refused=refused)
    return Record(into)


def read_into(
    record: Record,
    sources: Source | Iterable[Source],
    *,
    processes: int = 1,
    refused: Refused | None = None,
    progress: Callable[[Page], None] | None = None,
    settle: bool = True,
) -> Read:
    """Reads what is new into a record; `progress` is told of each page once it is safely kept.

    Then all pages together are asked what they establish, unless `settle` is false: who reads a few pages every
    minute does that now and then.
    """
    refusals: list[ReadError] = []

    def refuse(error: ReadError) -> None:
        refusals.append(error)
        (refused or _log)(error)

    news = _News(record)
    new = foreign = 0
    for batch in engine.in_order(
        read_batch, engine.batches(news.of(_received(sources, refuse)), PAGES_A_BATCH), processes=processes
    ):
        kept = []
        for done in batch:
            if isinstance(done, _Failed):
                refuse(ReadError(done.name, done.reason))
                continue
            kept.append(done)
        record.keep((page, reading_key(page), reading) for page, reading in kept)
        for page, reading in kept:
            new += 1
            foreign += reading is None
            if progress is not None:
                progress(page)
    if settle and record.stale:
        establish(record)
    return Read(new, news.known, foreign, tuple(refusals))


class _News:
    """Lets through the pages whose reading the record does not hold, and counts the others."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.known = 0

    def of(self, pages: Iterable[Page]) -> Iterator[Page]:
        seen = set()
        for page in pages:
            if page.id in seen or self._record.key(page.id) == reading_key(page):
                self.known += page.id not in seen
            else:
                yield page
            seen.add(page.id)


def _received(sources: Source | Iterable[Source], refuse: Refused) -> Iterator[Page]:
    """The pages in what was given, in its order."""
    if isinstance(sources, str | os.PathLike | Page):
        sources = [sources]
    for source in sources:
        if isinstance(source, Page):
            yield source
        else:
            yield from intake.pages([source], refused=refuse)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A page that could not be read; an exception would not survive the way back from another process."""

    name: str
    reason: str


def read_batch(pages: Sequence[Page]) -> list[tuple[Page, bytes | None] | _Failed]:
    """Each page with its packed reading: None for one in a language the core does not know."""
    english = [page for page in pages if page.language is None or page.language.lower().startswith("en")]
    packed: dict[str, bytes | _Failed]
    try:
        packed = dict(zip((page.id for page in english), _packed(english), strict=True))
    except Exception:
        if _strict():
            raise
        # One page of the batch cannot be read, and must not take the others along: one by one, then.
        packed = {}
        for page in english:
            try:
                packed[page.id] = _packed([page])[0]
            except Exception as error:
                packed[page.id] = _Failed(page.name, f"could not be read ({type(error).__name__}: {error})")
    done: list[tuple[Page, bytes | None] | _Failed] = []
    for page in pages:
        reading = packed.get(page.id)
        done.append(reading if isinstance(reading, _Failed) else (page, reading))
    return done


def _packed(pages: Sequence[Page]) -> list[bytes]:
    return [wire.pack(reading) for reading in read_pages(pages, core())] if pages else []


def _strict() -> bool:
    """Tests want the traceback; a run over a thousand pages wants the other 999."""
    return bool(os.environ.get("ATTACHE_STRICT"))


def _log(error: ReadError) -> None:
    logging.getLogger("attache").warning("%s", error)


@cache
def core() -> Core:
    """The language core, loaded once a process; one of several processes keeps to one core of the machine."""
    return Core.load(threads=int(os.environ.get("ATTACHE_THREADS") or engine.cores()))


# -------------------------------------------------------------------------------------------------- the key


def reading_key(page: Page) -> str:
    """The key of a page's reading: the page, and everything that has a say in reading it."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(wire.pack(page))
    digest.update(reader_version().encode())
    return digest.hexdigest()


@cache
def reader_version() -> str:
    """A hash of the code, the tables and the weights that make readings."""
    digest = hashlib.blake2b(digest_size=16)
    home = files("attache")
    for part in ("model.py", "text.py", "knowledge", "language", "mentions", "reports"):
        for name, file in _files(home / part, part):
            digest.update(f"{name}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield name, place
    elif place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            if inner.name != "__pycache__":
                yield from _files(inner, f"{name}/{inner.name}")
