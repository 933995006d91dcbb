"""Every measure against a second implementation, on real graphs, to 1e-8 relative."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from scipy.stats import percentileofscore, spearmanr

from graph.measures import betweenness as between
from graph.measures import harmonic as near
from graph.measures.cores import k_core
from graph.measures.counts import percentile_within_year
from graph.measures.disruption import disruption
from graph.measures.hits import authority_and_hub
from graph.measures.pagerank import pagerank, personalised_pagerank
from graph.measures.similarity import Weighting, co_citation, coupling
from graph.measures.spectral import eigenvector
from graph.projection import Floats, Ints, Projection

GRAPHS = ["hepth", "citeb", "jijin"]


@pytest.fixture(params=GRAPHS)
def real(request: pytest.FixtureRequest) -> Projection:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture
def seeds(real: Projection) -> Ints:
    """Five articles that are cited, not the most cited ones."""
    return np.argsort(-real.citation_counts, kind="stable")[100:105]


def assert_agree(ours: Floats, theirs: object, absolute: float = 0.0) -> None:
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-8, atol=absolute)


def values(real: Projection, scores: dict[str, float]) -> list[float]:
    return [scores[name] for name in real.ids]


def test_pagerank_agrees_with_networkx(real: Projection):
    referee = nx.pagerank(real.to_networkx(), alpha=0.85, tol=1e-17, max_iter=1000)
    assert_agree(pagerank(real), values(real, referee))


def test_pagerank_agrees_with_igraph(real: Projection):
    assert_agree(pagerank(real), real.igraph.pagerank(damping=0.85))


def test_personalised_pagerank_agrees_with_networkx(real: Projection, seeds: Ints):
    start = {real.ids[i]: 1.0 for i in seeds}
    both_ways = real.to_networkx().to_undirected()
    referee = nx.pagerank(both_ways, alpha=0.85, personalization=start, tol=1e-19, max_iter=1000)
    assert_agree(personalised_pagerank(real, seeds), values(real, referee), 1e-16)


def test_personalised_pagerank_one_way_agrees_with_igraph(real: Projection, seeds: Ints):
    referee = real.igraph.personalized_pagerank(damping=0.85, reset_vertices=seeds.tolist())
    ours = personalised_pagerank(real, seeds, both_ways=False)
    # igraph restarts evenly from dead ends; the referee is scaled to the articles within reach of the seeds.
    assert_agree(ours, referee, 1e-12)


@pytest.mark.filterwarnings("ignore:More than 30% of hub or authority:RuntimeWarning")
def test_hits_agrees_with_igraph(real: Projection):
    authority, hub = authority_and_hub(real)
    assert_agree(authority / authority.max(), real.igraph.authority_score(), 1e-13)
    assert_agree(hub / hub.max(), real.igraph.hub_score(), 1e-13)


def test_hits_agrees_with_networkx(jijin: Projection):
    hubs, authorities = nx.hits(jijin.to_networkx(), tol=1e-14, max_iter=10_000)
    authority, hub = authority_and_hub(jijin)
    assert_agree(authority, values(jijin, authorities), 1e-14)
    assert_agree(hub, values(jijin, hubs), 1e-14)


@pytest.mark.filterwarnings("ignore:Some eigenvector centralities are nearly zero:RuntimeWarning")
def test_eigenvector_agrees_with_igraph(real: Projection):
    ours = eigenvector(real)
    assert np.linalg.norm(ours) == pytest.approx(1, rel=1e-12)
    assert_agree(ours / ours.max(), real.linked_igraph.eigenvector_centrality(), 1e-13)


def test_k_core_agrees_with_networkx(real: Projection):
    referee = nx.core_number(real.to_networkx().to_undirected())
    assert k_core(real).tolist() == values(real, referee)


def test_betweenness_agrees_with_networkx(jijin: Projection):
    estimate = between.betweenness_estimate(jijin)
    assert estimate.bound == 0
    assert_agree(estimate.values, values(jijin, nx.betweenness_centrality(jijin.to_networkx())), 1e-18)


def test_betweenness_from_chosen_starts_agrees_with_networkx(hepth: Projection):
    starts = np.flatnonzero(hepth.reference_counts)[::5000]
    chosen = [hepth.ids[i] for i in starts]
    graph = hepth.to_networkx()
    referee = nx.betweenness_centrality_subset(graph, chosen, list(graph), normalized=True)
    assert_agree(between.from_starts(hepth, starts, len(starts)), values(hepth, referee), 1e-18)


def test_sampled_betweenness_keeps_its_bound_and_the_order(jijin: Projection):
    exact = between.betweenness(jijin)
    sampled = between.betweenness_estimate(jijin, samples=400, exact_work=0)
    assert sampled.samples == 400
    assert 0 < np.abs(sampled.values - exact).max() < sampled.bound
    top = np.argsort(-exact)[:100]
    assert spearmanr(exact[top], sampled.values[top]).statistic > 0.7


def test_sampling_draws_the_same_articles_again(jijin: Projection):
    first, second = (between.betweenness(jijin, samples=50, exact_work=0, seed=3) for _ in range(2))
    assert (first == second).all()


def test_harmonic_agrees_with_networkx(jijin: Projection):
    assert_agree(near.harmonic(jijin), values(jijin, nx.harmonic_centrality(jijin.to_networkx())))


def test_harmonic_from_chosen_starts_agrees_with_networkx(hepth: Projection):
    starts = np.flatnonzero(hepth.reference_counts)[::5000]
    referee = nx.harmonic_centrality(hepth.to_networkx(), sources=[hepth.ids[i] for i in starts])
    assert_agree(near.from_starts(hepth, starts, len(starts)), values(hepth, referee))


def test_harmonic_from_every_start_is_the_exact_one(jijin: Projection):
    starts = np.flatnonzero(jijin.reference_counts)
    assert_agree(near.from_starts(jijin, starts, len(starts)), near.harmonic(jijin))


def test_sampled_harmonic_keeps_its_bound_and_the_order(jijin: Projection):
    exact = near.harmonic(jijin)
    sampled = near.harmonic_estimate(jijin, samples=400, exact_work=0)
    assert 0 < np.abs(sampled.values - exact).max() < sampled.bound
    assert spearmanr(exact, sampled.values).statistic > 0.7


def test_co_citation_agrees_with_igraph(real: Projection, seeds: Ints):
    assert_agree(co_citation(real, seeds), np.sum(real.igraph.cocitation(seeds.tolist()), axis=0))


def test_coupling_agrees_with_igraph(real: Projection, seeds: Ints):
    assert_agree(coupling(real, seeds), np.sum(real.igraph.bibcoupling(seeds.tolist()), axis=0))


@pytest.mark.parametrize(
    ("weighting", "referee"),
    [
        (Weighting.JACCARD, nx.jaccard_coefficient),
        (Weighting.ADAMIC_ADAR, nx.adamic_adar_index),
    ],
)
def test_weighed_coupling_agrees_with_networkx_on_a_bipartite_reading(
    jijin: Projection, weighting: Weighting, referee: Callable[..., object]
):
    # In a graph of (article as citing)-(article as cited) the neighbours of a citing article are its references.
    bipartite = nx.Graph((("citing", a), ("cited", b)) for a, b in jijin.to_networkx().edges)
    seed = int(np.argmax(jijin.reference_counts))
    pairs = [(("citing", jijin.ids[seed]), ("citing", x)) for x in jijin.ids if ("citing", x) in bipartite]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    theirs = {pair[1][1]: score for *pair, score in referee(bipartite, pairs)}  # type: ignore[attr-defined]
    ours = coupling(jijin, np.array([seed]), weighting=weighting)
    assert_agree(np.array([ours[jijin.index[name]] for name in theirs]), list(theirs.values()))


def test_percentile_agrees_with_scipy(jijin: Projection):
    ours = percentile_within_year(jijin)
    for position in range(0, jijin.articles, 50):
        peers = jijin.citation_counts[jijin.years == jijin.years[position]]
        assert ours[position] == pytest.approx(percentileofscore(peers, jijin.citation_counts[position], kind="mean"))


def test_disruption_agrees_with_sets_counted_one_by_one(jijin: Projection):
    graph = jijin.to_networkx()
    years = dict(graph.nodes(data="year"))
    ours = disruption(jijin)
    for position in np.flatnonzero(~np.isnan(ours))[::10]:
        focal = jijin.ids[position]
        references = set(graph.successors(focal))
        later = {node for node in graph if node != focal and years[node] >= years[focal]}
        cite_it = set(graph.predecessors(focal)) & later
        cite_them = {y for reference in references for y in graph.predecessors(reference)} & later
        alone, both, elsewhere = len(cite_it - cite_them), len(cite_it & cite_them), len(cite_them - cite_it)
        assert ours[position] == pytest.approx((alone - both) / (alone + both + elsewhere))
