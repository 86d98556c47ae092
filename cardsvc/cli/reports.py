"""Checking a sealed report: no centre, no database, no network; the file and the root key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cardsvc.reports.manifest import Manifest
from cardsvc.reports.package import check_package
from firmware_config.errors import ContractError
from firmware_config.money import format_vnd
from firmware_config.signing import PublicKey
from firmware_config.vietnamese.dates import moment_vi
from firmware_config.web.catalogue import Catalogue

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Speech:
    """In what words it answers; all that the command is told."""

    catalogue: Catalogue
    language: str

    def t(self, message_id: str, /, **variables: Any) -> str:
        return self.catalogue.translator(self.language)(message_id, **variables)


@click.command("verify-report")
@click.argument("file", type=_FILE)
@click.option("--root", required=True, help="The root key: its point, hexadecimal.")
@click.option("--trust", "newer", type=_FILE, help="A later trust list, for keys revoked since.")
@click.option("--receipts", is_flag=True, help="Check each card's signature, too.")
@click.pass_obj
def verify_report(
    speech: Speech, file: Path, root: str, newer: Path | None, receipts: bool
) -> None:
    """Whether a sealed report may be believed. Exit status 1 if not, with the reason."""
    try:
        key = PublicKey(bytes.fromhex(root))
    except (ValueError, ContractError):
        raise click.BadParameter("66 hexadecimal digits", param_hint="--root") from None
    newer_trust = None if newer is None else newer.read_bytes()
    try:
        with file.open("rb") as opened:
            manifest = check_package(opened, key, newer_trust=newer_trust, receipts=receipts)
    except ContractError as fault:
        raise click.ClickException(
            speech.t("command-report-refused", why=_why(speech, fault))
        ) from None
    for line in _said(speech, manifest):
        click.echo(line)
    if receipts:
        click.echo(speech.t("command-report-receipts"))


def _said(speech: Speech, manifest: Manifest) -> list[str]:
    t, terms, totals = speech.t, manifest.terms, manifest.totals
    told = [
        t(
            "command-report-good",
            number=str(manifest.number),
            programme=terms.programme.text,
            province=terms.province.text,
            month=str(terms.month),
            files=str(len(manifest.files)),
        ),
        t(
            "command-report-said",
            prepared=manifest.prepared_by,
            sealed=manifest.sealed_by,
            at=moment_vi(manifest.sealed_at),
        ),
        t(
            "command-report-totals",
            owed=format_vnd(totals.owed_vnd),
            paid=format_vnd(totals.paid_vnd),
            carried=format_vnd(totals.carried_vnd),
            returned=format_vnd(totals.returned_vnd),
            suspense=format_vnd(totals.suspense_vnd),
            differences=str(totals.differences),
        ),
    ]
    if manifest.replaces is not None:
        told.append(t("command-report-replaces", hash=manifest.replaces.hex()))
    return told


def _why(speech: Speech, fault: ContractError) -> str:
    if f"package-refused-{fault.code}" in speech.catalogue:
        return speech.t(f"package-refused-{fault.code}", **dict(fault.data))
    return speech.t("package-refused-other", code=str(fault))
