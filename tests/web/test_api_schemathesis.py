"""Questions nobody thought of: no answer is a 5xx, and each is as the OpenAPI document says."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

pytest.importorskip("fastapi")
schemathesis = pytest.importorskip("schemathesis")

from fastapi import FastAPI  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402
from timeline.news import london, paris  # noqa: E402

from attache import pipeline, wire  # noqa: E402
from attache.store import Record  # noqa: E402
from attache.web import api  # noqa: E402

EXAMPLES = 4  # of each address and mode; `python -m bench.api RECORD` asks as many as one likes
MODES = {"as described": GenerationMode.POSITIVE, "otherwise": GenerationMode.NEGATIVE}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[FastAPI, list[Any]]:
    """A server with edits on, and what it says it answers."""
    path = tmp_path_factory.mktemp("api") / "one.record"
    with Record(path, write=True) as record:
        record.keep((one.page, "key", wire.pack(one.reading)) for one in (london(), paris()))
        pipeline.establish(record)
        record.fix("date", "paris.txt", to="2014-03-30", by="Ada")
    app = FastAPI(openapi_url=None)
    api.set_up(app, path, edits=True)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    return app, [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("asked", MODES)
def test_the_api_does_what_it_says(served: tuple[FastAPI, list[Any]], asked: str) -> None:
    app, operations = served
    assert len(operations) > 20
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=MODES[asked]))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:
            headers = {"X-CSRF-Token": app.state.csrf} if asked == "as described" else {}
            case.call_and_validate(base_url="http://127.0.0.1", headers=headers)

        with suppress(Unsatisfiable):  # an address without parameters cannot be asked otherwise
            holds()
