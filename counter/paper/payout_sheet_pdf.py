"""The payout list of a shift as a PDF to sign, and the form to sign by hand (tờ ký nhận)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counter.paper.payout_sheet import PayoutSheet, Proof, SheetPart, SheetRow
from counter.paper.receipt_pdf import fingerprint
from counter.words import months_in
from firmware_config.cose import Sign1
from firmware_config.ids import OfficeId, ProgrammeCode, TerminalId
from firmware_config.money import format_vnd
from firmware_config.paper.document import SignatureColumn
from firmware_config.paper.listing import Column, Listing
from firmware_config.vietnamese.dates import VIET_NAM, moment_vi, today
from firmware_config.vietnamese.words import amount_in_words_vi

_SIGNING_ROOM_MM = 26.0
_ROW_TO_SIGN_MM = 13.0
BLANK_LINES = 14  # two pages with those who sign at the end

_COLUMNS = (
    *(Column("STT", 9, "C"), Column("Thời gian", 22, "C"), Column("Họ và tên", 46)),
    *(Column("Kỳ", 33), Column("Số tiền (₫)", 24, "R"), Column("Biên nhận số", 20, "C")),
    Column("Xác nhận", 26, "C"),
)
_TO_SIGN = (
    *(Column("STT", 10, "C"), Column("Họ và tên người thụ hưởng", 52)),
    *(Column("4 số cuối căn cước", 22, "C"), Column("Chương trình, kỳ", 50)),
    *(Column("Số tiền (₫)", 28, "R"), Column("Biên nhận số", 22, "C")),
    *(Column("Ngày nhận", 26, "C"), Column("Người nhận tiền ký, ghi rõ họ tên", 57)),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose list it is, and what is said on top of every paper of a simulation or a training."""

    office: OfficeId
    office_name: str
    terminal: TerminalId
    is_simulated: bool = False
    is_practice: bool = False


def payout_sheet_pdf(
    sheet: PayoutSheet, heading: Heading, programme_vi: Callable[[ProgrammeCode], str]
) -> bytes:
    """By programme each payment, its proof, and totals in figures and words; then who signs."""
    listing = _listing(heading, "DANH SÁCH CHI TRẢ", "Payout list", sheet.ended_at, _source(sheet))
    listing.text(f"Từ {moment_vi(sheet.began_at)} đến {moment_vi(sheet.ended_at)}", 10, align="C")
    if sheet.tellers:
        listing.text(f"Giao dịch viên: {', '.join(sheet.tellers)}", 10, align="C")
    listing.gap(4)
    if not sheet.parts:
        listing.text("Không có khoản chi nào.", 11)
    for number, part in enumerate(sheet.parts, start=1):
        _draw_part(listing, number, part, programme_vi(part.programme), _clock(sheet))
    if len(sheet.parts) > 1:
        _draw_total(listing, "TỔNG CỘNG CÁC CHƯƠNG TRÌNH", sheet.total_vnd)
    listing.gap(4)
    listing.text(_HOW_PROVED, 8.5)
    listing.gap(6)
    listing.signatures(
        [
            SignatureColumn("Giao dịch viên\n(ký, ghi rõ họ tên)", "Teller (sign, full name)"),
            SignatureColumn("Kiểm soát viên\n(ký, ghi rõ họ tên)", "Supervisor (sign, full name)"),
        ],
        _SIGNING_ROOM_MM,
    )
    return listing.to_bytes()


def hand_sheet_pdf(
    heading: Heading,
    made_at: datetime,
    sheet: PayoutSheet | None,
    programme_vi: Callable[[ProgrammeCode], str],
    blank_lines: int = BLANK_LINES,
) -> bytes:
    """The form for signatures by hand: the payments of `sheet` that no card has signed for, and
    lines to write on."""
    source = "" if sheet is None else _source(sheet)
    listing = _listing(
        heading, "TỜ KÝ NHẬN TIỀN", "Signatures for money received", made_at, source, wide=True
    )
    listing.text("Dùng khi người nhận không có thẻ ký xác nhận.", 10, align="C")
    listing.gap(3)
    paid = () if sheet is None else sheet.on_paper
    rows = [
        (
            str(number),
            *(_who(row), "", f"{programme_vi(programme)}, {months_in(row.periods, 'vi')}"),
            *(_figures(row.amount_vnd), f"{row.receipt_seq:06}"),
            *(f"{row.at.astimezone(VIET_NAM):%d/%m/%Y}", ""),
        )
        for number, (programme, row) in enumerate(paid, start=1)
    ]
    rows += [
        (str(number), *("",) * 7) for number in range(len(rows) + 1, len(rows) + 1 + blank_lines)
    ]
    listing.table(_TO_SIGN, rows, row_mm=_ROW_TO_SIGN_MM)
    listing.gap(4)
    listing.text(
        "Người nhận đếm đủ tiền rồi mới ký. Người nhận thay ghi thêm “nhận thay” và số giấy uỷ "
        "quyền. Người không ký được thì điểm chỉ, có người làm chứng ký bên cạnh.",
        9,
    )
    listing.gap(4)
    listing.signatures(
        [
            SignatureColumn("Giao dịch viên\n(ký, ghi rõ họ tên)", "Teller (sign, full name)"),
            SignatureColumn("Kiểm soát viên\n(ký, ghi rõ họ tên)", "Supervisor (sign, full name)"),
        ],
        _SIGNING_ROOM_MM,
    )
    return listing.to_bytes()


_HOW_PROVED = (
    "Cột Xác nhận: tám chữ số là dấu vân của chữ ký điện tử do thẻ của người nhận ký, cũng in trên "
    "biên nhận; “Ký giấy” là người nhận ký trên biên nhận hoặc tờ ký nhận; “Kiểm soát viên” là "
    "khoản chưa rõ kết quả, ghi theo xác nhận của kiểm soát viên. Số tiền âm là khoản đã thu hồi."
)


def _listing(
    heading: Heading, vi: str, en: str, made_at: datetime, source: str, *, wide: bool = False
) -> Listing:
    footing = f"{heading.office_name} · Quầy {heading.terminal}"
    listing = Listing(
        title=vi.capitalize(),
        made_at=made_at,
        footing=f"{footing} · {source}" if source else footing,
        wide=wide,
    )
    if heading.is_practice:
        listing.banner("TẬP DƯỢT", "PRACTICE")
    if heading.is_simulated:
        listing.banner("MÔ PHỎNG", "SIMULATED")
    listing.text(heading.office_name, 11, bold=True)
    listing.text(f"Mã bưu cục {heading.office} · Quầy {heading.terminal}", 9)
    listing.gap(4)
    listing.text(vi, 16, bold=True, align="C")
    listing.text(en, 10, align="C")
    return listing


def _source(sheet: PayoutSheet) -> str:
    """What of the journal it shows, and the chain's head to compare with the ledger's."""
    head = fingerprint(sheet.head)
    return f"Nhật ký số {sheet.first_seq}–{sheet.last_seq} · Mã đối chiếu {head}"


def _clock(sheet: PayoutSheet) -> str:
    """How a row's time is written: with its day only where the list has several."""
    days = {today(at) for at in (sheet.began_at, sheet.ended_at)}
    return "%H:%M:%S" if len(days) == 1 else "%d/%m %H:%M"


def _draw_part(
    listing: Listing, number: int, part: SheetPart, programme_vi: str, clock: str
) -> None:
    listing.keep(40)
    listing.text(f"{number}. {programme_vi}", 12, bold=True)
    listing.gap(1)
    listing.table(_COLUMNS, (_row(at, row, clock) for at, row in enumerate(part.rows, start=1)))
    listing.gap(2)
    listing.keep(22)
    counted = f"Số khoản chi: {len(part.paid)}"
    if part.taken_back:
        counted += f" · Số khoản thu hồi: {len(part.taken_back)}"
    listing.text(counted, 10)
    _draw_total(listing, "Cộng", part.total_vnd)
    listing.gap(5)


def _draw_total(listing: Listing, label: str, total_vnd: int) -> None:
    listing.keep(16)
    sign, minus = ("−", "Âm ") if total_vnd < 0 else ("", "")
    listing.text(f"{label}: {sign}{format_vnd(abs(total_vnd))}", 11, bold=True)
    words = amount_in_words_vi(abs(total_vnd))
    listing.text(f"Bằng chữ: {minus}{words.lower() if minus else words}.", 10)


def _row(number: int, row: SheetRow, clock: str) -> tuple[str, ...]:
    return (
        str(number),
        f"{row.at.astimezone(VIET_NAM):{clock}}",
        _who(row),
        months_in(row.periods, "vi"),
        _figures(row.amount_vnd),
        f"{row.receipt_seq:06}",
        _proof(row),
    )


def _who(row: SheetRow) -> str:
    return f"{row.name} (uỷ quyền)" if row.by_proxy else row.name


def _figures(amount_vnd: int) -> str:
    """Without the sign of the currency, which the heading has."""
    figures = format_vnd(abs(amount_vnd)).removesuffix("\u00a0₫")
    return f"−{figures}" if amount_vnd < 0 else figures


def _proof(row: SheetRow) -> str:
    match row.proof:
        case Proof.PAPER:
            return "Ký giấy"
        case Proof.SUPERVISOR:
            return "Kiểm soát viên"
        case Proof.CARD:
            assert row.receipt is not None
            return fingerprint(Sign1.parse(row.receipt, max_bytes=512).signature)
