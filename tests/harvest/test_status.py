"""What an HTTP status means for the next line of code."""

import pytest
from requests.structures import CaseInsensitiveDict

from harvest.errors import BudgetSpent, NotKnown, NotUnderstood, Refused, SourceError, TooMuch, TryLater
from harvest.status import problem


def told(status: int, body: bytes = b"", **headers: str) -> SourceError | None:
    named = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return problem("openalex", status, named, body, 0.0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, NotUnderstood),
        (401, Refused),
        (403, Refused),
        (404, NotKnown),
        (408, TryLater),
        (413, TooMuch),
        (414, TooMuch),
        (418, Refused),
        (429, TryLater),
        (500, TryLater),
        (503, TryLater),
        (599, TryLater),
        (304, Refused),
    ],
)
def test_each_status_has_one_meaning(status: int, kind: type[SourceError]) -> None:
    assert type(told(status)) is kind


@pytest.mark.parametrize(
    "said", ["Response would exceed maximum size", "Request too large", "Batch exceeds the max of 500"]
)
def test_a_refusal_for_size_is_asked_in_halves(said: str) -> None:
    assert type(told(400, f'{{"error": "{said}"}}'.encode())) is TooMuch
    assert type(told(403, f'{{"error": "{said}"}}'.encode())) is Refused


def test_good_statuses_are_no_problem() -> None:
    assert told(200) is None


def test_a_refusal_quotes_what_the_source_said_in_one_line() -> None:
    assert '"Invalid or missing\nAPI key"'.replace("\n", " ") in str(
        told(401, b'{"error": "Invalid or missing\\nAPI key"}')
    )
    assert '"Resource not found."' in str(told(404, b"Resource not found."))


def test_a_web_page_is_not_quoted() -> None:
    assert str(told(502, b"<html><h1>Bad Gateway</h1></html>")) == "HTTP 502, bad gateway"


def test_when_to_come_back_is_kept() -> None:
    later = told(429, Retry_After="12")
    assert isinstance(later, TryLater)
    assert later.after == 12


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {"X_RateLimit_Remaining_USD": "0", "X_RateLimit_Reset": "40000"}),
        (b"", {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "40000"}),
        (b"", {"X_RateLimit_Remaining": "0", "Retry_After": "40000"}),
        (b'{"error": "Rate limit exceeded", "message": "Insufficient budget. Resets at midnight"}', {}),
        (b'{"message": "Your daily budget is exhausted"}', {}),
        (b"Daily quota exceeded", {}),
    ],
)
def test_a_day_s_budget_that_is_used_up_is_told_from_haste(body: bytes, headers: dict[str, str]) -> None:
    assert type(told(429, body, **headers)) is BudgetSpent


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"message": "Too Many Requests", "code": "429"}', {}),
        (b"<html>429</html>", {}),
        (b"", {"X_RateLimit_Remaining": "0", "Retry_After": "1"}),
        (b"", {"X_RateLimit_Remaining": "0"}),
        (b'{"error":"API rate limit exceeded","count":"4","limit":"3"}', {"X_RateLimit_Remaining": "0"}),
        (b"", {"X_RateLimit_Remaining_USD": "0.42", "X_RateLimit_Remaining": "9", "Retry_After": "1"}),
    ],
)
def test_haste_is_only_a_reason_to_wait(body: bytes, headers: dict[str, str]) -> None:
    assert type(told(429, body, **headers)) is TryLater
