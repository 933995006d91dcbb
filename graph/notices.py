"""Corrections of an article and expressions of concern about it, as properties of its node.

`corrections` and `concerns` are sorted lists of the notices' ids: what anybody has ever stated, since a notice that was
printed stays printed. An empty list is the answer of a source that was asked and knows of none. `correction_date` and
`concern_date` are the earliest dates stated, also those of notices without an id. `correction_sources` and
`concern_sources` are who has told of such a notice, sorted; graphs of before have none until somebody tells again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.model import NoticeKind, Record
from graph.statements import Node, line_of, strings

LISTS: Mapping[NoticeKind, str] = {NoticeKind.CORRECTION: "corrections", NoticeKind.CONCERN: "concerns"}
DATES: Mapping[NoticeKind, str] = {NoticeKind.CORRECTION: "correction_date", NoticeKind.CONCERN: "concern_date"}
SOURCES: Mapping[NoticeKind, str] = {
    NoticeKind.CORRECTION: "correction_sources",
    NoticeKind.CONCERN: "concern_sources",
}
NAMES = (*LISTS.values(), *DATES.values(), *SOURCES.values())


def noticed(nodes: Iterable[Node], records: Iterable[Record]) -> dict[str, object]:
    """The properties when all have spoken; absent where nobody was asked."""
    nodes = [node for node in nodes if node and any(name in node for name in NAMES)]
    records = [record for record in records if record.notices is not None]
    if not nodes and not records:  # as it is with most
        return {}
    listed: dict[str, set[str]] = {}
    dates: dict[str, list[str]] = {}
    for node in nodes:
        for name in (*LISTS.values(), *SOURCES.values()):
            if name in node:
                listed.setdefault(name, set()).update(strings(node[name]))
        for name in DATES.values():
            if name in node:
                dates.setdefault(name, []).append(str(node[name]))
    for record in records:
        for name in LISTS.values():
            listed.setdefault(name, set())
        for notice in record.notices or ():
            if notice.id:
                listed[LISTS[notice.kind]].add(str(notice.id))
            if source := line_of(notice.source):
                listed.setdefault(SOURCES[notice.kind], set()).add(source)
            if date := line_of(notice.date):
                dates.setdefault(DATES[notice.kind], []).append(date)
    return {name: sorted(ids) for name, ids in listed.items()} | {name: min(known) for name, known in dates.items()}
