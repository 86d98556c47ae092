"""The preview of a payout list, and the list as accepted."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardsvc.registry.errors import RegistryError
from cardsvc.registry.finding import Note, Problem
from cardsvc.registry.header import Heading
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.totals import Totals


class ListRefused(RegistryError):
    """A list with problems. `problems` are for the screen; the error's own text only counts."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("list-refused", problems=len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row that was not taken, its cells as they were read (by column A, B, …)."""

    row: int
    values: tuple[str, ...] = field(repr=False)
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AcceptedList:
    terms: ListTerms
    rows: tuple[ListRow, ...]
    set_aside: tuple[SetAsideRow, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a list. `rows` are those without a problem.

    `columns` says which heading was taken for which column, `ignored` which meant nothing;
    `signatures` are the lines below the table, in which nobody is paid.
    """

    terms: ListTerms
    sheet: str
    header_rows: tuple[int, int]
    columns: tuple[Heading, ...]
    ignored: tuple[str, ...]
    rows: tuple[ListRow, ...]
    bad_rows: tuple[SetAsideRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    totals: Totals
    signatures: tuple[str, ...] = field(repr=False)

    @property
    def list_problems(self) -> tuple[Problem, ...]:
        """Those of the whole list. Setting rows aside does not mend them."""
        return tuple(problem for problem in self.problems if problem.row is None)

    def accepted(self, *, set_aside_bad_rows: bool) -> AcceptedList:
        """The list to import: all of it, or without its bad rows if so told.

        Raises:
            ListRefused: for any problem; if bad rows may be set aside, for one of the whole list
                or when no good row is left.
        """
        refused = not self.rows or self.list_problems
        if refused or (self.problems and not set_aside_bad_rows):
            raise ListRefused(self.problems)
        return AcceptedList(self.terms, self.rows, self.bad_rows)
