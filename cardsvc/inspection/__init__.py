"""Inspection: people called back by lot, what is unusual at counters, how far a month's payout is.

Nothing here accuses anybody: it says where to look.
"""
