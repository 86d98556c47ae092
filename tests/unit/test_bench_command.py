"""What `python -m tests.bench` understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import NAMES, Asked, asked_for, module_of


def test_all_benchmarks_run_when_none_is_named() -> None:
    assert asked_for([]) == Asked(NAMES)
    assert all(callable(module_of(name).run) for name in NAMES)


def test_those_named_run_and_their_figures_go_to_a_file() -> None:
    asked = asked_for(["verify", "tap", "--json", "f.json"])
    assert asked == Asked(["verify", "tap"], json_file=Path("f.json"))


def test_the_peak_takes_its_load() -> None:
    words = ["peak", "--rate", "70", "--minutes", "0.5", "--counters", "20", "--way", "broker"]
    load = module_of("peak").Load(**dict(asked_for(words).load))
    assert load == module_of("peak").Load(70.0, 0.5, 20, ["broker"])


def test_a_smaller_peak_is_not_for_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked_for(["peak", "--rate", "70", "--page", "docs"])
    assert "whole peak" in capsys.readouterr().err


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked_for(["speed"])
    assert "'speed'" in capsys.readouterr().err
