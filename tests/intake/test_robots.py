"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import time

import pytest

from attache.intake.robots import rules

TEXT = """User-agent: *
Disallow: /search
Disallow: /*.pdf$
Allow: /search/about

User-agent: Attache
User-agent: other
Disallow: /own  # a remark
Crawl-delay: 3.5
Sitemap: https://wire.example/sitemap.xml
Disallow: /two
"""


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("reader", "/news/1", True), ("reader", "/search?q=x", False), ("reader", "/search/about", True),
        ("reader", "/report.pdf", False), ("reader", "/report.pdf?x", True), ("reader", "/robots.txt", True),
        ("attache", "/search", True), ("attache", "/own/1", False), ("attache", "/two", False),
        ("attache", "/%6Fwn", False),
    ],
)  # fmt: skip
def test_the_longest_rule_of_the_own_group_decides(agent: str, path: str, allowed: bool) -> None:
    assert rules(TEXT, agent).allows(path) is allowed


def test_a_delay_is_that_of_the_own_group() -> None:
    assert rules(TEXT, "attache").delay == 3.5
    assert rules(TEXT, "reader").delay is None
    assert rules("User-agent: *\nCrawl-delay: 86400", "attache").delay == 60


@pytest.mark.parametrize(
    "text", ["", "<html>not found</html>", "Disallow: /", "\x00" * 1000, "User-agent: *\nDisallow:"]
)
def test_what_says_nothing_forbids_nothing(text: str) -> None:
    assert rules(text, "attache").allows("/news")


def test_hostile_rules_take_no_time() -> None:
    began = time.monotonic()
    hostile = rules("User-agent: *\n" + "Disallow: /" + "*a" * 900 + "$\n" * 100, "attache")
    assert hostile.allows("/" + "a" * 2000 + "b")
    rules(("User-agent: *\n" * 20_000) + "Disallow: /x\n", "attache").allows("/y")
    assert time.monotonic() - began < 2
