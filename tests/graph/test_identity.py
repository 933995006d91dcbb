"""Which identifiers are one article: examples a person can follow, then properties over any claims in any order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import KnownId, Resolution, new_id, order, primary_of, resolve, set_apart
from graph.ids import ArticleId, Scheme, is_preprint

Claim = frozenset[ArticleId]

P1, P2, P3 = (ArticleId(Scheme.PMID, n) for n in ("1", "2", "3"))
DX, DY = (ArticleId(Scheme.DOI, f"10.1/{n}") for n in "xy")
PRE, PRE2 = (ArticleId(Scheme.DOI, text) for text in ("10.48550/arxiv.1706.03762", "10.1101/2020.01.01.123456"))
W1, W2 = (ArticleId(Scheme.OPENALEX, f"W{n}") for n in "12")


class Ledger:
    """Keeps what a store keeps, and nothing else: resolutions in, closed extracts out."""

    def __init__(self) -> None:
        self.ids: dict[ArticleId, tuple[str, frozenset[ArticleId], frozenset[ArticleId]]] = {}
        self.first_seen: dict[str, str] = {}
        self.clock = 0

    def extract(self, wanted: set[ArticleId]) -> dict[ArticleId, KnownId]:
        owners = {i.value for i in wanted if i.scheme is Scheme.CITEWALK}
        todo = list(wanted) + [i for i, (owner, _, _) in self.ids.items() if owner in owners]
        found: dict[ArticleId, KnownId] = {}
        while todo:
            id_ = todo.pop()
            if id_ in found or id_ not in self.ids:
                continue
            owner, ties, apart = self.ids[id_]
            found[id_] = KnownId(owner, self.first_seen[owner], ties, apart)
            todo += ties
            todo += [i for i, (theirs, _, _) in self.ids.items() if theirs == owner]
        return found

    def hear(self, claims: Sequence[Claim]) -> Resolution:
        self.clock += 1
        known = self.extract({i for claim in claims for i in claim})
        return self.write(known, resolve(known, claims))

    def write(self, known: dict[ArticleId, KnownId], result: Resolution) -> Resolution:
        for owner in result.created:
            assert owner not in self.first_seen, "an id in use was given to a new article"
            self.first_seen[owner] = f"2026-01-01T00:00:{self.clock:02}Z"
        for id_, owner in result.owners.items():
            _, ties, apart = self.ids.get(id_, ("", frozenset(), frozenset()))
            self.ids[id_] = (owner, result.ties.get(id_, ties), apart)
        for _, absorbed in result.merged:
            del self.first_seen[absorbed]
        return result

    def part(self, one: set[ArticleId], other: set[ArticleId]) -> Resolution:
        for id_, apart in set_apart(one, other).items():
            owner, ties, before = self.ids[id_]
            self.ids[id_] = (owner, ties, before | apart)
        self.clock += 1
        known = self.extract(one | other)
        return self.write(known, resolve(known, []))

    def owner(self, id_: ArticleId) -> str:
        return self.ids[id_][0]

    def partition(self) -> set[Claim]:
        """The groups, without the handles that depend on which article was there first."""
        groups: dict[str, set[ArticleId]] = {}
        for id_, (owner, _, _) in self.ids.items():
            if id_.scheme is not Scheme.CITEWALK:
                groups.setdefault(owner, set()).add(id_)
        return {frozenset(group) for group in groups.values()}


def claim(*ids: ArticleId) -> Claim:
    return frozenset(ids)


def heard(*batches: Sequence[Claim]) -> Ledger:
    ledger = Ledger()
    for batch in batches:
        ledger.hear(batch)
    return ledger


def test_an_id_nobody_knew_makes_an_article_named_after_it() -> None:
    result = resolve({}, [claim(P1)])
    assert result.owners == {P1: new_id(P1)}
    assert result.created == (new_id(P1),)
    assert not result.merged
    assert not result.ties


def test_ids_stated_together_are_one_article_named_after_the_best() -> None:
    result = resolve({}, [claim(W1, DX, P1)])
    assert set(result.owners.values()) == {new_id(P1)}
    assert result.ties == {P1: {DX, W1}, DX: {P1}, W1: {P1}}


def test_a_chain_of_ties_is_one_article() -> None:
    assert heard([claim(P1, DX)], [claim(DX, W1)], [claim(W1, W2)]).partition() == {claim(P1, DX, W1, W2)}


def test_hearing_the_same_again_changes_nothing() -> None:
    ledger = heard([claim(P1, DX, P2)], [claim(DX, W1)])
    before = dict(ledger.ids)
    again = ledger.hear([claim(P1, DX, P2), claim(DX, W1)])
    assert ledger.ids == before
    assert (again.created, again.merged, again.moved, again.ties, again.conflicts) == ((), (), (), {}, ())


def test_the_older_of_two_merged_articles_keeps_its_id() -> None:
    ledger = heard([claim(W1)], [claim(P1)])
    result = ledger.hear([claim(P1, W1)])
    assert result.merged == ((new_id(W1), new_id(P1)),)
    assert result.moved == (P1,)
    assert ledger.owner(P1) == new_id(W1)


def test_of_two_articles_of_one_age_the_smaller_id_survives() -> None:
    ledger = heard([claim(W1), claim(P1)])
    (merge,) = ledger.hear([claim(P1, W1)]).merged
    assert merge == tuple(sorted((new_id(W1), new_id(P1))))


def test_the_id_of_an_absorbed_article_leads_to_its_survivor() -> None:
    ledger = heard([claim(W1)], [claim(P1)], [claim(P1, W1)])
    handle = ArticleId(Scheme.CITEWALK, new_id(P1))
    assert ledger.owner(handle) == new_id(W1)
    ledger.hear([claim(handle, DX)])
    assert ledger.owner(DX) == new_id(W1)


def test_an_article_can_be_named_by_its_own_id() -> None:
    ledger = heard([claim(P1)], [claim(ArticleId(Scheme.CITEWALK, new_id(P1)), DX)])
    assert ledger.partition() == {claim(P1, DX)}


def test_an_id_of_a_loaded_file_is_kept_as_the_articles_own() -> None:
    foreign = ArticleId(Scheme.CITEWALK, "node-7")
    result = resolve({}, [claim(foreign, DX)])
    assert result.created == ("node-7",)
    assert new_id(foreign) == "node-7"


def test_two_pmids_are_never_one_article_and_the_conflict_is_told_once() -> None:
    ledger = heard([claim(P1, DX)])
    (conflict,) = ledger.hear([claim(P2, DX)]).conflicts
    assert conflict.ids == (P2, DX)
    assert "pmid:1 and pmid:2 are two articles" in conflict.reason
    assert ledger.partition() == {claim(P1, DX), claim(P2)}
    assert not ledger.hear([claim(P2, DX)]).conflicts


def test_an_id_goes_to_the_pmid_tied_to_it_rather_than_to_one_over_a_chain() -> None:
    assert heard([claim(P2, DX)], [claim(DX, W1)], [claim(P3, W1)]).partition() == {claim(P2, DX), claim(P3, W1)}


def test_an_id_that_two_pmids_claim_moves_to_the_lower_one_and_the_article_stays_with_its_pmid() -> None:
    ledger = heard([claim(DX)], [claim(P2, DX)])
    result = ledger.hear([claim(P1, DX)])
    assert ledger.owner(P2) == new_id(DX)
    assert ledger.owner(DX) == ledger.owner(P1) == new_id(P1)
    assert result.moved == (DX,)


def test_a_split_id_whose_own_name_is_in_use_gets_another() -> None:
    ledger = heard([claim(DX)], [claim(P2, DX)], [claim(P1, DX)])
    ledger.part({DX}, {P1, P2})
    assert ledger.partition() == {claim(DX), claim(P1), claim(P2)}
    assert ledger.owner(P2) == new_id(DX) != ledger.owner(DX)


def test_an_undone_merge_gives_the_absorbed_article_its_id_back_and_stays_undone() -> None:
    ledger = heard([claim(P1, DX)], [claim(W1, W2)], [claim(DX, W1)])
    absorbed = ArticleId(Scheme.CITEWALK, new_id(W1))
    ledger.part({P1, DX}, {W1, W2, absorbed})
    assert ledger.partition() == {claim(P1, DX), claim(W1, W2)}
    assert ledger.owner(W2) == new_id(W1)
    ledger.hear([claim(DX, W1, W2)])
    assert ledger.partition() == {claim(P1, DX), claim(W1, W2)}


def test_a_newcomer_tied_to_both_halves_of_an_undone_merge_does_not_join_them() -> None:
    ledger = heard([claim(DX, W1)])
    ledger.part({DX}, {W1})
    ledger.hear([claim(W2, DX), claim(W2, W1)])
    assert ledger.partition() == {claim(DX, W2), claim(W1)}


def test_nothing_can_be_set_apart_from_itself() -> None:
    with pytest.raises(ValueError, match="apart from itself"):
        set_apart([P1, DX], [DX])


def test_pmids_are_ordered_as_numbers_and_schemes_by_preference() -> None:
    ten = ArticleId(Scheme.PMID, "10")
    assert sorted([DX, ten, P2], key=order) == [P2, ten, DX]
    assert primary_of([W1, DX]) == DX


def test_a_published_doi_stands_before_that_of_the_preprint() -> None:
    published = ArticleId(Scheme.DOI, "10.1000/a-much-longer-name-of-the-published-article")
    assert sorted([W1, PRE, PRE2, published], key=order) == [published, PRE2, PRE, W1]


def test_a_preprint_listed_with_its_published_form_is_another_article_and_a_version_of_it() -> None:
    ledger = Ledger()
    result = ledger.hear([claim(W1, PRE, DX, P1)])
    assert ledger.partition() == {claim(W1, DX, P1), claim(PRE)}
    assert (result.versions, result.conflicts) == (((PRE, P1),), ())
    assert ledger.hear([claim(W1, PRE, DX, P1)]).versions == ()


@pytest.mark.parametrize("turned", [False, True])
def test_a_pmid_listed_with_a_preprint_goes_to_the_doi_that_another_gives_it(turned: bool) -> None:
    claims = [claim(W1, PRE, P1), claim(P1, DX)]
    ledger = heard(*([one] for one in (reversed(claims) if turned else claims)))
    assert ledger.partition() == {claim(W1, P1, DX), claim(PRE)}


def test_a_preprint_keeps_a_pmid_that_nobody_else_claims() -> None:
    ledger = heard([claim(P1, PRE)], [claim(W1, DX, PRE)], [claim(P2, DX)])
    assert ledger.partition() == {claim(P1, PRE), claim(P2, DX, W1)}


def test_two_servers_and_two_rounds_of_one_preprint_may_be_one_article() -> None:
    ledger = heard([claim(W1, PRE, PRE2)])
    result = ledger.hear([claim(W1, DX)])
    assert ledger.partition() == {claim(W1, DX), claim(PRE, PRE2)}
    assert result.versions == ((PRE2, DX),)


def test_versions_are_found_over_a_chain_that_names_neither() -> None:
    ledger = heard([claim(PRE, W1)], [claim(DX, W2)])
    result = ledger.hear([claim(W1, W2)])
    assert ledger.partition() == {claim(PRE, W1), claim(DX, W2)}
    assert result.versions == ((PRE, DX),)


def test_a_preprint_and_two_pmids_are_a_version_and_a_conflict() -> None:
    result = resolve({}, [claim(P1, DX), claim(P2, DX), claim(P1, PRE)])
    assert [conflict.ids for conflict in result.conflicts] == [(P2, DX)]
    assert result.versions == ((PRE, P1),)


def test_article_ids_are_short_lower_case_and_safe_in_a_url() -> None:
    assert new_id(P1) == new_id(ArticleId(Scheme.PMID, "1"))
    assert len(new_id(P1)) == 21
    assert new_id(P1).isalnum()
    assert new_id(P1).islower()


ids = st.one_of(
    st.builds(ArticleId, st.just(Scheme.PMID), st.sampled_from("1234")),
    st.builds(ArticleId, st.just(Scheme.DOI), st.sampled_from(["10.1/a", "10.1/b", "10.1/c", "10.1/dd"])),
    st.sampled_from([PRE, PRE2]),
    st.builds(ArticleId, st.sampled_from([Scheme.PMCID, Scheme.OPENALEX, Scheme.S2]), st.sampled_from("xyz")),
    st.builds(ArticleId, st.just(Scheme.CITEWALK), st.sampled_from(["foreign-1", "foreign-2"])),
)
claims_of_any_kind = st.lists(st.frozensets(ids, min_size=1, max_size=4), max_size=14)


@st.composite
def two_tellings(draw: st.DrawFn) -> tuple[list[list[Claim]], list[list[Claim]]]:
    """The same claims in two orders, each cut into batches anywhere."""
    claims = draw(claims_of_any_kind)
    tellings = []
    for told in (claims, draw(st.permutations(claims))):
        cuts = sorted(draw(st.sets(st.integers(0, len(told)))) | {0, len(told)})
        tellings.append([list(told[a:b]) for a, b in itertools.pairwise(cuts)])
    return tellings[0], tellings[1]


@given(two_tellings())
def test_neither_the_order_of_claims_nor_their_batches_change_the_articles(
    tellings: tuple[list[list[Claim]], list[list[Claim]]],
) -> None:
    one, other = tellings
    assert heard(*one).partition() == heard(*other).partition()


@given(claims_of_any_kind)
def test_every_article_has_one_pmid_at_most_is_preprint_or_published_and_every_claimed_id_has_an_article(
    claims: list[Claim],
) -> None:
    ledger = heard(*([c] for c in claims))
    for group in ledger.partition():
        assert sum(id_.scheme is Scheme.PMID for id_ in group) <= 1
        assert len({is_preprint(id_) for id_ in group if id_.scheme is Scheme.DOI}) <= 1
    assert {i for c in claims for i in c} <= set(ledger.ids)
    assert {owner for owner, _, _ in ledger.ids.values()} == set(ledger.first_seen)


@given(claims_of_any_kind)
def test_ids_in_one_article_are_tied_over_a_chain_and_ids_in_two_were_refused(claims: list[Claim]) -> None:
    result = resolve({}, claims)
    refused = {frozenset(conflict.ids) for conflict in result.conflicts}
    versions = {frozenset(result.owners[id_] for id_ in pair) for pair in result.versions}
    for one, near in result.ties.items():
        for other in near:
            owners = frozenset({result.owners[one], result.owners[other]})
            assert (len(owners) == 1) != (frozenset({one, other}) in refused or owners in versions)


@given(two_tellings())
def test_versions_are_the_same_pairs_in_any_order(tellings: tuple[list[list[Claim]], list[list[Claim]]]) -> None:
    """What is told at last, when everything is known; before, a chain may have led elsewhere."""
    pairs = []
    for telling in tellings:
        ledger = heard(*telling)
        afresh = {id_: replace(known, owner="") for id_, known in ledger.extract(set(ledger.ids)).items()}
        pairs.append(resolve(afresh, []).versions)
    assert pairs[0] == pairs[1]
    for one, other in pairs[0]:
        assert is_preprint(one) or one.scheme is Scheme.PMID
        assert not is_preprint(other)


@given(claims_of_any_kind)
def test_the_survivor_of_every_merge_is_the_older(claims: list[Claim]) -> None:
    ledger = Ledger()
    for batch in claims:
        born = dict(ledger.first_seen)
        for survivor, absorbed in ledger.hear([batch]).merged:
            assert (born[survivor], survivor) < (born[absorbed], absorbed)


@given(claims_of_any_kind, st.data())
def test_what_was_set_apart_never_meets_again_in_any_order(claims: list[Claim], data: st.DataObject) -> None:
    ledger = heard(claims)
    groups = sorted((sorted(g, key=order) for g in ledger.partition() if len(g) > 1), key=lambda g: order(g[0]))
    if not groups:
        return
    group = data.draw(st.sampled_from(groups))
    cut = data.draw(st.integers(1, len(group) - 1))
    one, other = set(group[:cut]), set(group[cut:])
    ledger.part(one, other)
    before = ledger.partition()
    ledger.hear(data.draw(st.permutations(claims)))
    assert ledger.partition() == before
    assert all(ledger.owner(a) != ledger.owner(b) for a in one for b in other)
