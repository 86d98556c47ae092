"""What finance instructs, from the terminal: proposed by one, approved by another, listed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cardsvc.centre import Centre
from cardsvc.cli.context import Told, pass_told
from cardsvc.cli.signed_in import by, signed_in
from cardsvc.ledger.by_hand import MoneyRefused
from cardsvc.money.approval import (
    Who,
    approve_instruction,
    propose_instruction,
    waiting,
    withdraw_instruction,
)
from cardsvc.money.booked_instructions import last_booked
from cardsvc.money.instruction import KINDS, Instruction, parse_instruction
from cardsvc.staff.account import StaffAccount
from cardsvc.staff.errors import StaffError
from cardsvc.staff.roles import APPROVER, FINANCE
from cardsvc.staff.scope import EVERYWHERE
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.money import format_vnd
from firmware_config.vietnamese.dates import moment_vi
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi

_MOST_SHOWN = 1000
_number = click.argument("number", type=int)


@click.group("money")
def money_group() -> None:
    """Funding received and returned, fees, cash for offices."""


@money_group.command("propose")
@click.argument("kind", type=click.Choice([one.value for one in KINDS]))
@click.option("--programme", default="", help="For funding and fees, with --province.")
@click.option("--province", default="", help="Two digits, as 01.")
@click.option("--office", default="", help="For cash: supplied to it, or banked by it.")
@click.option("--amount", required=True, help="Whole đồng, as 9.000.000.000.")
@click.option("--reference", required=True, help="The number of the bank's paper.")
@by
@pass_told
def propose(
    told: Told,
    kind: str,
    programme: str,
    province: str,
    office: str,
    amount: str,
    reference: str,
    user: str,
) -> None:
    """Propose what shall be booked; nothing is before another approves."""
    fields = {"kind": kind, "programme": programme, "province": province, "office": office}
    fields |= {"amount_vnd": amount, "reference": reference}
    with told.centre() as centre, _in_words(told):
        who = _who(centre, signed_in(told, centre, user, FINANCE))
        with centre.engine.begin() as connection:
            one = parse_instruction(connection, fields)
            number = propose_instruction(connection, centre.rates.programmes, one, who)
        told.say(_line(told, one))
        told.say(_words(told, one.amount_vnd))
        told.say(told.t("command-money-proposed", number=str(number)))


@money_group.command("approve")
@_number
@by
@pass_told
def approve(told: Told, number: int, user: str) -> None:
    """Approve another's proposal, and have it booked."""
    with told.centre() as centre, _in_words(told):
        who = _who(centre, signed_in(told, centre, user, FINANCE, APPROVER))
        with centre.engine.begin() as connection:
            one = approve_instruction(connection, number, who)
        told.say(_line(told, one))
        told.say(_words(told, one.amount_vnd))
        told.say(told.t("money-said-booked"))


@money_group.command("withdraw")
@_number
@click.option("--reason", default="")
@by
@pass_told
def withdraw(told: Told, number: int, reason: str, user: str) -> None:
    """Take a proposal back, or turn another's down."""
    with told.centre() as centre, _in_words(told):
        who = _who(centre, signed_in(told, centre, user, FINANCE, APPROVER))
        with centre.engine.begin() as connection:
            withdraw_instruction(connection, number, who, reason)
        told.say(told.t("decision-withdrawn"))


@money_group.command("list")
@click.option("--most", type=click.IntRange(1, _MOST_SHOWN), default=20, show_default=True)
@pass_told
def show(told: Told, most: int) -> None:
    """What waits for approval, and what was booked last."""
    with told.centre() as centre, centre.reading.begin() as connection:
        for open_one in waiting(connection, EVERYWHERE):
            told.say(
                told.t(
                    "command-money-waiting",
                    number=str(open_one.proposal.id),
                    user=open_one.proposal.proposed_by,
                    what=_line(told, open_one.instruction),
                )
            )
        for one in last_booked(connection, EVERYWHERE, most):
            case = told.t("money-of-case", number=str(one.case_id)) if one.case_id else ""
            told.say(
                told.t(
                    "command-money-booked",
                    number=str(one.number),
                    at=moment_vi(one.at),
                    what=told.t(f"money-kind-{one.kind}"),
                    place=_place(one.programme, one.province, one.office),
                    amount=format_vnd(one.amount_vnd),
                    reference=one.reference or case,
                    proposer=one.proposed_by or "–",
                    approver=one.approved_by,
                )
            )


@contextmanager
def _in_words(told: Told) -> Iterator[None]:
    """A refusal as the page tells it."""
    try:
        yield
    except (MoneyRefused, StaffError) as fault:
        words = told.t(f"decision-refused-{fault.code}", **dict(fault.data))
        raise click.ClickException(words) from None


def _who(centre: Centre, account: StaffAccount) -> Who:
    return Who(account.user, centre.clock(), account.scope)


def _line(told: Told, one: Instruction) -> str:
    return told.t(
        "command-money-line",
        what=told.t(f"money-kind-{one.kind}"),
        place=_place(one.programme, one.province, one.office),
        amount=format_vnd(one.amount_vnd),
        reference=one.reference,
    )


def _words(told: Told, amount_vnd: int) -> str:
    in_words = amount_in_words_vi if told.language == "vi" else amount_in_words_en
    return told.t("money-in-words", words=in_words(amount_vnd))


def _place(
    programme: ProgrammeCode | None, province: ProvinceCode | None, office: OfficeId | None
) -> str:
    return "/".join(one.text for one in (programme, province, office) if one is not None)
