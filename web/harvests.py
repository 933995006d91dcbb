"""The list of harvests, and how complete one of them is."""

from __future__ import annotations

import shlex

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from graph.completeness import completeness_of
from web import asked, statements
from web.context import WebContext
from web.opening import with_links
from web.reading import read_harvests

ON_A_PAGE = 50
MOST_PAGES = 1_000_000


def make_harvests(context: WebContext) -> Blueprint:
    """The page and the route of the API over one graph."""
    harvests = Blueprint("harvests", __name__)

    @harvests.get("/harvests")
    def page() -> ResponseReturnValue:
        number = asked.whole(request.args.get("page"), name="page", default=1, most=MOST_PAGES)
        schedule = request.args.get("schedule") or None
        skip = ON_A_PAGE * (number - 1)
        found = read_harvests(context.store, most=ON_A_PAGE + 1, skip=skip, schedule=schedule)
        return render_template(
            "harvests.html",
            harvests=[with_links(one) for one in found[:ON_A_PAGE]],
            number=number,
            more=len(found) > ON_A_PAGE,
            schedule=schedule,
            cypher=statements.harvests(schedule),
        )

    @harvests.get("/api/v1/harvests/<id_>/completeness")
    def completeness(id_: str) -> ResponseReturnValue:
        told = completeness_of(context.store, id_).as_json()
        return told | {"harvest": id_, "command": f"citewalk harvests {shlex.quote(id_)} --json"}

    return harvests
