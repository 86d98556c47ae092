"""A terminal whose key lies in a token."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counter.centre.outbox import Drainer
from counter.db import open_store
from counter.decision.decide import Offer, decide
from counter.decision.refusal import Basis, Refusal, Rule
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Payouts
from counter.settings import Settings, make_counter
from firmware_config.pkcs11_uri import Pkcs11UriError
from firmware_config.token import TokenFault
from tests.simulators.knowing import knowing, proof_of, tapped
from tests.simulators.softhsm import SoftHsm
from tests.simulators.world import IssuedCard, World


def made(state: Path, key: str) -> Settings:
    return make_counter(
        state,
        terminal="HN000001",
        office="100000",
        office_name="Ba Đình",
        centre_url="http://127.0.0.1:1",
        root=World.make().root.public_key.point.hex(),
        status_uris=["01/0"],
        key=key,
    )


def test_a_counter_s_key_is_made_in_its_token_once(tmp_path: Path, hsm: SoftHsm) -> None:
    uri = hsm.key("terminal")
    settings = made(tmp_path / "counter", str(uri))
    again = made(tmp_path / "counter", str(uri))
    assert not settings.key_file.exists()
    assert settings.public_key == again.public_key
    settings.public_key.verify(b"batch", settings.signer().sign(b"batch"))
    assert hsm.pin not in (tmp_path / "counter" / "counter.toml").read_text()


def test_a_pin_in_the_settings_is_refused(tmp_path: Path, hsm: SoftHsm) -> None:
    with pytest.raises(Pkcs11UriError) as refused:
        made(tmp_path / "counter", f"{hsm.key('terminal')}&pin-value={hsm.pin}")
    assert refused.value.code == "pkcs11-uri-pin"


def test_a_token_that_is_pulled_out_pays_nothing_until_it_is_back(
    tmp_path: Path, hsm: SoftHsm
) -> None:
    signer: Any = made(tmp_path / "counter", str(hsm.key("terminal"))).signer()
    world = replace(World.make(), terminal_key=signer)
    proof = replace(proof_of(world), signer=signer)
    store = open_store(f"sqlite:///{tmp_path / 'counter.sqlite'}")
    journal = Journal(store, world.terminal, lambda: world.now)
    issued = world.issue_card()

    def pay(card: IssuedCard) -> Paid | Refusal:
        offer = decide(tapped(card), knowing(world), world.now)
        assert isinstance(offer, Offer)
        answer = Payouts(journal, proof, lambda: world.now).pay_chip(
            card.session(), offer, card.pin, "hoa"
        )
        assert isinstance(answer, Paid | Refusal)
        return answer

    signer.sign(b"it works")
    hsm.goes_away()
    told = pay(issued)
    assert isinstance(told, Refusal)
    assert (told.rule, told.basis) == (Rule.TERMINAL_NOT_TRUSTED_BY_CARD, Basis.TERMINAL)
    assert told.data == {"fault": "token-gone"}
    assert journal.head().seq == 0
    hsm.comes_back()
    assert isinstance(pay(issued), Paid)
    journal.close()
    store.dispose()


def test_confirmations_wait_for_the_token_and_the_teller_is_told() -> None:
    told: list[str | None] = []

    def drain() -> int:
        raise TokenFault("token-gone", token="counter")

    Drainer(drain, told.append).round()
    assert told == ["token-gone"]
