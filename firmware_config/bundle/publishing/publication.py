"""One configuration brought to one ring of a roll-out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from firmware_config.bundle.layout import file_path
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.repository import Release, Repository, RepositoryError
from firmware_config.bundle.publishing.rings import Ring, advance, halt
from firmware_config.bundle.review.configuration import (
    COUNTER_FILES,
    PROVINCE_FILE,
    PROVINCES,
    Configuration,
)
from firmware_config.bundle.review.plan import ProvincePlan
from firmware_config.bundle.rollout import Rollout, RolloutError
from firmware_config.ids import OfficeId, ProvinceCode


def publish(
    repository: Repository,
    service: ServiceKeys,
    configuration: Configuration,
    ring: Ring,
    provinces: Iterable[ProvinceCode] | None = None,
    office: OfficeId | None = None,
) -> tuple[ProvinceCode, ...]:
    """Bring `configuration` to `ring`; the provinces it went to, every one of its own unless named.

    Raises:
        RolloutError: as `advance`, or `rollout-ring-empty` (no office or province is named or
            known for the ring).
        RepositoryError: as `Repository.publish`.
    """
    chosen = tuple(configuration.provinces if provinces is None else provinces)
    releases = {}
    for province in chosen:
        plan = configuration.provinces.get(province)
        if plan is None:
            raise RolloutError("rollout-ring-empty", province=province.text)
        offices = _offices(ring, plan, office)
        if not offices and not ring.is_whole_province:
            continue
        rollout = advance(repository.rollout(province), configuration.number, ring, offices)
        new = {configuration.number: configuration.files_of(province)}
        releases[province] = _release(repository, province, rollout, new)
    if not releases:
        raise RolloutError("rollout-ring-empty", ring=ring.value)
    repository.publish(releases, service)
    return tuple(releases)


def stop(
    repository: Repository, service: ServiceKeys, provinces: Iterable[ProvinceCode]
) -> tuple[ProvinceCode, ...]:
    """Halt what is being rolled out there. Raises as `halt` and `Repository.publish` do."""
    releases = {
        province: _release(repository, province, halt(repository.rollout(province)), {})
        for province in provinces
    }
    repository.publish(releases, service)
    return tuple(releases)


def newest(repository: Repository) -> Configuration | None:
    """The configuration of the highest number that is out, with the provinces that have it.

    Raises:
        ConfigurationFaulty: what is out was written by an older program's rules.
    """
    highest = {one: repository.rollout(one).highest for one in repository.provinces()}
    number = max(highest.values(), default=0)
    files: dict[str, bytes] = {}
    for province in (one for one, reached in highest.items() if reached == number and number):
        told = _published(repository, province, number)
        files[f"{PROVINCES}/{province}.toml"] = told.pop(PROVINCE_FILE)
        files.update(told)
    return Configuration.parse(files) if files else None


def _offices(ring: Ring, plan: ProvincePlan, office: OfficeId | None) -> frozenset[OfficeId]:
    if ring is Ring.OFFICE:
        return frozenset() if office is None else frozenset((office,))
    return plan.pilot_offices if ring is Ring.PILOT else frozenset()


def _release(
    repository: Repository,
    province: ProvinceCode,
    rollout: Rollout,
    new: Mapping[int, Mapping[str, bytes]],
) -> Release:
    files: dict[int, Mapping[str, bytes]] = {}
    for number in {rollout.stable, rollout.next} - {0}:
        files[number] = new.get(number) or _published(repository, province, number)
    return Release(rollout, files)


def _published(repository: Repository, province: ProvinceCode, number: int) -> dict[str, bytes]:
    files = {}
    for name in COUNTER_FILES:
        path = file_path(province, number, name)
        octets = repository.target(path, province)
        if octets is None:
            raise RepositoryError("repository-absent", name=path)
        files[name] = octets
    return files
