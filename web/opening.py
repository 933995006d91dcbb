"""What a reader's words lead to: an article of the graph, some to choose from, or an offer to walk from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from graph.errors import BadInput
from graph.ids import ArticleId
from web import asked, statements
from web.context import WebContext
from web.finding import Found, find_by_title
from web.reading import read_harvests

Unknown = Callable[[list[str]], ResponseReturnValue]


def open_or(
    context: WebContext, query: str, unknown: Unknown, *, code: int = 302, sure: bool = False
) -> ResponseReturnValue:
    """Lead to the article that the words name where the graph holds it, else do `unknown` with the seeds they are.

    Words that some titles of the graph have are shown these first, unless the reader is `sure`.
    """
    try:
        ids = asked.ids_in(query)
    except BadInput as problem:
        return _by_title(context, query, str(problem), unknown, code, sure=sure)
    known = _known(context, ids)
    return _graph(known, code) if known else unknown([str(id_) for id_ in ids])


def home(context: WebContext, **more: Any) -> str:
    """The first page; with `query` and `complaint`, what was asked and why that did not do."""
    harvests = [with_links(harvest) for harvest in read_harvests(context.store)]
    return render_template(
        "home.html", harvests=harvests, example=context.example, cypher=statements.harvests(), **more
    )


def offer(query: str, seeds: Sequence[str]) -> str:
    """The page that offers to walk from what the graph does not hold."""
    return render_template("confirm.html", query=query, sentence=_sentence(seeds))


def with_links(harvest: dict[str, Any]) -> dict[str, Any]:
    """A harvest with the page of its graph."""
    centre = harvest["centre"]
    return harvest | {"graph_url": url_for("pages.graph", id_=centre) if centre else None}


def _by_title(
    context: WebContext, query: str, problem: str, unknown: Unknown, code: int, *, sure: bool
) -> ResponseReturnValue:
    found = find_by_title(context.store, query) if not sure and len(query) <= asked.LONGEST_TITLE else Found()
    if found.exact:
        return _graph(found.exact, code)
    title = asked.title_in(query)
    if found.rows:
        sentence = _sentence([title]) if title else None
        return render_template("confirm.html", query=query, found=found, sentence=sentence)
    if title:
        return unknown([title])
    return home(context, query=query, complaint=f"{problem} No title in this graph has these words."), 400


def _graph(id_: str, code: int) -> ResponseReturnValue:
    return redirect(url_for("pages.graph", id_=id_), code)


def _known(context: WebContext, ids: list[ArticleId]) -> str | None:
    """The article of a single id that the graph holds."""
    return context.store.owners(ids).get(ids[0]) if len(ids) == 1 else None


def _sentence(seeds: Sequence[str]) -> str:
    if asked.title_in(seeds[0]):
        return (
            f"“{seeds[0]}” names no id: the sources are searched for the title, and where one article clearly has it "
            "its citations are walked. This may take minutes."
        )
    named = ", ".join(seeds[:3]) + (" …" if len(seeds) > 3 else "")
    return f"{named}: walk its citations to see what it cites and what cites it. This may take minutes."
