"""`firmware-config create-repository | publish | halt | status`: what counters fetch from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

from firmware_config.bundle.publishing import publication
from firmware_config.bundle.publishing.approval import Approval, ApprovalError, read_approvers
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import ServiceKeys, make_root_keys, make_service_keys
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.review.words import LANGUAGES, Words
from firmware_config.cli.review import FILE, FOLDER, in_language, judged, load, on_fleet, tell
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.vietnamese.dates import moment_vi

_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
_repository = click.option("--repository", "place", type=FOLDER, required=True)
_keys = click.option("--keys", type=FOLDER, required=True, help="The keys in service.")
_provinces = click.option("--province", "provinces", multiple=True, help="Two digits.")


@click.command()
@click.option("--repository", "place", type=_NEW_FOLDER, required=True)
@click.option("--keys", type=_NEW_FOLDER, required=True, help="For the keys in service.")
@click.option("--root-keys", type=_NEW_FOLDER, required=True, help="To be taken offline.")
def create_repository(place: Path, keys: Path, root_keys: Path) -> None:
    """Make keys and an empty repository; prints the root file that counters are given."""
    service = make_service_keys(keys)
    Repository(FolderFiles(place)).create(make_root_keys(root_keys), service)
    click.echo(place / "metadata" / "1.root.json")


@click.command()
@click.argument("folder", type=FOLDER)
@_repository
@_keys
@click.option("--ring", type=click.Choice([one.value for one in Ring]), required=True)
@click.option("--office", help="Of the ring `office`: six digits.")
@_provinces
@on_fleet
@click.option("--approval", "approvals", type=click.File("rb"), multiple=True)
@click.option("--approvers", type=FILE, help="TOML with the approvers' public keys.")
@in_language
def publish(
    folder: Path,
    place: Path,
    keys: Path,
    ring: str,
    office: str | None,
    provinces: tuple[str, ...],
    fleet: BinaryIO | None,
    approvals: tuple[BinaryIO, ...],
    approvers: Path | None,
    language: str,
) -> None:
    """Bring a configuration to a ring: one office, the pilot offices, a province, the country.

    What the guard objects to goes out with two approvers' signatures only.
    """
    configuration, repository = load(folder, language), _open(place)
    words = Words(language, configuration)
    against = judged(configuration, publication.newest(repository), fleet, must_be_tried=True)
    tell(against, words)
    if against:
        try:
            known = () if approvers is None else read_approvers(approvers.read_bytes())
            Approval.of(configuration, against).check([one.read() for one in approvals], known)
        except ApprovalError as error:
            click.echo(f"{words.t('told-refused')} ({error})", err=True)
            sys.exit(1)
    reached = publication.publish(
        repository,
        ServiceKeys.load(keys),
        configuration,
        Ring(ring),
        [ProvinceCode(one) for one in provinces] or None,
        None if office is None else OfficeId(office),
    )
    told = {"number": configuration.number, "ring": ring, "provinces": len(reached)}
    click.echo(words.t("told-published", **told))


@click.command()
@_repository
@_keys
@_provinces
@in_language
def halt(place: Path, keys: Path, provinces: tuple[str, ...], language: str) -> None:
    """Stop what is being rolled out there; who has it keeps it until a higher number comes."""
    repository = _open(place)
    named = [ProvinceCode(one) for one in provinces]
    chosen = named or [one for one in repository.provinces() if repository.rollout(one).next]
    number = max((repository.rollout(one).next for one in chosen), default=0)
    stopped = publication.stop(repository, ServiceKeys.load(keys), chosen)
    click.echo(Words(language).t("told-halted", number=number, provinces=len(stopped)))


@click.command()
@_repository
@in_language
def status(place: Path, language: str) -> None:
    """Tell every role's version and expiry, and how far each province's roll-out has come."""
    repository, words = _open(place), Words(language)
    for role, (version, expires) in repository.states().items():
        until = moment_vi(expires) if language == LANGUAGES[0] else f"{expires:%Y-%m-%d %H:%M} UTC"
        click.echo(words.t("told-status-role", role=role, version=version, expires=until))
    for province in repository.provinces():
        rollout = repository.rollout(province)
        told = {"stable": rollout.stable, "next": rollout.next, "count": len(rollout.offices)}
        if not rollout.next:
            state = words.t("told-status-stable", number=rollout.stable)
        elif rollout.is_halted:
            state = words.t("told-status-halted", **told)
        else:
            state = words.t("told-status-next", **told)
        click.echo(f"{words.province(province)}: {state}")


def _open(place: Path) -> Repository:
    return Repository(FolderFiles(place))
