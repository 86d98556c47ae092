"""A benchmark's figures against their goals, as one small SVG: bars, and a line that is the goal.

It can be read aloud (`title`, `desc`), says in words what colour says, and brings its own ground,
so that it looks the same on a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.bench.figure import Figure

_WIDTH, _ROW, _TOP, _FOOT = 720, 30, 20, 34
_LEFT, _RIGHT = 210, 540
_LONGEST = 2.5
"""Shares of a goal beyond this are cut off; their number is beside the bar."""
_MET, _MISSED, _INK = "#2563a8", "#b3390f", "#1f2933"


def shares(figures: Sequence[Figure]) -> list[tuple[Figure, float]]:
    """The figures that have a goal other than none at all, each with the share of it that is used
    up: at most 1 when it is met."""
    found = []
    for one in figures:
        if one.gate and one.value:
            share = one.value / one.gate if one.better == "lower" else one.gate / one.value
            found.append((one, share))
    return found


def chart(name: str, figures: Sequence[Figure]) -> str | None:
    """The whole SVG; None when there is nothing to draw."""
    rows = shares(figures)
    if not rows:
        return None
    height = _TOP + _ROW * len(rows) + _FOOT
    told = "; ".join(f"{one.figure} {share:.2f}{_word(one)}" for one, share in rows)
    goal_x = _x(1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-labelledby="title desc" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}">',
        f'<title id="title">{escape(name)}: how much of each goal is used</title>',
        f'<desc id="desc">1 is the goal and less is better. {escape(told)}.</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for at, (one, share) in enumerate(rows):
        lines += _bar(_TOP + _ROW * at, one, share)
    foot = _TOP + _ROW * len(rows)
    lines += [
        f'<line x1="{goal_x}" y1="{_TOP - 8}" x2="{goal_x}" y2="{foot}" stroke="{_INK}" '
        'stroke-width="2" stroke-dasharray="4 3"/>',
        f'<text x="{goal_x}" y="{foot + 18}" text-anchor="middle">the goal</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _bar(top: float, one: Figure, share: float) -> list[str]:
    end, middle = _x(min(share, _LONGEST)), top + _ROW / 2 + 1
    colour = _MET if one.holds else _MISSED
    return [
        f'<text x="{_LEFT - 10}" y="{middle}" text-anchor="end">{escape(one.figure)}</text>',
        f'<rect x="{_LEFT}" y="{top + 4}" width="{end - _LEFT:.1f}" height="{_ROW - 12}" '
        f'fill="{colour}"/>',
        f'<text x="{max(end, _x(1)) + 10:.1f}" y="{middle}">{share:.2f}{_word(one)}</text>',
    ]


def _word(one: Figure) -> str:
    return "" if one.holds else " – missed"


def _x(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * share / _LONGEST, 1)
