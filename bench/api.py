"""The API under questions nobody thought of, and how fast it answers.

    python -m bench.api RECORD                 200 questions for each address and mode
    python -m bench.api RECORD --examples 2000

Every answer must be as the API's OpenAPI document says, and none a 5xx; then each list is asked for fifty times and
its slowest twentieth is told. The record is not changed: edits are off.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from attache.web import api

BASE = "http://127.0.0.1"
ASKED = 50


def main() -> int:
    """The number of addresses that broke their word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--examples", type=int, default=200, help="questions for each address and mode")
    parser.add_argument("--edits", action="store_true", help="correct a copy of the record, too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.record
        if asked.edits:
            path = Path(shutil.copy(asked.record, folder))
        app = FastAPI(openapi_url=None)
        api.set_up(app, path, edits=asked.edits)
        broken = questions(app, asked.examples)
        speeds(app)
    print(f"\n{broken} addresses broke their word")
    return min(broken, 1)


def questions(app: FastAPI, examples: int) -> int:
    """Asks each address, as described and otherwise; how many did not do what they say."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    broken = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _ask(app, operation, mode, examples)
                print(f"{operation.label:<44} {mode.value:<9} as it says", flush=True)
            except (Exception, ExceptionGroup) as error:
                broken += 1
                print(f"{operation.label:<44} {mode.value:<9} BROKEN\n{error}", flush=True)
    return broken


def _ask(app: FastAPI, operation: Any, mode: GenerationMode, examples: int) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Any) -> None:
        token = getattr(app.state, "csrf", None)
        headers = {"X-CSRF-Token": token} if token and mode is GenerationMode.POSITIVE else {}
        case.call_and_validate(base_url=BASE, headers=headers)

    with suppress(Unsatisfiable):  # an address without parameters cannot be asked otherwise
        holds()


def speeds(app: FastAPI) -> None:
    """How long each list takes, portion after portion."""
    client = TestClient(app, base_url=BASE)
    print(f"\n{'list':<16}{'median ms':>10}{'p95 ms':>10}")
    for name in ("pages", "statements", "events", "entries", "calendar", "figures", "actors", "stories", "disputes"):
        took, cursor = [], None
        for _ in range(ASKED):
            began = time.perf_counter()
            answer = client.get(f"/api/{name}", params={"cursor": cursor} if cursor else {}).json()
            took.append(1000 * (time.perf_counter() - began))
            cursor = answer["next"]
        took.sort()
        print(f"{name:<16}{took[ASKED // 2]:>10.1f}{took[int(ASKED * 0.95)]:>10.1f}")


if __name__ == "__main__":
    sys.exit(main())
