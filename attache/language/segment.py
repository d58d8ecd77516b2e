"""Text to paragraphs, sentences, tokens and quotation marks, all as spans of the text.

Words are cut as Universal Dependencies' English Web Treebank cuts them: do|n't, Russia|'s, well|-|known, $|5.
Everything here runs in time linear in the text and raises on nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from attache.model import Quoted

LONGEST_CHUNK = 200  # letters without a space; what is longer is no word, and is cut there

Tokens = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence: its place, its paragraph counted from 0, and its tokens."""

    start: int
    end: int
    paragraph: int
    tokens: Tokens


# ------------------------------------------------------------------------------------------------ paragraphs

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_CHUNK = re.compile(r"[^\s\u200b\u200c\u200d\u2060\ufeff\ufffc]+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """The paragraphs of a text, parted by blank lines; an empty one still counts."""
    found, start = [], 0
    for gap in _BLANK_LINE.finditer(text):
        found.append((start, gap.start()))
        start = gap.end()
    if start < len(text) or not found:
        found.append((start, len(text)))
    return tuple(found) if text else ()


# ---------------------------------------------------------------------------------------------------- tokens

# After these a full stop is part of the word and the sentence goes on: "Gen. Votel", "Sen. McCain".
_TITLES = _words(
    """Mr Mrs Ms Messrs Mx Dr Drs Prof Gen Maj Lt Col Capt Cpl Sgt Cmdr Adm Brig Pvt Pfc Sen Sens Rep Reps
    Gov Govs Rev Hon Pres Supt Insp Amb Atty Msgr St Ste Mt Ft Fr Sr Sra Mme Mlle vs cf al Det Cdr Spc Treas
    Secy Asst Assn Dep"""
)
# After these it is part of the word too, but they may end a sentence: "on Nov. 5", "in D.C. The talks".
_SHORT = _words(
    """Inc Corp Co Cos Ltd Bros Jr etc Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu
    Thur Thurs Fri a.m p.m Ave Blvd Rd Hwy Univ Dept Dist Div Est approx Calif Conn Mass Mich Minn Penn Tenn
    Wis Ariz Colo Fla Ga Okla Ore Va Vt Ala Ark Ky La Md Mo Neb Nev Wyo Tex Ph.D Ph Vol Ed eds ed esp incl
    viz ca oz lb lbs ft sq min sec hrs yrs Que Ont Bldg Sgts i.e e.g"""
)
_NUMBERED = {
    "No",
    "Nos",
    "no",
    "Art",
    "Arts",
    "Sec",
    "Fig",
    "Figs",
    "p",
    "pp",
    "Ch",
    "Para",
    "para",
    "Res",
    "Op",
}
_NEVER_LAST = frozenset(word + "." for word in _TITLES) | {
    "i.e.",
    "e.g.",
    "approx.",
    "ca.",
    "esp.",
    "incl.",
    "viz.",
}
# Words that stay with their prefix; any other hyphen is a token of its own.
_PREFIXES = _words(
    """e co non pre post re semi multi mid ex anti pro over un sub vice socio psycho ultra mini micro macro
    inter intra pseudo bi tri de dis mis trans cyber"""
)
_CLITIC = r"['’](?:s|S|re|RE|ve|VE|ll|LL|d|D|m|M)(?!\w)"

_DOTTED = "|".join(re.escape(word) for word in sorted(_TITLES | _SHORT, key=lambda word: (-len(word), word)))
_TOKEN = re.compile(
    rf"""
    (?:https?://|ftp://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’]      # addresses, whole
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
  | \w[\w-]*(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|co\.uk|ru|ua)(?![\w.]\w)(?:/[^\s<>"“”]*[\w/])?
  | \w[\w-]*\.(?:pdf|docx?|html?|xlsx?|pptx?|txt|jpe?g|png|gif|zip|mp3|mp4)(?!\w)
  | [@\#]\w+
  | \[(?:\.\.\.|…)\] | \.\.+ | …+
  | [a-z]+(?:\.[a-z]\w+){{2,}}
  | (?:Ph\.D|(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]\.[^\W\d_])(?:\.|(?!\w))   # U.S. p.m. J.K.
  | (?<!\w)(?:{_DOTTED})\.(?!\w*\.\w)(?!\.)
  | (?<!\w)[^\W\d_a-z]\.(?=[A-Z]|$|-\w)                                # the initial of J. Kerry
  | \d{{3,4}}-\d{{3,4}}(?:-\d{{4}})?(?!\w) | \d{{1,4}}-\d{{1,2}}-\d{{1,4}}(?!\w)
  | (?<!\w)\d+(?::\d\d)?(?=(?:am|pm|AM|PM)(?!\w))
  | [+-]?(?<![\w])\d+(?:[.,:/]\d+)+(?:\w+)?
  | (?<!\w)['’](?:\d\ds?|em|til|tis|twas|cause|bout|n)(?!\w)           # '90s, 'em
  | {_CLITIC} | ^n['’]t$
  | (?i:{"|".join(sorted(_PREFIXES))})-(?:[^\W_]+)(?:['’][^\W_]+)* | \w+&\w+(?:&\w+)*
  | (?:US|HK|NZ|C|A|U)?[$£€¥]+
  | \w+(?:['’]\w+)*
  | -{{2,}} | ([!?*=_~\#+<>|^])[!?*=_~\#+<>|^]*
  | ``|'' | :-?[)(] | ;-?\)
  | .
    """,
    re.X,
)
_INSIDE = re.compile(rf"(?P<head>.+?)(?P<tail>n['’]t|N['’]T|{_CLITIC})$")
_SPLIT = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "dunno": 2, "gimme": 3, "lemme": 3}


@lru_cache(maxsize=1 << 16)
def _cut(chunk: str, before_digit: bool) -> Tokens:
    """The tokens of letters without a space between them, counted from their start."""
    if chunk.isalpha() and chunk.lower() not in _SPLIT:
        return ((0, len(chunk)),)
    found: list[tuple[int, int]] = []
    at = 0
    for match in _TOKEN.finditer(chunk):
        start, end = match.span()
        at = end
        word = chunk[start:end]
        if "'" in word or "’" in word:
            inside = _INSIDE.match(word)
            if inside and inside.end("head"):
                middle = start + inside.end("head")
                more = _INSIDE.match(chunk[start:middle])
                if more and more.end("head"):  # would|n't|'ve
                    found.append((start, start + more.end("head")))
                    found.append((start + more.end("head"), middle))
                else:
                    found.append((start, middle))
                found.append((middle, end))
                continue
        cut = _SPLIT.get(word.lower())
        if cut:
            found.append((start, start + cut))
            found.append((start + cut, end))
            continue
        found.append((start, end))
    if before_digit and len(found) > 1 and chunk[-1] == "." and found[-1] == (len(chunk) - 1, len(chunk)):
        start, end = found[-2]
        if end == len(chunk) - 1 and chunk[start:end] in _NUMBERED:
            found[-2:] = [(start, len(chunk))]
    assert at == len(chunk)
    return tuple(found)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The tokens of a text, as spans.

    "Russia's $5 bill didn't pass."     Russia 's $ 5 bill did n't pass .
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    for match in _CHUNK.finditer(text, start, end):
        first, last = match.span()
        if last - first > LONGEST_CHUNK:
            for piece in range(first, last, LONGEST_CHUNK):
                chunk = text[piece : min(piece + LONGEST_CHUNK, last)]
                found.extend((piece + a, piece + b) for a, b in _cut(chunk, False))
            continue
        before_digit = text[last - 1] == "." and last + 1 < end and text[last + 1].isdigit()
        for a, b in _cut(match.group(), before_digit):
            found.append((first + a, first + b))
    if found:  # "plan B." ends a paragraph: here the full stop is one
        a, b = found[-1]
        if b - a == 2 and text[b - 1] == "." and text[a].isalpha():
            found[-1:] = [(a, b - 1), (b - 1, b)]
    return found


# ------------------------------------------------------------------------------------------------- sentences

_CLOSERS = frozenset(['"', "”", "’", "'", ")", "]", "»", "''", "}", "›"])
_OPENERS = frozenset(['"', "“", "‘", "'", "(", "[", "«", "``", "„", "‹", "{", "-", "–", "—", "--", "*", "•", "·"])
_STARTERS = _words(
    """The A An He She It They We You I In On At But And Or So If As For From With By To After Before During
    While When Where What Who Why How This That These Those There Here His Her Its Their Our My Your Some
    Many Most All No Not However Meanwhile Although Though Because Since Yet Still Then Now Also Both Each
    Every Two Three Several According Under Over Asked Earlier Later Last More Another Other Such Only Just
    Even Once Instead Despite Among Amid Nor Neither Either Perhaps Maybe Please Let Is Are Was Were Do Does
    Did Has Have Had Will Would Can Could Should"""
)
_SPEAKING = _words(
    """said says say asked asks told tells added adds wrote writes shouted cried replied demanded tweeted
    declared insisted exclaimed wondered warned continued recalled joked explained answered responded
    quipped"""
)
_PLAIN_END = re.compile(r"[.!?…]+\Z|。\Z|！\Z|？\Z")


def segment(text: str) -> tuple[Segment, ...]:
    """The sentences of a page's text.

    "Is it over?" he asked. "Yes."          two: a question in quotation marks goes on to its speaker
    U.S. President Barack Obama met Gen. Breedlove.          one
    """
    found: list[Segment] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        spans = tokens(text, start, end)
        if not spans:
            continue
        words = [text[a:b] for a, b in spans]
        first = 0
        for last in _ends(words, spans):
            found.append(Segment(spans[first][0], spans[last - 1][1], number, tuple(spans[first:last])))
            first = last
    return tuple(found)


def _ends(words: list[str], spans: list[tuple[int, int]]) -> Iterator[int]:
    """Where the sentences of one paragraph end, as token numbers, the last one included."""
    count, i, first = len(words), 0, 0
    while i < count:
        word = words[i]
        i += 1
        if word[-1] not in ".!?…。！？" or i == count:
            continue
        short = len(word) > 1 and word[-1] == "." and word[0] != "."
        if short and (word in _NEVER_LAST or (len(word) == 2 and word[0].isupper())):
            continue
        if not short and not _PLAIN_END.match(word):
            continue
        if word == "." and i - first == 2 and (words[i - 2].isdigit() or len(words[i - 2]) == 1):
            continue  # "1. The talks"
        after = i
        while after < count and (
            (words[after] in _CLOSERS and spans[after][0] == spans[after - 1][1]) or _PLAIN_END.match(words[after])
        ):
            after += 1
        if after == count:
            continue
        if _goes_on(words, i - 1, after, short):
            i = after
            continue
        yield after
        i = first = after
    if first < count:
        yield count


def _goes_on(words: list[str], stop: int, after: int, short: bool) -> bool:
    """Whether the sentence continues past a full stop at `stop`, the next word being at `after`."""
    word, following = words[stop], words[after]
    closed = after > stop + 1
    k = after
    while k < len(words) - 1 and words[k] in _OPENERS:
        k += 1
    start = words[k]
    if following in (",", ";", ":", "/") or (following in (")", "]") and not closed):
        return True
    if short:
        return not (start in _STARTERS or (closed and start[:1].isupper()) or (k > after and start[:1].isupper()))
    if start[:1].islower():
        if closed or word != "." or k > after:
            return closed or not (word[-1] == "?" or (k > after and word in "!."))
        before = words[stop - 1] if stop else ""
        return not (before.isalpha() and len(before) > 3)
    if closed and word != "." and following not in _OPENERS:
        # "Is it over?" Kerry asked.
        for ahead in words[after : after + 7]:
            if ahead in _SPEAKING:
                return True
            if ahead[:1] in '.,!?;:"“':
                return False
    return word in ("...", "…", "..") and start in ("I", "I'm")


# ------------------------------------------------------------------------------------------- quotation marks

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›‘’‚']")
_APOSTROPHE_WORD = re.compile(r"['’‘](?:\d\ds?|em|til|tis|twas|cause|bout|n|s|t|re|ve|ll|d|m)\b", re.I)


def quotation_marks(text: str) -> tuple[Quoted, ...]:
    """Every span in quotation marks, outer ones before those inside them.

    A mark left open ends with its paragraph; if the next paragraph begins with one, it continues there.
    """
    found: list[Quoted] = []
    left_open = ""
    for start, end in paragraphs(text):
        if start == end:
            continue
        left_open = _marks_of(text, start, end, left_open, found)
    return tuple(sorted(found, key=lambda quoted: (quoted.outer_start, -quoted.outer_end)))


def _marks_of(text: str, start: int, end: int, left_open: str, found: list[Quoted]) -> str:
    """Adds one paragraph's quotations; gives the mark that is still open at its end."""
    marks = list(_MARK.finditer(text, start, end))
    # Where a single mark may close: after a letter or a stop, before no letter.
    closing = [m.start() for m in marks if m.group() in "'’" and _may_close(text, m.start(), m.end(), start, end)]
    doubles = [m.start() for m in marks if m.group() == "”"]
    stack: list[tuple[str, int, int]] = []  # the mark that closes, where the open one stands, where it ends
    lead = start
    while lead < end and text[lead].isspace():
        lead += 1

    def close(at: int, after: int) -> None:
        closer, opened, inner = stack.pop()
        inner_end = at
        if at == after:  # never closed: up to the last letter before
            while inner_end > inner and text[inner_end - 1].isspace():
                inner_end -= 1
            after = inner_end
        if inner_end > inner:
            continues = opened == lead and left_open == closer
            found.append(Quoted(inner, inner_end, opened, after, len(stack), continues))

    def closes(wanted: str, at: int, after: int) -> bool:
        """Close the innermost quotation that `wanted` closes, and what was left open inside it."""
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == wanted:
                while len(stack) > depth + 1:
                    if stack[-1][0] in "’'":
                        stack.pop()  # a single mark that never closed was an apostrophe
                    else:
                        close(at, at)
                close(at, after)
                return True
        return False

    for match in marks:
        mark, at, after = match.group(), match.start(), match.end()
        before = text[at - 1] if at > start else " "
        behind = text[after] if after < end else " "
        opening = (before.isspace() or before in "([{-–—/\"“‘'«„‚:…") and not behind.isspace()
        kinds = [closer for closer, _, _ in stack]
        if mark == '"':
            if '"' in kinds and not (opening and before.isspace() and behind.isalnum()):
                closes('"', at, after)
            elif '"' in kinds:
                closes('"', at, at)
                stack.append(('"', at, after))
            elif opening:
                stack.append(('"', at, after))
        elif mark in ("“", "‟", "„", "``"):
            if mark == "“" and "“" in kinds:
                closes("“", at, after)
                continue
            closer = "“" if mark == "„" and "“" in text[after:end] and "”" not in text[after:end] else "”"
            closer = "''" if mark == "``" else closer
            if closer in kinds and len(doubles) - bisect_right(doubles, at) < kinds.count(closer) + 1:
                closes(closer, at, at)
            stack.append((closer, at, after))
        elif mark == "”":
            if not closes("”", at, after) and opening and not behind.isspace():
                stack.append(("”", at, after))
        elif mark == "''":
            if not closes("''", at, after) and not closes('"', at, after) and opening:
                stack.append(("''", at, after))
        elif mark in "«»‹›":
            other = {"«": "»", "»": "«", "‹": "›", "›": "‹"}[mark]
            if not closes(mark, at, after):
                stack.append((other, at, after))
        elif mark in "‘‚" or (mark in "'’" and opening):
            closer = "'" if mark == "'" else "’"
            if mark == "'" and "'" in kinds and _may_close(text, at, after, start, end):
                closes("'", at, after)
            elif mark == "’" and "’" in kinds and _may_close(text, at, after, start, end):
                closes("’", at, after)
            elif (
                mark != "’"
                and (opening or (mark in "‘‚" and not before.isalnum()))
                and not _APOSTROPHE_WORD.match(text, at)
                and bisect_right(closing, at) < len(closing)
            ):
                stack.append((closer, at, after))
        elif mark in "'’" and mark in kinds and _may_close(text, at, after, start, end):
            # "the troops’ return" inside ‘…’ closes nothing if a mark that does follows.
            plural = before == "s" and behind == " " and text[after + 1 : after + 2].islower()
            if not (plural and bisect_right(closing, at) < len(closing)):
                closes(mark, at, after)
    still_open = ""
    while stack:
        if stack[-1][0] in "’'" and stack[-1][0] != "''":
            stack.pop()
            continue
        still_open = stack[-1][0]
        close(end, end)
    return still_open


def _may_close(text: str, at: int, after: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    return not before.isspace() and not behind.isalnum()
