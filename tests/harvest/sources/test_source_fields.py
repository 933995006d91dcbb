"""Lenient readings of single fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest.sources import fields

READERS = (
    fields.text,
    fields.label,
    fields.count,
    fields.real,
    fields.truth,
    fields.many,
    fields.year,
    fields.iso_date,
    fields.orcid,
    fields.link,
)
anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none()) | st.just({})


@given(anything)
def test_rubbish_never_raises(value: object) -> None:
    for reader in READERS:
        reader(value)
    fields.inside(value, "a", "b")
    fields.dated(value, value, value)


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("3", 3), (" 3 ", 3), (3.0, 3), (0, 0), (3.5, None), (-1, None), (True, None), ("x", None), (1e300, None)],
)
def test_counts_are_whole_numbers_from_nought(value: object, number: int | None) -> None:
    assert fields.count(value) == number


@pytest.mark.parametrize("value", ["", " ", None, 5, [], "<i></i>", "&nbsp;"])
def test_blank_text_is_none(value: object) -> None:
    assert fields.text(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "0000-0002-1694-233X",
        "https://orcid.org/0000-0002-1694-233X",
        "http://orcid.org/000000021694233x",
        "000000021694233X",
    ],
)
def test_an_orcid_has_one_spelling(value: str) -> None:
    assert fields.orcid(value) == "0000-0002-1694-233X"


@pytest.mark.parametrize("value", ["0000-0002-1694-2339", "0000-0002", "", "12345678901234567890"])
def test_an_orcid_with_a_wrong_check_digit_is_none(value: str) -> None:
    assert fields.orcid(value) is None


@pytest.mark.parametrize("value", ["javascript:alert(1)", "ftp://a.b", "//a.b", "https://a.b/ c", 'https://a.b/"x'])
def test_only_web_addresses_are_links(value: str) -> None:
    assert fields.link(value) is None
    assert fields.link("https://doi.org/10.1/x") == "https://doi.org/10.1/x"
