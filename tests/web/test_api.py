"""The record over HTTP: what is asked is answered, in portions, in the asker's units, and nothing else is."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from timeline.news import News, london, paris

from attache import pipeline, wire
from attache.model import EventType
from attache.store import Record
from attache.web import api, edits


def wide() -> News:
    """Characters that JavaScript counts twice stand before the words."""
    news = News(
        "wide.txt",
        "Talks 🕊🕊 in Ghent\n\n🕊 Marta Osei met Ilan Brook in Ghent. “It 🕊 holds,” Osei told Brook.",
        published="2031-05-02",
        outlet="the-canal",
    )
    news.event(EventType.CONSULT, "met", who=("Marta Osei", "Ilan Brook"), place="Ghent@2")
    news.said("It 🕊 holds,", "Marta Osei", addressee=news.span("Brook@2"))
    return news


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("api") / "one.record"
    with Record(path, write=True) as record:
        record.keep((one.page, "key", wire.pack(one.reading)) for one in (london(), paris(), wide()))
        pipeline.establish(record)
    return path


def served(path: Path, *, edits: bool = False) -> TestClient:
    app = FastAPI(openapi_url=None)
    api.set_up(app, path, edits=edits)
    return TestClient(app, base_url="http://127.0.0.1")


def test_the_server_has_the_api_behind_its_guard(where: Path) -> None:
    from attache.web.app import application

    client = TestClient(application(where, edits=True), base_url="http://127.0.0.1")
    answer = client.get("/api/stories")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert client.get("/api/token").json()["token"]
    assert client.get("/api/token", headers={"Host": "rebound.example"}).status_code == 421


@pytest.fixture
def client(where: Path) -> TestClient:
    return served(where)


def told(client: TestClient, address: str, **asked: Any) -> Any:
    answer = client.get(f"/api{address}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


# ------------------------------------------------------------------------------------------------------- answers


def test_the_shape_is_that_of_an_export(client: TestClient, where: Path) -> None:
    from attache.views import jsonl

    with Record(where) as record:
        exported = {(line["record"], line.get("id")): line for line in jsonl.lines(record)}
    for address in ("pages", "actors", "statements", "events", "stories", "entries", "calendar"):
        for one in told(client, f"/{address}", limit=200)["items"]:
            assert one.pop("corrections") == []
            assert one == exported[one["record"], one["id"]]


def test_portions_tell_all_and_nothing_twice(client: TestClient) -> None:
    whole = [one["id"] for one in told(client, "/events", limit=200)["items"]]
    found, cursor = [], None
    while True:
        asked = {"limit": 2} if cursor is None else {"limit": 2, "cursor": cursor}
        portion = told(client, "/events", **asked)
        assert len(portion["items"]) <= 2
        found += [one["id"] for one in portion["items"]]
        cursor = portion["next"]
        if cursor is None:
            break
    assert found == whole
    assert len(set(found)) == len(found) > 6


def test_the_next_portion_is_linked(client: TestClient) -> None:
    answer = client.get("/api/pages", params={"limit": 1})
    link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers["link"])
    assert link is not None
    assert client.get(link[1]).json()["items"][0]["id"] != answer.json()["items"][0]["id"]


def test_a_cursor_belongs_to_its_question(client: TestClient) -> None:
    cursor = told(client, "/events", limit=2)["next"]
    assert client.get("/api/statements", params={"cursor": cursor}).status_code == 404
    assert client.get("/api/events", params={"cursor": cursor, "type": "VOTE"}).status_code == 404
    assert client.get("/api/events", params={"cursor": "no cursor"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "asked", "count"),
    [
        ("/statements", {"speaker": "Osei"}, 1),
        ("/statements", {"speaker": "Nobody At All"}, 0),
        ("/statements", {"addressee": "Brook"}, 1),
        ("/statements", {"addressee": "Osei"}, 0),
        ("/statements", {"about": "holds", "quoted": "true", "kind": "direct"}, 1),
        ("/statements", {"unnamed": "true"}, 0),
        ("/statements", {"since": "2031-05-02", "until": "2031-05-02"}, 1),
        ("/statements", {"until": "2031-05-01"}, 0),
        ("/statements", {"modality": "scheduled"}, 0),
        ("/entries", {"party": "Brook", "type": "CONSULT"}, 1),
        ("/timeline", {"type": "MOBILIZE"}, 1),
        ("/events", {"about": "Ghent"}, 1),
        ("/pages", {"outlet": "the-canal"}, 1),
        ("/pages", {"since": "2031-01-01"}, 1),
        ("/who", {"name": "osei"}, 1),
        ("/search", {"q": "Ghent"}, 1),
        ("/search", {"q": ""}, 0),
        ("/readings", {}, 3),
        ("/copies", {}, 0),
        ("/corrections", {}, 0),
    ],
)
def test_what_is_asked_for_is_found(client: TestClient, address: str, asked: dict[str, Any], count: int) -> None:
    assert len(told(client, address, **asked)["items"]) == count


def test_everything_is_found_by_its_id(client: TestClient) -> None:
    for address in ("pages", "events", "entries", "stories", "actors"):
        one = told(client, f"/{address}", limit=1)["items"][0]
        assert told(client, f"/data/{one['id']}")["id"] == one["id"]
    page = told(client, "/pages", outlet="the-canal")["items"][0]
    assert told(client, f"/pages/{page['id']}") == page
    assert [one["record"] for one in told(client, f"/readings/{page['id']}")["statements"]] == ["statement"]


def test_offsets_are_counted_as_the_asker_counts(client: TestClient) -> None:
    text = told(client, "/pages", outlet="the-canal")["items"][0]["text"]
    units = text.encode("utf-16-le")
    (plain,) = told(client, "/statements", speaker="Osei")["items"]
    (other,) = told(client, "/statements", speaker="Osei", offset_unit="utf16")["items"]
    for one, cut in (
        (plain["content"][0], lambda a, b: text[a:b]),
        (other["content"][0], lambda a, b: units[2 * a : 2 * b].decode("utf-16-le")),
    ):
        assert cut(one["start"], one["end"]) == one["text"] == "It 🕊 holds,"
    assert other["content"][0]["start"] == plain["content"][0]["start"] + 3
    page = told(client, "/pages", outlet="the-canal", offset_unit="utf16")["items"][0]
    assert page["blocks"][-1]["end"] == len(units) // 2


def test_as_of_a_day_later_pages_are_not_known(client: TestClient) -> None:
    assert "the-canal" not in {one["outlet"] for one in told(client, "/pages", as_of="2031-05-01")["items"]}
    assert told(client, "/entries", as_of="2031-05-01", party="Brook")["items"] == []
    assert len(told(client, "/entries", as_of="2031-05-02", party="Brook")["items"]) == 1


def test_what_changed_is_told_the_latest_first(client: TestClient) -> None:
    items = told(client, "/news", since="2031-05-02")["items"]
    assert [one["at"] for one in items] == ["2031-05-02T00:00:00Z"]
    assert items[0]["event"].startswith("e-")


def test_what_was_learnt_since_a_day(client: TestClient) -> None:
    items = told(client, "/changes", since="2031-05-01")["items"]
    entry = told(client, "/entries", party="Brook")["items"][0]
    assert [(one["kind"], one["subject"], one["sources"]) for one in items] == [("new", entry["id"], entry["events"])]
    assert told(client, "/changes", since="2031-05-02")["items"] == []
    assert told(client, "/changes", since="2031-05-01", as_of="2031-05-01")["items"] == []
    assert client.get("/api/changes").status_code == 422


def test_an_answer_one_has_is_not_sent_again(client: TestClient, where: Path) -> None:
    first = client.get("/api/entries")
    assert client.get("/api/entries", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get("/api/events", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_revision_changes_with_the_record(tmp_path: Path) -> None:
    path = tmp_path / "one.record"
    with Record(path, write=True) as record:
        record.keep([(london().page, "key", wire.pack(london().reading))])
        pipeline.establish(record)
    client = served(path)
    first = client.get("/api/entries")
    with Record(path, write=True) as record:
        record.fix("wrong", record.entries(type="MOBILIZE")[0].id, by="Ada")
    second = client.get("/api/entries", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.json()["revision"] != first.json()["revision"]
    assert client.get("/api/entries", params={"type": "MOBILIZE"}).json()["items"] == []


# ------------------------------------------------------------------------------------------------------ problems


@pytest.mark.parametrize(
    ("method", "address", "status", "says"),
    [
        ("GET", "/api/statements?spaeker=Kerry", 422, "query.spaeker"),
        ("GET", "/api/statements?since=soon", 422, "write a day as 2014-03-14"),
        ("GET", "/api/statements?limit=0", 422, "query.limit"),
        ("GET", "/api/pages/p-nothing", 404, "p-nothing: no page of that id"),
        ("GET", "/api/data/x", 404, "nothing of that id"),
        ("GET", "/api/nowhere", 404, "/api/docs lists them"),
        ("POST", "/api/statements", 405, "GET is"),
        ("POST", "/api/corrections", 405, "started read-only"),
        ("DELETE", "/api/pages/p-1", 405, "GET is"),
    ],
)
def test_trouble_is_told_as_a_problem(client: TestClient, method: str, address: str, status: int, says: str) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert says in problem["detail"]
    assert problem["status"] == status


def test_a_record_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    answer = served(tmp_path / "none.record").get("/api/pages")
    assert answer.status_code == 503
    assert "no such record" in answer.json()["detail"]


# --------------------------------------------------------------------------------------------- the description


def test_the_description_is_openapi_and_names_every_address(client: TestClient) -> None:
    document = told(client, "/openapi.json")
    assert document["openapi"].startswith("3.1")
    listed = set(told(client, "")["addresses"]) - {"/api/openapi.json", "/api/docs", "/api/docs.css"}
    assert listed == set(document["paths"])
    assert not any("corrections" in path and "post" in verbs for path, verbs in document["paths"].items())
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    for shape in document["components"]["schemas"].values():
        validator.check_schema(shape)


def test_the_docs_load_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    for address in told(client, "/openapi.json")["paths"]:
        assert f"<code>{address}</code>" in page
    assert client.get("/api/docs.css").headers["content-type"].startswith("text/css")


def test_hostile_words_are_data(tmp_path: Path) -> None:
    hostile = '<script>alert("1")</script> \u202e ﻿]]>'
    news = wide()
    page = replace(news.page, headline=hostile, outlet=hostile, url="javascript:alert(1)")
    path = tmp_path / "one.record"
    with Record(path, write=True) as record:
        record.keep([(page, "key", wire.pack(news.reading))])
        pipeline.establish(record)
    answer = served(path).get("/api/pages")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["items"][0]["headline"] == hostile
    assert "\u202e" not in answer.text


# ------------------------------------------------------------------------------------------------------- edits


@pytest.fixture
def editing(tmp_path: Path) -> TestClient:
    path = tmp_path / "one.record"
    with Record(path, write=True) as record:
        record.keep((one.page, "key", wire.pack(one.reading)) for one in (london(), paris(), wide()))
        pipeline.establish(record)
    return served(path, edits=True)


def token(client: TestClient) -> dict[str, str]:
    return {"X-CSRF-Token": client.get("/api/token").json()["token"]}


def test_corrected_and_taken_back(editing: TestClient) -> None:
    sent = {"deed": "merge", "things": ["Marta Osei", "Ilan Brook"], "by": "Ada", "why": "one"}
    made = editing.post("/api/corrections", json=sent, headers=token(editing))
    assert made.status_code == 201, made.text
    correction = made.json()
    assert (correction["standing"], correction["by"]) == ("applied", "Ada")
    (actor,) = told(editing, "/who", name="Brook")["items"]
    assert (actor["name"], actor["corrections"]) == ("Marta Osei", [correction["id"]])
    undone = editing.post(f"/api/corrections/{correction['id']}/undo", json={"by": "Ben"}, headers=token(editing))
    assert undone.json()["standing"] == "undone"
    assert [one["name"] for one in told(editing, "/who", name="Brook")["items"]] == ["Ilan Brook"]
    again = editing.post(f"/api/corrections/{correction['id']}/undo", json={}, headers=token(editing))
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"deed": "melt", "things": ["a"]}, 422, "deed"),
        ({"deed": "wrong", "things": []}, 422, "things"),
        ({"deed": "wrong", "things": ["nothing-there"]}, 404, "nothing-there"),
        ({"deed": "date", "things": ["paris.txt"], "to": "soon"}, 409, "is no day"),
        ({"deed": "merge", "things": ["Marta Osei", "paris.txt"]}, 409, "each with its like"),
        ({"deed": "date", "things": ["paris.txt"], "colour": "red"}, 422, "colour"),
        ([1], 400, "JSON object"),
    ],
)
def test_a_correction_that_makes_no_sense(editing: TestClient, sent: Any, status: int, says: str) -> None:
    answer = editing.post("/api/corrections", json=sent, headers=token(editing))
    assert (answer.status_code, says in answer.text) == (status, True), answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": "guessed"},
        {"X-CSRF-Token": "RIGHT", "Origin": "https://elsewhere.example"},
        {"X-CSRF-Token": "RIGHT", "Origin": "null"},
        {"X-CSRF-Token": "RIGHT", "Host": "elsewhere.example"},
        {"X-CSRF-Token": "RIGHT", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_another_sites_page_corrects_nothing(editing: TestClient, headers: dict[str, str]) -> None:
    right = token(editing)["X-CSRF-Token"]
    given = {key: right if value == "RIGHT" else value for key, value in headers.items()}
    sent = {"deed": "date", "things": ["paris.txt"], "to": "2031-05-01"}
    assert editing.post("/api/corrections", json=sent, headers=given).status_code == 403
    assert told(editing, "/corrections")["items"] == []


def test_the_token_is_told_to_this_machine_only(editing: TestClient) -> None:
    assert editing.get("/api/token", headers={"Host": "rebound.example"}).status_code == 403
    assert editing.get("/api/token", headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_a_form_corrects_without_a_script_and_goes_back(editing: TestClient) -> None:
    fields = {"csrf": editing.app.state.csrf, "deed": "date", "things": "paris.txt", "to": "2031-05-01", "by": "Ada"}
    done = editing.post("/api/corrections", data={**fields, "back": "/page/1"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/page/1")
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        done = editing.post("/api/corrections", data={**fields, "back": back}, follow_redirects=False)
        assert done.headers["location"] == "/"
    refused = editing.post("/api/corrections", data={**fields, "to": "<b>soon", "back": "/page/1"})
    assert refused.status_code == 409
    assert "&lt;b&gt;soon" in refused.text


def test_a_very_long_request_is_not_read(editing: TestClient) -> None:
    answer = editing.post("/api/corrections", content=b"x" * (edits.LONGEST + 1), headers=token(editing))
    assert answer.status_code == 413


def test_a_record_being_written_says_so(editing: TestClient) -> None:
    with Record(editing.app.state.shelf.path, write=True):
        sent = {"deed": "date", "things": ["paris.txt"], "to": "2031-05-01"}
        answer = editing.post("/api/corrections", json=sent, headers=token(editing))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert told(editing, "/corrections")["items"] == []


def test_many_ask_while_somebody_corrects(editing: TestClient) -> None:
    headers = token(editing)
    events = [one["id"] for one in told(editing, "/events", limit=8)["items"]]
    asked = ["/entries?as_of=2031-05-02", "/changes?since=2031-05-01", "/statements", "/search?q=Ghent", "/pages"]

    def ask(number: int) -> int:
        if number % 6 == 0:
            sent = {"deed": "wrong", "things": [events[number // 6]], "by": "Ada"}
            return editing.post("/api/corrections", json=sent, headers=headers).status_code
        return editing.get(f"/api{asked[number % len(asked)]}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(36)))
    assert set(answers) == {200, 201}
    assert answers.count(201) == 6
    assert {one["standing"] for one in told(editing, "/corrections")["items"]} == {"applied"}
