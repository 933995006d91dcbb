"""What an article's node says after several sources have spoken of it. Values in, values out.

Each field has its own order of precedence; the best source that said something stands, its newer statement replaces its
older one, and a blank replaces nothing. Who said what is kept in `provenance`, so that the result does not depend on
the order of records or of batches, and hearing a record again changes nothing.

`provenance` is a sorted list of `field=source`. Where a source describes one article twice (two OpenAlex works with one
PMID) the description with the smallest id stands; whose it is, is written when the article's columns do not show it:
`title=openalex openalex:W9`. `is_retracted` may have several entries: every source that asserts the retraction.

A retraction is three properties, since a node holds no maps: `retraction` (the notice's id, such as `pmid:123`),
`retraction_date` and `retraction_source`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.identity import primary_of
from graph.ids import ArticleId, Scheme
from graph.model import Record, Retraction

Node = Mapping[str, object]

PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    field: tuple(sources.split())
    for field, sources in {
        # PubMed's curators are best on biomedicine, and iCite repeats them; but iCite abbreviates names and journals
        "title": "ncbi europepmc icite crossref openalex s2 opencitations",
        "year": "ncbi europepmc icite crossref openalex s2 opencitations",
        "date": "ncbi europepmc crossref openalex s2 icite opencitations",
        "abstract": "ncbi europepmc crossref s2 openalex icite opencitations",
        "authors": "ncbi europepmc crossref openalex opencitations s2 icite",
        "journal": "ncbi europepmc crossref openalex opencitations s2 icite",
        "volume": "ncbi europepmc crossref openalex opencitations s2 icite",
        "issue": "ncbi europepmc crossref openalex opencitations s2 icite",
        "pages": "ncbi europepmc crossref openalex opencitations s2 icite",
        "type": "ncbi europepmc crossref openalex s2 opencitations icite",
        "language": "ncbi europepmc crossref openalex s2 opencitations icite",
        "keywords": "ncbi europepmc openalex crossref s2 opencitations icite",
        "url": "ncbi europepmc crossref openalex s2 opencitations icite",
        # whoever asserts a retraction is believed; the order is for its notice
        "is_retracted": "ncbi crossref europepmc openalex s2 icite opencitations",
        "retraction": "ncbi crossref europepmc openalex s2 icite opencitations",
        # the widest coverage first
        "cited_by_count": "openalex s2 crossref opencitations europepmc icite ncbi",
        # who got the list from the publisher first
        "reference_count": "crossref ncbi europepmc s2 openalex opencitations icite",
        "rcr": "icite ncbi europepmc openalex s2 crossref opencitations",
        # the registry of each scheme is itself; a DOI that PubMed chose is that of the version of record
        "pmid": "ncbi icite europepmc openalex s2 opencitations crossref",
        "doi": "ncbi europepmc icite crossref openalex s2 opencitations",
        "pmcid": "ncbi europepmc openalex s2 opencitations icite crossref",
        "openalex": "openalex opencitations s2 europepmc crossref ncbi icite",
        "s2": "s2 openalex opencitations europepmc crossref ncbi icite",
    }.items()
}
COLUMNS = {s.value: s for s in (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.OPENALEX, Scheme.S2)}
OWN_SCHEME = {
    "ncbi": Scheme.PMID,
    "icite": Scheme.PMID,
    "europepmc": Scheme.PMID,
    "openalex": Scheme.OPENALEX,
    "s2": Scheme.S2,
    "crossref": Scheme.DOI,
    "opencitations": Scheme.DOI,
}
DESCRIPTIVE = ("title", "abstract", "year", "date", "journal")
COUNTS = ("cited_by_count", "reference_count")
SOURCED = tuple(f"{count}_source" for count in COUNTS)
NOTICE = ("retraction", "retraction_date", "retraction_source")
MINE = frozenset((*PRECEDENCE, *SOURCED, *NOTICE, "provenance", "sources", "stub")) - {"authors"}
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\s\ud800-\udfff]+")  # what a store or a page cannot show, and white space


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement: which source, in its description of which id. `record` is None for what a node already says."""

    source: str
    speaker: str
    value: object
    record: Record | None = None

    @property
    def empty(self) -> bool:
        """Asked and none: better than silence, worse than anything."""
        return isinstance(self.value, tuple | list) and (not self.value or self.value[0] is None)

    def replaces(self, other: _Said, field: str) -> bool:
        if (self.source, self.speaker) == (other.source, other.speaker):
            return other.empty or not self.empty
        return self._key(field) < other._key(field)

    def _key(self, field: str) -> tuple[bool, int, str, int, str]:
        sources = PRECEDENCE[field]
        rank = sources.index(self.source) if self.source in sources else len(sources) + (not self.source)
        return self.empty, rank, self.source, len(self.speaker), self.speaker


def merge(
    existing: Node,
    records: Sequence[Record],
    ids: Collection[ArticleId] | None = None,
    absorbed: Sequence[Node] = (),
) -> dict[str, object]:
    """The article's properties after hearing the records; those that are not merged here are passed on unchanged.

    `existing` is the node as it stands ({} for a new one), `absorbed` the nodes of articles that it swallows. `ids` are
    all ids that resolution gives to the article: only they may stand in its id columns, also where no record states
    them (a stub). What is unknown is absent, so write the result as the whole of the node.
    """
    nodes = [*absorbed, existing]
    said = {field: what for field in PRECEDENCE if (what := _stands(field, nodes, records, ids))}
    asserting = _asserting(nodes, records)
    if not asserting or not _spoken(said.get("retraction"), asserting):
        said.pop("retraction", None)
    merged = {key: value for key, value in existing.items() if key not in MINE}
    merged |= {field: what.value for field, what in said.items() if field not in ("authors", "retraction")}
    merged |= {f"{count}_source": said[count].source for count in COUNTS if count in said and said[count].source}
    if asserting:
        merged["is_retracted"] = True
    if "retraction" in said:
        merged |= {key: value for key, value in zip(NOTICE, _triple(said["retraction"].value), strict=True) if value}
    sources = {source for node in nodes for source in _strings(node.get("sources"))} | {r.source for r in records}
    merged |= {"sources": sorted(sources)} if sources else {}
    merged |= {} if any(field in merged for field in DESCRIPTIVE) else {"stub": True}
    provenance = _provenance(said, asserting, merged)
    return merged | ({"provenance": provenance} if provenance else {})


def teller(field: str, existing: Node, records: Sequence[Record], absorbed: Sequence[Node] = ()) -> Record | None:
    """The record whose word on `field` stands, or None where a node's does or nobody said anything.

    For what is kept beside the node: the authors to write, or the journal with its ISSN. Ask before merging.
    """
    stands = _stands(field, [*absorbed, existing], records, None)
    return stands.record if stands else None


def _stands(
    field: str, nodes: Iterable[Node], records: Sequence[Record], ids: Collection[ArticleId] | None
) -> _Said | None:
    best: _Said | None = None
    for said in _statements(field, nodes, records, ids):
        if best is None or said.replaces(best, field):
            best = said
    return best


def _statements(
    field: str, nodes: Iterable[Node], records: Sequence[Record], ids: Collection[ArticleId] | None
) -> Iterator[_Said]:
    """All that was said of a field, the oldest first."""
    scheme = COLUMNS.get(field)
    for node in nodes:
        value = _of_node(field, node)
        if value is not None and (scheme is None or ids is None or ArticleId(scheme, str(value)) in ids):
            yield _Said(*_teller_in(node, field), value)
    for record in records:
        value = _of_record(field, record) if scheme is None else _best(scheme, record.ids, ids)
        if value is not None:
            yield _Said(record.source, _speaker(record), value, record)
    if scheme and ids is not None and (value := _best(scheme, ids)) is not None:
        yield _Said("", "", value)


def _best(scheme: Scheme, ids: Collection[ArticleId], allowed: Collection[ArticleId] | None = None) -> str | None:
    fit = [id_ for id_ in ids if id_.scheme is scheme and (allowed is None or id_ in allowed)]
    return primary_of(fit).value if fit else None


def _of_node(field: str, node: Node) -> object:
    if field == "authors":  # kept as edges; the node says only whose they are
        return True if _tellers(node, field) else None
    if field == "is_retracted":
        return False if node.get(field) is False else None
    if field == "retraction":
        notice = tuple(node.get(key) for key in NOTICE)
        return notice if any(notice) else None
    return node.get(field)


def _of_record(field: str, record: Record) -> object:
    value = getattr(record, field)
    if field == "is_retracted":
        return False if value is False and record.retraction is None else None
    if field == "keywords" and value is not None:
        return list(dict.fromkeys(text for word in value if (text := _text(word))))
    if field == "url" and not str(value).startswith(("https://", "http://")):
        return None
    if isinstance(value, Retraction):
        return (str(value.notice) if value.notice else None), _text(value.date), _text(value.source)
    return (value or None) if isinstance(value, tuple) else _plain(value, 1 if field == "year" else 0)


def _plain(value: object, least: int) -> object:
    """A text or number that a node can hold, or None."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) and least <= value < 2**63 else None


def _text(raw: str | None) -> str | None:
    text = " ".join(raw.split()) if raw else ""
    return (text if text.isprintable() else UNFIT.sub(" ", text).strip()) or None


def _triple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value, None, None)


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _speaker(record: Record) -> str:
    """The id that a source describes, in its own scheme where it has one."""
    own = _best(OWN_SCHEME[record.source], record.ids) if record.source in OWN_SCHEME else None
    if own is not None:
        return f"{OWN_SCHEME[record.source]}:{own}"
    return str(primary_of(record.ids)) if record.ids else ""


def _asserting(nodes: Iterable[Node], records: Sequence[Record]) -> set[tuple[str, str]]:
    """Who says that the article is retracted: what one of them takes back, the others still say."""
    asserting: set[tuple[str, str]] = set()
    for node in nodes:
        if node.get("is_retracted") is True:
            asserting |= set(_tellers(node, "is_retracted")) or {("", "")}
    for record in records:
        said = (record.source, _speaker(record))
        if record.is_retracted or record.retraction is not None:
            asserting.add(said)
        elif record.is_retracted is False:
            asserting.discard(said)
    return asserting


def _spoken(what: _Said | None, asserting: set[tuple[str, str]]) -> bool:
    return what is not None and (what.source, what.speaker) in asserting


def _tellers(node: Node, field: str) -> list[tuple[str, str]]:
    """(source, speaker) of the node's entries on a field."""
    entries = [entry[len(field) + 1 :] for entry in _strings(node.get("provenance")) if entry.startswith(f"{field}=")]
    return [(source, speaker or _implied(source, node)) for source, _, speaker in (e.partition(" ") for e in entries)]


def _teller_in(node: Node, field: str) -> tuple[str, str]:
    return next(iter(_tellers(node, field)), ("", ""))


def _implied(source: str, node: Node) -> str:
    """The speaker that need not be written: the node's id in the source's own scheme."""
    scheme = OWN_SCHEME.get(source)
    return f"{scheme}:{node[scheme]}" if scheme and scheme in node else ""


def _provenance(said: Mapping[str, _Said], asserting: set[tuple[str, str]], node: Node) -> list[str]:
    told = {(field, what.source, what.speaker) for field, what in said.items() if what.source}
    if asserting:
        told = {entry for entry in told if entry[0] != "is_retracted"}
        told |= {("is_retracted", source, speaker) for source, speaker in asserting if source}
    return sorted(
        f"{field}={source}" if speaker == _implied(source, node) else f"{field}={source} {speaker}"
        for field, source, speaker in told
    )
