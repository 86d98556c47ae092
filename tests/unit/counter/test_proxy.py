"""Somebody else collects: whom the counter lets, and what the journal keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from counter.decision.proxy import Proxy, ProxyFault, check_proxy
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config.body.payout import Disbursed
from firmware_config.card.profile import Ins
from firmware_config.card.session import CardSession
from firmware_config.collector import Collector, Document
from firmware_config.ids import CitizenNumber
from firmware_config.record import CitizenHash
from tests.simulators.interrupted import Interrupted
from tests.simulators.station import Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr
from tests.unit.counter.teller import Teller

TODAY = date(2026, 11, 5)
DAUGHTER = CitizenNumber("001170012345")
RECORD = bytes(8)


@dataclass(frozen=True)
class Listed:
    citizen: CitizenHash
    until: date


def proxy(until: date = date(2027, 1, 31)) -> Proxy:
    return Proxy.of_citizen(DAUGHTER, until)


def test_whoever_brings_a_paper_in_force_may_collect_to_its_last_day() -> None:
    assert check_proxy(proxy(TODAY), None, TODAY, RECORD) is None
    assert check_proxy(proxy(date(2027, 11, 4)), None, TODAY, RECORD) is None


def test_a_paper_that_has_run_out_is_refused() -> None:
    refused = check_proxy(proxy(date(2026, 11, 4)), None, TODAY, RECORD)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.basis) == (Rule.PROXY_EXPIRED, Basis.TELLER)


def test_a_paper_for_more_than_a_year_is_refused() -> None:
    refused = check_proxy(proxy(date(2027, 11, 5)), None, TODAY, RECORD)
    assert isinstance(refused, Refusal)
    assert refused.rule is Rule.PROXY_TOO_LONG
    leap = check_proxy(proxy(date(2029, 2, 28)), None, date(2028, 2, 29), RECORD)
    assert isinstance(leap, Refusal)


def test_the_list_s_proxy_counts_and_so_does_its_day() -> None:
    listed = Listed(CitizenHash.of(DAUGHTER), date(2026, 12, 31))
    assert check_proxy(proxy(), listed, TODAY, RECORD) is None
    over = check_proxy(proxy(), Listed(listed.citizen, date(2026, 11, 1)), TODAY, RECORD)
    assert isinstance(over, Refusal)
    assert (over.rule, over.basis) == (Rule.PROXY_EXPIRED, Basis.PAYOUT_LIST)
    assert over.data == {"until": date(2026, 11, 1)}


def test_another_than_the_list_names_is_refused_with_whatever_document() -> None:
    listed = Listed(CitizenHash.of(CITIZEN), date(2026, 12, 31))
    for other in (proxy(), Proxy.of_passport("C1234567", date(2026, 12, 31))):
        refused = check_proxy(other, listed, TODAY, RECORD)
        assert isinstance(refused, Refusal)
        assert refused.rule is Rule.PROXY_NOT_LISTED


@pytest.mark.parametrize("number", ["", "12345678", "CC123456", "C123456", "C1234567890"])
def test_what_is_no_passport_s_number_is_not_taken(number: str) -> None:
    with pytest.raises(ProxyFault):
        Proxy.of_passport(number, TODAY)


# ---- at the desk ----


def paid(counter: Counter) -> Disbursed:
    (entry,) = counter.station.journal.latest_payouts(5)
    assert isinstance(entry.body, Disbursed)
    return entry.body


SHOWN = {
    "proxy": f"{DAUGHTER.digits}||Trần Thị Mai|01011970|Nữ|Hà Nội",
    "proxy-document": "citizen-card",
    "proxy-until": "2027-01-31",
}
KEPT = Collector(Document.CITIZEN_CARD, "2345", date(2027, 1, 31))


def test_the_journal_keeps_both_identities_and_no_name_or_number(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    form = {"presentation": counter.offer(card.card).presentation, "pin": PIN, **SHOWN}
    assert teller.sent_to("/pay/chip", **form) == "/"
    body = paid(counter)
    assert (body.identity, body.collector) == ("pin", KEPT)
    kept = b"".join(
        path.read_bytes() for path in counter.station.settings.state.iterdir() if path.is_file()
    )
    assert DAUGHTER.digits.encode() not in kept
    assert "Trần Thị Mai".encode() not in kept


def test_a_sheet_is_compared_with_its_own_person_and_paid_to_the_proxy(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    teller.post("/scan", text=sheet.text)
    presentation = teller.field("presentation")
    wrong = {"presentation": presentation, "identity": DAUGHTER.digits, **SHOWN}
    teller.post("/pay/paper", **wrong)
    assert "Số căn cước không khớp" in teller.page
    right = {"presentation": teller.field("presentation"), "identity": CITIZEN.digits, **SHOWN}
    teller.post("/pay/paper", **right)
    body = paid(counter)
    assert (body.identity, body.collector) == ("citizen-card", KEPT)


def test_a_paper_that_ran_out_pays_nothing_costs_no_pin_and_the_offer_stands(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    form = {"presentation": counter.offer(card.card).presentation, "pin": "999999", **SHOWN}
    teller.post("/pay/chip", **{**form, "proxy-until": "2026-11-04"})
    page = teller.page
    assert "Giấy uỷ quyền đã hết hạn" in page
    assert "04/11/2026" in page
    assert card.session().select().pin_tries == 3
    assert isinstance(counter.state, Offered)
    assert counter.payouts == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"proxy": ""}, "proxy-number"),
        ({"proxy": "012345678"}, "proxy-number"),
        ({"proxy": "x"}, "proxy-number"),
        ({"proxy-until": ""}, "proxy-until"),
        ({"proxy-until": "31/01/2027"}, "proxy-until"),
        ({"proxy-document": "library-card"}, "proxy-document"),
        ({"proxy-document": "passport"}, "proxy-number"),
    ],
)
def test_a_proxy_filled_in_by_half_pays_nobody(
    counter: Counter, teller: Teller, card: IssuedCard, changed: dict[str, str], said: str
) -> None:
    form = {"presentation": counter.offer(card.card).presentation, "pin": PIN, **SHOWN, **changed}
    sent = teller.sent_to("/pay/chip", **form)
    assert sent == f"/?said={said}"
    assert 'said" role="alert"' in teller.get(sent)
    assert counter.payouts == []


def test_the_proxy_of_a_payout_that_was_cut_off_is_known_when_the_card_comes_back(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    presentation = counter.offer(card.card).presentation
    offered = counter.state
    assert isinstance(offered, Offered)
    torn = CardSession(Interrupted(card.card, Ins.DISBURSE, heard=True))
    torn.select()
    payouts = counter.station.desk._payouts
    payouts.pay_chip(torn, offered.offer, PIN, "lan", collector=KEPT)
    counter.slot.pull()
    counter.wait_for_empty_reader()
    counter.slot.insert(card.card)
    told = counter.wait_for(Told)
    assert isinstance(told.answer, Paid)
    assert paid(counter).collector == KEPT
    assert presentation
