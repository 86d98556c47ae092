"""Sticks: what counters without a network send comes in by them, and what is published goes out."""
