"""What the one who runs the counter does with its store as a whole."""
