"""Looking after a centre: copies of it, and what need not be kept any longer."""

from __future__ import annotations

from pathlib import Path

import click

from cardsvc.centre import Centre
from cardsvc.cli.context import Told, pass_told
from cardsvc.cli.ledger import verify_database
from cardsvc.cli.signed_in import by, signed_in
from cardsvc.operation.backup import back_up
from cardsvc.operation.backup import restore as restore_copy
from cardsvc.operation.retention import Kept, Retention, Rule, rules
from cardsvc.staff import audit
from cardsvc.staff.proposals import ProposalKind, open_proposals
from cardsvc.staff.roles import ADMINISTRATOR
from firmware_config.errors import ContractError
from firmware_config.sqlite import for_reading, make_engine

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_number = click.argument("number", type=int)


@click.command()
@_file
@pass_told
def backup(told: Told, file: Path) -> None:
    """Copy the database to FILE while the centre runs. The keys are not in it."""
    try:
        back_up(told.settings, file.absolute())
    except ContractError as refused:
        raise click.ClickException(told.t("command-refused", fault=str(refused))) from None
    told.say(told.t("command-backup-made", file=str(file)))
    told.say(told.t("command-backup-keys", keys=str(told.settings.keys)))


@click.command()
@_file
@pass_told
def restore(told: Told, file: Path) -> None:
    """Make the database from FILE where there is none, and check all of it."""
    settings = told.settings
    try:
        restore_copy(settings, file.absolute())
        found = verify_database(told, settings)
        engine = make_engine(settings.database_url)
        with for_reading(engine).begin() as connection:
            broken = audit.verify(connection)
        engine.dispose()
    except ContractError as refused:
        raise click.ClickException(told.t("command-refused", fault=str(refused))) from None
    if broken is not None:
        told.say(told.t(f"audit-broken-{broken.fault}", seq=broken.seq))
    if found or broken is not None:
        raise click.ClickException(told.t("command-restore-not-whole"))
    told.say(told.t("command-restored"))
    if not settings.keys.exists():
        # Opened without them, a centre makes new ones that no terminal knows.
        told.say(told.t("command-restore-keys", keys=str(settings.keys)))


@click.group("retention")
def retention_group() -> None:
    """How long anything is kept. To remove what is over takes two administrators."""


@retention_group.command("show")
@pass_told
def show(told: Told) -> None:
    """What is kept how long, by which law, and how much of it is over."""
    with told.centre() as centre:
        retention = Retention(centre, rules())
        over = retention.over(centre.clock())
        for rule in retention.rules:
            told.say(_line(told, rule, over))
        with centre.reading.begin() as connection:
            waiting = open_proposals(connection, ProposalKind.RETENTION)
        for one in waiting:
            told.say(told.t("command-retention-waiting", number=str(one.id), user=one.proposed_by))


@retention_group.command("run")
@by
@pass_told
def run(told: Told, user: str) -> None:
    """Propose to remove what is over."""
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        retention = _retention(centre)
        if not any(retention.over(centre.clock()).values()):
            told.say(told.t("command-retention-nothing"))
            return
        number = retention.propose(user)
        told.say(told.t("command-retention-proposed", number=str(number)))


@retention_group.command("approve")
@_number
@by
@pass_told
def approve(told: Told, number: int, user: str) -> None:
    """Approve another's proposal, and have it done."""
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        for what, count in _retention(centre).approve(number, user).items():
            told.say(told.t("command-retention-removed", what=told.t(f"kept-{what}"), count=count))


@retention_group.command("withdraw")
@_number
@click.option("--reason", default="")
@by
@pass_told
def withdraw(told: Told, number: int, reason: str, user: str) -> None:
    """Take a proposal back, or refuse another's."""
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        _retention(centre).withdraw(number, user, reason)
        told.say(told.t("command-retention-withdrawn"))


def _retention(centre: Centre) -> Retention:
    return Retention(centre, rules())


def _line(told: Told, rule: Rule, over: dict[Kept, int]) -> str:
    law = f"{rule.source.decree}, {rule.source.clause}"
    if not rule.source.is_certain:
        law = told.t("command-retention-confirm", law=law)
    what = told.t(f"kept-{rule.what}")
    if rule.kept_for is None:
        return told.t("command-retention-always", what=what, law=law)
    days, count = rule.kept_for.days, over[rule.what]
    return told.t("command-retention-line", what=what, days=days, over=count, law=law)
