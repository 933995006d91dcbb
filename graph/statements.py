"""Statements: what a record or a node says of each field of an article, and who says so.

A source speaks of one id, the *speaker*: its own id of the article. Where it describes one article twice (two OpenAlex
works with one PMID) the two are two speakers. A node keeps whose each statement was in `provenance`, a sorted list of
`field=source`; the speaker is written behind it only when the node's columns do not show it:
`title=openalex openalex:W9`. `is_retracted` may have several entries: every speaker that asserts the retraction.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.identity import order, primary_of
from graph.ids import ArticleId, Scheme
from graph.model import Record

Node = Mapping[str, object]
Speaker = tuple[str, str]
"""(source, id that it describes); both blank for nobody in particular"""
Told = tuple[Speaker, Record]
"""A record and who speaks in it."""

COLUMNS = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.OPENALEX, Scheme.S2)
TEXTS = ("title", "abstract", "date", "journal", "volume", "issue", "pages", "type", "language")
NUMBERS = ("cited_by_count", "reference_count", "rcr")
NOTICE = ("retraction", "retraction_date", "retraction_source")
LIST_TEXTS = frozenset({"crossref", "europepmc", "ncbi", "s2"})
"""Sources that list a reference also where they have no id of it: nothing unresolved is news only from them."""
LONGEST_REFERENCE = 2_000
OWN_SCHEME = {
    "ncbi": Scheme.PMID,
    "icite": Scheme.PMID,
    "europepmc": Scheme.PMID,
    "openalex": Scheme.OPENALEX,
    "s2": Scheme.S2,
    "crossref": Scheme.DOI,
    "opencitations": Scheme.DOI,
}
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\s\ud800-\udfff]+")  # what a store or a page cannot show, and white space
NOBODY: Speaker = ("", "")
_COLUMN_OF = {scheme: scheme.value for scheme in COLUMNS}


class Said(NamedTuple):
    """What one speaker says: a value of each field that is not blank. `record` is None for what a node says."""

    speaker: Speaker
    values: Mapping[str, object]
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The references that a source lists without an id, as lines: to have none of them is as good as having some."""

    lines: tuple[str, ...]


def is_empty(value: object) -> bool:
    """Asked and none: better than silence, worse than anything."""
    return isinstance(value, (tuple, list)) and (not value or value[0] is None)


def of_record(record: Record, speaker: Speaker, ids: Collection[ArticleId] | None) -> Said:
    """What a record says; of its ids those among `ids`."""
    values: dict[str, object] = {field: text for field in TEXTS if (text := line_of(getattr(record, field)))}
    for field in NUMBERS:
        if (number := number_of(getattr(record, field))) is not None:
            values[field] = number
    if record.year and 0 < record.year < 10_000:
        values["year"] = record.year
    if record.authors:
        values["authors"] = record.authors
    if record.keywords is not None:
        values["keywords"] = list(dict.fromkeys(text for word in record.keywords if (text := line_of(word))))
    if record.url and record.url.startswith(("https://", "http://")):  # never `javascript:`
        values["url"] = line_of(record.url)
    if (record.loose or record.references) and (unresolved := _unresolved(record)):
        values["unresolved_references"] = unresolved
    if notice := record.retraction:
        by = str(notice.notice) if notice.notice else None
        values["retraction"] = (by, line_of(notice.date), line_of(notice.source))
    elif record.is_retracted is False:
        values["is_retracted"] = False
    own = record.ids if ids is None else [id_ for id_ in record.ids if id_ in ids]
    return Said(speaker, values | columns_of(own), record)


def of_node(node: Node, ids: Collection[ArticleId] | None) -> list[Said]:
    """What the speakers of a node have said; of its id columns those among `ids`."""
    tellers = tellers_of(node)
    values = {field: node[field] for field in (*TEXTS, *NUMBERS, "year", "keywords", "url") if field in node}
    for scheme, column in _COLUMN_OF.items():
        if column in node and (ids is None or ArticleId(scheme, str(node[column])) in ids):
            values[column] = node[column]
    if "unresolved_references" in node:
        values["unresolved_references"] = Unresolved(tuple(strings(node["unresolved_references"])))
    if "authors" in tellers:  # kept as edges; the node says only whose they are
        values["authors"] = True
    if node.get("is_retracted") is False:
        values["is_retracted"] = False
    if any(key in node for key in NOTICE):
        values["retraction"] = tuple(node.get(key) for key in NOTICE)
    said: dict[Speaker, dict[str, object]] = {}
    for field, value in values.items():
        said.setdefault(tellers[field][0], {})[field] = value
    return [Said(speaker, theirs) for speaker, theirs in said.items()]


def columns_of(ids: Iterable[ArticleId]) -> dict[str, object]:
    """The best id of each scheme that has a column."""
    best: dict[Scheme, ArticleId] = {}
    for id_ in ids:
        rival = best.get(id_.scheme)
        if rival is None or order(id_) < order(rival):
            best[id_.scheme] = id_
    return {column: best[scheme].value for scheme, column in _COLUMN_OF.items() if scheme in best}


def speaker_of(record: Record) -> Speaker:
    """The source and the id that it describes: one of its own scheme where there is one."""
    own = OWN_SCHEME.get(record.source)
    theirs = [id_ for id_ in record.ids if id_.scheme is own] or record.ids
    return record.source, str(primary_of(theirs)) if theirs else ""


def tellers_of(node: Node) -> defaultdict[str, list[Speaker]]:
    """Who said each field of a node; nobody in particular where that is not kept."""
    tellers: defaultdict[str, list[Speaker]] = defaultdict(lambda: [NOBODY])
    for entry in strings(node.get("provenance")):
        field, _, teller = entry.partition("=")
        source, _, speaker = teller.partition(" ")
        told = (source, speaker or implied(source, node))
        if field in tellers:
            tellers[field].append(told)
        else:
            tellers[field] = [told]
    return tellers


def provenance(told: Collection[tuple[str, Speaker]], node: Node) -> list[str]:
    """How a node with these columns keeps who said what."""
    shown = {source: implied(source, node) for source in {source for _, (source, _) in told}}
    return sorted(
        f"{field}={source}" if speaker == shown[source] else f"{field}={source} {speaker}"
        for field, (source, speaker) in told
        if source
    )


def implied(source: str, node: Node) -> str:
    """The speaker that need not be written: the node's id in the source's own scheme."""
    scheme = OWN_SCHEME.get(source)
    return f"{scheme}:{node[scheme]}" if scheme and scheme in node else ""


def strings(value: object) -> list[str]:
    """A list property."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _unresolved(record: Record) -> Unresolved | None:
    """What is left of a list that was read; None where there was no list, or one that cannot tell."""
    if not record.loose and (not record.references or record.unresolved or record.source not in LIST_TEXTS):
        return None
    known = [(one.position, text[:LONGEST_REFERENCE]) for one in record.loose if (text := line_of(one.text))]
    return Unresolved(tuple(f"{place} {text}" for place, text in sorted(known)))


def line_of(raw: str | None) -> str | None:
    """A text on one line, without what a store or a page cannot show; None where nothing is left."""
    if not raw:
        return None
    if raw.isprintable() and "  " not in raw and raw[0] != " " != raw[-1]:  # as it is with most; quicker to see
        return raw
    text = " ".join(raw.split())
    return (text if text.isprintable() else UNFIT.sub(" ", text).strip()) or None


def number_of(value: float | None) -> float | None:
    """A number that can be true and that a store can hold, or None."""
    return value if value is not None and math.isfinite(value) and 0 <= value < 2**63 else None
