"""The fleet's pages: who sees which terminals, what is told of each, and the officer's ways."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from cardsvc.ledger.ingest import IngestRefused
from cardsvc.registry.offices import Office
from cardsvc.staff.scope import Scope
from cardsvc.terminals.fleet import Alarm, reached
from cardsvc.terminals.fleet_policy import FleetPolicy, FleetPolicyError, fleet_policy
from firmware_config.body.shift import CashIn
from firmware_config.bundle.rollout import Rollout
from firmware_config.enrolment import EnrolmentRequest, code_of
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.request_proof import audience_of
from firmware_config.signing import FileKey
from firmware_config.telling import Data, Trouble
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import BA_DINH, CAU_GIAY, HA_NOI, NOW, Counter

HUE = Office(OfficeId("530000"), "Bưu cục Huế", ProvinceCode("46"))


def terminal(desk: Desk, name: str = "T0000001", office: Office = BA_DINH) -> Counter:
    desk.centre.add_office(office)
    return Counter.enrolled(desk.centre, name, office)


def tell(desk: Desk, counter: Counter, **what: object) -> None:
    told = counter.telling(**{"told_at": desk.clock()} | what)
    desk.centre.tellings.hear(counter.id, told.sign(counter.key))


def names(page: str) -> list[str]:
    return re.findall(r'href="/fleet/terminals/([A-Z0-9]{8})"', page)


def test_a_terminal_is_shown_as_it_told(desk: Desk, administrator: Browser) -> None:
    counter = terminal(desk)
    tell(
        desk,
        counter,
        configuration=12,
        pending=41,
        clock_ahead_s=-75,
        troubles=frozenset({Trouble.PRINTER}),
        as_of={one: NOW - timedelta(hours=5) for one in Data},
    )
    page = administrator.get("/fleet").text
    for words in ("T0000001", "Bưu cục Ba Đình", "0.1.0", ">12<", ">41<", "chậm 1:15"):
        assert words in page
    assert "máy in" in page
    assert "5 giờ trước" in page
    one = administrator.get("/fleet/terminals/T0000001").text
    assert "Danh sách thẻ bị khoá" in one
    assert administrator.get("/fleet/part").status_code == 200
    assert administrator.get("/fleet/terminals/T0000001/part").status_code == 200


def test_both_pages_are_in_english_too(desk: Desk, administrator: Browser) -> None:
    tell(desk, terminal(desk), troubles=frozenset(Trouble), clock_ahead_s=3, dead_letters=1)
    administrator.post("/language", language="en")
    assert "clock off" in administrator.get("/fleet").text
    assert "Status lists" in administrator.get("/fleet/terminals/T0000001").text


def test_every_alarm_is_raised_shown_and_filtered_by(desk: Desk, administrator: Browser) -> None:
    policy = fleet_policy()
    well = terminal(desk, "T0000001")
    tell(desk, well)
    wrong: dict[Alarm, dict[str, object]] = {
        Alarm.TROUBLE: {"troubles": frozenset({Trouble.DISK})},
        Alarm.CLOCK_OFF: {"clock_ahead_s": -policy.clock_off_s - 1},
        Alarm.DATA_OLD: {
            "as_of": {one: NOW - timedelta(hours=policy.data_old_h, seconds=1) for one in Data}
        },
        Alarm.DEAD_LETTERS: {"dead_letters": 1},
        Alarm.PENDING_MANY: {"pending": policy.pending_many},
    }
    named = {}
    for number, (alarm, what) in enumerate(wrong.items(), start=2):
        named[alarm] = f"T000000{number}"
        tell(desk, terminal(desk, named[alarm]), **what)
    named[Alarm.SILENT] = "T0000008"
    terminal(desk, "T0000008")
    forked = terminal(desk, "T0000009")
    tell(desk, forked)
    clone = Counter(forked.id, forked.key)
    forked.write(CashIn(1_000, "lan"))
    clone.write(CashIn(2_000, "lan"))
    desk.centre.ledger.ingest(forked.id, forked.batch())
    with pytest.raises(Exception, match="terminal-quarantined"):
        desk.centre.ledger.ingest(clone.id, clone.batch())
    named[Alarm.QUARANTINED] = "T0000009"
    page = administrator.get("/fleet").text
    assert len(names(page)) == 8
    for alarm in Alarm:
        assert names(administrator.get(f"/fleet?alarm={alarm}").text) == [named[alarm]], alarm
        assert f"/fleet?alarm={alarm}" in page
    assert "Đang dùng" in administrator.get("/fleet?alarm=").text


def test_a_terminal_grows_silent_and_a_mobile_one_later(desk: Desk, administrator: Browser) -> None:
    tell(desk, terminal(desk))
    desk.clock.forward(timedelta(hours=fleet_policy().silent_counter_h))
    assert names(administrator.get("/fleet?alarm=silent").text) == []
    desk.clock.forward(timedelta(seconds=1))
    administrator = desk.sign_in("administrator", "lan")
    assert names(administrator.get("/fleet?alarm=silent").text) == ["T0000001"]


def test_nobody_sees_beyond_the_own_provinces(desk: Desk) -> None:
    terminal(desk, "T0000001", BA_DINH)
    terminal(desk, "T0000002", HUE)
    of_hue = desk.sign_in("inspector", scope=Scope(frozenset({HUE.province})))
    assert names(of_hue.get("/fleet").text) == ["T0000002"]
    assert of_hue.get("/fleet/terminals/T0000001").status_code == 404
    assert of_hue.get("/fleet/terminals/nothing").status_code == 404
    page = desk.sign_in("administrator").get("/fleet?province=01").text
    assert names(page) == ["T0000001"]
    admin_of_hue = desk.sign_in("administrator", "hue", Scope(frozenset({HUE.province})))
    answer = admin_of_hue.post("/fleet/terminals/T0000001/revoke")
    assert "ngoài phạm vi" in answer.text or answer.status_code == 404


def test_the_table_is_a_file_too(desk: Desk, administrator: Browser) -> None:
    tell(desk, terminal(desk), pending=7)
    terminal(desk, "T0000002", CAU_GIAY)
    with administrator.get("/fleet/fleet.xlsx") as answer:
        sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    values = [cell for line in sheet.iter_rows(values_only=True) for cell in line]
    assert "T0000001" in values
    assert 7 in values
    with administrator.get("/fleet/fleet.csv?alarm=silent") as answer:
        csv = answer.data.decode("utf-8-sig")
    assert "T0000002" in csv
    assert "T0000001" not in csv
    assert administrator.get("/fleet/fleet.pdf").status_code == 404


def test_a_roll_out_is_counted_by_ring(desk: Desk, administrator: Browser) -> None:
    first, second = terminal(desk, "T0000001", BA_DINH), terminal(desk, "T0000002", CAU_GIAY)
    tell(desk, first, configuration=12)
    tell(desk, second, configuration=11)
    rollout = Rollout(11, 12, frozenset({BA_DINH.id}), True)
    with desk.centre.reading.begin() as connection:
        found = reached(connection, {HA_NOI: rollout}, Scope())
    told = [
        (one.number, one.ring.value, one.is_halted, one.reached, one.terminals) for one in found
    ]
    assert told == [(11, "province", False, 1, 1), (12, "office", True, 1, 1)]


def ask(desk: Desk, key: FileKey, office: Office = BA_DINH) -> None:
    desk.centre.add_office(office)
    audience = audience_of(desk.centre.keyring.root)
    request = EnrolmentRequest(key.public_key, audience, office.id, "Quầy 2", "0.1.0", desk.clock())
    desk.centre.enrolments.ask(request.sign(key), "10.0.0.7")


def test_an_officer_compares_the_code_and_takes_a_counter_in(
    desk: Desk, administrator: Browser
) -> None:
    key = FileKey.new()
    ask(desk, key)
    page = administrator.get("/fleet").text
    (address,) = set(re.findall(r"/fleet/asking/\d+", page))
    (code,) = set(re.findall(r"<code>([A-Z0-9]{4}-[A-Z0-9]{4})</code>", page))
    form = administrator.get(address).text
    assert code in form
    assert "Quầy 2" in form
    (proposed,) = re.findall(r'name="terminal" value="([A-Z0-9]{8})"', form)
    fields = {"code": code, "terminal": proposed, "office": "100000", "role": "mobile"}
    unticked = administrator.post(f"{address}/approve", **fields)
    assert "Chưa xác nhận đã so mã" in unticked.text
    bad_id = administrator.post(f"{address}/approve", compared="1", **fields | {"terminal": "x"})
    assert "8 chữ cái in hoặc chữ số" in bad_id.text
    done = administrator.post(f"{address}/approve", compared="1", **fields)
    assert "Đã tiếp nhận" in done.text
    assert names(done.text) == [proposed]
    assert "Lưu động" in done.text
    assert "Máy này đã được tiếp nhận." in administrator.get(address).text
    again = administrator.post(f"{address}/approve", compared="1", **fields)
    assert "đã được xử lý" in again.text


def test_an_officer_turns_a_counter_away(desk: Desk, administrator: Browser) -> None:
    ask(desk, FileKey.new())
    (address,) = set(re.findall(r"/fleet/asking/\d+", administrator.get("/fleet").text))
    (code,) = set(re.findall(r'name="code" value="([^"]+)"', administrator.get(address).text))
    assert "Đã từ chối" in administrator.post(f"{address}/refuse", code=code).text
    assert "Yêu cầu này đã bị từ chối." in administrator.get(address).text
    assert administrator.get("/fleet/asking/999").status_code == 404


def test_an_inspector_sees_no_requests(desk: Desk) -> None:
    ask(desk, FileKey.new())
    inspector = desk.sign_in("inspector")
    assert "/fleet/asking/" not in inspector.get("/fleet").text
    assert inspector.get("/fleet/asking/1").status_code == 403


def test_a_stolen_terminal_is_revoked_by_two(desk: Desk, administrator: Browser) -> None:
    terminal(desk)
    place = "/fleet/terminals/T0000001"
    bad = administrator.post(f"{place}/revoke", since="yesterday")
    assert "Ngày giờ mất máy không đúng" in bad.text
    ahead = administrator.post(f"{place}/revoke", since="2099-01-01T00:00")
    assert "không thể ở tương lai" in ahead.text
    page = administrator.post(f"{place}/revoke", since="2026-11-23T07:30").text
    assert "Chờ duyệt: thu hồi máy" in page
    assert "23/11/2026 07:30" in page
    second = desk.sign_in("administrator", "quantri2")
    assert f'href="{place}"' in second.get("/proposals").text
    (address,) = re.findall(rf'action="({place}/\d+/approve)"', second.get(place).text)
    assert "không được tự duyệt" in administrator.post(address).text
    done = second.post(address).text
    assert "Đã thu hồi" in done
    assert "ghi từ 23/11/2026 07:30 mà đến lúc thu hồi chưa gửi thì không được tính" in done
    assert "Thu hồi máy</h2>" not in done


def test_a_clone_s_histories_stand_on_its_page_and_it_may_be_let_go_on(
    desk: Desk, administrator: Browser
) -> None:
    counter = terminal(desk)
    clone = Counter(counter.id, counter.key)
    counter.write(CashIn(1_000, "lan"))
    clone.write(CashIn(2_000, "lan"))
    desk.centre.ledger.ingest(counter.id, counter.batch())
    with pytest.raises(Exception, match="terminal-quarantined"):
        desk.centre.ledger.ingest(clone.id, clone.batch())
    counter.write(CashIn(3_000, "lan"))
    with pytest.raises(Exception, match="terminal-quarantined"):
        desk.centre.ledger.ingest(counter.id, counter.batch())
    place = "/fleet/terminals/T0000001"
    page = administrator.get(place).text
    assert "Nối tiếp nhật ký trong sổ" in page
    assert "Nhật ký khác số 1" in page
    assert "Chờ duyệt: cho máy tiếp tục" in administrator.post(f"{place}/release").text
    (address,) = re.findall(rf'action="({place}/\d+/withdraw)"', administrator.get(place).text)
    assert "không còn hiệu lực" in administrator.post(address, reason="nhầm").text


def test_the_bounds_are_data_and_a_bad_one_is_named() -> None:
    policy = fleet_policy()
    text = "".join(f"{name} = 5\n" for name in policy.__dataclass_fields__)
    assert FleetPolicy.parse(text) == replace(
        policy, **dict.fromkeys(policy.__dataclass_fields__, 5)
    )
    for spoilt in (text.replace("silent_mobile_h = 5", ""), text + "more = 1\n"):
        with pytest.raises(FleetPolicyError, match="fleet-policy"):
            FleetPolicy.parse(spoilt)


def test_the_code_has_no_letters_that_look_alike() -> None:
    codes = {code_of(FileKey.new().public_key, bytes(16)) for _ in range(40)}
    assert len(codes) == 40
    assert not set("".join(codes)) & set("0O1IL2Z5S8BUVDQG")


def lacking(desk: Desk, name: str, office: Office = BA_DINH) -> Counter:
    """A terminal that wrote ten entries, of which 1-2 and 5-7 have not come."""
    counter = terminal(desk, name, office)
    counter.write(*(CashIn(1_000, "lan") for _ in range(10)))
    for first, last in ((3, 4), (8, 10)):
        with pytest.raises(IngestRefused, match="batch-gap"):
            desk.centre.ledger.ingest(counter.id, counter.batch(first, last))
    return counter


def test_what_a_terminal_lacks_is_shown_until_it_has_come(
    desk: Desk, administrator: Browser
) -> None:
    assert "Không máy nào thiếu nhật ký" in administrator.get("/fleet/gaps").text
    counter = lacking(desk, "T0000001")
    desk.clock.forward(timedelta(hours=3))
    administrator = desk.sign_in("administrator", "lan")
    assert "1 máy thiếu nhật ký" in administrator.get("/fleet").text
    page = administrator.get("/fleet/gaps").text
    for words in ("T0000001", "Bưu cục Ba Đình", ">1–2<", ">5–7<", "3 giờ trước"):
        assert words in page
    assert page.count("/fleet/terminals/T0000001") == 2
    desk.centre.ledger.ingest(counter.id, counter.batch(1, 2))
    part = administrator.get("/fleet/gaps/part").text
    assert ">1–2<" not in part
    assert ">5–7<" in part
    desk.centre.ledger.ingest(counter.id, counter.batch(5, 7))
    assert "T0000001" not in administrator.get("/fleet/gaps").text
    assert "thiếu nhật ký" not in administrator.get("/fleet").text


def test_gaps_are_of_the_own_provinces_and_in_english_too(desk: Desk) -> None:
    lacking(desk, "T0000001", BA_DINH)
    lacking(desk, "T0000002", HUE)
    of_hue = desk.sign_in("inspector", scope=Scope(frozenset({HUE.province})))
    of_hue.post("/language", language="en")
    assert set(names(of_hue.get("/fleet/gaps").text)) == {"T0000002"}
    assert "1 terminal lacks journal entries" in of_hue.get("/fleet").text
    everywhere = desk.sign_in("inspector", "thu")
    assert set(names(everywhere.get("/fleet/gaps").text)) == {"T0000001", "T0000002"}
    assert set(names(everywhere.get("/fleet/gaps?province=46").text)) == {"T0000002"}
    for column in ("terminal", "office", "first", "entries", "since", "batches"):
        assert everywhere.get(f"/fleet/gaps?sort={column}&order=desc").status_code == 200


def test_gaps_are_a_file_too_and_taking_it_is_kept(desk: Desk, administrator: Browser) -> None:
    lacking(desk, "T0000001")
    with administrator.get("/fleet/gaps/gaps.csv") as answer:
        lines = answer.data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[3:7] for line in lines[1:]] == [
        ["T0000001", "1", "2", "2"],
        ["T0000001", "5", "7", "3"],
    ]
    assert administrator.get("/fleet/gaps/gaps.pdf").status_code == 404
    assert "Tải bảng nhật ký còn thiếu" in administrator.get("/audit").text
