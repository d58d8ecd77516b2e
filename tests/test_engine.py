"""Where work runs: the same results in the same order, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from attache import engine

HOME = Path(__file__).parent.parent


def doubled(numbers: Iterable[int]) -> list[int]:
    return [2 * number for number in numbers]


def slow(numbers: Iterable[float]) -> list[float]:
    time.sleep(sum(numbers))
    return [float(os.getpid())]


def test_batches_are_full_but_for_the_last() -> None:
    assert list(engine.batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(engine.batches([], 3)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_batches(processes: int) -> None:
    todo = [[number] for number in range(20)]
    assert list(engine.in_order(doubled, todo, processes=processes)) == [[2 * number] for number in range(20)]


def test_a_few_batches_start_no_process() -> None:
    assert list(engine.in_order(slow, [[0.0]], processes=4)) == [[float(os.getpid())]]


RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import test_engine
from attache import engine
if __name__ == "__main__":
    for found in engine.in_order(test_engine.slow, ([0.05] for _ in range(1000)), processes=2):
        print(int(found[0]), flush=True)
"""


def test_working_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    home = f"{HOME}{os.pathsep}{HOME / 'tests'}"
    started = subprocess.Popen(
        [sys.executable, str(script), str(HOME / "tests")],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": home},
    )  # fmt: skip
    assert started.stdout is not None
    workers = {int(started.stdout.readline()) for _ in range(6)}
    started.send_signal(signal.SIGKILL)
    started.wait()
    started.stdout.close()
    deadline = time.monotonic() + 30
    while any(_alive(one) for one in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_alive(one) for one in workers)


def _alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
