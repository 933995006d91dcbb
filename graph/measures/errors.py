"""What a measure says when it cannot answer."""

from __future__ import annotations

from graph.errors import CitewalkError


class NotConverged(CitewalkError):
    """The iteration did not settle within its limit; there is no result."""

    exit_code = 1

    def __init__(self, measure: str, iterations: int, change: float, tolerance: float) -> None:
        super().__init__(
            f"{measure} did not settle in {iterations} iterations (the last changed a score by {change:.3g} of itself, "
            f"{tolerance:.3g} was asked for); allow more iterations or a larger tolerance."
        )
