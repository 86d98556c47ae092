"""The interface for terminals: batches in, signed documents out, and what it tells of itself."""
