"""`firmware-config root …`: the next root, drafted in service, signed offline, brought in.

Three people hold a key each, and two are enough. What is carried between them is one file that
holds no secret: `draft` at the publishing service, `sign` by two of them wherever their keys are,
`publish` back at the service.
"""

from __future__ import annotations

from pathlib import Path

import click
from tuf.api.metadata import Root

from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import (
    ROOT_THRESHOLD,
    ServiceKeys,
    make_service_keys,
)
from firmware_config.bundle.publishing.metadata import (
    add_signature,
    names_service,
    parse_root,
    root_points,
)
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.review.words import Words
from firmware_config.cli.review import FILE, FOLDER, in_language
from firmware_config.durable import write_durably
from firmware_config.signing import FileKey, PublicKey

_OUT = click.Path(dir_okay=False, path_type=Path)
_repository = click.option("--repository", "place", type=FOLDER, required=True)
_keys = click.option("--keys", type=FOLDER, required=True, help="The keys in service.")


@click.group()
def root() -> None:
    """The root's keys: turned over, or replaced when one is lost."""


@root.command("new-key")
@click.argument("file", type=_OUT)
def new_key(file: Path) -> None:
    """Make one person's root key in FILE; prints its public point for `draft`."""
    key = FileKey.new()
    key.save(file)
    click.echo(key.public_key.point.hex())


@root.command("new-service")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new_service(folder: Path) -> None:
    """Make the keys of a new signing machine in FOLDER."""
    make_service_keys(folder)


@root.command()
@_repository
@_keys
@click.option("--root-key", "points", multiple=True, help="A public point; all there shall be.")
@click.option("--out", type=_OUT, required=True)
@in_language
def draft(place: Path, keys: Path, points: tuple[str, ...], out: Path, language: str) -> None:
    """Draft the next root, with these keys in service; the root's own stay unless given."""
    repository, service = Repository(FolderFiles(place)), ServiceKeys.load(keys)
    before = repository.root()
    chosen = [_point(one) for one in points] or root_points(before)
    write_durably(out, repository.draft_root(chosen, service), 0o644)
    words, after = Words(language), parse_root(out.read_bytes())
    told = {"version": after.version, "file": str(out), "threshold": ROOT_THRESHOLD}
    click.echo(words.t("told-root-draft", **told))
    _tell(before, after, words)
    same = "same" if names_service(before, service) else "new"
    click.echo(words.t("told-root-service", what=same))


@root.command()
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, required=True, help="The holder's own.")
@click.option("--before", type=FILE, help="The root in use: tells what changes.")
@in_language
def sign(file: Path, key: Path, before: Path | None, language: str) -> None:
    """Add one holder's signature to the drafted root in FILE."""
    words, drafted = Words(language), parse_root(file.read_bytes())
    if before is not None:
        _tell(parse_root(before.read_bytes()), drafted, words)
    signer = FileKey.load(key)
    write_durably(file, add_signature(file.read_bytes(), signer), 0o644)
    told = {"version": drafted.version, "key": signer.public_key.kid.hex()}
    click.echo(words.t("told-root-signed", **told))


@root.command()
@click.argument("file", type=FILE)
@_repository
@_keys
@in_language
def publish(file: Path, place: Path, keys: Path, language: str) -> None:
    """Bring the signed root in; everything in service is signed anew."""
    repository = Repository(FolderFiles(place))
    repository.publish_root(file.read_bytes(), ServiceKeys.load(keys))
    version = repository.root().version
    click.echo(Words(language).t("told-root-published", version=version))


def _tell(before: Root, after: Root, words: Words) -> None:
    old, new = set(root_points(before)), set(root_points(after))
    for which, keys in (("stays", old & new), ("comes", new - old), ("goes", old - new)):
        for kid in sorted(key.kid.hex() for key in keys):
            click.echo(words.t(f"told-root-key-{which}", key=kid))


def _point(text: str) -> PublicKey:
    try:
        return PublicKey(bytes.fromhex(text))
    except ValueError:
        raise click.BadParameter("hexadecimal", param_hint="--root-key") from None
