"""Whether and when to ask again: the retry policy as a value, and what `Retry-After` means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from harvest.errors import BadAnswer, BudgetSpent, SourceError, TryLater


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `retries` further tries, exponentially further apart, at a random point of each span (full jitter).

    A body that could not be believed is asked for again less often: it is seldom a passing fault.
    """

    retries: int = 3
    base: float = 0.5
    longest: float = 8.0
    disbelieved: int = 2

    def again(self, problem: SourceError, tries: int) -> bool:
        """Whether to ask once more after `tries` tries, of which the last ended in `problem`."""
        match problem:
            case BudgetSpent():
                return False
            case TryLater():
                return tries <= self.retries
            case BadAnswer():
                return tries <= min(self.retries, self.disbelieved)
        return False

    def wait(self, tries: int, chance: float) -> float:
        """Seconds until the next try; `chance` is a random number from 0 to 1."""
        return chance * min(self.longest, self.base * 2.0 ** (tries - 1))


def retry_after(header: str | None, now: float) -> float | None:
    """Seconds to wait by a `Retry-After` header, in seconds or as a date; None where it is missing or makes no sense.

    `now` is seconds since the epoch.
    """
    text = (header or "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
        return max(0.0, seconds)
    return seconds if 0 <= seconds < float("inf") else None
