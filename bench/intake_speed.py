"""Pages a CPU-second through the whole intake: made HTML pages of 300 words with menus around them.

python bench/intake_speed.py
"""

from __future__ import annotations

import time

from attache.intake import page_from

PAGES = 100
SENTENCE = "The envoys met for {} hours on Friday at the lake, an <a href='/x'>aide</a> said, and spoke of the border."


def made(number: int) -> str:
    menu = "".join(f"<li><a href='/s/{at}'>Section {at}</a></li>" for at in range(60))
    foot = "".join(f"<div><a href='/f/{at}'>Foot {at}</a></div>" for at in range(80))
    body = "".join(f"<p>{SENTENCE.format(number + at)}</p>" for at in range(16))
    head = "<title>Envoys meet</title><meta property='article:published_time' content='2014-03-14T12:00:00Z'>"
    return (
        f"<html lang='en'><head>{head}</head><body><nav><ul>{menu}</ul></nav><article>"
        f"<h1>Envoys meet in Geneva again</h1>{body}</article><footer>{foot}</footer></body></html>"
    )


def main() -> None:
    page_from(made(0), "warm.html")
    sources = [made(number * 100) for number in range(PAGES)]
    begun = time.process_time()
    words = sum(page_from(source, f"{number}.html").text.count(" ") for number, source in enumerate(sources))
    seconds = time.process_time() - begun
    print(f"{PAGES / seconds:.0f} pages of {words // PAGES} words a CPU-second")


if __name__ == "__main__":
    main()
