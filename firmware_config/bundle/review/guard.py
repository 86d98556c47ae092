"""The guard: a configuration tried on the fleet before it is published. Pure.

What it objects to is published only with the signatures of two approvers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.fleet import Fleet, FleetCounter
from firmware_config.ids import ProvinceCode
from firmware_config.trust import Role, TrustedKey


@dataclass(frozen=True, slots=True)
class Objection:
    """What would go wrong. `code` keys the message `objection-<code>`."""

    code: str
    province: ProvinceCode | None = None
    data: Mapping[str, str | int] = field(default_factory=dict)


REPORT_COUNTS_FOR = timedelta(days=2)
"""A fleet's report that is older says little of what a configuration would do to it."""


def trial_objections(fleet: Fleet | None, now: datetime) -> tuple[Objection, ...]:
    """Why a trial on `fleet` says nothing: there is no report, or an old one."""
    if fleet is None:
        return (Objection("not-tried"),)
    if now - fleet.as_of > REPORT_COUNTS_FOR:
        return (Objection("report-old"),)
    return ()


def objections(
    new: Configuration, old: Configuration | None, fleet: Fleet | None, now: datetime
) -> tuple[Objection, ...]:
    """Why `new` should not be published, empty when nothing is against it.

    1. Its number is higher than the one before, or it is that one on its way to more offices.
    2. No revocation is undone.
    3. Its limits let a chip with fresh data be paid at all.
    4. Every province keeps a key that may sign entitlements today, if any is listed.
    5. In every province with counters something still runs (dry run).
    6. No programme is off where vouchers are open (dry run).
    7. What lies at the counters stays signed by keys that count (dry run).
    """
    return tuple(_objections(new, old, fleet, now))


def _objections(
    new: Configuration, old: Configuration | None, fleet: Fleet | None, now: datetime
) -> Iterator[Objection]:
    # 1, 2
    if old is not None:
        if new.number < old.number or (new.number == old.number and _differ(new, old)):
            yield Objection("number-not-higher", data={"number": new.number, "before": old.number})
        revoked = {one.key.kid for one in old.keys if one.revoked_at is not None}
        kept = {one.key.kid for one in new.keys if one.revoked_at is not None}
        for kid in sorted(revoked - kept):
            yield Objection("revocation-undone", data={"kid": kid.hex()})
    # 3
    policy = new.policy
    needed = (policy.fresh_up_to_h, policy.trust_age_limit_h, policy.clock_ahead_limit_h)
    if 0 in (*needed, policy.lock_after_s):
        yield Objection("limits-stop-all")
    # 4
    if new.keys:
        for province in sorted(new.provinces):
            if not any(_may_sign(one, province, now) for one in new.keys):
                yield Objection("no-entitlement-key", province)
    # 5, 6, 7
    if fleet is not None:
        for province in sorted({one.province for one in fleet.counters}):
            here = tuple(one for one in fleet.counters if one.province == province)
            yield from _dry_run(new, province, here)


def _dry_run(
    new: Configuration, province: ProvinceCode, counters: tuple[FleetCounter, ...]
) -> Iterator[Objection]:
    plan = new.provinces.get(province)
    programmes = () if plan is None else plan.programmes
    stopped = [one for one in counters if not any(each.runs_at(one.office) for each in programmes)]
    paying = [one for one in counters if sum(one.open_vouchers.values())]
    if paying and _names(paying) <= _names(stopped):
        yield Objection("payouts-stop", province, {"counters": len(stopped)})
    left_open: Counter[str] = Counter()
    for one in counters:
        for code, count in one.open_vouchers.items():
            if plan is None or not plan.programme(code).runs_at(one.office):
                left_open[code.text] += count
    for programme, count in sorted((+left_open).items()):
        open_here: dict[str, str | int] = {"programme": programme, "count": count}
        yield Objection("off-with-open-vouchers", province, open_here)
    dead = {one.key.kid for one in new.keys if one.revoked_at is not None}
    struck = [one for one in counters if one.keys and one.keys <= dead]
    if struck:
        yield Objection("keys-in-use-revoked", province, {"counters": len(struck)})


def _names(counters: Iterable[FleetCounter]) -> frozenset[str]:
    return frozenset(one.terminal.text for one in counters)


def _differ(new: Configuration, old: Configuration) -> bool:
    return any(old.files.get(name, octets) != octets for name, octets in new.files.items())


def _may_sign(one: TrustedKey, province: ProvinceCode, now: datetime) -> bool:
    return (
        one.role is Role.ENTITLEMENT
        and one.revoked_at is None
        and one.not_before <= now <= one.not_after
        and (not one.provinces or province in one.provinces)
    )
