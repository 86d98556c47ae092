"""What is said to a card before it pays: that this is a terminal, and the holder's PIN."""
