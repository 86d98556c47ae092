"""The transaction that takes batches in: each where it belongs in its terminal's journal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, update

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.errors import CentreError
from cardsvc.ledger import waiting
from cardsvc.ledger.booking import post
from cardsvc.ledger.chain import Chain, always, never
from cardsvc.ledger.doubting import Judged
from cardsvc.ledger.entry_cases import open_case
from cardsvc.ledger.held_journals import (
    NO_ENTRY,
    HeldTerminal,
    hashes_of,
    heads_of,
    refused_of,
    terminals_of,
)
from cardsvc.ledger.set_aside import SetAsideError, set_aside
from cardsvc.ledger.signed_head import keep_signed_heads
from cardsvc.ledger.waiting import Waiting
from cardsvc.tables import SetAside, TerminalState
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import PublicKey
from firmware_config.wire import Acknowledgement, Batch, Entry

_log = logging.getLogger(__name__)


class IngestRefused(CentreError):
    """A batch that is not taken. `code` is one of:

    `terminal-unknown`; `batch-gap` with the `expected` sequence number: it waits for those before
    it (`waiting`); `terminal-quarantined` or `terminal-revoked`, when some of the batch is kept but
    does not count (`set_aside`).
    """


@dataclass(frozen=True, slots=True)
class Came:
    """A batch that its terminal signed, and its place among those that came with it."""

    place: int
    batch: Batch
    octets: bytes


Told = dict[int, Acknowledgement | ContractError]
"""What to answer each batch, by its place."""


def take(connection: Connection, came: Sequence[Came], judged: Judged, now: datetime) -> Told:
    """Take all that can be taken.

    1. The terminals are locked in the order of their ids.
    2. Each batch continues what we hold; where it overlaps, it is the same octet for octet, or its
       terminal is quarantined. One that leaves a gap waits, and one that waited for what comes now
       is taken with it. What contradicts what we hold, what a quarantined terminal sends, and what
       a revoked one wrote after its revocation is set aside: kept, and not posted.
    3. New entries are posted, all together.
    4. An acknowledgement says through which entry we hold the chain, and which entries from the
       batch's first on a person must look into.
    """
    told: Told = {}
    by_terminal: dict[str, list[Came]] = {}
    for one in came:
        by_terminal.setdefault(one.batch.terminal.text, []).append(one)
    # 1
    terminals = terminals_of(connection, by_terminal, lock=True)
    heads = heads_of(connection, by_terminal)
    waits = waiting.waiting_of(connection, by_terminal)
    # 2
    chains: dict[str, Chain] = {}
    for name in sorted(by_terminal):
        own = by_terminal[name]
        held = enrolled(terminals, own[0].batch.terminal)
        head = heads.get(name, NO_ENTRY)
        chain = Chain(head.seq, head.hash, partial(hashes_of, connection, name), _counting(held))
        told.update(_line_up(connection, held, chain, own, waits.get(name, []), now))
        chains[name] = chain
    # 3
    entries = [entry for chain in chains.values() for entry in chain.new]
    known = {name: terminals[name].known for name, chain in chains.items() if chain.new}
    post(connection, entries, known, judged, now)
    keep_signed_heads(connection, [one.signed for one in chains.values() if one.signed])
    # 4
    refused_by = refused_of(connection, chains)
    for one in came:
        if one.place not in told:
            name, first_seq = one.batch.terminal.text, one.batch.first_seq
            refused = tuple(it for it in refused_by.get(name, ()) if it[0] >= first_seq)
            chain = chains[name]
            told[one.place] = Acknowledgement(
                one.batch.terminal, chain.seq, chain.head, now, refused
            )
    return told


def enrolled(terminals: Mapping[str, HeldTerminal], terminal: TerminalId) -> HeldTerminal:
    held = terminals.get(terminal.text)
    if held is None:
        raise IngestRefused("terminal-unknown", terminal=terminal.text)
    return held


def _counting(held: HeldTerminal) -> Callable[[Entry], bool]:
    """Which new entries of the terminal count.

    Of a revoked one none from the first of after its revocation on, whatever time it says it is.
    """
    if held.state is TerminalState.ACTIVE:
        return always
    since = held.revoked_from
    if held.state is TerminalState.QUARANTINED or since is None:
        return never
    return lambda entry: entry.at < since


def _line_up(
    connection: Connection,
    held: HeldTerminal,
    chain: Chain,
    own: Sequence[Came],
    waits: Sequence[Waiting],
    now: datetime,
) -> Told:
    """Extend `chain` by what came and by what waited for it; what to answer those of which not all
    counts."""
    told: Told = {}
    no_longer: list[Waiting] = []
    kept = len(waits)
    # By their first entries, so that one look at each is enough.
    in_order: list[Came | Waiting] = sorted([*waits, *own], key=_first_seq)
    for one in in_order:
        if isinstance(one, Waiting):
            if one.first_seq > chain.seq + 1 or chain.counts is never:
                continue
            no_longer.append(one)
            batch = _that_waited(connection, held, one)
            if batch is None:
                continue
        else:
            batch = one.batch
            if chain.counts is not never and chain.follows_gap(batch):
                if kept < waiting.MAX_WAITING:
                    kept += waiting.keep_waiting(connection, batch, one.octets, now)
                told[one.place] = IngestRefused("batch-gap", expected=chain.seq + 1)
                continue
        known_fork = chain.fork
        aside = chain.extend(batch)
        if chain.fork is not None and known_fork is None and held.state is TerminalState.ACTIVE:
            _quarantine(connection, chain.fork, now)
        if aside:
            fault = _set_aside(connection, held, chain, aside, now)
            if isinstance(one, Came):
                told[one.place] = fault
    waiting.no_longer(connection, no_longer)
    return told


def _set_aside(
    connection: Connection,
    held: HeldTerminal,
    chain: Chain,
    entries: tuple[Entry, ...],
    now: datetime,
) -> ContractError:
    """Keep `entries`, which do not count; what to answer their terminal."""
    is_revoked = held.state is TerminalState.REVOKED
    reason = SetAside.REVOKED if is_revoked and chain.fork is None else SetAside.FORKED
    state = TerminalState.REVOKED if is_revoked else TerminalState.QUARANTINED
    try:
        set_aside(connection, held.known.id, entries, chain.head, reason, now)
    except SetAsideError as full:
        return full
    told = {"terminal": held.known.id.text, "seq": entries[0].seq, "state": state.value}
    _log.error("entries-set-aside", extra=told)
    return IngestRefused(f"terminal-{state}", seq=entries[0].seq)


def _first_seq(one: Came | Waiting) -> int:
    return one.batch.first_seq if isinstance(one, Came) else one.first_seq


def _that_waited(connection: Connection, held: HeldTerminal, one: Waiting) -> Batch | None:
    """None for what the terminal's key of now has not signed: it will send it again."""
    octets = waiting.octets_of(connection, one)
    try:
        return Batch.parse(octets, held.known.id, PublicKey(held.public_key))
    except ContractError as fault:
        _log.warning("waiting-batch-dropped", extra={"code": fault.code})
        return None


def _quarantine(connection: Connection, fork: Entry, now: datetime) -> None:
    connection.execute(
        update(tables.terminal)
        .where(tables.terminal.c.id == fork.terminal.text)
        .values(state=TerminalState.QUARANTINED)
    )
    open_case(connection, fork, CaseKind.CHAIN_FORKED, now, octets=fork.octets)
    _log.error("terminal-quarantined", extra={"terminal": fork.terminal.text, "seq": fork.seq})
