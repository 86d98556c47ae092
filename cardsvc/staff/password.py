"""What a password must be that a person chooses: long, and none of those that are tried first."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

from zxcvbn import zxcvbn

from firmware_config.vietnamese.fold import fold

MIN_PASSWORD = 12
MAX_PASSWORD = 128
"""NIST SP 800-63B-4 §3.1.1.2: length, no rules of composition."""
TEMPORARY_LASTS = timedelta(hours=72)
"""Of a password that an administrator handed out: over a week-end, and not for whoever finds the
paper later. OWASP ASVS 4.0.3, 2.3.1, asks for a short time."""
_MIN_LETTERS = 6
"""Different ones, against `aaaaaaaaaaaa` and `123123123123`."""
_TELLING_NAME = 4
"""A shorter user name is found inside common words."""
_HARD_TO_GUESS = 4
"""zxcvbn's highest score: 10^10 guesses and more."""
_SCORED = 32
"""Letters looked at. What zxcvbn takes grows with the cube of the length; a password with so
many letters that are hard to guess stays so whatever follows."""
_OF_THIS_PLACE = ("chitra", "vnpost", "buudien", "vietnam", "matkhau", "quantri")
"""NIST SP 800-63B-4 §3.1.1.2: words of the service itself. zxcvbn's own lists are English first."""
_SAME_SIGN = str.maketrans("{[<|", "(((1")
"""Signs for `c` and `l` that are tried alike. zxcvbn looks the password up once for each way to
read its signs as letters: 736 times at most with these, 88 without."""
_one_at_a_time = threading.Lock()
"""zxcvbn keeps the words it is given in a module of its own."""


def password_fault(user: str, password: str) -> str | None:
    """Why `user` may not choose it, as a code of `StaffError`; None for a good one."""
    if len(password) < MIN_PASSWORD:
        return "password-too-short"
    if len(password) > MAX_PASSWORD:
        return "password-too-long"
    if len(set(password)) < _MIN_LETTERS:
        return "password-too-simple"
    if len(user) >= _TELLING_NAME and user in password.lower():
        return "password-is-the-name"
    return "password-guessable" if is_guessable(user, password) else None


def is_guessable(user: str, password: str) -> bool:
    """Whether it is found early by who tries common passwords, names, years, rows of keys and what
    people do to them: digits behind, `@` for `a`. OWASP ASVS 4.0.3, 2.1.7.

    Marks and blanks hide nothing: `mật khẩu 2026` counts as `matkhau2026`.
    """
    words = [*_OF_THIS_PLACE, *re.split(r"[._-]", user)]
    tried = "".join(fold(password).split()).translate(_SAME_SIGN)[:_SCORED]
    if not tried:
        return True
    with _one_at_a_time:
        return bool(zxcvbn(tried, user_inputs=words)["score"] < _HARD_TO_GUESS)
