"""The Flask application, made from a context; importing this module builds nothing."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from markupsafe import Markup, escape

from web.api import make_api
from web.context import WebContext
from web.errors import register_errors
from web.harvests import make_harvests
from web.key import make_key
from web.new import make_new
from web.pages import make_pages
from web.schedules import make_schedules
from web.security import secure


def create_app(context: WebContext) -> Flask:
    """The pages and the API over one graph."""
    app = Flask(__name__)
    app.jinja_env.filters["number"] = "{:,}".format
    app.jinja_env.filters["when"] = written
    app.jinja_env.filters["prose"] = prose
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    secure(app, context)
    register_errors(app)
    app.register_blueprint(make_pages(context))
    app.register_blueprint(make_api(context))
    app.register_blueprint(make_key(context))
    app.register_blueprint(make_new(context))
    app.register_blueprint(make_harvests(context))
    app.register_blueprint(make_schedules(context))
    return app


def written(moment: str | None) -> str:
    """A moment as people write it."""
    return f"{datetime.fromisoformat(moment):%-d %B %Y, %H:%M} UTC" if moment else ""


def prose(text: str) -> Markup:
    """A sentence in which commands stand between backticks, as the terminal has it; all else is text."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup().join(Markup("<code>{}</code>").format(part) if k % 2 else part for k, part in enumerate(parts))
