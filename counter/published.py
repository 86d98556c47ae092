"""What the centre published, as this counter keeps it: the newest verified form and its age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine, delete, insert, select

from counter import tables
from counter.transport import Transport
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId
from firmware_config.payout_list import OfficePayoutList
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.status import StatusList
from firmware_config.trust import TrustList

TRUST = "/api/v1/trust"


def status_path(uri: str) -> str:
    return f"/api/v1/status/{uri}"


def payout_list_path(office: OfficeId) -> str:
    return f"/api/v1/offices/{office}/payout-list"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All lists as they stand. `checked_at` is when the centre last answered for all of them."""

    trust: TrustList | None
    status: dict[str, StatusList]
    payout_list: OfficePayoutList | None
    checked_at: datetime | None


class Published:
    """The lists of one office's counter, verified when fetched and again when loaded."""

    def __init__(
        self,
        engine: Engine,
        root: PublicKey,
        office: OfficeId,
        status_uris: tuple[str, ...],
        clock: Clock = utc_now,
    ) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._root = root
        self._office = office
        self._status_uris = status_uris
        self._clock = clock
        self._refreshing = Lock()
        self._snapshot = self._load()

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def refresh(self, transport: Transport) -> bool:
        """Fetch what has changed; whether anything had. What does not verify changes nothing.

        Raises:
            TransportError: the centre did not answer; lists fetched before stay in use.
            ContractError: a list that may not be taken.
        """
        with self._refreshing:
            changed = self._fetch(transport, TRUST)
            for uri in self._status_uris:
                changed |= self._fetch(transport, status_path(uri))
            changed |= self._fetch(transport, payout_list_path(self._office))
            self._mark_checked()
            return changed

    def _fetch(self, transport: Transport, path: str) -> bool:
        fetched = transport.fetch(path, self._etag(path))
        if fetched is None:
            return False
        snapshot = self._taken(self._snapshot, path, fetched.octets)
        self._keep(path, fetched.octets, fetched.etag)
        if path == TRUST and snapshot.trust is not None:
            self._keep(f"{TRUST}@{snapshot.trust.version}", fetched.octets, "")
            # What a key signed that is revoked now must be looked at again.
            snapshot = self._load()
        self._snapshot = snapshot
        return True

    def _etag(self, path: str) -> str | None:
        """The tag of what is in use; a list that no longer verifies is asked for whole."""
        snapshot = self._snapshot
        in_use = {status_path(uri) for uri in snapshot.status}
        if snapshot.trust is not None:
            in_use.add(TRUST)
        if snapshot.payout_list is not None:
            in_use.add(payout_list_path(self._office))
        if path not in in_use:
            return None
        with self._reading.connect() as connection:
            return connection.scalar(
                select(tables.published.c.etag).where(tables.published.c.name == path)
            )

    def _taken(self, old: Snapshot, path: str, octets: bytes) -> Snapshot:
        """`old` with the document at `path` replaced by `octets`, once they verify."""
        trust, status, payout_list = old.trust, dict(old.status), old.payout_list
        if path == TRUST:
            trust = TrustList.parse(octets, self._root, old.trust)
        elif trust is None:
            raise ContractError("published-without-trust", path=path)
        elif path == payout_list_path(self._office):
            payout_list = OfficePayoutList.parse(octets, trust, self._office, payout_list)
        else:
            uri = path.removeprefix(status_path(""))
            found = StatusList.parse(octets, trust, status.get(uri))
            if found.uri != uri:
                raise ContractError("published-under-another-name", path=path)
            status[uri] = found
        return Snapshot(trust, status, payout_list, old.checked_at)

    def _load(self) -> Snapshot:
        snapshot = Snapshot(None, {}, None, None)
        with self._reading.connect() as connection:
            rows = connection.execute(select(tables.published)).all()
        kept = {row.name: row for row in rows}
        # Every trust list ever taken, oldest first, so that no revocation is forgotten.
        trust_names = sorted((name for name in kept if name.startswith(TRUST)), key=_trust_order)
        for name in trust_names:
            trust = TrustList.parse(kept.pop(name).octets, self._root, snapshot.trust)
            snapshot = Snapshot(trust, {}, None, None)
        checked = kept.pop(_CHECKED, None)
        for name, row in kept.items():
            try:
                snapshot = self._taken(snapshot, name, row.octets)
            except ContractError:
                # A key revoked since: the list no longer counts, the next refresh replaces it.
                continue
        at = None if checked is None else from_unix(checked.fetched_at)
        return Snapshot(snapshot.trust, snapshot.status, snapshot.payout_list, at)

    def _keep(self, name: str, octets: bytes, etag: str) -> None:
        row = {
            "name": name,
            "octets": octets,
            "etag": etag,
            "fetched_at": to_unix(self._clock()),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(tables.published).where(tables.published.c.name == name))
            connection.execute(insert(tables.published), row)

    def _mark_checked(self) -> None:
        self._keep(_CHECKED, b"", "")
        old = self._snapshot
        self._snapshot = Snapshot(old.trust, old.status, old.payout_list, self._clock())


_CHECKED = "checked"


def _trust_order(name: str) -> tuple[int, int]:
    _, _, version = name.partition("@")
    # The current one, which bears no version, last.
    return (0, int(version)) if version else (1, 0)
