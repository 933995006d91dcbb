"""How many examples a law is tried on: few in everyday runs, as many as CITEWALK_TEST_EXAMPLES says in a long one."""

from __future__ import annotations

import os

ASKED = os.environ.get("CITEWALK_TEST_EXAMPLES")


def examples(usual: int) -> int:
    """The number of examples for a law that is usually tried on so many."""
    return int(ASKED) if ASKED else usual
