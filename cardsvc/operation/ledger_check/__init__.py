"""Whether the books are what the terminals' entries say, worked out anew from the entries alone.

Nothing here posts, and nothing that posts is used here: the same mistake twice would find itself
right. Shared are the wire's parsing, the signatures' checking and the tables.
"""
