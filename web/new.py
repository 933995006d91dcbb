"""What is new: the page, the feed, and the same as JSON."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.errors import CitewalkError
from graph.exchange.atom import as_atom
from graph.exchange.news_text import as_object, gap_sentence, moment_in_words, phrase, summary
from graph.news import News, Since
from graph.news_reading import CITATIONS, read_news, read_since
from web.context import WebContext
from web.errors import status_of
from web.new_shown import shown
from web.reading import read_harvests
from web.statements import Statement

MOST_ENTRIES = 1_000
AGO = {"a week ago": 7, "a month ago": 30, "a year ago": 365}
DEFAULT = 30
"""Days that the page and the feed look back unless they are told since when."""
ORDERED = f"{CITATIONS.strip()}\nORDER BY first_seen DESC, citing, cited"


def make_new(context: WebContext) -> Blueprint:
    """The page, the feed and the route of the API over one graph."""
    new = Blueprint("new", __name__)

    @new.get("/new")
    def page() -> ResponseReturnValue:
        news, complaint, status = None, None, 200
        try:
            news = _news(context)
        except CitewalkError as problem:
            complaint, status = str(problem), status_of(problem)
        return render_template("new.html", complaint=complaint, **_page(context, news)), status

    @new.get("/new.atom")
    def feed() -> ResponseReturnValue:
        news = _news(context)
        since = request.args.get("since")
        made = as_atom(
            news,
            address=request.url,
            page=url_for("new.page", since=since, _external=True),
            page_of=lambda id_: url_for("pages.article", id_=id_, _external=True),
            most=MOST_ENTRIES,
        )
        return Response(made, mimetype="application/atom+xml")

    @new.get("/api/v1/new")
    def rows() -> ResponseReturnValue:
        return jsonify(as_object(_news(context)))

    return new


def _news(context: WebContext) -> News:
    """What the address asks for; where it does not say since when, the last month."""
    given = request.args.get("since", "").strip()
    return read_news(context.store, read_since(context.store, given or _day(DEFAULT)))


def _page(context: WebContext, news: News | None) -> dict[str, Any]:
    given = request.args.get("since", "").strip()
    since = news.since if news else Since("")
    return {
        "since": given,
        "from_when": moment_in_words(since.at) if news and since.harvest is None else None,
        "summary": summary(news) if news else None,
        "gaps": [gap_sentence(gap) for gap in news.gaps] if news else [],
        "shown": shown(news) if news else None,
        "renamed": [(phrase(before), now) for before, now in news.renamed] if news else [],
        "agos": {words: _day(days) for words, days in AGO.items()},
        "harvests": read_harvests(context.store, most=20),
        "today": _day(0),
        "command": f"citewalk new --since {shlex.quote(given or _day(DEFAULT))}",
        "cypher": Statement(text=ORDERED, parameters={"at": since.at, "harvest": since.harvest or ""}),
    }


def _day(ago: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=ago):%Y-%m-%d}"
