"""The dates that this counter has seen: nothing here can have made them."""

from __future__ import annotations

from datetime import datetime

from counter.published import Snapshot
from firmware_config.bundle.client.kept import Taken


def signed_times(lists: Snapshot, taken: Taken | None) -> list[datetime]:
    """Of what the centre signed."""
    times = [
        taken.issued_at if taken else None,
        lists.trust.issued_at if lists.trust else None,
        lists.payout_list.issued_at if lists.payout_list else None,
        *(shard.issued_at for shard in lists.status.values()),
    ]
    return [at for at in times if at is not None]
