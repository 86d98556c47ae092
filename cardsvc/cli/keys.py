"""The signing keys. A change takes two administrators, each with a password: one proposes, another
approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import click

from cardsvc.centre import Centre
from cardsvc.cli.context import Told, pass_told
from cardsvc.cli.signed_in import by, signed_in
from cardsvc.signing.key_change import KeyChange
from cardsvc.signing.key_name import ROLES, KeyName, role_word
from cardsvc.signing.keys import SUCCESSOR_AHEAD
from cardsvc.staff.roles import ADMINISTRATOR
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.places import province as known_province
from firmware_config.vietnamese.dates import day_vi

_kid = click.argument("kid", metavar="KEY")


@click.group("keys")
def keys_group() -> None:
    """Signing keys."""


@keys_group.command("list")
@pass_told
def list_keys(told: Told) -> None:
    """Every key there has ever been."""
    t = told.t
    with told.centre() as centre:
        now = centre.clock()
        for key in centre.keyring.held():
            name, state = key.name, centre.keyring.state(key, now)
            programmes = "+".join(sorted(code.text for code in name.programmes))
            told.say(
                t(
                    "command-key-line",
                    kid=key.kid.hex(),
                    state=t(f"key-state-{state}"),
                    role=role_word(name.role),
                    province=name.province.text if name.province else t("key-any-province"),
                    programme=programmes or t("key-any-programme"),
                    year=str(name.year),
                    since=day_vi(name.not_before),
                    until=day_vi(key.ends_at),
                    place=t("key-in-token", token=key.token) if key.token else t("key-in-file"),
                )
            )


@keys_group.command("create")
@click.option("--role", type=click.Choice(tuple(ROLES)), required=True)
@click.option("--province", help="Two digits, as 01; none for the whole country.")
@click.option("--programme", "programmes", multiple=True, help="As BTXH; none for any.")
@click.option("--year", type=int, help="Calendar year; default: a whole year from now.")
@by
@pass_told
def create(
    told: Told,
    role: str,
    province: str | None,
    programmes: tuple[str, ...],
    year: int | None,
    user: str,
) -> None:
    """Propose a new key."""

    def change(centre: Centre) -> KeyChange:
        where = known_province(ProvinceCode(province)).code if province else None
        what = frozenset(map(ProgrammeCode, programmes))
        now, keyring = centre.clock(), centre.keyring
        if year is None:
            made = keyring.new_name(ROLES[role], now, where, what)
        else:
            made = KeyName.of_year(ROLES[role], year, now, where, what)
        return KeyChange.create(keyring, made)

    _propose(told, user, change)


@keys_group.command("rotate")
@_kid
@click.option(
    "--days",
    type=click.IntRange(0, 365),
    default=SUCCESSOR_AHEAD.days,
    show_default=True,
    help="For which the old key still signs, until every counter knows the new one.",
)
@by
@pass_told
def rotate(told: Told, kid: str, days: int, user: str) -> None:
    """Propose a successor, published at once, that signs when the old key ceases to."""

    def change(centre: Centre) -> KeyChange:
        return KeyChange.rotate(centre.keyring, _octets(kid), centre.clock(), timedelta(days=days))

    _propose(told, user, change)


@keys_group.command("retire")
@_kid
@by
@pass_told
def retire(told: Told, kid: str, user: str) -> None:
    """Propose that a key sign nothing more; what it signed stays good."""
    _propose(
        told,
        user,
        lambda centre: KeyChange.retire(centre.keyring, _octets(kid), centre.clock()),
    )


@keys_group.command("revoke")
@_kid
@by
@pass_told
def revoke(told: Told, kid: str, user: str) -> None:
    """Propose that nothing a key has ever signed counts: for ever."""
    _propose(told, user, lambda centre: KeyChange.revoke(centre.keyring, _octets(kid)))


@keys_group.command("waiting")
@pass_told
def waiting(told: Told) -> None:
    """Proposals that nobody has approved yet."""
    with told.centre() as centre:
        found = centre.key_desk.waiting()
        for one in found:
            told.say(
                told.t(
                    "command-key-waiting",
                    number=one.proposal.id,
                    user=one.proposal.proposed_by,
                    deed=told.t(f"key-deed-{one.change.deed}"),
                    subject=one.proposal.subject,
                )
            )
        if not found:
            told.say(told.t("command-key-none-waiting"))


@keys_group.command("approve")
@click.argument("number", type=int)
@by
@pass_told
def approve(told: Told, number: int, user: str) -> None:
    """Approve another's proposal, and have it done."""
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        change = centre.key_desk.approve(number, user)
        told.say(told.t(f"key-done-{change.deed}"))


@keys_group.command("withdraw")
@click.argument("number", type=int)
@click.option("--reason", default="")
@by
@pass_told
def withdraw(told: Told, number: int, reason: str, user: str) -> None:
    """Take a proposal back, or refuse another's."""
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        centre.key_desk.withdraw(number, user, reason)
        told.say(told.t("key-withdrawn"))


def _propose(told: Told, user: str, change: Callable[[Centre], KeyChange]) -> None:
    with told.centre() as centre:
        signed_in(told, centre, user, ADMINISTRATOR)
        number = centre.key_desk.propose(change(centre), user)
        told.say(told.t("command-key-proposed", number=str(number)))


def _octets(kid: str) -> bytes:
    try:
        return bytes.fromhex(kid)
    except ValueError:
        raise click.BadParameter("hexadecimal", param_hint="KEY") from None
