"""What is wrong with a reviewed file, by place and code; words are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firmware_config.errors import ContractError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault. `code` keys the messages `finding-<code>` and its remedy `finding-<code>-do`."""

    file: str
    line: int
    code: str
    data: Mapping[str, object] = field(default_factory=dict, compare=False)


class ConfigurationFaulty(ContractError):
    """A configuration that may not be used: `configuration-faulty`, with every finding."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        super().__init__(
            "configuration-faulty",
            count=len(findings),
            file=first.file,
            line=first.line,
            first=first.code,
        )
