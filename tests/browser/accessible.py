"""What axe finds on a page, by the rules of WCAG 2.2 level AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_AXE = Axe()


def violations(page: Page) -> list[str]:
    """Each as the rule and the place; empty for a page that keeps them all."""
    found = _AXE.run(page, options={"runOnly": {"type": "tag", "values": list(_WCAG)}})
    return [
        f"{page.url} {one['id']}: {node['html'][:120]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
