"""What is shipped with us may be shipped: the licence of every package that ours need."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from tests.conftest import Count

EXTRAS = frozenset({"", "postgresql", "pkcs11", "pcsc"})
"""What an operator installs; what only tests need is not shipped."""

# As packages state them: SPDX expressions, and the words of before there were any. The LGPL ones
# are used as they come, beside us and not within.
ALLOWED = re.compile(
    r"(apache|apl 2|bsd|cc0|isc|mit|mpl|mozilla public|psf|python software foundation"
    r"|zope public|zpl|zlib|lgpl|gnu lesser|unlicense)\b.*",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?<!l)gpl-|affero|proprietary|commercial|sspl|busl", re.IGNORECASE)

# Those that state nothing for a program to read; looked up where they come from.
LOOKED_UP = {"pysqlite3": "Zlib"}


def test_every_package_we_ship_with_has_a_licence_that_lets_us(count: Count) -> None:
    wrong = {}
    shipped = _shipped()
    for name, package in sorted(shipped.items()):
        stated = LOOKED_UP.get(name) or _stated(package)
        if not ALLOWED.match(stated) or REFUSED.search(stated):
            wrong[name] = stated or "nothing stated"
    assert wrong == {}
    assert len(shipped) > len(LOOKED_UP)
    count(len(shipped), "packages: licences that let us ship them")


def _shipped() -> dict[str, Distribution]:
    """By name: all that ours need, and what they need."""
    found: dict[str, Distribution] = {}
    waiting = [("chitra", EXTRAS)]
    while waiting:
        name, extras = waiting.pop()
        key = name.lower().replace("_", "-")
        try:
            package = found.setdefault(key, distribution(name))
        except PackageNotFoundError:
            continue  # not for this machine
        for text in package.requires or ():
            need = Requirement(text)
            is_wanted = need.marker is None or any(
                need.marker.evaluate({"extra": extra}) for extra in extras
            )
            if is_wanted and need.name.lower().replace("_", "-") not in found:
                waiting.append((need.name, frozenset({"", *need.extras})))
    del found["chitra"]
    return found


def _stated(package: Distribution) -> str:
    told = package.metadata
    expression, text = (
        (told.get_all(name) or [""])[0] for name in ("License-Expression", "License")
    )
    classes = [
        one.rpartition("::")[2].strip()
        for one in told.get_all("Classifier") or ()
        if one.startswith("License ::") and "Other/Proprietary" not in one
    ]
    return expression or (classes[0] if classes else "") or text.strip()
