"""The same batches once more, in another order, to a copy of the centre that has none of them."""

from __future__ import annotations

import sqlite3
from random import Random

from cardsvc.ledger.ingest import IngestRefused
from firmware_config.ids import TerminalId
from firmware_config.signing import Signer
from firmware_config.wire import Batch, Entry
from tests.simulate.world import World

_LEDGER = (
    *("exception_case", "carried_receipt", "waiting_batch", "signed_head", "set_aside_entry"),
    *("transfer", "instruction", "entry", "balance", "account"),
)
_MOST_IN_A_BATCH = 5


def deliver_again(world: World, seed: int) -> None:
    """Into `template.again`: every entry that the ledger has, in batches cut anew, shuffled, some
    of them twice. A batch that comes before its time is sent again, as its counter would."""
    random = Random(f"again/{seed}")  # noqa: S311 - to be repeatable is the point
    disk, centre = world.template.again, world.centre
    disk.lay(centre.disk.path)
    chains = _emptied(str(disk.path))
    ledger = centre.parts.ledger(disk.engine, centre.made.keyring, centre.clock)
    keys = {counter.id: counter.template.key for counter in world.counters}
    waiting = [
        (terminal, octets)
        for terminal, entries in chains.items()
        for octets in _batches(terminal, entries, random, keys[terminal])
    ]
    while waiting:
        at = random.randrange(len(waiting))
        terminal, octets = waiting[at]
        try:
            ledger.ingest(terminal, octets)
        except IngestRefused as refused:
            if refused.code != "batch-gap":
                raise
            continue
        if random.random() < 0.8:  # else it comes once more
            del waiting[at]
    disk.rest()


def _batches(
    terminal: TerminalId, entries: list[Entry], random: Random, key: Signer
) -> list[bytes]:
    cut, left = list[bytes](), entries
    while left:
        most = random.randint(1, _MOST_IN_A_BATCH)
        cut.append(Batch(terminal, tuple(left[:most])).sign(key))
        left = left[most:]
    return cut


def _emptied(path: str) -> dict[TerminalId, list[Entry]]:
    """What the ledger held, taken out of it; what it knows of people, cards and holds stays."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        chains: dict[TerminalId, list[Entry]] = {}
        for (octets,) in connection.execute("SELECT octets FROM entry ORDER BY terminal, seq"):
            entry = Entry.parse(octets)
            chains.setdefault(entry.terminal, []).append(entry)
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for table in _LEDGER:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
        connection.execute("UPDATE terminal SET state = 'active'")
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
        return chains
    finally:
        connection.close()
