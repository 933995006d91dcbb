"""Neighbours: what an article cites and who cites it, a page of a list at a time, or out of its full text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.ids import Scheme
from graph.model import Record
from harvest.sources.base import Answer, Request
from harvest.sources.batches import first
from harvest.sources.bodies import parse_xml, refuse
from harvest.sources.europepmc.jats import own_pmcid, read_references
from harvest.sources.europepmc.lists import Page, Row, next_page, read_page, read_rows
from harvest.sources.europepmc.notices import NAME
from harvest.sources.europepmc.requests import full_text, look_ups
from harvest.sources.mentions import mentions


def read_cited(request: Request, value: Mapping[str, object]) -> Answer:
    """What an article cites. No rows are no list, and say nothing of how many references there are."""
    page, asked = read_page(request, value, "referenceList", "reference"), request.asked[0]
    if page.total == 0 and not page.rows:
        pmcid = first((asked, *request.also), Scheme.PMCID)
        return Answer(more=(full_text(asked, pmcid),) if pmcid else ())
    rows = read_rows(request, page)
    nameless = [row for row in rows if not row.ids and row.entry is None]
    about = Record(
        source=NAME,
        ids=frozenset({asked}),
        references=mentions((row.ids for row in rows), (asked, *request.also)),
        reference_count=max(page.total, len(rows)),
        unresolved=len(nameless),
        loose=tuple(row.loose for row in nameless if row.loose.text),
    )
    return Answer(records=(about,), known=frozenset({asked}), more=_onward(request, page, rows))


def read_citing(request: Request, value: Mapping[str, object]) -> Answer:
    """Who cites an article, newest first. An empty list does not show that the article is known."""
    page, asked = read_page(request, value, "citationList", "citation"), request.asked[0]
    rows = read_rows(request, page)
    named = [row for row in rows if row.ids and row.ids[0] not in (asked, *request.also)]
    return Answer(
        citing=tuple(dict.fromkeys((row.ids[0], asked) for row in named)),
        unnamed=sum(1 for row in rows if not row.ids and row.entry is None),
        known=frozenset({asked} if rows else ()),
        years={row.ids[0]: row.year for row in named if row.year is not None},
        more=_onward(request, page, rows),
    )


def read_full_text(request: Request, body: bytes) -> Answer:
    """What an article cites by its full text, where that has a list."""
    root = parse_xml(request, body, "article")
    asked, pmcid = request.asked[0], own_pmcid(root)
    if pmcid is not None and not request.path.startswith(f"{pmcid.value}/"):
        refuse(request, f"it is the text of {pmcid}")
    listed = read_references(root, (asked, *request.also))
    if listed is None:
        return Answer()
    about = Record(
        source=NAME,
        ids=frozenset({asked}),
        references=listed.mentions,
        reference_count=listed.count,
        unresolved=listed.unresolved,
        loose=listed.loose,
    )
    return Answer(records=(about,), known=frozenset({asked}))


def _onward(request: Request, page: Page, rows: Sequence[Row]) -> tuple[Request, ...]:
    """What the list still needs: the articles that it names by numbers of Europe PMC's own, and its next page."""
    entries = dict.fromkeys(row.entry for row in rows if row.entry is not None)
    pairs = [(entry, request.asked[0]) for entry in entries]
    return (*look_ups(request.kind, pairs), *next_page(request, page))
