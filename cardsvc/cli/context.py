"""What every command is told, and how it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cardsvc.centre import Centre
from cardsvc.settings import Settings
from firmware_config.errors import ContractError
from firmware_config.web.catalogue import Translator


class Told:
    """What every command is told: the settings and the language."""

    def __init__(self, settings: Settings, t: Translator, language: str) -> None:
        self.settings = settings
        self.t = t
        self.language = language

    @contextmanager
    def centre(self) -> Iterator[Centre]:
        """The centre, closed afterwards; a refusal ends the command with its words."""
        try:
            centre = Centre.open(self.settings)
            try:
                yield centre
            finally:
                centre.close()
        except ContractError as refused:
            raise click.ClickException(self.t("command-refused", fault=str(refused))) from None

    def say(self, words: str) -> None:
        click.echo(words)


pass_told = click.make_pass_decorator(Told)
