"""Terminals: enrolment and state."""
