"""A site to fetch from, and a fetcher that may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from attache.intake.fetch import Fetcher, Limits
from tests.watch.site import Site, resolve


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    limits = Limits(seconds=2.0, received=200_000, unpacked=500_000)
    with Fetcher(allow=[f"wire.example:{site.port}"], limits=limits, resolve=resolve) as fetcher:
        yield fetcher
