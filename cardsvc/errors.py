"""The one base of every error the centre raises."""

from __future__ import annotations

from firmware_config.errors import ContractError


class CentreError(ContractError):
    """Something the centre will not do. `code` is a message; `data` never a person's."""
