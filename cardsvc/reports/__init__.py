"""Reconciliation and the monthly report: made, sealed by two people, checked years later."""
