"""What tests share: the record made by hand in `world.py`, in memory and on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from world import World

from attache.model import Page, Reading
from attache.store import Record

os.environ["ATTACHE_STRICT"] = "1"  # an exception inside reading is a bug here, and no refused page


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def path(tmp_path: Path, world: World) -> Path:
    """A record on disk that holds the three pages."""
    with Record(tmp_path / "oslo.record", write=True) as record:
        world.write(record)
    return tmp_path / "oslo.record"


@pytest.fixture
def fake_reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reading that finds nothing, so that a test of everything around it needs no language core.

    Returns the ids of the pages read, as they are read.
    """
    from attache import pipeline

    read: list[str] = []

    def read_pages(pages: Sequence[Page], core: object) -> list[Reading]:
        read.extend(page.id for page in pages)
        return [Reading(page.id, (), (), (), ()) for page in pages]

    monkeypatch.setattr(pipeline, "read_pages", read_pages)
    monkeypatch.setattr(pipeline, "core", lambda: None)
    return read
