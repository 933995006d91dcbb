"""What an article's node says after several sources have spoken of it. Values in, values out.

Each field has its own order of precedence; the best source that said something stands, its newer statement replaces
its older one, and a blank replaces nothing. Of several descriptions by one source that with the smallest id stands.
Who said what is kept in `provenance` (see `graph.statements`), so that the result does not depend on the order of
records or of batches, and hearing a record again changes nothing.

A retraction is three properties, since a node holds no maps: `retraction` (the notice's id, such as `pmid:123`),
`retraction_date` and `retraction_source`. Corrections and concerns are lists (`graph.notices`), and so is what each
source reports (`graph.reported`). `unresolved_references` are the lines `position text` of the best list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from graph.ids import ArticleId
from graph.model import Record
from graph.notices import NAMES, noticed
from graph.reported import COUNTED, as_lists, reported, whose
from graph.statements import (
    NOBODY,
    NOTICE,
    Node,
    Said,
    Speaker,
    Told,
    Unresolved,
    columns_of,
    is_empty,
    of_node,
    of_record,
    provenance,
    speaker_of,
    strings,
    tellers_of,
)

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
        "unresolved_references": "crossref ncbi europepmc s2 openalex opencitations icite",
        "rcr": "icite ncbi europepmc openalex s2 crossref opencitations",
        # the registry of each scheme is itself; a DOI that PubMed chose is that of the version of record
        "pmid": "ncbi icite europepmc openalex s2 opencitations crossref",
        "doi": "ncbi europepmc icite crossref openalex s2 opencitations",
        "pmcid": "ncbi europepmc openalex s2 opencitations icite crossref",
        "openalex": "openalex opencitations s2 europepmc crossref ncbi icite",
        "s2": "s2 openalex opencitations europepmc crossref ncbi icite",
    }.items()
}
RANKS = {field: {source: rank for rank, source in enumerate(sources)} for field, sources in PRECEDENCE.items()}
DESCRIPTIVE = ("title", "abstract", "year", "date", "journal")
COUNTS = ("cited_by_count", "reference_count")
MINE = frozenset((*PRECEDENCE, *NOTICE, *(f"{count}_source" for count in COUNTS), "provenance", "sources", "stub"))
MINE |= {*COUNTED, *NAMES}
MINE -= {"authors"}
_NOT_AS_SAID = frozenset({"authors", "retraction", "unresolved_references"})


class Merged(NamedTuple):
    """The whole of an article's node, and what is kept beside it: whose authors to write, and whose journal.

    Each the record whose word stands, or None where a node's does or nobody said anything.
    """

    node: dict[str, object]
    authors: Record | None
    journal: Record | None


def merge(
    existing: Node,
    records: Sequence[Record],
    ids: Collection[ArticleId] | None = None,
    absorbed: Sequence[Node] = (),
) -> dict[str, object]:
    """The node alone of what `weigh` tells."""
    return weigh(existing, records, ids, absorbed).node


def weigh(
    existing: Node,
    records: Sequence[Record],
    ids: Collection[ArticleId] | None = None,
    absorbed: Sequence[Node] = (),
) -> Merged:
    """The article after hearing the records; properties that are not merged here are passed on unchanged.

    `existing` is the node as it stands ({} for a new one), `absorbed` the nodes of articles that it swallows. `ids` are
    all ids that resolution gives to the article: only they may stand in its id columns, also where no record states
    them (a stub). What is unknown is absent, so write the result as the whole of the node.
    """
    nodes = [node for node in (*absorbed, existing) if node]  # none with most
    told = [(speaker_of(record), record) for record in records]
    standing = _heard(nodes, told, ids)
    asserting = _asserting(nodes, told)
    if "retraction" in standing and standing["retraction"].speaker not in asserting:
        del standing["retraction"]
    node = {key: value for key, value in existing.items() if key not in MINE}
    node |= {field: said.values[field] for field, said in standing.items() if field not in _NOT_AS_SAID}
    node |= _special(standing)
    if asserting:
        node["is_retracted"] = True
    counts = reported(nodes, told)
    node |= as_lists(counts)
    node |= noticed(nodes, records)
    if sources := {s for node_ in nodes for s in strings(node_.get("sources"))} | {r.source for r in records}:
        node["sources"] = sorted(sources)
    if not any(field in node for field in DESCRIPTIVE):
        node["stub"] = True
    if who := provenance(_whose(standing, asserting) + whose(counts, node), node):
        node["provenance"] = who
    authors, journal = standing.get("authors"), standing.get("journal")
    return Merged(node, authors and authors.record, journal and journal.record)


def _special(standing: Mapping[str, Said]) -> dict[str, object]:
    """The properties that are not simply what somebody said of the field."""
    properties: dict[str, object] = {
        f"{count}_source": standing[count].speaker[0]
        for count in COUNTS
        if count in standing and standing[count].speaker[0]
    }
    if said := standing.get("unresolved_references"):
        properties["unresolved_references"] = _lines(said.values["unresolved_references"])
    if said := standing.get("retraction"):
        parts = _parts(said.values["retraction"])
        properties |= {key: value for key, value in zip(NOTICE, parts, strict=True) if value}
    return properties


def _heard(nodes: Iterable[Node], told: Iterable[Told], ids: Collection[ArticleId] | None) -> dict[str, Said]:
    """Whose word on each field stands when all have spoken, the oldest first."""
    standing: dict[str, Said] = {}
    for node in nodes:
        for said in of_node(node, ids):
            _hear(standing, said)
    for speaker, record in told:
        _hear(standing, of_record(record, speaker, ids))
    if ids is not None:
        columns = columns_of(ids)
        _hear(standing, Said(NOBODY, {column: columns[column] for column in columns if not _named(standing, column)}))
    return standing


def _named(standing: Mapping[str, Said], field: str) -> bool:
    """Whether the word of somebody in particular stands."""
    return field in standing and standing[field].speaker[0] != ""


def _hear(standing: dict[str, Said], said: Said) -> None:
    for field in said.values:
        stands = standing.get(field)
        if stands is None or _prevails(field, said, stands):
            standing[field] = said


def _prevails(field: str, said: Said, stands: Said) -> bool:
    """Whether a newer statement replaces the one that stands: by the same speaker, or by another one."""
    if said.speaker == stands.speaker:
        return is_empty(stands.values[field]) or not is_empty(said.values[field])
    return _rank(field, said) < _rank(field, stands)


def _rank(field: str, said: Said) -> tuple[bool, int, str, int, str]:
    """Sorts the statement that stands first: sources that the table does not name come last, then nobody's."""
    source, speaker = said.speaker
    ranks = RANKS[field]
    return is_empty(said.values[field]), ranks.get(source, len(ranks) + (not source)), source, len(speaker), speaker


def _asserting(nodes: Iterable[Node], told: Iterable[Told]) -> set[Speaker]:
    """Who says that the article is retracted: what one of them takes back, the others still say."""
    asserting: set[Speaker] = set()
    for node in nodes:
        if node.get("is_retracted") is True:
            asserting |= set(tellers_of(node)["is_retracted"])
    for speaker, record in told:
        if record.is_retracted or record.retraction is not None:
            asserting.add(speaker)
        elif asserting and record.is_retracted is False:
            asserting.discard(speaker)
    return asserting


def _whose(standing: Mapping[str, Said], asserting: Collection[Speaker]) -> list[tuple[str, Speaker]]:
    told = [(field, said.speaker) for field, said in standing.items() if field != "is_retracted" or not asserting]
    return told + [("is_retracted", speaker) for speaker in asserting]


def _lines(value: object) -> list[str]:
    return list(value.lines) if isinstance(value, Unresolved) else []


def _parts(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value, None, None)
