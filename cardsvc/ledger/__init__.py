"""The ledger: double-entry, append-only, whole đồng."""
