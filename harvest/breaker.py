"""The circuit breaker: how long a run puts up with a source that does not answer. Values only; no clock, no locks.

What counts is time spent without a success: in tries, and in waiting between them. Any success starts afresh. A source
that fails fast is given up after so many questions in a row instead, each of which has had all of its tries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

QUESTIONS = 10
LEAST = 0.05
"""A try shorter than this could not succeed: what is left of the patience is then nothing."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """Closed until `reason` says why the source is not asked any more in this run."""

    patience: float
    spent: float = 0.0
    questions: int = 0
    reason: str | None = None
    exhausted: bool = False
    """Whether it is the source's budget that has ended, not its health."""

    @property
    def left(self) -> float:
        """Seconds that may still be spent on this source before it must have answered."""
        return 0.0 if self.reason else max(0.0, self.patience - self.spent)

    def succeeded(self) -> Breaker:
        """The source answered: what it cost before is forgotten, also when it had been given up."""
        return self if self.exhausted else Breaker(self.patience)

    def cost(self, seconds: float, why: str) -> Breaker:
        """So much time went by without a success, the last time because of `why`."""
        spent = self.spent + max(0.0, seconds)
        if self.reason or spent < self.patience - LEAST:
            return replace(self, spent=spent)
        return replace(self, spent=spent, reason=f"no success in {spent:.0f} s ({why})")

    def failed(self, why: str) -> Breaker:
        """One question was given up after all of its tries."""
        questions = self.questions + 1
        if self.reason or questions < QUESTIONS:
            return replace(self, questions=questions)
        return replace(self, questions=questions, reason=f"{questions} questions in a row failed ({why})")

    def opened(self, reason: str, *, exhausted: bool = False) -> Breaker:
        """Given up at once, because the source itself said that there is no point."""
        return self if self.reason else replace(self, reason=reason, exhausted=exhausted)
