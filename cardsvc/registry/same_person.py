"""The same person twice on one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import NoteCode, Reason
from cardsvc.registry.list_row import RowReading
from firmware_config.vietnamese.fold import fold

Reading = tuple[RowCells, RowReading]


def tell_same_persons(readings: Sequence[Reading]) -> None:
    """Tells of rows with one citizen number, and notes rows with one name and full date of birth.

    Nobody can say which of two rows is the right one, so each is told, with another's number. The
    one exception: a poor single parent may hold a second entitlement (Decree 20/2021 Art. 6(2)).
    """
    for group in _groups((it[1].citizen_number, it) for it in readings):
        if len(group) == 2 and _may_hold_both(group[0][1], group[1][1]):
            for cells, other_row in _each_with_another(group):
                cells.note(Column.CATEGORY, NoteCode.TWO_ENTITLEMENTS, other_row=other_row)
        else:
            for cells, other_row in _each_with_another(group):
                cells.problem(Column.CITIZEN_NUMBER, Reason.SAME_PERSON_TWICE, other_row=other_row)
    for group in _groups((_namesake(it[1]), it) for it in readings):
        if len({reading.citizen_number for _, reading in group}) > 1:
            for cells, other_row in _each_with_another(group):
                cells.note(Column.NAME, NoteCode.SAME_NAME_AND_BIRTH_DATE, other_row=other_row)


def _namesake(reading: RowReading) -> Hashable:
    row = reading.row
    if row is None or row.birth_date.is_bare_year:
        return None
    return fold(row.name), row.birth_date


def _may_hold_both(one: RowReading, other: RowReading) -> bool:
    if one.category is None or other.category is None:
        return False
    return one.category.may_be_held_with(other.category)


def _groups(keyed: Iterable[tuple[Hashable, Reading]]) -> list[list[Reading]]:
    """The readings that share a key with another. `None` is no key."""
    groups: dict[Hashable, list[Reading]] = defaultdict(list)
    for key, reading in keyed:
        if key is not None:
            groups[key].append(reading)
    return [group for group in groups.values() if len(group) > 1]


def _each_with_another(group: Sequence[Reading]) -> Iterator[tuple[RowCells, int]]:
    """The first with the second's row number, each later one with the first's."""
    rows = [cells for cells, _ in group]
    yield rows[0], rows[1].row.number
    for cells in rows[1:]:
        yield cells, rows[0].row.number
