"""`attache serve` itself: it says where it is, is found there while the record is written, and says what is wrong."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("fastapi")

from world import page

from attache import web, wire
from attache.errors import AttacheError, RecordError
from attache.model import Reading
from attache.store import Record
from attache.web import app


def test_it_is_found_where_it_says_while_the_record_is_written(path: Path) -> None:
    command = [sys.executable, "-m", "attache", "serve", str(path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
            assert said is not None
            with Record(path, write=True) as record:
                new = page("Berg resigns\n\nAnna Berg resigned.", outlet="Dawn", day="2031-04-20")
                record.keep([(new, "key", wire.pack(Reading(new.id, (), (), (), ())))])
                connection = http.client.HTTPConnection("127.0.0.1", int(said[1]))
                connection.request("GET", "/pages")
                answer = connection.getresponse()
                assert answer.status == 200
                connection.close()
        finally:
            server.terminate()
        server.wait(20)


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with app.listening("127.0.0.1", 0) as taken, pytest.raises(RecordError, match="give another port with --port"):
        app.listening("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("missing", ["fastapi", "jinja2", "uvicorn"])
def test_what_is_missing_is_said_with_the_remedy(path: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("attache.web.") and name != "attache.web.app"]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(web, name.rpartition(".")[2], raising=False)  # so that it is imported anew
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(AttacheError, match=r"pip install 'attache\[web\]'"):
        app.serve(path, port=0)
