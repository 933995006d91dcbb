"""Citations wait until both of their ends are recorded."""

from __future__ import annotations

from itertools import permutations

from graph.ids import ArticleId, Scheme
from graph.model import Loose, Mention, Notice, NoticeKind, Record, Retraction
from harvest.evidence import Evidence
from harvest.findings import Findings
from harvest.sources.base import Answer


def record(pmid: str, source: str = "ncbi", **fields: object) -> Record:
    return Record(source=source, ids=frozenset({ArticleId(Scheme.PMID, pmid)}), **fields)  # type: ignore[arg-type]


def test_a_citation_is_ready_only_when_both_articles_are_recorded() -> None:
    evidence = Evidence()
    evidence.cite("a", "b", "icite")
    evidence.record("a")
    assert evidence.take_citations() == []
    evidence.record("b")
    assert evidence.take_citations() == [("a", "b", "icite")]
    assert evidence.take_citations() == []


def test_each_source_asserts_a_citation_once_and_pairs_are_counted_once() -> None:
    evidence = Evidence()
    for key in "ab":
        evidence.record(key)
    for source in ("icite", "ncbi", "icite"):
        evidence.cite("a", "b", source)
    assert evidence.take_citations() == [("a", "b", "icite"), ("a", "b", "ncbi")]
    assert evidence.count_citations() == 1


def test_self_citations_are_dropped_also_when_a_merge_makes_them() -> None:
    evidence = Evidence()
    evidence.cite("a", "a", "icite")
    evidence.cite("a", "b", "icite")
    evidence.record("a")
    evidence.record("b")
    evidence.merge("a", "b")
    assert evidence.take_citations() == []
    assert evidence.count_citations() == 0


def test_a_merge_moves_waiting_ready_and_written_citations() -> None:
    evidence = Evidence()
    evidence.record("x")
    evidence.record("b")
    evidence.cite("x", "b", "icite")
    assert evidence.take_citations() == [("x", "b", "icite")]
    evidence.cite("b", "y", "icite")
    evidence.merge("a", "b")
    assert evidence.take_citations() == []
    evidence.record("y")
    assert evidence.take_citations() == [("a", "y", "icite")]
    assert evidence.count_citations() == 2


def test_a_merge_loses_no_record_and_writes_the_survivor_again() -> None:
    evidence = Evidence()
    evidence.describe("a", record("1", "ncbi", title="A"))
    evidence.describe("b", record("1", "icite", year=2001))
    assert len(evidence.take_records(["a"])) == 1
    evidence.merge("a", "b")
    assert [r.source for _, r in evidence.take_records(["a"])] == ["icite", "ncbi"]
    assert evidence.year("a") == 2001


NOTICE = ArticleId(Scheme.PMID, "9")
RETRACTED = record("1", is_retracted=True, retraction=Retraction(NOTICE, "2020", "ncbi"))
CORRECTED = record("1", notices=(Notice(NoticeKind.CORRECTION, NOTICE, "2019", "ncbi"),))


def test_what_a_notice_says_of_an_article_describes_nobody() -> None:
    findings = Findings(lambda *_: None)
    findings.hear("ncbi", Answer(about=(RETRACTED,)))
    key = findings.key(ArticleId(Scheme.PMID, "1"))
    assert not findings.evidence.described(key)
    assert findings.evidence.speakers(key) == frozenset()
    assert findings.evidence.take_records([key]) == [(key, RETRACTED)]
    assert findings.evidence.take_records([key]) == []


def test_what_notices_say_is_added_to_the_record_of_their_source_in_any_order() -> None:
    own = record("1", title="A", is_retracted=False, notices=())
    for order in permutations((own, RETRACTED, CORRECTED)):
        evidence = Evidence()
        for one in order:
            if one is own:
                evidence.describe("a", one)
            else:
                evidence.note("a", one)
            said = evidence.take_records(["a"])
        ((_, last),) = said
        assert (last.title, last.is_retracted, last.retraction) == ("A", True, RETRACTED.retraction)
        assert last.notices == CORRECTED.notices


def test_a_notice_that_the_article_names_itself_is_named_once() -> None:
    evidence = Evidence()
    exact = Notice(NoticeKind.CORRECTION, NOTICE, "2019-05-06", "ncbi")
    evidence.describe("a", record("1", notices=(exact,)))
    evidence.note("a", CORRECTED)
    assert [said.notices for _, said in evidence.take_records(["a"])] == [(exact,)]


def test_a_merge_loses_nothing_that_notices_said() -> None:
    evidence = Evidence()
    evidence.describe("a", record("1", "icite", title="A"))
    evidence.note("b", RETRACTED)
    evidence.merge("a", "b")
    assert [said.source for _, said in evidence.take_records(["a"])] == ["icite", "ncbi"]


def test_a_list_of_references_may_come_in_parts_and_in_any_order() -> None:
    cited = [Mention((ArticleId(Scheme.PMID, number),)) for number in "234"]
    loose = [Loose(4, "Four"), Loose(5, "Five")]
    parts = [
        record("1", references=(cited[0],), unresolved=1, loose=(loose[1],), reference_count=5),
        record("1", references=(cited[1],), unresolved=1, loose=(loose[0],), reference_count=5),
        record("1", references=(cited[2],)),
        record("1", title="One"),
    ]
    for order in permutations([*parts, parts[0]]):
        evidence = Evidence()
        for part in order:
            evidence.describe("a", part)
        (whole,) = evidence.records("a")
        assert set(whole.references or ()) == set(cited)
        assert (whole.title, whole.reference_count, whole.unresolved, whole.loose) == ("One", 5, 2, tuple(loose))


def test_an_empty_list_is_contradicted_by_others_unless_the_source_says_the_same_from_the_other_end() -> None:
    evidence = Evidence()
    assert not evidence.contradicts("oc", "b", cited=True)
    evidence.cite("a", "b", "icite")
    assert evidence.contradicts("oc", "b", cited=True)
    assert evidence.contradicts("oc", "a", cited=False)
    evidence.cite("a", "c", "oc")  # so it knows a list of a, and b is not in it
    assert not evidence.contradicts("oc", "b", cited=True)
    evidence.cite("a", "b", "oc")
    assert evidence.contradicts("oc", "b", cited=True)
