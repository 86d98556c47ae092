"""What happened here, chained and durable, and what is read out of it."""
