"""The record on disk: one SQLite file, one writer, many readers.

`record.py` holds what one asks a record, `write.py` what changes it, `disk.py` the file itself (its tables,
its lock, what can go wrong with it), `settle.py` one page's reading in the record's own terms.
"""

from attache.store.record import Record

__all__ = ["Record"]
