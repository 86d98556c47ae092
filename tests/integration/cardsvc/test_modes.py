"""Programmes are off, in pilot or in full by province and month; two people change that."""

from __future__ import annotations

import secrets

import pytest

from cardsvc.centre import Centre
from cardsvc.registry.intake import Intake, ListSource
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.programme_modes import (
    ModeRefused,
    Setting,
    approve_mode,
    in_force,
    propose_mode,
    settings,
)
from cardsvc.registry.rates import Mode
from cardsvc.staff.errors import StaffError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    CAU_GIAY,
    HA_NOI,
    NOVEMBER,
    NOW,
    row,
    take,
    take_accepted,
)

HTXH = ProgrammeCode("HTXH")
DECEMBER = NOVEMBER.plus(1)


def change(
    centre: Centre,
    mode: Mode,
    *offices: Office,
    since: Period = NOVEMBER,
    programme: ProgrammeCode = HTXH,
    approver: str = "binh",
) -> Setting:
    wanted = Setting(HA_NOI, programme, since, mode, frozenset(one.id for one in offices))
    with centre.engine.begin() as connection:
        proposal = propose_mode(connection, centre.rates, wanted, "an", NOW)
    with centre.engine.begin() as connection:
        return approve_mode(connection, proposal, approver, NOW)


def mode_of(centre: Centre, month: Period, programme: ProgrammeCode = HTXH) -> Mode:
    with centre.reading.begin() as connection:
        return in_force(settings(connection), centre.rates, HA_NOI, programme, month).mode


def take_pensions(centre: Centre, office: Office = BA_DINH, month: Period = NOVEMBER) -> Intake:
    terms = ListTerms(HTXH, office.province, office.id, month)
    source = ListSource("danh-sach.xlsx", secrets.token_bytes(16), "officer")
    return take_accepted(centre, AcceptedList(terms, (row(centre),), ()), source)


def test_a_programme_nobody_has_set_is_as_the_table_of_rates_says(centre: Centre) -> None:
    assert mode_of(centre, NOVEMBER) is Mode.OFF
    assert mode_of(centre, NOVEMBER, BTXH) is Mode.FULL


def test_a_list_of_a_programme_that_is_off_is_refused_by_name(centre: Centre) -> None:
    with pytest.raises(ModeRefused) as refused:
        take_pensions(centre)
    assert refused.value.code == "list-programme-off"
    assert refused.value.data["period"] == "11/2026"
    assert "Hà Nội" in str(refused.value.data["province"])


def test_nothing_of_a_refused_list_is_kept(centre: Centre) -> None:
    with pytest.raises(ModeRefused):
        take_pensions(centre)
    change(centre, Mode.FULL)
    assert take_pensions(centre).new_people == 1


def test_a_pilot_takes_lists_of_its_offices_only(centre: Centre) -> None:
    change(centre, Mode.PILOT, CAU_GIAY)
    assert take_pensions(centre, CAU_GIAY).people == 1
    with pytest.raises(ModeRefused) as refused:
        take_pensions(centre, BA_DINH)
    assert refused.value.code == "list-office-not-in-pilot"
    assert refused.value.data["office"] == BA_DINH.id.text


def test_a_mode_holds_from_its_month(centre: Centre) -> None:
    change(centre, Mode.FULL, since=DECEMBER)
    with pytest.raises(ModeRefused, match="list-programme-off"):
        take_pensions(centre)
    assert take_pensions(centre, month=DECEMBER).people == 1


def test_a_later_month_counts_before_an_earlier_one_whenever_approved(centre: Centre) -> None:
    change(centre, Mode.FULL, since=DECEMBER)
    change(centre, Mode.PILOT, BA_DINH)
    assert mode_of(centre, NOVEMBER) is Mode.PILOT
    assert mode_of(centre, DECEMBER) is Mode.FULL


def test_of_one_month_the_one_approved_last_counts(centre: Centre) -> None:
    change(centre, Mode.FULL)
    change(centre, Mode.OFF)
    assert mode_of(centre, NOVEMBER) is Mode.OFF


def test_social_assistance_can_be_switched_off(centre: Centre) -> None:
    change(centre, Mode.OFF, programme=BTXH)
    with pytest.raises(ModeRefused, match="list-programme-off"):
        take(centre, [row(centre)])


def test_who_proposed_cannot_approve(centre: Centre) -> None:
    with pytest.raises(StaffError, match="same-person"):
        change(centre, Mode.FULL, approver="an")
    assert mode_of(centre, NOVEMBER) is Mode.OFF


def test_a_proposal_is_approved_once(centre: Centre) -> None:
    wanted = Setting(HA_NOI, HTXH, NOVEMBER, Mode.FULL)
    with centre.engine.begin() as connection:
        proposal = propose_mode(connection, centre.rates, wanted, "an", NOW)
    with centre.engine.begin() as connection:
        approve_mode(connection, proposal, "binh", NOW)
    with pytest.raises(StaffError, match="proposal-not-open"), centre.engine.begin() as connection:
        approve_mode(connection, proposal, "chi", NOW)


@pytest.mark.parametrize(
    ("mode", "offices", "code"),
    [
        (Mode.PILOT, (), "mode-offices"),
        (Mode.FULL, (BA_DINH,), "mode-offices"),
        (Mode.OFF, (), "mode-unchanged"),
        (
            Mode.PILOT,
            (Office(OfficeId("999999"), "Bưu cục lạ", ProvinceCode("46")),),
            "mode-office-of-another-province",
        ),
    ],
)
def test_a_change_that_cannot_be_is_not_proposed(
    centre: Centre, mode: Mode, offices: tuple[Office, ...], code: str
) -> None:
    with pytest.raises(ModeRefused, match=code):
        change(centre, mode, *offices)
