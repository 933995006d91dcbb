"""How sources are set up."""

from __future__ import annotations

import pytest

from harvest.sources import SOURCES


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_an_entry_builds_the_source_of_its_name_and_derives_its_settings(name: str) -> None:
    entry = SOURCES[name]
    assert entry.name == entry.build(False).name == entry.build(True).name == name
    assert entry.base_url.startswith("https://")
    assert entry.url_setting == f"CITEWALK_{name.upper()}_URL"
    assert entry.rate_setting == f"CITEWALK_{name.upper()}_RATE"


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_key_travels_in_exactly_one_place_and_no_key_in_none(name: str) -> None:
    entry = SOURCES[name]
    places = {**entry.secret_params("k"), **entry.secret_headers("k")}
    assert len(places) == (entry.key_setting is not None)
    assert (entry.secret_params(None), entry.secret_headers(None)) == ({}, {})
    assert (entry.secret_params(" "), entry.secret_headers("\n")) == ({}, {})
