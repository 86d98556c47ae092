"""The strip above every page: age of data, what is unconfirmed, the line to the centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template

from counter.centre.outbox import Pending
from counter.centre.published import Snapshot
from counter.decision.age import Age, Evidence, age_of, limit_vnd
from counter.decision.offline import Unenforced, unenforced
from counter.decision.refusal import Basis
from counter.doctor.finding import Level
from counter.station import Station
from counter.web.here import station
from firmware_config.claim import Medium
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.web.access import roles
from firmware_config.web.language import t

status = Blueprint("status", __name__)


@dataclass(frozen=True, slots=True)
class ListAge:
    """A published list and its date, None when there is none. `stale`: over the policy's age."""

    basis: Basis
    as_of: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True)
class ConfigurationState:
    """The configuration's number, 0 for the built-in one; the age of what payouts rest on and which
    list that is, with what may be paid at such an age; why no newer configuration was taken."""

    number: int
    age: Age
    chip_limit_vnd: int
    sheet_limit_vnd: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip tells.

    `to_settle` counts unsettled payouts and dead letters; `fault` is why the centre could not be
    reached just now, or takes confirmations later, and `unenforced` what the former leaves open.
    """

    oldest: ListAge
    pending: Pending
    to_settle: int
    fault: str | None
    last_contact: datetime | None
    configuration: ConfigurationState | None = None
    ages: tuple[ListAge, ...] = ()
    unenforced: tuple[Unenforced, ...] = ()
    clock_ahead_s: int | None = None


def strip_of(
    lists: Snapshot,
    status_uris: tuple[str, ...],
    policy: TerminalPolicy,
    pending: Pending,
    open_intents: int,
    fault: str | None,
    now: datetime,
) -> Strip:
    """`oldest` is the list that says least: one that is missing, then a stale one, then by age."""
    ages = list(_ages(lists, status_uris, policy, now))
    oldest = min(ages, key=lambda one: (one.as_of is not None, not one.stale, one.as_of or now))
    heard = [at for at in (lists.checked_at, pending.last_ack_at) if at is not None]
    to_settle = pending.dead_letters + open_intents
    gaps = unenforced(fault, ((one.basis, one.as_of) for one in ages), lists.checked_at)
    return Strip(
        *(oldest, pending, to_settle, fault, max(heard, default=None)),
        ages=tuple(ages),
        unenforced=gaps,
    )


def _ages(
    lists: Snapshot, status_uris: tuple[str, ...], policy: TerminalPolicy, now: datetime
) -> Iterator[ListAge]:
    def age(
        basis: Basis, as_of: datetime | None, limit: timedelta | None, *, disowned: bool = False
    ) -> ListAge:
        stale = as_of is None or disowned or (limit is not None and now - as_of > limit)
        return ListAge(basis, as_of, stale)

    yield age(
        Basis.TRUST_LIST, lists.trust.issued_at if lists.trust else None, policy.trust_age_limit
    )
    for uri in status_uris:
        shard = lists.status.get(uri)
        as_of, disowned = (shard.issued_at, shard.is_disowned) if shard else (None, False)
        yield age(Basis.STATUS_LIST, as_of, policy.status_age_limit, disowned=disowned)
    due = lists.payout_list
    # The policy sets no age for it: what it holds back is held however old it is.
    yield age(Basis.PAYOUT_LIST, due.issued_at if due else None, None)


def list_ages() -> list[ListAge]:
    """The published lists as they are now."""
    here = station()
    return list(
        _ages(here.published.snapshot, here.published.status_uris, here.policy, here.clock())
    )


def strip() -> Strip:
    """The strip as it is now."""
    here = station()
    told = strip_of(
        here.published.snapshot,
        here.published.status_uris,
        here.policy,
        here.outbox.pending(),
        len(here.journal.open_intents()),
        here.line.centre_fault,
        here.clock(),
    )
    return replace(
        told,
        fault=told.fault or here.line.sent_later,
        configuration=_configuration(here),
        clock_ahead_s=here.report.clock_ahead_s,
    )


def _configuration(here: Station) -> ConfigurationState:
    lists, taken, policy = here.published.snapshot, here.taken, here.policy
    evidence = [Evidence(Basis.TRUST_LIST, lists.trust.issued_at if lists.trust else None)]
    for uri in here.published.status_uris:
        shard = lists.status.get(uri)
        as_of = shard.issued_at if shard else None
        evidence.append(Evidence(Basis.STATUS_LIST, as_of, policy.status_age_limit))
    if taken is not None:
        evidence.append(Evidence(Basis.CONFIGURATION, taken.issued_at))
    age = age_of(evidence, policy, here.clock())
    return ConfigurationState(
        0 if taken is None else taken.number,
        age,
        limit_vnd(age.band, Medium.CHIP, policy) or 0,
        limit_vnd(age.band, Medium.QR, policy) or 0,
        here.line.configuration_fault,
    )


def on_every_page() -> dict[str, Any]:
    """For templates. The strip is called for by pages of people who are signed in."""
    here = station()
    return {
        "simulated": here.worker.status().simulated,
        "practice": here.settings.practice,
        "has_stick": here.settings.stick is not None,
        "strip": strip,
        "disk_doubt": _disk_doubt(here),
        "lock_after_s": here.policy.lock_after_s,
    }


def _disk_doubt(here: Station) -> str | None:
    """What is wrong with the disk, by its self-test at the start or by a write since."""
    found = here.disk_now
    if found is None or found.level is Level.OK:
        return None
    return t(f"doctor-{found.code}", **found.data)


@status.get("/status")
@roles("teller", "supervisor")
def part() -> str:
    return render_template("counter/status_part.html")
