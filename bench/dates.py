"""How well dates are read: `python -m bench.dates --data DIR`.

Two sets with gold TIMEX values, both for the making of rules only:

- TBAQ (TimeBank and AQUAINT, news of 1989-2000), counted from the document's date;
- WikiWars (22 histories of wars), counted from the last date told (anchor="narrative").

Figures as TempEval-3 counts them: an expression is found if its span overlaps a gold one (relaxed; strict asks for the
same span), its value is right if it is the same string, and value F1 = relaxed F1 x the share of right values.
WikiWars' TIMEX2 values are taken as they are; gold expressions without any value ("the dry season") count as
expressions and have no right value.
"""

from __future__ import annotations

import argparse
import html
import json
import pickle
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attache.language.core import Core, read_sentences
from attache.language.segment import segment
from attache.mentions.dates import dates
from attache.model import Article, Basis, Page, Sentence, Token, When


@dataclass(frozen=True)
class Gold:
    start: int
    end: int
    text: str
    value: str


@dataclass
class Score:
    """Counts over a set; the errors by kind, for `--errors`."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    right: int = 0

    def row(self) -> dict[str, float]:
        def f1(hit: int) -> float:
            return 200 * hit / max(self.gold + self.found, 1)

        return {
            "gold": self.gold,
            "found": self.found,
            "strict F1": round(f1(self.strict), 1),
            "relaxed F1": round(f1(self.relaxed), 1),
            "value accuracy": round(100 * self.right / max(self.relaxed, 1), 1),
            "value F1": round(f1(self.right), 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", choices=["value", "missed", "spurious"], help="list what went wrong")
    parser.add_argument("--set", choices=["tbaq", "wikiwars"])
    parser.add_argument("--words", action="store_true", help="do without the language core: words alone")
    parser.add_argument("--parses", type=Path, help="a file to keep the core's parses in between runs")
    options = parser.parse_args()
    read = _segmented if options.words else _sentences(options.parses)
    rows = {}
    for name, documents, anchor in (("tbaq", _tbaq, "page"), ("wikiwars", _wikiwars, "narrative")):
        if options.set not in (None, name):
            continue
        score, spent, errors = Score(), 0.0, Counter[str]()
        for key, text, day, gold in documents(options.data):
            article = _article(
                key, text, day, (_segmented if anchor == "narrative" else read)(text)
            )  # a narrative has no tense
            begun = time.process_time()
            whens = dates(article, anchor=anchor)
            spent += time.process_time() - begun
            _count(score, key, text, gold, whens, errors, options.errors)
        rows[name] = score.row() | {"seconds": round(spent, 2)}
        for error, count in errors.most_common():
            print(f"{count:4} {error}")
    print(json.dumps(rows) if options.json else "\n".join(f"{name:9} {row}" for name, row in rows.items()))


def _count(
    score: Score, key: str, text: str, gold: list[Gold], whens: tuple[When, ...], errors: Counter[str], kind: str | None
) -> None:
    spans = [(when.span.start, when.span.end, when.value or "") for when in whens if when.span]
    score.gold += len(gold)
    score.found += len(spans)
    taken: set[int] = set()
    for it in gold:
        options = [n for n, (start, end, _) in enumerate(spans) if n not in taken and start < it.end and end > it.start]
        # the same span first, then the one that shares most
        options.sort(
            key=lambda n: -(min(spans[n][1], it.end) - max(spans[n][0], it.start)) + abs(spans[n][0] - it.start) / 1e3
        )
        if not options:
            if kind == "missed":
                errors[
                    f"{it.text!r} {it.value if len(it.value) < 14 else ''} | {_around(text, it.start, it.end)} {key}"
                ] += 1
            continue
        best = options[0]
        taken.add(best)
        score.relaxed += 1
        score.strict += spans[best][:2] == (it.start, it.end)
        if spans[best][2] == it.value:
            score.right += 1
        elif kind == "value":
            mine = text[slice(*spans[best][:2])]
            where = _around(text, it.start, it.end)
            errors[f"{mine!r} gold {it.value} got {spans[best][2]} | {where} {key}"] += 1
    if kind == "spurious":
        for n, (start, end, value) in enumerate(spans):
            if n not in taken:
                errors[
                    f"{text[start:end]!r} {value if value.startswith('P') else ''} | {_around(text, start, end)} {key}"
                ] += 1


def _around(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[max(0, start - 50) : start]}[{text[start:end]}]{text[end : end + 40]}".split())


def _tbaq(data: Path) -> Iterator[tuple[str, str, str, list[Gold]]]:
    for path in sorted((data / "tempeval3" / "TBAQ-cleaned").glob("[AT]*/*.tml")):
        source = path.read_text(encoding="utf-8")
        day = re.search(r'<TIMEX3[^>]*functionInDocument="CREATION_TIME"[^>]*>', source)
        value = re.search(r'value="([^"]*)"', day.group()) if day else None
        body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.DOTALL)
        if body:
            text, gold = _parsed(body[1], "TIMEX3", "value")
            yield path.name, text, value[1][:10] if value else "", gold


def _wikiwars(data: Path) -> Iterator[tuple[str, str, str, list[Gold]]]:
    for path in sorted((data / "wikiwars" / "original_v104" / "keyinline").glob("*.xml")):
        body = re.search(r"<TEXT>(.*?)</TEXT>", path.read_text(encoding="utf-8"), re.DOTALL)
        if body:
            text, gold = _parsed(body[1], "TIMEX2", "val")
            yield path.name, text, "", gold


def _parsed(source: str, tag: str, attribute: str) -> tuple[str, list[Gold]]:
    text: list[str] = []
    length, opened, gold = 0, [], []
    for piece in re.split(r"(<[^>]*>)", source):
        if piece.startswith(f"<{tag}"):
            value = re.search(rf'\s{attribute}="([^"]*)"', piece)
            opened.append((length, value[1] if value else ""))
        elif piece == f"</{tag}>":
            start, value_ = opened.pop()
            gold.append(Gold(start, length, "".join(text)[start:length], value_))
        elif not piece.startswith("<"):
            text.append(html.unescape(piece))
            length += len(text[-1])
    return "".join(text), sorted(gold, key=lambda it: (it.start, -it.end))


def _article(key: str, text: str, day: str, sentences: tuple[Sentence, ...]) -> Article:
    known = re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    published = When(start=day, end=day, value=day, basis=Basis.METADATA) if known else None
    page = Page(key, key, None, None, None, None, None, None, "en", text, (), (), published)
    return Article(page, sentences, ())


def _segmented(text: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            each.start,
            each.end,
            each.paragraph,
            tuple(
                Token(start, end, text[start:end], text[start:end].lower(), "", "", -1, "")
                for start, end in each.tokens
            ),
            (),
        )
        for each in segment(text)
    )


def _sentences(kept: Path | None) -> Callable[[str], tuple[Sentence, ...]]:
    """The core's reading of a text; with a file to keep them in, each text is parsed once."""
    core = Core.load()
    parses: dict[str, tuple[Sentence, ...]] = pickle.loads(kept.read_bytes()) if kept and kept.exists() else {}

    def read(text: str) -> tuple[Sentence, ...]:
        if text not in parses:
            parses[text] = read_sentences([text], core)[0]
            if kept:
                kept.write_bytes(pickle.dumps(parses))
        return parses[text]

    return read


if __name__ == "__main__":
    main()
