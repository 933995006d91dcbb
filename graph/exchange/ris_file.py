"""The RIS export, written by rispy for reference managers and screening tools (Zotero, EndNote, Rayyan, Covidence)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from graph.exchange.content import ExportGraph
from graph.exchange.reference import Kind, Reference, references

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES = {
    Kind.ARTICLE: "JOUR",
    Kind.PREPRINT: "UNPB",
    Kind.CHAPTER: "CHAP",
    Kind.BOOK: "BOOK",
    Kind.PROCEEDINGS: "CPAPER",
    Kind.THESIS: "THES",
    Kind.REPORT: "RPRT",
    Kind.DATASET: "DATA",
    Kind.OTHER: "GEN",
}
IN_A_BOOK = frozenset({Kind.CHAPTER, Kind.PROCEEDINGS})


def write(graph: ExportGraph, out: TextIO, *, abstracts: bool = False) -> None:
    """One reference an article, by id; stubs are left out."""
    import rispy  # noqa: PLC0415 (only this format needs it)

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy is not typed
        """RIS as its specification has it: lines end with CR LF, and no reference has a number."""

        NEWLINE = "\r\n"

        def set_header(self, count: int) -> str:  # noqa: ARG002 (rispy's interface)
            return ""

    listed = [_entry(reference, abstracts=abstracts) for reference in references(graph)]
    rispy.dump(listed, out, implementation=Writer)


def _entry(reference: Reference, *, abstracts: bool) -> Mapping[str, object]:
    """What is known, by rispy's names."""
    entry: dict[str, object | None] = {
        "type_of_reference": TYPES[reference.kind],
        "id": reference.id,
        "authors": [person.inverted for person in reference.authors],
        "title": reference.title,
        "secondary_title" if reference.kind in IN_A_BOOK else "journal_name": reference.container,
        "year": None if reference.year is None else str(reference.year),
        "date": _date(reference),
        "volume": reference.volume,
        "number": reference.issue,
        "start_page": reference.pages[0] if reference.pages else None,
        "end_page": reference.pages[1] if len(reference.pages) > 1 else None,
        "doi": reference.doi,
        "accession_number": reference.pmid,
        "name_of_database": "PubMed" if reference.pmid else None,
        "custom2": reference.pmcid,
        "language": reference.language,
        "keywords": list(reference.keywords) if abstracts else None,
        "abstract": reference.abstract if abstracts else None,
        "notes": [note for note in ("Retracted" if reference.retracted else "", reference.remark) if note],
        # Several links of one line are divided by semicolons.
        "urls": [reference.url.replace(";", "%3B")] if reference.url else None,
    }
    return {name: value for name, value in entry.items() if value}


def _date(reference: Reference) -> str | None:
    """`2019/03/14/`, with the slashes of what is missing."""
    if len(reference.date) < 2:
        return None
    return "".join(f"{part:02}/" for part in reference.date) + "/" * (3 - len(reference.date))
