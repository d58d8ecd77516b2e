"""Runs it: see the package's docstring."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attache import intake, wire
from attache.errors import ReadError
from attache.intake import READERS, export_text, feed, html, listing, mail, newsml, ninjs, plain, robots, warc
from attache.model import Page
from attache.store.check import _blocks, spans_of
from bench.fuzz.mutate import garbage, mutated

HOME = Path(__file__).parent
CORPUS = HOME / "corpus"
EXAMPLES = HOME.parents[1] / "examples" / "crimea-2014"
FOUND = HOME / "found"
SECONDS = 10  # of one core's time, for one input
NAMES = ("page.txt", "page.html", "feed.xml", "items.json", "archive.warc.gz", "box.mbox", "x")
BATCH = 24  # pages read at once with --reading


class Hang(BaseException):
    """An input took too long."""


def main() -> int:
    asked = argparse.ArgumentParser(description="Hostile input for every reader and the whole reading.")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--reading", action="store_true")
    asked.add_argument("--bombs", nargs="?", const="", metavar="NAME", help="all of them, or those named so")
    asked.add_argument("--atheris", action="store_true")
    given = asked.parse_args()
    signal.signal(signal.SIGVTALRM, _ring)
    if given.bombs is not None:
        return _bombs(given.bombs)
    if given.atheris:
        return _guided()
    return _fuzz(given)


def _fuzz(given: argparse.Namespace) -> int:
    rng = random.Random(given.seed)
    corpus = [file.read_bytes() for file in sound()]
    told: Counter[str] = Counter()
    slowest = (0.0, b"")
    waiting: list[Page] = []
    until = time.monotonic() + given.seconds
    while time.monotonic() < until:
        data = garbage(rng) if rng.random() < 0.1 else mutated(corpus, rng)
        began = time.process_time()
        pages = _guarded(lambda data=data: everything(data, rng), data, told)
        took = time.process_time() - began
        told["inputs"] += 1
        slowest = max(slowest, (took, data))
        if given.reading and pages:
            waiting += pages
            if len(waiting) >= BATCH:
                _guarded(lambda pages=waiting: read(pages), b"".join(map(_bytes, waiting)), told, pages=waiting)
                told["pages read"] += len(waiting)
                waiting = []
    print(f"{told['inputs']:,} inputs: {dict(told)}; slowest {slowest[0]:.2f} s of one core ({len(slowest[1])} bytes)")
    return 1 if told["failed"] else 0


def sound() -> list[Path]:
    """Files of every form that is read, with nothing wrong in them: what the hostile ones are made from."""
    return sorted((*CORPUS.iterdir(), *EXAMPLES.iterdir()))


def _bytes(page: Page) -> bytes:
    return page.text.encode("utf-8", "replace")


def everything(data: bytes, rng: random.Random) -> list[Page]:
    """All that may be done with bytes that came: the reader they choose, one they did not, and as a source."""
    name = rng.choice(NAMES)
    found = list(intake.pages([_named(data, name)], refused=lambda refusal: _is_clear(refusal)))
    reader: Any = rng.choice(READERS)
    for item in _refusing(lambda: reader.read(io.BytesIO(data), name)):
        if isinstance(item, ReadError):
            _is_clear(item)
        else:
            found.append(item)
    for page in found:
        holds(page)
    with _only_refused():
        for link in listing.listing(data, "https://wire.example/feed").links:
            if link.item is not None and (page := listing.own_page(link.item, "https://wire.example/feed")):
                holds(page)
    with _only_refused():
        listing.feeds_of(data, "feeds.opml")
    robots.rules(data.decode("utf-8", "replace"), "attache").allows("/a/b?c=d")
    return found


def holds(page: Page) -> None:
    """What must be true of any page."""
    page.text.encode("utf-8")
    assert "\x00" not in page.text
    assert not list(_blocks(page)), "blocks that do not tell the text"
    for span in spans_of(page):
        assert page.text[span.start : span.end] == span.text
    if page.published is not None and page.published.start:
        assert "1600" <= page.published.start[:4] <= "2100", page.published.start
    wire.unpack(wire.pack(page), Page)
    wire.dumps(wire.line(page))


def read(pages: list[Page]) -> None:
    """The whole reading, and what the pages establish."""
    from attache import pipeline, timeline

    own = {page.id: page for page in pages}
    readings = pipeline.read_pages(list(own.values()), pipeline.core())
    for page, reading in zip(own.values(), readings, strict=True):
        for span in spans_of(reading):
            assert page.text[span.start : span.end] == span.text, span
        wire.pack(reading)
    timeline.establish(list(own.values()), readings)


# ------------------------------------------------------------------------------------------------------- guards


def _guarded(
    work: Callable[[], Any], data: bytes, told: Counter[str], *, pages: list[Page] | None = None
) -> list[Page]:
    """What work gives; a failure is told of, and its input kept."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS * (6 if pages else 1))
    try:
        found = work()
        return list(found) if found else []
    except (Exception, Hang) as trouble:
        told["failed"] += 1
        kind = f"{type(trouble).__name__}: {str(trouble)[:120]}"
        told[f"FAILED {kind}"] += 1
        if told[f"FAILED {kind}"] <= 2:
            FOUND.mkdir(exist_ok=True)
            name = hashlib.blake2b(data, digest_size=6).hexdigest()
            content = "\n\f\n".join(page.text for page in pages).encode("utf-8", "replace") if pages else data
            (FOUND / name).write_bytes(content)
            print(f"{FOUND / name}: {kind}")
            traceback.print_exc(limit=-6)
        return []
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _ring(number: int, frame: Any) -> None:
    raise Hang(f"over {SECONDS} s")


def _is_clear(refusal: ReadError) -> None:
    line = str(refusal)
    assert "\n" not in refusal.reason, line
    assert len(refusal.reason) < 400, line


def _refusing(work: Callable[[], Iterator[Page | ReadError]]) -> Iterator[Page | ReadError]:
    try:
        yield from work()
    except ReadError as refusal:
        yield refusal
    except (OSError, EOFError, RecursionError) as trouble:  # what `intake.pages` turns into a refusal
        yield ReadError("x", type(trouble).__name__)


@contextmanager
def _only_refused() -> Iterator[None]:
    try:
        yield
    except ReadError as refusal:
        _is_clear(refusal)


def _named(data: bytes, name: str) -> Any:
    stream = io.BytesIO(data)
    stream.name = name  # type: ignore[attr-defined]
    return stream


# -------------------------------------------------------------------------------------------------------- bombs


def bombs() -> Iterator[tuple[str, bytes]]:
    """The large ones."""
    import gzip

    mb = 1_000_000
    yield "a line of 100 MB", b"a" * (100 * mb)
    yield "a line of 19 MB", b"Kerry said. " * (19 * mb // 12)
    yield "19 MB of quotation marks", b'"' * (19 * mb)
    yield "a million tags", b"<html><body>" + b"<p>x</p>" * mb
    yield "a million open tags", b"<html><body>" + b"<div>" * mb
    yield "a million attributes", b"<html><body><p " + b"a=1 " * mb + b">x</p>"
    yield "a tag without end", b"<html><body><p " + b"a" * (10 * mb)
    yield "90,000 open tags", b"<html><body>" + b"<b>" * 90_000 + b"text"
    yield "entities", b"<html><body><p>" + b"&amp;" * (3 * mb)
    yield "comments", b"<html>" + b"<!--" * mb
    yield "a gzip bomb", gzip.compress(b"\0" * (300 * mb))
    yield "a gzip bomb of text", gzip.compress(b"word " * (60 * mb))
    yield "gzip in gzip", gzip.compress(gzip.compress(b"\0" * (100 * mb)))
    yield (
        "billion laughs",
        (
            b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><rss><channel><item><title>&j;</title></item></channel></rss>"
        ),
    )
    late = b'<!DOCTYPE l [<!ENTITY a "' + b"x" * 1000 + b'">]>'
    yield "a late entity", b"<rss>" + b" " * 5000 + late + b"&a;" * 99_999
    yield "a million items", b"<rss><channel>" + b"<item><title>a</title></item>" * 200_000
    yield "open items", b"<rss><channel>" + b"<item>" * 500_000
    yield "deep JSON", b'{"items": ' + b"[" * (5 * mb)
    yield "deep ninjs", b'{"uri": "x", "bodies": ' + b"[" * mb + b"]" * mb + b"}"
    yield "a deep NewsML", b"<newsItem><inlineXML>" + b"<p>" * 500_000
    mail_head = b"From: a\nTo: b\nDate: c\n"
    yield "a mailbox of parts", mail_head + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * mb
    yield "deep mail", mail_head + b"Content-Type: message/rfc822\n\n" * 190
    yield "a header of 15 MB", b"From: a\nTo: b\nDate: " + b"x" * (15 * mb) + b"\n\nText.\n"
    yield "a mailbox of 100,000", b"From x Fri Mar 14 21:00:00 2014\nFrom: a\nTo: b\nDate: c\n\n" * 20_000
    yield "an export of lines", b"HD x\nPD y\nSN z\nLP\n" + b"a\n" * (5 * mb)
    yield "a million documents", b"1 of 2 DOCUMENTS\n\nx\n" * 200_000
    yield "UTF-16 halves", "\ufeff".encode("utf-16-le") + b"\x00\xd8" * (3 * mb)
    yield "bidi overrides", "\u202eKerry said.\u202c ".encode() * 40_000
    yield "combining marks", b"e" + "\u0301".encode() * (2 * mb)
    yield "archive headers", b"WARC/1.0\r\n" + b"X: y\r\n" * mb + b"\r\n"
    yield "lines of one letter", b"a\n" * (9 * mb)
    yield "tabs", b"\t" * (19 * mb) + b"x"
    yield "By By By", b"By " * 300_000
    yield "dates", b"14 March 2014 " * 60_000
    yield "brackets", b"(" * 500_000
    yield "dots", b"." * 900_000


def _bombs(asked: str) -> int:
    told: Counter[str] = Counter()
    for name, data in bombs():
        if asked not in name:
            continue
        said: list[str] = []
        began, clock = time.process_time(), time.monotonic()

        def work(data: bytes = data, said: list[str] = said) -> list[Page]:
            return list(intake.pages([io.BytesIO(data)], refused=lambda refusal: said.append(refusal.reason)))

        pages = _guarded(work, data[:1000], told)
        for page in pages:
            _guarded(lambda page=page: holds(page), data[:1000], told)
        took = time.process_time() - began
        what = f"{len(pages)} pages" if pages else (said[0][:70] if said else "nothing")
        more = f" and {len(said)} refusals" if len(said) > 1 else ""
        print(f"{name:24} {took:6.2f} s ({time.monotonic() - clock:6.2f})  {what}{more}", flush=True)
    print({**told} if told else "every one landed as text or as a clear refusal")
    return 1 if told["failed"] else 0


def _guided() -> int:
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed; without --atheris the same inputs are made without guidance")
    modules = (intake, export_text, feed, html, listing, mail, newsml, ninjs, plain, robots, warc)
    for module in modules:
        atheris.instrument_func(module)

    def one(data: bytes) -> None:
        everything(data, random.Random(len(data)))

    atheris.Setup([sys.argv[0], str(CORPUS)], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    os.environ["ATTACHE_STRICT"] = "1"
    sys.exit(main())
