from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graph.key.links import combined
from graph.key.score import key, ordinal
from graph.key.texts import TOPICS, TextModel
from graph.projection import Projection
from graph.ranking import rank

Draw = Callable[..., Projection]

NO_SEEDS = np.array([], dtype=np.int64)


def test_what_is_linked_to_the_seeds_comes_before_what_is_not(drawn: Draw):
    graph = drawn("s>a t>a x>s x>t x>b y>c", s=2000, t=2000, a=1990, x=2005, b=1990, c=1990, y=2005)
    order = [row.id for row in rank(graph, seeds=["s", "t"])]
    assert order[:3] == ["a", "x", "b"]
    assert set(order[3:]) == {"c", "y"}


def test_reasons_count_what_they_name(drawn: Draw):
    graph = drawn("s>a t>a x>s x>t x>a z>a", s=2000, t=2000, a=1990, x=2005, z=2005)
    why = {row.id: row.why for row in rank(graph, seeds=["s", "t"])}
    assert "cited by 2 of your 2 seeds" in why["a"]
    assert "cited together with your seeds once" in why["a"]
    assert "cites 2 of your 2 seeds" in why["x"]
    assert "shares 1 reference with your seeds" in why["x"]
    assert "shares 1 reference with your seeds" in why["z"]


def test_an_article_without_any_link_says_so():
    graph = Projection.from_edges(["a", "b"], [], [])
    assert rank(graph, seeds=["a"])[0].why == "nothing in this graph speaks for it"


def test_age_alone_wins_nothing(drawn: Draw):
    # old is cited six times among the sixes of 1980, new once in a year in which once is much.
    years = {"old": 1980, "peer": 1980, "new": 2010, "last": 2010} | {f"c{i}": 2011 for i in range(6)}
    graph = drawn(" ".join(f"c{i}>old c{i}>peer" for i in range(6)) + " c0>new", **years)
    standing = key(graph, NO_SEEDS).parts["standing"]
    assert standing[graph.index["new"]] > standing[graph.index["old"]]


def test_a_hub_does_not_win_by_its_size():
    # Both are cited with the seed twice; hub is cited forty times besides.
    ids = ["seed", "hub", "like", "r0", "r1", *(f"h{i}" for i in range(40))]
    pairs = [(r, to) for r in ("r0", "r1") for to in ("seed", "hub", "like")] + [(f"h{i}", "hub") for i in range(40)]
    graph = Projection.from_edges(ids, [a for a, _ in pairs], [b for _, b in pairs])
    part = key(graph, graph.positions(["seed"])).parts["links"]
    assert part[graph.index["like"]] > part[graph.index["hub"]]


def test_the_text_moves_an_article_up_and_says_so():
    graph = Projection.from_edges(["a", "b", "c"], [], [], years=[2000, 2000, 2000])
    texts = TextModel.of(["Solar wind", "Mice in mazes", "Winds of the solar corona"])
    best = rank(graph, seeds=["a"], texts=texts)[0]
    assert best.id == "c"
    assert "its text is like your seeds'" in best.why
    assert rank(graph, seeds=["a"])[0].id == "b"


def test_seeds_are_left_out_and_scores_lie_between_0_and_1(hepth: Projection):
    rows = rank(hepth, seeds=["1", "2", "3"])
    assert len(rows) == hepth.articles - 3
    assert {"1", "2", "3"}.isdisjoint(row.id for row in rows)
    assert all(row.score is not None and 0 <= row.score <= 1 for row in rows)


def test_without_seeds_key_papers_of_the_graph_come_first(hepth: Projection):
    rows = rank(hepth, top=20)
    cited = [int(hepth.citation_counts[hepth.index[row.id]]) for row in rows]
    assert min(cited) > 300
    assert "by PageRank" in rows[0].why
    assert "citations a year" in rows[0].why


def test_stubs_are_scaled_by_what_is_described():
    among = np.array([True, True, False])
    assert combined((np.array([1.0, 2.0, 8.0]),), among).tolist() == [0.5, 1.0, 1.0]
    assert combined((np.zeros(3),), among).tolist() == [0.0, 0.0, 0.0]


def test_topics_find_a_text_without_a_word_in_common():
    # Two fields with sixty words of their own each; two texts of one field need not share any of them.
    draw = np.random.default_rng(1)
    words = [[f"{field}{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)] for field in ("cor", "star")]
    fields = [[" ".join(draw.choice(own, 8)) for _ in range(200)] for own in words]
    texts = TextModel.of(fields[0] + fields[1])
    assert texts.by_topics is not None
    assert texts.by_topics.shape[1] == TOPICS
    likeness = texts.likeness(np.array([0]))
    strangers = [i for i in range(200) if not set(fields[0][i].split()) & set(fields[0][0].split())]
    assert likeness[strangers].mean() > 10 * likeness[200:].mean()


def test_a_text_that_is_not_known_is_like_nothing():
    texts = TextModel.of(["Solar wind", None, "Solar wind"], [None, None, "of the sun"])
    assert texts.known.tolist() == [True, False, True]
    assert texts.likeness(np.array([0]))[1] == 0
    assert texts.likeness(np.array([1])).tolist() == [0, 0, 0]


def test_the_text_model_is_the_same_each_time():
    titles = [f"{a} {b}" for a in ("kappa", "lambda", "omega", "sigma", "theta", "delta") for b in map(str, range(30))]
    first, second = TextModel.of(titles), TextModel.of(titles)
    assert np.array_equal(first.likeness(np.array([0, 40])), second.likeness(np.array([0, 40])))


def test_nor_does_it_depend_on_the_order_of_the_articles():
    draw = np.random.default_rng(2)
    words = np.array([f"{chr(97 + i // 26)}{chr(97 + i % 26)}word" for i in range(300)])
    titles = [" ".join(draw.choice(words[i % 3 :: 3], 9)) for i in range(240)]
    order = draw.permutation(240)
    place = np.argsort(order)
    first, second = TextModel.of(titles), TextModel.of([titles[i] for i in order])
    assert first.by_topics is not None
    seeds = np.array([0, 40, 77])
    assert second.likeness(place[seeds]) == pytest.approx(first.likeness(seeds)[order], abs=1e-9)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (23, "23rd")]
)
def test_ordinals(number: int, text: str):
    assert ordinal(number) == text
