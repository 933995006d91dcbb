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
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.identity import order, primary_of
from graph.ids import ArticleId, Scheme
from graph.model import Record

Node = Mapping[str, object]
Speaker = tuple[str, str]
"""(source, id that it describes)"""

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


class Said(NamedTuple):
    """A statement. `record` is None for what a node says; nobody in particular has the speaker ("", "")."""

    value: object
    speaker: Speaker = ("", "")
    record: Record | None = None

    @property
    def empty(self) -> bool:
        """Asked and none: better than silence, worse than anything."""
        return isinstance(self.value, tuple | list) and (not self.value or self.value[0] is None)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The references that a source lists without an id, as lines: to have none of them is as good as having some."""

    lines: tuple[str, ...]


def of_record(
    record: Record, ids: Collection[ArticleId] | None, only: Collection[str] = ()
) -> Iterator[tuple[str, Said]]:
    """What a record says: each field that is not blank (of `only` these, if any), and of its ids those among `ids`."""
    speaker = speaker_of(record)
    for field, value in _values(record):
        if value is not None and (not only or field in only):
            yield field, Said(value, speaker, record)
    if not only:
        for scheme, id_ in best_of(record.ids if ids is None else [id_ for id_ in record.ids if id_ in ids]).items():
            yield scheme.value, Said(id_.value, speaker, record)


def _values(record: Record) -> Iterator[tuple[str, object]]:
    for field in TEXTS:
        yield field, line_of(getattr(record, field))
    for field in NUMBERS:
        yield field, number_of(getattr(record, field))
    yield "year", record.year if record.year and 0 < record.year < 10_000 else None
    yield "authors", record.authors or None
    if record.keywords is not None:
        yield "keywords", list(dict.fromkeys(text for word in record.keywords if (text := line_of(word))))
    if record.url and record.url.startswith(("https://", "http://")):  # never `javascript:`
        yield "url", line_of(record.url)
    if record.loose or record.references:
        yield "unresolved_references", _unresolved(record)
    if notice := record.retraction:
        by = str(notice.notice) if notice.notice else None
        yield "retraction", (by, line_of(notice.date), line_of(notice.source))
    elif record.is_retracted is False:
        yield "is_retracted", False


def of_node(node: Node, ids: Collection[ArticleId] | None) -> Iterator[tuple[str, Said]]:
    """What a node says; of its id columns those among `ids`."""
    tellers = tellers_of(node)
    for field in (*TEXTS, *NUMBERS, "year", "keywords", "url"):
        if field in node:
            yield field, Said(node[field], tellers[field][0])
    for scheme in COLUMNS:
        if scheme in node and (ids is None or ArticleId(scheme, str(node[scheme])) in ids):
            yield scheme.value, Said(node[scheme], tellers[scheme][0])
    if "unresolved_references" in node:
        lines = Unresolved(tuple(strings(node["unresolved_references"])))
        yield "unresolved_references", Said(lines, tellers["unresolved_references"][0])
    if "authors" in tellers:  # kept as edges; the node says only whose they are
        yield "authors", Said(True, tellers["authors"][0])
    if node.get("is_retracted") is False:
        yield "is_retracted", Said(False, tellers["is_retracted"][0])
    if any(key in node for key in NOTICE):
        yield "retraction", Said(tuple(node.get(key) for key in NOTICE), tellers["retraction"][0])


def best_of(ids: Collection[ArticleId]) -> dict[Scheme, ArticleId]:
    """The best id of each scheme that has a column."""
    best: dict[Scheme, ArticleId] = {}
    for id_ in ids:
        scheme = id_.scheme
        if scheme not in best or order(id_) < order(best[scheme]):
            best[scheme] = id_
    best.pop(Scheme.CITEWALK, None)
    return best


def speaker_of(record: Record) -> Speaker:
    """The source and the id that it describes: one of its own scheme where there is one."""
    own = OWN_SCHEME.get(record.source)
    theirs = [id_ for id_ in record.ids if id_.scheme is own] or record.ids
    return record.source, str(primary_of(theirs)) if theirs else ""


def tellers_of(node: Node) -> defaultdict[str, list[Speaker]]:
    """Who said each field of a node; nobody in particular where that is not kept."""
    tellers: defaultdict[str, list[Speaker]] = defaultdict(lambda: [("", "")])
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
    shown = {source: implied(source, node) for _, (source, _) in told}
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
    text = " ".join(raw.split())
    return (text if text.isprintable() else UNFIT.sub(" ", text).strip()) or None


def number_of(value: float | None) -> float | None:
    """A number that can be true and that a store can hold, or None."""
    return value if value is not None and math.isfinite(value) and 0 <= value < 2**63 else None
