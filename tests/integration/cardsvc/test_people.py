"""People: corrections with their history, proxies, care, deaths, and what counters are told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from PIL import Image
from sqlalchemy import Connection, insert, select, text

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.registry.care import Care, HomeReason, age, care_of, keep_care
from cardsvc.registry.changes import Author, Change, changes_of
from cardsvc.registry.corrections import Details, correct
from cardsvc.registry.death_reports import DeathReport, death_of, report_death, take_back_death
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.people import people_like
from cardsvc.registry.people_policy import PeoplePolicy, people_policy
from cardsvc.registry.photos import keep_photo, photo_of, portrait
from cardsvc.registry.proxies import (
    Authorisation,
    Proxy,
    end_proxy,
    months_later,
    proxy_of,
    set_proxy,
)
from cardsvc.registry.typed import TypedError
from cardsvc.staff.scope import EVERYWHERE
from cardsvc.tables import PersonField
from cardsvc.web.people_table import people_query
from firmware_config.ids import CitizenNumber, OfficeId
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.payout_list import Proxy as ListedProxy
from firmware_config.status import Status, StatusList
from firmware_config.vietnamese.fold import fold
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    HANH,
    MINH,
    NOVEMBER,
    NOW,
    find,
    row,
    take,
)

BROTHER = CitizenNumber("001070001234")
TODAY = date(2026, 11, 23)
DESK = Author("phathanh", "theo giấy khai sinh", NOW)
PAPER = {
    "name": "Nguyễn Văn Nam",
    "number": "001070001234",
    "document": "15/UQ",
    "certifier": "UBND phường Ba Đình",
    "certified_on": "20/11/2026",
    "until": "20/11/2027",
}
Made = TypeVar("Made")


@pytest.fixture
def hanh(centre: Centre) -> Centre:
    """A centre that owes one person for November."""
    take(centre, [row(centre)])
    return centre


def write(centre: Centre, what: Callable[[Connection], Made]) -> Made:
    with centre.engine.begin() as connection:
        return what(connection)


def read(centre: Centre, what: Callable[[Connection], Made]) -> Made:
    with centre.reading.begin() as connection:
        return what(connection)


def history(centre: Centre) -> tuple[Change, ...]:
    return read(centre, lambda connection: changes_of(connection, find(centre).id))


def corrected(centre: Centre, **differently: str) -> tuple[PersonField, ...]:
    person = find(centre)
    form = {"name": person.name, "birth": person.birth, "address": person.address} | differently
    details = Details.parse(form, person, NOW)
    return write(centre, lambda connection: correct(connection, person, details, DESK))


# Corrections


def test_a_correction_keeps_what_was_who_when_and_why(hanh: Centre) -> None:
    assert corrected(hanh, name="Nguyễn Thị Hạnh") == (PersonField.NAME,)
    assert find(hanh).name == "Nguyễn Thị Hạnh"
    assert history(hanh) == (
        Change(
            PersonField.NAME,
            "Nguyễn Thị Hồng Hạnh",
            "Nguyễn Thị Hạnh",
            None,
            DESK.reason,
            DESK.user,
            NOW,
        ),
    )


def test_who_is_corrected_is_found_under_the_new_name(hanh: Centre) -> None:
    corrected(hanh, name="Đặng Thị Hạnh")
    found = read(hanh, lambda connection: connection.execute(people_like("dang hanh")).all())
    assert [one.name for one in found] == ["Đặng Thị Hạnh"]


def test_what_is_the_same_is_no_change(hanh: Centre) -> None:
    assert corrected(hanh) == ()
    assert history(hanh) == ()


def test_a_birth_that_the_citizen_number_contradicts_is_refused(hanh: Centre) -> None:
    assert corrected(hanh, birth="2/1/1945") == (PersonField.BIRTH,)
    assert find(hanh).birth == "19450102"
    with pytest.raises(RegistryError) as refused:
        corrected(hanh, birth="02/01/1946")
    assert (refused.value.code, refused.value.data) == (
        "birth-not-of-number",
        {"field": "birth", "year": 1945},
    )


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("name", " ", "typed-missing"),
        ("name", "=1+1", "typed-not-a-name"),
        ("name", "A" * 121, "typed-too-long"),
        ("birth", "31/02/1945", "typed-not-a-day"),
        ("birth", "45", "typed-not-a-day"),
        ("birth", "1800", "typed-not-a-day"),
        ("address", "x" * 201, "typed-too-long"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(
    hanh: Centre, field: str, text: str, code: str
) -> None:
    with pytest.raises(TypedError) as refused:
        corrected(hanh, **{field: text})
    assert (refused.value.code, refused.value.data["field"]) == (code, field)


def test_a_list_is_a_change_too_and_says_which_list(hanh: Centre) -> None:
    taken = take(hanh, [row(hanh, name="Nguyễn Thị Hạnh")], NOVEMBER.plus(1), CAU_GIAY)
    changed = {change.what: change for change in history(hanh)}
    assert changed.keys() == {PersonField.NAME, PersonField.OFFICE}
    assert changed[PersonField.OFFICE].before == BA_DINH.id.text
    assert {change.list_id for change in changed.values()} == {taken.list_id}


def test_a_correction_stands_against_a_list_that_says_the_old_thing_again(hanh: Centre) -> None:
    corrected(hanh, name="Nguyễn Thị Hạnh")
    take(hanh, [row(hanh)], NOVEMBER.plus(1))
    assert find(hanh).name == "Nguyễn Thị Hạnh"
    take(hanh, [row(hanh, name="Nguyễn Thị Hồng")], NOVEMBER.plus(2))
    assert find(hanh).name == "Nguyễn Thị Hồng"
    # The list has its own say again, so its next word counts.
    take(hanh, [row(hanh)], NOVEMBER.plus(3))
    assert find(hanh).name == "Nguyễn Thị Hồng Hạnh"


# Proxies


def paper(centre: Centre, **differently: str) -> Authorisation:
    return Authorisation.parse(PAPER | differently, find(centre), people_policy(), NOW)


def with_proxy(centre: Centre, of: CitizenNumber = HANH, **differently: str) -> Proxy:
    person = find(centre, of)
    told = paper(centre, **differently)
    return write(centre, lambda connection: set_proxy(connection, person, told, DESK))


def standing(centre: Centre) -> Proxy | None:
    return read(centre, lambda connection: proxy_of(connection, find(centre).id, TODAY))


def test_a_proxy_is_kept_with_paper_certifier_and_expiry(hanh: Centre) -> None:
    kept = with_proxy(hanh)
    assert standing(hanh) == kept
    assert (kept.paper.certifier, kept.paper.until) == (PAPER["certifier"], date(2027, 11, 20))
    assert kept.citizen.matches(BROTHER)
    assert "Nguyễn Văn Nam (…1234), 20/11/2027" in history(hanh)[0].after


def test_a_new_proxy_ends_the_one_before_whose_row_stays(hanh: Centre) -> None:
    with_proxy(hanh)
    with_proxy(hanh, name="Trần Thị Lan", number="001180005678")
    kept = standing(hanh)
    assert kept is not None
    assert kept.paper.name == "Trần Thị Lan"
    rows = read(hanh, lambda connection: connection.execute(select(tables.proxy)).all())
    assert [row.ended_by for row in rows] == [DESK.user, None]


def test_a_proxy_is_removed_once(hanh: Centre) -> None:
    with_proxy(hanh)
    person = find(hanh)
    write(hanh, lambda connection: end_proxy(connection, person, DESK))
    assert standing(hanh) is None
    with pytest.raises(RegistryError, match="proxy-unknown"):
        write(hanh, lambda connection: end_proxy(connection, person, DESK))


@pytest.mark.parametrize(
    ("differently", "code"),
    [
        ({"until": "21/11/2027"}, "proxy-too-long"),
        ({"certified_on": "24/11/2026"}, "proxy-certified-later"),
        ({"certified_on": "01/01/2026", "until": "22/11/2026"}, "proxy-expired"),
        ({"until": "19/11/2026"}, "proxy-ends-before"),
        ({"number": HANH.digits}, "proxy-is-the-person"),
        ({"number": "12345"}, "typed-not-12-digits"),
        ({"certifier": ""}, "typed-missing"),
        ({"document": "x" * 41}, "typed-too-long"),
        ({"name": "<b>"}, "typed-not-a-name"),
    ],
)
def test_a_paper_that_is_no_good_is_refused(
    hanh: Centre, differently: dict[str, str], code: str
) -> None:
    with pytest.raises(RegistryError) as refused:
        paper(hanh, **differently)
    assert refused.value.code == code


def test_twelve_months_end_on_the_same_day_or_the_month_s_last() -> None:
    assert months_later(date(2026, 11, 20), 12) == date(2027, 11, 20)
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_the_people_one_proxy_serves_are_counted(hanh: Centre) -> None:
    take(hanh, [row(hanh, MINH, name="Trần Văn Minh", at=6)], NOVEMBER, CAU_GIAY)
    assert with_proxy(hanh).serves == 1
    assert with_proxy(hanh, MINH).serves == 2
    kept = standing(hanh)
    assert kept is not None
    assert kept.serves == 2


def test_a_policy_that_says_nothing_useful_is_refused() -> None:
    good = "proxy_months = 12\nhome_age = 80\nproxy_serves_many = 3\n"
    assert PeoplePolicy.parse(good) == people_policy()
    for bad in (good.replace("12", "0"), good + "x = 1\n", "home_age = 80\n"):
        with pytest.raises(RegistryError, match="people-policy"):
            PeoplePolicy.parse(bad)


# Care, photo, death


def test_care_is_kept_and_its_history_too(hanh: Centre) -> None:
    person = find(hanh)
    told = Care.parse({"home": "age", "note": " Nghe  kém "}, person, people_policy(), NOW)
    write(hanh, lambda connection: keep_care(connection, person.id, told, DESK))
    assert read(hanh, lambda connection: care_of(connection, person.id)) == Care(
        HomeReason.AGE, "Nghe kém"
    )
    write(hanh, lambda connection: keep_care(connection, person.id, Care(), DESK))
    assert read(hanh, lambda connection: care_of(connection, person.id)) == Care()
    assert [(change.what, change.after) for change in history(hanh)] == [
        (PersonField.NOTE, ""),
        (PersonField.HOME, ""),
        (PersonField.NOTE, "Nghe kém"),
        (PersonField.HOME, "age"),
    ]


def test_who_is_too_young_is_paid_at_home_for_another_reason(hanh: Centre) -> None:
    take(hanh, [row(hanh, MINH, name="Trần Văn Minh", at=6)])
    minh, policy = find(hanh, MINH), people_policy()  # born in 1952
    with pytest.raises(RegistryError) as refused:
        Care.parse({"home": "age"}, minh, policy, NOW)
    assert (refused.value.code, refused.value.data) == (
        "home-too-young",
        {"field": "home", "age": 80},
    )
    assert Care.parse({"home": "illness"}, minh, policy, NOW).home is HomeReason.ILLNESS
    with pytest.raises(RegistryError, match="home-reason"):
        Care.parse({"home": "whim"}, minh, policy, NOW)


def test_a_note_longer_than_the_screen_is_refused(hanh: Centre) -> None:
    with pytest.raises(TypedError, match="typed-too-long"):
        Care.parse({"note": "x" * 121}, find(hanh), people_policy(), NOW)


def test_age_is_of_full_years_and_a_bare_year_counts_from_its_end() -> None:
    assert age("19461123", TODAY) == 80
    assert age("19461124", TODAY) == 79
    assert age("1946", TODAY) == 79


def test_a_photo_takes_the_place_of_the_one_before(hanh: Centre) -> None:
    person = find(hanh)

    def keep(colour: str) -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (300, 400), colour).save(file, "PNG")
        jpeg = portrait(file.getvalue())
        write(hanh, lambda connection: keep_photo(connection, person.id, jpeg, DESK))
        return jpeg

    keep("red")
    jpeg = keep("blue")
    keep("blue")
    kept = read(hanh, lambda connection: photo_of(connection, person.id))
    assert kept is not None
    assert kept.jpeg == jpeg
    assert len(history(hanh)) == 2


def died(centre: Centre, **differently: str) -> DeathReport:
    form = {"died_on": "20/11/2026", "source": "giấy chứng tử số 12"} | differently
    return DeathReport.parse(form, find(centre), NOW)


def test_a_death_is_reported_once_and_can_be_taken_back(hanh: Centre) -> None:
    person, report = find(hanh), died(hanh)
    write(hanh, lambda connection: report_death(connection, person, report, DESK))
    assert read(hanh, lambda connection: death_of(connection, person)) == report
    with pytest.raises(RegistryError, match="death-reported-already"):
        write(hanh, lambda connection: report_death(connection, person, report, DESK))
    write(hanh, lambda connection: take_back_death(connection, person, DESK))
    assert read(hanh, lambda connection: death_of(connection, person)) is None
    with pytest.raises(RegistryError, match="death-not-reported"):
        write(hanh, lambda connection: take_back_death(connection, person, DESK))
    assert [change.what for change in history(hanh)] == [PersonField.DEATH] * 2


@pytest.mark.parametrize(
    ("day", "code"),
    [("24/11/2026", "death-in-the-future"), ("31/12/1944", "death-before-birth")],
)
def test_a_death_at_no_time_possible_is_refused(hanh: Centre, day: str, code: str) -> None:
    with pytest.raises(RegistryError, match=code):
        died(hanh, died_on=day)


# What counters are told


def listed(centre: Centre, office: OfficeId = BA_DINH.id) -> tuple[Line, ...]:
    trust = centre.keyring.trust(centre.clock())
    return OfficePayoutList.parse(centre.publisher.payout_list(office).octets, trust, office).lines


def test_the_office_s_list_carries_proxy_home_and_note(hanh: Centre) -> None:
    (before,) = listed(hanh)
    assert (before.proxy, before.home, before.note) == (None, False, "")
    kept, person = with_proxy(hanh), find(hanh)
    care = Care(HomeReason.AGE, "Nghe kém")
    write(hanh, lambda connection: keep_care(connection, person.id, care, DESK))
    (line,) = listed(hanh)
    told = ListedProxy(kept.paper.name, kept.citizen, kept.paper.until)
    assert (line.proxy, line.home, line.note) == (told, True, "Nghe kém")
    assert line.entitlement == before.entitlement


def test_a_paper_that_ran_out_is_told_to_nobody(hanh: Centre, clock: Any) -> None:
    with_proxy(hanh, until="30/11/2026")
    clock.forward(timedelta(days=7))
    assert listed(hanh)[0].proxy is not None
    clock.forward(timedelta(days=1))
    assert listed(hanh)[0].proxy is None


def test_who_is_reported_dead_is_held_and_every_record_suspended(hanh: Centre) -> None:
    record = hanh.issue_paper(find(hanh).id).record
    person, report = find(hanh), died(hanh)

    def status() -> Status:
        octets = hanh.publisher.status_list(HA_NOI, 0).octets
        trust = hanh.keyring.trust(hanh.clock())
        return StatusList.parse(octets, trust).status(record.status.index)

    assert status() is Status.VALID
    write(hanh, lambda connection: report_death(connection, person, report, DESK))
    assert [line.held for line in listed(hanh)] == ["reported-dead"]
    assert status() is Status.SUSPENDED
    write(hanh, lambda connection: take_back_death(connection, person, DESK))
    assert [line.held for line in listed(hanh)] == [None]
    assert status() is Status.VALID


# Many


@pytest.fixture
def many(centre: Centre) -> Centre:
    """Twenty thousand people, in the manner of a province's."""
    names = [f"Nguyễn Văn {word} {number}" for number in range(100) for word in ("Đức", "An")]
    rows = [
        {
            "citizen_number": f"00104{number:07}",
            "name": (name := names[number % len(names)]),
            "folded_name": fold(name),
            "birth": "1940",
            "address": "Số 5",
            "province": HA_NOI.text,
            "office": (BA_DINH if number % 2 else CAU_GIAY).id.text,
        }
        for number in range(20_000)
    ]
    with centre.engine.begin() as connection:
        connection.execute(insert(tables.beneficiary), rows)
    with centre.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return centre


@pytest.mark.parametrize("office", [None, BA_DINH.id])
def test_a_page_of_many_people_is_read_along_an_index(
    many: Centre, office: OfficeId | None
) -> None:
    person = tables.beneficiary.c
    page = people_query("", office, EVERYWHERE).order_by(person.folded_name, person.id).limit(50)
    with many.reading.begin() as connection:
        dialect = connection.dialect
        said = page.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"{explain} {said}"))
    assert "ix_beneficiary_" in plan
    assert "USE TEMP B-TREE" not in plan
