"""The counter's store: how it is kept and why, what is unsettled in it, and the certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from counter.centre.outbox import Outbox
from counter.centre.published import Published
from counter.db import revisions_of
from counter.doctor.finding import Finding, fault, ok, warn
from counter.journal.journal import Journal
from counter.operation.unsettled import Unsettled, unsettled_of
from counter.settings import Settings
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.signing import Signer
from firmware_config.sqlite import make_engine, sqlite_module, wal_is_safe

CERTIFICATE_SOON = timedelta(days=30)
_STORE, _SETTLED, _CERTIFICATE = "store", "settled", "certificate"


class StoreFault(ContractError):
    """`store-absent`, `store-older`, `store-newer` or `store-unreadable` with its `cause`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds that says whether this machine may pay."""

    latest: datetime | None
    last_contact: datetime | None
    unsettled: Unsettled
    certificate: TerminalCertificate | None


def kept_in(settings: Settings, signer: Signer, clock: Clock) -> Kept:
    """Read the store without changing anything in it.

    Raises:
        StoreFault
    """
    file = settings.store_file
    if file is not None and not file.exists():
        raise StoreFault("store-absent", cause=str(file))
    engine = make_engine(settings.database_url)
    try:
        found, newest = revisions_of(engine)  # numbered, so that they compare as texts
        if found != newest:
            raise StoreFault("store-older" if found < newest else "store-newer", cause=found)
        journal = Journal(engine, settings.terminal, clock)
        published = Published(
            engine,
            *(settings.root, settings.terminal, signer.public_key, settings.office),
            settings.status_uris,
            clock,
        ).snapshot
        outbox = Outbox(engine, journal, signer, clock)
        pending = outbox.pending()
        heard = [at for at in (published.checked_at, pending.last_ack_at) if at is not None]
        own = published.certificate
        return Kept(
            journal.latest_time(),
            max(heard, default=None),
            unsettled_of(journal, outbox),
            None if own is None else own.certificate,
        )
    except SQLAlchemyError as error:
        raise StoreFault("store-unreadable", cause=type(error).__name__) from None
    finally:
        engine.dispose()


def check_store(settings: Settings) -> Finding:
    """How the store makes a commit durable on this machine, and why so."""
    if settings.store_file is None:
        return ok(_STORE, "store-postgresql")
    version = sqlite_module().sqlite_version_info
    told = ".".join(map(str, version))
    if wal_is_safe(version):
        return ok(_STORE, "store-wal", version=told)
    return warn(_STORE, "store-rollback", version=told)


def check_kept(error: ContractError) -> Finding:
    """A store that could not be read."""
    known = error.code if isinstance(error, StoreFault) else "store-unreadable"
    cause = str(error.data.get("cause", error.code))
    make = warn if known in ("store-absent", "store-older") else fault
    return make(_STORE, known, cause=cause)


def check_settled(unsettled: Unsettled) -> Finding:
    """An open shift is a day like any other."""
    if not replace(unsettled, shift_open=False):
        return ok(_SETTLED, "nothing-open")
    return warn(
        _SETTLED,
        "unsettled",
        intents=unsettled.intents,
        confirmations=unsettled.confirmations,
        letters=unsettled.letters,
    )


def check_certificate(
    certificate: TerminalCertificate | None, signer: Signer, now: datetime
) -> Finding:
    """That there is one for this terminal's own key, and how long it counts.

    One for another key is not taken from the centre: it counts as missing.
    """
    if certificate is None:
        return fault(_CERTIFICATE, "certificate-missing", key=signer.public_key.point.hex())
    if certificate.key != signer.public_key:
        return fault(_CERTIFICATE, "certificate-other-key", key=signer.public_key.point.hex())
    days = (certificate.expires_at - now).days
    if certificate.expires_at <= now:
        return fault(_CERTIFICATE, "certificate-expired", days=-days)
    if certificate.expires_at - now < CERTIFICATE_SOON:
        return warn(_CERTIFICATE, "certificate-soon", days=days)
    return ok(_CERTIFICATE, "certificate-good", days=days)
