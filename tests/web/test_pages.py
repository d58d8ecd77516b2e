"""The pages, asked for as a browser asks: what they show, what they never let through, who may ask."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("jinja2")

from fastapi.testclient import TestClient
from web.hostile import SCRIPT, hostile_record
from world import World, page

from attache import wire
from attache.model import Reading
from attache.store import Record
from attache.web.app import application


def client(record: Path, *, edits: bool = False) -> TestClient:
    return TestClient(application(record, edits=edits), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The record made by hand, served to be looked at; tests that change one have their own."""
    path = tmp_path_factory.mktemp("site") / "oslo.record"
    with Record(path, write=True) as record:
        World().write(record)
    return client(path)


ADDRESSES = [
    "/", "/?since=1.1", "/story/t-oslo", "/story/t-oslo/timeline", "/story/t-oslo/said", "/story/t-oslo/pages",
    "/entry/n-oslo", "/people", "/people?name=ber", "/people?type=unnamed", "/person/a-berg", "/person/a-official",
    "/pages", "/pages?outlet=The+Post", "/calendar", "/calendar?outcome=took_place", "/figures", "/search",
    "/search?q=border", "/search?in=events&place=Oslo", "/search?in=pages&q=troops", "/search?q=closer&part=results",
    "/search?speaker=Nobody", "/corrections",
]  # fmt: skip


class Markup(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def markup(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Markup()
    parser.feed(text)
    return parser.tags


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_answers_and_holds_no_script_or_style_of_its_own(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    tags = markup(answer.text)
    assert all(attrs.get("src", "").startswith("/static/") for tag, attrs in tags if tag == "script")  # type: ignore[union-attr]
    assert not [tag for tag, attrs in tags if tag == "style" or "style" in attrs]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    ids = [attrs["id"] for _, attrs in tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    if "part=" not in address:
        assert [tag for tag, _ in tags].count("h1") == 1


def test_every_address_on_a_page_leads_somewhere(site: TestClient, world: World) -> None:
    seen, waiting = set(), ["/", f"/page/{world.wire.id}", f"/page/{world.wire.id}/beside/{world.copy.id}"]
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in seen or not address.startswith("/") or address.startswith("/static"):
            continue
        seen.add(address)
        answer = site.get(address)
        assert answer.status_code == 200, address
        if not address.startswith(("/api", "/search")):
            waiting += [str(attrs["href"]) for tag, attrs in markup(answer.text) if tag in ("a", "link")]
    assert len(seen) > 15


def test_an_anchor_on_a_page_is_there(site: TestClient, world: World) -> None:
    told = site.get("/story/t-oslo").text
    links = re.findall(r'href="(/page/[^"#?]+)#([^"]+)"', told)
    assert links
    for address, anchor in links:
        assert f'id="{anchor}"' in site.get(address).text


# ------------------------------------------------------------------------------------------------- what is shown


def test_a_story_tells_what_was_planned_and_what_was_held(site: TestClient) -> None:
    told = site.get("/story/t-oslo").text
    assert "took place" in told
    assert "planned (Harbour Wire" in told
    assert "held (The Post" in told
    assert "2,000 to 3,000 people" in told
    assert "5,000" in told


def test_a_relay_is_told_from_the_page_outwards(site: TestClient) -> None:
    told = site.get("/story/t-oslo/said").text
    relay = re.search(r'<ol class="relay".*?</ol>', told, re.S)
    assert relay is not None
    names = re.findall(r"<bdi[^>]*>(.*?)</bdi>", relay[0])
    assert names == ["Harbour Wire", "a senior official (not named)", "Anna Berg"]


def test_the_words_stand_marked_on_their_page_and_lead_both_ways(site: TestClient, world: World) -> None:
    told = site.get(f"/page/{world.wire.id}").text
    assert f'id="at-{world.closer.id}"' in told
    assert f'href="#{world.closer.id}"' in told
    assert f'id="{world.closer.id}"' in told
    assert f'href="#at-{world.closer.id}"' in told
    assert "https://harbour.example/berg-petrov#:~:text=" in told
    text = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<p class="text".*?</p>', told, re.S)][1]
    assert text == "“We are closer than a week ago,” Berg told reporters."


def test_what_was_left_out_is_folded_on_the_page(site: TestClient, world: World) -> None:
    told = site.get(f"/page/{world.wire.id}").text
    assert '<details class="left-out">' in told
    assert "Advertisement" in told


def test_a_copy_is_laid_beside_its_original(site: TestClient, world: World) -> None:
    told = site.get(f"/page/{world.wire.id}").text
    assert "Reprinted by" in told
    assert f"/page/{world.wire.id}/beside/{world.copy.id}" in told
    told = site.get(f"/page/{world.wire.id}/beside/{world.copy.id}").text
    assert "4 paragraphs word for word, 0 changed" in told


def test_what_changed_since_one_looked(path: Path, world: World) -> None:
    site = client(path)
    first = site.get("/")
    assert "Since you last looked" not in first.text
    mark = first.cookies["attache_seen"]
    assert "Since you last looked" not in site.get("/").text
    new = page("Berg resigns\n\nAnna Berg resigned.", outlet="Dawn", day="2031-04-20")
    with Record(path, write=True) as record:
        record.keep([(new, "key", wire.pack(Reading(new.id, (), (), (), ())))])
    told = site.get("/").text
    assert "Since you last looked" in told
    assert "Berg resigns" in told
    later = re.search(r'action="/seen\?mark=([\d.]+)"', told)
    assert later is not None
    assert later[1] != mark
    answer = site.post(f"/seen?mark={later[1]}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Since you last looked" not in site.get("/").text


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("speaker=Berg&since=2031-04-08&until=2031-04-08", "We are closer than a week ago,", "no answer"),
        ("q=bord&in=said", "The border must open.", "We are closer"),
        ("q=closer&quoted=1", "We are closer", "border must"),
        ("in=events&modality=scheduled", "planned", ">held<"),
        ("in=events&place=oslo&type=CONSULT&party=Petrov", "held", "0 answers"),
        ("in=pages&q=troops&outlet=The+Post", "Ministers hold talks", "Berg and Petrov to meet"),
        ("speaker=Nobody+Known", "nobody of that name", "1 answer"),
        ("q=%22+OR+*+NEAR(", "Search", "Trouble"),
    ],
)
def test_a_search_finds(site: TestClient, query: str, there: str, not_there: str) -> None:
    told = re.sub(r"</?mark>", "", site.get(f"/search?{query}&part=results").text)
    told = told if "Trouble" not in not_there else site.get(f"/search?{query}").text
    assert there in told
    assert not_there not in told


@pytest.mark.parametrize("id", ["n-oslo", "a-berg", "t-oslo", "m-oslo", "d-troops"])
def test_an_id_is_found_wherever_it_stands(site: TestClient, id: str) -> None:
    answer = site.get(f"/id/{id}")
    assert answer.status_code == 302
    assert site.get(answer.headers["location"].split("#")[0]).status_code == 200


@pytest.mark.parametrize("address", ["/story/t-none", "/person/a-none", "/page/p-none", "/entry/n-none", "/x", "/id/z"])
def test_what_is_not_there_is_said_plainly(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert "Not there" in answer.text


# ----------------------------------------------------------------------------------------------------- untrusted


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    path, id, person = hostile_record(tmp_path)
    site = client(path)
    with Record(path) as record:
        story = record.story_of(id)
    for address in (
        "/",
        f"/story/{story}",
        f"/page/{id}",
        f"/person/{person}",
        "/search?q=script",
        "/pages",
        "/people",
    ):
        told = site.get(address).text
        tags = markup(told)
        assert not [tag for tag, attrs in tags if tag == "img" or "onload" in attrs or "onerror" in attrs], address
        assert all(attrs.get("src") for tag, attrs in tags if tag == "script"), address
        assert not [attrs for _, attrs in tags if (attrs.get("href") or "").startswith("javascript")], address
        assert "\u202e" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in site.get(f"/page/{id}").text


def test_a_question_is_shown_as_text(site: TestClient) -> None:
    told = site.get("/search", params={"q": SCRIPT, "outlet": '"><b>', "speaker": SCRIPT}).text
    assert "<script>alert" not in told
    assert "<b>" not in told


# ---------------------------------------------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8765", 200), ("localhost", 200), ("[::1]:8765", 200), ("evil.example", 421), ("127.0.0.1.evil", 421)],
)
def test_only_our_own_name_is_answered_to(site: TestClient, host: str, status: int) -> None:
    for address in ("/", "/api", "/static/web.css"):
        assert site.get(address, headers={"host": host}).status_code == status


def test_another_site_changes_nothing(site: TestClient) -> None:
    assert site.post("/seen?mark=1.1", headers={"origin": "http://evil.example"}).status_code == 403
    assert site.post("/seen?mark=1.1", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert site.post("/seen?mark=1.1", headers={"origin": "http://127.0.0.1"}).status_code == 303


@pytest.mark.parametrize("address", ["/", "/nothing", "/static/web.css", "/api"])
def test_every_answer_carries_the_policy(site: TestClient, address: str) -> None:
    policy = site.get(address).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "app.py", "nothing.css", "web.css/"])
def test_only_our_files_are_served(site: TestClient, name: str) -> None:
    assert site.get(f"/static/{name}").status_code in (404, 307)


def test_a_server_that_only_shows_has_no_forms_that_correct(path: Path, site: TestClient) -> None:
    assert "/correct/" not in site.get("/person/a-berg").text
    assert site.get("/correct/a-berg").status_code == 404
    assert "/correct/a-berg" in client(path, edits=True).get("/person/a-berg").text


def test_no_record_is_said_before_anything_is_served(tmp_path: Path) -> None:
    from attache.errors import RecordError

    with pytest.raises(RecordError, match="there is no such record"):
        application(tmp_path / "none.record")
