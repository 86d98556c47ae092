"""What `python -m tests.bench` understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import NAMES, asked_for, module_of


def test_all_benchmarks_run_when_none_is_named() -> None:
    assert asked_for([]) == (NAMES, None)
    assert all(callable(module_of(name).run) for name in NAMES)


def test_those_named_run_and_their_figures_go_to_a_file() -> None:
    assert asked_for(["verify", "tap", "--json", "f.json"]) == (["verify", "tap"], Path("f.json"))


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked_for(["speed"])
    assert "'speed'" in capsys.readouterr().err
