"""How printed names are divided, and the keys that are made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from graph.exchange.citation_keys import keys
from graph.exchange.people import Person, divide
from graph.exchange.reference import refer


@pytest.mark.parametrize(
    ("printed", "family", "given_", "suffix"),
    [
        ("Paul A Harris", "Harris", "Paul A", ""),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig", ""),
        ("Eric Van Cutsem", "Van Cutsem", "Eric", ""),
        ("Johannes Diderik van der Waals", "van der Waals", "Johannes Diderik", ""),
        ("In-Sook Kim", "Kim", "In-Sook", ""),
        ("Di Wu", "Wu", "Di", ""),
        ("Wang Y", "Wang", "Y", ""),
        ("J. O", "O", "J.", ""),
        ("Martin L King Jr", "King", "Martin L", "Jr"),
        ("John H Smith 3rd", "Smith", "John H", "3rd"),
        ("Harris, Paul A", "Harris", "Paul A", ""),
        ("King, Martin L, Jr", "King", "Martin L", "Jr"),
        ("Robert Doe, Jr.", "Doe", "Robert", "Jr."),
    ],
)
def test_names_of_people(printed: str, family: str, given_: str, suffix: str) -> None:
    assert divide(printed) == Person(family, given_, suffix)


@pytest.mark.parametrize(
    "printed",
    [
        "REDCap Consortium",
        "Bill and Melinda Gates Foundation",
        "International Committee of Medical Journal Editors",
        "GBD 2019 Collaborators",
        "COVID-19",
        "王小明",
        "Plato",
        "Study Group, The",
        ",",
    ],
)
def test_groups_and_single_words_are_not_divided(printed: str) -> None:
    assert divide(printed) == Person(printed, whole=True)


@pytest.mark.recordings
def test_real_names_are_mostly_divided_as_pubmed_divides_them(recordings: Path) -> None:
    people = groups = right = whole = 0
    for path in sorted((recordings / "ncbi-efetch").rglob("*.xml")):
        for author in etree.parse(path).iter("Author"):
            given_, family = author.findtext("ForeName"), author.findtext("LastName")
            if given_ and family:
                people += 1
                right += divide(f"{given_} {family}").family == family
            elif group := author.findtext("CollectiveName"):
                groups += 1
                whole += divide(group).whole
    assert people > 1000
    assert right / people > 0.96
    assert whole == groups


@given(st.text())
def test_no_name_is_lost(name: str) -> None:
    person = divide(name)
    parts = f"{person.family} {person.given} {person.suffix}"
    kept = sorted(sign for sign in parts if sign.isalnum())
    assert kept == sorted(sign for sign in name if sign.isalnum())


def test_keys_are_first_author_year_and_telling_word() -> None:
    first = refer({"id": "a", "title": "The Köchel catalogue", "year": 1862, "authors": ["Ludwig von Köchel"]})
    assert keys([first]) == {"a": "vonkochel1862kochel"}


def test_the_article_that_was_seen_first_keeps_its_key() -> None:
    old = refer({"id": "b", "title": "Same", "year": 2020, "first_seen": "2026-01-01T00:00:00+00:00"})
    new = refer({"id": "a", "title": "Same", "year": 2020, "first_seen": "2026-02-01T00:00:00+00:00"})
    assert keys([old]) == {"b": "anon2020same"}
    assert keys([new, old]) == {"b": "anon2020same", "a": "anon2020samea"}


def test_keys_are_unique_beyond_the_alphabet() -> None:
    one = refer({"id": "0", "title": "Same", "year": 2020})
    many = [replace(one, id=str(number)) for number in range(1000)]
    assert len(set(keys(many).values())) == 1000
