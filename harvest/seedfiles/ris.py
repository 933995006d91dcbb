"""RIS, as PubMed, publishers and reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import rispy

from graph.ids import find_all, maybe_doi, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, family_of, mentioned, only, year_of

LOOKS_LIKE = re.compile(r"^TY {1,2}- ", re.MULTILINE)
TAG = re.compile(r"^([A-Z][A-Z0-9])\s{1,3}-(?:[ \t]|$)", re.MULTILINE)
END = re.compile(r"^ER  - ?.*$", re.MULTILINE)
TITLES = ("title", "primary_title", "translated_title", "secondary_title")
AUTHORS = ("authors", "first_authors", "secondary_authors")
YEARS = ("year", "publication_year", "date")
FREE_TEXT = ("urls", "file_attachments1", "notes", "notes_abstract", "research_notes", "custom1", "custom2", "id")


def items(text: str) -> Iterator[Item]:
    """One item a reference; the last one counts also when its end is missing."""
    text = TAG.sub(r"\1  - ", text)
    for number, reference in enumerate((part for part in END.split(text) if LOOKS_LIKE.search(part)), start=1):
        where = f"reference {number}"
        try:
            (fields,) = rispy.loads(f"{reference.strip()}\nER  - \n")
        except (KeyError, ValueError, AttributeError, rispy.parser.ParseError):
            yield Item(tuple(find_all(reference)[:1]), None, where, "is broken RIS")
        else:
            yield _item(fields, where)


def _item(fields: Mapping[str, object], where: str) -> Item:
    ids = [maybe_doi(fields.get("doi")), maybe_pmcid(_lettered(fields.get("custom2")))]
    if re.search("pubmed|medline|nlm", str(fields.get("name_of_database", "")), re.IGNORECASE):
        ids.append(maybe_pmid(fields.get("accession_number")))
    if not any(ids):
        ids += [found for name in FREE_TEXT for found in mentioned(_joined(fields.get(name)))[:1]]
    title = next((str(fields[name]) for name in TITLES if fields.get(name)), None)
    authors = next((fields[name] for name in AUTHORS if fields.get(name)), None)
    first = authors[0] if isinstance(authors, list) else authors
    year = year_of(*(fields.get(name) for name in YEARS))
    return Item(only(ids), title, where, author=family_of(first), year=year)


def _lettered(value: object) -> str | None:
    """EndNote keeps the PMCID here; without its letters it may be anything."""
    return value if isinstance(value, str) and value.upper().startswith("PMC") else None


def _joined(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
