"""What a card tells to whoever asks: its status, its state, its files."""

from __future__ import annotations

from firmware_config.card import profile, tlv
from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import Data, File, StatusTag
from firmware_config.card.session import STATUS_TEMPLATE
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store


class Files:
    """READ BINARY remembers the file it read last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file: File | None = None

    def forget(self) -> None:
        self._file = None

    def describe(self) -> bytes:
        """The answer to SELECT."""
        fci = tlv.encode([(0x84, profile.AID), (STATUS_TEMPLATE, self._status())])
        return tlv.encode([(0x6F, fci)])

    def get_data(self, command: Command) -> bytes:
        match command.p1 << 8 | command.p2:
            case Data.STATUS:
                return self._status()
            case Data.STATE:
                return self._store.state.octets
        raise Refuse(SW.REFERENCE_NOT_FOUND)

    def read_binary(self, command: Command) -> bytes:
        if command.p1 & 0x80:
            known = command.p1 & 0x1F in (File.CERTIFICATE, File.RECORD)
            unless(known, SW.FILE_NOT_FOUND)
            self._file, offset = File(command.p1 & 0x1F), command.p2
        else:
            offset = command.p1 << 8 | command.p2
        if self._file is None:
            raise Refuse(SW.CONDITIONS)
        of_certificate = self._file is File.CERTIFICATE
        content = self._store.certificate if of_certificate else self._store.record
        unless(offset < len(content), SW.WRONG_OFFSET)
        return content[offset : offset + command.le]

    def _status(self) -> bytes:
        store = self._store
        return tlv.encode(
            [
                (StatusTag.VERSION, bytes((profile.VERSION,))),
                (StatusTag.LIFE, bytes((store.life,))),
                (StatusTag.STAGES, store.stages.to_bytes(2)),
                (StatusTag.CARD_ID, store.card_id),
                (StatusTag.CERTIFICATE_LENGTH, len(store.certificate).to_bytes(2)),
                (StatusTag.RECORD_LENGTH, len(store.record).to_bytes(2)),
                (StatusTag.PIN_TRIES, bytes((store.pin_tries,))),
                (StatusTag.SCRIPT_NUMBER, store.script_number.to_bytes(4)),
                (StatusTag.PUK_TRIES, bytes((store.puk_tries,))),
                (StatusTag.TERMINAL_CA, store.terminal_ca[:10]),
            ]
        )
