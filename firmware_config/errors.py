"""The one base of every error the contract raises.

Errors carry data, never a sentence for a teller and never a name or a citizen number. The
edge (a page, a command) turns `code` and `data` into words in the user's language.
"""

from __future__ import annotations


class ContractError(Exception):
    """Something from outside does not keep the contract.

    `code` is a stable kebab-case word that message catalogues key on; `data` holds what the
    message needs (lengths, positions, key ids), never a person's data.
    """

    code: str

    def __init__(self, code: str, /, **data: object) -> None:
        self.code = code
        self.data = data
        super().__init__(code, data)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code} ({told})" if told else self.code
