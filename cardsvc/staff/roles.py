"""The roles at the centre. An account has one."""

from __future__ import annotations

PREPARER = "preparer"  # commune or department officer: sends and mends lists
APPROVER = "approver"  # approves what another prepared
ISSUER = "issuer"  # card-issuance staff
INSPECTOR = "inspector"  # reads
FINANCE = "finance"
ADMINISTRATOR = "administrator"  # accounts, keys, programmes

ROLES = (PREPARER, APPROVER, ISSUER, INSPECTOR, FINANCE, ADMINISTRATOR)
