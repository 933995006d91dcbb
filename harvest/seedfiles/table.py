"""Tables with a line of names above: PubMed's CSV, `nodes.csv` of our own export, any sheet with a column of ids."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from graph.exchange.cells import from_cell
from graph.ids import maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid, maybe_s2
from harvest.seedfiles.item import Item, family_of, only, year_of

COLUMNS = {
    "pmid": ("pmid", "pubmedid"),
    "doi": ("doi",),
    "pmcid": ("pmcid", "pmc"),
    "openalex": ("openalex", "openalexid"),
    "s2": ("s2", "s2id", "corpusid"),
    "title": ("title", "articletitle"),
    "author": ("firstauthor", "author", "authors"),
    "year": ("year", "publicationyear", "date"),
}
"""What a column may be called, in small letters without blanks and signs."""
IDS = frozenset(COLUMNS["pmid"] + COLUMNS["doi"] + COLUMNS["pmcid"] + COLUMNS["openalex"] + COLUMNS["s2"])
SEPARATORS = ",;\t"
NONE = "\x1f"
"""Parts nothing: in a table of one column a comma belongs to its DOI."""
VALUE = re.compile(r"\d\D*\d\D*\d\D*\d")
SIGNS = re.compile(r"[\W_]+")


def is_table(text: str) -> bool:
    """Whether the first line that is not blank names columns, one of them of ids."""
    names = _names(text)
    return any(name in IDS for name in names) and not any(map(VALUE.search, names))


def items(text: str) -> Iterator[Item]:
    """One item a row."""
    names = _names(text)
    below = text.lstrip()
    before = text[: len(text) - len(below)].count("\n")
    reader = csv.reader(below.splitlines(keepends=True), delimiter=_separator(below))
    try:
        next(reader)
        for cells in reader:
            said = {name: from_cell(cell).strip() for name, cell in zip(names, cells, strict=False)}
            if any(said.values()):
                yield _item(said, f"line {before + reader.line_num}")
    except csv.Error as error:
        yield Item((), where=f"line {before + reader.line_num}", wrong=f"is no row of the table ({error})")


def _item(said: Mapping[str, str], where: str) -> Item:
    cell = {what: next((said[name] for name in names if said.get(name)), None) for what, names in COLUMNS.items()}
    ids = (
        maybe_pmid((cell["pmid"] or "").removesuffix(".0")),  # what pandas makes of a column with gaps
        maybe_doi(cell["doi"]),
        maybe_pmcid(cell["pmcid"]),
        maybe_openalex(cell["openalex"]),
        maybe_s2(cell["s2"]),
    )
    first = re.split(r"[;|]|,\s+(?=\S+\s)", cell["author"] or "")[0]
    return Item(only(ids), cell["title"], where, author=family_of(first), year=year_of(cell["year"]))


def _names(text: str) -> list[str]:
    """The names in the first line, as `COLUMNS` spells them; none where it is too long to be one of names."""
    first = next(iter(text.lstrip()[:2_000].splitlines()), "")
    try:
        cells = next(csv.reader([first], delimiter=_separator(first)), [])
    except csv.Error:
        return []
    return [SIGNS.sub("", cell.lower()) for cell in cells]


def _separator(text: str) -> str:
    first = next(iter(text[:2_000].splitlines()), "")
    return max(SEPARATORS, key=first.count) if any(sign in first for sign in SEPARATORS) else NONE
