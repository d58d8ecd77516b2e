"""How this installation is: versions, weights, cores, and the speed of a short run."""

from __future__ import annotations

import platform
import sqlite3
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import attache
from attache import engine, pipeline
from attache.model import Block, Page, identifier

SHORT_RUN = 32  # pages
_SENTENCES = (
    "Foreign Minister Anna Berg met her Norlandic counterpart Ivan Petrov in Geneva on Tuesday.",
    "“We are closer than a week ago,” Berg told reporters after the talks, which lasted three hours.",
    "A senior official close to Berg, who asked not to be named, said between 2,000 and 3,000 troops remained there.",
    "Berg and Petrov will meet again in Oslo on April 12, according to a statement.",
    "Petrov denied to Berg that his country had broken the ceasefire, and accused her side of delay.",
    "Berg said parliament is to vote on it next week, but the opposition has threatened to stay away.",
)


def examine() -> dict[str, Any]:
    """Each thing looked at, and what was found."""
    began = time.perf_counter()
    core = pipeline.core()
    load = time.perf_counter() - began
    pages = [_page(number) for number in range(SHORT_RUN)]
    pipeline.read_pages(pages[:2], core)  # the first run is slower, and says nothing of the next thousand pages
    began = time.perf_counter()
    readings = pipeline.read_pages(pages, core)
    seconds = time.perf_counter() - began
    words = sum(len(page.text.split()) for page in pages)
    weights = sum(_size(file) for file in (files("attache") / "language" / "core").iterdir())
    return {
        "attache": attache.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in ("onnxruntime", "numpy", "trafilatura", "feedparser", "msgspec")},
        "cores": engine.cores(),
        "weights": f"{weights / 1e6:.1f} MB",
        "reader": pipeline.reader_version(),
        "core loaded in": f"{load:.2f} s",
        "short run": f"{len(pages) / seconds:.1f} pages a second, "
        f"{words / seconds:,.0f} words a second, in one process",
        "found": f"{sum(len(one.statements) for one in readings)} statements, "
        f"{sum(len(one.events) for one in readings)} events",
    }


def _page(number: int) -> Page:
    """A page of about 300 words; no two are the same."""
    paragraphs = [f"Ministers meet in Geneva, report {number}"]
    # Every sentence is another one, for those that were read before are not read again.
    paragraphs += [
        _SENTENCES[(number + at) % len(_SENTENCES)].replace("Berg", f"Berg{chr(97 + at)}son{number}", 1)
        for at in range(18)
    ]
    text, blocks = "", []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(paragraph), None, None))
        text += paragraph
    one = identifier("p", "doctor", text)
    return Page(
        one,
        f"page {number}",
        None,
        None,
        paragraphs[0],
        None,
        None,
        None,
        "en",
        text,
        tuple(blocks),
        (),
        None,
    )


def _size(file: Traversable) -> int:
    return len(file.read_bytes()) if file.is_file() else 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
