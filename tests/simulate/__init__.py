"""Counters, cards, the centre, the network and the clocks in one process, driven by one seed.

`python -m tests.simulate --seed 7 --days 3` runs one history; `docs/simulation.md` says what is
real in it, what is simulated, and what the checker proves afterwards.
"""
