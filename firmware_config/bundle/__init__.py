"""The signed configuration of terminals: what a person reviews, what is published, what is kept.

review      TOML files, checked with file and line, compared in words, tried on the fleet
publishing  TUF metadata (python-tuf), roll-out in rings
client      what a terminal fetches, verifies and keeps
"""
