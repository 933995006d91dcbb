"""BibTeX and BibLaTeX, as reference managers write them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from graph.ids import find_all, maybe_arxiv, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, family_of, mentioned, only, year_of

LOOKS_LIKE = re.compile(r"^\s*@[a-z]+\s*[{(]", re.IGNORECASE | re.MULTILINE)
ESCAPED = re.compile(r"\\([_&%#~$])|[{}]|\\url\b")
SIGNS = {"less": "<", "greater": ">", "underscore": "_"}
SPELT = re.compile(rf"\\text({'|'.join(SIGNS)})(?:\{{\}}|[ ]|(?![a-zA-Z]))")
"""How LaTeX writes the signs of old DOIs."""
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
FREE_TEXT = ("url", "howpublished", "note", "annote", "annotation", "extra")


def items(text: str) -> Iterator[Item]:
    """One item an entry. An entry that is broken still counts for the ids that can be seen in it."""
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # what it warns of is told as an item's problem
    for block in parse_string(text).blocks:
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            block = block.ignore_error_block or block  # noqa: PLW2901  the entry in spite of its repeated name
        if isinstance(block, Entry):
            yield _item(block.key, {field.key.lower(): _plain(str(field.value)) for field in block.fields})
        elif isinstance(block, ParsingFailedBlock):
            raw = block.raw or ""
            yield Item(tuple(find_all(raw)[:1]), None, f"line {block.start_line or 0}", "is broken BibTeX")


def _item(key: str, fields: Mapping[str, str]) -> Item:
    kept_at = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    eprint = fields.get("eprint")
    ids = [
        maybe_pmid(fields.get("pmid") or (eprint if kept_at == "pubmed" else None)),
        maybe_doi(fields.get("doi")),
        maybe_pmcid(fields.get("pmcid") or fields.get("pmc")),
        maybe_openalex(fields.get("openalex")),
        maybe_arxiv(eprint) if kept_at in ("arxiv", "") else None,
    ]
    if not any(ids):
        ids += [found for name in FREE_TEXT for found in mentioned(fields.get(name, ""))[:1]]
    first = AND.split(fields.get("author") or fields.get("editor") or "")[0]
    year = year_of(fields.get("year"), fields.get("date"))
    return Item(only(ids), fields.get("title"), f"entry {key}", author=family_of(first), year=year)


def _plain(value: str) -> str:
    value = SPELT.sub(lambda found: SIGNS[found[1]], value)
    return " ".join(ESCAPED.sub(lambda found: found[1] or "", value).split())
