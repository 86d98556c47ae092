"""The evidence of a dead letter as a PDF: what a counter hands to the centre on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from counter.centre.letters import DeadLetter
from counter.paper.payout_sheet_pdf import Heading
from counter.words import months_in
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.ids import ProgrammeCode
from firmware_config.money import format_vnd
from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column, Listing
from firmware_config.vietnamese.dates import moment_vi
from firmware_config.vietnamese.words import amount_in_words_vi
from firmware_config.wire import Entry

_SIGNING_ROOM_MM = 26.0
_COLUMNS = (Column("Nội dung", 30), Column("Số liệu trong nhật ký", 70))
_IN_A_ROW = 32  # hexadecimal digits


def letter_pdf(
    heading: Heading,
    entry: Entry,
    letter: DeadLetter,
    reason_vi: str,
    programme_vi: Callable[[ProgrammeCode], str],
    made_at: datetime,
) -> bytes:
    """One entry as the journal has it, with its hash and the card's receipt in full, so that the
    centre can check both against its own. It names nobody: the entitlement does."""
    footing = f"{heading.office_name} · {heading.terminal} · {entry.seq:06}"
    listing = Listing(title="Chứng cứ của quầy", made_at=made_at, footing=footing)
    if heading.is_practice:
        listing.banner("TẬP DƯỢT", "Practice")
    elif heading.is_simulated:
        listing.banner("MÔ PHỎNG", "Simulation")
    listing.text("CHỨNG CỨ GỬI TRUNG TÂM", 15, bold=True, align="C")
    listing.text("Khoản trung tâm đã nhận nhưng chưa ghi sổ", 10, align="C")
    listing.gap(4)
    rows = [
        ("Bưu cục", f"{heading.office_name} ({heading.office})"),
        ("Quầy", heading.terminal.text),
        ("Số thứ tự trong nhật ký", f"{entry.seq:06}"),
        ("Thời gian", moment_vi(entry.at)),
        ("Lý do trung tâm trả lời", f"{reason_vi} ({letter.reason})"),
        ("Ngày trung tâm trả lời", moment_vi(letter.at)),
        *_rows(entry.body, programme_vi),
        ("Mã băm của mục nhật ký (SHA-256)", _broken(entry.hash)),
    ]
    listing.table(_COLUMNS, rows, size_pt=9.5)
    listing.gap(6)
    listing.text("Ý kiến của kiểm soát viên:", 10)
    listing.gap(24)
    listing.signatures(
        [
            SignatureColumn("Kiểm soát viên\n(ký, ghi rõ họ tên)", "Supervisor (sign, full name)"),
            SignatureColumn("Người nhận tại trung tâm\n(ký, ghi rõ họ tên)", "Taken in by"),
        ],
        _SIGNING_ROOM_MM,
    )
    return listing.to_bytes()


def _rows(body: Body, programme_vi: Callable[[ProgrammeCode], str]) -> list[tuple[str, str]]:
    rows = [("Loại", _KINDS.get(body.kind, body.kind))]
    if isinstance(body, Disbursed | Reversed | OutcomeUnknown):
        claim = body.claim
        rows += [
            ("Mã quyền hưởng", str(claim.entitlement)),
            ("Chương trình", programme_vi(claim.programme)),
            ("Kỳ", months_in(claim.periods, "vi")),
            ("Số tiền", format_vnd(claim.amount_vnd)),
            ("Bằng chữ", amount_in_words_vi(claim.amount_vnd)),
            ("Giao dịch viên", body.teller),
        ]
    if isinstance(body, OutcomeUnknown | Reversed):
        rows.append(("Kiểm soát viên", body.supervisor))
    card = getattr(body, "card", None)
    if card is not None:
        rows.append(("Thẻ", card.printed))
    if isinstance(body, Disbursed | Reversed | ScriptApplied | CarriedReceipt) and body.receipt:
        rows.append(("Biên nhận do thẻ ký (COSE)", _broken(body.receipt)))
    return rows


_KINDS = {
    Disbursed.kind: "Chi trả",
    Reversed.kind: "Huỷ khoản đã chi",
    OutcomeUnknown.kind: "Chưa rõ kết quả, đóng theo lời kiểm soát viên",
    ScriptApplied.kind: "Thẻ đã thực hiện lệnh",
    CarriedReceipt.kind: "Biên nhận của quầy khác do thẻ mang về",
}


def _broken(octets: bytes) -> str:
    digits = octets.hex()
    return " ".join(digits[at : at + _IN_A_ROW] for at in range(0, len(digits), _IN_A_ROW))
