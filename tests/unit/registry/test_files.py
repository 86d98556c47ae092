"""Files: what they are, whatever they are called; and what they may not be."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from openpyxl import Workbook

from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.file_kind import MAX_FILE_BYTES
from cardsvc.registry.finding import NoteCode
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.sheet import MAX_COLUMNS, MAX_ROWS, Kind
from cardsvc.registry.workbook import MAX_UNPACKED_BYTES
from tests.simulators.list_files import saved
from tests.unit.registry.lists import (
    AN,
    BINH,
    ONE_LINE,
    RATES,
    TERMS,
    TWO_LINES,
    Line,
    codes,
    csv_text,
    note,
    read_sheets,
    typed_list,
    xlsx,
)

TEXT = csv_text(typed_list([AN, BINH], ONE_LINE))


def code_of(octets: bytes) -> str:
    with pytest.raises(ListFormatError) as refused:
        read_sheets(octets)
    return refused.value.code


def archive(**parts: bytes) -> bytes:
    octets = BytesIO()
    with ZipFile(octets, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return octets.getvalue()


def with_part(octets: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one part put in or replaced."""
    with ZipFile(BytesIO(octets)) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    return archive(**(parts | {name: content}))


def by_excel() -> bytes:
    """A list in the form that Excel itself writes: shared texts, dates as formatted serials,
    formulas beside their last values, merged cells."""
    octets = BytesIO()
    with xlsxwriter.Workbook(octets, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tháng 11")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:L1", "DANH SÁCH CHI TRẢ THÁNG 11/2026")
        for at, heading in enumerate(TWO_LINES[0][:7]):
            sheet.merge_range(2, at, 3, at, heading)
        sheet.merge_range("H3:K3", "Số tiền (đồng)")
        sheet.write_row("H4", TWO_LINES[1][7:11])
        sheet.write_row("A5", AN)
        sheet.write_datetime("C5", datetime(1950, 12, 3), day)
        sheet.write_number("D5", 1050000011)
        sheet.write_formula("K5", "=H5*I5+J5", None, 750000)
        sheet.write("A6", "Tổng cộng: 1 người")
        sheet.write_formula("K6", "=SUM(K5:K5)", None, 750000)
    return octets.getvalue()


def test_a_list_by_excel_itself_is_read() -> None:
    seen = read_payout_list(by_excel(), TERMS, RATES)
    assert seen.problems == ()
    assert str(seen.rows[0].birth_date) == "1950-12-03"
    assert seen.rows[0].citizen_number.digits == AN[3]
    assert seen.totals.stated_vnd == 750_000
    assert codes(seen) == {NoteCode.LEADING_ZERO_RESTORED}


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "file-empty"),
        (b" \r\n", "file-empty"),
        (b"x" * (MAX_FILE_BYTES + 1), "file-too-large"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "old-excel"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "html"),
        (b"%PDF-1.7", "not-a-spreadsheet"),
        (b"PK\x05\x06" + b"\0" * 18, "not-a-spreadsheet"),
        (b"PK\x03\x04 and nothing more", "workbook-damaged"),
        (archive(readme=b"hello"), "not-a-spreadsheet"),
        (archive(**{"xl/workbook.bin": b""}), "binary-workbook"),
        (b"\x81\x8d\x8f\xd2\xff\xff,\x81", "encoding-unknown"),
    ],
)
def test_what_is_no_list_is_named(octets: bytes, code: str) -> None:
    assert code_of(octets) == code


def test_macros_are_refused() -> None:
    assert code_of(with_part(xlsx([AN]), "xl/vbaProject.bin", b"\0")) == "macros"


def test_a_locked_archive_is_refused() -> None:
    octets = bytearray(xlsx([AN]))
    at = octets.index(b"PK\x01\x02")
    flags = struct.unpack_from("<H", octets, at + 8)[0]
    struct.pack_into("<H", octets, at + 8, flags | 1)
    assert code_of(bytes(octets)) == "encrypted"


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = with_part(xlsx([AN]), "xl/media/image1.png", b"\0" * (MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 2**20
    assert code_of(bomb) == "unpacks-too-large"


def test_an_archive_that_understates_what_it_holds_is_damaged() -> None:
    octets = bytearray(xlsx([[f"Ô {n}"] for n in range(1000)]))
    at = octets.index(b"xl/worksheets/sheet1.xml", octets.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", octets, at + 24, 100)
    assert code_of(bytes(octets)) == "workbook-damaged"


def test_an_entity_bomb_is_damage() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><sst>&a;</sst>'
    assert code_of(with_part(by_excel(), "xl/sharedStrings.xml", bomb)) == "workbook-damaged"


def test_a_broken_sheet_is_damage() -> None:
    broken = with_part(xlsx([AN]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row")
    assert code_of(broken) == "workbook-damaged"


def test_rows_columns_and_cells_are_bounded() -> None:
    assert code_of(b"a,b\n" * (MAX_ROWS + 1)) == "too-many-rows"
    assert code_of(b"a," + b"9" * 5000) == "cell-too-long"
    (wide,) = read_sheets(xlsx([["x"] * 200]))
    assert len(next(iter(wide.rows)).cells) == MAX_COLUMNS


def test_a_cell_at_the_far_end_of_a_sheet_is_no_burden() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "first"
    book.worksheets[0]["XFD1048576"] = "last"
    (sheet,) = read_sheets(saved(book))
    assert [row.number for row in sheet.rows] == [1]


def test_rows_are_numbered_as_excel_shows_them() -> None:
    book = Workbook()
    book.worksheets[0]["B3"] = "x"
    book.worksheets[0]["A7"] = 5
    (sheet,) = read_sheets(saved(book))
    assert [row.number for row in sheet.rows] == [3, 7]
    (text,) = read_sheets(b'\n\n"x\ny",z\n\n5\n')
    assert [row.number for row in text.rows] == [3, 5]


def test_cells_know_what_they_are() -> None:
    (sheet,) = read_sheets(xlsx([["chữ", 5, 1.5, "#REF!", True, " "]]))
    kinds = [cell.kind for cell in next(iter(sheet.rows)).cells]
    assert kinds == [Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.FAULT, Kind.TEXT]
    assert [str(cell.number) for cell in next(iter(sheet.rows)).cells[1:3]] == ["5", "1.5"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_comes_in_any_separator_and_unicode(separator: str, encoding: str) -> None:
    octets = csv_text(typed_list([AN, BINH], ONE_LINE), separator).encode(encoding)
    seen = read_payout_list(octets, TERMS, RATES)
    assert [row.name for row in seen.rows] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert NoteCode.ENCODING_ASSUMED not in codes(seen)


def test_addresses_full_of_commas_do_not_hide_the_separator() -> None:
    far = [*AN[:4], "Số 1, ngõ 2, thôn 3, xã 4, huyện 5, tỉnh 6", *AN[5:]]
    octets = csv_text(typed_list([far], ONE_LINE), ";").encode()
    assert read_payout_list(octets, TERMS, RATES).rows[0].address == far[4]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_hint_that_excel_puts_first_is_obeyed(separator: str) -> None:
    text = csv_text(typed_list([AN], ONE_LINE), separator)
    octets = f"sep={separator}\r\n{text}".encode()
    assert [row.row for row in read_payout_list(octets, TERMS, RATES).rows] == [6]


def test_an_encoding_that_had_to_be_tried_is_said() -> None:
    # Windows-1258 has the letters with hats and horns, and writes tones as letters of their own.
    letters = TEXT
    for composed, apart in (("ễ", "ê\u0303"), ("ầ", "â\u0300"), ("ị", "i\u0323")):
        letters = letters.replace(composed, apart)
    octets = letters.encode("cp1258", errors="replace")
    names = [cell.text for row in read_sheets(octets)[0].rows for cell in row.cells]
    assert "Nguyễn Văn An" in names
    assert read_sheets(octets)[0].encoding_assumed == "cp1258"


def test_utf_16_without_a_mark_is_said() -> None:
    seen = read_payout_list(TEXT.encode("utf-16-le"), TERMS, RATES)
    assert note(seen, NoteCode.ENCODING_ASSUMED).data == {"encoding": "utf-16-le"}


def put(sheet: Any, lines: Sequence[Line]) -> None:
    for line in lines:
        sheet.append(list(line) or [None])


def test_a_list_with_a_faulty_header_is_not_passed_over_for_the_one_beside_it() -> None:
    book = Workbook()
    put(book.worksheets[0], [["Ghi chú"], ["không phải danh sách"]])
    put(book.create_sheet("Xã A"), typed_list([AN]))
    assert read_payout_list(saved(book), TERMS, RATES).sheet == "Xã A"
    put(book.create_sheet("Xã B"), [["STT", "Họ tên", "Năm sinh", "Số CCCD"], BINH])
    with pytest.raises(ListFormatError, match="several-lists"):
        read_payout_list(saved(book), TERMS, RATES)


def test_several_sheets_with_a_list_must_be_chosen_between() -> None:
    book = Workbook()
    for name, person in (("Xã A", AN), ("Xã B", BINH)):
        put(book.create_sheet(name), typed_list([person]))
    book.create_sheet("Ẩn").sheet_state = "hidden"
    octets = saved(book)

    with pytest.raises(ListFormatError) as refused:
        read_payout_list(octets, TERMS, RATES)
    assert refused.value.code == "several-lists"
    assert refused.value.data == {"sheets": "Xã A, Xã B"}
    assert read_payout_list(octets, TERMS, RATES, sheet_name="Xã B").rows[0].name == BINH[1]
    with pytest.raises(ListFormatError, match="sheet-not-found"):
        read_payout_list(octets, TERMS, RATES, sheet_name="Ẩn")
