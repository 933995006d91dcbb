"""Windows: the instants that a cron expression names in a time zone.

Five fields, as in Debian's cron: where minute and hour are both fixed (`30 2 * * *`), a time that daylight saving skips
falls on the first moment after the gap, and one that it repeats is meant once. With a `*` in either, windows follow
real time: `0 * * * *` is every hour of a day of 23 or 25.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

import tzlocal
from cronsim import CronSim, CronSimError

from graph.errors import BadInput

FIELDS = 5
SECOND = timedelta(seconds=1)


def latest_window(cron: str, timezone: str, now: datetime) -> datetime | None:
    """The last window at or before `now`, in UTC; None where there was none in fifty years."""
    return _latest(cron, timezone, now.replace(second=0, microsecond=0))  # windows are whole minutes


@lru_cache(maxsize=256)
def _latest(cron: str, timezone: str, now: datetime) -> datetime | None:
    latest = next(CronSim(cron, (now + SECOND).astimezone(zone(timezone)), reverse=True), None)
    if latest is None:
        return None
    # Backwards, an hour that is repeated (or only a part of one, as on Lord Howe) is passed over at once.
    between = takewhile(lambda window: window <= now, _after(cron, latest))
    return max([latest.astimezone(UTC), *between])


def next_window(cron: str, timezone: str, now: datetime) -> datetime | None:
    """The first window after `now`, in UTC; None where there is none in fifty years."""
    here = now.astimezone(zone(timezone))
    return next((window for window in _after(cron, here) if window > now), None)


def _after(cron: str, here: datetime) -> Iterator[datetime]:
    return (window.astimezone(UTC) for window in CronSim(cron, here))


def check_cron(cron: str, timezone: str, now: datetime) -> str:
    """The expression with single blanks; raises `BadInput` where it is none, or names no time at all."""
    tidy = " ".join(cron.split())
    why = None if tidy.count(" ") == FIELDS - 1 else "it has not five fields"
    try:
        found = None if why else next_window(tidy, timezone, now)
    except (CronSimError, ValueError, AssertionError) as error:
        why, found = str(error).lower() or "bad field", None
    if why:
        raise BadInput(
            f"--cron {cron!r} is not understood ({why}); give minute, hour, day of the month, month and day of the "
            "week, such as '0 3 * * 1' for Mondays at 3:00."
        )
    if found is None:
        raise BadInput(f"--cron {cron!r} names no day that ever comes; check the day of the month and the month.")
    return tidy


def zone(name: str) -> ZoneInfo:
    """The time zone of that name; raises `BadInput`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadInput(f"There is no time zone {name!r}; name one such as Europe/Berlin or UTC.") from None


def local_timezone() -> str:
    """The name of this machine's time zone; raises `BadInput` where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells how it came to UTC where nothing is configured
            name = tzlocal.get_localzone_name()
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise BadInput(
            "The time zone of this machine has no name; give one, such as --timezone Europe/Berlin."
        ) from None
