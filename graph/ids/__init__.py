"""Identifiers of articles: one type, one spelling each.

Strings become an `ArticleId` here and nowhere else; nothing outside this package compares raw ids.

`parse` reads what a person typed or pasted and raises `BadInput` with a sentence; `find_all` finds the ids in running
text; the `maybe_...` readers take what an API states for one scheme and answer None to rubbish.
"""

from graph.ids.article_id import ArticleId, Scheme, from_value, url_of
from graph.ids.preprints import is_preprint
from graph.ids.readers import (
    ARXIV_DOI,
    arxiv_number,
    maybe_arxiv,
    maybe_doi,
    maybe_openalex,
    maybe_pmcid,
    maybe_pmid,
    maybe_s2,
)
from graph.ids.spellings import find_all, parse

__all__ = [
    "ARXIV_DOI",
    "ArticleId",
    "Scheme",
    "arxiv_number",
    "find_all",
    "from_value",
    "is_preprint",
    "maybe_arxiv",
    "maybe_doi",
    "maybe_openalex",
    "maybe_pmcid",
    "maybe_pmid",
    "maybe_s2",
    "parse",
    "url_of",
]
