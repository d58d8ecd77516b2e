"""The source of an HTML page as a stream: its visible characters with their places, and what its head says.

Extractors give back text and forget where it stood. `Markup.find` finds a line of that text again in the
source ("Russia's" there is "<b>Russia</b>&rsquo;s"), by comparing without white space, tags and entities. One
pass, linear in the source whatever it holds: unclosed comments, a quote that never ends, a bomb of <div>.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field

MAX_TAGS = 100_000  # more in one page (real ones have up to 20,000) or more visible characters end the pass
MAX_VISIBLE = 3_000_000
MAX_RUNS = 400_000  # stretches between tags and entities: a page of nothing but "&amp;"
MAX_VALUE = 1_000_000  # characters of an attribute: some pages keep their whole state in one
MAX_ATTRIBUTES = 10_000  # of a tag longer than this extractors are given the name alone
PROBE = 24  # letters at both ends of a line that must be found when its middle differs
STRETCH = 4  # and how many times its own length the line may take up in the source then

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "iframe",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
VOID_TAGS = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
RAW_TAGS = frozenset(("script", "style", "textarea", "noframes", "xmp", "template"))
NOT_READ = frozenset(("nav", "footer", "aside", "form", "button", "select", "figcaption", "noscript", "svg"))

_OPENING = re.compile(r"<(?=/?[a-zA-Z]|[!?])")  # any other "<" is text: "5 < 7"
_TAG_MARK = re.compile(r"=\s*[\"']|>")
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_WHITE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


class TooMuch(Exception):
    """More tags or text than a page has; the message says which."""


@dataclass(slots=True)
class Run:
    """Visible characters standing together in the source; an entity is a run of its own."""

    squeezed: int  # where it begins in the stream without white space
    start: int
    end: int
    entity: bool


@dataclass
class Markup:
    """What one pass over a page's source finds."""

    source: str
    stream: str = ""
    runs: list[Run] = field(default_factory=list)
    lines: list[tuple[str, int, int]] = field(default_factory=list)  # visible text, broken at block tags
    metas: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)  # JSON-LD
    times: list[tuple[str, str]] = field(default_factory=list)  # <time>: its itemprop or class, its datetime
    headings: list[tuple[int, int]] = field(default_factory=list)  # <h1>: where its content stands
    title: str | None = None
    language: str | None = None
    canonical: str | None = None
    depth: int = 0
    tags: int = 0
    lean: str = ""  # the source without comments, scripts (but JSON-LD) and styles: what extractors are given
    _starts: list[int] = field(default_factory=list)

    def find(self, text: str, after: int = 0) -> tuple[int, int] | None:
        """Where `text` stands in the source, looked for from `after` on, then from the top."""
        wanted = squeeze(text)
        if not wanted:
            return None
        since = self._squeezed_place(after)
        for begin in (since, 0) if since else (0,):
            at = self.stream.find(wanted, begin)
            if at >= 0:
                return self._raw(at), self._raw(at + len(wanted) - 1, end=True)
        return self._find_ends(wanted, since)

    def _find_ends(self, wanted: str, since: int) -> tuple[int, int] | None:
        """A line whose middle lost something on the way: both its ends must stand near each other."""
        if len(wanted) < 3 * PROBE:
            return None
        first, last = wanted[:PROBE], wanted[-PROBE:]
        for begin in (since, 0) if since else (0,):
            at = self.stream.find(first, begin)
            if at >= 0:
                stop = self.stream.find(last, at + PROBE, at + STRETCH * len(wanted))
                if stop >= 0:
                    return self._raw(at), self._raw(stop + PROBE - 1, end=True)
        return None

    def text_between(self, start: int, end: int) -> str:
        """The visible text from `start` to `end` of the source, white space folded."""
        return " ".join(" ".join(text for text, low, high in self.lines if low >= start and high <= end).split())

    def _squeezed_place(self, raw: int) -> int:
        """How far the stream has come at place `raw` of the source."""
        if not self._starts or raw <= self._starts[0]:
            return 0
        run = self.runs[bisect_right(self._starts, raw) - 1]
        if raw >= run.end or run.entity:
            index = bisect_right(self._starts, raw)
            return self.runs[index].squeezed if index < len(self.runs) else len(self.stream)
        return run.squeezed + len(squeeze(self.source[run.start : raw]))

    def _raw(self, place: int, *, end: bool = False) -> int:
        """Where the stream's character at `place` begins (or ends) in the source."""
        run = self.runs[bisect_right(self.runs, place, key=lambda run: run.squeezed) - 1]
        if run.entity:
            return run.end if end else run.start
        count = place - run.squeezed
        for at in range(run.start, run.end):
            if not _WHITE.match(self.source, at):
                if count == 0:
                    return at + 1 if end else at
                count -= 1
        return run.end


def squeeze(text: str) -> str:
    """`text` without white space and without what does not print (soft hyphens, zero-width spaces)."""
    return _WHITE.sub("", text)


def scan(source: str, *, pages: int = 1) -> Markup:
    """One pass over the source of a page, or of a feed with room for several; TooMuch beyond that room."""
    return _Scanner(source, pages).run()


class _Scanner:
    """The state of that pass."""

    def __init__(self, source: str, pages: int) -> None:
        self.source = source
        self.pages = pages
        self.markup = Markup(source)
        self.squeezed: list[str] = []
        self.length = 0
        self.open = 0
        self.hidden = 0  # open elements whose text is never an article's
        self.line: list[str] = []
        self.line_start = self.line_end = -1
        self.heading = -1
        self.gone: set[str] = set()  # raw-text elements and quotes known not to end from here on
        self.lean: list[str] = []
        self.lean_from = 0

    def run(self) -> Markup:
        source, place = self.source, 0
        while place < len(source):
            found = _OPENING.search(source, place)
            opening = found.start() if found else len(source)
            if opening > place:
                self.text(place, opening)
            place = self.tag(opening) if opening < len(source) else opening
            if self.markup.tags > MAX_TAGS * self.pages:
                raise TooMuch(f"over {MAX_TAGS * self.pages:,} tags")
        self.break_line()
        markup = self.markup
        self.skip(len(source), len(source))
        markup.lean = "".join(self.lean)
        markup.stream = "".join(self.squeezed)
        markup._starts = [run.start for run in markup.runs]
        return markup

    def skip(self, start: int, end: int) -> int:
        """Leave `start` to `end` out of the lean source; `end`."""
        self.lean.append(self.source[self.lean_from : start])
        self.lean_from = end
        return end

    def tag(self, start: int) -> int:
        """Take in what begins with "<" at `start`; the place after it."""
        source = self.source
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            return self.skip(start, len(source) if end < 0 else end + 3)
        if source.startswith("<![CDATA[", start):
            return self.skip(start, start + 9)
        if source.startswith(("<!", "<?"), start):
            end = source.find(">", start)
            return self.skip(start, len(source) if end < 0 else end + 1)
        closing = source.startswith("</", start)
        name = _NAME.match(source, start + (2 if closing else 1))
        assert name is not None  # _OPENING saw to it
        tag = name.group().lower()
        end = self.tag_end(name.end())
        self.markup.tags += 1
        if end - start > MAX_ATTRIBUTES:
            self.skip(start, end)
            self.lean.append(f"<{tag}>")
        if tag in BLOCK_TAGS:
            self.break_line()
        if closing:
            self.close(tag, start)
            return end
        attributes = source[name.end() : end - 1]
        self.declare(tag, attributes, end)
        if tag in RAW_TAGS:
            return self.raw_text(tag, attributes, end)
        if tag not in VOID_TAGS and not attributes.endswith("/"):
            self.open += 1
            self.markup.depth = max(self.markup.depth, self.open)
            self.hidden += tag in NOT_READ
        return end

    def tag_end(self, place: int) -> int:
        """After the ">" that ends a tag: one inside quotes, as in title="a > b", does not."""
        source = self.source
        while mark := _TAG_MARK.search(source, place):
            quote = mark.group()[-1]
            if quote == ">":
                return mark.end()
            close = -1 if quote in self.gone else source.find(quote, mark.end(), mark.end() + MAX_VALUE)
            if close < 0:  # a quote that never ends: the tag is taken to end at the next ">"
                if mark.end() + MAX_VALUE > len(source):
                    self.gone.add(quote)
                end = source.find(">", mark.end())
                return len(source) if end < 0 else end + 1
            place = close + 1
        return len(source)

    def close(self, tag: str, start: int) -> None:
        self.open = max(0, self.open - 1)
        if tag in NOT_READ:
            self.hidden = max(0, self.hidden - 1)
        if tag == "h1" and self.heading >= 0:
            self.markup.headings.append((self.heading, start))
            self.heading = -1

    def raw_text(self, tag: str, attributes: str, start: int) -> int:
        """The content of <script> and its like is no text; JSON-LD is kept."""
        if tag in self.gone:
            return start
        end = re.compile(rf"</{tag}\b", re.I).search(self.source, start)
        if end is None:
            self.gone.add(tag)
            return start
        if tag == "script" and "ld+json" in attributes:
            self.markup.scripts.append(self.source[start : end.start()])
            return end.start()
        return self.skip(start, end.start())

    def declare(self, tag: str, attributes: str, end: int) -> None:
        """What <html lang>, <meta>, <link rel=canonical>, <title>, <time> and <h1> say."""
        markup = self.markup
        if tag == "h1":
            self.heading = end
        elif tag == "title" and markup.title is None:
            stop = self.source.find("</", end, end + 2000)
            markup.title = " ".join(html.unescape(self.source[end:stop]).split()) if stop > end else None
        elif tag in ("meta", "link", "html", "time"):
            given = attribute_values(attributes)
            if tag == "meta" and "content" in given:
                key = given.get("property") or given.get("name") or given.get("itemprop") or given.get("http-equiv")
                if key:
                    markup.metas.append((key.lower(), given["content"].strip()))
            elif tag == "link" and given.get("rel", "").lower() == "canonical":
                markup.canonical = markup.canonical or given.get("href")
            elif tag == "html":
                markup.language = given.get("lang") or given.get("xml:lang") or markup.language
            elif tag == "time" and "datetime" in given:
                markup.times.append((given.get("itemprop") or given.get("class") or "", given["datetime"]))

    def text(self, start: int, end: int) -> None:
        """Take in visible characters."""
        source = self.source
        if "&" not in source[start:end]:
            self.piece(start, end, source[start:end], entity=False)
            return
        place = start
        for entity in _ENTITY.finditer(source, start, end):
            if entity.start() > place:
                self.piece(place, entity.start(), source[place : entity.start()], entity=False)
            self.piece(entity.start(), entity.end(), html.unescape(entity.group()), entity=True)
            place = entity.end()
        if place < end:
            self.piece(place, end, source[place:end], entity=False)

    def piece(self, start: int, end: int, text: str, *, entity: bool) -> None:
        squeezed = squeeze(text)
        if squeezed:
            self.markup.runs.append(Run(self.length, start, end, entity))
            self.squeezed.append(squeezed)
            self.length += len(squeezed)
            if self.length > MAX_VISIBLE * self.pages:
                raise TooMuch(f"over {MAX_VISIBLE * self.pages:,} characters of text")
            if len(self.markup.runs) > MAX_RUNS * self.pages:
                raise TooMuch(f"over {MAX_RUNS * self.pages:,} pieces of text")
            if self.line_start < 0:
                self.line_start = start + (0 if entity else len(text) - len(text.lstrip()))
            self.line_end = end if entity else start + len(text.rstrip())
        if not self.hidden or self.heading >= 0:
            self.line.append(text)

    def break_line(self) -> None:
        """End a line of visible text, as a block tag does."""
        text = " ".join("".join(self.line).split())
        if text:
            self.markup.lines.append((text, self.line_start, self.line_end))
        self.line.clear()
        self.line_start = -1


def attribute_values(attributes: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, entities resolved; the first of a name counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes[:MAX_ATTRIBUTES]):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
