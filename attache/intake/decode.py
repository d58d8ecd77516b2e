"""Bytes as found in the wild -> the source every offset of a page counts in.

A page may say ISO-8859-1 and be Windows-1252 (curly quotes), say Windows-1252 and be UTF-8, say UTF-8 and
hold one stray Windows byte, or say nothing. Whatever it is, `decoded` never raises, and what no text may hold
(NUL, half a surrogate pair) is replaced one for one, so that places stay true.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

DETECT_BYTES = 60_000  # what the detector is shown: enough letters of any language, and quick
UTF16_NULS = 0.3  # "K\0e\0r\0r\0y\0": every other byte of Latin text in UTF-16

# What browsers take these names for (https://encoding.spec.whatwg.org/#names-and-labels): pages that say the
# left hold the right.
AS_BROWSERS_DO = {
    "ascii": "cp1252", "us-ascii": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "windows-1252": "cp1252", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "big5": "big5hkscs", "unicode": "utf-16", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
}  # fmt: skip
WESTERN = ("mac", "cp125", "iso8859", "latin", "cp437", "cp850", "cp858", "ascii", "utf")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.I,
)

# Bytes that are no UTF-8 come out of "surrogateescape" as U+DC80..U+DCFF: one stray Windows byte in a UTF-8
# page ("Russia\x92s") is read as Windows means it.
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decoded(data: bytes, *, declared: str | None = None) -> str:
    """The text that `data` holds, without its byte order mark; `declared` is the charset its sender named."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return presentable(data[len(mark) :].decode(codec, "replace"))
    if wide := _utf16_unmarked(data):
        return presentable(data.decode(wide, "replace"))
    named = known_codec(declared) or _named_inside(data)
    if named and named.startswith(("iso2022", "hz", "utf-7", "utf_7")):  # these look like ASCII, and are not
        return presentable(data.decode(named, "replace"))
    try:
        return presentable(data.decode("utf-8"))
    except UnicodeDecodeError as trouble:
        if trouble.reason == "unexpected end of data":  # cut off inside a character
            return presentable(data.decode("utf-8", "replace"))
    return presentable(_not_quite_utf8(data, named))


def presentable(text: str) -> str:
    """`text` with each NUL, half surrogate and other control character replaced, one for one, by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:[xX]0*(?P<hex>[0-9a-fA-F]{1,9})|0*(?P<number>\d{1,9}))[0-9a-fA-F]*;?")


def xml_bytes(source: str) -> bytes:
    """A decoded XML source for a parser of bytes, as UTF-8: what it says of its encoding is done with, and what it
    writes for half a surrogate pair ("&#xD800;"), which lxml takes in and cannot give back, is U+FFFD.
    """
    return _REFERENCE.sub(_possible, _DECLARATION.sub("", source)).encode("utf-8", "replace")


def _possible(reference: re.Match[str]) -> str:
    number = int(reference["hex"], 16) if reference["hex"] else int(reference["number"])
    whole = 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return reference[0] if whole or number in (9, 10, 13) else "\ufffd"


def known_codec(label: str | None) -> str | None:
    """The codec a charset's name stands for, as browsers read it; None for a name nobody knows."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(AS_BROWSERS_DO.get(label, label))
        b"".decode(codec.name)  # "rot13" and "base64" are codecs and no charsets
    except (LookupError, ValueError, TypeError):
        return None
    return codec.name


def _named_inside(data: bytes) -> str | None:
    match = DECLARED.search(data[:4096])
    return known_codec((match.group(1) or match.group(2)).decode("ascii", "replace")) if match else None


def _utf16_unmarked(data: bytes) -> str | None:
    sample = data[:2000]
    if len(sample) < 4:
        return None
    odd, even = sample[1::2].count(0) / len(sample[1::2]), sample[::2].count(0) / len(sample[::2])
    if odd > UTF16_NULS and even < UTF16_NULS / 10:
        return "utf-16-le"
    if even > UTF16_NULS and odd < UTF16_NULS / 10:
        return "utf-16-be"
    return None


def _not_quite_utf8(data: bytes, named: str | None) -> str:
    text = data.decode("utf-8", "surrogateescape")
    stray = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    whole = sum(1 for char in text if char > "\x7f") - stray
    if whole > stray:
        return text.translate(_STRAY)
    if named and named not in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        return data.decode(named, "replace")
    guess = from_bytes(_sample(data)).best()
    codec = known_codec(guess.encoding) if guess else None
    # The detector takes short West European text for an Eastern or a Mac page; Windows-1252 is what it nearly
    # always is, and the rest of the world's 8-bit pages name their charset.
    if codec is None or (codec.startswith(WESTERN) and codec not in ("cp1251", "cp1253", "cp1255", "cp1256")):
        codec = "cp1252"
    return data.decode(codec, "replace")


def _sample(data: bytes) -> bytes:
    """The stretch around the first byte that is not ASCII: a page's head is often nothing but scripts."""
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, (first.start() if first else 0) - DETECT_BYTES // 4)
    return data[start : start + DETECT_BYTES]
