"""Many pages at once, on the processes of this machine or on Spark: archives in, tables of the record out.

    shards of the input ── read ──▶ readings          each shard by itself, kept when it is done
    cards of the pages  ── join ──▶ pairs that belong together ──▶ groups that no pair leaves
    each group          ── establish ──▶ chapters ──▶ tables

Both engines run the same functions over the same keys (`steps.py`); an engine only says where. What comes out
is what a record of these pages holds, as Parquet, and the readings beside it: `attache open` makes a record of
one story or of some weeks.
"""

from attache.batch.run import run

__all__ = ["run"]
