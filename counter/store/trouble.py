"""What a store does that no page can go on after, whoever wrote to it."""

from __future__ import annotations

from firmware_config.errors import ContractError


class StoreTrouble(ContractError):
    """Nothing more can be written just now; whether the last thing was is not known. Whoever
    answers for the parts of a page lets it pass: every page tells it alike."""
