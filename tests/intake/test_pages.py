"""Files, folders, globs, feeds and archives; and what bad input gets."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from attache.errors import ReadError
from attache.intake import READERS, page_from, pages
from attache.model import Basis, Page

TEXT = "Envoys meet in Geneva\n\nThe two envoys met in Geneva on Friday.\n"
HTML = "<html><body><article><h1>Envoys meet in Geneva</h1><p>The two envoys met on Friday.</p></article></body></html>"
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Example Wire</title><language>en</language>
<item><title>Envoys meet in Geneva</title><link>https://wire.example/1</link><dc:creator>Ada Example</dc:creator>
<pubDate>Fri, 14 Mar 2014 21:00:00 -0400</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>The two envoys met on Friday.</p><p>They &amp; their aides left late.</p><p>Advertisement</p>]]></content:encoded>
</item><item><title>Nothing here</title><link>https://wire.example/2</link></item>
<item><title>Harbour closed</title><description>&lt;p&gt;The &lt;b&gt;harbour&lt;/b&gt; was closed on Sunday.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example Atom</title><entry><title>Envoys meet</title>
<link href="https://atom.example/1"/><published>2014-03-14T21:00:00Z</published><updated>2014-03-20T21:00:00Z</updated>
<content type="html">&lt;p&gt;The two envoys met on Friday.&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Example JSON",
    "items": [
        {
            "id": "1",
            "url": "https://json.example/1",
            "title": "Envoys meet",
            "content_html": "<p>The two envoys met on Friday.</p>",
            "date_published": "2014-03-14T21:00:00-04:00",
            "authors": [{"name": "Ada Example"}],
        },
        {
            "id": "2",
            "title": "Harbour closed",
            "content_text": "The harbour was closed.\n\nIt opens on Tuesday.",
        },
    ],
}


def read(*given: object) -> tuple[list[Page], list[str]]:
    refused: list[ReadError] = []
    found = list(pages(given, refused=refused.append))  # type: ignore[arg-type]
    return found, [str(refusal) for refusal in refused]


def record(url: str, body: bytes, *, mime: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2014-03-30T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_a_folder_is_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", ".git/x.txt", ".hidden.txt", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HTML if name.endswith("html") else TEXT)
    found, refused = read(tmp_path)
    assert [page.name for page in found] == ["a/z.html", "b.txt"]
    assert refused == []


def test_a_page_has_the_same_id_wherever_its_folder_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder / "news").mkdir(parents=True)
        (tmp_path / folder / "news" / "a.txt").write_text(TEXT)
    ids = {page.id for folder in ("one", "two") for page in read(tmp_path / folder)[0]}
    monkeypatch.chdir(tmp_path / "one")
    ids |= {page.id for page in read(".")[0]}
    assert len(ids) == 1
    plain = {page.id for page in read("news")[0]} | {page.id for page in read("news/*.txt")[0]}
    assert plain == {page.id for page in read("news/a.txt")[0]}


def test_globs_standard_input_and_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.html").write_text(HTML)
    assert [page.name for page in read(f"{tmp_path}/*.html")[0]] == ["b.html"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert [page.name for page in read("-")[0]] == ["stdin"]
    assert [page.headline for page in read(io.BytesIO(HTML.encode()))[0]] == ["Envoys meet in Geneva"]
    assert [page.headline for page in pages(TEXT.encode())] == ["Envoys meet in Geneva"]


def test_rss_items_are_pages(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    found, refused = read(tmp_path / "feed.xml")
    assert [page.name for page in found] == ["feed.xml#1", "feed.xml#3"]
    assert refused == ["feed.xml#2: an item without text; read the page it links to"]
    first = found[0]
    assert first.text == "Envoys meet in Geneva\n\nThe two envoys met on Friday.\n\nThey & their aides left late."
    assert (first.outlet, first.byline, first.url) == (
        "The Example Wire",
        "Ada Example",
        "https://wire.example/1",
    )
    assert first.published is not None
    assert (first.published.start, first.published.basis) == ("2014-03-14T21:00-04:00", Basis.METADATA)
    stood = [RSS[block.raw_start : block.raw_end] for block in first.blocks]
    assert stood[1:] == ["The two envoys met on Friday.", "They &amp; their aides left late."]
    assert found[1].text == "Harbour closed\n\nThe harbour was closed on Sunday."
    assert found[1].published is None


def test_atom_and_json_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.atom").write_text(ATOM)
    (tmp_path / "b.json").write_text(json.dumps(JSON_FEED))
    found, refused = read(tmp_path)
    assert [page.name for page in found] == ["a.atom#1", "b.json#1", "b.json#2"]
    assert refused == []
    assert [page.published.start if page.published else None for page in found] == [
        "2014-03-14T21:00+00:00",
        "2014-03-14T21:00-04:00",
        None,
    ]
    assert found[2].text == "Harbour closed\n\nThe harbour was closed.\n\nIt opens on Tuesday."


ARCHIVE = [
    record("https://one.example/a", HTML.encode()),
    record("https://one.example/logo.png", b"\x89PNG", mime="image/png"),
    record("https://one.example/gone", HTML.encode(), status="404 Not Found"),
    record("https://two.example/b", "<html><body><p>Russia’s envoy left.</p></body></html>".encode("cp1252"), mime="text/html; charset=windows-1252"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", b"".join(ARCHIVE)),
        ("a.warc.gz", b"".join(map(gzip.compress, ARCHIVE))),
        ("b.warc.gz", gzip.compress(b"".join(ARCHIVE))),
    ],
)
def test_archives_give_their_html_pages(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    found, refused = read(tmp_path)
    assert [(page.name, page.url) for page in found] == [
        (f"{name}#1", "https://one.example/a"),
        (f"{name}#2", "https://two.example/b"),
    ]
    assert found[1].text == "Russia’s envoy left."
    assert refused == []


@pytest.mark.parametrize("shorten", [lambda b: b[:-60], lambda b: b[:-5]], ids=["inside the last", "at its end"])
def test_an_archive_cut_short_gives_what_it_holds_and_one_refusal(
    tmp_path: Path, shorten: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(shorten(b"".join(map(gzip.compress, ARCHIVE))))
    found, refused = read(tmp_path)
    assert found[0].name == "a.warc.gz#1"
    assert len(refused) == 1
    assert refused[0].startswith("a.warc.gz: cut short")


BAD = {
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "picture.jpg": b"\xff\xd8\xff\xe0" + bytes(200),
    "paper.pdf": b"%PDF-1.4 and so on",
    "empty.txt": b"",
    "blank.html": b" \n\n ",
    "noise.bin": bytes(range(256)) * 20,
    "long.txt": b"a " * 10_500_000,
    "big.html": b"<html><body>" + b"<p>Envoys met.</p>" * 1_200_000,
    "cut.html.gz": gzip.compress(HTML.encode() * 50)[:-20],
    "bomb.txt.gz": gzip.compress(b"Envoys met. " * 2_000_000),
    "data.json": b'{"a": 1}',
    "deep.json": b'{"items":' + b"[" * 100_000,
    "laughs.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">]><rss version="2.0"><channel/></rss>',
    "hollow.xml": b'<rss version="2.0"><channel><title>x</title></channel></rss>',
    "spans.html": b"<html><body>" + b"<b><i>" * 60_000 + b"Envoys met.",
    "clutter.txt": b"Advertisement\n\nShare\n",
    "hollow.warc": record("https://one.example/logo.png", b"\x89PNG", mime="image/png"),
    "odd.warc": b"WARC/1.0\r\nno header\r\n\r\nnothing",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_with_its_reason_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    (tmp_path / "good.txt").write_text(TEXT)
    found, refused = read(tmp_path)
    assert [page.name for page in found] == ["good.txt"]
    assert len(refused) == 1
    assert refused[0].startswith(f"{name}: ")
    assert "\n" not in refused[0]
    assert len(refused[0]) < 200


def test_a_bomb_of_nested_tags_is_read_for_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text("<html><body>" + "<div>" * 20_000 + "<p>Envoys met.</p>" + "</div>" * 20_000)
    found, refused = read(tmp_path)
    assert [page.text for page in found] == ["Envoys met."]
    assert refused == []


def test_what_is_not_there_is_refused_or_raised(tmp_path: Path) -> None:
    assert read(tmp_path / "none.txt")[1][0].endswith("no such file or folder; check the path")
    assert read(f"{tmp_path}/*.nothing")[1][0].endswith("matches no file; check the pattern")
    with pytest.raises(ReadError, match="no such file"):
        list(pages(tmp_path / "none.txt"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    assert "cannot be opened" in read(tmp_path)[1][0]


def test_readers_can_be_passed() -> None:
    assert next(pages(HTML.encode(), readers=READERS[-1:])).headline != "Envoys meet in Geneva"


def test_page_from_takes_text_and_html() -> None:
    assert page_from(HTML, "a.html").text == "Envoys meet in Geneva\n\nThe two envoys met on Friday."
    assert page_from(TEXT, "a.txt").blocks[1].raw_start == 23


# Found by bench/fuzz: what JSON writes for half a surrogate pair and for NUL; an entry with an empty <content/>; a line
# of digits that took a furniture pattern longer than anybody lives.
HALF = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The \ud83c Wire",
    "items": [{"title": "Envoys\x00 meet", "content_text": "The two \ud83c envoys met on Friday."}],
}
EMPTY = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Envoys meet</title><content/>
<summary>The two envoys met on Friday.</summary></entry></feed>"""
DIGITS = f"Envoys meet in Geneva\n\n{'9' * 400}\u202e３\n\nThe two envoys met on Friday."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (json.dumps(HALF), "Envoys\ufffd meet\n\nThe two \ufffd envoys met on Friday."),
        (EMPTY.replace("<content/>", '<link href="http://[news/1"/>'), "Envoys meet\n\nThe two envoys met on Friday."),
        (EMPTY, "Envoys meet\n\nThe two envoys met on Friday."),
        (DIGITS, DIGITS),
    ],
)
def test_what_fuzzing_found_is_read(content: str, text: str) -> None:
    found, refused = read(content.encode())
    assert refused == []
    assert found[0].text == text
    found[0].text.encode("utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><p>" + b"&amp;" * 1_000_000, b"<rss><channel>" + b"<item>" * 50_000,
        b"<rss><channel>" + b"<item><title>a</title></item>" * 20_000, b"a\n" * 2_000_000,
    ],
)  # fmt: skip
def test_what_would_take_minutes_is_refused_at_once(content: bytes) -> None:
    began = time.process_time()
    found, refused = read(content)
    assert found == []
    assert len(refused) == 1
    assert time.process_time() - began < 5
