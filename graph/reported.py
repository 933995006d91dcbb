"""How many references and citing articles each source reports of an article: sorted lists of `source=number`.

Each source's newest number stands, and of several descriptions by one source that with the smallest id. That id is
kept in `provenance` (as `references_reported=openalex openalex:W9`) only where it is not the node's own in the source's
scheme. A source that said nothing has no entry; one that reported none has `source=0`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from graph.statements import Node, Speaker, Told, implied, number_of, strings

COUNTED = ("references_reported", "citing_reported")
"""The properties: of what a record says in `reference_count`, and in `cited_by_count`."""


class _Number(NamedTuple):
    number: int
    speaker: str


def reported(nodes: Iterable[Node], told: Iterable[Told]) -> dict[str, dict[str, _Number]]:
    """Of each property, what each source's number is when all have spoken, the oldest first."""
    said: dict[str, dict[str, _Number]] = {}
    for node in nodes:
        for field, source, one in _of_node(node):
            _hear(said.setdefault(field, {}), source, one)
    for (source, speaker), record in told:
        for field, count in zip(COUNTED, (record.reference_count, record.cited_by_count), strict=True):
            if (number := number_of(count)) is not None:
                _hear(said.setdefault(field, {}), source, _Number(int(number), speaker))
    return said


def as_lists(said: Mapping[str, Mapping[str, _Number]]) -> dict[str, list[str]]:
    """The properties of a node."""
    return {field: sorted([f"{source}={told.number}" for source, told in of.items()]) for field, of in said.items()}


def whose(said: Mapping[str, Mapping[str, _Number]], node: Node) -> list[tuple[str, Speaker]]:
    """Whose numbers they are, as far as a node with these columns does not show it."""
    return [
        (field, (source, told.speaker))
        for field, of in said.items()
        for source, told in of.items()
        if told.speaker != implied(source, node)
    ]


def numbers(listed: object) -> dict[str, int]:
    """The numbers of a list property, by source."""
    pairs = (entry.rpartition("=") for entry in strings(listed))
    return {source: int(number) for source, _, number in pairs if source and number.isdecimal()}


def divided(node: Node, lost: Collection[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Lists and `provenance` of a node that loses these ids: what stays, and what goes with them."""
    stays, goes = dict[str, list[str]](), dict[str, list[str]]()
    for field, source, told in _of_node(node):
        part = goes if told.speaker in lost else stays
        part.setdefault(field, []).append(f"{source}={told.number}")
        part.setdefault("provenance", []).append(f"{field}={source} {told.speaker}")
    return stays, goes


def _of_node(node: Node) -> Iterator[tuple[str, str, _Number]]:
    for field in COUNTED:
        if field not in node:
            continue
        written = f"{field}="
        entries = [entry[len(written) :] for entry in strings(node.get("provenance")) if entry.startswith(written)]
        named = dict(entry.split(" ", 1) for entry in entries if " " in entry)
        for source, number in numbers(node[field]).items():
            yield field, source, _Number(number, named.get(source) or implied(source, node))


def _hear(said: dict[str, _Number], source: str, told: _Number) -> None:
    stands = said.get(source)
    if stands is None or (len(told.speaker), told.speaker) <= (len(stands.speaker), stands.speaker):
        said[source] = told
