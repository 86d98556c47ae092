"""What the centre publishes for counters to fetch."""
