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

from graph.ids import ArticleId
from graph.model import Record
from graph.notices import NAMES, noticed
from graph.reported import COUNTED, as_lists, reported, whose
from graph.statements import (
    NOTICE,
    Node,
    Said,
    Speaker,
    Unresolved,
    best_of,
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
    said = _heard(nodes, records, ids)
    asserting = _asserting(nodes, records)
    if "retraction" in said and said["retraction"].speaker not in asserting:
        del said["retraction"]
    merged = {key: value for key, value in existing.items() if key not in MINE}
    merged |= {field: what.value for field, what in said.items() if field not in ("authors", "retraction")}
    if "unresolved_references" in said:
        merged["unresolved_references"] = _lines(said["unresolved_references"].value)
    merged |= {
        f"{count}_source": said[count].speaker[0] for count in COUNTS if count in said and said[count].speaker[0]
    }
    if asserting:
        merged["is_retracted"] = True
    if "retraction" in said:
        merged |= {key: value for key, value in zip(NOTICE, _parts(said["retraction"].value), strict=True) if value}
    counts = reported(nodes, records)
    merged.update(as_lists(counts))
    merged.update(noticed(nodes, records))
    if sources := {source for node in nodes for source in strings(node.get("sources"))} | {r.source for r in records}:
        merged["sources"] = sorted(sources)
    if not any(field in merged for field in DESCRIPTIVE):
        merged["stub"] = True
    if who := provenance(_told(said, asserting) + whose(counts, merged), merged):
        merged["provenance"] = who
    return merged


def teller(field: str, existing: Node, records: Sequence[Record], absorbed: Sequence[Node] = ()) -> Record | None:
    """The record whose word on `field` stands, or None where a node's does or nobody said anything.

    For what is kept beside the node: the authors to write, or the journal with its ISSN. Ask before merging.
    """
    stands = _heard([*absorbed, existing], records, None, only=(field,)).get(field)
    return stands.record if stands else None


def _heard(
    nodes: Iterable[Node], records: Iterable[Record], ids: Collection[ArticleId] | None, only: Collection[str] = ()
) -> dict[str, Said]:
    """What stands of each field when all have spoken, the oldest first."""
    said: dict[str, Said] = {}
    for node in nodes:
        for field, what in of_node(node, ids):
            _hear(said, field, what)
    for record in records:
        for field, what in of_record(record, ids, only):
            _hear(said, field, what)
    if ids is not None:
        for scheme, id_ in best_of(ids).items():
            _hear(said, scheme.value, Said(id_.value))
    return said


def _hear(said: dict[str, Said], field: str, what: Said) -> None:
    stands = said.get(field)
    if stands is None or (  # the same speaker again, or another one
        stands.empty or not what.empty if what.speaker == stands.speaker else _rank(field, what) < _rank(field, stands)
    ):
        said[field] = what


def _rank(field: str, what: Said) -> tuple[bool, int, str, int, str]:
    """Sorts the statement that stands first: sources that the table does not name come last, then nobody's."""
    source, speaker = what.speaker
    ranks = RANKS[field]
    return what.empty, ranks.get(source, len(ranks) + (not source)), source, len(speaker), speaker


def _asserting(nodes: Iterable[Node], records: Iterable[Record]) -> set[Speaker]:
    """Who says that the article is retracted: what one of them takes back, the others still say."""
    asserting: set[Speaker] = set()
    for node in nodes:
        if node.get("is_retracted") is True:
            asserting |= set(tellers_of(node)["is_retracted"])
    for record in records:
        if record.is_retracted or record.retraction is not None:
            asserting.add(speaker_of(record))
        elif asserting and record.is_retracted is False:
            asserting.discard(speaker_of(record))
    return asserting


def _told(said: Mapping[str, Said], asserting: Collection[Speaker]) -> list[tuple[str, Speaker]]:
    told = [(field, what.speaker) for field, what in said.items() if field != "is_retracted" or not asserting]
    return told + [("is_retracted", speaker) for speaker in asserting]


def _lines(value: object) -> list[str]:
    return list(value.lines) if isinstance(value, Unresolved) else []


def _parts(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value, None, None)
