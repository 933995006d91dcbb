"""Errors as pages and as JSON, each in one shape; a traceback goes to the log and nowhere else.

JSON is `{"error": {"status", "title", "message"}}`, for everything below /api and for who asks for JSON alone.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from graph.errors import BadInput, CitewalkError, Incomplete, NotFound, StoreError

log = logging.getLogger(__name__)

STATUS = {
    BadInput: HTTPStatus.BAD_REQUEST,
    NotFound: HTTPStatus.NOT_FOUND,
    Incomplete: HTTPStatus.CONFLICT,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: "That could not be read",
    HTTPStatus.UNAUTHORIZED: "A password is needed",
    HTTPStatus.FORBIDDEN: "That is not allowed",
    HTTPStatus.NOT_FOUND: "Not in this graph",
    HTTPStatus.METHOD_NOT_ALLOWED: "That cannot be done here",
    HTTPStatus.CONFLICT: "Not all of it is there yet",
    HTTPStatus.MISDIRECTED_REQUEST: "This address is not served",
    HTTPStatus.SERVICE_UNAVAILABLE: "The graph cannot be read",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
}
BUG = "This is a mistake in citewalk, not in what you did. The terminal that serves this page says more."
SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is no such page. Check the address, or start again from the home page.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that kind of request.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is more than this page takes at once. Use `citewalk harvest --file`.",
}


def register_errors(app: Flask) -> None:
    """Answer every error in the one shape."""
    app.register_error_handler(CitewalkError, _known)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def answer(status: int, message: str, title: str | None = None) -> Response:
    """One error, as a page or as JSON."""
    title = title or TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)
    if _wants_json():
        response = jsonify(error={"status": int(status), "title": title, "message": message})
    else:
        response = make_response(render_template("error.html", status=int(status), title=title, message=message))
    response.status_code = int(status)
    return response


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return request.path.startswith("/api/") or (accepted.accept_json and not accepted.accept_html)


def status_of(error: CitewalkError) -> int:
    """The status that an error is answered with."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _known(error: CitewalkError) -> Response:
    return answer(status_of(error), str(error))


def _stale_form(_: CSRFError) -> Response:
    return answer(
        HTTPStatus.FORBIDDEN,
        "The form has expired, or did not come from this page. Go back, reload the page and send it again.",
    )


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    made = error.get_response() if status < HTTPStatus.BAD_REQUEST else None
    if made is not None:
        return Response(made.get_data(), status, list(made.headers))
    sentence = SENTENCES.get(HTTPStatus(status), error.description or HTTPStatus(status).phrase)
    response = answer(status, sentence, "No such page" if status == HTTPStatus.NOT_FOUND else None)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Basic realm="citewalk", charset="UTF-8"'
    return response


def _bug(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, BUG)
