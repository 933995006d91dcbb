"""The page of what is new in a real Chromium: narrow and wide, light and dark, and by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Filled
from tests.web.made_up import HARVEST
from tests.web.newer import add_news, late
from tests.web.seeing import NARROW, WIDE, Seen, assert_quiet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def _news(filled: Filled) -> None:
    add_news(filled.store)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_it_fits_the_screen_and_says_nothing_to_the_console(
    browser: Browser, served: str, size: tuple[int, int], theme: str
) -> None:
    seen = Seen(browser, served, size, theme)
    page = seen.open(f"/new?since={HARVEST}")
    expect(page.locator("h1")).to_have_text("What is new")
    seen.keep(f"new-{size[0]}-{theme}")
    page.locator("details.further summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.locator("bdi", has_text="onerror").count() == 1  # what turns the direction of text turns only its own
    seen.context.close()
    assert_quiet(seen)


def test_a_day_is_chosen_and_an_article_opened_by_the_keyboard(wide: Seen, filled: Filled) -> None:
    page = wide.open("/")
    page.get_by_role("link", name="What is new").click()
    page.get_by_label("or since the day").fill("2026-11-23")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("4 new articles")
    link = page.get_by_role("link", name="A new view of nerve blocks after hip fracture").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/{filled.store.owners([late(1)])[late(1)]}")


def test_a_harvest_is_chosen_from_the_list(wide: Seen) -> None:
    page = wide.open("/new?since=2026-01-01")
    page.locator('select[name="since"]').select_option(HARVEST)
    page.get_by_role("button", name="Show").first.click()
    page.wait_for_url(f"**/new?since={HARVEST}")
    expect(page.locator('select[name="since"]')).to_have_value(HARVEST)
