"""What one configuration changes against another: who will notice, and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.devices import Devices
from firmware_config.bundle.review.plan import Outside, Place, ProvincePlan, Window
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.trust import TrustedKey


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `code` keys the message `change-<code>`; no province means every counter."""

    code: str
    province: ProvinceCode | None = None
    programme: ProgrammeCode | None = None
    data: Mapping[str, str | int] = field(default_factory=dict)


def changes(old: Configuration, new: Configuration) -> tuple[Change, ...]:
    """From `old` to `new`: what concerns every counter first, then province by province."""
    found = [*_policy(old.policy, new.policy), *_devices(old.devices, new.devices)]
    found += _rates(old, new)
    found += _keys(old.keys, new.keys)
    for province in sorted(old.provinces.keys() | new.provinces.keys()):
        found += _province(province, old.provinces.get(province), new.provinces.get(province))
    return tuple(found)


def _policy(old: TerminalPolicy, new: TerminalPolicy) -> Iterator[Change]:
    for one in fields(TerminalPolicy):
        if not one.init:
            continue
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            yield Change(
                "policy", data={"limit": one.name, "before": int(before), "after": int(after)}
            )


def _devices(old: Devices, new: Devices) -> Iterator[Change]:
    for kind in ("readers", "cards", "scanners", "printers"):
        before = {_name(one): one for one in getattr(old, kind)}
        after = {_name(one): one for one in getattr(new, kind)}
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) == after.get(name):
                continue
            what = "set" if name in before and name in after else "added"
            what = what if name in after else "removed"
            yield Change("device", data={"kind": kind, "name": name, "what": what})


def _name(device: object) -> str:
    return device if isinstance(device, str) else str(getattr(device, "name", device))


def _rates(old: Configuration, new: Configuration) -> Iterator[Change]:
    def table(one: Configuration) -> dict[tuple[ProgrammeCode, ProvinceCode | None, str], int]:
        return {
            (std.programme, std.province, str(std.since)): std.amount_vnd
            for std in one.rates.standards
        }

    before, after = table(old), table(new)
    for key in sorted(before.keys() | after.keys(), key=str):
        was, now = before.get(key, 0), after.get(key, 0)
        if was != now:
            programme, province, since = key
            data: dict[str, str | int] = {"since": since, "before_vnd": was, "after_vnd": now}
            yield Change("rate", province, programme, data)
    for code in sorted(old.rates.categories.keys() | new.rates.categories.keys()):
        was, now = old.rates.categories.get(code, 0), new.rates.categories.get(code, 0)
        if was != now:
            yield Change("categories", None, code, {"before": was, "after": now})


def _keys(old: tuple[TrustedKey, ...], new: tuple[TrustedKey, ...]) -> Iterator[Change]:
    before = {one.key.kid: one for one in old}
    after = {one.key.kid: one for one in new}
    for kid in sorted(before.keys() | after.keys()):
        was, now = before.get(kid), after.get(kid)
        if was == now:
            continue
        told = now or was
        assert told is not None
        if now is None:
            what = "removed"
        elif was is None:
            what = "added"
        elif now.revoked_at is not None and was.revoked_at is None:
            what = "revoked"
        elif now.revoked_at is None and was.revoked_at is not None:
            what = "unrevoked"
        else:
            what = "set"
        where = next(iter(told.provinces)) if len(told.provinces) == 1 else None
        data: dict[str, str | int] = {"kid": kid.hex(), "role": told.role.name, "what": what}
        yield Change("key", where, data=data)


def _province(
    code: ProvinceCode, old: ProvincePlan | None, new: ProvincePlan | None
) -> Iterator[Change]:
    if new is None:
        yield Change("province-removed", code)
        return
    if old is None:
        yield Change("province-added", code)
        old = ProvincePlan(code, (), ())
    for programme in sorted({one.code for one in (*old.programmes, *new.programmes)}):
        was, now = old.programme(programme), new.programme(programme)
        if was.stage != now.stage:
            data: dict[str, str | int] = {
                "before": was.stage.value,
                "before_count": len(was.offices),
                "after": now.stage.value,
                "after_count": len(now.offices),
            }
            yield Change("stage", code, programme, data)
        else:
            for office in sorted(now.offices - was.offices):
                yield Change("office-joins", code, programme, {"office": office.text})
            for office in sorted(was.offices - now.offices):
                yield Change("office-leaves", code, programme, {"office": office.text})
    for office in sorted(new.communes ^ old.communes):
        kind = Place.COMMUNE if office in new.communes else Place.OFFICE
        yield Change("office-place", code, data={"office": office.text, "place": kind.value})
    for window in sorted(set(old.windows) - set(new.windows)):
        yield _window("window-removed", code, window)
    for window in sorted(set(new.windows) - set(old.windows)):
        yield _window("window-added", code, window)


def _window(change: str, code: ProvinceCode, window: Window) -> Change:
    data: dict[str, str | int] = {
        "place": window.place.value,
        "first": window.first_day,
        "last": window.last_day,
        "hours": window.hours or "none",
        "outside": (Outside.SUPERVISOR if window.by_supervisor else Outside.REFUSED).value,
    }
    return Change(change, code, window.programme, data)
