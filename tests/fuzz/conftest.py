"""`pytest tests/fuzz --hypothesis-profile=soak --timeout=0` tries far more examples of each."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("soak", max_examples=3_000, deadline=None)
