"""Lists: rows of the Index read as citations of the one article that was asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.ids import ArticleId
from graph.model import Record, Version
from harvest.sources import fields
from harvest.sources.base import Answer, Request
from harvest.sources.bodies import refuse
from harvest.sources.entries import entry_of
from harvest.sources.mentions import mentions
from harvest.sources.opencitations.entities import NAME, ids_in

Ids = tuple[ArticleId, ...]
End = tuple[Ids, Ids, tuple[Version, ...]]
"""All ids of a work, those of the article that is meant, and its versions."""


@dataclass(frozen=True, slots=True)
class Row:
    """One citation as seen from the article that was asked about, with the ids that its own end states of that.

    `other` is empty for a work without an id of ours.
    """

    own: Ids
    other: Ids
    created: object

    def of_itself(self, asked: ArticleId) -> bool:
        """Whether the article cites itself."""
        return bool(self.other) and (self.other[0] == asked or self.other[0] in self.own)


class _Ends:
    """Ends of rows, each spelling read once: a list names the same article in every row."""

    def __init__(self) -> None:
        self._read: dict[object, End] = {}

    def read(self, said: object) -> End:
        said = said if isinstance(said, str) else None
        if said not in self._read:
            ids = ids_in(said)
            self._read[said] = (ids, *entry_of(ids, NAME))
        return self._read[said]


def read_references(request: Request, rows: Sequence[object]) -> Answer:
    """What the article cites. No row at all says nothing: the Index answers so for articles it does not know, too."""
    asked = request.asked[0]
    believed, versions = _believed(request, rows, own="citing", other="cited")
    if not believed:
        return Answer(versions=versions, known=frozenset({asked} if versions else ()))
    listed = mentions((row.other for row in believed if not row.of_itself(asked)), {asked})
    without = sum(1 for row in believed if not row.other)
    record = Record(
        source=NAME,
        ids=frozenset({asked}),
        reference_count=len(listed) + without,
        references=listed,
        unresolved=without,
    )
    return Answer(records=(record,), versions=versions, known=frozenset({asked}))


def read_citations(request: Request, rows: Sequence[object]) -> Answer:
    """Who cites the article, with the years. The date of a citation is that of the citing article."""
    asked = request.asked[0]
    believed, versions = _believed(request, rows, own="cited", other="citing")
    citing = [row for row in believed if row.other and not row.of_itself(asked)]
    dated = ((row.other[0], fields.iso_date(row.created)) for row in citing)
    return Answer(
        citing=tuple(dict.fromkeys((row.other[0], asked) for row in citing)),
        years={who: int(date[:4]) for who, date in dated if date},
        versions=versions,
        known=frozenset({asked} if believed or versions else ()),
    )


def _believed(
    request: Request, rows: Sequence[object], *, own: str, other: str
) -> tuple[list[Row], tuple[Version, ...]]:
    """The rows about the article asked for, and the versions that they state.

    A row whose own end names other articles was not asked for. One that names the asked preprint beside its published
    form belongs to the latter, which is asked about by itself.
    """
    believed: list[Row] = []
    versions: list[Version] = []
    foreign = 0
    ends = _Ends()
    for row in _citations(request, rows, own, other):
        mine, settled, stated = ends.read(row[own])
        if mine and request.asked[0] not in mine:
            foreign += 1
            continue
        versions += stated
        if mine and request.asked[0] not in settled:
            continue
        others, tied = entry_of(ids_in(row[other]), NAME)
        versions += tied
        believed.append(Row(settled, others, row.get("creation")))
    if foreign and not believed and not versions:
        refuse(request, f"none of its {foreign} rows is about the article")
    return believed, tuple(dict.fromkeys(versions))


def _citations(request: Request, rows: Sequence[object], own: str, other: str) -> Iterator[Mapping[str, object]]:
    """The rows that are citations. Ends left blank throughout mean that the Index could not look the works up."""
    ends = [row for row in rows if isinstance(row, Mapping) and {own, other} <= row.keys()]
    if rows and not any(isinstance(row[other], str) and row[other].strip() for row in ends):
        refuse(request, f"none of its {len(rows)} rows names a work at the other end")
    yield from ends
