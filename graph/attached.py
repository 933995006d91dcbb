"""What hangs on an article: its authors, journal and topics, as rows.

Without an ORCID a name is not a person: such an `Author` is a *name as printed*, one node for all who print it so, and
its id says so (`name:wang y`). With an ORCID it is a person (`orcid:0000-...`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.merge import Merged
from graph.model import Author, Record, Topic

Row = dict[str, Any]
Node = Mapping[str, Any]

_GAPS = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Attached:
    """`authors` and `journals` replace what an article had, `topics` are added."""

    people: list[Row] = field(default_factory=list)
    wrote: list[Row] = field(default_factory=list)
    journals: list[Row] = field(default_factory=list)
    published: list[Row] = field(default_factory=list)
    topics: list[Row] = field(default_factory=list)
    about: list[Row] = field(default_factory=list)


def attach(described: Mapping[str, Sequence[Record]], merged: Mapping[str, Merged]) -> Attached:
    """The rows of all articles that records describe; `merged` tells whose word on authors and journal stands."""
    people: dict[str, Row] = {}
    journals: dict[str, Row] = {}
    topics: dict[str, Row] = {}
    wrote: list[Row] = []
    published: list[Row] = []
    about: set[tuple[str, str]] = set()
    for owner in sorted(described):
        if (told := merged[owner].authors) and told.authors:
            persons = list(filter(None, map(_person, told.authors)))
            wrote.append(_list_of_authors(owner, persons))
            _collect(people, persons, "name")
        if (told := merged[owner].journal) and (journal := _journal(told)):
            published.append({"article": owner, "journal": journal["id"]})
            _collect(journals, [journal], "title")
        named = [row for record in described[owner] for row in map(_topic, record.topics or ()) if row]
        _collect(topics, named, "name")
        about |= {(owner, topic["id"]) for topic in named}
    return Attached(
        people=_sorted(people),
        wrote=wrote,
        journals=_sorted(journals),
        published=published,
        topics=_sorted(topics),
        about=[{"article": article, "topic": topic} for article, topic in sorted(about)],
    )


def standing(field_: str, provenance: Iterable[str], nodes: Mapping[str, Node]) -> str | None:
    """Which of several nodes that become one keeps its authors (or journal): the one whose source stands."""
    told = [entry for entry in provenance if entry.startswith(f"{field_}=")]
    sources = {entry.split("=", 1)[1].split(" ")[0] for entry in told}
    candidates = [
        (entry not in told, name)
        for name, node in nodes.items()
        for entry in node.get("provenance") or ()
        if entry.startswith(f"{field_}=") and entry.split("=", 1)[1].split(" ")[0] in sources
    ]
    return min(candidates)[1] if candidates else None


def normalised(text: str) -> str:
    """Case, accents' encoding, punctuation and white space do not make another name."""
    return _GAPS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _list_of_authors(owner: str, persons: Sequence[Row]) -> Row:
    numbered = enumerate((person["id"] for person in persons), 1)
    return {"article": owner, "authors": [{"id": id_, "position": position} for position, id_ in numbered]}


def _person(author: Author) -> Row | None:
    if not (name := normalised(author.name)):
        return None
    id_ = f"orcid:{author.orcid}" if author.orcid else f"name:{name}"
    return {"id": id_, "name": " ".join(author.name.split()), "orcid": author.orcid or None}


def _journal(record: Record) -> Row | None:
    title = " ".join((record.journal or "").split())
    if not (name := normalised(title)):
        return None
    return {
        "id": f"issn:{record.issn}" if record.issn else f"title:{name}",
        "title": title,
        "issn": record.issn or None,
    }


def _topic(topic: Topic) -> Row | None:
    if not (name := normalised(topic.name)):
        return None
    return {
        "id": f"{topic.scheme.casefold()}:{name}",
        "name": " ".join(topic.name.split()),
        "scheme": topic.scheme,
    }


def _collect(known: dict[str, Row], rows: Iterable[Row], text: str) -> None:
    """Keep one row of each id: of several spellings the longest, then the smallest, whoever came first."""
    for row in rows:
        kept = known.get(row["id"])
        if kept is None or (-len(row[text]), row[text]) < (-len(kept[text]), kept[text]):
            known[row["id"]] = row


def _sorted(rows: Mapping[str, Row]) -> list[Row]:
    return [rows[id_] for id_ in sorted(rows)]
