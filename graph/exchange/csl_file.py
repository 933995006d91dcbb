"""The CSL-JSON export, for citeproc, Pandoc and Zotero, by the schema of CSL's data (version 1.0.2)."""

from __future__ import annotations

import json
from typing import TextIO

from graph.exchange.content import ExportGraph
from graph.exchange.people import Person
from graph.exchange.reference import Kind, Reference, references

TYPES = {
    Kind.ARTICLE: "article-journal",
    Kind.PREPRINT: "article",
    Kind.CHAPTER: "chapter",
    Kind.BOOK: "book",
    Kind.PROCEEDINGS: "paper-conference",
    Kind.THESIS: "thesis",
    Kind.REPORT: "report",
    Kind.DATASET: "dataset",
    Kind.OTHER: "document",
}


def write(graph: ExportGraph, out: TextIO, *, abstracts: bool = False) -> None:
    """A list of items, one a line, by id; stubs are left out."""
    between = "\n"
    out.write("[")
    for reference in references(graph):
        out.write(between + json.dumps(_item(reference, abstracts=abstracts), ensure_ascii=False))
        between = ",\n"
    out.write("\n]\n")


def _item(reference: Reference, *, abstracts: bool) -> dict[str, object]:
    """What is known, by CSL's names."""
    item: dict[str, object | None] = {
        "id": reference.id,
        "type": TYPES[reference.kind],
        "title": reference.title,
        "author": [_name(person) for person in reference.authors],
        "issued": {"date-parts": [list(reference.date)]} if reference.date else None,
        "container-title": reference.container,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": "-".join(reference.pages),
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "URL": reference.url,
        "genre": "preprint" if reference.kind is Kind.PREPRINT else None,
        "language": reference.language,
        "keyword": ", ".join(reference.keywords) if abstracts else None,
        "abstract": reference.abstract if abstracts else None,
        "status": "retracted" if reference.retracted else None,
        "annote": reference.remark,
    }
    return {name: value for name, value in item.items() if value}


def _name(person: Person) -> dict[str, str]:
    if person.whole:
        return {"literal": person.family}
    parts = {"family": person.family, "given": person.given, "suffix": person.suffix}
    return {name: part for name, part in parts.items() if part}
