"""What keeps others out: headers on every answer, the Host check, the password, and a token on every change.

A page of another site may make a browser send requests to 127.0.0.1. It cannot read the answers unless it rebinds its
own name to that address, so names other than ours are refused; and it cannot change anything without a page's token.
"""

from __future__ import annotations

import hmac

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from web.context import WebContext

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST_BODY = 1 << 20


def secure(app: Flask, context: WebContext) -> None:
    """Put the guards before every request and the headers on every answer."""
    app.config.update(
        SECRET_KEY=context.secret,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_NAME="citewalk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
    )
    CSRFProtect(app)
    # Before the token is looked at: who may not ask at all is not told about tokens.
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: _admit(context))
    app.after_request(_add_headers)


def _admit(context: WebContext) -> None:
    if context.hosts is not None and _name(request.host) not in context.hosts:
        abort(421, f"citewalk does not answer to the name {_name(request.host)!r}. Open it by the address it printed.")
    if context.password is not None and not _knows(context.password):
        abort(401, "Any user name will do; the password is the one that citewalk was started with.")


def _name(host: str) -> str:
    """The host without its port; IPv6 keeps its brackets."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _knows(password: str) -> bool:
    given = request.authorization.password if request.authorization else None
    return hmac.compare_digest((given or "").encode(), password.encode())


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
