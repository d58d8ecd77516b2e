"""Keeping up: feeds and pages followed into a record, each at its own pace, for as long as one lets it.

`schedule.py` says when to ask again, `asking.py` what one request for a feed or page comes to, `watcher.py` is the
round of asking, reading and writing down.
"""

from attache.watch.watcher import Watched, Watcher

__all__ = ["Watched", "Watcher"]
