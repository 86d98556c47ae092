"""The Vietnamese language: folding for search, amounts in words."""
