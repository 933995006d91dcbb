"""What can go wrong with a source, named after what to do next.

SourceError              says which source, doing what, about which ids
├── TryLater             the source may answer another time (5xx, resets, time-outs, 429): retried, then incomplete
│   └── BudgetSpent      the source's daily budget is used up: not retried in this run
├── TooMuch              the request was too large (413, 414): ask in halves
├── Refused              the source will not answer this request (4xx, wrong key): not retried
│   ├── NotUnderstood    400: a filter or an id that the source does not know
│   └── NotKnown         404: where one article was asked for, the source does not know it
└── BadAnswer            a body that cannot be believed (an error page under 200, malformed JSON or XML)
"""


class SourceError(Exception):
    """A source did not give what it was asked for."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class TryLater(SourceError):
    """The source may answer another time; `after` so many seconds, where it said so."""

    def __init__(self, source: str, message: str, *, after: float | None = None) -> None:
        super().__init__(source, message)
        self.after = after


class BudgetSpent(TryLater):
    """The source's budget for the day is used up."""


class TooMuch(SourceError):
    """The request was too large for the source; ask in halves."""


class Refused(SourceError):
    """The source will not answer this request."""


class NotUnderstood(Refused):
    """The source does not understand the question (400)."""


class NotKnown(Refused):
    """The source has nothing at this address (404)."""


class BadAnswer(SourceError):
    """A body that cannot be believed."""
