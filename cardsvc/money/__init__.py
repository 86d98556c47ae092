"""What finance instructs the books to do: proposed by one, approved by another, and shown."""
