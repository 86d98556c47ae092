"""The centre's keys, behind the signing port."""
