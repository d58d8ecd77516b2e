"""What tests share: the record made by hand in `world.py`, in memory and on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from world import World

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
