"""The words of a report's papers and workbooks: Vietnamese first, English beside it.

A sealed paper is the same whoever asked for it, so its words are not those of a page's language.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cardsvc
from cardsvc.reports.figures import Difference, DifferenceKind
from cardsvc.tables import DueState
from firmware_config.claim import Medium
from firmware_config.web.catalogue import Catalogue

_MESSAGES = Path(cardsvc.__path__[0]) / "messages"

STATES: dict[DueState, tuple[str, str]] = {
    DueState.PAID: ("Đã chi", "Paid"),
    DueState.CARRIED: ("Chưa chi, chuyển kỳ sau", "Unpaid, carried forward"),
    DueState.RETURNED: ("Thôi hưởng, trả lại", "Ended, returned"),
    DueState.SUSPENSE: ("Đang treo", "In suspense"),
}
MEDIA: dict[str, tuple[str, str]] = {
    Medium.CHIP.value: ("Thẻ", "Card"),
    Medium.QR.value: ("Phiếu QR", "QR sheet"),
    Medium.LIST.value: ("Danh sách", "List"),
    "": ("—", "—"),
}
DIFFERENCES: dict[DifferenceKind, tuple[str, str]] = {
    DifferenceKind.DUES: (
        "Phải chi không bằng đã chi, chuyển kỳ sau, trả lại và đang treo",
        "Owed is not paid, carried, returned and suspended together",
    ),
    DifferenceKind.LEDGER: (
        "Sổ cái ghi đã chi khác với các khoản đã chi",
        "The ledger's paid money differs from the payments of dues",
    ),
    DifferenceKind.WITHOUT_DUE: ("Đã chi mà không có khoản phải chi", "Paid with nothing owed"),
    DifferenceKind.CARRIED: (
        "Số chuyển sang khác với báo cáo trước",
        "Carried in is not what the report before carried forward",
    ),
    DifferenceKind.SUSPENSE: ("Tiền đang treo, chưa giải quyết", "Money in suspense"),
    DifferenceKind.DRAWER: ("Đã đóng ca mà ngăn kéo còn tiền", "A closed drawer is not empty"),
    DifferenceKind.SHIFT: (
        "Kiểm quỹ cuối ca thừa (+) hoặc thiếu (−), chưa giải quyết",
        "Counted more (+) or less (−) at the end of a shift, unexplained",
    ),
    DifferenceKind.OFFICE_CASH: (
        "Quỹ bưu cục chi ra nhiều hơn số tiền đã nhận",
        "More went out of an office's cash than came in",
    ),
    DifferenceKind.FUNDING: ("Đã dùng quá số kinh phí nhận", "More used than was funded"),
    DifferenceKind.GAP: ("Máy quầy còn thiếu bút toán", "Entries of a terminal are missing"),
    DifferenceKind.QUARANTINED: ("Máy quầy bị ngừng nhận", "A terminal in quarantine"),
}


def where(one: Difference) -> str:
    """What a difference is about; a case's kind in both languages."""
    if one.kind is not DifferenceKind.SUSPENSE:
        return one.subject
    known = _catalogue()
    message = f"case-{one.subject}"
    if message not in known:
        message = "case-other"
    return both((known.translator("vi")(message), known.translator("en")(message)))


@lru_cache
def _catalogue() -> Catalogue:
    return Catalogue.load((_MESSAGES,))


def both(words: tuple[str, str]) -> str:
    """Vietnamese over English, as a heading has it."""
    return "\n".join(words)
