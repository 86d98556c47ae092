"""Money leaves, or comes back: each in the order that survives a crash anywhere."""
