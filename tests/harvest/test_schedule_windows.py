"""Windows: what a cron expression names, also where daylight saving skips and repeats times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import BadInput
from harvest.windows import check_cron, latest_window, local_timezone, next_window

NOW = datetime(2026, 11, 22, 15, 30, 12, tzinfo=UTC)
BERLIN, YORK, HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
CHANGES = {
    BERLIN: (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    YORK: (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    HOWE: (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
}
"""When these clocks were changed: by an hour, and by half an hour on Lord Howe."""


def shown(cron: str, zone: str, around: datetime) -> list[str]:
    """The local times of all windows of the twelve hours on either side, as somebody who looks every minute sees."""
    minutes = (around + timedelta(minutes=n) for n in range(-720, 721))
    seen = {latest_window(cron, zone, minute) for minute in minutes}
    inside = sorted(one for one in seen if one and abs(one - around) < timedelta(hours=12))
    return [one.astimezone(ZoneInfo(zone)).strftime("%H:%M %z") for one in inside]


def test_the_latest_window_is_now_where_now_is_one() -> None:
    assert latest_window("30 15 * * *", "UTC", NOW) == datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert next_window("30 15 * * *", "UTC", NOW) == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_sunday_is_0_and_7_and_a_time_is_of_its_zone() -> None:
    for sunday in ("0 3 * * 0", "0 3 * * 7", "0 3 * * sun"):
        assert latest_window(sunday, BERLIN, NOW) == datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "change", "cron", "expected"),
    [
        (BERLIN, 0, "30 2 * * *", ["03:00 +0200"]),
        (BERLIN, 1, "30 2 * * *", ["02:30 +0200"]),
        (YORK, 0, "30 2 * * *", ["03:00 -0400"]),
        (YORK, 1, "30 1 * * *", ["01:30 -0400"]),
        (HOWE, 1, "15 2 * * *", ["02:30 +1100"]),
        (HOWE, 0, "45 1 * * *", ["01:45 +1100"]),
    ],
)
def test_a_fixed_time_that_is_skipped_comes_after_the_gap_and_one_that_is_repeated_comes_once(
    zone: str, change: int, cron: str, expected: list[str]
) -> None:
    assert shown(cron, zone, CHANGES[zone][change]) == expected


@pytest.mark.parametrize("zone", [BERLIN, YORK])
def test_every_hour_is_every_hour_of_a_day_of_23_or_25(zone: str) -> None:
    for change in CHANGES[zone]:
        assert len(shown("0 * * * *", zone, change)) == 23  # twelve hours on either side, without the ends


@given(
    st.sampled_from(["30 2 * * *", "*/20 * * * *", "15,45 1-3 * * *", "0 */6 * * *", "0 3 * * 1", "5 0 1 * *"]),
    st.sampled_from([(zone, change) for zone, changes in CHANGES.items() for change in changes]),
    st.integers(-600, 600),
)
def test_the_latest_window_never_goes_back_and_the_next_is_later(
    cron: str, place: tuple[str, datetime], minutes: int
) -> None:
    zone, change = place
    now = change + timedelta(minutes=minutes)
    latest, later, next_ = (
        latest_window(cron, zone, now),
        latest_window(cron, zone, now + timedelta(minutes=7)),
        next_window(cron, zone, now),
    )
    assert latest
    assert later
    assert next_
    assert latest <= now < next_
    assert later >= latest
    assert latest_window(cron, zone, next_) == next_


@pytest.mark.parametrize(
    ("cron", "sentence"),
    [
        ("", "not five fields"),
        ("0 3 * *", "not five fields"),
        ("0 0 3 * * 1", "not five fields"),
        ("@weekly", "not five fields"),
        ("60 3 * * 1", "bad minute"),
        ("0 3 * * 8", "bad day-of-week"),
        ("0 3 * * mond", "bad day-of-week"),
        ("*/0 3 * * 1", "bad minute"),
        ("0 0 31 2 *", "bad day-of-month"),
        ("0 0 30 2 L*", "not understood"),
    ],
)
def test_what_is_no_cron_expression_is_told_in_a_sentence(cron: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        check_cron(cron, "UTC", NOW)


@given(st.text(alphabet="0123456789*/,-#L MONJAN\t", max_size=30) | st.text(max_size=20))
@example("0 0 L/2 * *")
@example("0 0 * * 5L/2")
@example("0 0 LW,31 2 *")
def test_any_text_is_a_cron_expression_or_bad_input(text: str) -> None:
    try:
        tidy = check_cron(text, BERLIN, NOW)
    except BadInput:
        return
    assert next_window(tidy, BERLIN, NOW) is not None
    latest_window(tidy, BERLIN, NOW)


@pytest.mark.parametrize("name", ["", "Mars", "Europe", "../etc/passwd", "Europe/Berlin\0", "/etc/localtime"])
def test_an_unknown_time_zone_is_told_in_a_sentence(name: str) -> None:
    with pytest.raises(BadInput, match="There is no time zone"):
        check_cron("0 3 * * 1", name, NOW)


def test_this_machine_s_time_zone_has_a_name() -> None:
    assert ZoneInfo(local_timezone())
