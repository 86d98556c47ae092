"""A row that is read quickly is read as the patient reader reads it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cardsvc.lists.plain_row import PlainRows
from cardsvc.registry.cells import RowCells
from cardsvc.registry.delimited import row_of
from cardsvc.registry.finding import Findings
from cardsvc.registry.header import find_header
from cardsvc.registry.list_row import ListRow, needed_columns, read_row
from cardsvc.registry.rates import AmountRule
from firmware_config.vietnamese.fold import fold
from tests.unit.registry.lists import ONE_LINE, RATES, TERMS

HEADER = find_header(
    [row_of(1, [str(it) for it in ONE_LINE[0]])], needed_columns(AmountRule.COEFFICIENT)
)
NAMES = st.sampled_from(
    [
        *("Nguyễn Văn An", "Đỗ Thị Bình", "H'Hen Niê", "NGUYỄN  AN", " An", "An ", "", "123"),
        *("Nguyê\u0303n An", "An\u200b", "ﬁ Án", "A" * 130, "\u0301An", "Trần T. Ba"),
    ]
)
BIRTHS = st.one_of(
    st.dates().map(lambda day: f"{day.day:02}/{day.month:02}/{day.year:04}"),
    st.sampled_from(["1950", "1899", "2027", "31/02/1950", "1/2/1950", "01/12/2026", "١٩٥٠", ""]),
    st.sampled_from(["0:/02/1950", "03/12/1950", "30/11/2026", "29/02/1952", "29/02/1951"]),
)
CITIZENS = st.one_of(
    st.sampled_from(["001050000011", "1050000011", "001150000011", "00105000001١", "x" * 12, ""]),
    st.integers(0, 10**12 - 1).map(lambda number: f"{number:012}"),
)
ADDRESSES = st.sampled_from(
    ["Thôn 1, xã Tân Trào", "Thôn  1", "", " ", "Xa\u0303 A", "A\u00a0B", "\u0301 x", "A\tB", "A "]
)
MONEYS = st.sampled_from(
    [
        ("K6.4", "1.5", "750000", "1", "0", "750000"),
        ("K6.4", "1,5", "750.000", "1", "", "750.000"),
        ("K6.1", "2", "1000000", "2", "500000", "2500000"),
        ("K6.1", "2", "1000000", "1", "0", "999"),
        ("K9.9", "2", "1000000", "1", "0", "1000000"),
        ("K6.1", "2", "x", "1", "0", "1000000"),
    ]
)
RECORDS = st.builds(
    lambda name, birth, citizen, address, money, more: [
        *("1", name, birth, citizen, address),
        *money,
        *more,
    ],
    NAMES,
    BIRTHS,
    CITIZENS,
    ADDRESSES,
    MONEYS,
    st.sampled_from([[], [""], ["ký", "thêm"]]),
)


def patiently(number: int, record: list[str]) -> tuple[ListRow | None, list[tuple[str, ...]]]:
    found = Findings({heading.column: heading.text for heading in HEADER.headings})
    cells = RowCells(row_of(number, record), HEADER, False, found)
    read = read_row(cells, TERMS, RATES)
    notes = [(note.code, note.heading, note.value, note.taken) for note in found.notes]
    return read.row, sorted(notes)


@settings(max_examples=300)
@given(st.lists(RECORDS, min_size=1, max_size=30))
def test_a_quick_reading_is_the_patient_one(records: list[list[str]]) -> None:
    plain = PlainRows(HEADER, TERMS)
    for number, record in enumerate(records, start=2):
        found = Findings({heading.column: heading.text for heading in HEADER.headings})
        cells = RowCells(row_of(number, record), HEADER, False, found)
        read = read_row(cells, TERMS, RATES)
        quick = plain.read(record)
        if quick is None:
            if read.row is not None:
                plain.learn_money(record, read.row, found.notes)
            continue
        row, notes = patiently(number, record)
        assert row is not None
        (citizen, name, folded, birth, address), money, told = quick
        assert (citizen, name, birth) == (
            row.citizen_number.digits,
            row.name,
            row.birth_date.compact,
        )
        assert (folded, address) == (fold(row.name), row.address)
        assert money == (
            row.category.code if row.category else "",
            row.category_text,
            row.coefficient_tenths,
            row.monthly_amount_vnd,
            row.months,
            row.arrears_vnd,
            row.total_vnd,
        )
        assert sorted((it.code, it.heading, it.value, it.taken) for it in told) == notes


def test_most_rows_are_read_quickly() -> None:
    plain = PlainRows(HEADER, TERMS)
    record = ["1", "Nguyễn Văn An", "03/12/1950", "001050000011", "Thôn 1"]
    money = ["K6.4", "1.5", "750000", "1", "0", "750000"]
    assert plain.read([*record, *money]) is None
    row, _ = patiently(2, [*record, *money])
    assert row is not None
    plain.learn_money([*record, *money], row, ())
    other = ["2", "Đỗ Thị Bình", "1948", "001148000022", "Thôn 2, xã Tân Trào"]
    assert plain.read([*other, *money]) is not None
