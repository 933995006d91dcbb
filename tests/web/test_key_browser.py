"""The key papers page in a real Chromium: measures, seeds, keyboard, addresses, narrow and wide, light and dark."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.measures.registry import MeasureName
from graph.projecting import read_projection
from graph.ranking import rank, sentence
from tests.web.conftest import Filled
from tests.web.made_up import SEED, pmid
from tests.web.seeing import NARROW, WIDE, Seen, assert_quiet

pytestmark = pytest.mark.browser


def shown(page: Page) -> list[str]:
    """The ids of the rows, from top to bottom."""
    return list(page.eval_on_selector_all("#ranking tbody tr", "rows => rows.map(row => row.dataset.id)"))


def settled(page: Page, query: str = "key") -> Page:
    """Wait until that ranking is shown, with its communities."""
    page.locator(f'.key[data-shown="{query}"]').wait_for()
    expect(page.locator("#ranking")).not_to_have_attribute("aria-busy", re.compile(".*"))
    return page


def row(id_: str) -> str:
    return f'#ranking tbody tr[data-id="{id_}"]'


def test_the_key_papers_are_ranked_with_their_reasons(wide: Seen, filled: Filled) -> None:
    page = settled(wide.open("/key"))
    expected = rank(read_projection(filled.store), top=50)
    assert shown(page) == [one.id for one in expected]
    expect(page.locator("#ranking tbody tr").first.locator(".why")).to_have_text(expected[0].why)
    expect(page.locator("#sentence")).to_have_text(sentence(MeasureName.KEY))
    expect(page.locator(f"{row(filled.owners[pmid(1)])} .retracted")).to_have_text("Retracted")
    wide.keep("key-1440-light")


def test_another_measure_is_chosen_and_kept_in_the_address(wide: Seen, filled: Filled) -> None:
    page = settled(wide.open("/key"))
    page.locator('[name="measure"]').select_option("pagerank")
    settled(page, "measure=pagerank")
    expected = [one.id for one in rank(read_projection(filled.store), MeasureName.PAGERANK, top=50)]
    assert shown(page) == expected
    expect(page).to_have_url(re.compile(r"/key\?measure=pagerank$"))
    expect(page.locator("#command")).to_have_text("citewalk rank --measure pagerank --top 50")
    page.reload()
    assert shown(settled(page, "measure=pagerank")) == expected
    page.go_back()
    settled(page)


def test_a_seed_is_chosen_by_click_and_given_back(wide: Seen, filled: Filled) -> None:
    page = settled(wide.open("/key"))
    seed = filled.owners[SEED]
    page.locator(f"{row(seed)} .star").click()
    settled(page, f"seed={seed}")
    expect(page).to_have_url(re.compile(rf"/key\?seed={seed}$"))
    assert seed not in shown(page)
    expect(page.locator("#chosen")).to_contain_text("Regional anaesthesia after hip fracture in older adults")
    wide.keep("key-seeded-1440-light")
    page.get_by_role("button", name=re.compile("No seed any more")).click()
    settled(page)
    assert seed in shown(page)


def test_the_keyboard_walks_chooses_and_opens(wide: Seen) -> None:
    page = settled(wide.open("/key?measure=citations"), "measure=citations")
    rows = page.locator("#ranking tbody tr")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(2)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    third = shown(page)[2]
    page.keyboard.press("s")
    settled(page, f"measure=citations&seed={third}")
    expect(page.locator(f"{row(third)} .star")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(row(third))).to_be_focused()
    page.keyboard.press("s")
    settled(page, "measure=citations")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/article/{third}$"))


def test_a_seed_that_leaves_the_table_hands_the_focus_on(wide: Seen) -> None:
    page = settled(wide.open("/key"))
    first, second = shown(page)[:2]
    page.locator(row(first)).focus()
    page.keyboard.press("s")
    settled(page, f"seed={first}")
    expect(page.locator("#ranking tbody tr").first).to_be_focused()
    page.keyboard.press("s")
    page.locator('.key[data-shown*="&seed="]').wait_for()
    expect(page).to_have_url(re.compile("seed=.*seed="))
    assert second  # whichever it was that took its place


def test_a_measure_that_needs_seeds_offers_some(wide: Seen) -> None:
    page = settled(wide.open("/key?measure=co-citation"), "measure=co-citation")
    expect(page.locator("#message")).to_contain_text("co-citation compares with seeds, and none is chosen.")
    wide.keep("key-needs-seeds-1440-light")
    page.locator("#ranking .star").first.click()
    page.locator('.key[data-shown^="measure=co-citation&seed="]').wait_for()
    expect(page.locator("#message")).to_be_hidden()
    expect(page.locator("#ranking tbody tr").first.locator(".why")).to_contain_text("cited together with the seeds")


def test_a_seed_is_named_by_hand(wide: Seen, filled: Filled) -> None:
    page = settled(wide.open("/key"))
    page.locator("#add input").fill("PMID: 30000004")
    page.keyboard.press("Enter")
    settled(page, f"seed={filled.owners[pmid(4)]}")


def test_a_stranger_as_a_seed_is_told_and_taken_back(wide: Seen) -> None:
    page = wide.page
    page.goto(f"{wide.base}/key?seed=31999999")
    expect(page.locator("#message")).to_contain_text("31999999 is not in this graph")
    wide.keep("key-unknown-seed-1440-light")
    page.get_by_role("button", name="Without seeds").click()
    settled(page)
    wide.said = [line for line in wide.said if "404" not in line]  # the browser's own lines about the answers


def test_an_unknown_measure_is_told_and_another_can_be_chosen(wide: Seen) -> None:
    page = wide.page
    page.goto(f"{wide.base}/key?measure=fame")
    expect(page.locator("#message")).to_contain_text("There is no measure 'fame'")
    page.locator('[name="measure"]').select_option("citations")
    settled(page, "measure=citations")
    wide.said = [line for line in wide.said if "400" not in line]


def test_a_neighbourhood_leads_here_and_back(wide: Seen, filled: Filled) -> None:
    four = filled.owners[pmid(4)]
    page = wide.open(f"/graph/{four}")
    page.get_by_role("link", name="Key papers here").click()
    settled(page, f"around={four}")
    page.locator('[name="hops"]').select_option("2")
    settled(page, f"around={four}&hops=2")
    expect(page.locator("#scope")).to_contain_text("within 2 steps of")
    wide.keep("key-around-1440-light")
    page.get_by_role("link", name="The whole graph").click()
    settled(page)


def test_what_is_shown_can_be_taken_along(wide: Seen, tmp_path: Path) -> None:
    page = settled(wide.open("/key?measure=pagerank&top=20"), "measure=pagerank&top=20")
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    begun.value.save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(newline="") as file:
        assert [line["id"] for line in csv.DictReader(file)] == shown(page)


def test_a_hostile_title_does_nothing_in_the_table(wide: Seen, filled: Filled) -> None:
    page = settled(wide.open("/key?top=100"), "top=100")
    expect(page.locator(f"{row(filled.owners[pmid(2)])} .title")).to_contain_text("<script>window.hit=1</script>")
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), NARROW, (820, 1180), WIDE, (2560, 1200)])
def test_the_table_fits_its_window(
    browser: Browser, served: str, filled: Filled, size: tuple[int, int], theme: str
) -> None:
    seen = Seen(browser, served, size, theme)
    seed = filled.owners[pmid(4)]
    page = settled(seen.open(f"/key?seed={seed}"), f"seed={seed}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    expect(page.locator("#ranking .star").first).to_be_visible()
    if size in (NARROW, WIDE):
        seen.keep(f"key-seeded-{size[0]}-{theme}")
    seen.context.close()
    assert_quiet(seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_neighbourhood_is_sized_coloured_and_lit(browser: Browser, served: str, filled: Filled, theme: str) -> None:
    seen = Seen(browser, served, WIDE, theme)
    page = seen.open(f"/graph/{filled.owners[SEED]}")
    plain = seen.stage()
    page.locator('[name="size"]').select_option("pagerank")
    expect(page.locator("#legend")).to_contain_text("size: pagerank")
    page.locator('[name="colour"]').select_option("community")
    page.locator('[name="path"]').check()
    expect(page.locator("#legend")).to_contain_text("heavy lines: main path of")
    expect(page).to_have_url(re.compile(re.escape("?colour=community&size=pagerank&path=1") + "$"))
    assert seen.stage() != plain
    seen.keep(f"graph-dressed-1440-{theme}")
    seen.open(page.url.removeprefix(served))
    expect(page.locator("#legend")).to_contain_text("size: pagerank")
    expect(page.locator('[name="path"]')).to_be_checked()
    page.locator('[name="path"]').uncheck()
    page.locator('[name="colour"]').select_option("year")
    page.locator('[name="size"]').select_option("citations")
    expect(page.locator("#legend")).to_contain_text("size: times cited here")
    page.mouse.move(5, 5)
    assert seen.stage() == plain
    seen.context.close()
    assert_quiet(seen)
