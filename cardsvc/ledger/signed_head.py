"""Keeping a terminal's newest signature over its chain, for whoever checks the books later."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from cardsvc import tables
from cardsvc.db import insert
from firmware_config.wire import Batch


def keep_signed_heads(connection: Connection, batches: Sequence[Batch]) -> None:
    """Of parsed, and so verified, batches, one a terminal. An older one changes nothing."""
    if not batches:
        return
    kept = tables.signed_head
    new = insert(connection, kept)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[kept.c.terminal],
            set_={"seq": new.excluded.seq, "octets": new.excluded.octets},
            where=kept.c.seq < new.excluded.seq,
        ),
        [
            {"terminal": one.terminal.text, "seq": one.last_seq, "octets": one.signed}
            for one in batches
        ],
    )
