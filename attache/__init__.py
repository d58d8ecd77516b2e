"""attache reads raw news pages, offline, into one record in which every line points to the exact words it
rests on.

import attache

record = attache.read("examples/crimea-2014")
for statement in record.statements(by="Lavrov"):
    print(statement.content[0].text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attache.pipeline import read
    from attache.store import Record

__version__ = "0.1.0"
__all__ = ["Record", "__version__", "read"]

# The language core and the readers take a second to import: they are fetched when they are first asked for.
_LAZY = {"read": "attache.pipeline", "Record": "attache.store"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'attache' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
