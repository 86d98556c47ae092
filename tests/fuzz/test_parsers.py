"""Whatever comes in: every parser gives a value or raises a `ContractError`, soon and in little
memory."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conftest import Count
from tests.fuzz.parsers import Parser, parsers
from tests.fuzz.spoiling import CLASSICS, hostile_octets
from tests.fuzz.trying import attempt, little_memory

PARSERS = parsers()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_parser_takes_its_good_examples(parser: Parser) -> None:
    assert [attempt(parser, octets) for octets in parser.good] == [True] * len(parser.good)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_what_has_broken_parsers_elsewhere_is_taken_or_refused_by_name(
    parser: Parser, count: Count
) -> None:
    wrong = {}
    with little_memory():
        for what, octets in CLASSICS.items():
            try:
                attempt(parser, octets)
            except Exception as error:
                wrong[what] = repr(error)[:200]
    assert wrong == {}
    count(len(CLASSICS), "inputs: hostile octets given to parsers")


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_hostile_octets_are_taken_or_refused_by_name_within_bounds(
    parser: Parser, count: Count
) -> None:
    tried = refused = 0

    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(hostile_octets(parser.good))
    def every(octets: bytes) -> None:
        nonlocal tried, refused
        tried += 1
        refused += not attempt(parser, octets)

    with little_memory():
        every()
    count(tried, "inputs: hostile octets given to parsers")
    count(refused, "inputs: of these refused by name")
    assert refused or parser.answers
