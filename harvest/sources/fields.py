"""Fields: lenient readings of what sources state. Rubbish reads as None, never as an error."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date

from harvest.sources.text import plain

EARLIEST, LATEST = 1400, 2100
"""Years outside are typing errors of the source (0001, 9999), not years of publication."""

MOST = 2**31 - 1
ORCID = re.compile(r"(?<!\d)(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])(?![\dX])", re.IGNORECASE)
ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
DIGITS = re.compile(r"[0-9]{1,10}", re.ASCII)


def text(value: object) -> str | None:
    """Plain text, or None for anything blank or not a string."""
    return (plain(value) or None) if isinstance(value, str) else None


def label(value: object) -> str | None:
    """A short word such as a volume or an issue, which sources write as text or as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) <= MOST else None
    return text(value)


def count(value: object) -> int | None:
    """A whole number from 0 on, also where it is written as text or as 3.0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    if isinstance(value, str):
        value = int(value) if DIGITS.fullmatch(value.strip()) else None
    return value if isinstance(value, int) and 0 <= value <= MOST else None


def real(value: object) -> float | None:
    """A finite number, also where it is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def truth(value: object) -> bool | None:
    """A yes or no: a real boolean, or the words for it."""
    if isinstance(value, bool):
        return value
    return (
        {"yes": True, "no": False, "true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None
    )


def many(value: object) -> Sequence[object]:
    """The elements of a list; nothing for anything else."""
    return value if isinstance(value, list) else ()


def inside(value: object, *path: str) -> object:
    """What lies at a path of nested objects, or None where the path ends early."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def year(value: object) -> int | None:
    """A plausible year of publication."""
    number = count(value)
    return number if number is not None and EARLIEST <= number <= LATEST else None


def iso_date(value: object) -> str | None:
    """A date as precise as stated (YYYY, YYYY-MM or YYYY-MM-DD); impossible parts are left out."""
    found = ISO_DATE.match(value.strip()) if isinstance(value, str) else None
    return dated(*found.groups()) if found else None


def dated(in_year: object, month: object = None, day: object = None) -> str | None:
    """An ISO date of the parts that hold up: no year, no date; no such month, no day."""
    y, m, d = year(in_year), count(month), count(day)
    if y is None:
        return None
    if m is None or not 1 <= m <= 12:
        return f"{y:04}"
    try:
        return date(y, m, d or 0).isoformat()
    except ValueError:
        return f"{y:04}-{m:02}"


def orcid(value: object) -> str | None:
    """An ORCID iD in its four groups, whatever it is wrapped in; one with a wrong check digit is none."""
    found = ORCID.search(value) if isinstance(value, str) else None
    if found is None:
        return None
    digits = "".join(found.groups()).upper()
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "-".join(found.groups()).upper() if digits[15] == ("X" if check == 10 else str(check)) else None


def link(value: object) -> str | None:
    """A web address that may be shown as a link."""
    said = text(value)
    return said if said and re.match(r"https?://[^\s<>\"']+$", said, re.IGNORECASE) else None
