"""What a counter knows, with what a test wants different."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from counter.card.terminal_proof import OwnCertificate, TerminalProof
from counter.decision.decide import Known
from counter.decision.presented import PresentedChip, PresentedPaper, read_card
from firmware_config import qr
from firmware_config.card.state import AUTH_NONCE_BYTES
from firmware_config.card.terminal_certificate import Unverified
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.record import Entitlement
from firmware_config.status import Status, StatusList
from firmware_config.terminal_policy import TerminalPolicy
from tests.simulators.world import IssuedCard, IssuedQr, World


def knowing(world: World, **different: Any) -> Known:
    """A counter at the world's office with fresh lists, no payout list and an empty journal."""
    known = Known(
        office=world.office,
        trust=world.trust,
        status={"01/0": statuses(world)},
        payout_list=None,
        policy=TerminalPolicy.default(),
        history=lambda entitlement: frozenset(),
        is_unsettled=lambda entitlement: False,
        latest_time_seen=world.now,
    )
    return replace(known, **different)


def proof_of(world: World, **identity: Any) -> TerminalProof:
    """The world's terminal with a certificate, or one that differs as `terminal_identity` says."""
    shown = world.terminal_identity(**identity)
    certificate = Unverified.parse(shown.certificate).certificate
    own = OwnCertificate(certificate, shown.certificate)
    return TerminalProof(world.terminal, shown.key, lambda: own, lambda: world.now)


def statuses(world: World, **by_index: Status) -> StatusList:
    told = {int(index.removeprefix("i")): status for index, status in by_index.items()}
    return StatusList.build("01/0", told, world.now, timedelta(days=7))


def listing(world: World, *due: Entitlement, held: str | None = None) -> OfficePayoutList:
    lines = tuple(Line(one, "Nguyễn Thị Hồng Hạnh", held) for one in due)
    return OfficePayoutList(world.office, world.province, world.base, world.now, lines)


def tapped(issued: IssuedCard) -> PresentedChip:
    """What a reader brings from the card."""
    session = issued.session()
    return read_card(session, session.select(), secrets.token_bytes(AUTH_NONCE_BYTES))


def scanned(sheet: IssuedQr) -> PresentedPaper:
    return PresentedPaper(qr.from_text(sheet.text))
