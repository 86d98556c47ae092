"""The signing keys: what there is, and changes, which one administrator proposes and another
approves. An inspector reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.current_centre import the_centre
from cardsvc.signing.key_change import Deed, KeyChange
from cardsvc.signing.key_desk import Waiting
from cardsvc.signing.key_name import OF_A_PROVINCE, ROLES, KeyName, KeyringError
from cardsvc.signing.keys import HeldKey, KeyState
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from cardsvc.web.proposals import pages_of_subjects
from cardsvc.web.words import known_in
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.places import province as known_province
from firmware_config.places import provinces
from firmware_config.token import TokenFault
from firmware_config.trust import Role
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

keys = Blueprint("keys", __name__, url_prefix="/keys")

_ORDER = tuple(KeyState)
MAX_LEAD_DAYS = 365


@dataclass(frozen=True, slots=True)
class Shown:
    """A key with its state now."""

    key: HeldKey
    state: KeyState

    @property
    def kid(self) -> str:
        return self.key.kid.hex()

    @property
    def is_living(self) -> bool:
        return self.state in (KeyState.AHEAD, KeyState.SIGNING)


@keys.get("")
@roles(ADMINISTRATOR, INSPECTOR)
def page() -> str:
    now = the_centre().clock()
    return render_template(
        "cardsvc/keys.html",
        keys=_all(now),
        waiting=the_centre().key_desk.waiting(),
        roles=tuple(ROLES),
        provinces=provinces(),
        programmes=tuple(the_centre().rates.programmes),
        years=(now.year, now.year + 1),
    )


@keys.get("/<kid>")
@roles(ADMINISTRATOR, INSPECTOR)
def one(kid: str) -> str:
    """One key, and what can be done about it."""
    found = _found(kid)
    return render_template(
        "cardsvc/key.html",
        one=found,
        waiting=tuple(one for one in the_centre().key_desk.waiting() if _is_of(one, found.key)),
    )


@keys.post("")
@roles(ADMINISTRATOR)
def propose_new() -> ResponseReturnValue:
    return _proposed(lambda: KeyChange.create(the_centre().keyring, _named()), url_for("keys.page"))


@keys.post("/<kid>/<any(rotate, retire, revoke):deed>")
@roles(ADMINISTRATOR)
def propose(kid: str, deed: str) -> ResponseReturnValue:
    found = _found(kid)
    keyring, now = the_centre().keyring, the_centre().clock()

    def change() -> KeyChange:
        match Deed(deed):
            case Deed.ROTATE:
                return KeyChange.rotate(keyring, found.key.kid, now, _lead())
            case Deed.RETIRE:
                return KeyChange.retire(keyring, found.key.kid, now)
            case _:
                return KeyChange.revoke(keyring, found.key.kid)

    return _proposed(change, url_for("keys.one", kid=kid))


@keys.post("/proposals/<int:proposal>/approve")
@roles(ADMINISTRATOR)
def approve(proposal: int) -> ResponseReturnValue:
    try:
        change = the_centre().key_desk.approve(proposal, current_account().user)
    except ContractError as fault:
        return _refused(fault, url_for("keys.page"))
    flash(t(f"key-done-{change.deed.value}"), "paid")
    return redirect(url_for("keys.page"), 303)


@keys.post("/proposals/<int:proposal>/withdraw")
@roles(ADMINISTRATOR)
def withdraw(proposal: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    try:
        the_centre().key_desk.withdraw(proposal, current_account().user, reason)
    except ContractError as fault:
        return _refused(fault, url_for("keys.page"))
    flash(t("key-withdrawn"), "paid")
    return redirect(url_for("keys.page"), 303)


def token_unusable(fault: TokenFault) -> ResponseReturnValue:
    """For every page: what needed a signature was not done, and can be asked for again."""
    return _refused(fault, url_for("progress.page"))


def _all(now: datetime) -> list[Shown]:
    """Those that sign first; of one state, as they are named."""
    keyring = the_centre().keyring
    shown = [Shown(key, keyring.state(key, now)) for key in keyring.held()]
    order = (KeyState.SIGNING, KeyState.AHEAD, *_ORDER[2:])
    return sorted(shown, key=lambda one: (order.index(one.state), str(one.key.name)))


def _found(kid: str) -> Shown:
    keyring = the_centre().keyring
    try:
        key = keyring.find(bytes.fromhex(kid))
    except (ValueError, KeyringError):
        abort(404)
    return Shown(key, keyring.state(key, the_centre().clock()))


def _is_of(waiting: Waiting, key: HeldKey) -> bool:
    return waiting.change.kid == key.kid


def _address(what: str) -> str:
    """Of what a proposal is about: a key's own page; of one to be made, the page of all."""
    try:
        return url_for("keys.one", kid=the_centre().keyring.find(bytes.fromhex(what)).kid.hex())
    except (ValueError, KeyringError):
        return url_for("keys.page")


pages_of_subjects["key"] = _address


def _named() -> KeyName:
    form = request.form
    role = ROLES.get(form.get("role", ""))
    if role is None:
        raise KeyringError("key-role")
    province, programmes = form.get("province", ""), form.getlist("programme")
    if bool(province) != (role in OF_A_PROVINCE) or (programmes and role is not Role.ENTITLEMENT):
        raise KeyringError("key-use")
    where = known_province(ProvinceCode(province)).code if province else None
    try:
        year = int(form.get("year", ""))
    except ValueError:
        raise KeyringError("key-life") from None
    what = frozenset(map(ProgrammeCode, programmes))
    return KeyName.of_year(role, year, the_centre().clock(), where, what)


def _lead() -> timedelta:
    try:
        days = int(request.form.get("days", ""))
    except ValueError:
        days = -1
    if not 0 <= days <= MAX_LEAD_DAYS:
        raise KeyringError("key-lead", days=days)
    return timedelta(days=days)


def _proposed(change: Callable[[], KeyChange], after: str) -> ResponseReturnValue:
    try:
        the_centre().key_desk.propose(change(), current_account().user)
    except ContractError as fault:
        return _refused(fault, after)
    flash(t("key-proposed"), "paid")
    return redirect(after, 303)


def _refused(fault: ContractError, after: str) -> ResponseReturnValue:
    flash(t(f"key-fault-{known_in(fault.code, 'key-fault')}"), "refused")
    return redirect(after, 303)
