"""The monthly list as a case: read, mended, compared, approved by another, taken in by a run."""
