"""What each terminal last told of itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.terminals.terminal import find_terminal
from firmware_config.clock import Clock
from firmware_config.ids import TerminalId
from firmware_config.sqlite import for_reading
from firmware_config.telling import Telling


@dataclass(frozen=True, slots=True)
class Tellings:
    """Keeps the newest of each terminal."""

    engine: Engine
    clock: Clock

    def hear(self, terminal: TerminalId, octets: bytes) -> Telling:
        """Keep what `terminal` told, by whatever way it came.

        One that was told before the one kept, as a stick brings it late, changes nothing: what is
        shown is the newest. So a terminal whose clock was ahead for a day is not heard for a day,
        and stands on the page as silent with its clock ahead, which is what is wrong with it.

        Raises:
            TerminalError: `terminal-unknown`.
            TellingError, BadSignature, CoseError, CborError.
        """
        with for_reading(self.engine).begin() as connection:
            key = find_terminal(connection, terminal).public_key
        telling = Telling.parse(octets, terminal, key)
        row = {
            "terminal": terminal.text,
            "heard_at": self.clock(),
            "told_at": telling.told_at,
            "software": telling.software,
            "configuration": telling.configuration,
            "pending": telling.pending,
            "dead_letters": telling.dead_letters,
            "oldest_at": telling.oldest,
            "clock_ahead_s": telling.clock_ahead_s,
            "troubles": ",".join(sorted(one.value for one in telling.troubles)),
            "octets": octets,
        }
        table = tables.terminal_telling
        with self.engine.begin() as connection:
            statement = insert(connection, table).values(row)
            statement = statement.on_conflict_do_update(
                index_elements=["terminal"],
                set_={name: value for name, value in row.items() if name != "terminal"},
                where=table.c.told_at <= telling.told_at,
            )
            connection.execute(statement)
        return telling

    def last(self, terminal: TerminalId) -> Telling | None:
        """What it told last, None if nothing ever."""
        with for_reading(self.engine).begin() as connection:
            known = find_terminal(connection, terminal)
            octets = connection.scalar(
                select(tables.terminal_telling.c.octets).where(
                    tables.terminal_telling.c.terminal == terminal.text
                )
            )
        return None if octets is None else Telling.parse(bytes(octets), terminal, known.public_key)
