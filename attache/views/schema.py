"""Writes record.schema.json beside this file: `python -m attache.views.schema`, after a noun has changed."""

from __future__ import annotations

import json
from pathlib import Path

from attache import wire

FILE = Path(__file__).with_name("record.schema.json")


def main() -> None:
    """The JSON Schema of an export, as the nouns are now."""
    FILE.write_text(json.dumps(wire.schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
