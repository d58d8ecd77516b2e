"""Every way out, read back by a library that is not ours; nothing on a page is obeyed by its reader."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from world import World

from attache import pipeline, wire
from attache.errors import ExportError, NotInRecord
from attache.store import Record
from attache.views import VIEWS, annotation, atom, jsonl, linked, ninjs, parquet, sheaf, tables

SCHEMAS = Path(__file__).with_name("schemas")
OBEYED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def text(view: object, record: Record, **asked: str) -> str:
    return "".join(view.write(record, **asked))


# ------------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("view", [view for view in VIEWS if view.write], ids=lambda view: view.name)
def test_nothing_on_a_page_is_obeyed(view, hostile: Record) -> None:
    if view.name == "calendar":
        pytest.importorskip("icalendar")
    found = "".join(view.write(hostile))
    assert not OBEYED.search(found)
    if view.name in ("schema-org", "html", "atom"):
        assert "<script" not in found
    if view.name not in ("jsonl", "markdown", "text"):
        assert '"javascript:' not in found


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_one_story_of_a_record(view, record: Record) -> None:
    pytest.importorskip({"parquet": "pyarrow", "calendar": "icalendar"}.get(view.name, "csv"))
    write = view.write or view.files
    assert list(write(record, story="t-oslo"))
    with pytest.raises(NotInRecord, match="t-none"):
        list(write(record, story="t-none"))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_an_empty_record_is_written(view) -> None:
    pytest.importorskip({"parquet": "pyarrow", "calendar": "icalendar"}.get(view.name, "csv"))
    list((view.write or view.files)(Record()))


def test_a_story_takes_along_only_what_is_its_own(record: Record) -> None:
    whole, story = list(jsonl.lines(record)), list(jsonl.lines(record, story="t-oslo"))
    assert {line["id"] for line in story if line["record"] == "page"} == {page.id for page in record.pages()}
    assert [line for line in whole if line in story] == story


def test_as_known_on_a_day_no_later_page_exists(world: World, record: Record) -> None:
    earlier, later = pipeline.known_on(record, "2031-04-10")
    assert [page.outlet for page in earlier.pages()] == ["Harbour Wire", "Valley News"]
    assert later == 1
    assert all(event.page == world.wire.id for event in earlier.events())
    assert {one.outcome.value for one in earlier.appointments()} <= {"ahead"}


# ------------------------------------------------------------------------------------------------------ Parquet


def test_parquet_holds_what_jsonl_holds(record: Record) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet

    lines = list(jsonl.lines(record))
    for name, data in parquet.files(record):
        kind = name.removesuffix(".parquet")
        found = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
        assert [_back(row, kind) for row in found] == [line for line in lines if line["record"] == kind]


def _back(row: dict[str, object], kind: str) -> dict[str, object]:
    def plain(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            return {field: plain(inner, field) for field, inner in value.items()}
        if isinstance(value, list):
            return [one["span"] or one["rule"] if name == "because" else plain(one) for one in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    found = {"record": kind, **{field: plain(value, field) for field, value in row.items()}}
    if kind == "page":
        found["known"] = {pair["field"]: pair["how"] for pair in found["known"]}
    return found


# ---------------------------------------------------------------------------------------------------------- CSV


def test_csv_is_read_back_by_the_standard_library(record: Record) -> None:
    found = {
        name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        for name, data in tables.files(record)
    }
    assert set(found) == {f"{name}.csv" for name in wire.RECORDS}
    (met,) = [row for row in found["event.csv"] if row["modality"] == "happened"]
    assert (met["anchor"], met["actors"], met["place"], met["when_start"]) == (
        "met", "Anna Berg; Ivan Petrov", "Oslo", "2031-04-12",
    )  # fmt: skip
    assert float(met["lon"]) == 10.7
    assert {row["low"] for row in found["figure.csv"]} == {"2000", "5000"}
    border = next(row for row in found["statement.csv"] if "border" in row["content"])
    assert (border["speaker"], border["voices"]) == ("Anna Berg", "a senior official")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "'=1", "''=1", "\u00a0=1", "＝1", "−1", "'", "Kerry", "it's", "a=b", ""],
)
def test_a_formula_is_text_and_can_be_had_back(cell: str) -> None:
    shown = tables.defused(cell)
    assert not re.match(r"\s*[=+\-@＝＋－＠−]", shown)
    assert tables.armed(shown) == cell


def test_no_cell_of_a_hostile_page_is_a_formula(hostile: Record) -> None:
    for _, data in tables.files(hostile):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        for row in rows:
            assert not [cell for cell in row if re.match(r"\s*[=+@]|\s*-(?![\d.]+$)|[\t\r]", cell)]


def test_negative_numbers_stay_numbers(world: World, record: Record) -> None:
    row = tables._line([-0.12, tables.defused("-0.12 degrees")])
    assert row == "-0.12,'-0.12 degrees\r\n"


# --------------------------------------------------------------------------------------------------------- Atom


def test_the_feed_is_read_by_a_feed_reader(record: Record) -> None:
    feedparser = pytest.importorskip("feedparser")
    found = feedparser.parse(io.BytesIO(text(atom, record).encode()))
    assert not found.bozo
    assert found.version == "atom10"
    assert [entry.title for entry in found.entries] == [
        "Meeting: Anna Berg, Ivan Petrov: held",
        "Meeting: Anna Berg, Ivan Petrov: planned",
    ]
    assert found.entries[0].updated == "2031-04-13T00:00:00Z"
    assert "before: planned" in found.entries[0].content[0].value
    assert found.entries[1].link.startswith("https://harbour.example/berg-petrov#:~:text=")
    assert len({entry.id for entry in found.entries}) == 2


def test_a_change_keeps_its_id_when_more_is_read(world: World) -> None:
    record = Record()
    record.keep([(world.wire, "key", wire.pack(world.readings[world.wire.id]))])
    record.establish(world.established([world.wire]))
    before = {one.id for one in atom.changes(record)}
    world.write(record)
    assert before < {one.id for one in atom.changes(record)}


def test_a_hostile_feed_is_well_formed(hostile: Record) -> None:
    root = ElementTree.fromstring(text(atom, hostile))
    assert len(root.findall("{*}entry")) == 2
    assert not root.findall(".//{*}script")


# ---------------------------------------------------------------------------------------------- Web Annotation

ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "motivation", "body", "target"],
    "properties": {
        "id": {"type": "string", "format": "uri"},
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["tagging", "describing", "identifying"]},
        "body": {"type": "array", "items": {"required": ["type", "purpose"]}},
        "target": {"anyOf": [{"$ref": "#/$defs/target"}, {"type": "array", "items": {"$ref": "#/$defs/target"}}]},
    },
    "$defs": {
        "target": {
            "required": ["type", "source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": {"type": "string", "pattern": "^(https?://|urn:)"},
                "selector": {
                    "prefixItems": [
                        {
                            "required": ["start", "end"],
                            "properties": {"type": {"const": "TextPositionSelector"}, "start": {"type": "integer", "minimum": 0}},
                        },
                        {"required": ["exact", "prefix", "suffix"], "properties": {"type": {"const": "TextQuoteSelector"}}},
                    ],
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("which", ["record", "hostile"])
def test_annotations_validate_and_both_selectors_find_the_words(which: str, request: pytest.FixtureRequest) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    record = request.getfixturevalue(which)
    collection = json.loads(text(annotation, record))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["total"] == len(collection["first"]["items"]) > 5
    pages = {f"urn:attache:{page.id}": page.text for page in record.pages()}
    for note in collection["first"]["items"]:
        jsonschema.validate(note, ANNOTATION)
        targets = note["target"] if isinstance(note["target"], list) else [note["target"]]
        for target in targets:
            body = pages[target["state"]["cached"]]
            place, quote = target["selector"]
            assert body[place["start"] : place["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in body
    assert len({note["id"] for note in collection["first"]["items"]}) == collection["total"]


# -------------------------------------------------------------------------------------------------------- ninjs


@pytest.mark.parametrize("which", ["record", "hostile"])
def test_items_validate_against_the_schema_of_ninjs(which: str, request: pytest.FixtureRequest) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    point = {"$id": "https://geojson.org/schema/GeoJSON.json", "required": ["type", "coordinates"]}
    registry = Registry().with_resource(point["$id"], Resource.from_contents(point, default_specification=DRAFT202012))
    schema = json.loads((SCHEMAS / "ninjs-schema_3.1.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(
        schema, registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    items = json.loads(text(ninjs, request.getfixturevalue(which)))
    for item in items:
        validator.validate(item)
    assert {item["type"] for item in items} == {"text", "event"}


def test_an_item_says_what_the_page_says(record: Record, world: World) -> None:
    first, *_, event = json.loads(text(ninjs, record))
    assert first["bodies"][0]["value"] == world.wire.text
    assert first["bodies"][0]["charCount"] == len(world.wire.text)
    assert {one["name"] for one in first["people"]} == {"Anna Berg"}
    assert first["uri"] == "https://harbour.example/berg-petrov"
    assert event["eventDetails"]["dates"] == {"expectedStartDate": "2031-04-12"}
    assert event["eventDetails"]["eventStatus"].endswith("/eos5")


# --------------------------------------------------------------------------------------------------- schema.org


@pytest.mark.parametrize("which", ["record", "hostile"])
def test_every_node_is_of_a_type_and_every_reference_is_in_the_graph(
    which: str, request: pytest.FixtureRequest
) -> None:
    graph = json.loads(text(linked, request.getfixturevalue(which)))
    nodes = {node["@id"]: node for node in graph["@graph"]}
    assert len(nodes) == len(graph["@graph"])
    assert {node["@type"] for node in nodes.values()} >= {"NewsArticle", "Quotation", "Event", "Person"}
    for node in nodes.values():
        for value in node.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and "@type" not in one:
                    assert one["@id"] in nodes


def test_an_event_and_a_quotation_in_schema_org(record: Record) -> None:
    graph = json.loads(text(linked, record))["@graph"]
    event = next(node for node in graph if node["@type"] == "Event")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["description"] == "took place; held"
    assert (event["startDate"], event["location"]["name"]) == ("2031-04-12", "Oslo")
    said = next(node for node in graph if node["@type"] == "Quotation" and "border" in node["text"])
    assert said["spokenByCharacter"] == {"@id": "urn:attache:a-berg"}
    assert said["contributor"] == [{"@type": "Thing", "name": "a senior official"}]


def test_the_sheaf_is_the_record(record: Record) -> None:
    gathered = sheaf.gather(record)
    assert tuple(gathered.events.values()) == record.events()
    assert gathered.entries == record.entries()
    assert gathered.copies == {record.copies()[0].page: record.copies()[0].of}


@pytest.mark.parametrize(("library", "extra"), [("icalendar", "calendar"), ("pyarrow", "parquet")])
def test_a_missing_library_is_named_with_its_install(
    library: str, extra: str, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    view = next(view for view in VIEWS if view.name == extra)
    with pytest.raises(ExportError, match=rf"pip install 'attache\[{extra}\]'"):
        list((view.write or view.files)(record))
