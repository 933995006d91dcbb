"""What a schedule does next; these are its decisions, with no clock, no store and no process."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from graph.model import HarvestState
from graph.schedules import Run, Schedule
from harvest.schedule import LONGEST_PAUSE, Resume, Start, Wait, decide, harvest_of

ADDED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAILY = Schedule(id="s1", cron="0 3 * * *", timezone="UTC", seeds=("pmid:1",), parameters={"depth": 1}, added=ADDED)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMPLETE, INCOMPLETE, RUNNING = HarvestState.COMPLETE, HarvestState.INCOMPLETE, HarvestState.RUNNING


def day(number: int, hour: int = 3) -> datetime:
    return datetime(2026, 3, number, hour, tzinfo=UTC)


def run(window: datetime, state: HarvestState = COMPLETE, **more: object) -> Run:
    """A run of the daily schedule that was tried at its window."""
    harvest = replace(harvest_of(DAILY, window, ["ncbi"], window), state=state)
    known = {"window": window, "harvest": harvest, "number": 1, "tries": 1, "tried": window, **more}
    return Run(**known)  # type: ignore[arg-type]


def ended(run: Run, at: datetime) -> Run:
    """The run, ended incomplete."""
    return replace(run, ended=run.ended + 1, harvest=replace(run.harvest, state=INCOMPLETE, finished=at))


def test_nothing_is_due_before_the_first_window_after_it_was_added() -> None:
    assert decide(DAILY, [], ADDED) == Wait()
    assert decide(DAILY, [], day(2) - timedelta(seconds=1)) == Wait()


def test_a_window_is_due_at_its_instant_until_it_has_a_run() -> None:
    assert decide(DAILY, [], day(2)) == Start(day(2))
    assert decide(DAILY, [run(day(2))], day(2)) == Wait()
    assert decide(DAILY, [run(day(2))], day(3)) == Start(day(3))


def test_missed_windows_are_caught_up_once_by_the_latest() -> None:
    assert decide(DAILY, [run(day(2))], day(9, 17)) == Start(day(9))
    assert decide(DAILY, [run(day(9)), run(day(2))], day(9, 18)) == Wait()


def test_a_clock_that_jumps_back_repeats_nothing() -> None:
    assert decide(DAILY, [run(day(5)), run(day(4))], day(4, 17)) == Wait()
    assert decide(DAILY, [run(day(5))], ADDED - DAY) == Wait()


def test_a_clock_that_was_ahead_for_a_while_loses_nothing() -> None:
    ahead = run(day(5))
    assert decide(DAILY, [ahead], day(4)) == Start(day(4))
    assert decide(DAILY, [replace(run(day(4)), number=2), ahead], day(5)) == Wait()


def test_nothing_is_begun_or_resumed_while_a_run_is_walked() -> None:
    assert decide(DAILY, [run(day(2), RUNNING)], day(3), walked=True) == Wait(walked=True)
    assert decide(DAILY, [ended(run(day(2)), day(2, 4))], day(3), walked=True) == Wait(walked=True)


def test_a_run_that_was_cut_off_is_resumed_however_many_windows_have_passed() -> None:
    cut = run(day(2), RUNNING)
    assert decide(DAILY, [cut], day(2, 9)) == Resume(cut)
    assert decide(DAILY, [cut], day(6)) == Resume(cut)
    stopped = replace(cut, harvest=replace(cut.harvest, state=INCOMPLETE, finished=day(2, 4)))  # by Ctrl-C
    assert decide(DAILY, [stopped], day(6)) == Resume(stopped)


def test_a_run_that_was_just_begun_has_time_to_show_itself() -> None:
    new = run(day(2), RUNNING)
    assert decide(DAILY, [new], day(2) + timedelta(seconds=30)) == Wait(until=day(2) + timedelta(minutes=1))


def test_a_run_that_is_cut_off_again_and_again_is_tried_after_growing_pauses() -> None:
    for tries, minutes in ((1, 1), (2, 2), (4, 8), (40, 360)):
        cut = run(day(2), RUNNING, tries=tries)
        until = day(2) + timedelta(minutes=minutes)
        assert decide(DAILY, [cut], until - timedelta(seconds=1)) == Wait(until=until)
        assert decide(DAILY, [cut], until) == Resume(cut)


def test_an_incomplete_run_is_resumed_after_a_pause_until_the_next_window() -> None:
    missing = ended(run(day(2)), day(2, 5))
    assert decide(DAILY, [missing], day(2, 5)) == Wait(until=day(2, 5) + timedelta(minutes=5))
    assert decide(DAILY, [missing], day(2, 6)) == Resume(missing)
    assert decide(DAILY, [missing], day(3)) == Start(day(3))


def test_pauses_between_tries_have_an_end() -> None:
    hopeless = replace(ended(run(day(2)), day(2, 5)), ended=60)
    assert decide(DAILY, [hopeless], day(2, 6)) == Wait(until=day(2, 5) + LONGEST_PAUSE)


def test_a_pause_that_began_in_the_future_is_no_pause() -> None:
    missing = ended(run(day(4)), day(4, 5))
    assert decide(DAILY, [missing, run(day(3))], day(3, 5)) == Resume(missing)


def test_the_harvest_of_a_window_is_named_after_it_and_keeps_how_it_was_asked_for() -> None:
    harvest = harvest_of(DAILY, day(2), ["icite", "ncbi"], day(2, 4))
    assert (harvest.id, harvest.seeds, harvest.state) == ("s1-20260302-0300", ("pmid:1",), RUNNING)
    assert harvest.parameters == {"depth": 1, "sources": ["icite", "ncbi"], "schedule": "s1"}
    assert (harvest.process, harvest.started) == (None, day(2, 4))
