"""What is in front of the teller now, and what may be done with it."""
