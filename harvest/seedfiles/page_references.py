"""The numbered reference list of a saved page: each reference with its ids, or with what it is found by.

PubMed prints a reference in one line: authors, title, journal, year, and which archives have it. In HTML the archives
are links that hold ids; in copied text they are words, and only the title, the first author and the year are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from lxml import etree

from graph.ids import ArticleId, Scheme, find_all
from harvest.seedfiles.item import Item, family_of, year_of

HEADING = re.compile(r"^[ \t#*]*(?:References?|Bibliography|Literature cited)[ \t:]*$", re.IGNORECASE | re.MULTILINE)
NUMBERED = re.compile(r"^[ \t]*(?:\[?\d{1,4}[.)\]])[ \t]+(?=\S)")
AFTER = re.compile(
    r"^[ \t#*]*(?:LinkOut - more resources|Publication types|MeSH terms|Related information|Full text links|"
    r"Similar articles|Cited by|Supplementary concepts|Grants? (?:support|and funding).*|PubMed Disclaimer)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
ARCHIVES = re.compile(r"(?:\s*[-–]\s*(?:DOI|PMC|PubMed)\s*)+$")
OWN_NUMBER = re.compile(r"/\d{1,9}/?")
LISTS = ("references-list", "references-list-full", "ref-list")
MOST_HEADINGS = 20
LONGEST = 2_000
"""Characters of a reference that are looked at."""
PERSON = r"[^\W\d_][\w'’ -]{0,60}? [A-Z](?:-?[A-Z]){0,3}(?: (?:Jr|Sr|II|III))?"
AUTHORS = re.compile(rf"(?:{PERSON})(?:, (?:{PERSON}|et al))*\.\s+")
SENTENCE = re.compile(r"(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<=[^\s.]{2})[.?!](?=\s+[A-Z\d])")


def references(text: str, tree: etree._Element | None = None) -> list[Item]:
    """The references in the order of the page; none where it has no list. `tree` is the page's, if it is HTML."""
    listed = list(_from_html(tree)) if tree is not None else list(_from_text(text))
    return [_item(printed, ids, number) for number, (printed, ids) in enumerate(listed, start=1)]


def _from_html(tree: etree._Element) -> Iterator[tuple[str, Sequence[ArticleId]]]:
    """The entries of the first reference list, each with the ids that its links and its text hold."""
    for name in LISTS:
        named = f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ') or @id='{name}'"
        # Lists stand within lists there.
        entries = cast("list[etree._Element]", tree.xpath(f"//*[{named}]//li[not(.//li)]"))
        if entries:
            for entry in entries:
                links = " ".join(_absolute(str(link.get("href", ""))) for link in entry.iter("a"))
                printed = " ".join("".join(str(part) for part in entry.itertext()).split())
                yield printed, find_all(f"{printed} {links}")
            return


def _absolute(address: str) -> str:
    """PubMed links to its own articles by their number alone."""
    return f"https://pubmed.ncbi.nlm.nih.gov{address}" if OWN_NUMBER.fullmatch(address) else address


def _from_text(text: str) -> Iterator[tuple[str, Sequence[ArticleId]]]:
    """The numbered lines after the last heading that is followed by some; a line without a number goes on."""
    for heading in reversed(list(HEADING.finditer(text))[-MOST_HEADINGS:]):
        rest = text[heading.end() :]
        end = AFTER.search(rest)
        entries: list[str] = []
        for line in (rest[: end.start()] if end else rest).splitlines():
            if NUMBERED.match(line):
                entries.append(NUMBERED.sub("", line).strip())
            elif entries and line.strip():
                entries[-1] += f" {line.strip()}"
        if entries:
            yield from ((entry, find_all(entry)) for entry in entries)
            return


def _item(printed: str, ids: Sequence[ArticleId], number: int) -> Item:
    own: dict[Scheme, ArticleId] = {}
    for id_ in ids:
        own.setdefault(id_.scheme, id_)
    bare = ARCHIVES.sub("", printed[:LONGEST]).strip()
    authors = AUTHORS.match(bare)
    title = _title(bare[authors.end() :] if authors else bare)
    first = family_of(authors[0].split(",")[0].rstrip(". ")) if authors else None
    years = year_of(_after(bare, title))
    return Item(tuple(own.values()), title or None, f"reference {number} of the page", author=first, year=years)


def _title(rest: str) -> str:
    """Up to the end of the first sentence, past the editors of a book."""
    if (editors := AUTHORS.match(rest)) and "," in editors[0]:
        rest = rest[editors.end() :]
    end = SENTENCE.search(rest)
    return (rest[: end.end()] if end else rest).rstrip(". ")


def _after(printed: str, title: str) -> str:
    """What stands behind the title: journal, year, pages."""
    return printed.partition(title)[2] if title else printed
