"""A long list is written page by page, reads back letter for letter, and comes out the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdfium2

from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column
from firmware_config.paper.long_listing import LongListing

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "Nguyễn Thị Ẫm Ộp, Y Brĭ Niê Kdăm"
COLUMNS = (Column("STT", 1, "R"), Column("Họ và tên\nName", 4), Column("Số tiền", 2, "R"))


def written(rows: int, name: str = NAME) -> bytes:
    file = io.BytesIO()
    listing = LongListing(file, title="Danh sách đã ký", made_at=AT, footing="BTXH", wide=True)
    listing.bilingual("DANH SÁCH", "List", 14, bold=True, align="C")
    listing.table(COLUMNS, ((str(n), name, "500.000 ₫") for n in range(1, rows + 1)))
    listing.signatures((SignatureColumn("NGƯỜI LẬP", "Prepared by", "Lê Văn Tám"),), 20)
    listing.close()
    return file.getvalue()


def pages(octets: bytes) -> list[str]:
    with pypdfium2.PdfDocument(octets) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_every_letter_can_be_read_back() -> None:
    (page,) = pages(written(1))
    for words in ("DANH SÁCH", NAME, "500.000 ₫", "NGƯỜI LẬP", "Lê Văn Tám", "Trang 1/", "BTXH"):
        assert words in page


def test_letters_with_loose_marks_are_the_same_letters() -> None:
    import unicodedata

    assert NAME in pages(written(1, unicodedata.normalize("NFD", NAME)))[0]


def test_every_page_has_the_headings_and_every_row_is_there_once() -> None:
    told = pages(written(200))
    assert len(told) > 3
    assert all("Họ và tên" in page for page in told)
    assert sum(page.count(NAME) for page in told) == 200


def test_a_text_too_long_for_its_column_is_wrapped_and_lost_nowhere() -> None:
    long = "x" * 300
    (page,) = pages(written(1, long))
    assert "".join(page.split()).count("x") == 300


def test_the_same_list_is_the_same_octets() -> None:
    assert written(50) == written(50)


def test_a_list_of_nobody_is_a_page() -> None:
    assert len(pages(written(0))) == 1
