"""An article shown whole in a real Chromium: in the panel and on its page, narrow and wide, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from graph.ids import ArticleId
from tests.web.conftest import Filled
from tests.web.made_up import SEED
from tests.web.richer import CORRECTED, NOTICE, PREPRINT, RETRACTED, add_more
from tests.web.seeing import NARROW, WIDE, Seen, assert_quiet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def owners(filled: Filled) -> dict[ArticleId, str]:
    return filled.owners | add_more(filled.store)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW, (360, 740)])
def test_it_fits_the_screen_and_says_nothing_to_the_console(
    browser: Browser, served: str, owners: dict[ArticleId, str], size: tuple[int, int], theme: str
) -> None:
    seen = Seen(browser, served, size, theme)
    for name, id_ in (("corrected", CORRECTED), ("retracted", RETRACTED), ("seed", SEED)):
        page = seen.open(f"/article/{owners[id_]}")
        if page.locator("details.unresolved summary").count():
            page.locator("details.unresolved summary").click()
        seen.keep(f"article-{name}-{size[0]}-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page = seen.open(f"/graph/{owners[SEED]}?at={owners[SEED]}")
    if size[0] < 760:
        page.get_by_role("tab", name="Detail").click()
    page.locator("#detail details.unresolved summary").click()
    expect(page.locator("#detail .unresolved li").nth(1)).to_contain_text("Berg A. A book without a number.")
    page.locator("#detail .unresolved").scroll_into_view_if_needed()
    seen.keep(f"panel-{size[0]}-{theme}")
    assert page.evaluate("window.hit") is None
    seen.context.close()
    assert_quiet(seen)


def test_the_panel_tells_the_notice_when_it_has_been_read(wide: Seen, owners: dict[ArticleId, str]) -> None:
    page = wide.open(f"/graph/{owners[SEED]}?at={owners[RETRACTED]}")
    banner = page.locator("#detail .banner.retracted")
    expect(banner).to_contain_text("On 2019-03-01. According to ncbi.")
    expect(banner).to_have_count(1)
    banner.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/{owners[NOTICE]}")


def test_the_panel_leads_to_the_other_version(wide: Seen, owners: dict[ArticleId, str]) -> None:
    page = wide.open(f"/graph/{owners[SEED]}?at={owners[PREPRINT]}")
    expect(page.locator("#detail [data-relation]")).to_contain_text("Published as")
    page.locator("#detail [data-relation] a").click()
    page.wait_for_url(f"**/article/{owners[CORRECTED]}")
    expect(page.locator("[data-notice]")).to_have_count(2)
