"""MEDLINE, the format of PubMed's own "Save citations" (.nbib, or .txt)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from graph.ids import maybe_doi, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, family_of, only, year_of

LOOKS_LIKE = re.compile(r"^PMID ?- ", re.MULTILINE)
FIELD = re.compile(r"([A-Z][A-Z0-9 ]{3})- ?(.*)")


def items(text: str) -> Iterator[Item]:
    """One item a citation. A line without a tag continues the one before."""
    for number, fields in enumerate(_citations(text), start=1):
        dois = [value for tag in ("AID", "LID") for value in fields[tag] if value.endswith("[doi]")]
        ids = [*map(maybe_pmid, fields["PMID"]), *map(maybe_doi, dois), *map(maybe_pmcid, fields["PMC"])]
        title = next(iter(fields["TI"] or fields["BTI"]), None)
        author = family_of(next(iter(fields["FAU"] or fields["AU"]), None))
        yield Item(only(ids), title, f"citation {number}", author=author, year=year_of(*fields["DP"], *fields["DEP"]))


def _citations(text: str) -> Iterator[defaultdict[str, list[str]]]:
    fields: defaultdict[str, list[str]] = defaultdict(list)
    last: list[str] = []
    for line in text.splitlines():
        found = FIELD.fullmatch(line)
        if found and found[1].strip() == "PMID" and fields:
            yield fields
            fields = defaultdict(list)
        if found:
            last = fields[found[1].strip()]
            last.append(found[2].strip())
        elif last and line.startswith(" "):
            last[-1] += f" {line.strip()}"
    if fields:
        yield fields
