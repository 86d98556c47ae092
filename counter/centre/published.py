"""What the centre published, as this counter keeps it: the newest verified form and its age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import ColumnElement, Engine, delete, insert, select

from counter import tables
from counter.card.terminal_proof import OwnCertificate
from counter.transport import Source
from firmware_config import script_list, shard_list
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.payout_list import OfficePayoutList
from firmware_config.published_paths import TRUST as TRUST
from firmware_config.published_paths import card_scripts_path as card_scripts_path
from firmware_config.published_paths import certificate_path as certificate_path
from firmware_config.published_paths import office_scripts_path as office_scripts_path
from firmware_config.published_paths import payout_list_path as payout_list_path
from firmware_config.published_paths import photo_path as photo_path
from firmware_config.published_paths import shards_path as shards_path
from firmware_config.published_paths import status_path as status_path
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.status import StatusList
from firmware_config.trust import TrustList

AHEAD_LIMIT = timedelta(minutes=5)
"""How far ahead of this counter's clock a list may be dated.

As far as the clock may be behind the latest time seen (`terminal_policy.toml`, clock back limit):
lists are among what was seen, so one dated further ahead would stop every payout.
"""
FROM_THE_FUTURE = "published-in-the-future"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All lists as they stand. `checked_at` is when the centre last answered for all of them.

    `shards` are the status lists that each province has by the centre's word; `scripts` are those
    of the office's cards, by card and number; `certificate` is what this terminal shows to cards.
    """

    trust: TrustList | None
    status: dict[str, StatusList]
    payout_list: OfficePayoutList | None
    checked_at: datetime | None
    scripts: Mapping[CardId, Mapping[int, bytes]] | None = None
    certificate: OwnCertificate | None = None
    shards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Published:
    """The lists of one office's counter, verified when fetched and again when loaded."""

    def __init__(
        self,
        engine: Engine,
        root: PublicKey,
        terminal: TerminalId,
        key: PublicKey,
        office: OfficeId,
        status_uris: tuple[str, ...],
        clock: Clock = utc_now,
    ) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._root = root
        self._terminal = terminal
        self._key = key
        self._office = office
        self._status_uris = status_uris
        provinces = dict.fromkeys(ProvinceCode(uri.partition("/")[0]) for uri in status_uris)
        self._shards_of = {shards_path(province): province for province in provinces}
        self._clock = clock
        self._refreshing = Lock()
        self._distrusted: Mapping[bytes, datetime] = {}
        self._snapshot = self._load()

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def status_uris(self) -> tuple[str, ...]:
        """The status lists to be kept: those it was set up with and, of their provinces, whichever
        the centre has opened since."""
        named = (uri for uris in self._snapshot.shards.values() for uri in uris)
        return tuple(dict.fromkeys((*self._status_uris, *named)))

    def distrust(self, revoked: Mapping[bytes, datetime]) -> None:
        """Count these keys, by key id, as revoked, though no trust list says so yet: the signed
        configuration does. What they signed is looked at again."""
        with self._refreshing:
            if revoked.items() <= self._distrusted.items():
                return
            self._distrusted = {**self._distrusted, **revoked}
            self._snapshot = self._load()

    def refresh(self, transport: Source, *, is_live: bool = True) -> bool:
        """Fetch what has changed; whether anything had. What does not verify changes nothing.

        What came on a stick, not `is_live`, is only known to be the newest as of its own dates.

        Raises:
            TransportError: the centre did not answer; lists fetched before stay in use.
            ContractError: a list that may not be taken.
        """
        with self._refreshing:
            changed = self._fetch(transport, TRUST)
            for path in self._shards_of:
                changed |= self._fetch(transport, path)
            for uri in self.status_uris:
                changed |= self._fetch(transport, status_path(uri))
            changed |= self._fetch(transport, payout_list_path(self._office))
            # Before the certificate: cards that know another CA are told by script.
            changed |= self._fetch(transport, office_scripts_path(self._office))
            changed |= self._fetch(transport, certificate_path(self._terminal))
            checked_at = self._clock() if is_live else _as_of(self._snapshot)
            if checked_at is not None:
                self._mark_checked(checked_at)
            return changed

    def _fetch(self, transport: Source, path: str) -> bool:
        fetched = transport.fetch(path, self._etag(path))
        if fetched is None:
            return False
        snapshot = self._taken(self._snapshot, path, fetched.octets)
        self._check_date(snapshot, path)
        self._keep(path, fetched.octets, fetched.etag)
        if path == TRUST and snapshot.trust is not None:
            self._keep(f"{TRUST}@{snapshot.trust.version}", fetched.octets, "")
            # What a key signed that is revoked now must be looked at again.
            snapshot = self._load()
        self._snapshot = snapshot
        return True

    def _check_date(self, snapshot: Snapshot, path: str) -> None:
        """Raise `ContractError` for a list, newly taken, that is dated ahead of the clock.

        Only then: after a restart with a clock set back, the lists kept are what shows it.
        """
        issued_at = _issued_at(snapshot, path)
        if issued_at is not None and issued_at - self._clock() > AHEAD_LIMIT:
            raise ContractError(FROM_THE_FUTURE, path=path, issued_at=issued_at.isoformat())

    def _etag(self, path: str) -> str | None:
        """The tag of what is in use; a list that no longer verifies is asked for whole."""
        snapshot = self._snapshot
        in_use = {
            status_path(uri) for uri, shard in snapshot.status.items() if not shard.is_disowned
        }
        in_use.update(path for path, of in self._shards_of.items() if of.text in snapshot.shards)
        if snapshot.trust is not None:
            in_use.add(TRUST)
        if snapshot.payout_list is not None:
            in_use.add(payout_list_path(self._office))
        if snapshot.scripts is not None:
            in_use.add(office_scripts_path(self._office))
        if snapshot.certificate is not None:
            in_use.add(certificate_path(self._terminal))
        if path not in in_use:
            return None
        with self._reading.connect() as connection:
            return connection.scalar(
                select(tables.published.c.etag).where(self._own, tables.published.c.name == path)
            )

    def _taken(
        self, old: Snapshot, path: str, octets: bytes, *, was_kept: bool = False
    ) -> Snapshot:
        """`old` with the document at `path` replaced by `octets`, once they verify.

        `was_kept`: they were taken before, perhaps by a key that has been revoked since.
        """
        trust = old.trust
        if path == TRUST:
            newer = TrustList.parse(octets, self._root, trust)
            return replace(old, trust=newer.revoking(self._distrusted))
        if trust is None:
            raise ContractError("published-without-trust", path=path)
        if path == payout_list_path(self._office):
            due = OfficePayoutList.parse(octets, trust, self._office, old.payout_list)
            return replace(old, payout_list=due)
        if path == office_scripts_path(self._office):
            return replace(old, scripts=script_list.believed(octets, trust))
        if path == certificate_path(self._terminal):
            certificate = TerminalCertificate.parse(octets, trust)
            if (certificate.terminal, certificate.key) != (self._terminal, self._key):
                raise ContractError("published-under-another-name", path=path)
            return replace(old, certificate=OwnCertificate(certificate, octets))
        if (province := self._shards_of.get(path)) is not None:
            named = shard_list.decode(octets, province)
            return replace(old, shards={**old.shards, province.text: named})
        uri = path.removeprefix(status_path(""))
        previous = old.status.get(uri)
        found = StatusList.parse(octets, trust, previous, even_disowned=was_kept)
        if found.uri != uri:
            raise ContractError("published-under-another-name", path=path)
        return replace(old, status={**old.status, uri: found})

    def _load(self) -> Snapshot:
        snapshot = Snapshot(None, {}, None, None)
        with self._reading.connect() as connection:
            rows = connection.execute(select(tables.published).where(self._own)).all()
        kept = {row.name: row for row in rows}
        # Every trust list ever taken, oldest first, so that no revocation is forgotten.
        trust_names = sorted((name for name in kept if name.startswith(TRUST)), key=_trust_order)
        for name in trust_names:
            trust = TrustList.parse(kept.pop(name).octets, self._root, snapshot.trust)
            trust = trust.revoking(self._distrusted)
            snapshot = Snapshot(trust, {}, None, None)
        checked = kept.pop(_CHECKED, None)
        for name, row in kept.items():
            try:
                snapshot = self._taken(snapshot, name, row.octets, was_kept=True)
            except ContractError:
                # A key revoked since: the list no longer counts, the next refresh replaces it.
                # But for a status list: what it blocks must not be paid meanwhile.
                continue
        at = None if checked is None else from_unix(checked.fetched_at)
        return replace(snapshot, checked_at=at)

    def _keep(self, name: str, octets: bytes, etag: str, at: datetime | None = None) -> None:
        row = {
            "terminal": self._terminal.text,
            "name": name,
            "octets": octets,
            "etag": etag,
            "fetched_at": to_unix(at or self._clock()),
        }
        with self._engine.begin() as connection:
            table = tables.published
            connection.execute(delete(table).where(self._own, table.c.name == name))
            connection.execute(insert(tables.published), row)

    @property
    def _own(self) -> ColumnElement[bool]:
        return tables.published.c.terminal == self._terminal.text

    def _mark_checked(self, at: datetime) -> None:
        self._keep(_CHECKED, b"", "", at)
        self._snapshot = replace(self._snapshot, checked_at=at)


_CHECKED = "checked"


def _as_of(snapshot: Snapshot) -> datetime | None:
    """When all lists were surely the newest: when the centre last said so, or the oldest one's
    date. None before all are there."""
    if snapshot.trust is None or snapshot.payout_list is None:
        return None
    dates = (shard.issued_at for shard in snapshot.status.values())
    oldest = min(snapshot.trust.issued_at, snapshot.payout_list.issued_at, *dates)
    return max(oldest, snapshot.checked_at or oldest)


def _issued_at(snapshot: Snapshot, path: str) -> datetime | None:
    """The date of the list at `path`; scripts and certificates bear none."""
    if path == TRUST:
        return snapshot.trust.issued_at if snapshot.trust else None
    if snapshot.payout_list is not None and path == payout_list_path(snapshot.payout_list.office):
        return snapshot.payout_list.issued_at
    shard = snapshot.status.get(path.removeprefix(status_path("")))
    return None if shard is None else shard.issued_at


def _trust_order(name: str) -> tuple[int, int]:
    _, _, version = name.partition("@")
    # The current one, which bears no version, last.
    return (0, int(version)) if version else (1, 0)
