"""What one may ask of the API: the parameters of each address, so that a misspelt one is told and not ignored."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from attache.model import ActorType, EventType, Modality, Outcome, StatementKind


def _day(text: object) -> object:
    """A day is written 2014-03-14; pydantic would also take a number of seconds."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError("write a day as 2014-03-14")
    return text


Day = Annotated[date, BeforeValidator(_day)]


class OffsetUnit(StrEnum):
    """In what the offsets of spans are counted."""

    CODEPOINT = "codepoint"
    UTF16 = "utf16"


class Asked(BaseModel):
    """What every question may say."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, use_enum_values=True)

    as_of: Annotated[
        Day | None, Field(description="As known on this day: later pages, and pages of no sure day, are not used.")
    ] = None
    offset_unit: Annotated[
        OffsetUnit, Field(description="Count offsets in Unicode code points (Python) or UTF-16 units (JavaScript).")
    ] = OffsetUnit.CODEPOINT


class Listed(Asked):
    """What every list may say."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50
    cursor: Annotated[
        str | None, Field(max_length=400, description="`next` of the portion before, to go on from there.")
    ] = None


Since = Annotated[Day | None, Field(description="Not before this day.")]
Until = Annotated[Day | None, Field(description="Not after this day.")]
Story = Annotated[str | None, Field(max_length=200, description="Only of the story of this id.")]
InPage = Annotated[str | None, Field(max_length=200, description="Only on the page of this id.")]
Party = Annotated[str | None, Field(max_length=300, description="Only what a party of this name or id takes part in.")]
About = Annotated[str | None, Field(max_length=300, description="Only where all these words occur.")]
Outlet = Annotated[str | None, Field(max_length=300, description="Only of this outlet.")]
Told = Annotated[Modality | None, Field(description="Only what is told as this.")]


class Pages(Listed):
    """Pages."""

    story: Story = None
    outlet: Outlet = None
    since: Since = None
    until: Until = None


class Statements(Listed):
    """Statements."""

    speaker: Annotated[str | None, Field(max_length=300, description="Only by the speaker of this name or id.")] = None
    addressee: Annotated[
        str | None, Field(max_length=300, description="Only said to somebody of this name or id (“told Lavrov”).")
    ] = None
    about: About = None
    kind: Annotated[StatementKind | None, Field(description="Only of this kind.")] = None
    quoted: Annotated[bool, Field(description="Only what stands in quotation marks, whole or in part.")] = False
    unnamed: Annotated[bool, Field(description="Only by speakers whom the page does not name.")] = False
    modality: Told = None
    since: Since = None
    until: Until = None
    page: InPage = None
    story: Story = None


class Events(Listed):
    """Reports of events."""

    party: Party = None
    type: Annotated[EventType | None, Field(description="Only of this type.")] = None
    modality: Told = None
    about: About = None
    since: Since = None
    until: Until = None
    page: InPage = None
    story: Story = None


class Entries(Listed):
    """Events as established across pages."""

    party: Party = None
    type: Annotated[EventType | None, Field(description="Only of this type.")] = None
    modality: Told = None
    since: Since = None
    until: Until = None
    story: Story = None


class Figures(Listed):
    """Figures."""

    unit: Annotated[str | None, Field(max_length=40, description="Only of this unit: people, USD, percent ...")] = None
    since: Since = None
    until: Until = None
    page: InPage = None
    story: Story = None


class Stories(Listed):
    """Stories."""

    since: Since = None
    until: Until = None


class OfStory(Listed):
    """What belongs to stories."""

    story: Story = None


class Calendar(Listed):
    """What was announced."""

    outcome: Annotated[Outcome | None, Field(description="Only with this outcome.")] = None
    since: Since = None
    until: Until = None
    story: Story = None


class Actors(Listed):
    """People, states, bodies."""

    type: Annotated[ActorType | None, Field(description="Only of this type.")] = None


class OfParty(Listed):
    """What belongs to one party."""

    party: Party = None


class OfPage(Listed):
    """What belongs to one page."""

    page: InPage = None


class Named(Asked):
    """People looked for by name."""

    name: Annotated[str, Field(min_length=1, max_length=300, description="All these words, in one of their names.")]
    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 20


class Sought(Asked):
    """Words looked for in the pages."""

    q: Annotated[str, Field(max_length=300, description="All these words; the last may be a beginning.")]
    outlet: Outlet = None
    since: Since = None
    until: Until = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 20


class Changes(Asked):
    """What was learnt between two days."""

    since: Annotated[Day, Field(description="What was known on this day is known.")]
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 200


class News(Asked):
    """What pages brought."""

    since: Since = None
    until: Until = None
    story: Story = None
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most, the latest first.")] = 100
