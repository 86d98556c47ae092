"""Issuance: what leaves the desk, as chip cards and QR sheets."""
