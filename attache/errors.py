"""What can go wrong, drawn as a tree; each message names the place, the trouble and the way out.

AttacheError
├── ReadError       something received is no page: an image, an empty file, a truncated archive
│   └── FetchError  it could not be fetched: refused address, too large, robots.txt, no answer
├── TableError      a row of knowledge/ is not as it should be
├── CoreError       the language model's files are missing or not of this version
├── RecordError     the record cannot be opened or written
│   ├── RecordLocked    another process is writing it
│   ├── RecordTooNew    it was written by a newer attache
│   ├── NotInRecord     no page, statement, person ... of that name
│   └── CorrectionError what a correction asks makes no sense of this record
└── ExportError     a way out cannot say this
"""

from __future__ import annotations


class AttacheError(Exception):
    """The root: catch this to catch all that attache raises on purpose."""


class ReadError(AttacheError):
    """Something received is no page; the rest is read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Made again from its two parts when it comes back from another process."""
        return type(self), (self.name, self.reason)


class FetchError(ReadError):
    """A page or feed could not be fetched: `status` is the server's answer, if there was one, and `wait` the
    seconds it asks to be left alone. `refused` says that it must not be fetched, and trying again is no use.
    """

    def __init__(
        self, name: str, reason: str, *, status: int | None = None, wait: int | None = None, refused: bool = False
    ) -> None:
        super().__init__(name, reason)
        self.status = status
        self.wait = wait
        self.refused = refused


class TableError(AttacheError):
    """A row of a knowledge table is not as it should be."""


class CoreError(AttacheError):
    """The language core's files are missing, damaged or of another version."""


class RecordError(AttacheError):
    """The record cannot be opened or written; nothing in it was changed."""


class RecordLocked(RecordError):
    """Another process is writing the record."""


class RecordTooNew(RecordError):
    """The record was written by a newer attache."""


class NotInRecord(RecordError):
    """The record holds nothing of that name or id."""


class CorrectionError(RecordError):
    """A correction asks for what makes no sense: two of different kinds as one, a day that is none."""


class ExportError(AttacheError):
    """A way out cannot say what it was asked to."""
