"""Where work runs: here, or in several processes of this machine; the results are the same, and in the same
order.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

from attache.errors import AttacheError

A = TypeVar("A")
B = TypeVar("B")

# A process takes about as long to start and to load the core as a few batches take to read: for fewer none is
# started. An estimate, not yet measured.
FEW = 3
WAITING = 3  # batches handed out for each process, so that none idles while another's result is awaited


def cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(items: Iterable[A], size: int) -> Iterator[list[A]]:
    """Lists of `size` items; the last one may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def in_order(
    work: Callable[[Sequence[A]], list[B]], todo: Iterable[list[A]], *, processes: int = 1
) -> Iterator[list[B]]:
    """`work` done on each batch, the results in the order of the batches.

    With more than one process, and more than a few batches, it is done by processes: `work` must then be a
    function that a new process can import. They end with this one, however it ends.
    """
    source = iter(todo)
    first = list(islice(source, FEW)) if processes > 1 else []
    if len(first) < FEW:
        yield from map(work, chain(first, source))
        return
    # Spawned, not forked: a fork would take the record's lock along, and threads in the middle of their work.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(),))
    done = False
    try:
        yield from _handed_out(pool, work, chain(first, source), processes * WAITING)
        done = True
    except BrokenProcessPool as error:
        raise AttacheError(
            "a reading process was ended from outside, perhaps for want of memory; what was reported as read "
            "is kept: run the same command again, with --processes 1"
        ) from error
    finally:
        pool.shutdown(wait=done, cancel_futures=True)


def _handed_out(
    pool: ProcessPoolExecutor, work: Callable[[Sequence[A]], list[B]], todo: Iterable[list[A]], most: int
) -> Iterator[list[B]]:
    """At most `most` batches are under way at once, so that a large input never stands in memory."""
    waiting: deque[Future[list[B]]] = deque()
    for batch in todo:
        waiting.append(pool.submit(work, batch))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(parent: int) -> None:
    """A working process leaves Ctrl-C to the one that started it, and ends when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["ATTACHE_THREADS"] = "1"

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if hasattr(os, "getppid"):
        threading.Thread(target=watch, daemon=True).start()
