"""Schedules and harvests in a real Chromium: narrow and wide, light and dark, and by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from citewalk.scheduling import new_schedule
from graph.model import HarvestState
from graph.schedules import Schedules
from tests.web.conftest import Filled
from tests.web.made_up import HARVEST, harvest
from tests.web.richer import add_more
from tests.web.seeing import NARROW, WIDE, Seen, assert_quiet

pytestmark = pytest.mark.browser
ADDED = datetime.now(UTC) - timedelta(days=14)


@pytest.fixture(scope="module", autouse=True)
def _more(filled: Filled) -> None:
    add_more(filled.store)


@pytest.fixture
def book(filled: Filled) -> Iterator[Schedules]:
    """Two schedules, one of them with a run that ended early."""
    found = Schedules(filled.store)
    seeds = [f"pmid:{30_000_000 + k}" for k in range(20)]
    ran = new_schedule("0 3 * * 1", "Europe/Berlin", seeds, {"depth": 1, "sources": ["ncbi"]}, ADDED)
    found.add(ran)
    found.add(new_schedule("30 2 1 * *", "UTC", seeds[:1], {}, ADDED))
    run = replace(harvest("h-of-one", state=HarvestState.INCOMPLETE), parameters={"schedule": ran.id, "depth": 1})
    found.begin(ran, ADDED + timedelta(days=6), run)
    yield found
    for one in found.all():
        found.remove(one.id)
    filled.store.query("MATCH (h:Harvest {id: 'h-of-one'}) DETACH DELETE h", write=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW, (360, 740), (2560, 1300)])
def test_the_pages_fit_the_screen_and_say_nothing_to_the_console(
    browser: Browser, served: str, book: Schedules, size: tuple[int, int], theme: str
) -> None:
    seen = Seen(browser, served, size, theme)
    for name, path in (
        ("harvest", f"/harvests/{HARVEST}"),
        ("harvests", "/harvests"),
        ("schedules", "/schedules"),
        ("schedules-add", "/schedules?depth=1#add"),
    ):
        page = seen.open(path)
        if name == "schedules":
            page.get_by_text("Remove …").first.click()
            page.get_by_text("Command", exact=True).first.click()
        seen.keep(f"{name}-{size[0]}-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
    seen.context.close()
    assert_quiet(seen)


def test_a_schedule_is_added_by_the_keyboard_and_removed_after_a_second_look(wide: Seen, filled: Filled) -> None:
    page = wide.open("/")
    page.get_by_role("link", name="Schedules", exact=True).click()
    page.get_by_label("Start from").fill("39843410")
    page.get_by_label("when").fill("61 * * * *")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not understood")
    assert all("status of 400" in line for line in wide.said)  # Chromium's own word on it
    wide.said.clear()
    page.get_by_label("when").fill("0 3 * * 1")
    page.keyboard.press("Enter")
    expect(page.locator(".schedules .list > li")).to_have_count(1)
    expect(page.locator(".schedules .list")).to_contain_text("pmid:39843410")
    summary = page.locator("summary", has_text="Remove")
    remove = page.get_by_role("button", name="Remove the schedule")
    expect(remove).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_have_text("There are no schedules yet.")
    assert Schedules(filled.store).all() == []


def test_a_harvest_is_repeated_with_its_own_seeds_and_options(wide: Seen) -> None:
    page = wide.open("/")
    page.get_by_role("link", name="Harvests", exact=True).click()
    page.locator(f'a.chip[href="/harvests/{HARVEST}"]').click()
    page.get_by_role("link", name="Repeat it on a schedule").click()
    expect(page.get_by_label("Start from")).to_have_value("pmid:30000000")
    expect(page.get_by_label("depth")).to_have_value("1")


def test_a_harvest_leads_to_what_is_new_since(wide: Seen) -> None:
    page = wide.open(f"/harvests/{HARVEST}")
    page.get_by_role("link", name="What is new since").click()
    page.wait_for_url(f"**/new?since={HARVEST}")
    expect(page.locator("h1")).to_have_text("What is new")
