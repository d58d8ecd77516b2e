"""Mailboxes (mbox) and single messages (eml): each message a page, as newsletters and wire alerts come by mail.

The subject is the headline, the sender's name the outlet, the date the date; the text is the message's plain part,
or its HTML where that says more. What a mail reader would not show as text (attachments) is left out, and so is
what stands under a newsletter to be rid of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any, BinaryIO

from attache.errors import ReadError
from attache.intake import plain, published
from attache.intake.article import Facts, Line, page_of
from attache.intake.decode import decoded, presentable
from attache.intake.limits import MAX_LINES, MAX_PAGE_BYTES, MAX_TEXT, MB
from attache.intake.markup import TooMuch, scan
from attache.knowledge.outlets import outlet_at
from attache.model import Basis, Page

MAX_PARTS = 200  # of one message
MAX_DEPTH = 50  # of messages within messages: beyond, Python's parser would run out of stack
MAX_LINE = 1_000_000

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?")
_MAIL = frozenset((b"received", b"return-path", b"delivered-to", b"message-id", b"mime-version", b"date", b"to"))
_FROM = re.compile(rb"^From \S+.{0,60}\d\d:\d\d(?::\d\d)?.{0,40}\d{4}.{0,20}\r?$")
_ABOUT = re.compile(
    r"unsubscribe|manage (?:your )?(?:preferences|subscriptions)|view (?:this (?:email|message) )?in (?:your )?browser"
    r"|you(?:[’']re| are) receiving this|update your (?:preferences|profile)|forward(?:ed)? this (?:email|to a friend)"
    r"|add us to your address book|privacy policy|sent (?:to|from) my\b|^https?://\S+$|^\[?(?:image|cid):",
    re.I,
)
_ADDRESS = re.compile(r"\s*[<\[(]https?://[^\s>\])]{1,2000}[>\])]")


def accepts(head: bytes, name: str) -> bool:
    """Whether this is mail: it opens with the line that parts an mbox, or with a message's headers."""
    start = head.lstrip(b"\xef\xbb\xbf\r\n")
    first, _, rest = start.partition(b"\n")
    if first.startswith(b"From "):
        return bool(_FROM.match(first) and _HEADER.match(rest))
    names: set[bytes] = set()
    for line in start.split(b"\n"):
        if line[:1] in (b" ", b"\t") and names:
            continue
        found = _HEADER.match(line)
        if not found:
            break
        names.add(found[1].lower())
    return b"from" in names and (b"message-id" in names or len(names & _MAIL) >= 2)


def read(data: BinaryIO, name: str) -> Iterator[Page | ReadError]:
    """A page for each message that has text, in the mailbox's order."""
    number = 0
    for number, message in enumerate(_messages(data, name), 1):
        called = f"{name}#{number}" if message.one_of_many else name
        yield message.trouble or _page(message.content, called)
    if not number:
        raise ReadError(name, "a mailbox without messages")


class _Message:
    """The bytes of one message."""

    def __init__(self, lines: list[bytes], *, one_of_many: bool, trouble: ReadError | None = None) -> None:
        self.content = b"".join(lines)
        self.one_of_many = one_of_many
        self.trouble = trouble


def _messages(data: BinaryIO, name: str) -> Iterator[_Message]:
    """The messages of a mailbox, one at a time: mailboxes are larger than memory."""
    many = False
    lines: list[bytes] = []
    size = number = 0
    blank = True
    while line := data.readline(MAX_LINE):
        if blank and line.startswith(b"From ") and _FROM.match(line.rstrip(b"\r\n")):
            if lines:
                number += 1
                yield _whole(lines, size, True, f"{name}#{number}")
            many, lines, size = True, [], 0
            continue
        blank = not line.strip()
        size += len(line)
        if size <= MAX_PAGE_BYTES:
            # An mbox writes ">From " where a message's line began with "From ".
            lines.append(line[1:] if many and re.match(rb">+From ", line) else line)
    if lines:
        number += 1
        yield _whole(lines, size, many, f"{name}#{number}" if many else name)


def _whole(lines: list[bytes], size: int, many: bool, name: str) -> _Message:
    if size > MAX_PAGE_BYTES:
        trouble = ReadError(name, f"a message larger than {MAX_PAGE_BYTES // MB} MB")
        return _Message([], one_of_many=many, trouble=trouble)
    return _Message(lines, one_of_many=many)


def _page(content: bytes, name: str) -> Page | ReadError:
    parts = content.count(b"multipart/") + content.count(b"message/rfc822")
    if parts > MAX_PARTS or (parts and content.count(b"\n--") > 10 * MAX_PARTS):
        return ReadError(name, f"a message of over {MAX_PARTS} parts")
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        texts = _texts(message)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as trouble:
        return ReadError(name, f"a message that cannot be parsed ({type(trouble).__name__})")
    try:
        lines = _lines(texts)
    except TooMuch as trouble:
        return ReadError(name, f"{trouble}, more than one page has")
    if len(lines) > MAX_LINES or sum(len(line.text) for line in lines) > MAX_TEXT:
        return ReadError(name, f"over {MAX_TEXT:,} characters or {MAX_LINES:,} lines; split it into its pages")
    page = page_of(lines, name=name, facts=_facts(message)) if lines else None
    return page or ReadError(name, "a message without text")


def _texts(message: EmailMessage) -> dict[str, str]:
    """The text of a message, plain and as HTML: the longest part of each kind that is no attachment."""
    found: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            break
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        charset = part.get_content_charset()
        text = decoded(payload, declared=charset if isinstance(charset, str) else None)
        if len(text) > len(found.get(kind, "")):
            found[kind] = text
    return found


def _lines(texts: dict[str, str]) -> list[Line]:
    """The lines of the part that says more; plain text is taken unless it is a mere stand-in for the HTML."""
    shown = [text for text, *_ in scan(texts["text/html"]).lines] if "text/html" in texts else []
    written = _written(texts.get("text/plain", ""))
    words = sum(text.count(" ") + 1 for text in shown)
    found = written if 2 * sum(text.count(" ") + 1 for text in written) >= words else shown
    return [Line(text, None, None) for text in found if not _ABOUT.search(text) or len(text) > 300]


def _written(text: str) -> list[str]:
    """The paragraphs of a plain part, without its signature, what it answers to, and addresses in brackets."""
    text = re.split(r"^-- ?$", text[:MAX_TEXT], maxsplit=1, flags=re.M)[0]
    text = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    text = _ADDRESS.sub("", text)
    found = (" ".join(line.text.split()) for line in plain.paragraphs(text))
    return [line for line in found if not re.fullmatch(r"[\W_]*", line)]


def _facts(message: EmailMessage) -> Facts:
    known: list[tuple[str, str]] = []
    subject = re.sub(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", "", _header(message, "subject"), flags=re.I)
    sender, address = parseaddr(_header(message, "from"))
    row = outlet_at(address.rpartition("@")[2].strip(">").lower()) if "@" in address else None
    outlet = row.name if row else " ".join(sender.split()) or None
    if outlet:
        known.append(("outlet", "mail sender"))
    if subject:
        known.append(("headline", "mail subject"))
    when = None
    if (stamp := _stamp(message)) and (read := published.read_time(stamp)):
        when = published.when(read, Basis.METADATA, because="mail date")
        known.append(("published", "mail date"))
    url = _header(message, "archived-at").strip("<> ")
    return Facts(
        url=url if url.startswith(("http://", "https://")) else None,
        outlet=outlet,
        headline=Line(subject, None, None) if subject else None,
        language=_header(message, "content-language").partition(",")[0].strip() or None,
        published=when,
        known=tuple(known),
    )


def _stamp(message: EmailMessage) -> str | None:
    """The Date header as ISO 8601, its zone kept: an evening in Washington is the next day in UTC."""
    try:
        found: Any = getattr(message["date"], "datetime", None)
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return None
    return found.isoformat() if isinstance(found, datetime) else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message[name] or "")
    except (ValueError, TypeError, IndexError, AttributeError, LookupError, MessageError):
        return ""  # a header that Python's parser chokes on is one we have not
    return presentable(" ".join(value.split()))[:1000]
