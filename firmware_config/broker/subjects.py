"""Where a terminal's batches and their answers go: streams of a province, subjects of a terminal.

The accounts' permissions are made of these names too, so that what a terminal may do and what it
does cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode, TerminalId

_BATCH = "chitra.batch"
_ANSWER = "chitra.answer"
_INBOX = "_INBOX"


class SubjectError(ContractError):
    """`subject-unknown`: not a subject on which a terminal's batches come."""


@dataclass(frozen=True, slots=True)
class ProvinceSubjects:
    """What a province's terminals share. `province` may be a template's word in its place."""

    province: str

    @classmethod
    def of(cls, province: ProvinceCode) -> ProvinceSubjects:
        return cls(province.text)

    @property
    def batch_stream(self) -> str:
        return f"BATCHES_{self.province}"

    @property
    def answer_stream(self) -> str:
        return f"ANSWERS_{self.province}"

    @property
    def batches(self) -> str:
        return f"{_BATCH}.{self.province}.*"

    @property
    def answers(self) -> str:
        return f"{_ANSWER}.{self.province}.*"


@dataclass(frozen=True, slots=True)
class TerminalSubjects:
    """One terminal's own: nobody else may publish to or hear them but the ledger."""

    province: str
    terminal: str

    @classmethod
    def of(cls, province: ProvinceCode, terminal: TerminalId) -> TerminalSubjects:
        return cls(province.text, terminal.text)

    @classmethod
    def of_batch(cls, subject: str) -> TerminalSubjects:
        """Whose batch came on `subject`.

        Raises:
            SubjectError: `subject-unknown`.
            IdError: a province or a terminal that is none.
        """
        before, _, rest = subject.partition(f"{_BATCH}.")
        province, dot, terminal = rest.partition(".")
        if before or not dot:
            raise SubjectError("subject-unknown")
        return cls.of(ProvinceCode(province), TerminalId(terminal))

    @property
    def batch(self) -> str:
        return f"{_BATCH}.{self.province}.{self.terminal}"

    @property
    def answer(self) -> str:
        return f"{_ANSWER}.{self.province}.{self.terminal}"

    @property
    def last_answer(self) -> str:
        """Asked for the last answer (JetStream's direct get by subject)."""
        return f"$JS.API.DIRECT.GET.{ProvinceSubjects(self.province).answer_stream}.{self.answer}"

    @property
    def inbox(self) -> str:
        """Before every reply subject of the terminal, so that it hears no one else's."""
        return f"{_INBOX}.{self.terminal}"
