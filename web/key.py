"""The key papers of a graph or of a neighbourhood: the page, and the rows that it shows."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from graph.errors import BadInput, CitewalkError
from graph.measures.registry import MeasureName
from graph.ranking import is_seeded, sentence
from web import asked
from web.context import WebContext
from web.errors import status_of
from web.key_asked import KeyAsked, key_asked
from web.key_table import as_csv, key_table

TOPS = (20, 50, 100, 500, 1000)


def make_key(context: WebContext) -> Blueprint:
    """The page and the route of the API over one graph."""
    key = Blueprint("key", __name__)
    computed = context.computed

    @key.get("/key")
    def page() -> ResponseReturnValue:
        wanted, complaint, status = KeyAsked(), None, 200
        try:
            wanted = key_asked(request.args, computed.find)
        except CitewalkError as problem:
            complaint, status = str(problem), status_of(problem)
        return render_template("key.html", wanted=wanted, complaint=complaint, **_choices()), status

    @key.get("/api/v1/key")
    def rows() -> ResponseReturnValue:
        form = request.args.get("format") or "json"
        if form not in ("json", "csv"):
            raise BadInput(f"format is json or csv, not {form[:40]!r}.")
        wanted = key_asked(request.args, computed.find)
        table = key_table(context.store, computed, wanted, wait=request.args.get("communities") != "0")
        response = Response(as_csv(table), mimetype="text/csv") if form == "csv" else jsonify(table)
        if "download" in request.args or form == "csv":
            response.headers["Content-Disposition"] = f"attachment; filename=key-papers-{wanted.measure}.{form}"
        return response

    return key


def _choices() -> dict[str, object]:
    """The measures in two groups, `key` first, and the sizes of a table."""
    names = sorted(MeasureName, key=lambda name: name is not MeasureName.KEY)
    told = [{"name": name, "sentence": sentence(name), "seeded": is_seeded(name)} for name in names]
    return {
        "alone": [measure for measure in told if not measure["seeded"]],
        "seeded": [measure for measure in told if measure["seeded"]],
        "tops": TOPS,
        "most_hops": asked.MOST_HOPS,
    }
