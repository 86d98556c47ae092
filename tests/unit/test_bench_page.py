"""The page of benchmarks and its charts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.__main__ import NAMES
from tests.bench.busy_counters import Told
from tests.bench.chart import chart, shares
from tests.bench.figure import Figure
from tests.bench.machine import Machine
from tests.bench.peak import Load, Peak, figures_of
from tests.bench.report_page import About, Measured, Pages

HERE = Machine("A CPU", 2, 24, "ext4", 1.5, "Linux 6", "CPython 3.11", "3.53", "17.6", "2.12")
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
VERIFY = Figure("verify.ratio", 1.2, "x", 1.5, "lower", 44.6, "µs")
MISSED = replace(VERIFY, value=1.8)
REQUESTS = Figure("config.requests", 2, "", 3, "lower")
_SVG = "{http://www.w3.org/2000/svg}"
_NAMED = re.compile(r'"((?:' + "|".join(NAMES) + r')\.[a-z0-9_]+)"')


def test_a_figure_stands_with_its_goal_its_yardstick_and_what_it_means(tmp_path: Path) -> None:
    Pages(tmp_path).keep("verify", Measured(AT, HERE, (VERIFY,)))
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if "`verify.ratio`" in line)
    assert "| 1.2 | ≤ 1.5 | met | one bare ES256 verification: 44.6 µs |" in row
    assert "1 of 1 goals are met." in page
    assert "A CPU, 2 cores" in page


def test_a_missed_goal_is_said_first_and_in_its_row(tmp_path: Path) -> None:
    Pages(tmp_path).keep("verify", Measured(AT, HERE, (MISSED,)))
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert "0 of 1 goals are met. Missed: **verify.ratio**." in page
    assert "| **missed** |" in page


def test_what_did_not_run_keeps_its_figures_and_says_from_when_and_where(tmp_path: Path) -> None:
    pages, other = Pages(tmp_path), replace(HERE, cpu="Another", sync_ms=9.0)
    pages.keep("config", Measured(AT.replace(year=2025), other, (REQUESTS,)))
    pages.keep("verify", Measured(AT, HERE, (VERIFY,)))
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert "`config.requests`" in page
    assert "Measured on 2025-11-23, CPU Another, 2 cores." in page
    assert pages.measured()["verify"].figures == (VERIFY,)


def test_every_figure_that_a_benchmark_gives_has_its_words() -> None:
    abouts = About.all()
    assert set(abouts) == set(NAMES)
    known = {figure for about in abouts.values() for figure in about.figures}
    sources = Path(__file__).parents[1].joinpath("bench").glob("*.py")
    given = {name for path in sources for name in _NAMED.findall(path.read_text("utf-8"))}
    peak = Peak(Told(), 1.0, [(0.0, 1)], 0.0, 0.0, 0.0, 0.0)
    for way in Load().ways:
        given |= {one.figure for one in figures_of(way, peak, Load())}
    assert given == known


def test_a_figure_without_words_is_refused(tmp_path: Path) -> None:
    unheard_of = Measured(AT, HERE, (Figure("verify.unheard_of", 1, "", None, "lower"),))
    with pytest.raises(KeyError, match=r"verify\.unheard_of"):
        Pages(tmp_path).keep("verify", unheard_of)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("figure", "share"),
    [(VERIFY, 0.8), (MISSED, 1.2), (Figure("config.ratio", 1, "x", 0.5, "higher"), 0.5)],
)
def test_a_goal_that_is_met_uses_at_most_all_of_it(figure: Figure, share: float) -> None:
    ((drawn, found),) = shares([figure])
    assert drawn == figure
    assert found == pytest.approx(share)
    assert figure.holds == (share <= 1)


def test_a_chart_says_in_words_what_it_shows() -> None:
    drawn = chart("verify", [MISSED])
    assert drawn is not None
    svg = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    titles = [svg.find(f"{_SVG}{part}") for part in ("title", "desc")]
    assert [one.get("id") for one in titles if one is not None] == (
        svg.get("aria-labelledby", "").split()
    )
    assert svg.get("role") == "img"
    assert "verify.ratio 1.20 – missed" in (svg.findtext(f"{_SVG}desc") or "")
    assert "1.20 – missed" in [text.text for text in svg.iter(f"{_SVG}text")]


def test_figures_without_goals_are_not_drawn() -> None:
    assert chart("peak", [Figure("peak.lost", 0, "", 0, "lower")]) is None
