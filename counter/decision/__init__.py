"""May this person be paid, what, and if not, why not. Pure: no I/O, and one reference time."""
