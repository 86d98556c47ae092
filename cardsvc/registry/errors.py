"""The one base of every error the registry raises, and what a payout list is refused with."""

from __future__ import annotations

from firmware_config.errors import ContractError


class RegistryError(ContractError):
    """Something given to the registry cannot be taken."""


class RatesError(RegistryError):
    """The table of rates is wrong, or holds no rate for what was asked (`rates-…`)."""


class ListFormatError(RegistryError):
    """A file that cannot be read as a payout list at all. `code` is a message `list-format-…`."""
