"""Counters without a network: their folders are taken in, and each gets a sealed answer.

A batch is taken exactly as over HTTP. What the answer holds is what the terminal would be given
there: what holds names only of its own office, and nothing at all unless it is active.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardsvc.ledger.ingest import Ledger
from cardsvc.publish.configuration import ConfigurationShelf
from cardsvc.publish.publisher import Publisher
from cardsvc.registry.offices import office
from cardsvc.sticks.visit import Visit
from cardsvc.tables import TerminalState
from cardsvc.terminals.certificates import TerminalCertificates
from cardsvc.terminals.terminal import Terminal, find_terminal
from firmware_config import published_paths as paths
from firmware_config import shard_list
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.stick.coming import Answer, Refused, write_answer
from firmware_config.stick.going import Kind, Manifest, Read, files_in, read_manifest
from firmware_config.stick.layout import StickError, going_folders

_log = logging.getLogger(__name__)
Hear = Callable[[TerminalId, bytes], object]
"""Takes a terminal's signed telling."""


@dataclass(frozen=True, slots=True)
class StickDesk:
    """`hear` takes tellings; `taken` is called after batches were, as after those over HTTP."""

    ledger: Ledger
    publisher: Publisher
    certificates: TerminalCertificates
    configuration: ConfigurationShelf
    clock: Clock
    hear: Hear = lambda terminal, telling: None
    taken: Callable[[], object] = lambda: None

    def take_stick(self, stick: Path, out: Path) -> tuple[Visit, ...]:
        """Every counter's folder on `stick`; the answers are written to `out`.

        Raises:
            StickError: `stick-absent`, `stick-empty`. What is wrong with one folder is told in
                its visit and does not keep the others from being taken.
        """
        folders = going_folders(stick)
        if not folders:
            raise StickError("stick-empty", path=str(stick))
        visits = []
        for folder in folders:
            visit = self._of_folder(folder)
            if visit.answer is not None and visit.terminal is not None:
                write_answer(out, visit.answer, visit.terminal)
            visits.append(visit)
        return tuple(visits)

    def take(self, name: str, manifest: bytes, read: Read) -> Visit:
        """One counter's folder, called `name`.

        1. Its terminal is known and signed the manifest; the folder bears its name.
        2. Every file is whole before the first batch is taken.
        3. Batches are taken in their order, up to the first that is refused.
        4. Who is active is given what is published.
        """
        try:
            # 1
            terminal = self._terminal(Manifest.terminal_named_in(manifest))
            told = Manifest.parse(manifest, terminal.public_key)
            if name != told.terminal.text:
                raise StickError("stick-of-another", terminal=told.terminal.text)
            # 2
            files = [(one.kind, told.read(one, read)) for one in told.files]
        except ContractError as error:
            _log.info("stick-refused", extra={"code": error.code})
            return Visit(name, None, refused=Refused(error.code))
        # 3
        acknowledgements, refused = self._ingest(terminal.id, files)
        for kind, octets in files:
            if kind is Kind.TELLING:
                self._hear(terminal, octets)
        # 4: as it is now; a batch may have set it aside
        terminal = self._terminal(terminal.id)
        is_active = terminal.state is TerminalState.ACTIVE
        documents = dict(self._documents(terminal, told.status_uris)) if is_active else {}
        answer = Answer(terminal.id, self.clock(), acknowledgements, refused, documents)
        try:
            sealed = answer.seal(told.sealing_key)
        except StickError as error:
            return Visit(name, terminal.id, len(acknowledgements), Refused(error.code))
        return Visit(name, terminal.id, len(acknowledgements), refused, sealed)

    def _of_folder(self, folder: Path) -> Visit:
        try:
            return self.take(folder.name, read_manifest(folder), files_in(folder))
        except StickError as error:
            return Visit(folder.name, None, refused=Refused(error.code))

    def _terminal(self, terminal: TerminalId) -> Terminal:
        with self.publisher.engine.begin() as connection:
            return find_terminal(connection, terminal)

    def _ingest(
        self, terminal: TerminalId, files: Iterable[tuple[Kind, bytes]]
    ) -> tuple[tuple[bytes, ...], Refused | None]:
        acknowledgements: list[bytes] = []
        refused = None
        for kind, octets in files:
            if kind is not Kind.BATCH:
                continue
            try:
                acknowledgements.append(self.ledger.ingest(terminal, octets))
            except ContractError as error:
                _log.info("stick-batch-refused", extra={"code": error.code})
                expected = error.data.get("expected")
                refused = Refused(error.code, expected if isinstance(expected, int) else None)
                break
        if acknowledgements:
            self.taken()
        return tuple(acknowledgements), refused

    def _hear(self, terminal: Terminal, telling: bytes) -> None:
        try:
            self.hear(terminal.id, telling)
        except ContractError as error:
            _log.warning("stick-telling-refused", extra={"code": error.code})

    def _documents(
        self, terminal: Terminal, status_uris: Iterable[str]
    ) -> Iterator[tuple[str, bytes]]:
        publisher = self.publisher
        with publisher.engine.begin() as connection:
            province = office(connection, terminal.office).province
        yield paths.TRUST, publisher.trust_list().octets
        uris = dict.fromkeys(status_uris)
        for named in dict.fromkeys(uri.partition("/")[0] for uri in status_uris):
            shards = publisher.status_lists.shards(ProvinceCode(named)).octets
            yield paths.shards_path(ProvinceCode(named)), shards
            uris.update(dict.fromkeys(shard_list.decode(shards, ProvinceCode(named))))
        for uri in uris:
            found = self._status_list(uri)
            if found is not None:
                yield paths.status_path(uri), found
        yield paths.payout_list_path(terminal.office), publisher.payout_list(terminal.office).octets
        scripts = publisher.office_scripts(terminal.office).octets
        yield paths.office_scripts_path(terminal.office), scripts
        yield paths.certificate_path(terminal.id), self.certificates.current(terminal.id)
        for name, octets in self.configuration.files_of(province).items():
            yield paths.configuration_path(name), octets

    def _status_list(self, uri: str) -> bytes | None:
        province, _, shard = uri.partition("/")
        try:
            if not (shard.isascii() and shard.isdigit() and len(shard) < 5):
                return None
            return self.publisher.status_list(ProvinceCode(province), int(shard)).octets
        except ContractError:  # none of that name, as a 404 would tell
            return None
