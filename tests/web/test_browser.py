"""The pages in a real Chromium: seen, pointed at, driven by keyboard, narrow and wide, light and dark."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.ids import ArticleId, Scheme
from graph.model import Batch, HarvestState, Record
from harvest.jobs import this_process
from tests.web.conftest import Filled, Requests
from tests.web.made_up import AT, HARVEST, SEED, harvest, pmid
from tests.web.seeing import NARROW, WIDE, Seen, assert_quiet

pytestmark = pytest.mark.browser

TEXTS = ("ink", "quiet", "accent", "retracted", "warn-ink", "on-accent")
GROUNDS = ("paper", "raised", "band", "wash", "retracted-wash", "warn-wash")
MARKS = (
    *(f"year-{step}" for step in range(1, 6)),
    *(f"role-{role}" for role in ("source", "reference", "citing", "both", "further")),
    "ring",
    "field",
)


@pytest.fixture
def centre(filled: Filled) -> str:
    return filled.owners[SEED]


def point_at(page: Page, id_: str) -> None:
    """Move the pointer onto an article in the picture."""
    at = page.evaluate("id => whereabouts(id)", id_)
    assert at, f"{id_} is not drawn"
    page.mouse.move(at["x"] - 30, at["y"] - 30)
    page.mouse.move(at["x"], at["y"], steps=3)


def item(id_: str) -> str:
    return f'#list [data-id="{id_}"]'


def test_the_neighbourhood_shows_list_graph_and_detail(wide: Seen, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    expect(page.locator("#counts")).to_have_text("40 of 40 shown")
    expect(page.locator('#list [role="option"]')).to_have_count(40)
    expect(page.locator("#detail h2")).to_have_text("Regional anaesthesia after hip fracture in older adults")
    expect(page.locator("#detail .abstract")).to_have_text("Background: made up.")
    expect(page.locator("#legend")).to_contain_text("dashed: not expanded")
    wide.keep("graph-1440-light")


def test_the_picture_is_painted(wide: Seen, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    wide.drawn_again()
    at = page.evaluate("id => whereabouts(id)", centre)
    clip = {"x": at["x"] - 8, "y": at["y"] - 8, "width": 16.0, "height": 16.0}
    middle = page.screenshot(clip=clip)  # type: ignore[arg-type]
    corner = page.screenshot(clip={"x": 420.0, "y": 300.0, "width": 16.0, "height": 16.0})
    assert middle != corner


def test_pointing_at_the_list_shows_in_the_graph_and_back(wide: Seen, filled: Filled, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    four = filled.owners[pmid(4)]
    before = wide.stage()
    page.hover(item(four))
    assert wide.stage() != before
    wide.keep("graph-hover-1440-light")
    page.mouse.move(5, 5)
    point_at(page, four)
    expect(page.locator(item(four))).to_have_class(re.compile("hovered"))


def test_pointing_at_the_graph_shows_the_title_there(wide: Seen, filled: Filled, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    point_at(page, filled.owners[pmid(4)])
    expect(page.locator("#pointed strong")).to_have_text(
        page.locator(f"{item(filled.owners[pmid(4)])} .title").inner_text()
    )
    wide.keep("graph-pointed-1440-light")
    page.mouse.move(5, 5)
    expect(page.locator("#pointed")).to_be_hidden()


def test_a_running_harvest_is_followed_to_its_end(wide: Seen, filled: Filled) -> None:
    running = replace(harvest("h-live", state=HarvestState.RUNNING), process=this_process(), outcomes={})
    filled.store.write_harvest(replace(running, counts={"articles": 7, "citations": 3}))
    page = wide.open("/harvests/h-live")
    expect(page.locator('[data-part="sentence"]')).to_contain_text("Walking: 7 articles and 3 citations so far.")
    wide.keep("harvest-running-1440-light")
    filled.store.write_harvest(replace(running, counts={"articles": 1234, "citations": 30}))
    expect(page.locator('[data-part="count-articles"]')).to_have_text("1,234")
    filled.store.write_harvest(harvest("h-live", state=HarvestState.COMPLETE, counts={"articles": 1300}))
    expect(page.locator('[data-part="sentence"]')).to_contain_text(
        "Complete: every source that was asked has answered."
    )
    expect(page.get_by_role("link", name="Open the graph")).to_be_visible()


def test_clicking_in_the_graph_selects_in_list_detail_and_address(wide: Seen, filled: Filled, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    one = filled.owners[pmid(1)]
    point_at(page, one)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(item(one))).to_have_attribute("aria-selected", "true")
    expect(page.locator("#detail .banner.retracted")).to_be_visible()
    expect(page).to_have_url(re.compile(f"at={one}"))
    page.go_back()
    expect(page.locator("#detail h2")).to_have_text("Regional anaesthesia after hip fracture in older adults")


def test_an_article_is_expanded_in_place(wide: Seen, filled: Filled, centre: str) -> None:
    four = filled.owners[pmid(4)]
    page = wide.open(f"/graph/{centre}?at={four}")
    page.get_by_role("button", name="Expand here").click()
    expect(page.locator("#counts")).to_have_text("60 of 60 shown")
    expect(page).to_have_url(re.compile(f"expand={four}"))
    expect(page.locator("#detail").get_by_role("button", name="Expand here")).to_have_count(0)
    wide.keep("graph-expanded-1440-light")
    page.go_back()
    expect(page.locator("#counts")).to_have_text("40 of 40 shown")


def test_the_keyboard_moves_opens_and_expands(wide: Seen, filled: Filled, centre: str) -> None:
    page = wide.open(f"/graph/{centre}")
    options = page.locator('#list [role="option"]')
    options.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(2)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    title = options.nth(2).locator(".title").inner_text()
    expect(page.locator("#detail h2")).to_have_text(title)
    page.keyboard.press("End")
    expect(options.nth(39)).to_be_focused()
    page.locator(item(filled.owners[pmid(4)])).focus()
    page.keyboard.press("e")
    expect(page.locator("#counts")).to_have_text("60 of 60 shown")
    page.locator("body").press("/")
    expect(page.locator('[name="find"]')).to_be_focused()


def test_the_address_restores_the_view(wide: Seen, filled: Filled, centre: str) -> None:
    four = filled.owners[pmid(4)]
    page = wide.open(f"/graph/{centre}?hops=2&find=Okafor&from=2000&colour=role&sort=year&at={four}")
    expect(page.locator('[name="find"]')).to_have_value("Okafor")
    expect(page.locator('[name="from"]')).to_have_value("2000")
    expect(page.locator('[name="hops"]')).to_have_value("2")
    expect(page.locator('[name="colour"]')).to_have_value("role")
    expect(page.locator("#legend")).to_contain_text("it cites")
    shown = page.locator("#counts").inner_text()
    assert re.fullmatch(r"\d+ of 60 shown", shown)
    assert not shown.startswith("60")
    page.reload()
    expect(page.locator("#counts")).to_have_text(shown)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#counts")).to_have_text("60 of 60 shown")
    expect(page).not_to_have_url(re.compile("find"))


def test_a_search_without_a_hit_says_so(wide: Seen, centre: str) -> None:
    page = wide.open(f"/graph/{centre}?find=nothing+has+this")
    expect(page.locator("#counts")).to_have_text("0 of 40 shown")
    expect(page.locator("#list")).to_contain_text("No article matches")


def test_an_article_that_stands_alone_offers_a_harvest(wide: Seen, filled: Filled, requested: Requests) -> None:
    alone = ArticleId(Scheme.PMID, "31")
    batch = Batch(at=AT, records=(Record(source="ncbi", ids=frozenset({alone}), title="Alone"),))
    page = wide.open(f"/graph/{filled.store.apply(batch).owners[alone]}")
    expect(page.locator("#counts")).to_have_text("1 of 1 shown")
    wide.keep("graph-alone-1440-light")
    page.locator("#message").get_by_role("button", name="Harvest from here").click()
    page.wait_for_url(re.compile("/harvests/started-"))
    expect(page.locator('[data-part="sentence"]')).to_have_text("Starting …")
    assert requested.started[-1] == ["pmid:31"]


def test_a_hostile_title_does_nothing(wide: Seen, filled: Filled, centre: str) -> None:
    two = filled.owners[pmid(2)]
    page = wide.open(f"/graph/{centre}?at={two}")
    expect(page.locator("#detail h2")).to_contain_text("<script>window.hit=1</script>")
    page.hover(item(two))
    wide.open(f"/article/{two}")
    assert page.evaluate("window.hit") is None


def test_an_answer_that_fails_is_told_and_can_be_tried_again(wide: Seen, centre: str) -> None:
    failing = re.compile("/api/v1/neighbourhood/")
    wide.page.route(failing, lambda route: route.fulfill(status=503, json={"error": {"message": "The graph is away."}}))
    wide.page.goto(f"{wide.base}/graph/{centre}")
    expect(wide.page.locator("#message")).to_contain_text("The graph is away.")
    wide.keep("graph-error-1440-light")
    wide.page.unroute(failing)
    wide.page.get_by_role("button", name="Try again").click()
    expect(wide.page.locator("#counts")).to_have_text("40 of 40 shown")
    wide.said = [line for line in wide.said if "503" not in line]  # the browser's own line about the answer


def test_without_webgl_the_list_still_serves(browser: Browser, served: str, centre: str) -> None:
    seen = Seen(browser, served)
    seen.page.add_init_script(
        "const real = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest); };"
    )
    page = seen.open(f"/graph/{centre}")
    expect(page.locator("#stage")).to_contain_text("cannot draw the graph")
    expect(page.locator('#list [role="option"]')).to_have_count(40)
    seen.keep("graph-nowebgl-1440-light")
    seen.context.close()
    assert_quiet(seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_one_part_at_a_time(browser: Browser, served: str, centre: str, theme: str) -> None:
    seen = Seen(browser, served, NARROW, theme)
    page = seen.open(f"/graph/{centre}")
    assert page.locator("html").get_attribute("data-theme") == theme
    expect(page.locator("#list")).to_be_visible()
    seen.keep(f"graph-list-390-{theme}")
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator("#stage")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    seen.keep(f"graph-390-{theme}")
    page.get_by_role("tab", name="List").click()
    page.locator('#list [role="option"]').nth(1).click()
    expect(page.locator("#detail h2")).to_be_visible()
    seen.keep(f"graph-detail-390-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    seen.context.close()
    assert_quiet(seen)


@pytest.mark.parametrize("size", [(360, 740), NARROW, (820, 1180), (1024, 768), WIDE, (2560, 1200)])
def test_no_page_is_wider_than_its_window(browser: Browser, served: str, centre: str, size: tuple[int, int]) -> None:
    seen = Seen(browser, served, size, "dark" if size == WIDE else "light")
    for name, path in {
        "home": "/",
        "harvest": f"/harvests/{HARVEST}",
        "article": f"/article/{centre}",
        "unknown": "/go?q=12345",
        "missing": "/graph/nobody",
    }.items():
        page = seen.page
        page.goto(served + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        if size in (NARROW, WIDE):
            seen.keep(f"{name}-{size[0]}-{'dark' if size == WIDE else 'light'}")
    page = seen.open(f"/graph/{centre}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    seen.keep(f"graph-{size[0]}")
    seen.context.close()
    seen.said = [line for line in seen.said if "404" not in line]
    assert_quiet(seen)


def test_the_theme_is_kept(wide: Seen) -> None:
    page = wide.open("/")
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_text_has_contrast_in_both_themes(browser: Browser, served: str) -> None:
    for theme in ("light", "dark"):
        seen = Seen(browser, served, WIDE, theme)
        seen.open("/")
        colours = seen.page.evaluate(
            "names => { const style = getComputedStyle(document.documentElement);"
            "  return Object.fromEntries(names.map(name => [name, style.getPropertyValue('--' + name).trim()])); }",
            [*TEXTS, *GROUNDS, *MARKS],
        )
        texts = [("ink", g) for g in ("paper", "raised", "band", "wash")]
        texts += [("quiet", g) for g in ("paper", "raised", "band", "wash")]
        texts += [("accent", "paper"), ("accent", "wash"), ("retracted", "paper"), ("retracted", "retracted-wash")]
        texts += [("warn-ink", "warn-wash"), ("on-accent", "accent")]
        for text, ground in texts:
            assert contrast(colours[text], colours[ground]) >= 4.5, (theme, text, ground)
        for mark in MARKS:
            assert contrast(colours[mark], colours["paper"]) >= 3, (theme, mark)
        seen.context.close()


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, of #rrggbb."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
