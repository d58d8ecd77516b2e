"""What a person puts right: kept apart, heeded at once, taken back without a trace, found again after a re-read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from timeline.news import News, london, paris

from attache import pipeline, wire
from attache.errors import CorrectionError, NotInRecord, RecordError
from attache.model import Basis, Deed, EventType, Modality, Page, Precision, Reading, Standing
from attache.store import Record
from attache.store.check import check
from attache.store.corrections import from_line, line
from attache.views import html, jsonl, markdown, terminal


def kept(record: Record, *news: News) -> Record:
    """The pages read into the record, and established."""
    record.keep((each.page, "key", wire.pack(each.reading)) for each in news)
    pipeline.establish(record)
    return record


def dump(record: Record) -> str:
    return "".join(jsonl.write(record))


def ghent(day: str = "2031-05-02") -> News:
    """Two people of one surname, a figure, a threat, a meeting."""
    news = News(
        "ghent.txt",
        "Talks end in Ghent\n\n"
        "Marta Osei met Ilan Brook in Ghent on Friday. Osei said the truce would hold. “We leave on Monday,” Brook "
        "said. Some 400 soldiers stay behind.",
        published=day,
        outlet="the-canal",
    )
    news.event(EventType.CONSULT, "met", who=("Marta Osei", "Ilan Brook"), place="Ghent@2")
    news.event(EventType.RETREAT, "leave", Modality.SCHEDULED, who=("Ilan Brook",))
    news.said("the truce would hold", "Marta Osei")
    news.said("We leave on Monday,", "Ilan Brook")
    news.figure("400", 400, 400, "soldiers")
    return news


def bruges() -> News:
    """Written a day later; M. Osey is Marta Osei, by another hand."""
    news = News(
        "bruges.txt",
        "Ghent talks over\n\nMarty Oseye and Ilan Brook talked in Ghent on Friday, and Oseye called for calm.",
        published="2031-05-03",
        outlet="the-quay",
    )
    news.event(EventType.CONSULT, "talked", who=("Marty Oseye", "Ilan Brook"), place="Ghent@2")
    news.said("calm", "Marty Oseye")
    return news


# --------------------------------------------------------------------------------------------------- merge, split


def test_two_spellings_become_one_person_everywhere_and_two_again_when_undone() -> None:
    record = kept(Record(), ghent(), bruges())
    before = dump(record)
    assert len(record.statements(by="Osei")) == 1
    done = record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada", why="a misspelling")
    assert [one.name for one in record.who("Oseye")] == ["Marta Osei"]
    assert {one.page for one in record.statements(by="Osei")} == {ghent().page.id, bruges().page.id}
    assert not check(record).mismatches
    (standing,) = record.fixes()
    assert (standing.standing, standing.correction.by, standing.correction.why) == (
        Standing.APPLIED,
        "Ada",
        "a misspelling",
    )
    assert record.corrected(standing.touches) == {standing.touches[0]: (done.id,)}
    record.undo(done.id, by="Ben")
    assert dump(record) == before
    assert [(one.standing, one.undone_by) for one in record.fixes()] == [(Standing.UNDONE, "Ben")]
    with pytest.raises(CorrectionError, match="Ben has taken it back already"):
        record.undo(done.id)


def test_a_merge_holds_for_pages_that_come_later() -> None:
    record = kept(Record(), ghent(), bruges())
    record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada")
    later = News("later.txt", "A call\n\nMarty Oseye phoned Ilan Brook.", published="2031-05-09")
    later.event(EventType.CONSULT, "phoned", who=("Marty Oseye", "Ilan Brook"))
    kept(record, later)
    assert [one.name for one in record.who("Oseye")] == ["Marta Osei"]


def test_the_parties_of_entries_are_the_merged_ones() -> None:
    record = kept(Record(), ghent(), bruges())
    meetings = record.entries(type="CONSULT")
    record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada")
    (osei,) = record.who("Osei")
    assert all(osei.id in entry.actors for entry in record.entries(type="CONSULT"))
    assert len(record.entries(type="CONSULT")) <= len(meetings)


def test_pages_of_another_of_that_name_are_split_off() -> None:
    record = kept(Record(), london(), paris())
    (kerry,) = record.who("Kerry")
    record.fix("split", "John Kerry", "paris.txt", by="Ada", why="another Kerry")
    assert len(record.who("Kerry")) == 2
    new = next(one for one in record.who("Kerry") if one.id != kerry.id)
    assert {span.page for span in new.mentions} == {paris().page.id}
    record.undo(record.fixes()[0].correction.id)
    assert record.who("Kerry") == (kerry,)


def test_a_name_is_split_off_on_all_pages() -> None:
    record = kept(Record(), ghent(), bruges())
    record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada")
    record.fix("split", "Marta Osei", "Marty Oseye", by="Ben", why="no, two people")
    assert len(record.who("Oseye")) == 1
    assert len({one.id for one in record.who("Osei")} | {one.id for one in record.who("Oseye")}) == 2


def test_entries_are_merged_and_split() -> None:
    record = kept(Record(), london())
    first, second, *_ = record.entries(type="CONSULT")
    record.fix("merge", first.id, second.id, by="Ada", why="one meeting")
    merged = next(one for one in record.entries(type="CONSULT") if set(first.events) <= set(one.events))
    assert set(merged.events) == {*first.events, *second.events}
    out = second.events[0]
    record.fix("split", merged.id, out, by="Ben")
    assert any(entry.events == (out,) for entry in record.entries())
    assert [one.standing for one in record.fixes()] == [Standing.APPLIED, Standing.APPLIED]


def test_stories_are_merged_and_split() -> None:
    record = kept(Record(), london(), ghent())
    one, two = record.stories()
    record.fix("merge", one.id, two.id, by="Ada")
    (story,) = record.stories()
    assert set(story.pages) == {london().page.id, ghent().page.id}
    record.fix("split", story.id, "ghent.txt", by="Ada")
    assert sorted(len(story.pages) for story in record.stories()) == [1, 1]


# ---------------------------------------------------------------------------------------------------- wrong, date


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (lambda record: record.statements(by="Brook")[0], lambda record: record.statements(by="Osei")),
        (lambda record: record.figures()[0], lambda record: ()),
        (lambda record: record.events(type="RETREAT")[0], lambda record: record.events(type="CONSULT")),
    ],
)
def test_what_is_marked_wrong_is_left_out_and_still_listed(asked, left) -> None:
    record = kept(Record(), ghent())
    wrong = asked(record)
    done = record.fix("wrong", wrong.id, by="Ada", why="not on the page")
    with pytest.raises(NotInRecord, match=f"marked wrong.*{done.id}"):
        record.find(wrong.id)
    assert record.fixes(of=wrong.id)[0].touches == (wrong.id,)
    record.undo(done.id)
    assert record.find(wrong.id) == wrong


def test_a_wrong_event_is_no_evidence_that_a_meeting_took_place() -> None:
    record = kept(Record(), london())
    entry = record.entries(type="MOBILIZE")[0]
    record.fix("wrong", entry.id, by="Ada")
    assert not record.entries(type="MOBILIZE")
    assert not record.events(type="MOBILIZE")


def test_the_day_of_a_page_carries_its_weekdays_along() -> None:
    record = kept(Record(), london())
    record.fix("date", "london.txt", to="2031-05-06", by="Ada", why="the archive says so")
    page = record.page("london.txt")
    assert page.published is not None
    assert (page.published.start, page.published.basis) == ("2031-05-06", Basis.SET)
    assert "set by Ada on" in str(page.published.because[0])
    vote = next(one for one in record.entries(type="VOTE") if one.when)
    assert vote.when is not None
    assert vote.when.start == "2031-05-11"


def test_the_day_of_an_entry_is_the_day_given() -> None:
    record = kept(Record(), ghent())
    entry = record.entries(type="CONSULT")[0]
    record.fix("date", entry.id, to="2031-04", by="Ada")
    when = record.entries(type="CONSULT")[0].when
    assert when is not None
    assert (when.start, when.end, when.precision) == ("2031-04-01", "2031-04-30", Precision.MONTH)


# ------------------------------------------------------------------------------------------------------- re-read


def reread(news: News) -> tuple[Page, Reading]:
    """The same page read by a later reader: the edges of words have moved, and with them the ids."""

    def moved(span):
        return news.page.span(span.start, span.end - 1)

    reading = news.reading
    statements = tuple(
        replace(one, id=f"{one.id}9", content=tuple(map(moved, one.content))) for one in reading.statements
    )
    events = tuple(replace(one, id=f"{one.id}9") for one in reading.events)
    return news.page, replace(reading, statements=statements, events=events)


def test_corrections_survive_a_re_read_that_changes_every_id() -> None:
    record = kept(Record(), ghent(), bruges())
    said = record.statements(by="Brook")[0]
    entry = record.entries(type="RETREAT")[0]
    record.fix("wrong", said.id, by="Ada")
    record.fix("date", entry.id, to="2031-05-05", by="Ada")
    page, reading = reread(ghent())
    record.keep([(page, "another key", wire.pack(reading))])
    pipeline.establish(record)
    assert [one.standing for one in record.fixes()] == [Standing.APPLIED] * 2
    assert not record.statements(by="Brook")
    when = record.entries(type="RETREAT")[0].when
    assert when is not None
    assert when.start == "2031-05-05"


def test_a_correction_whose_thing_is_gone_waits_and_is_not_lost() -> None:
    record = kept(Record(), ghent())
    figure = record.figures()[0]
    record.fix("wrong", figure.id, by="Ada")
    page, reading = ghent().page, ghent().reading
    record.keep([(page, "another key", wire.pack(replace(reading, figures=())))])
    pipeline.establish(record)
    assert record.fixes()[0].standing is Standing.WAITING
    record.keep([(page, "a third key", wire.pack(reading))])
    pipeline.establish(record)
    assert record.fixes()[0].standing is Standing.APPLIED
    assert not record.figures()


def test_corrections_are_carried_to_another_record() -> None:
    record = kept(Record(), ghent(), bruges())
    record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada")
    record.fix("date", "ghent.txt", to="2031-05-02", by="Ada")
    told = [line(one) for one in record.fixes()]
    other = kept(Record(), bruges(), ghent())
    assert other.take_over([from_line(one) for one in told]) == 2
    assert other.take_over([from_line(one) for one in told]) == 0
    assert dump(other) == dump(record)


def test_the_order_in_which_pages_come_changes_nothing_corrected() -> None:
    first = kept(Record(), ghent(), bruges())
    first.fix("merge", "Marta Osei", "Marty Oseye", by="Ada")
    second = kept(Record(), bruges())
    second.take_over(first.corrections())
    # Marta Osei is on no page yet, and still it is she who is misspelt on this one.
    assert [actor.name for actor in second.who("Oseye")] == ["Marta Osei"]
    kept(second, ghent())
    assert second.fixes()[0].standing is Standing.APPLIED
    assert dump(second) == dump(first)


def test_a_brief_says_what_was_put_right() -> None:
    record = kept(Record(), ghent(), bruges())
    record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada <Nowak>", why="one woman")
    record.fix("date", "ghent.txt", to="2031-05-01", by="Ada")
    record.fix("wrong", record.figures()[0].id, by="Ada")
    record.fix("split", "Marta Osei", "bruges.txt", by="Ada", name="Another")
    entry = record.entries(type="CONSULT")[0]
    record.undo(record.fix("date", entry.id, to="2031-05-01", by="Ada").id)
    for write in (terminal.write, markdown.write, html.write):
        told = " ".join("".join(write(record)).replace("\\", "").split())
        assert "put right by hand" in told.casefold()
        assert "Marta Osei, Marty Oseye: taken as one" in told
        assert "Talks end in Ghent: set to 1 May 2031 (Ada, " in told
        assert "400: left out as wrong" in told
        assert "Marta Osei: Another taken for another" in told
        assert ("<Nowak>" in told) == (write is not html.write)
    assert "set to" not in "".join(markdown.write(kept(Record(), ghent())))


# ------------------------------------------------------------------------------------------------------ mistakes


@pytest.mark.parametrize(
    ("deed", "things", "more", "says"),
    [
        ("melt", ("Osei",), {}, "no such correction; there are merge, split, wrong, date"),
        ("merge", ("Marta Osei",), {}, "two or more"),
        ("merge", ("Marta Osei", "ghent.txt"), {}, "each with its like"),
        ("split", ("Marta Osei", "Paul"), {}, "Paul: no page of that id or name .* no name of it"),
        ("split", ("Marta Osei",), {}, "takes what is to be split, and then"),
        ("wrong", ("Marta Osei",), {}, "a figure or an entry"),
        ("date", ("ghent.txt",), {}, "a day is set with"),
        ("date", ("ghent.txt",), {"to": "soon"}, "is no day"),
        ("date", ("ghent.txt",), {"to": "2031-02-30"}, "is no day"),
        ("date", ("ghent.txt",), {"to": "2031-05/2031-04"}, "ends before it begins"),
        ("wrong", ("ghent.txt",), {"to": "2031-05-02"}, "nothing else takes a day"),
    ],
)
def test_what_makes_no_sense_is_said(deed: str, things: tuple[str, ...], more: dict[str, str], says: str) -> None:
    record = kept(Record(), ghent())
    with pytest.raises(CorrectionError, match=says):
        record.fix(deed, *things, by="Ada", **more)
    assert record.fixes() == ()


def test_nobody_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(NotInRecord, match="Zora"):
        kept(Record(), ghent()).fix("merge", "Zora", "Osei", by="Ada")


def test_a_record_opened_to_be_read_is_not_corrected(tmp_path: Path) -> None:
    path = tmp_path / "one.record"
    with Record(path, write=True) as record:
        kept(record, ghent())
        record.fix("wrong", record.figures()[0].id, by="Ada")
    with Record(path) as record:
        assert [one.correction.deed for one in record.fixes()] == [Deed.WRONG]
        with pytest.raises(RecordError, match="write=True"):
            record.fix("date", "ghent.txt", to="2031-05-02")


def test_an_export_tells_what_was_put_right_and_is_of_its_schema() -> None:
    record = kept(Record(), ghent(), bruges())
    plain = list(jsonl.lines(record))
    assert not any(one["record"] == "correction" for one in plain)
    done = record.fix("merge", "Marta Osei", "Marty Oseye", by="Ada", why="one woman")
    record.undo(record.fix("wrong", record.figures()[0].id, by="Ada").id)
    *_, last = jsonl.lines(record)
    assert (last["record"], last["id"], last["by"], last["why"]) == ("correction", done.id, "Ada", "one woman")
    assert last["touches"] == list(record.fixes()[0].touches)
    assert wire.noun(last) == done
    validator = pytest.importorskip("jsonschema").Draft202012Validator(wire.schema())
    for one in jsonl.lines(record):
        validator.validate(one)
