"""INTERNAL AUTHENTICATE: the card proves that it is itself, and in which state."""

from __future__ import annotations

from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import CardKey, Stage
from firmware_config.card.simulator import keys
from firmware_config.card.simulator.randomness import Random
from firmware_config.card.simulator.refuse import unless
from firmware_config.card.simulator.store import Store
from firmware_config.card.state import AUTH_NONCE_BYTES, auth_message


class Proof:
    def __init__(self, store: Store, random: Random) -> None:
        self._store = store
        self._random = random

    def make(self, command: Command) -> bytes:
        unless(len(command.data) == AUTH_NONCE_BYTES, SW.WRONG_LENGTH)
        unless(Stage.AUTH_KEY in self._store.stages, SW.CONDITIONS)
        nonce = self._random(AUTH_NONCE_BYTES)
        state = self._store.state.octets
        message = auth_message(self._store.card_id, command.data, nonce, state)
        return nonce + keys.sign(self._store, CardKey.AUTH, message)
