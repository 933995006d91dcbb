"""Lists: one page of what an article cites or of who cites it, by page number, and one page of the hits of a search.

A page is believed only where it holds all the rows that its own count promises: Europe PMC counts what it does not
always list, and half a list looks like a whole one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.ids import ArticleId
from graph.model import Loose
from harvest.sources import fields
from harvest.sources.base import Request
from harvest.sources.bodies import parse_object, refuse
from harvest.sources.europepmc.queries import SCHEMES, Foreign, foreign
from harvest.sources.europepmc.records import own_ids

PAGE = 1000  # rows of a page, the most that is allowed
MOST_PAGES = 1000  # no article has more citing articles; a list that never ends does here


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, how many there are on all pages together, and how many fit on one."""

    rows: Sequence[Mapping[str, object]]
    total: int
    size: int


def parse_answer(request: Request, body: bytes) -> Mapping[str, object]:
    """The object of a body. Europe PMC reports errors as `errCode` and `errMsg` under HTTP 200."""
    value = parse_object(request, body)
    if "errCode" in value or "errMsg" in value:
        refuse(request, f"it reports {value.get('errMsg') or value.get('errCode')!r}")
    return value


def read_page(request: Request, value: Mapping[str, object], *path: str) -> Page:
    """The page of a list, which lies at `path`; refused where rows are missing."""
    total, listed = fields.count(value.get("hitCount")), fields.inside(value, *path)
    if total is None:
        refuse(request, "it does not count its rows")
    if listed is None and total == 0:  # an empty list may be left out
        listed = []
    if not isinstance(listed, list):
        refuse(request, f"it has no {path[-1]} list")
    stated = fields.count(fields.inside(value, "request", "pageSize"))
    size = stated if stated and stated <= PAGE else _asked_size(request)
    due = max(0, min(size, total - (request.page - 1) * size))
    if len(listed) < due:
        refuse(request, f"page {request.page} lists {len(listed)} of the {due} rows that it counts")
    return Page([row for row in listed if isinstance(row, Mapping)], total, size)


def _asked_size(request: Request) -> int:
    return fields.count(dict((*request.params, *request.form)).get("pageSize")) or PAGE


def next_page(request: Request, page: Page) -> tuple[Request, ...]:
    """The page after this one: none after the last, nor past the rows that were wanted."""
    wanted = None if request.most is None else request.most - page.size
    if request.page * page.size >= page.total or (wanted is not None and wanted <= 0):
        return ()
    if request.page >= MOST_PAGES:
        refuse(request, f"it has more than {MOST_PAGES} pages")
    number = request.page + 1
    params = tuple((name, str(number) if name == "page" else said) for name, said in request.params)
    return (replace(request, params=params, page=number, most=wanted),)


def next_hits(request: Request, value: Mapping[str, object], page: Page) -> tuple[Request, ...]:
    """The following page of a search, by its cursor: none after an empty page or the last."""
    if not page.rows or request.page * page.size >= page.total:
        return ()
    cursor = value.get("nextCursorMark")
    sent = (*request.params, *request.form)
    if not isinstance(cursor, str) or not cursor or ("cursorMark", cursor) in sent or request.page >= MOST_PAGES:
        refuse(request, f"after page {request.page} its cursor repeats")
    params, form = (
        tuple((name, cursor if name == "cursorMark" else said) for name, said in part)
        for part in (request.params, request.form)
    )
    return (replace(request, params=params, form=form, page=request.page + 1),)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its ids best first, or else what it is called in Europe PMC, or else its text alone."""

    ids: tuple[ArticleId, ...]
    entry: Foreign | None
    year: int | None
    loose: Loose


def read_rows(request: Request, page: Page) -> list[Row]:
    """The rows of a page, in its order."""
    start = (request.page - 1) * page.size
    return [_row(row, start + number) for number, row in enumerate(page.rows, 1)]


def _row(row: Mapping[str, object], place: int) -> Row:
    ids = tuple(sorted(own_ids(row), key=lambda id_: SCHEMES.index(id_.scheme)))
    position = fields.count(row.get("citedOrder")) or place
    entry = None if ids else foreign(row.get("source"), row.get("id"))
    return Row(ids, entry, fields.year(row.get("pubYear")), Loose(position, _citation(row)))


def _citation(row: Mapping[str, object]) -> str:
    """The reference as text; empty where the row says nothing."""
    journal = fields.text(row.get("journalAbbreviation")) or fields.text(row.get("publicationTitle"))
    title = fields.text(row.get("title"))
    volume, issue, pages = (fields.label(row.get(name)) for name in ("volume", "issue", "pageInfo"))
    where = (volume or "") + (f"({issue})" if issue else "") + (f":{pages}" if pages else "")
    year = fields.year(row.get("pubYear"))
    issued = ";".join(part for part in (str(year) if year else "", where) if part)
    said = (fields.text(row.get("authorString")), title, journal if journal != title else None, issued)
    text = " ".join(f"{part.rstrip('.')}." for part in said if part)
    return text or fields.text(row.get("unstructuredInformation")) or fields.link(row.get("externalLink")) or ""
