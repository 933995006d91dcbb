"""Does the default ranking put first what systematic reviewers included?

    python benchmarks/key_papers.py FOLDER [--draws 20] [--seed 0]

FOLDER holds reviews of the SYNERGY dataset, one folder each. Of every review 20 draws of 1, 3, 5 and 10 included works
are the seeds; the rest of what was screened is ordered (ties by id). Reported: recall in the top tenth, recall at 100,
and the work saved at 95 % recall, each as the mean over the draws and then over the reviews; a review with no more
included works than seeds is left out at that number. Then what the parts of `key` do alone and with equal weights in
place of those that the seeds themselves tell, what fixed weights learnt on all other reviews would have done, what
could have been reached, and how long a review takes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from peer_formulas import PEERS
from synergy_reviews import Review, read_review

from graph.key.score import key
from graph.key.texts import TextModel
from graph.measures.registry import MeasureName
from graph.projection import Floats, Ints
from graph.ranking import rank

SEEDS = (1, 3, 5, 10)
TENTH, AT_100, SAVED = range(3)
Ordered = Callable[[Review, Ints], Floats]
Parts = dict[str, Floats]


def draws(review: Review, k: int, times: int, seed: int) -> Iterator[Ints]:
    """The same draws for every formula."""
    generator = np.random.default_rng([seed, k])
    for _ in range(times):
        yield np.sort(generator.choice(review.included, k, replace=False))


def judged(review: Review, seeds: Ints, scores: Floats) -> tuple[float, float, float]:
    """Recall in the top tenth, recall at 100, work saved over sampling at 95 % recall."""
    candidates = np.setdiff1d(np.arange(review.screened), seeds)
    names = np.array([review.projection.ids[i] for i in candidates])
    wanted = np.isin(candidates, review.included)[np.lexsort((names, -scores[candidates]))]
    found = np.cumsum(wanted)
    n, total = len(candidates), int(found[-1])
    read = int(np.searchsorted(found, np.ceil(0.95 * total))) + 1
    return found[int(np.ceil(n / 10)) - 1] / total, found[min(100, n) - 1] / total, 0.95 - read / n


def measured(reviews: list[Review], ordered: Ordered, times: int, seed: int) -> dict[int, Floats]:
    """Per number of seeds: review x figure, NaN where a review is too small."""
    table = {k: np.full((len(reviews), 3), np.nan) for k in SEEDS}
    for k, (i, review) in product(SEEDS, enumerate(reviews)):
        if len(review.included) > k:
            figures = [judged(review, seeds, ordered(review, seeds)) for seeds in draws(review, k, times, seed)]
            table[k][i] = np.mean(figures, axis=0)
    return table


def report(name: str, table: dict[int, Floats]) -> None:
    cells = []
    for k in SEEDS:
        mean = np.nanmean(table[k], axis=0)
        each = " ".join("  - " if np.isnan(value) else f"{value:.2f}" for value in table[k][:, TENTH])
        cells.append(f"{mean[TENTH]:.3f} ({each}) {mean[AT_100]:.2f} {mean[SAVED]:+.2f}")
    print(f"{name:30} {' | '.join(cells)}", flush=True)


def ceiling(review: Review, _: Ints) -> Floats:
    """Everything included first, except what no citation ties to any other article of the graph."""
    scores = np.zeros(review.projection.articles)
    scores[review.included] = np.diff(review.projection.links.indptr)[review.included] > 0
    return scores


def weighed(parts: Parts, weights: dict[str, float]) -> Floats:
    return np.asarray(sum(weight * parts[name] for name, weight in weights.items()))


def leave_one_out(reviews: list[Review], models: dict[str, TextModel], times: int, seed: int) -> None:
    """Fixed weights chosen on the other reviews, tried on the one left out, beside equal ones and those of `key`."""
    grid = [dict(zip(("links", "text", "standing"), w, strict=True)) for w in product((0.5, 1.0, 2.0), repeat=3)]
    grid = [weights for weights in grid if 1.0 in weights.values()]
    recall = np.full((len(grid), len(SEEDS), len(reviews)), np.nan)
    ours = np.full((len(SEEDS), len(reviews)), np.nan)
    for (j, k), (i, review) in product(enumerate(SEEDS), enumerate(reviews)):
        if len(review.included) <= k:
            continue
        drawn = list(draws(review, k, times, seed))
        found = [key(review.projection, seeds, models[review.name]) for seeds in drawn]
        parts = [one.parts for one in found]
        ours[j, i] = np.mean([judged(review, s, one.score)[TENTH] for s, one in zip(drawn, found, strict=True)])
        for g, weights in enumerate(grid):
            tried = [judged(review, s, weighed(p, weights))[TENTH] for s, p in zip(drawn, parts, strict=True)]
            recall[g, j, i] = np.mean(tried)
    equal = grid.index({"links": 1.0, "text": 1.0, "standing": 1.0})
    for i, review in enumerate(reviews):
        others = np.delete(recall, i, axis=2)
        chosen = int(np.argmax(np.nanmean(others, axis=(1, 2))))
        weights = " ".join(f"{name} {weight:g}" for name, weight in grid[chosen].items())
        print(
            f"  {review.name:16} key {np.nanmean(ours[:, i]):.3f}, equal {np.nanmean(recall[equal, :, i]):.3f}, "
            f"learnt on the others {np.nanmean(recall[chosen, :, i]):.3f} ({weights})"
        )


def wins(ours: dict[int, Floats], peers: dict[str, dict[int, Floats]]) -> None:
    """On how many reviews `key` is above each formula, and above the best of all of them."""
    for k in SEEDS:
        there = ~np.isnan(ours[k][:, TENTH])
        mine = ours[k][there, TENTH]
        against = {name: int((mine > table[k][there, TENTH]).sum()) for name, table in peers.items()}
        best = np.max([table[k][there, TENTH] for table in peers.values()], axis=0)
        least = min(against, key=lambda name: against[name])
        print(
            f"  {k:2} seeds: above each single formula on at least {against[least]} of {there.sum()} ({least}), "
            f"above the best of all on {int((mine > best).sum())}"
        )


def timed(reviews: list[Review]) -> None:
    """A whole ranking from texts and edges, with three seeds, on a projection that nothing was computed on before."""
    for review in reviews:
        fresh = review.projection.subgraph(np.arange(review.projection.articles))
        start = time.perf_counter()
        texts = TextModel.of(review.titles, review.abstracts)
        prepared = time.perf_counter()
        seeds = [review.projection.ids[i] for i in review.included[:3]]
        rank(fresh, MeasureName.KEY, seeds, texts=texts, top=100)
        done = time.perf_counter()
        print(f"  {review.name:16} texts {prepared - start:.2f} s, ranking {done - prepared:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of SYNERGY reviews")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    reviews = [read_review(path.parent) for path in sorted(given.folder.glob("*/labels.csv"))]
    full = {review.name: TextModel.of(review.titles, review.abstracts) for review in reviews}
    titles = {review.name: TextModel.of(review.titles) for review in reviews}
    ours: dict[str, Ordered] = {
        "key": lambda r, s: key(r.projection, s, full[r.name]).score,
        "key, titles only": lambda r, s: key(r.projection, s, titles[r.name]).score,
        "key with equal weights": lambda r, s: np.asarray(sum(key(r.projection, s, full[r.name]).parts.values())),
        "key without text": lambda r, s: key(r.projection, s).score,
        "  links alone": lambda r, s: key(r.projection, s).parts["links"],
        "  text alone": lambda r, s: full[r.name].likeness(s),
        "  standing alone": lambda r, s: key(r.projection, s).parts["standing"],
    }
    print(f"Reviews: {', '.join(f'{r.name} ({len(r.included)} of {r.screened})' for r in reviews)}")
    print(f"Per {', '.join(map(str, SEEDS))} seeds: recall in the top tenth (each review), at 100, work saved at 95 %")
    tables = {}
    for name, ordered in {"what could be reached": ceiling, **ours, **PEERS}.items():
        tables[name] = measured(reviews, ordered, given.draws, given.seed)
        report(name, tables[name])
    print("key against the published formulas")
    wins(tables["key"], {name: tables[name] for name in PEERS})
    print("Weights learnt with one review left out (mean recall in the top tenth over all numbers of seeds)")
    leave_one_out(reviews, full, given.draws, given.seed)
    print("Time")
    timed(reviews)


if __name__ == "__main__":
    main()
