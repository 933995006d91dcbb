"""Which sources a harvest asks, how fast, and what a key or an address changes."""

from __future__ import annotations

import pytest

from citewalk.settings import Settings
from citewalk.wiring import choose_sources
from graph.errors import BadInput
from harvest.sources import SOURCES

SEVEN = {"ncbi", "icite", "europepmc", "openalex", "s2", "opencitations", "crossref"}
KEYS = {entry.key_setting: "a-key-of-the-test" for entry in SOURCES.values() if entry.key_setting}


def test_there_are_seven_sources() -> None:
    assert set(SOURCES) == SEVEN


def test_what_needs_a_key_is_left_out_without_one_and_said_so() -> None:
    choice = choose_sources(Settings({}))
    assert set(choice.sources) == SEVEN - {"openalex", "s2"}
    assert set(choice.left_out) == {"openalex", "s2"}
    assert "OPENALEX_API_KEY is not set" in choice.left_out["openalex"]
    assert "S2_API_KEY is not set" in choice.left_out["s2"]


def test_with_all_keys_all_sources_are_asked() -> None:
    choice = choose_sources(Settings(KEYS))
    assert (set(choice.sources), choice.left_out) == (SEVEN, {})


def test_a_source_that_is_named_is_asked_also_without_its_key() -> None:
    choice = choose_sources(Settings({}), ["s2"])
    assert (set(choice.sources), choice.left_out) == ({"s2"}, {})


def test_a_source_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadInput, match=r"no source 'scopus'.*crossref"):
        choose_sources(Settings({}), ["scopus"])


@pytest.mark.parametrize(
    ("name", "setting", "rates"),
    [("crossref", "CITEWALK_EMAIL", (1, 3)), ("ncbi", "NCBI_API_KEY", (3, 10))],
)
def test_a_key_or_an_address_gives_more_requests_a_second(name: str, setting: str, rates: tuple[int, int]) -> None:
    slow, fast = (choose_sources(Settings(given), [name]).rates[name] for given in ({}, {setting: "me@example.org"}))
    assert (slow, fast) == rates


@pytest.mark.parametrize("name", sorted(SEVEN))
def test_the_user_sets_the_rate_and_the_address_of_each_source(name: str) -> None:
    given = {f"CITEWALK_{name.upper()}_RATE": "0.5", f"CITEWALK_{name.upper()}_URL": "https://mirror.example.org/x/"}
    endpoint = choose_sources(Settings(given), [name]).endpoints[name]
    assert (endpoint.per_second, endpoint.base_url) == (0.5, "https://mirror.example.org/x")


def test_an_address_goes_only_to_those_who_ask_for_one_and_into_no_message() -> None:
    endpoints = choose_sources(Settings({**KEYS, "CITEWALK_EMAIL": "me@example.org"})).endpoints
    assert {n for n, e in endpoints.items() if "me@example.org" in {**e.params, **e.secret_params}.values()} == {
        "ncbi",
        "crossref",
    }
    assert "me@" not in endpoints["crossref"].hide(
        "https://api.crossref.org/works?mailto=me%40example.org me@example.org"
    )
