"""How often Python looks for garbage that holds itself, in a process that takes batches in.

Left alone it looks after each 700 new objects, which is at every tenth entry, and at all objects
there are once a few thousand entries have come: a quarter of what ingest computes. Ingest makes one
object in a hundred that only such a look can free.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 50_000
"""Between two looks at what is new: some 700 entries, or ten megabytes at the most."""


def collect_seldom() -> None:
    """Leave what a started process keeps for ever out of every look, and look seldom at the rest.
    Call it once all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
