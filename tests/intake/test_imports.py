"""News items, mailboxes and exports of news databases: each article a page, with what its sender says of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from attache.errors import ReadError
from attache.intake import READERS, export_text, feed, html, mail, newsml, ninjs, pages, plain
from attache.model import Page

BODY = "The two envoys met in Geneva on Friday."
MORE = "They will meet again on Tuesday, the ministry said."

NINJS1 = {
    "uri": "tag:wire.example,2014:1", "type": "text", "mimetype": "text/html", "pubstatus": "usable",
    "versioncreated": "2014-03-14T21:00:00-04:00", "language": "en", "byline": "By Ada Example",
    "headline": "Envoys meet in Geneva", "copyrightholder": "Example Wire",
    "body_text": f"{BODY}\n{MORE}", "body_html": f"<p>{BODY}</p><p>{MORE}</p>",
}  # fmt: skip
NINJS3 = {
    "standard": {"name": "ninjs", "version": "3.0"}, "uri": "https://wire.example/1", "type": "text",
    "firstCreated": "2014-03-14T21:00:00-04:00", "versionCreated": "2014-03-15T01:00:00-04:00",
    "headlines": [{"role": "short", "value": "Envoys"}, {"role": "main", "value": "Envoys meet in Geneva"}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{BODY}</p><p>{MORE}</p>"}],
    "by": "Ada Example", "infoSources": [{"name": "Agency"}, {"name": "Example Wire", "role": "publisher"}],
}  # fmt: skip
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="1" standard="NewsML-G2">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="EW"><name>Example Wire</name></provider>
<versionCreated>2014-03-15T01:00:00-04:00</versionCreated><firstCreated>2014-03-14T21:00:00-04:00</firstCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Envoys meet in Geneva</headline><by>By Ada Example</by><language tag="en"/></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Envoys meet in Geneva</hl1></hedline></body.head>
<body.content><p>{BODY}</p><p>They will meet again on <b>Tuesday</b>, the ministry said.</p></body.content>
</body></nitf></inlineXML></contentSet></newsItem>"""
MBOX = f"""From wire@example.org Fri Mar 14 21:00:00 2014
From: Example Wire <wire@example.org>
To: desk@example.org
Subject: =?utf-8?q?Envoys_meet_in_Geneva?=
Date: Fri, 14 Mar 2014 21:00:00 -0400
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

{BODY}

>From there they went home.

View this email in your browser
--x
Content-Type: text/html; charset=utf-8

<html><body><table><tr><td><p>{BODY}</p></td></tr></table><a href="#">Unsubscribe</a></body></html>
--x--

From wire@example.org Sat Mar 15 09:00:00 2014
From: Example Wire <wire@example.org>
Subject: Harbour closed
Date: Sat, 15 Mar 2014 09:00:00 +0000
Message-ID: <2@example.org>
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><body><table><tr><td><h1>Harbour closed</h1><p>The harbour was closed on Sunday, said Mr. Andr=E9 Example.</p>
<p>You are receiving this because you asked for it.</p></td></tr></table></body></html>
"""
FACTIVA = f"""HD
Envoys meet in Geneva
BY
By Ada Example
WC
561 words
PD
14 March 2014
ET
21:08
SN
Example News
SC
EXN
LA
English
CY
(c) 2014 Example News Limited
LP
GENEVA, March 14 - {BODY}
TD
IN A STATEMENT the ministry said: {MORE}
NS
gdip : International Relations
AN
Document EXN0000020140314ea3e00abc

HD\tHarbour closed
WC\t120 words
PD\t15 March 2014
SN\tExample News
LP\tThe harbour was closed on Sunday.
AN\tDocument EXN0000020140315ea3e00abd
"""
FACTIVA_BARE = f"""Envoys meet in Geneva
By Ada Example
561 words
14 March 2014
21:08
Example News
EXN
English
(c) 2014 Example News Limited

GENEVA, March 14 - {BODY}

{MORE}

Document EXN0000020140314ea3e00abc
"""
NEXIS = f"""
                               1 of 2 DOCUMENTS


                              The Northern Example

                             March 14, 2014 Friday
                              Late Edition - Final

Envoys meet in Geneva

BYLINE: By ADA EXAMPLE

SECTION: Section A; Pg. 1

LENGTH: 561 words

DATELINE: GENEVA

BODY:
   {BODY}

   {MORE}

URL: http://example.org

LOAD-DATE: March 15, 2014

LANGUAGE: ENGLISH

                       Copyright 2014 The Northern Example
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                              The Northern Example

                             March 15, 2014 Saturday

Harbour closed

LENGTH: 120 words

BODY:
   The harbour was closed on Sunday.

LOAD-DATE: March 16, 2014
"""
NEXIS_UNI = f"""Envoys meet in Geneva
The Northern Example
March 14, 2014 Friday

Copyright 2014 The Northern Example All Rights Reserved
Section: A; Pg. 1
Length: 561 words
Byline: Ada Example
Body

{BODY}

{MORE}
Classification

Language: ENGLISH
Subject: DIPLOMACY (90%)
Load-Date: March 15, 2014

End of Document
"""


def read(content: bytes | str) -> tuple[list[Page], list[str]]:
    refused: list[ReadError] = []
    data = content.encode() if isinstance(content, str) else content
    return list(pages([data], refused=refused.append)), [str(one) for one in refused]


SAMPLES = {
    "ninjs1": (ninjs, json.dumps(NINJS1)),
    "ninjs3": (ninjs, json.dumps(NINJS3, indent=2)),
    "newsml": (newsml, NEWSML),
    "mbox": (mail, MBOX),
    "factiva": (export_text, FACTIVA),
    "factiva bare": (export_text, FACTIVA_BARE),
    "nexis": (export_text, NEXIS),
    "nexis uni": (export_text, NEXIS_UNI),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_an_article_and_what_is_known_of_it(name: str) -> None:
    found, refused = read(SAMPLES[name][1])
    page = found[0]
    assert refused == []
    assert page.headline == "Envoys meet in Geneva"
    assert BODY in page.text
    assert page.published is not None
    assert (page.published.start or "").startswith("2014-03-14")
    assert page.outlet in ("Example Wire", "Example News", "The Northern Example")
    if name != "mbox":
        assert (page.byline or "").lower() == "ada example"
        assert page.text.endswith(MORE)
    assert "words" not in page.text
    assert "Copyright" not in page.text


@pytest.mark.parametrize("name", SAMPLES)
def test_one_reader_takes_it_and_no_other(name: str) -> None:
    own, content = SAMPLES[name]
    head = content.encode()[:4096]
    takers = [reader for reader in READERS if reader is not plain and reader.accepts(head, "file")]
    assert takers[0] is own


@pytest.mark.parametrize("name", ["nexis", "nexis uni", "factiva", "factiva bare"])
def test_what_is_kept_of_an_export_stands_there_word_for_word(name: str) -> None:
    content = SAMPLES[name][1]
    for page in read(content)[0]:
        assert all(block.raw_start is not None for block in page.blocks)
        for block in page.blocks:
            assert content[block.raw_start : block.raw_end].split() == page.text[block.start : block.end].split()


def test_several_articles_of_one_file() -> None:
    assert [page.headline for page in read(NEXIS)[0]] == ["Envoys meet in Geneva", "Harbour closed"]
    assert [page.name for page in read(FACTIVA)[0]] == ["bytes#1", "bytes#2"]
    assert [page.headline for page in read(FACTIVA)[0]] == ["Envoys meet in Geneva", "Harbour closed"]
    both = json.dumps([NINJS1, NINJS3, {**NINJS1, "type": "picture"}, {**NINJS1, "pubstatus": "canceled"}])
    found, refused = read(both)
    assert len(found) == 2
    assert refused == ["bytes#4: withdrawn by its sender (pubstatus)"]
    assert len(read("\n".join(json.dumps(NINJS1 | {"uri": f"tag:{n}"}) for n in range(3)))[0]) == 3


def test_a_code_is_no_word_of_the_article() -> None:
    assert f"IN A STATEMENT the ministry said: {MORE}" in read(FACTIVA)[0][0].text
    assert "gdip" not in read(FACTIVA)[0][0].text


def test_a_newsletter_is_read_without_what_stands_under_it() -> None:
    first, second = read(MBOX)[0]
    assert first.text == f"Envoys meet in Geneva\n\n{BODY}\n\nFrom there they went home."
    assert second.text == "Harbour closed\n\nThe harbour was closed on Sunday, said Mr. André Example."
    assert (first.published and first.published.start) == "2014-03-14T21:00-04:00"


@pytest.mark.parametrize("half", [b"\xed\xa0\x80", b"&#xD800;", b"&#55296;", b"&#0;", b"&#x110000;", b"&#xFFFF;"])
def test_half_a_surrogate_pair_in_news_xml(half: bytes) -> None:  # found by bench/fuzz
    (page,) = read(NEWSML.encode().replace(b"Geneva on Friday", b"Geneva " + half + b" on Friday"))[0]
    assert "The two envoys met in Geneva" in page.text
    page.text.encode("utf-8")


def test_a_cancelled_item_is_refused() -> None:
    assert "withdrawn by its sender" in read(NEWSML.replace("stat:usable", "stat:canceled"))[1][0]


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        ("From the outset: the talks were hard.\n\nThe two met on Friday.", plain),
        ("From: the ministry.\n\nThe two met on Friday.", plain),
        ("HD is a code. The two met on Friday.", plain),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', feed),
        ("<html><body><newsItem></newsItem></body></html>", html),
        ("Envoys meet in Geneva\nBy Ada Example\nMarch 14, 2014\n\nThey met on Friday.", plain),
    ],
)
def test_what_is_something_else_is_left_to_its_reader(content: str, reader: object) -> None:
    taker = next(one for one in READERS if one.accepts(content.encode(), "file"))
    assert taker is reader


@pytest.mark.parametrize(
    "content",
    [
        b'{"uri": "x", "versioncreated": ', b'{"uri": "x", "body_text": 5}', b'[{"uri": "x", "bodies": [1, null, {}]}]',
        b"<newsItem", b"<newsItem><itemMeta/></newsItem>", b'<!DOCTYPE a [<!ENTITY b "c">]><newsItem>&b;</newsItem>',
        b"From: a\nTo: b\nDate: c\n\n", b"From x Fri Mar 14 21:00:00 2014\nFrom: a\n",
        b"From: =?utf-8?b?////?=\nTo: \xff\nDate: Fri, 99 Mar 99999 99:99:99 +9999\nSubject: =?x?q?=\n\nThe two met.\n",
        b"From: a\nMessage-ID: <[1]>\nTo: @[,\nContent-Type: multipart/mixed; boundary=\"\"\n\n--\n",
        b"From: a\nTo: b\nDate: c\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 300,
        b"HD\nPD\nSN\n", b"1 of 2 DOCUMENTS\n\n2 of 2 DOCUMENTS\n", b"LENGTH: 5 words\nBODY:\n",
    ],
)  # fmt: skip
def test_what_is_broken_is_refused_in_one_line_each(content: bytes) -> None:
    found, refused = read(content)
    assert found or refused
    assert all("\n" not in line and len(line) < 300 for line in refused)


def test_our_own_ninjs_is_read_back(path: Path) -> None:
    from attache.store import Record
    from attache.views import ninjs as view

    with Record(path) as record:
        written = "".join(view.write(record))
        texts = {page.text for page in record.pages()}
    assert {page.text for page in read(written)[0]} == texts


def test_a_mailbox_is_read_a_message_at_a_time() -> None:
    class Long(io.RawIOBase):
        def __init__(self) -> None:
            self.given = 0
            self.left = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            if not self.left:
                self.left = MBOX.encode()
            size = min(len(buffer), len(self.left))
            buffer[:size], self.left = self.left[:size], self.left[size:]
            self.given += size
            return size

    stream = Long()
    found = mail.read(io.BufferedReader(stream), "box")  # type: ignore[arg-type]
    for _ in range(10):
        next(found)
    assert stream.given < 100_000
