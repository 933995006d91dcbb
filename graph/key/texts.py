"""How like the seeds an article's title and abstract are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.projection import Floats, Ints, Mask
from graph.terms import all_terms, count_matrix, tf_idf

TOPICS = 50  # dimensions; between 30 and 100 the evaluation hardly moves
SPARE, ROUNDS = 10, 5  # of the iteration that finds them
MOST_FOR_PAIRS = 10_000  # texts; beyond, single words, as pairs triple what there is to prepare
MOST_FOR_TOPICS = 20_000  # texts; beyond, the words alone, as the decomposition takes longer than a reader waits


@dataclass(frozen=True, eq=False)
class TextModel:
    """The texts of the articles as rows: by their words and pairs of words, and by the topics that lie behind them.

    `rows` maps a position to its row, -1 where there is no text.
    """

    rows: Ints
    by_words: Any
    by_topics: Floats | None

    @classmethod
    def of(cls, titles: Sequence[str | None], abstracts: Sequence[str | None] | None = None) -> TextModel:
        """From titles, and abstracts if there are any, by position; a term of the title counts twice.

        Terms are words and pairs of neighbours, and no list of stop words takes any away: what a text says it is ("we
        randomly assigned", "this review") tells reviewers as much as what it is about, in any language, and what all
        texts say weighs nothing by TF-IDF. Topics are the first `TOPICS` principal components of the rows less their
        mean, without which the first would be what all texts have in common. Cost: O(words), a few dozen products.
        Source: Salton, Buckley 1988; Deerwester et al., "Indexing by latent semantic analysis", JASIS 41 (1990)
        391-407.
        """
        bodies: Sequence[str | None] = abstracts if abstracts is not None else [None] * len(titles)
        pairs = list(zip(titles, bodies, strict=True))
        known = [i for i, (title, body) in enumerate(pairs) if title or body]
        rows = np.full(len(pairs), -1, dtype=np.int64)
        rows[known] = np.arange(len(known))
        counts, _ = count_matrix(_bag(*pairs[i], len(known) <= MOST_FOR_PAIRS) for i in known)
        by_words = tf_idf(counts)
        return cls(rows, by_words, _topics(by_words) if 2 * TOPICS < len(known) <= MOST_FOR_TOPICS else None)

    @property
    def known(self) -> Mask:
        """Which articles have a text."""
        return self.rows >= 0

    def likeness(self, seeds: Ints) -> Floats:
        """The mean cosine with the seeds that have a text, by words and by topics, averaged; 0 without a text."""
        result = np.zeros(len(self.rows))
        chosen = self.rows[seeds][self.rows[seeds] >= 0]
        if len(chosen):
            likeness = self.by_words @ np.asarray(self.by_words[chosen].mean(axis=0)).ravel()
            if self.by_topics is not None:
                likeness = (likeness + self.by_topics @ self.by_topics[chosen].mean(axis=0)) / 2
            # Rounded, so that texts that are alike stay equal whatever the order of the machine's additions was.
            result[self.known] = np.round(np.maximum(likeness, 0.0), 12)
        return result


def _bag(title: str | None, body: str | None, pairs: bool) -> list[str]:
    return 2 * all_terms(title or "", pairs=pairs) + all_terms(body or "", pairs=pairs)


def _topics(by_words: Any) -> Floats:
    """Rows of length 1 in the space of the principal components, from the eigenvectors of the texts' inner products.

    By subspace iteration from a fixed start: random directions of the words, which stand in alphabetical order, so that
    the numbers are the same each time and in whatever order the articles come, also where components are equal.
    Source: Halko, Martinsson, Tropp, "Finding structure with randomness", SIAM Review 53 (2011) 217-288.
    """
    mean = np.asarray(by_words.mean(axis=0)).ravel()
    turned = by_words.T.tocsr()

    def products(x: Floats) -> Floats:
        weights = turned @ x - np.outer(mean, x.sum(axis=0))
        return np.asarray(by_words @ weights - mean @ weights)

    directions = np.random.default_rng(0).standard_normal((by_words.shape[1], TOPICS + SPARE))
    basis = by_words @ directions - mean @ directions
    for _ in range(ROUNDS):
        basis, _ = np.linalg.qr(products(basis))
    values, vectors = np.linalg.eigh(basis.T @ products(basis))
    values, vectors = values[-TOPICS:], vectors[:, -TOPICS:]
    there = values > 1e-9 * values[-1]
    coordinates = basis @ (vectors[:, there] * np.sqrt(values[there]))
    lengths = np.linalg.norm(coordinates, axis=1, keepdims=True)
    return np.asarray(coordinates / np.where(lengths > 0, lengths, 1.0))
