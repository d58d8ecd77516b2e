"""Where the steps run: in this process and its helpers, or on Spark. Both offer the same three verbs."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from attache import engine
from attache.errors import AttacheError

Step = Callable[[Any], Iterable[Any]]
Join = Callable[[Any, Iterable[Any]], Iterable[Any]]


class Table(Protocol):
    """Items somewhere, in no order."""

    def each(self, step: Step) -> Table:
        """What `step` makes of every item."""
        ...

    def joined(self, join: Join, *others: Table) -> Table:
        """What `join` makes of every key and all its values, those of other tables among them."""
        ...

    def here(self) -> list[Any]:
        """All items, in this process."""
        ...


class Engine(Protocol):
    """A place to run."""

    def run(self, work: Callable[[Any], Any], todo: Sequence[Any], done: Callable[[int], None]) -> list[Any]:
        """`work` done on each of a few big tasks; `done` is told how many are."""
        ...

    def table(self, items: Sequence[Any]) -> Table: ...

    def close(self) -> None: ...


# -------------------------------------------------------------------------------------------------- this machine


class Local:
    """The processes of this machine."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes

    def run(self, work: Callable[[Any], Any], todo: Sequence[Any], done: Callable[[int], None]) -> list[Any]:
        found = []
        tasks = ([task] for task in todo)
        for result in engine.in_order(Each(work), tasks, processes=self._processes):
            found += result
            done(len(found))
        return found

    def table(self, items: Sequence[Any]) -> Table:
        return _Listed(list(items))

    def close(self) -> None:
        pass


class Each:
    """A function of one item as a function of a list, that another process can be given."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def __call__(self, items: Sequence[Any]) -> list[Any]:
        return [self._work(item) for item in items]


class _Listed:
    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def each(self, step: Step) -> Table:
        return _Listed([made for item in self._items for made in step(item)])

    def joined(self, join: Join, *others: Table) -> Table:
        groups: defaultdict[Any, list[Any]] = defaultdict(list)
        for items in (self._items, *(other.here() for other in others)):
            for key, value in items:
                groups[key].append(value)
        return _Listed([made for key, values in groups.items() for made in join(key, values)])

    def here(self) -> list[Any]:
        return self._items


# -------------------------------------------------------------------------------------------------------- Spark


class Spark:
    """A Spark cluster, or Spark on this machine; `partitions` is how many parts the work is cut into."""

    def __init__(self, partitions: int = 2, master: str | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise AttacheError("Spark is not installed: pip install 'attache[spark]' (it needs Java 17)") from error
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
        os.environ["ATTACHE_THREADS"] = "1"  # a worker keeps to its core
        builder = SparkSession.builder.appName("attache").config("spark.ui.enabled", "false")
        if master or "SPARK_MASTER" not in os.environ:
            builder = builder.master(master or f"local[{engine.cores()}]")
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        self._partitions = partitions

    def run(self, work: Callable[[Any], Any], todo: Sequence[Any], done: Callable[[int], None]) -> list[Any]:
        if not todo:
            return []
        # One task a shard: a worker that is killed repeats the one it was at.
        found: list[Any] = self._session.sparkContext.parallelize(list(todo), len(todo)).map(work).collect()
        done(len(found))
        return found

    def table(self, items: Sequence[Any]) -> Table:
        return _Spread(self._session.sparkContext.parallelize(list(items), self._partitions), self._partitions)

    def close(self) -> None:
        self._session.stop()


class _Spread:
    def __init__(self, rdd: Any, partitions: int) -> None:
        self._rdd, self._partitions = rdd, partitions

    def each(self, step: Step) -> Table:
        return _Spread(self._rdd.flatMap(step), self._partitions)

    def joined(self, join: Join, *others: Table) -> Table:
        rdd = self._rdd
        for other in others:
            rdd = rdd.union(other._rdd)  # type: ignore[attr-defined]
        return _Spread(rdd.groupByKey(self._partitions).flatMap(_Unpacked(join)), self._partitions)

    def here(self) -> list[Any]:
        found: list[Any] = self._rdd.collect()
        return found


class _Unpacked:
    """A join as Spark calls it."""

    def __init__(self, join: Join) -> None:
        self._join = join

    def __call__(self, item: tuple[Any, Iterable[Any]]) -> Iterable[Any]:
        return self._join(*item)
