"""Errors that a caller can act on.

    CitewalkError        something the user can mend; carries the exit code of the command
    ├── BadInput         the command line, an id or a file is wrong (2)
    ├── Incomplete       kept and resumable, but not all of what was asked for (3)
    ├── NotFound         well formed, and nobody knows it (4)
    └── StoreError       the store cannot be used (5)
        ├── StoreUnreachable   no answer from it
        ├── StoreRefused       wrong account, or a missing permission
        ├── StoreFull          no space left
        └── StoreNewer         written by a later version of citewalk

The message is one sentence for a person: what was being done, to what, and what to try.
"""


class CitewalkError(Exception):
    """Base of every error that is told to the user as a sentence instead of a traceback."""

    exit_code = 1


class BadInput(CitewalkError):
    """The command line, an id or a file is wrong."""

    exit_code = 2


class Incomplete(CitewalkError):
    """Something is missing; what was reached is kept and the work can be resumed."""

    exit_code = 3


class NotFound(CitewalkError):
    """The question was well formed and nobody knows the answer."""

    exit_code = 4


class StoreError(CitewalkError):
    """The store cannot be used."""

    exit_code = 5


class StoreUnreachable(StoreError):
    """Nothing answers where the store should be."""


class StoreRefused(StoreError):
    """The store is there and does not let us in."""


class StoreFull(StoreError):
    """The store's disk is full; what was acknowledged is kept."""


class StoreNewer(StoreError):
    """The graph was written by a later version of citewalk."""
