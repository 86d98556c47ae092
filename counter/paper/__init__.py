"""Everything that is printed, put together and drawn."""
