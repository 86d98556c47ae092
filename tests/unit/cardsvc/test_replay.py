"""A proof counts once while it can count at all; the memory of it is bounded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cardsvc.terminals.replay import WINDOW, UsedProofs
from firmware_config.ids import TerminalId
from firmware_config.request_proof import ProofError, Prover, RequestProof
from firmware_config.signing import FileKey
from tests.simulators.centre_world import NOW

KEY = FileKey.new()


def proof(at: datetime = NOW, name: str = "T0000001") -> RequestProof:
    return RequestProof.parse(
        Prover(TerminalId(name), "chitra:x", KEY, lambda: at).header("G", "/")
    )


def refusal(used: UsedProofs, one: RequestProof, now: datetime) -> str:
    with pytest.raises(ProofError) as caught:
        used.use(one, now)
    return caught.value.code


def test_a_proof_is_refused_the_second_time_as_long_as_it_could_count() -> None:
    used, one = UsedProofs(NOW), proof()
    used.use(one, NOW)
    for later in (0, 1, 60, 120, 179, 180, 200, 359):
        assert refusal(used, one, NOW + timedelta(seconds=later)) == "proof-replayed"


def test_a_proof_used_just_before_the_sets_change_places_is_remembered() -> None:
    used = UsedProofs(NOW)
    late = NOW + WINDOW - timedelta(seconds=1)
    one = proof(late)
    used.use(one, late)
    used.use(proof(late), late + timedelta(seconds=2))
    assert refusal(used, one, late + timedelta(seconds=100)) == "proof-replayed"


def test_what_is_from_before_the_start_is_refused() -> None:
    used = UsedProofs(NOW + timedelta(milliseconds=900))
    used.use(proof(NOW), NOW + timedelta(seconds=1))
    assert refusal(used, proof(NOW - timedelta(seconds=1)), NOW) == "proof-before-start"


def test_no_more_are_remembered_than_there_is_room_for() -> None:
    used = UsedProofs(NOW, most=3)
    for _ in range(3):
        used.use(proof(), NOW)
    assert refusal(used, proof(), NOW) == "proof-too-many"
    used.use(proof(NOW + WINDOW), NOW + WINDOW)
