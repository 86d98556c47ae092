"""Why something was not published."""

from __future__ import annotations

from firmware_config.errors import ContractError


class RepositoryError(ContractError):
    """`repository-absent`, `repository-exists`, `repository-content-differs`,
    `repository-malformed`; of a new root `repository-root-threshold`, `repository-root-version`,
    `repository-root-keys`."""
