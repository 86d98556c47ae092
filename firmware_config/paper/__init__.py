"""Paper: what both sides print with."""
