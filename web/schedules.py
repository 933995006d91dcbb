"""Schedules: the page that lists, adds and removes them, and the same as JSON. Their runs are the runner's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.errors import BadInput, NotFound
from web import statements
from web.context import Planner, WebContext
from web.schedules_asked import WAYS, Asked, mended, read_body, read_form
from web.schedules_shown import USUAL, command_of, shown_schedule

FIELDS = ("cron", "timezone", "seeds", "depth", "direction", "max_articles", "max_citing", "from_year", "to_year")
TIMES = {
    "0 3 * * 1": "Mondays at 3:00",
    "0 3 * * *": "every day at 3:00",
    "0 3 1 * *": "the first of every month at 3:00",
    "0 * * * *": "every hour",
}


def make_schedules(context: WebContext) -> Blueprint:
    """The page and the routes of the API over one graph."""
    schedules = Blueprint("schedules", __name__)

    @schedules.get("/schedules")
    def page() -> ResponseReturnValue:
        return _page(context, request.args, request.args.getlist("source"))

    @schedules.post("/schedules")
    def add() -> ResponseReturnValue:
        given, sources = request.form, request.form.getlist("source")
        try:
            told = _add(_planner(context), read_form(given, sources))
        except BadInput as problem:
            return _page(context, given, sources, complaint=mended(problem)), 400
        return redirect(url_for("schedules.page", _anchor=told["id"]), 303)

    @schedules.post("/schedules/<id_>/remove")
    def remove(id_: str) -> ResponseReturnValue:
        _planner(context).remove(id_)
        return redirect(url_for("schedules.page"), 303)

    @schedules.get("/api/v1/schedules")
    def rows() -> ResponseReturnValue:
        told = [one | {"command": command_of(one)} for one in _planner(context).all()]
        return {"schedules": told, "cypher": statements.schedules()}

    @schedules.post("/api/v1/schedules")
    def add_one() -> ResponseReturnValue:
        try:
            return _add(_planner(context), read_body(request.get_json(silent=True))), 201
        except BadInput as problem:
            raise BadInput(mended(problem)) from problem

    @schedules.delete("/api/v1/schedules/<id_>")
    def remove_one(id_: str) -> ResponseReturnValue:
        _planner(context).remove(id_)
        return {"removed": id_}

    return schedules


def _planner(context: WebContext) -> Planner:
    if context.planner is None:
        raise NotFound("These pages keep no schedules; `citewalk serve` does.")
    return context.planner


def _add(planner: Planner, wanted: Asked) -> dict[str, Any]:
    return planner.add(wanted.cron, wanted.timezone, wanted.seeds, wanted.options, wanted.sources)


def _page(
    context: WebContext, given: Mapping[str, str], sources: Sequence[str], *, complaint: str | None = None
) -> str:
    planner, now = _planner(context), datetime.now(UTC)
    return render_template(
        "schedules.html",
        schedules=[shown_schedule(one, now) for one in planner.all()],
        given={name: given.get(name, "") for name in FIELDS} | {"similar": bool(given.get("similar"))},
        chosen=frozenset(sources),
        sources=planner.sources,
        timezone=planner.timezone,
        times=TIMES,
        ways=WAYS,
        usual=USUAL,
        complaint=complaint,
        cypher=statements.schedules(),
    )
