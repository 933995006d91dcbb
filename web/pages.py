"""The pages that people read. Each parses the address, reads, and hands over to a template."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.completeness import completeness_of
from graph.errors import BadInput
from graph.measures.registry import MeasureName
from graph.ranking import is_seeded
from web import opening, statements
from web.context import WebContext
from web.coverage import shown_coverage
from web.opening import open_or, with_links
from web.reading import read_detail, read_harvest, read_partial
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
    _add_openings(pages, context)
    _add_harvests(pages, context)
    _add_articles(pages, context)
    return pages


def _add_openings(pages: Blueprint, context: WebContext) -> None:
    """Home, and what its box and the one in every page's head lead to."""

    @pages.get("/")
    def home() -> ResponseReturnValue:
        return opening.home(context)

    @pages.get("/go")
    def go() -> ResponseReturnValue:
        query = request.args.get("q", "")
        return open_or(context, query, lambda seeds: opening.offer(query, seeds))

    @pages.post("/harvests")
    def begin() -> ResponseReturnValue:
        def start(seeds: list[str]) -> ResponseReturnValue:
            return redirect(url_for("pages.harvest", id_=context.jobs.start(seeds)), 303)

        return open_or(context, request.form.get("q", ""), start, code=303, sure="sure" in request.form)


def _add_harvests(pages: Blueprint, context: WebContext) -> None:
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


def _add_articles(pages: Blueprint, context: WebContext) -> None:
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


def _coverage(context: WebContext, harvest: dict[str, Any]) -> dict[str, Any] | None:
    """While it runs, the figures are those so far; of a large harvest they are counted when asked for."""
    if not harvest["started"]:
        return None
    if harvest["counts"].get("articles", 0) > MOST_COUNTED and request.args.get("lists") != "1":
        return {"waiting": True}
    return shown_coverage(completeness_of(context.store, harvest["id"]))
