"""When to ask again: each feed at its own pace, each page while it may still change, each trouble later and later.

A feed that posts every twenty minutes is asked every ten; one that posted last a week ago, every half day or so.
What a server asks for (Retry-After, ttl, max-age) is kept to, within reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from attache.errors import FetchError
from attache.model import Feed, Visit

MINUTE, HOUR, DAY = 60, 3600, 86_400
SOONEST, LATEST = 5 * MINUTE, DAY  # between two visits to a feed
FIRST_PACE = 30 * MINUTE  # of a feed that dates nothing
PAGE_PACE = HOUR  # of a page followed by itself
HINT = HOUR  # a ttl or max-age beyond this is a template's, not a thought about news
RECENT = 20  # entries whose gaps tell the pace
QUIET = 10  # a feed is asked about ten times in as long as it has been silent

# A page is seen again while news is still written into it.
AGAIN = (HOUR, 6 * HOUR, DAY, 3 * DAY)
TRIES = (10 * MINUTE, HOUR, 6 * HOUR, DAY)  # and after these it is given up
GONE = frozenset((404, 410))


def stamp(at: datetime) -> str:
    """An instant as it stands in the record: "2014-03-14T21:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """And back."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def later(now: datetime, seconds: float) -> str:
    """So many seconds from now."""
    return stamp(now + timedelta(seconds=seconds))


def pace(
    times: Iterable[datetime],
    now: datetime,
    *,
    before: int = 0,
    new: bool = False,
    hints: Iterable[int | None] = (),
) -> int:
    """The seconds until a feed should be asked again, from the times of its entries.

    Where they bear no times: sooner each time there was something new, later each time there was nothing.
    """
    dated = sorted({at for at in times if at <= now}, reverse=True)[:RECENT]
    if len(dated) >= 3:
        gaps = [(one - other).total_seconds() for one, other in pairwise(dated)]
        found = max(median(gaps) / 2, (now - dated[0]).total_seconds() / QUIET)
    elif dated:
        found = max(FIRST_PACE, (now - dated[0]).total_seconds() / QUIET)
    else:
        found = (before or FIRST_PACE) * (0.6 if new else 1.5 if before else 1)
    asked = [min(hint, HINT) for hint in hints if hint]
    return int(min(max(found, SOONEST, *asked), LATEST))


def asked(feed: Feed, now: datetime, seconds: int, *, new: bool) -> Feed:
    """A feed that answered: due again after its pace."""
    return replace(
        feed,
        pace=seconds,
        asked=stamp(now),
        changed=stamp(now) if new else feed.changed,
        due=later(now, seconds * _spread(feed.address)),
        failures=0,
        trouble=None,
    )


def failed(feed: Feed, now: datetime, trouble: FetchError) -> Feed:
    """A feed that gave nothing: asked again after twice as long each time; one that is gone (410), not at all."""
    failures = min(feed.failures + 1, 20)
    wait = min((feed.pace or FIRST_PACE) * 2**failures, LATEST) * _spread(feed.address)
    due = None if trouble.status == 410 else later(now, max(wait, trouble.wait or 0))
    return replace(feed, asked=stamp(now), due=due, failures=failures, trouble=trouble.reason[:300])


def seen(visit: Visit, now: datetime) -> Visit:
    """A page that came, or had not changed: seen again a few times, further and further apart."""
    first = visit.seen or stamp(now)
    age = (now - instant(first)).total_seconds()
    due = next((later(now, wait - age) for wait in AGAIN if wait > age + MINUTE), None)
    return replace(visit, seen=first, due=due, times=visit.times + 1, tries=0, trouble=None)


def missed(visit: Visit, now: datetime, trouble: FetchError) -> Visit:
    """A page that did not come: tried again a few times, unless it is gone or must not be fetched."""
    tries = visit.tries + 1
    final = trouble.refused or trouble.status in GONE or tries > len(TRIES)
    due = None if final else later(now, max(TRIES[tries - 1], trouble.wait or 0))
    return replace(visit, due=due, tries=tries, times=visit.times + 1, trouble=trouble.reason[:300])


def _spread(address: str) -> float:
    """Between 1 and 1.1, the same for an address each time: feeds added together are not asked together for ever."""
    return 1 + hashlib.blake2b(address.encode("utf-8", "replace"), digest_size=1).digest()[0] / 2560
