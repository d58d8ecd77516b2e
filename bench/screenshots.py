"""Pictures of the pages, to be looked at: `python -m bench.screenshots RECORD FOLDER`.

Each page is taken at the width of a phone and of a desk, light and dark, with the Chromium of the machine (or the
one named in CHROMIUM). Needs the web extra and playwright.
"""

from __future__ import annotations

import argparse
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attache.store import Record
from attache.web import app

WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
TALLEST = 6000  # pixels of a picture; the rest of a page is more of the same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="only the pages of this name")
    parser.add_argument("--scheme", choices=["light", "dark"])
    parser.add_argument("--width", choices=list(WIDTHS))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with served(asked.record) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, path in pages(asked.record).items():
            if asked.only and asked.only != name:
                continue
            for width, (x, y) in WIDTHS.items():
                for scheme in ("light", "dark"):
                    if asked.scheme not in (None, scheme) or asked.width not in (None, width):
                        continue
                    context = browser.new_context(viewport={"width": x, "height": y}, color_scheme=scheme)
                    page = context.new_page()
                    page.goto(address + path)
                    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
                    wide = int(page.evaluate("document.documentElement.scrollWidth"))
                    page.set_viewport_size({"width": x, "height": height})
                    file = asked.folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=file)
                    print(f"{file}{'' if wide <= x else f'  overflows: {wide} > {x}'}")
                    context.close()
        browser.close()


def pages(record: Path) -> dict[str, str]:
    """The pages worth a picture: those of the largest story, the most mentioned person, the fullest page."""
    with Record(record) as opened:
        story = opened.rows("SELECT id FROM datum WHERE record = 'story' ORDER BY length(noun) DESC LIMIT 1")[0][0]
        people = "SELECT id FROM datum WHERE record = 'actor' AND tag = 'person' ORDER BY length(noun) DESC"
        person = opened.rows(people)
        page = opened.rows("SELECT page FROM datum WHERE page IS NOT NULL GROUP BY page ORDER BY count(*) DESC")[0][0]
        copy = opened.rows("SELECT page, copy_of FROM member WHERE copy_of IS NOT NULL LIMIT 1")
        entry = opened.rows("SELECT id FROM datum WHERE record = 'entry' ORDER BY length(noun) DESC LIMIT 1")[0][0]
    found = {
        "front": "/",
        "news": "/?since=1.1",
        "story": f"/story/{story}",
        "person": f"/person/{person[0][0]}",
        "source": f"/page/{page}",
        "calendar": "/calendar",
        "search": "/search?q=referendum&in=said",
        "entry": f"/entry/{entry}",
        "people": "/people",
        "figures": "/figures",
        "sources": "/pages",
    }
    return found | ({"copy": f"/page/{copy[0][1]}/beside/{copy[0][0]}"} if copy else {})


def chromium() -> str | None:
    """The machine's own browser; None lets playwright look for the one it brought."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def served(record: Path, *, edits: bool = False) -> Iterator[str]:
    """The record served on a port of its own, for as long as the block lasts; its address."""
    import uvicorn

    config = uvicorn.Config(
        app.application(record, edits=edits), log_level="error", lifespan="off", server_header=False
    )
    server = uvicorn.Server(config)
    bound = app.listening("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        bound.close()


if __name__ == "__main__":
    main()
