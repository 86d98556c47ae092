"""What is shipped with us may be shipped: the licence of every package that ours need."""

from __future__ import annotations

import re

from scripts.sbom import LOOKED_UP, licence_of, shipped
from tests.conftest import Count

# As packages state them: SPDX expressions, and the words of before there were any. The LGPL ones
# are used as they come, beside us and not within.
ALLOWED = re.compile(
    r"(apache|apl 2|bsd|cc0|isc|mit|mpl|mozilla public|psf|python software foundation"
    r"|zope public|zpl|zlib|lgpl|gnu lesser|unlicense)\b.*",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?<!l)gpl-|affero|proprietary|commercial|sspl|busl", re.IGNORECASE)


def test_every_package_we_ship_with_has_a_licence_that_lets_us(count: Count) -> None:
    wrong = {}
    parts = shipped()
    for name, part in sorted(parts.items()):
        stated = licence_of(part.package)
        if not ALLOWED.match(stated) or REFUSED.search(stated):
            wrong[name] = stated or "nothing stated"
    assert wrong == {}
    assert len(parts) > len(LOOKED_UP)
    count(len(parts), "packages: licences that let us ship them")
