"""The JSON API under /api/v1: what the pages themselves use, and anyone may."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from graph.errors import BadInput
from graph.measures.registry import measure_name
from graph.neighbourhood import read_citations
from web import asked, statements
from web.context import WebContext
from web.measured import measured
from web.picture import draw
from web.reading import read_around, read_harvest, read_harvests
from web.whole import read_whole


def make_api(context: WebContext) -> Blueprint:
    """The routes of the API over one graph."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")

    @api.get("/neighbourhood/<path:id_>")
    def neighbourhood(id_: str) -> ResponseReturnValue:
        hops = asked.whole(request.args.get("hops"), name="hops", default=1, most=asked.MOST_HOPS)
        most = asked.whole(request.args.get("most"), name="most", default=300, most=asked.MOST_ARTICLES)
        grown = asked.expanded(request.args.getlist("expand"))
        return picture(context, id_, grown, hops=hops, most=most)

    @api.get("/measured/<path:id_>")
    def computed(id_: str) -> ResponseReturnValue:
        hops = asked.whole(request.args.get("hops"), name="hops", default=1, most=asked.MOST_HOPS)
        named = request.args.get("measure")
        return measured(
            context.computed,
            [id_, *asked.expanded(request.args.getlist("expand"))],
            hops=hops,
            measure=measure_name(named) if named else None,
            grouped=request.args.get("communities") == "1",
            lit=request.args.get("path") == "1",
        )

    @api.get("/articles/<path:id_>")
    def article(id_: str) -> ResponseReturnValue:
        linked = request.args.get("links") != "0"
        return read_whole(context.store, id_, linked=linked) | {"cypher": statements.article(id_)}

    @api.get("/harvests")
    def harvests() -> ResponseReturnValue:
        return {"harvests": read_harvests(context.store), "cypher": statements.harvests()}

    @api.get("/harvests/<id_>")
    def harvest(id_: str) -> ResponseReturnValue:
        return read_harvest(context, id_)

    @api.post("/harvests")
    def begin() -> ResponseReturnValue:
        id_ = context.jobs.start([str(seed) for seed in _seeds()])
        return {"harvest": id_, "url": url_for("pages.harvest", id_=id_)}, 202

    return api


def picture(context: WebContext, centre: str, grown: list[str], *, hops: int, most: int) -> dict[str, Any]:
    """A neighbourhood, and what was opened in it, as one picture."""
    base = read_around(context.store, centre, hops=hops, most=most)
    more = [read_around(context.store, id_, hops=1, most=most) for id_ in grown]
    shown = {article.id for neighbourhood in (base, *more) for article in neighbourhood.articles}
    asserted = read_citations(context.store, shown) if more else base.citations
    return draw(base, more, asserted) | {
        "hops": hops,
        "most": most,
        "expanded": grown,
        "cypher": statements.neighbourhood(centre, grown, hops=hops, most=most),
    }


def _seeds() -> list[Any]:
    body = request.get_json(silent=True)
    seeds = body.get("seeds") if isinstance(body, dict) else None
    if not isinstance(seeds, list) or not all(isinstance(seed, str) for seed in seeds):
        raise BadInput('Send {"seeds": ["pmid:39843410", …]} as JSON.')
    return asked.ids_in("\n".join(seeds))
