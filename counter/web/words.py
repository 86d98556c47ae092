"""Template filters: codes, amounts and months as words."""

from __future__ import annotations

from flask import Flask

from counter.web import refusal
from counter.web.programme import months, programme
from counter.web.sound import sound_of
from firmware_config.vietnamese.words import amount_in_words_en, amount_in_words_vi
from firmware_config.web.side import side

OTHER = "other"


def add_to(app: Flask) -> None:
    app.jinja_env.filters.update(
        in_words_vi=amount_in_words_vi,
        in_words_en=amount_in_words_en,
        known_in=known_in,
        months=months,
        programme=programme,
        refusal_code=refusal.code,
        refusal_variables=refusal.variables,
        sound=sound_of,
    )


def known_in(code: str, family: str, ending: str = "") -> str:
    """`code` if the family of messages has words for it, else `other`.

    Codes come from layers below and from the centre, where a new one needs no new counter.
    """
    return code if f"{family}-{code}{ending}" in side().catalogue else OTHER
