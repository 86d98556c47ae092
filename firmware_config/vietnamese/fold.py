"""Folding a Vietnamese text so that a search finds it however it was typed."""

from __future__ import annotations

import unicodedata

_TO_D = str.maketrans("đðɖ", "ddd")
"""đ is a letter without a decomposition, so normalising leaves it alone. Old files hold ð (eth) or
ɖ instead: the three capitals Đ, Ð and Ɖ look the same."""


def fold(text: str) -> str:
    """`text` without case, marks or extra spaces, and with đ as d: `Nguyễn  Đức` → `nguyen duc`.

    NFC and NFD spellings fold to the same text, and folding twice changes nothing. For search and
    comparison only: many different names fold to one.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_TO_D)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.split())
