"""robots.txt, as RFC 9309 has it: what a site asks of those who come to read.

rules("User-agent: *\\nDisallow: /search\\nCrawl-delay: 10", "attache").allows("/news/1")    True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MAX_BYTES = 500 * 1024  # what RFC 9309 asks to be read at least; more is cut off
MAX_RULES = 5_000
MAX_DELAY = 60.0  # a site that asks for an hour between pages is asked once a minute

_LINE = re.compile(r"\s*([A-Za-z-]{1,40})\s*:\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for us on one site: (pattern, allowed) pairs, and the seconds between two visits it asks for."""

    lines: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allows(self, path: str) -> bool:
        """Whether a path, its query with it, may be fetched: the longest pattern that fits it decides."""
        path = _plain(path or "/")
        if path == "/robots.txt":
            return True
        best, allowed = -1, True
        for pattern, allow in self.lines:
            if len(pattern) > best or (len(pattern) == best and allow):
                if _fits(pattern, path):
                    best, allowed = len(pattern), allow
        return allowed


EVERYTHING = Rules()
NOTHING = Rules((("/", False),))


def rules(text: str, agent: str) -> Rules:
    """The rules for `agent` in a robots.txt: those of its own group, or else those of `*`."""
    own: list[tuple[str, bool]] = []
    every: list[tuple[str, bool]] = []
    delays: dict[bool, float] = {}
    named = False  # whether some group is our own
    group: list[bool] = []  # whom the present group is for: True us, False everybody
    heading = False
    for line in text.lstrip("\ufeff").splitlines():
        found = _LINE.match(line.partition("#")[0][:2000])
        if not found:
            continue
        key, value = found[1].lower(), found[2]
        if key == "user-agent":
            if not heading:
                group = []
            heading = True
            token = value.lower().partition("/")[0].strip()
            if token == "*":
                group.append(False)
            elif token == agent.lower():
                group.append(True)
                named = True
            continue
        if key == "sitemap":
            continue  # it belongs to no group, and ends none
        heading = False
        for ours in group:
            if key in ("allow", "disallow") and value and len(own) + len(every) < MAX_RULES:
                (own if ours else every).append((_plain(value), key == "allow"))
            elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
                delays[ours] = min(float(value), MAX_DELAY)
    return Rules(tuple(own if named else every), delays.get(named))


def _plain(path: str) -> str:
    """A path with its escapes written one way, so that "/%7Ejoe" and "/~joe" are the same."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?&=+:@!,;~'()", errors="surrogateescape")


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern with `*` and a last `$` fits the beginning of a path; linear in their lengths' product."""
    ends = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if len(parts) == 1:
        return not ends or at == len(path)
    last = parts[-1]
    if ends:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
