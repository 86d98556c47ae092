"""Rows of a CSV file that need no repair, read from what was learnt of the rows before them.

The reader of `cardsvc.registry` looks at every cell with patience, and most rows of a long list
need none: names and addresses of known words, a date of birth as `dd/mm/yyyy` or `yyyy`, twelve
digits that agree with it, and a category with its amounts just as some row above had them. Such a
row is taken as that reader would take it; any other goes to that reader, and teaches what it can.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.cells import INVISIBLE
from cardsvc.registry.column import Column
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.finding import Note, NoteCode
from cardsvc.registry.header import Header
from cardsvc.registry.list_row import ListRow, ListTerms
from firmware_config.record import MAX_NAME_BYTES
from firmware_config.vietnamese.fold import fold

MOST_LEARNT = 50_000
"""Of each kind; then it begins anew, so that a long list needs no more memory than a short one."""
MONEY = (
    *(Column.CATEGORY, Column.COEFFICIENT, Column.MONTHLY),
    *(Column.MONTHS, Column.ARREARS, Column.TOTAL),
)
"""What is read together; nothing else of a row has a say in it."""

_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)

Money = tuple[str, str, int | None, int, int, int, int]
"""Category, category's text, coefficient in tenths, monthly, months, arrears, total."""
Who = tuple[str, str, str, str, str]
"""Citizen number, name, folded name, birth (compact), address."""


class PlainRows:
    """What was learnt of one list."""

    def __init__(self, header: Header, terms: ListTerms) -> None:
        self._period = terms.period
        self._headings = {heading.column: heading.text for heading in header.headings}
        self._name = _index(header, Column.NAME)
        self._birth = _index(header, Column.BIRTH_DATE)
        self._citizen = _index(header, Column.CITIZEN_NUMBER)
        self._address = header.index(Column.ADDRESS)
        at = [index for column in MONEY if (index := header.index(column)) is not None]
        self._money_of = itemgetter(*at)  # two at least: the monthly amount and the total
        self._moneys: dict[object, tuple[Money, tuple[Note, ...]]] = {}
        self._months: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {}
        self._years: dict[str, tuple[frozenset[str], tuple[Note, ...]]] = {}
        self._folded: dict[str, str] = {}
        self._words: set[str] = set()

    def read(self, record: Sequence[str]) -> tuple[Who, Money, tuple[Note, ...]] | None:
        """The row with its notes, or `None` if it has to be looked at."""
        try:
            money, notes = self._moneys[self._money_of(record)]
        except (KeyError, IndexError):
            return None
        known = self._who(record)
        if known is None and self._learn(record):
            known = self._who(record)
        if known is None:
            return None
        who, more = known
        return who, money, (*notes, *more) if more else notes

    def learn_money(self, record: Sequence[str], row: ListRow, notes: Sequence[Note]) -> None:
        """How the amounts of a row were read that has no problem; `notes` are the row's."""
        if len(self._moneys) >= MOST_LEARNT:
            self._moneys.clear()
        try:
            key = self._money_of(record)
        except IndexError:
            return
        money = (
            row.category.code if row.category else "",
            row.category_text,
            row.coefficient_tenths,
            row.monthly_amount_vnd,
            row.months,
            row.arrears_vnd,
            row.total_vnd,
        )
        self._moneys[key] = money, tuple(note for note in notes if note.column in MONEY)

    def _who(self, record: Sequence[str]) -> tuple[Who, tuple[Note, ...]] | None:
        try:
            born, name, citizen = record[self._birth], record[self._name], record[self._citizen]
            birth, years, notes = self._born(born)
            folded = " ".join([self._folded[word] for word in name.split(" ")])
            address = "" if self._address is None else record[self._address]
        except (KeyError, IndexError):
            return None
        if len(citizen) != 12 or citizen[3:6] not in years:
            return None
        if not (citizen.isascii() and citizen.isdecimal()):
            return None
        if address and not self._words.issuperset(address.split(" ")):
            return None
        if self._address is not None and not address:
            return None
        if len(name) * 4 > MAX_NAME_BYTES and len(name.encode()) > MAX_NAME_BYTES:
            return None
        return (citizen, name, folded, birth, address), notes

    def _born(self, text: str) -> tuple[str, frozenset[str], tuple[Note, ...]]:
        """The date, digits 4 to 6 of a citizen number that agrees, notes. Raises `KeyError`."""
        if len(text) == 4:
            years, notes = self._years[text]
            return text, years, notes
        month, years, days = self._months[text[2:]]
        if text[:2] not in days:
            raise KeyError(text)
        return month + text[:2], years, ()

    def _learn(self, record: Sequence[str]) -> bool:
        """Whether all that the row lacks could be learnt."""
        try:
            born, name = record[self._birth], record[self._name]
            address = "" if self._address is None else record[self._address]
        except IndexError:
            return False
        return (
            self._learn_birth(born)
            and all(self._learn_name(word) for word in name.split(" "))
            and all(self._learn_word(word) for word in address.split(" ") if address)
        )

    def _learn_birth(self, text: str) -> bool:
        """A month with all its days, or a bare year."""
        bare, full = _YEAR.fullmatch(text), _DATE.fullmatch(text)
        try:
            if full:
                birth = BirthDate.of(date(int(full[3]), int(full[2]), int(full[1])))
            elif bare:
                birth = BirthDate(int(text))
            else:
                return False
        except (ValueError, RegistryError):
            return False
        if not birth.is_before_end_of(self._period.year, self._period.month):
            return False
        first = (birth.year - 1900) // 100 * 2  # a man's digit of the century; a woman's is next
        digits = f"{birth.year % 100:02}"
        years = frozenset({f"{first}{digits}", f"{first + 1}{digits}"})
        if birth.month is None:
            column, code = Column.BIRTH_DATE, NoteCode.BARE_YEAR
            note = Note(None, column, self._headings[column], text, str(birth), code)
            self._years[text] = years, (note,)
        else:
            last = monthrange(birth.year, birth.month)[1]
            days = frozenset(f"{day:02}" for day in range(1, last + 1))
            self._months[text[2:]] = birth.compact[:6], years, days
        return True

    def _learn_name(self, word: str) -> bool:
        if word in self._folded:
            return True
        if not word.isalpha() or not unicodedata.is_normalized("NFC", word):
            return False
        if len(self._folded) >= MOST_LEARNT:
            self._folded.clear()
        self._folded[word] = fold(word)
        return True

    def _learn_word(self, word: str) -> bool:
        if word in self._words:
            return True
        # A word that begins with a mark could be composed with the space before it.
        is_plain = (
            word.split() == [word]
            and unicodedata.is_normalized("NFC", word)
            and not unicodedata.combining(word[0])
            and not INVISIBLE.intersection(map(ord, word))
        )
        if is_plain:
            if len(self._words) >= MOST_LEARNT:
                self._words.clear()
            self._words.add(word)
        return is_plain


def _index(header: Header, column: Column) -> int:
    index = header.index(column)
    assert index is not None  # the header has every needed column
    return index
