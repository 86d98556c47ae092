"""A route of home visits as a PDF: what the postman takes along and writes on."""

from __future__ import annotations

from collections.abc import Callable

from counter.paper.payout_sheet_pdf import Heading
from counter.visit import Visit
from counter.words import months_in
from firmware_config.ids import ProgrammeCode
from firmware_config.money import format_vnd
from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column, Listing
from firmware_config.vietnamese.dates import moment_vi
from firmware_config.vietnamese.words import amount_in_words_vi

_ROW_MM = 13.0
_SIGNING_ROOM_MM = 24.0
_COLUMNS = (
    *(Column("STT", 10, "C"), Column("Họ và tên", 55), Column("Chương trình", 45)),
    *(Column("Kỳ", 45), Column("Số tiền", 28, "R"), Column("Giờ đến", 20, "C")),
    *(Column("Kết quả", 28, "C"), Column("Ghi chú", 36)),
)
NO_NAME = "—"


def visit_pdf(
    heading: Heading, visit: Visit, programme_vi: Callable[[ProgrammeCode], str]
) -> bytes:
    """Each person with what is due, room for the result, the cash to take along, and who signs."""
    footing = f"{heading.office_name} · {heading.terminal} · chuyến {visit.number}"
    listing = Listing(
        title="Chi trả tại nhà", made_at=visit.prepared_at, footing=footing, wide=True
    )
    if heading.is_practice:
        listing.banner("TẬP DƯỢT", "Practice")
    elif heading.is_simulated:
        listing.banner("MÔ PHỎNG", "Simulation")
    listing.text("DANH SÁCH CHI TRẢ TẠI NHÀ", 15, bold=True, align="C")
    listing.text(
        f"Chuyến số {visit.number} · lập lúc {moment_vi(visit.prepared_at)}", 10, align="C"
    )
    listing.text(
        f"{heading.office_name} ({heading.office}) · quầy {heading.terminal}", 10, align="C"
    )
    listing.gap(4)
    rows = [
        (
            *(str(number), stop.name or NO_NAME, programme_vi(stop.due.programme)),
            *(months_in(stop.due.periods, "vi"), format_vnd(stop.amount_vnd), "", "", ""),
        )
        for number, stop in enumerate(visit.stops, start=1)
    ]
    listing.table(_COLUMNS, rows, row_mm=_ROW_MM)
    listing.gap(3)
    listing.text(f"Cộng: {format_vnd(visit.total_vnd)}", 11, bold=True)
    listing.text(f"Bằng chữ: {amount_in_words_vi(visit.total_vnd)}", 10)
    listing.gap(2)
    listing.text(
        "Danh sách này để đi đường, không phải chứng từ chi. Được chi hay không là do máy trả lời; "
        "khi máy từ chối thì không chi, ghi lý do vào cột Kết quả.",
        9,
    )
    listing.gap(5)
    listing.signatures(
        [
            SignatureColumn("Người đi chi trả\n(ký, ghi rõ họ tên)", "Teller (sign, full name)"),
            SignatureColumn("Kiểm soát viên\n(ký, ghi rõ họ tên)", "Supervisor (sign, full name)"),
        ],
        _SIGNING_ROOM_MM,
    )
    return listing.to_bytes()
