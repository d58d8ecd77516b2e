"""Article text is untrusted: what a terminal or a browser would obey becomes something one can see."""

from __future__ import annotations

import html
import re

# Control characters (a terminal obeys ESC and the C1 set), characters that turn a line around (bidi overrides
# and marks), and those that say nothing and hide words from a search: all shown, none obeyed.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def plain(text: str) -> str:
    """The text with nothing in it that is obeyed rather than read: ESC becomes ␛, a bidi override �.

    >>> plain("Kerry\\x1b[31m said")
    'Kerry␛[31m said'
    """
    return _HIDDEN.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0x0D:
        return "\n"
    if code < 0x20:
        return chr(0x2400 + code)
    return "" if code in (0xAD, 0x200B, 0x2060, 0xFEFF) else "\ufffd"


def one_line(text: str) -> str:
    """Plain, on one line: for a name, a headline, a sentence."""
    return " ".join(plain(text).split())


def escaped(text: str) -> str:
    """Plain, and nothing of it markup: for HTML text and attribute values."""
    return html.escape(plain(text), quote=True)


def markdown(text: str) -> str:
    """On one line, and nothing of it Markdown: `*`, `[`, `<` and the like are taken literally."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&-])", r"\\\1", one_line(text))


def web_address(url: str | None) -> str | None:
    """The URL if it is one that may stand in a link: http or https, and nothing else ever."""
    if url and re.match(r"https?://[^\s\"'<>\\]+\Z", url):
        return url
    return None
