"""The columns of a payout list (danh sách chi trả) and the headings they go by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from firmware_config.vietnamese.fold import fold


class Column(StrEnum):
    """The value is a stable word for forms and message catalogues."""

    NUMBER = "number"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    CITIZEN_NUMBER = "citizen-number"
    ADDRESS = "address"
    CATEGORY = "category"
    COEFFICIENT = "coefficient"
    MONTHLY = "monthly"
    MONTHS = "months"
    ARREARS = "arrears"
    TOTAL = "total"
    SIGNATURE = "signature"

    @property
    def heading(self) -> str:
        """The usual Vietnamese heading."""
        return _HEADINGS[self][0][0]


_HEADINGS: Mapping[Column, tuple[tuple[str, ...], ...]] = {
    Column.NUMBER: (("STT", "Số thứ tự", "TT", "Số TT"),),
    Column.NAME: (
        (
            *("Họ và tên", "Họ tên", "Họ, tên", "Tên đối tượng", "Người hưởng"),
            *("Họ và tên người hưởng", "Họ tên người hưởng"),
            *("Họ và tên đối tượng", "Họ tên đối tượng"),
        ),
    ),
    Column.BIRTH_DATE: (
        ("Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
        ("Năm sinh",),
    ),
    Column.CITIZEN_NUMBER: (
        (
            *("Số CCCD", "CCCD", "Số thẻ CCCD", "Căn cước công dân", "Số căn cước công dân"),
            *("Số căn cước", "Căn cước", "Số thẻ căn cước", "Số định danh"),
            *("Số định danh cá nhân", "Mã định danh", "Mã số định danh", "Số ĐDCN", "ĐDCN"),
        ),
        ("Số CMND", "CMND", "Số CMT", "Chứng minh nhân dân", "Số chứng minh nhân dân"),
    ),
    Column.ADDRESS: (
        (
            *("Địa chỉ", "Nơi ở", "Chỗ ở", "Nơi cư trú", "Địa chỉ cư trú", "Nơi ở hiện nay"),
            *("Chỗ ở hiện nay", "Thường trú", "Nơi thường trú", "Địa chỉ thường trú"),
            "Hộ khẩu thường trú",
        ),
    ),
    Column.CATEGORY: (
        ("Loại đối tượng", "Mã đối tượng", "Mã loại đối tượng", "Nhóm đối tượng"),
        ("Đối tượng", "Diện đối tượng", "Diện hưởng", "Diện"),
    ),
    Column.COEFFICIENT: (("Hệ số", "Hệ số hưởng", "Hệ số trợ cấp", "Hệ số trợ giúp"),),
    Column.MONTHLY: (
        (
            *("Mức trợ cấp", "Mức hưởng", "Mức trợ giúp", "Mức chi trả", "Mức tiền"),
            *("Mức trợ cấp hàng tháng", "Mức trợ cấp hằng tháng", "Mức trợ cấp 1 tháng"),
            *("Mức hưởng hàng tháng", "Mức hưởng hằng tháng", "Mức hưởng 1 tháng"),
            *("Trợ cấp hàng tháng", "Trợ cấp hằng tháng"),
        ),
    ),
    Column.MONTHS: (("Số tháng", "Số tháng hưởng", "Số tháng chi trả", "Số tháng lĩnh"),),
    Column.ARREARS: (
        (
            *("Truy lĩnh", "Tiền truy lĩnh", "Số tiền truy lĩnh", "Truy lãnh", "Truy trả"),
            "Truy lĩnh các tháng trước",
        ),
    ),
    Column.TOTAL: (
        (
            *("Tổng tiền", "Tổng số tiền", "Tổng cộng", "Tổng số", "Tổng", "Tổng lĩnh"),
            *("Tổng tiền được nhận", "Tổng số tiền được nhận", "Tổng số tiền được lĩnh"),
            *("Tổng số tiền chi trả", "Thực lĩnh", "Thực nhận", "Số tiền thực nhận"),
        ),
        ("Thành tiền",),
        ("Số tiền", "Số tiền được nhận"),
    ),
    Column.SIGNATURE: (("Ký nhận", "Ký tên", "Chữ ký", "Ký nhận tiền", "Ký, ghi rõ họ tên"),),
}
"""Within a column, headings of a later group are taken only where the sheet has none of an earlier
one: an old list may hold both `Số CCCD` and `Số CMND`."""

_BY_HEADING = {
    fold(heading): (column, rank)
    for column, groups in _HEADINGS.items()
    for rank, group in enumerate(groups)
    for heading in group
}


def column_of(heading: str) -> tuple[Column, int] | None:
    """The column that `heading` names and the rank of its group (0 first), or `None`."""
    return _BY_HEADING.get(fold(heading))
