"""How many pages a second from file to record, and where the time goes: `python -m bench.pages --data DIR`.

DIR holds the unpacked sets: the 250 HTML pages of fundus250 are read as `attache read` would read them. With
`--archive` our own labelled pages are read, as their outlets' HTML in one WARC file, no sentence twice. With
`--pages FOLDER` the pages of a folder are read instead; with `--times N` each of them N times over, its
sentences in another order every time, so that no two are copies. Prints pages and words a second, memory, and
the processor time of each stage in one process.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import re
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from html import escape
from multiprocessing import get_context
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from attache import engine, intake, pipeline, timeline, wire
from attache.store import Record
from training.pages import load


def main() -> None:
    """Reads the pages as a user would, once more with nothing new, and then stage by stage."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path)
    options.add_argument("--pages", type=Path)
    options.add_argument("--archive", action="store_true")
    options.add_argument("--processes", type=int, default=engine.cores())
    options.add_argument("--times", type=int, default=1)
    asked = options.parse_args()
    if asked.pages is None and asked.data is None and not asked.archive:
        options.error("say where the pages are: --data DIR, --pages FOLDER or --archive")
    with tempfile.TemporaryDirectory() as folder:
        source = asked.pages or (asked.data / "fundus250" if asked.data else archive(Path(folder) / "ours.warc.gz"))
        if not asked.archive and (asked.pages is None or asked.times > 1):
            source = _multiplied(source, asked.times, Path(folder) / "pages")
        whole(source, Path(folder) / "bench.record", asked.processes)
        again(source, Path(folder) / "bench.record", asked.processes)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as another:  # where no cache is warm
            another.submit(stages, source).result()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory             {own / 1024:8.0f} MB, largest child {children / 1024:.0f} MB")


def whole(source: Path, record: Path, processes: int) -> None:
    """From file to record, as `attache read` does it."""
    began = time.perf_counter()
    with Record(record, write=True) as writing:
        done = pipeline.read_into(writing, source, processes=processes, refused=lambda error: None)
        seconds = time.perf_counter() - began
        words = sum(len(page.text.split()) for page in writing.raw_pages())
    print(
        f"read                    {done.new / seconds:8.1f} pages a second, {words / seconds:,.0f} words "
        f"({done.new} pages of {words / max(done.new, 1):.0f} words, {processes} processes, {seconds:.1f} s)"
    )


def again(source: Path, record: Path, processes: int) -> None:
    """The same once more: nothing is new."""
    began = time.perf_counter()
    with Record(record, write=True) as writing:
        done = pipeline.read_into(writing, source, processes=processes, refused=lambda error: None)
    print(f"read again              {time.perf_counter() - began:8.1f} s, {done.new} new")


def stages(source: Path) -> None:
    """Where the time goes, in one process; processor time, so that a busy machine shows as it is."""
    began = time.process_time()
    core = pipeline.core()
    print(f"core loaded in          {time.process_time() - began:8.2f} s")
    began = time.process_time()
    pages = list(intake.pages(source, refused=lambda error: None))
    total = _share("intake", len(pages), began)
    pages = [page for page in pages if page.language is None or page.language.startswith("en")]
    pipeline.read_pages(pages[:2], core)
    began = time.process_time()
    sentences = []
    for batch in engine.batches(pages, pipeline.PAGES_A_BATCH):
        sentences += pipeline.read_sentences([page.text for page in batch], core)
    total += _share("language", len(pages), began)
    began = time.process_time()
    readings = [
        pipeline.reports.read(pipeline.Article(page, found, pipeline.quotation_marks(page.text)))
        for page, found in zip(pages, sentences, strict=True)
    ]
    total += _share("mentions and reports", len(pages), began)
    began = time.process_time()
    established = timeline.establish(pages, readings)
    total += _share("stories and timeline", len(pages), began)
    with Record() as record:
        began = time.process_time()
        record.keep((page, "key", wire.pack(reading)) for page, reading in zip(pages, readings, strict=True))
        record.establish(established)
        total += _share("record", len(pages), began)
    words = sum(len(page.text.split()) for page in pages) / max(len(pages), 1)
    print(f"together                {1000 * total:8.1f} ms a page of {words:.0f} words")


def _share(stage: str, pages: int, began: float) -> float:
    seconds = (time.process_time() - began) / max(pages, 1)
    print(f"{stage:<24}{1000 * seconds:8.1f} ms a page")
    return seconds


def archive(target: Path) -> Path:
    """Our labelled pages as a crawler would have brought them: HTML with all that stands around an article."""
    with target.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in load():
            outlet, day = page.header.get("outlet", "News"), page.header.get("date", "2014-03-14")
            host = re.sub(r"[^a-z]+", "-", outlet.lower()).strip("-") + ".example"
            headline, *paragraphs = (escape(each) for each in page.text.split("\n\n"))
            data = HTML.format(
                outlet=escape(outlet),
                day=day,
                headline=headline,
                body="".join(f"<p>{each}</p>\n" for each in paragraphs),
            )
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://{host}/{page.header['id']}", "response", payload=io.BytesIO(data.encode()),
                    http_headers=headers, warc_headers_dict={"WARC-Date": f"{day}T12:00:00Z"},
                )
            )  # fmt: skip
    return target


HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{headline} - {outlet}</title>
<meta property="og:site_name" content="{outlet}"><meta property="og:title" content="{headline}">
<meta property="article:published_time" content="{day}T09:00:00Z">
<script>window.settings = {{"advert": true, "region": "eu"}};</script>
<style>nav a {{ display: inline-block }} .aside {{ float: right }}</style></head>
<body><header><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/business">Business</a>
<a href="/sport">Sport</a> <a href="/weather">Weather</a> <a href="/login">Sign in</a></nav></header>
<main><article><h1>{headline}</h1><p class="byline">{outlet} staff</p><time datetime="{day}">{day}</time>
{body}</article>
<aside class="aside"><h2>Most read</h2><ul><li><a href="/a">Ten walks near the sea</a></li>
<li><a href="/b">What the new timetable means for you</a></li><li><a href="/c">Quiz of the week</a></li></ul></aside>
</main><footer><p>Sign up for our newsletter. All rights reserved. Terms of use. Privacy policy.</p></footer>
</body></html>
"""


def _multiplied(source: Path, times: int, target: Path) -> Path:
    """Each text or HTML file so many times, its sentences in another order each time but the first."""
    target.mkdir()
    for file in sorted(source.rglob("*")):
        name = file.name.removesuffix(".gz")
        if not name.endswith((".txt", ".html", ".htm")):
            continue
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        (target / name).write_bytes(data)
        text = data.decode("utf-8", "replace")
        for number in range(1, times):
            if name.endswith(".txt"):
                shuffled = "\n\n".join(_shuffled(part, number) for part in text.split("\n\n"))
            else:
                shuffled = re.sub(r">([^<>]{80,})<", lambda m, n=number: f">{_shuffled(m[1], n)}<", text)
            (target / f"{number}-{name}").write_text(shuffled, encoding="utf-8")
    return target


def _shuffled(text: str, seed: int) -> str:
    sentences = re.split(r"(?<=[.!?]) ", text)
    random.Random(f"{seed} {text[:40]}").shuffle(sentences)
    return " ".join(sentences)


if __name__ == "__main__":
    sys.exit(main())
