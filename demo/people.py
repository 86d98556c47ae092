"""Synthetic people of one commune who draw social assistance. None of them exists.

The same seed gives the same people. Names, villages and birth provinces are like those of Tân Trào
in Tuyên Quang; the last six digits of a citizen number are drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from firmware_config.ids import CitizenNumber
from firmware_config.period import Period
from firmware_config.places import Commune, commune

TAN_TRAO: Commune = commune("02545")

_FAMILIES = (
    *("Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Hoàng"),
    *("Vũ", "Đặng", "Bùi", "Đỗ", "Hà", "Ma", "Ma", "Nông", "Quan", "Lương", "Lý", "Bàn"),
    *("Triệu", "Đinh", "Phan", "Ngô", "Dương", "Trương", "Lưu", "Tạ"),
)
_MIDDLES_MALE = ("Văn", "Văn", "Văn", "Đức", "Xuân", "Đình", "Quang", "Hữu", "Ngọc", "Công", "Viết")
_MIDDLES_FEMALE = ("Thị", "Thị", "Thị", "Thị", "Thị Thu", "Thị Kim", "Thị Hồng", "Thị Ngọc", "Bích")
_GIVEN_MALE = (
    *("An", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Đông", "Được", "Giáp", "Hải", "Hiếu"),
    *("Hoà", "Hùng", "Khánh", "Lâm", "Lộc", "Long", "Mạnh", "Minh", "Nghĩa", "Phúc", "Quý"),
    *("Sơn", "Tài", "Thắng", "Thọ", "Thuỷ", "Tiến", "Toàn", "Trường", "Tuấn", "Việt", "Vượng"),
)
_GIVEN_FEMALE = (
    *("Ánh", "Bưởi", "Chung", "Cúc", "Dung", "Đào", "Gấm", "Hằng", "Hiền", "Hoa", "Huệ"),
    *("Hường", "Lan", "Liên", "Loan", "Lụa", "Mai", "Mơ", "Mùi", "Nga", "Ngân", "Nguyệt"),
    *("Nhung", "Phượng", "Sen", "Thảo", "Thơm", "Tuyết", "Ước", "Vân", "Xuyến", "Yến"),
)
_VILLAGES = (
    *("Tân Lập", "Bòng", "Cả", "Lũng Búng", "Mỏ Ché", "Thia", "Tiền Phong", "Vĩnh Tân"),
    *("Trung Yên", "Khuôn Điển"),
)
# Most were born where they live; the others came from Hà Giang, Thái Nguyên, Nam Định, Phú Thọ.
_BIRTHPLACES = (*("008",) * 14, "002", "019", "036", "025")
_BARE_YEAR_SHARE = 0.25  # of those born before 1960: registers often hold the year alone
_OLD_REGISTERS_END = 1960


@dataclass(frozen=True, slots=True)
class Category:
    """A category of Decree 20/2021/NĐ-CP, Art. 5, as lists name it, with its coefficient (Art. 6)
    in tenths, and the ages it is drawn at here."""

    text: str
    coefficient_tenths: int
    ages: range


_ALONE = "Người cao tuổi hộ nghèo không có người phụng dưỡng từ đủ"
_CATEGORIES = {
    Category(f"{_ALONE} 60 đến 80 tuổi", 15, range(60, 80)): 32,
    Category(f"{_ALONE} 80 tuổi", 20, range(80, 98)): 40,
    Category("Người cao tuổi khuyết tật nặng", 20, range(60, 96)): 60,
    Category("Người cao tuổi khuyết tật đặc biệt nặng", 25, range(60, 96)): 20,
    Category("Người khuyết tật nặng", 15, range(18, 60)): 28,
    Category("Người khuyết tật đặc biệt nặng", 20, range(18, 60)): 10,
    Category("Người đơn thân nghèo đang nuôi con", 10, range(24, 50)): 10,
}
"""With how many of two hundred draw each. Who is only old draws the social pension since July 2025
(Decree 176/2025/NĐ-CP) and is on another list."""


@dataclass(frozen=True, slots=True)
class Person:
    """`is_day_known` is false where the register holds the year of birth alone. `months` are paid
    together this time; `arrears_months` were owed from before."""

    name: str
    birth: date
    is_day_known: bool
    citizen: CitizenNumber
    village: str
    category: Category
    months: int
    arrears_months: int

    def monthly_vnd(self, standard_vnd: int) -> int:
        return standard_vnd * self.category.coefficient_tenths // 10

    def arrears_vnd(self, standard_vnd: int) -> int:
        return self.monthly_vnd(standard_vnd) * self.arrears_months

    def total_vnd(self, standard_vnd: int) -> int:
        return self.monthly_vnd(standard_vnd) * self.months + self.arrears_vnd(standard_vnd)


def people(seed: int, count: int, period: Period) -> tuple[Person, ...]:
    """`count` people, of the ages of their categories on the first of `period`.

    No two share a citizen number, nor a name with a year of birth.
    """
    chance = Random(seed)  # noqa: S311 -- the same people every time is the point
    made: dict[tuple[str, int], Person] = {}
    numbers: set[str] = set()
    while len(made) < count:
        person = _person(chance, date(period.year, period.month, 1))
        key = (person.name, person.birth.year)
        if key not in made and person.citizen.digits not in numbers:
            made[key] = person
            numbers.add(person.citizen.digits)
    return tuple(made.values())


def _person(chance: Random, today: date) -> Person:
    (category,) = chance.choices(tuple(_CATEGORIES), tuple(_CATEGORIES.values()))
    birth = _birth(chance, category.ages, today)
    is_female = chance.random() < 0.6  # women live longer
    is_old_register = birth.year < _OLD_REGISTERS_END
    return Person(
        name=_name(chance, is_female=is_female),
        birth=birth,
        is_day_known=not (is_old_register and chance.random() < _BARE_YEAR_SHARE),
        citizen=_citizen(chance, birth.year, is_female=is_female),
        village=chance.choice(_VILLAGES),
        category=category,
        months=2 if chance.random() < 0.04 else 1,
        arrears_months=chance.randint(1, 3) if chance.random() < 0.06 else 0,
    )


def _birth(chance: Random, ages: range, today: date) -> date:
    """A day that makes the person's full age one of `ages`. `today` is the first of a month."""
    latest = today.replace(year=today.year - ages.start)
    earliest = today.replace(year=today.year - ages.stop) + timedelta(days=1)
    return earliest + timedelta(days=chance.randint(0, (latest - earliest).days))


def _name(chance: Random, *, is_female: bool) -> str:
    middle = chance.choice(_MIDDLES_FEMALE if is_female else _MIDDLES_MALE)
    given = chance.choice(_GIVEN_FEMALE if is_female else _GIVEN_MALE)
    return f"{chance.choice(_FAMILIES)} {middle} {given}"


def _citizen(chance: Random, year: int, *, is_female: bool) -> CitizenNumber:
    """Birthplace, century and sex, year, and six digits (Decree 137/2015/NĐ-CP, Art. 13)."""
    century_and_sex = (year // 100 - 19) * 2 + is_female
    place = chance.choice(_BIRTHPLACES)
    return CitizenNumber(f"{place}{century_and_sex}{year % 100:02}{chance.randrange(10**6):06}")
