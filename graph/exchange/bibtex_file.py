"""The BibTeX export, for LaTeX (BibTeX and biber) and reference managers, in UTF-8.

Capitals are not protected by braces, so that titles come back as they are; a style that lowers titles lowers `DNA` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from graph.exchange.citation_keys import keys
from graph.exchange.content import ExportGraph
from graph.exchange.latex import to_latex
from graph.exchange.people import Person
from graph.exchange.reference import Kind, Reference, references

ENTRIES = {
    Kind.ARTICLE: "article",
    Kind.PREPRINT: "misc",
    Kind.CHAPTER: "incollection",
    Kind.BOOK: "book",
    Kind.PROCEEDINGS: "inproceedings",
    Kind.THESIS: "phdthesis",
    Kind.REPORT: "techreport",
    Kind.DATASET: "misc",
    Kind.OTHER: "misc",
}
CONTAINERS = {
    Kind.ARTICLE: "journal",
    Kind.CHAPTER: "booktitle",
    Kind.PROCEEDINGS: "booktitle",
    Kind.THESIS: "school",
    Kind.REPORT: "institution",
    Kind.BOOK: "series",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
VERBATIM = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "{}\\"})  # in ids and links, which LaTeX does not read


def write(graph: ExportGraph, out: TextIO, *, abstracts: bool = False) -> None:
    """One entry an article, by id; stubs are left out."""
    listed = list(references(graph))
    key = keys(listed)
    for reference in listed:
        out.write(f"@{ENTRIES[reference.kind]}{{{key[reference.id]},\n")
        for name, value in _fields(reference, abstracts=abstracts):
            out.write(f"  {name} = {value},\n")
        out.write("}\n\n")


def _fields(reference: Reference, *, abstracts: bool) -> Iterator[tuple[str, str]]:
    """What is known, as the file has it: in braces, or as BibTeX's own abbreviation of the month."""
    if reference.authors:
        yield "author", f"{{{' and '.join(map(_author, reference.authors))}}}"
    yield from _in_braces(_facts(reference))
    if reference.pages:
        yield "pages", f"{{{'--'.join(map(to_latex, reference.pages))}}}"
    if reference.month is not None:
        yield "month", MONTHS[reference.month - 1]
    yield from ((name, f"{{{value.translate(VERBATIM)}}}") for name, value in _ids(reference).items() if value)
    yield from _in_braces(_remarks(reference, abstracts=abstracts))


def _facts(reference: Reference) -> dict[str, str | None]:
    return {
        "title": reference.title,
        CONTAINERS.get(reference.kind, "howpublished"): reference.container,
        "year": None if reference.year is None else str(reference.year),
        "volume": reference.volume,
        "number": reference.issue,
    }


def _ids(reference: Reference) -> dict[str, str | None]:
    """Ids and links; BibLaTeX knows PubMed's as an eprint."""
    return {
        "doi": reference.doi,
        "url": reference.url,
        "eprint": reference.pmid,
        "eprinttype": "pubmed" if reference.pmid else None,
        "pmid": reference.pmid,
        "pmcid": reference.pmcid,
    }


def _remarks(reference: Reference, *, abstracts: bool) -> dict[str, str | None]:
    return {
        "language": reference.language,
        "keywords": ", ".join(word.replace(",", "") for word in reference.keywords) if abstracts else None,
        "abstract": reference.abstract if abstracts else None,
        "note": "Retracted" if reference.retracted else None,
        "annote": reference.remark,  # for the user: no style prints it
    }


def _in_braces(texts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    return ((name, f"{{{to_latex(text)}}}") for name, text in texts.items() if text)


def _author(person: Person) -> str:
    """`Family, Given` or `Family, Jr, Given`; in braces what is not to be divided."""
    if person.whole:
        return f"{{{to_latex(person.family)}}}"
    return ", ".join(to_latex(part) for part in (person.family, person.suffix, person.given) if part)
