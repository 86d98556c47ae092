"""Making a history up: what people do on a day, and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.simulate.event import FATES, FORGERIES, Event, Kind

EVENTS_A_DAY = 14
_WEIGHTS = {
    Kind.VISIT: 40,
    Kind.REVERSE: 8,
    Kind.BY_HAND: 3,
    Kind.CASH: 4,
    Kind.CLOSE: 4,
    Kind.SYNC: 20,
    Kind.REFRESH: 7,
    Kind.PARTITION: 3,
    Kind.DELIVER: 4,
    Kind.CLOCK: 2,
    Kind.VOUCH: 2,
    Kind.RESTART: 3,
    Kind.MISCONFIGURE: 1,
    Kind.SWAP_STORE: 1,
    Kind.STEAL: 1,
    Kind.BLOCK: 1,
    Kind.UNBLOCK: 1,
    Kind.HOSTILE: 3,
    Kind.CENTRE_CUT: 1,
    Kind.LIFT: 1,
}
_JUMPS_S = (-90 * 86_400, -86_400, -900, -120, 120, 900, 86_400, 20 * 86_400, 90 * 86_400)
_PAUSE = 2 * 24 * 60 // EVENTS_A_DAY
_CARD_COMMANDS, _CARD_WRITES, _AT_THE_ORDER = 14, 16, 10
_POINTS_WITH_A_CARD, _POINTS = 34, 6
_FAULT = 0.15  # of each kind


def story(seed: int, days: int, counters: int, media: Sequence[Sequence[str]]) -> tuple[Event, ...]:
    """The events of `days` days, the same for the same numbers. `media` are each person's."""
    random = Random(f"story/{seed}")  # noqa: S311 - to be repeatable is the point
    kinds, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    events: list[Event] = []
    for number in range(1, days * EVENTS_A_DAY + 1):
        (kind,) = random.choices(kinds, weights)
        # Most of what happens happens close together; and who was here is likely to be back.
        minutes = random.randrange(_PAUSE) if random.random() < 0.3 else random.randrange(6)
        counter, person = random.randrange(counters), random.randrange(len(media))
        last = next((one for one in reversed(events) if one.by == "chip"), None)
        if last is not None and random.random() < _comes_back(kind, last, events[-1]):
            counter, person = last.counter, last.person
        given = _given(kind, random, media[person])
        events.append(Event(number, kind, minutes, counter, person, **given))  # type: ignore[arg-type]
    return tuple(events)


def _comes_back(kind: Kind, last: Event, before: Event) -> float:
    """How likely it is that whoever came last with a card is meant again."""
    if kind is Kind.REVERSE:
        return 0.8
    was_disturbed = max(last.tear, last.gone, last.swap, last.cut) >= 0
    return 0.7 if last is before and was_disturbed else 0.3


def _given(kind: Kind, random: Random, media: Sequence[str]) -> dict[str, object]:
    match kind:
        case Kind.VISIT:
            (by,) = random.choices((*media, "list"), (3, 1, 0.3)[-len(media) - 1 :])
            faults = _card_faults(random) if by == "chip" else _cut(random)
            return {"by": by, "months": random.choice((0, 1, 1, 1, 1, 2)), **faults}
        case Kind.REVERSE:
            return _card_faults(random)
        case Kind.CASH:
            return {"months": random.choice((1, 2, -1)), **_cut(random)}
        case Kind.CLOSE | Kind.REFRESH:
            return _cut(random)
        case Kind.SYNC:
            fates = random.choices(FATES, (10, 3, 3, 2, 2, 1, 1, 1), k=random.randrange(4))
            return {"fate": ",".join(fates), **_cut(random)}
        case Kind.CLOCK:
            return {"shift_s": random.choice(_JUMPS_S)}
        case Kind.HOSTILE:
            return {"by": random.choice(FORGERIES), "months": random.randrange(50)}
        case Kind.DELIVER:
            return {"months": random.randrange(8)}
    return {}


def _card_faults(random: Random) -> dict[str, object]:
    given: dict[str, object] = {}
    if random.random() < _FAULT:
        kept = random.choice(("none", "half", "all"))
        given |= {"tear": random.randrange(_CARD_WRITES), "kept": kept}
    if random.random() < _FAULT:
        command = random.choice((random.randrange(_CARD_COMMANDS), _AT_THE_ORDER))
        given |= {"gone": command, "heard": random.randrange(2)}
    if random.random() < _FAULT / 3:
        given["swap"] = random.randrange(_CARD_COMMANDS)
    if random.random() < _FAULT / 4:
        given["pin"] = "000000"
    return given | _cut(random, _POINTS_WITH_A_CARD)


def _cut(random: Random, points: int = _POINTS) -> dict[str, object]:
    return {"cut": random.randrange(points)} if random.random() < _FAULT else {}
