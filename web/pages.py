"""The pages that people read. Each parses the address, reads, and hands over to a template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.completeness import completeness_of
from graph.errors import BadInput
from graph.ids import ArticleId
from graph.measures.registry import MeasureName
from graph.ranking import is_seeded
from web import asked, statements
from web.context import WebContext
from web.coverage import shown_coverage
from web.reading import read_detail, read_harvest, read_harvests, read_partial
from web.schedules_shown import repeated
from web.showing import shown_detail
from web.whole import read_whole

SIZES = [name for name in MeasureName if not is_seeded(name) and name is not MeasureName.CITATIONS]
"""Measures for the size of a dot; local citations are what it has anyway."""
MOST_COUNTED = 3_000
"""Articles of a harvest up to which its page counts how complete their lists are without being told to."""


def make_pages(context: WebContext) -> Blueprint:
    """The pages over one graph."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def home() -> ResponseReturnValue:
        return _home(context)

    @pages.get("/go")
    def go() -> ResponseReturnValue:
        query = request.args.get("q", "")
        return _open(
            context,
            query,
            lambda seeds: render_template("confirm.html", query=query, sentence=_unknown_sentence(seeds)),
        )

    @pages.post("/harvests")
    def begin() -> ResponseReturnValue:
        def start(seeds: list[str]) -> ResponseReturnValue:
            return redirect(url_for("pages.harvest", id_=context.jobs.start(seeds)), 303)

        return _open(context, request.form.get("q", ""), start, code=303)

    @pages.get("/harvests/<id_>")
    def harvest(id_: str) -> ResponseReturnValue:
        shown = with_links(read_harvest(context, id_))
        return render_template(
            "harvest.html",
            harvest=shown,
            coverage=_coverage(context, shown),
            repeat=repeated(shown) if context.planner else None,
            cypher=statements.harvest(id_),
        )

    @pages.post("/harvests/<id_>/resume")
    def resume(id_: str) -> ResponseReturnValue:
        if not read_harvest(context, id_)["resumable"]:
            raise BadInput("This harvest runs, or is complete: there is nothing to resume.")
        context.jobs.resume(id_)
        return redirect(url_for("pages.harvest", id_=id_), 303)

    @pages.get("/graph/<path:id_>")
    def graph(id_: str) -> ResponseReturnValue:
        article = shown_detail(read_detail(context.store, id_, linked=False))
        statement = statements.neighbourhood(id_, [], hops=1, most=300)
        partial = read_partial(context.store, id_)
        return render_template(
            "graph.html", article=article, partial=partial, cypher=statement, explorer=True, sizes=SIZES
        )

    @pages.get("/article/<path:id_>")
    def article(id_: str) -> ResponseReturnValue:
        shown = read_whole(context.store, id_)
        return render_template("article.html", article=shown, cypher=statements.article(id_))

    return pages


def _open(
    context: WebContext, query: str, unknown: Callable[[list[str]], ResponseReturnValue], *, code: int = 302
) -> ResponseReturnValue:
    """Lead to the article that the box names where the graph holds it, else do what is to be done with its seeds."""
    try:
        ids = asked.ids_in(query)
    except BadInput as problem:
        if title := asked.title_in(query):
            return unknown([title])
        return _home(context, query=query, complaint=str(problem)), 400
    known = _known(context, ids)
    return redirect(url_for("pages.graph", id_=known), code) if known else unknown([str(id_) for id_ in ids])


def _home(context: WebContext, **more: Any) -> str:
    harvests = [with_links(harvest) for harvest in read_harvests(context.store)]
    return render_template(
        "home.html", harvests=harvests, example=context.example, cypher=statements.harvests(), **more
    )


def _known(context: WebContext, ids: list[ArticleId]) -> str | None:
    """The article of a single id that the graph holds."""
    return context.store.owners(ids).get(ids[0]) if len(ids) == 1 else None


def _unknown_sentence(seeds: list[str]) -> str:
    if asked.title_in(seeds[0]):
        return (
            f"“{seeds[0]}” names no id: the sources are searched for the title, and where one article clearly has it "
            "its citations are walked. This may take minutes."
        )
    named = ", ".join(seeds[:3]) + (" …" if len(seeds) > 3 else "")
    return f"{named}: walk its citations to see what it cites and what cites it. This may take minutes."


def _coverage(context: WebContext, harvest: dict[str, Any]) -> dict[str, Any] | None:
    """Counted once it has ended: while it runs the figures would be of no instant."""
    if not harvest["started"] or harvest["state"] == "running":
        return None
    if harvest["counts"].get("articles", 0) > MOST_COUNTED and request.args.get("lists") != "1":
        return {"waiting": True}
    return shown_coverage(completeness_of(context.store, harvest["id"]))


def with_links(harvest: dict[str, Any]) -> dict[str, Any]:
    """A harvest with the page of its graph."""
    centre = harvest["centre"]
    return harvest | {"graph_url": url_for("pages.graph", id_=centre) if centre else None}
