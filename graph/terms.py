"""Words and two-word terms of titles, abstracts and headings, and how they weigh."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from graph.projection import Floats

WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]|[^\W\d_]")
BRACES = re.compile(r"[{}]")  # bibliographies protect capitals with them
_UNTELLING = """
a about above after again against all also although am among an and any are as at be because been before being
below between both but by can could did do does doing down due during each either et few for from further had has
have having he her here hers him his how however i if in into is it its itself just may me might more most must my
no nor not of off on once one only or other our ours out over own per same shall she should since so some such than
that the their theirs them then there therefore these they this those through thus to too two three under until up
upon us use used using very via was we were what when where whether which while who whom why will with within
without would you your
abstract aim aims analysis approach article background based case conclusion conclusions data effect effects
evaluation introduction method methods new novel objective objectives paper report result results review role
study studies versus vs
"""
STOP_WORDS = frozenset(_UNTELLING.split())


def words(text: str) -> list[str]:
    """The words of a text in lower case, plural s taken off, in order, with "" where a stop word stood."""
    return ["" if word in STOP_WORDS else singular(word) for word in _found(text)]


def singular(word: str) -> str:
    """Without the s of an English plural; nothing cleverer, so that a term stays readable."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "yes", "ices")):
        return word.removesuffix("'s") if word.endswith("'s") else word[:-1]
    return word


def terms(text: str) -> list[str]:
    """The words and the pairs of neighbouring words of a text; no pair reaches over a stop word."""
    row = words(text)
    pairs = [f"{first} {second}" for first, second in pairwise(row) if first and second]
    return [word for word in row if len(word) > 1] + pairs


def all_terms(text: str, *, pairs: bool = True) -> list[str]:
    """As `terms`, stop words and all: for comparing texts rather than naming what they are about."""
    row = [singular(word) for word in _found(text)]
    told = [word for word in row if len(word) > 1]
    return told + [f"{first} {second}" for first, second in pairwise(row)] if pairs else told


def _found(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in WORD.findall(BRACES.sub("", text))]


def count_matrix(documents: Iterable[Sequence[str]], least_documents: int = 2) -> tuple[Any, list[str]]:
    """Counts document x term over the terms of at least `least_documents` documents, which stand in their order."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__  # a new term gets the next number, without Python's loop
    columns: list[int] = []
    starts = [0]
    for document in documents:
        columns.extend(map(vocabulary.__getitem__, document))
        starts.append(len(columns))
    shape = (len(starts) - 1, len(vocabulary))
    counts = csr_array((np.ones(len(columns)), np.array(columns, dtype=np.int64), np.array(starts)), shape=shape)
    counts.sum_duplicates()
    spread = np.bincount(counts.indices, minlength=len(vocabulary))
    names = np.array(list(vocabulary), dtype=object)
    kept = np.flatnonzero(spread >= least_documents)
    kept = kept[np.argsort(names[kept].astype(str), kind="stable")] if len(kept) else kept
    return counts[:, kept].tocsr(), [str(name) for name in names[kept]]


def tf_idf(counts: Any) -> Any:
    """Rows of length 1 of `(1 + ln count) * ln(documents / documents with the term)`; empty rows stay empty.

    Source: Salton, Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing and
    Management 24 (1988) 513-523.
    """
    weighed = counts.copy()
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity: Floats = np.log(counts.shape[0] / np.maximum(spread, 1))
    weighed.data = (1.0 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(weighed.indptr))
    return weighed
