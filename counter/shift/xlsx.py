"""The report of a shift as a workbook: one sheet, every amount a number.

Text goes in as text whatever it begins with: a note of `=…` is no formula (CWE-1236).
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from counter.shift.pdf import ShiftPaper
from firmware_config.vietnamese.dates import moment_vi

_MONEY = '#,##0" ₫";-#,##0" ₫"'
_SHEET = "Ca"


def shift_xlsx(view: ShiftPaper) -> bytes:
    """What the paper shows, in its order: Vietnamese, a count, an amount, English."""
    made = BytesIO()
    book = Workbook(
        made,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # The same shift gives the same bytes.
    book.set_properties(
        {"title": f"Báo cáo ca {view.number}", "created": view.closed_at.replace(tzinfo=None)}
    )
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": _MONEY})
    total = book.add_format({"num_format": _MONEY, "bold": True})
    sheet = book.add_worksheet(_SHEET)
    sheet.set_column("A:A", 46)
    sheet.set_column("B:B", 10)
    sheet.set_column("C:C", 20)
    sheet.set_column("D:D", 46)
    down = _write_head(sheet, view, bold)
    for vi, en in zip(view.vi, view.en, strict=True):
        down += 1
        sheet.write_string(down, 0, vi.title, bold)
        sheet.write_string(down, 3, en.title, bold)
        for row, row_en in zip(vi.rows, en.rows, strict=True):
            down += 1
            sheet.write_string(down, 0, row.label)
            sheet.write_string(down, 3, row_en.label)
            if row.count is not None:
                sheet.write_number(down, 1, row.count)
            if row.amount_vnd is not None:
                sheet.write_number(down, 2, row.amount_vnd, money)
        if vi.total_vnd is not None:
            down += 1
            sheet.write_string(down, 0, "Cộng", bold)
            sheet.write_number(down, 2, vi.total_vnd, total)
            sheet.write_string(down, 3, "Total", bold)
        down += 1
    book.close()
    return made.getvalue()


def _write_head(sheet: Any, view: ShiftPaper, bold: Any) -> int:
    """Who, where, when; the last row written."""
    head = [
        *([("TẬP DƯỢT", "", "PRACTICE")] if view.is_practice else []),
        *([("MÔ PHỎNG", "", "SIMULATED")] if view.is_simulated else []),
        ("BÁO CÁO CA", view.number, "Shift report"),
        ("Bưu cục", f"{view.office_name} ({view.office})", "Office"),
        ("Quầy", view.terminal.text, "Terminal"),
        ("Giao dịch viên", view.teller, "Teller"),
        ("Mở ca", moment_vi(view.opened_at), "Opened"),
        ("Đóng ca", f"{moment_vi(view.closed_at)} ({view.closed_by})", "Closed"),
    ]
    for down, (vi, value, en) in enumerate(head):
        sheet.write_string(down, 0, vi, bold)
        sheet.write_string(down, 1, value)
        sheet.write_string(down, 3, en)
    return len(head) - 1
