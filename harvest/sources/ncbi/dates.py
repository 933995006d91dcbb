"""Dates as PubMed states them: in parts, with names of months, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from harvest.sources import fields

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS = re.compile(r"(?<!\d)(\d{4})(?!\d)(?:\s+([A-Za-z]{3})[a-z]*\b(?:\s+(\d{1,2})(?!\d))?)?")


def published(issue: etree._Element | None, online: Iterable[etree._Element]) -> str | None:
    """When it appeared: the date of the issue, made exact by the date online of the same year, else the date online."""
    in_print = None if issue is None else part_date(issue)
    dates = [date for one in online if (date := part_date(one))]
    if in_print is None:
        return next(iter(dates), None)
    if len(in_print) == 4:
        return next((date for date in dates if date.startswith(in_print)), in_print)
    return in_print


def part_date(element: etree._Element) -> str | None:
    """A date of Year, Month and Day, or a `MedlineDate` in words; a season is no month."""
    in_year = element.findtext("Year")
    if in_year is None:
        return loose_date(element.findtext("MedlineDate"))
    return fields.dated(in_year, month_number(element.findtext("Month")), element.findtext("Day"))


def loose_date(words: str | None) -> str | None:
    """The first date in words such as "1998 Dec-1999 Jan", "2000 Spring" or "Science. 2021 Jan 15;371(6526):1"."""
    for found in WORDS.finditer(words or ""):
        date = fields.dated(found[1], month_number(found[2]), found[3])
        if date is not None:
            return date
    return None


def month_number(month: str | None) -> int | None:
    """1 to 12, from a number or a name."""
    said = (month or "").strip().lower()
    return MONTHS.index(said[:3]) + 1 if said[:3] in MONTHS else fields.count(said)
