"""Articles in a few words, and harvests in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.errors import BadInput
from graph.model import Harvest, HarvestState, SourceOutcome
from web import asked
from web.progress import describe, percent_of
from web.wording import byline_of, label_of, links_of, role_of, surname, why_of


@pytest.mark.parametrize(
    ("printed", "short"),
    [
        ("Smith J", "Smith"),
        ("Smith, John", "Smith"),
        ("John Smith", "Smith"),
        ("J Smith", "Smith"),
        ("van der Berg JA", "van der Berg"),
        ("García-López M", "García-López"),
        ("WHO", "WHO"),
        ("", ""),
    ],
)
def test_a_name_is_shortened_to_what_a_citation_uses(printed: str, short: str) -> None:
    assert surname(printed) == short


def test_a_label_is_author_and_year_or_as_much_as_is_known() -> None:
    assert label_of(("Smith J", "Doe A"), 2019, "A title", {}) == "Smith 2019"
    assert label_of(None, 2019, "A title", {}) == "A title 2019"
    assert label_of(("Smith J",), None, None, {}) == "Smith"
    assert label_of(None, None, None, {"pmid": "1", "doi": "10.1/x"}) == "PubMed 1"
    assert label_of(None, None, None, {"doi": "10.1/x"}) == "DOI 10.1/x"
    assert label_of(None, None, None, {}) == "unknown"
    assert label_of(None, None, None, {"id": "hep-th/9711200", "pmid": None}) == "hep-th/9711200"


def test_a_label_is_never_long() -> None:
    assert len(label_of(("W" * 80,), 2019, None, {})) <= 22
    assert len(label_of(None, None, None, {"doi": "10.1/" + "x" * 80})) <= 22


def test_a_byline_leaves_out_what_is_not_known() -> None:
    assert byline_of(("A B", "C D", "E F", "G H"), "BMJ", 2019) == "A B, C D, E F et al. · BMJ · 2019"
    assert byline_of(None, None, 2019) == "2019"
    assert byline_of(None, None, None) == ""


def test_links_lead_to_who_gave_the_number() -> None:
    links = links_of({"pmid": "1", "doi": "10.1/a b?c", "s2": None})
    assert [link["url"] for link in links] == ["https://pubmed.ncbi.nlm.nih.gov/1/", "https://doi.org/10.1/a%20b%3Fc"]


def test_a_far_article_says_through_whom_it_is_here() -> None:
    assert role_of(centre=False, cites_centre=False, cited_by_centre=False) == "further"
    assert why_of("further", cites=["Smith 2019"], cited_by=[]) == "Cites Smith 2019"
    assert why_of("further", cites=[], cited_by=["Smith 2019", "Doe 2020"]) == "Cited by Smith 2019 and 1 more shown"


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("39843410", ["pmid:39843410"]),
        ("PMID: 39843410", ["pmid:39843410"]),
        ("39843410 22188765", ["pmid:39843410", "pmid:22188765"]),
        ("39843410,\n22188765;10.1000/x\n\n39843410", ["pmid:39843410", "pmid:22188765", "doi:10.1000/x"]),
        ("Smith J. A title. BMJ 2019;1:2. doi: 10.1000/x. PMID: 22188765", ["doi:10.1000/x", "pmid:22188765"]),
    ],
)
def test_a_box_takes_ids_however_they_are_written(typed: str, ids: list[str]) -> None:
    assert [str(id_) for id_ in asked.ids_in(typed)] == ids


@pytest.mark.parametrize("typed", ["", " \n ", "no id in here", "39843410 nonsense-without-an-id"])
def test_what_holds_no_id_is_never_dropped_in_silence(typed: str) -> None:
    with pytest.raises(BadInput):
        asked.ids_in(typed)


def test_a_page_takes_so_many_ids_and_no_more() -> None:
    with pytest.raises(BadInput, match="501 ids"):
        asked.ids_in(" ".join(str(k) for k in range(1, 502)))


WALK = Harvest(
    id="h1",
    seeds=("pmid:1",),
    parameters={},
    state=HarvestState.INCOMPLETE,
    started=datetime(2026, 11, 22, tzinfo=UTC),
    counts={"articles": 12, "citations": 34},
    outcomes={
        "icite": SourceOutcome("incomplete", "did not answer", 3),
        "ncbi": SourceOutcome("complete", None, 5),
        "openalex": SourceOutcome("left out", "OPENALEX_API_KEY is not set", 0),
    },
)


def told(standing: str, harvest: Harvest = WALK, **visits: int) -> dict[str, object]:
    return describe(harvest, standing=standing, visits=visits, name="A title", centre="a1")


def test_what_is_missing_is_said_by_source_with_the_share_that_is_done() -> None:
    shown = told("incomplete", done=83, failed=17)
    assert shown["short"] == "icite did not answer everything; 83 % complete"
    assert shown["sentence"] == f"{shown['short']}. What was reached is kept, and it can be resumed."
    assert shown["resumable"]


def test_a_reason_does_not_repeat_its_source() -> None:
    outcome = SourceOutcome("incomplete", "icite, asked to describe pmid:1: the connection was refused", 0)
    sources = told("incomplete", replace(WALK, outcomes={"icite": outcome}))["sources"]
    assert sources == [
        {
            "name": "icite",
            "state": "incomplete",
            "reason": "asked to describe pmid:1: the connection was refused",
            "requests": 0,
        }
    ]


def test_what_was_asked_for_is_told_in_plain_words() -> None:
    asked_for = {"depth": 2, "similar": False, "sources": ["icite", "ncbi"], "from_year": None}
    shown = told("complete", replace(WALK, parameters=asked_for))
    assert shown["parameters"] == {"depth": 2, "similar": None, "sources": "icite, ncbi", "from_year": None}


def test_a_complete_harvest_names_who_was_not_asked() -> None:
    whole = replace(WALK, outcomes={k: v for k, v in WALK.outcomes.items() if k != "icite"})
    shown = told("complete", whole)
    assert shown["sentence"] == "Complete: every source that was asked has answered. Not asked: openalex."
    assert (shown["percent"], shown["resumable"]) == (100, False)


def test_an_interrupted_harvest_is_not_called_running() -> None:
    shown = told("interrupted", done=1, pending=1)
    assert shown["short"] == "Cut off before its end; 50 % complete"
    assert shown["resumable"]


@pytest.mark.parametrize(
    ("visits", "percent"),
    [({}, None), ({"pending": 4}, 0), ({"done": 999, "pending": 1}, 99), ({"done": 4}, 100), ({"failed": 4}, 0)],
)
def test_nothing_partial_is_a_hundred_percent(visits: dict[str, int], percent: int | None) -> None:
    assert percent_of(visits) == percent
