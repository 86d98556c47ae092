"""The decision: may this person be paid, what, and if not, why not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from counter.decision.advice import Advice
from counter.decision.age import Age, Evidence, age_of, limit_vnd
from counter.decision.genuine import check_genuine
from counter.decision.presented import Presented, PresentedChip
from counter.decision.refusal import Basis, Refusal, Rule
from counter.decision.windows import closed_window
from firmware_config.bundle.review.plan import ProvincePlan
from firmware_config.card.state import CardState, Voucher
from firmware_config.claim import Claim, Medium
from firmware_config.hold import Hold
from firmware_config.ids import CardId, EntitlementId, OfficeId, ProgrammeCode
from firmware_config.payout_list import OfficePayoutList
from firmware_config.period import MASK_BITS, Period
from firmware_config.record import CitizenHash, Entitlement, Record
from firmware_config.signing import PublicKey
from firmware_config.status import Status, StatusError, StatusList
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.trust import TrustList
from firmware_config.vietnamese.dates import VIET_NAM, month_of, today

History = Callable[[EntitlementId], frozenset[Period]]
"""The periods of an entitlement that this office's journal has paid."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the counter knows when it decides.

    `plan` says which programmes run where, None before the first configuration;
    `configuration_as_of` is how old that is.
    """

    office: OfficeId
    trust: TrustList | None
    status: Mapping[str, StatusList]
    payout_list: OfficePayoutList | None
    policy: TerminalPolicy
    history: History
    is_unsettled: Callable[[EntitlementId], bool]
    latest_time_seen: datetime
    plan: ProvincePlan | None = None
    configuration_as_of: datetime | None = None
    hold: Callable[[bytes], Hold | None] = lambda record_id: None
    """What the centre holds for this counter on a sheet of another office."""
    waived: Mapping[ProgrammeCode, datetime] = field(default_factory=dict)
    """Up to when a supervisor lets a programme be paid outside its windows."""


class Payee(Protocol):
    """Who is to be paid, by a signed record or by the payout list."""

    @property
    def id(self) -> bytes: ...
    @property
    def office(self) -> OfficeId: ...
    @property
    def name(self) -> str: ...
    @property
    def birth(self) -> str: ...
    @property
    def citizen(self) -> CitizenHash: ...
    @property
    def entitlements(self) -> tuple[Entitlement, ...]: ...


@dataclass(frozen=True, slots=True)
class Due:
    """One entitlement's open periods. `slot` is the card's; paper has none."""

    claim: Claim
    slot: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be paid now, oldest period first, once PIN or identity is shown."""

    record: Payee
    medium: Medium
    card: CardId | None
    receipt_key: PublicKey | None
    dues: tuple[Due, ...]
    advice: Advice = field(default_factory=Advice)
    held_until: datetime | None = None
    """Until when the centre holds it for this counter, where it is paid under a hold."""

    @property
    def total_vnd(self) -> int:
        return sum(due.claim.amount_vnd for due in self.dues)


def decide(presented: Presented, known: Known, now: datetime) -> Offer | Refusal:
    """Offer or refuse: as `decide_but_hold`, and then

    10. Paper of another office is paid for as long, and as far, as the centre holds it for us.
    """
    decision = decide_but_hold(presented, known, now)
    if (
        isinstance(decision, Refusal)
        or decision.medium is Medium.CHIP
        or decision.record.office == known.office
    ):
        return decision
    # 10
    return _under_hold(decision, known, now)


def decide_but_hold(presented: Presented, known: Known, now: datetime) -> Offer | Refusal:
    """What would be offered if the centre held all of it for this counter.

    1. The clock is not behind the latest time this counter has seen, nor too far past it.
    2. There is a trust list, young enough.
    3. The medium is genuine (`check_genuine`).
    4. The record is in force today.
    5. Its status is neither invalid nor suspended, by a list young enough.
    6. The card's vouchers are those of the record.
    7. No payout of it is unsettled, and something is due: of a programme that runs at this office,
       open on the record, on the card, in the journal and on the list; on the days and in the
       hours of its payout window, unless a supervisor has waived that.
    8. A chip from elsewhere stays within the policy's limit.
    9. It stays within what may be paid on data as old as the oldest that this rests on.
    """
    # 1
    doubted = check_clock(known, now)
    if doubted is not None:
        return doubted
    # 2
    trust = known.trust
    if trust is None or now - trust.issued_at > known.policy.trust_age_limit:
        return Refusal(Rule.NO_TRUST, Basis.TRUST_LIST, trust.issued_at if trust else None)
    # 3
    genuine = check_genuine(presented, trust, now)
    if isinstance(genuine, Refusal):
        return genuine
    record = genuine.record
    # 4
    if now < record.not_before:
        valid_from = {"valid_from": record.not_before}
        return Refusal(Rule.NOT_YET_VALID, Basis.RECORD, None, valid_from, record.id)
    if now >= record.expires_at:
        expired = {"expired_at": record.expires_at}
        return Refusal(Rule.EXPIRED, Basis.RECORD, None, expired, record.id)
    # 5
    at_home = record.office == known.office
    refused = _check_status(presented, record, known, now, at_home)
    if refused is not None:
        return refused
    # 6, 7
    state = presented.state if isinstance(presented, PresentedChip) else None
    dues = dues_of(record, state, known, now, at_home)
    if isinstance(dues, Refusal):
        return dues
    shard = known.status.get(record.status.uri)
    offer = Offer(
        record,
        presented.medium,
        presented.card if isinstance(presented, PresentedChip) else None,
        genuine.receipt_key,
        dues,
        Advice.of(record.entitlements, known.payout_list if at_home else None, today(now)),
    )
    # 8
    is_far_chip = not at_home and offer.medium is Medium.CHIP
    if is_far_chip and offer.total_vnd > known.policy.chip_elsewhere_limit_vnd:
        limit = {
            "limit_vnd": known.policy.chip_elsewhere_limit_vnd,
            "amount_vnd": offer.total_vnd,
            "office": record.office.text,
        }
        return Refusal(Rule.OVER_LIMIT_ELSEWHERE, Basis.POLICY, None, limit, record.id)
    # 9
    if _is_all_fresh(trust, shard, known, now):
        return offer
    return within_age(offer, age_of(_evidence(trust, shard, known), known.policy, now), known)


def _under_hold(offer: Offer, known: Known, now: datetime) -> Offer | Refusal:
    """What of `offer` the centre holds."""
    hold = known.hold(offer.record.id)
    if hold is not None and now < hold.expires_at:
        held = [_held_of(due, hold) for due in offer.dues]
        dues = tuple(due for due in held if due is not None)
        if dues:
            return replace(offer, dues=dues, held_until=hold.expires_at)
    home = {"office": offer.record.office.text}
    return Refusal(Rule.PAPER_OF_ANOTHER_OFFICE, Basis.POLICY, None, home, offer.record.id)


def _held_of(due: Due, hold: Hold) -> Due | None:
    claim = due.claim
    mask = claim.mask & hold.mask(claim.entitlement, claim.base)
    if not mask:
        return None
    amount_vnd = claim.amount_per_period_vnd * mask.bit_count()
    return replace(due, claim=replace(claim, mask=mask, amount_vnd=amount_vnd))


def check_clock(known: Known, now: datetime) -> Refusal | None:
    """Refused when `now` is behind the latest time seen, or further past it than is believed."""
    latest = known.latest_time_seen
    if latest - now > known.policy.clock_back_limit:
        return Refusal(Rule.CLOCK_BEHIND, Basis.CLOCK, latest, {"latest": latest})
    if now - latest > known.policy.clock_ahead_limit:
        return Refusal(Rule.CLOCK_AHEAD, Basis.CLOCK, latest, {"latest": latest})
    return None


def _is_all_fresh(trust: TrustList, shard: StatusList | None, known: Known, now: datetime) -> bool:
    """What `age_of` would say of most payouts, without weighing each evidence."""
    since = now - known.policy.surely_fresh_for
    configured_at = known.configuration_as_of
    return (
        trust.issued_at >= since
        and shard is not None
        and shard.issued_at >= since
        and (configured_at is None or configured_at >= since)
    )


def _evidence(trust: TrustList, shard: StatusList | None, known: Known) -> list[Evidence]:
    found = [
        Evidence(Basis.TRUST_LIST, trust.issued_at),
        Evidence(
            Basis.STATUS_LIST,
            None if shard is None else shard.issued_at,
            known.policy.status_age_limit,
        ),
    ]
    if known.configuration_as_of is not None:
        found.append(Evidence(Basis.CONFIGURATION, known.configuration_as_of))
    return found


def within_age(offer: Offer, age: Age, known: Known) -> Offer | Refusal:
    most_vnd = limit_vnd(age.band, offer.medium, known.policy)
    if most_vnd is None or offer.total_vnd <= most_vnd:
        return offer
    rule = Rule.OVER_LIMIT_FOR_AGE if most_vnd else Rule.DATA_TOO_OLD
    told = {"band": age.band.value, "limit_vnd": most_vnd, "amount_vnd": offer.total_vnd}
    evidence = age.evidence
    return Refusal(rule, evidence.basis, evidence.as_of, told, offer.record.id)


def _check_status(
    presented: Presented, record: Record, known: Known, now: datetime, at_home: bool
) -> Refusal | None:
    shard = known.status.get(record.status.uri)
    as_of = None if shard is None else shard.issued_at
    try:
        status = None if shard is None else shard.status(record.status.index)
    except StatusError:
        status = None
    # A block once seen counts however old the list is; only "valid" grows stale.
    if status is Status.INVALID:
        return Refusal(Rule.REVOKED, Basis.STATUS_LIST, as_of, record_id=record.id)
    if status is Status.SUSPENDED:
        return Refusal(Rule.SUSPENDED, Basis.STATUS_LIST, as_of, record_id=record.id)
    young = shard is not None and now - shard.issued_at <= known.policy.status_age_limit
    all_clear = status is not None and young and not (shard and shard.is_disowned)
    if not all_clear and not (presented.medium is Medium.CHIP and at_home):
        return Refusal(Rule.STATUS_UNKNOWN, Basis.STATUS_LIST, as_of, record_id=record.id)
    return None


def dues_of(
    record: Payee, state: CardState | None, known: Known, now: datetime, at_home: bool
) -> tuple[Due, ...] | Refusal:
    local = now.astimezone(VIET_NAM)
    this_month = month_of(local)
    # The list binds at the office it was made for; elsewhere the card alone speaks.
    binding = known.payout_list if at_home else None
    dues: list[Due] = []
    reasons: list[Refusal] = []
    for entitlement in record.entitlements:
        if known.is_unsettled(entitlement.id):
            return Refusal(Rule.UNSETTLED, Basis.JOURNAL, record_id=record.id)
        if known.plan is not None and not known.plan.programme(entitlement.programme).runs_at(
            known.office
        ):
            what = {"programme": entitlement.programme.text}
            as_of = known.configuration_as_of
            reasons.append(
                Refusal(Rule.PROGRAMME_NOT_HERE, Basis.CONFIGURATION, as_of, what, record.id)
            )
            continue
        voucher = None
        if state is not None:
            voucher = state.voucher_for(entitlement.id)
            if voucher is None or not _agree(entitlement, voucher):
                return Refusal(Rule.CARD_DISAGREES, Basis.CARD, record_id=record.id)
        found = _due(entitlement, voucher, binding, known.history, this_month, record.id)
        if isinstance(found, Due):
            found = _in_window(found, binding, known, local, record.id)
        if isinstance(found, Due):
            dues.append(found)
        else:
            reasons.append(found)
    if dues:
        return tuple(dues)
    # One answer for several entitlements: the one that a person can do something about.
    return min(reasons, key=lambda reason: _WEIGHT[reason.rule])


_WEIGHT = {
    rule: weight
    for weight, rule in enumerate(
        (
            Rule.OUTSIDE_WINDOW,
            Rule.HELD,
            Rule.NOT_ON_LIST,
            Rule.PROGRAMME_NOT_HERE,
            Rule.ALREADY_PAID,
            Rule.NOTHING_DUE,
        )
    )
}


def _due(
    entitlement: Entitlement,
    voucher: Voucher | None,
    payout_list: OfficePayoutList | None,
    history: History,
    this_month: Period,
    record_id: bytes,
) -> Due | Refusal:
    # In masks over the entitlement's base, as the card reckons too.
    base = entitlement.base
    line = None if payout_list is None else payout_list.line(entitlement.id)
    listed = 0 if line is None else _listed(line.entitlement, base)
    # A later month is due only when the list says so: two months together at Tết.
    reached = entitlement.payable & (_until(base, this_month) | listed)
    if not reached:
        return Refusal(Rule.NOTHING_DUE, Basis.RECORD, record_id=record_id)
    paid = 0 if voucher is None else voucher.paid
    for period in history(entitlement.id):
        if period >= base:
            paid |= 1 << period.code - base.code
    unpaid = reached & ~paid
    if not unpaid:
        basis = Basis.JOURNAL if voucher is None else Basis.CARD
        last = {"period": str(Period(base.code + reached.bit_length() - 1))}
        return Refusal(Rule.ALREADY_PAID, basis, None, last, record_id)
    if payout_list is not None:
        as_of = payout_list.issued_at
        if line is not None and line.held is not None:
            why = {"reason": line.held}
            return Refusal(Rule.HELD, Basis.PAYOUT_LIST, as_of, why, record_id)
        unpaid &= listed
        if not unpaid:
            return Refusal(Rule.NOT_ON_LIST, Basis.PAYOUT_LIST, as_of, record_id=record_id)
    amount_vnd = entitlement.amount_vnd * unpaid.bit_count()
    claim = Claim(entitlement.id, entitlement.programme, base, unpaid, amount_vnd)
    return Due(claim, None if voucher is None else voucher.slot)


def _in_window(
    due: Due,
    payout_list: OfficePayoutList | None,
    known: Known,
    local: datetime,
    record_id: bytes,
) -> Due | Refusal:
    programme = due.claim.programme
    waived_until = known.waived.get(programme)
    if known.plan is None or (waived_until is not None and local < waived_until):
        return due
    line = None if payout_list is None else payout_list.line(due.claim.entitlement)
    at_home = line is not None and line.home
    window = closed_window(known.plan, programme, known.office, at_home, local)
    if window is None:
        return due
    when = {
        "programme": programme.text,
        "first": window.first_day,
        "last": window.last_day,
        "hours": window.hours or "none",
        "way": "supervisor" if window.by_supervisor else "none",
    }
    as_of = known.configuration_as_of
    return Refusal(Rule.OUTSIDE_WINDOW, Basis.CONFIGURATION, as_of, when, record_id)


def _until(base: Period, month: Period) -> int:
    """The mask of the periods up to and with `month`; a one-off is due once it is granted."""
    months = 1 if base.is_one_off else month.code - base.code + 1
    return (1 << min(months, MASK_BITS)) - 1 if months > 0 else 0


def _listed(due: Entitlement, base: Period) -> int:
    """The listed periods as a mask over `base`."""
    shift = due.base.code - base.code
    return due.payable << shift if shift >= 0 else due.payable >> -shift


def _agree(entitlement: Entitlement, voucher: Voucher) -> bool:
    return (entitlement.base, entitlement.payable, entitlement.amount_vnd) == (
        voucher.base,
        voucher.payable,
        voucher.amount_vnd,
    )
