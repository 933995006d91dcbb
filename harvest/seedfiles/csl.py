"""CSL-JSON, as Zotero, Mendeley and citation processors write it: a list of items, `{"items": [...]}`, or one item.

A list of ids in JSON is one too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from graph.ids import find_all, maybe_arxiv, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, family_of, mentioned, only, year_of

LOOKS_LIKE = re.compile(r"\A\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
LISTS = ("items", "references", "articles")
START = re.compile(r"\{\s*\"")
FREE_TEXT = ("note", "annote", "extra", "archive_location", "number")
ADDRESSES = ("URL", "id")
LABELLED = re.compile(r"^\s*(PMID|PMCID|DOI|OpenAlex)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def items(text: str) -> Iterator[Item]:
    """One item an entry. Of a file that is cut off or broken, the entries that can be read still count."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield from _whole_ones(text)
        line = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        yield Item((), where=line, wrong="is broken JSON; what stands there was left out")
        return
    entries = _entries(value)
    read = _id if all(isinstance(entry, str | int) for entry in entries) else _item
    for number, entry in enumerate(entries, start=1):
        yield read(entry, f"entry {number}")


def _entries(value: object) -> list[object]:
    if isinstance(value, Mapping):
        listed = next((value[name] for name in LISTS if isinstance(value.get(name), list)), None)
        return list(listed) if listed is not None else [value]
    return value if isinstance(value, list) else [value]


def _whole_ones(text: str) -> Iterator[Item]:
    """The objects of a broken file that are whole and describe an article; parts of broken ones describe none."""
    decoder, at, number = json.JSONDecoder(), 0, 0
    while found := START.search(text, at):
        try:
            value, at = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            at = found.end()
            continue
        item = _item(value, "")
        if item.ids or item.title:
            number += 1
            yield _item(value, f"entry {number}")


def _item(entry: object, where: str) -> Item:
    if not isinstance(entry, Mapping):
        return Item((), where=where, wrong="is no object of CSL-JSON")
    said = {str(name): value for name, value in entry.items()}
    labelled = {name.upper(): value for text in _texts(said, FREE_TEXT) for name, value in LABELLED.findall(text)}
    ids = [
        maybe_pmid(said.get("PMID") or said.get("pmid") or labelled.get("PMID")),
        maybe_doi(said.get("DOI") or said.get("doi") or labelled.get("DOI")),
        maybe_pmcid(_lettered(said.get("PMCID") or said.get("pmcid") or labelled.get("PMCID"))),
        maybe_openalex(said.get("openalex") or labelled.get("OPENALEX")),
        maybe_arxiv(said.get("arXiv")),
    ]
    if not any(ids):
        ids += [found for text in _texts(said, FREE_TEXT + ADDRESSES) for found in mentioned(text)[:1]]
    title = said.get("title")
    return Item(
        only(ids),
        title if isinstance(title, str) and title.strip() else None,
        where,
        author=_family(said.get("author") or said.get("editor")),
        year=_year(said.get("issued")) or year_of(said.get("year")),
    )


def _id(entry: object, where: str) -> Item:
    return Item(tuple(find_all(str(entry))[:1]), where=where, wrong="is neither an id nor an object of CSL-JSON")


def _texts(said: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [value for name in names if isinstance(value := said.get(name), str)]


def _lettered(value: object) -> str | None:
    """Without its letters the number may be a PMID."""
    return value if isinstance(value, str) and "PMC" in value.upper() else None


def _family(people: object) -> str | None:
    first = people[0] if isinstance(people, list) and people else people
    if not isinstance(first, Mapping):
        return family_of(first)
    family = first.get("family")
    if isinstance(family, str) and family.strip():
        particle = first.get("non-dropping-particle")
        return " ".join([*([particle] if isinstance(particle, str) else []), family]).strip()
    return family_of(first.get("literal") or first.get("name"))


def _year(issued: object) -> int | None:
    """The year of CSL's `{"date-parts": [[2021, 3]]}`, of its raw form, or of bare text."""
    if not isinstance(issued, Mapping):
        return year_of(issued)
    parts = issued.get("date-parts")
    while isinstance(parts, list) and parts:
        parts = parts[0]
    return year_of(parts, issued.get("raw"), issued.get("literal"))
