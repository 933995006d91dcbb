"""Kinds of publication: PubMed's many types read as the one word that says most."""

from __future__ import annotations

from collections.abc import Sequence

KINDS = {
    "Retraction of Publication": "retraction",
    "Retraction Notice": "retraction",
    "Published Erratum": "erratum",
    "Expression of Concern": "expression-of-concern",
    "Preprint": "preprint",
    "Meta-Analysis": "meta-analysis",
    "Network Meta-Analysis": "meta-analysis",
    "Systematic Review": "systematic-review",
    "Scoping Review": "review",
    "Review": "review",
    "Practice Guideline": "guideline",
    "Guideline": "guideline",
    "Randomized Controlled Trial": "clinical-trial",
    "Clinical Trial": "clinical-trial",
    "Case Reports": "case-report",
    "Editorial": "editorial",
    "Comment": "comment",
    "Letter": "letter",
    "News": "news",
    "Biography": "biography",
    "Dataset": "dataset",
    "Journal Article": "article",
}
"""Most telling first: a review is also a journal article, and a retraction notice may be a letter."""


def kind_of(types: Sequence[str]) -> str | None:
    """The most telling kind; a type that is not listed here counts as an article; None where no type is stated."""
    stated = set(types)
    known = (kind for name, kind in KINDS.items() if name in stated)
    return next(known, "article" if stated else None)
