"""Whatever Europe PMC answers, at any step of a question: it is read or refused, and nothing else."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources.base import Kind, Request, Wanted
from harvest.sources.europepmc import EuropePMC
from tests.examples import examples

SOURCE = EuropePMC()
PMID = ArticleId(Scheme.PMID, "12345")
DOI = ArticleId(Scheme.DOI, "10.1101/123456")
PMCID = ArticleId(Scheme.PMCID, "PMC777")
STEPS = 4

LINKS = [
    {"id": "PPR5", "source": "PPR", "type": "Preprint in"},
    {"id": "7", "source": "MED", "type": "Preprint of", "reference": "J. 2003 Jan;1. doi: 10.1000/x."},
    {"id": "9", "source": "MED", "type": "Retraction in", "reference": "J. 2003 Jan 2;1"},
]
ROWS: list[dict[str, object]] = [
    {"id": "12345", "source": "MED", "pmcid": "PMC777", "pubYear": "2001", "citedOrder": 1},
    {"id": "PPR5", "source": "PPR", "doi": "10.1101/123456", "commentCorrectionList": {"commentCorrection": LINKS}},
    {"id": "PPR6", "source": "PPR", "title": "No id of ours", "citedOrder": 3},
    {"title": "Loose", "authorString": "Byron A.", "citedOrder": 2, "match": "N"},
]
WHOLE = {
    "hitCount": 9,
    "nextCursorMark": "b",
    "request": {"pageSize": 4},
    "resultList": {"result": ROWS},
    "referenceList": {"reference": ROWS},
    "citationList": {"citation": ROWS},
}
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["MED", "PPR", "PPR5", "\ud800", "10.1000/", "0", -1, 1e308, 10**30, 0, 1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def questions() -> Iterator[Request]:
    for kind in (Kind.DESCRIBE, Kind.REFERENCES, Kind.CITED_BY):
        wanted = [Wanted(frozenset({PMID, PMCID})), Wanted(frozenset({DOI}))]
        yield from SOURCE.requests(kind, wanted, most=6)
    yield from SOURCE.requests(Kind.SEARCH, [Wanted(frozenset(), title="One", author="Two", year=3)])


def places(value: object) -> Iterator[tuple[dict | list, str | int]]:  # type: ignore[type-arg]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield value, name  # type: ignore[misc]
        yield from places(one)


@settings(max_examples=examples(300), deadline=None)
@given(value=values, place=st.randoms(use_true_random=False))
def test_every_step_of_every_question_survives_any_value_in_any_place(value: object, place: random.Random) -> None:
    for question in questions():
        waiting, steps = [question], 0
        while waiting and steps < STEPS:
            changed = {"": copy.deepcopy(WHOLE)}
            parent, name = place.choice(list(places(changed)))
            parent[name] = value  # type: ignore[index]
            request, steps = waiting.pop(0), steps + 1
            try:
                answer = SOURCE.read(request, json.dumps(changed[""]).encode("utf-8", "surrogatepass"))
            except BadAnswer:
                continue
            assert answer.known <= set(request.asked)
            assert all(cited in request.asked and citing != cited for citing, cited in answer.citing)
            assert all(version.preprint != version.published for version in answer.versions)
            assert answer.unnamed >= 0
            str(answer).encode()
            waiting += answer.more


def test_a_question_that_is_answered_the_same_for_ever_comes_to_an_end() -> None:
    for question in questions():
        waiting, steps = [question], 0
        while waiting:
            request, steps = waiting.pop(0), steps + 1
            assert steps < 60
            try:
                waiting += SOURCE.read(request, json.dumps(WHOLE).encode()).more
            except BadAnswer:
                continue
