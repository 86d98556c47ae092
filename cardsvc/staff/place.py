"""Where somebody is signed in, as they would know it again: the address and the kind of browser."""

from __future__ import annotations

from dataclasses import dataclass

MOST_OF_ADDRESS = 45
"""Letters of the longest form of an IPv6 address; a zone behind it may be cut off."""
_BROWSERS = {
    "coc_coc_browser": "Cốc Cốc",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
"""By what their `User-Agent` holds; each calls itself by the names of those below it, too."""
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iOS",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Behind a proxy the address is the proxy's. Empty is what is not known."""

    address: str = ""
    browser: str = ""


def browser_of(user_agent: str) -> str:
    """As `Firefox, Windows`, from the header (RFC 9110 §10.1.5); names of ours only, for anybody
    may send anything."""
    found = (
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))
