"""The frontier decides what comes next; these are its decisions, with no network and no store."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Direction
from harvest.frontier import Frontier, newest

REF = Direction.REFERENCES


def walk(graph: dict[str, list[str]], seeds: list[str], *, depth: int, most: int = 10**6) -> Frontier:
    frontier = Frontier(depth=depth, most=most)
    for seed in seeds:
        frontier.find(seed, depth=0, direction=Direction.SEED)
        frontier.record(seed)
    while (key := frontier.best()) is not None:
        frontier.record(key)
        if frontier.expands(key):
            frontier.expand(key, dict.fromkeys(graph.get(key, []), REF))
    return frontier


def order(graph: dict[str, list[str]], seeds: list[str], *, depth: int, most: int) -> list[str]:
    return list(walk(graph, seeds, depth=depth, most=most).recorded_keys())


def test_articles_at_the_last_depth_are_recorded_and_not_expanded() -> None:
    frontier = walk({"s": ["a"], "a": ["b"], "b": ["c"]}, ["s"], depth=2)
    assert sorted(frontier.recorded_keys()) == ["a", "b", "s"]
    assert "c" not in frontier


def test_depth_zero_records_the_seeds_alone() -> None:
    assert sorted(walk({"s": ["a"]}, ["s"], depth=0).recorded_keys()) == ["s"]


def test_a_budget_goes_to_what_most_expanded_articles_are_linked_to() -> None:
    graph = {"s": ["x", "z"], "t": ["y", "z"]}
    assert set(order(graph, ["s", "t"], depth=1, most=3)) == {"s", "t", "z"}


def test_equal_evidence_goes_by_depth_and_then_by_key() -> None:
    graph = {"s": ["b", "c"], "b": ["a"]}
    assert set(order(graph, ["s"], depth=2, most=3)) == {"s", "b", "c"}
    assert set(order({"s": ["c", "a", "b"]}, ["s"], depth=1, most=3)) == {"s", "a", "b"}


def test_what_does_not_fit_is_counted_as_left_out() -> None:
    frontier = walk({"s": ["a", "b", "c"]}, ["s"], depth=1, most=2)
    assert (frontier.recorded, frontier.room, frontier.left_out()) == (2, 0, 2)


def test_a_shorter_way_found_later_lowers_the_depth_of_everything_behind_it() -> None:
    frontier = Frontier(depth=3, most=100)
    frontier.find("s", depth=0, direction=Direction.SEED)
    frontier.record("s")
    frontier.expand("s", {"a": REF})
    frontier.expand("a", {"b": REF})
    frontier.expand("b", {"c": REF})
    assert frontier.spot("c").depth == 3
    assert not frontier.expands("c")
    frontier.find("b", depth=1, direction=REF)
    assert (frontier.spot("b").depth, frontier.spot("c").depth) == (1, 2)
    assert frontier.expands("c")


def test_a_dropped_article_is_never_recorded_and_not_counted_as_left_out() -> None:
    frontier = Frontier(depth=1, most=10)
    frontier.find("a", depth=0, direction=Direction.SEED)
    frontier.drop("a")
    assert frontier.best() is None
    assert frontier.left_out() == 0


def test_a_similar_article_is_recorded_but_only_a_citation_makes_it_a_place_to_go_on_from() -> None:
    frontier = Frontier(depth=2, most=10)
    frontier.find("m", depth=1, direction=Direction.SIMILAR, leaf=True)
    assert not frontier.expands("m")
    frontier.find("m", depth=1, direction=REF)
    assert frontier.expands("m")


def test_merging_two_recorded_articles_makes_room_for_another() -> None:
    frontier = walk({"s": ["a", "b", "c"]}, ["s"], depth=1, most=3)
    assert frontier.best() is None
    frontier.merge("a", "b")
    assert (frontier.recorded, frontier.best()) == (2, "c")


def test_merging_keeps_the_least_depth_and_all_links() -> None:
    frontier = Frontier(depth=2, most=10)
    for seed in ("s", "t"):
        frontier.find(seed, depth=0, direction=Direction.SEED)
    frontier.expand("s", {"a": REF})
    frontier.expand("t", {"b": REF})
    frontier.merge("a", "b")
    assert frontier.spot("a").linked == {"s", "t"}
    frontier.merge("s", "a")
    assert frontier.spot("s").depth == 0
    assert "s" not in frontier.spot("s").linked


def test_a_merged_article_is_expanded_again_with_both_lists() -> None:
    frontier = Frontier(depth=2, most=10)
    frontier.find("a", depth=0, direction=Direction.SEED)
    frontier.find("b", depth=0, direction=Direction.SEED)
    frontier.record("a")
    frontier.record("b")
    frontier.expand("a", {"x": REF})
    frontier.merge("b", "a")
    assert frontier.expands("b")
    assert frontier.best() == "b"


graphs = st.dictionaries(
    st.sampled_from("abcdefghij"), st.lists(st.sampled_from("abcdefghij"), max_size=5, unique=True), max_size=10
)


@settings(max_examples=300, deadline=None)
@given(graphs, st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=3, unique=True), st.integers(0, 4))
def test_without_a_budget_the_walk_reaches_what_breadth_first_search_reaches(
    graph: dict[str, list[str]], seeds: list[str], depth: int
) -> None:
    frontier = walk(graph, seeds, depth=depth)
    reference = nx.DiGraph([("root", seed) for seed in seeds])
    reference.add_edges_from((a, b) for a, others in graph.items() for b in others)
    lengths = nx.single_source_shortest_path_length(reference, "root", cutoff=depth + 1)
    expected = {key: length - 1 for key, length in lengths.items() if key != "root"}
    assert {key: frontier.spot(key).depth for key in frontier.recorded_keys()} == expected


@settings(max_examples=200, deadline=None)
@given(graphs, st.integers(1, 8), st.integers(0, 3))
def test_a_budget_is_never_exceeded_and_never_left_unused(graph: dict[str, list[str]], most: int, depth: int) -> None:
    reachable = walk(graph, ["a"], depth=depth).recorded
    assert walk(graph, ["a"], depth=depth, most=most).recorded == min(most, reachable)


def test_a_hub_is_cut_to_its_newest_citing_articles() -> None:
    recency = {"old": (1990, 5), "new": (2020, 1), "newer": (2020, 9), "undated": (0, 7)}
    assert newest(recency, recency, 2) == (["newer", "new"], 4)
    assert newest(["undated", "old", "unknown"], recency, 3)[0] == ["old", "undated", "unknown"]


def test_what_moved_is_told_once_and_everybody_where_two_that_were_recorded_make_room() -> None:
    frontier = walk({"s": ["a", "b"]}, ["s"], depth=1)
    assert frontier.take_moved() == {"s", "a", "b"}
    frontier.find("a", depth=1, direction=REF)
    assert frontier.take_moved() == set()
    frontier.find("b", depth=0, direction=Direction.VERSION, leaf=True)
    assert frontier.take_moved() == {"b"}
    frontier.merge("a", "b")
    assert frontier.take_moved() == {"s", "a"}
