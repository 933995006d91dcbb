"""What the driver raises, in sentences for a person."""

from __future__ import annotations

from neo4j.exceptions import (
    AuthError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.errors import BadInput, CitewalkError, StoreError, StoreFull, StoreRefused, StoreUnreachable

_FULL = ("no space left", "out of disk", "outofdisk", "disk full", "not enough space")
_NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"
_TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "CommandTimeout")


def collided(error: Exception) -> bool:
    """Whether two writers met: the same work, done again, will pass."""
    if isinstance(error, ConstraintError):
        return True  # two sessions made the same key at once
    return isinstance(error, (Neo4jError, DriverError)) and error.is_retryable() and not _full(error)


def in_words(error: Exception, where: str) -> CitewalkError:
    """The error that a user is told about; `where` names the store."""
    if _full(error):
        return full(where)
    if isinstance(error, AuthError):
        return StoreRefused(
            f"{where} does not accept the user name or the password; "
            "check CITEWALK_STORE_USER and CITEWALK_STORE_PASSWORD."
        )
    if isinstance(error, (ServiceUnavailable, SessionExpired, ConnectionError)):
        return StoreUnreachable(
            f"Nothing answers at {where} ({_first_line(error)}); "
            "check that it runs and that CITEWALK_STORE names the right host and port."
        )
    if isinstance(error, Neo4jError):
        return _server_error(error, where)
    return StoreError(f"{where} cannot be used: {_first_line(error)}")


def full(where: str) -> StoreFull:
    """The store's disk is full."""
    return StoreFull(f"The disk of {where} is full; free some space and run the command again (nothing is lost).")


def _server_error(error: Neo4jError, where: str) -> CitewalkError:
    code = error.code or ""
    if code == _NO_DATABASE:
        return StoreError(f"{where} has no database of that name ({_message(error)}); check CITEWALK_STORE_DATABASE.")
    if ".Security." in code:
        return StoreRefused(f"{where} does not allow this: {_message(error)}")
    return StoreError(f"{where} could not do this: {_message(error)}")


def about_statement(error: Neo4jError, where: str, seconds: float | None) -> CitewalkError:
    """What went wrong with the user's own statement."""
    code = error.code or ""
    if any(code.endswith(end) for end in _TIMED_OUT) or "timeout" in _message(error).lower():
        limit = f" within {seconds:g} s" if seconds is not None else " in time"
        return BadInput(f"The query did not finish{limit}; anchor it on an id or a LIMIT, or allow it more time.")
    if isinstance(error, AuthError) or _full(error):
        return in_words(error, where)
    if ".Security." in code or "not allowed" in _message(error).lower() or "read access mode" in _message(error):
        said = "." if _message(error).startswith("Error executing") else f": {_message(error)}"
        return BadInput(f"The query was refused, because it does more than read (`--write` allows that){said}")
    if code.startswith("Neo.ClientError.Statement") or code.startswith("Neo.ClientError.Procedure"):
        return BadInput(f"The query is not understood: {_message(error)}")
    return BadInput(f"The query failed: {_message(error)}")


def _message(error: Neo4jError) -> str:
    return (error.message or str(error)).strip()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(":")


def _full(error: BaseException) -> bool:
    text = str(error).lower()
    return any(word in text for word in _FULL)
