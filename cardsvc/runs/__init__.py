"""Long work done in chunks: it shows how far it is, can be paused, and outlives a restart."""
