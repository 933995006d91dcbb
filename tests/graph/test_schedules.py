"""Schedules, their runs and the claims on them, on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from graph.claims import beat, claim
from graph.model import Harvest, HarvestState
from graph.schedules import Schedule, Schedules
from graph.store import Store
from tests.graph.making import at, walk
from tests.stores import StoreAddress

WEEKLY = Schedule(
    id="s1",
    cron="0 3 * * 1",
    timezone="Europe/Berlin",
    seeds=("pmid:1", "doi:10.1000/a"),
    parameters={"depth": 1, "sources": [], "from_year": None},
    added=at(0),
)
DAILY = replace(WEEKLY, id="s2", cron="0 3 * * *", added=at(1))


def run_of(number: int) -> Harvest:
    return walk(f"s1-{number}", started=at(number), parameters={"depth": 1})


def walked_by(process: str, harvest: Harvest) -> Harvest:
    return replace(harvest, process=process, updated=at(9))


def everybody(_: Harvest) -> bool:
    return True


def nobody(_: Harvest) -> bool:
    return False


def test_schedules_come_back_as_they_were_added(store: Store) -> None:
    book = Schedules(store)
    book.add(DAILY)
    book.add(WEEKLY)
    assert book.all() == [WEEKLY, DAILY]
    assert book.runs("s1", None) == []


def test_removing_a_schedule_keeps_its_harvests(store: Store) -> None:
    book = Schedules(store)
    book.add(WEEKLY)
    assert book.begin(WEEKLY, at(3), run_of(1))
    assert book.remove("s1")
    assert not book.remove("s1")
    assert book.all() == []
    assert store.harvest("s1-1") == run_of(1)


def test_a_run_is_begun_with_its_harvest_and_its_window(store: Store) -> None:
    book = Schedules(store)
    book.add(WEEKLY)
    assert book.begin(WEEKLY, at(3), run_of(1))
    (run,) = book.runs("s1", at(3))
    assert (run.window, run.harvest, run.number) == (at(3), run_of(1), 1)
    assert (run.tries, run.tried, run.ended, run.reason) == (1, at(1), 0, None)
    assert book.all() == [replace(WEEKLY, turn=1)]
    shape = "MATCH (s:Schedule)-[r:RAN]->(h:Harvest) RETURN s.id AS s, r.window AS w, h.id AS h"
    assert store.query(shape).rows == (("s1", "2026-01-02T06:04:05.000000Z", "s1-1"),)


def test_a_turn_is_taken_once_and_a_window_has_one_run_for_ever(store: Store) -> None:
    book = Schedules(store)
    book.add(WEEKLY)
    assert book.begin(WEEKLY, at(3), run_of(1))
    assert not book.begin(WEEKLY, at(4), run_of(2))
    again = replace(WEEKLY, turn=1)
    assert not book.begin(again, at(3), run_of(2))
    assert book.begin(again, at(2), run_of(2))
    assert not book.begin(replace(WEEKLY, id="gone"), at(9), run_of(3))
    latest, asked = book.runs("s1", at(3))
    assert (latest.number, latest.window, asked.number) == (2, at(2), 1)
    assert [run.number for run in book.runs("s1", at(77))] == [2]


def test_of_several_runners_at_once_one_begins_the_run(store: Store, store_address: StoreAddress) -> None:
    Schedules(store).add(WEEKLY)
    ready, begun = threading.Barrier(4), []

    def runner(number: int) -> None:
        with store_address.open() as own:
            ready.wait()
            begun.append(Schedules(own).begin(WEEKLY, at(3), run_of(number)))

    threads = [threading.Thread(target=runner, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(begun) == [False, False, False, True]
    assert store.query("MATCH (:Schedule)-[r:RAN]->(h:Harvest) RETURN count(r), count(h)").rows == ((1, 1),)


def test_a_try_is_counted_once_however_many_saw_the_one_before(store: Store) -> None:
    book = Schedules(store)
    book.add(WEEKLY)
    book.begin(WEEKLY, at(3), run_of(1))
    (run,) = book.runs("s1", None)
    assert book.try_again("s1", run, at(5))
    assert not book.try_again("s1", run, at(5))
    book.note_end("s1", run, "openalex did not answer")
    (after,) = book.runs("s1", None)
    assert (after.tries, after.tried, after.ended, after.reason) == (2, at(5), 1, "openalex did not answer")


def test_a_harvest_that_nobody_walks_is_claimed_and_written(store: Store) -> None:
    mine = walked_by("here:1:2.00", run_of(1))
    assert claim(store, mine, everybody) is None
    assert store.harvest(mine.id) == mine
    assert claim(store, mine, everybody) is None  # it is ours already


def test_a_harvest_that_another_walks_is_left_to_it_until_that_one_is_dead(store: Store) -> None:
    theirs, mine = walked_by("there:1:2.00", run_of(1)), walked_by("here:1:2.00", run_of(1))
    claim(store, theirs, everybody)
    assert claim(store, mine, everybody) == theirs
    assert store.harvest(mine.id) == theirs
    assert claim(store, mine, nobody) is None
    assert store.harvest(mine.id) == mine


def test_two_runs_of_one_schedule_are_never_walked_at_once(store: Store) -> None:
    book = Schedules(store)
    book.add(WEEKLY)
    book.begin(WEEKLY, at(3), run_of(1))
    book.begin(replace(WEEKLY, turn=1), at(4), run_of(2))
    older, newer = walked_by("there:1:2.00", run_of(1)), walked_by("here:1:2.00", run_of(2))
    assert claim(store, older, everybody) is None
    assert claim(store, newer, everybody) == older
    store.write_harvest(replace(older, state=HarvestState.COMPLETE, process=None))
    assert claim(store, newer, everybody) is None


def test_a_sign_of_life_is_given_by_the_one_that_walks_alone(store: Store) -> None:
    mine = walked_by("here:1:2.00", run_of(1))
    claim(store, mine, everybody)
    later = mine.started + timedelta(days=1)
    assert beat(store, mine, later) == mine.process
    assert store.harvest(mine.id) == replace(mine, updated=later)
    theirs = walked_by("there:1:2.00", run_of(1))
    claim(store, theirs, nobody)
    assert beat(store, mine, later) == theirs.process
    assert store.harvest(mine.id) == theirs
    store.write_harvest(replace(theirs, process=None))
    assert beat(store, theirs, later) is None
