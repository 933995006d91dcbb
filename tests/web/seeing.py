"""Looking at pages in a real Chromium: what they show, what they say to the console, and whom they ask."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# WebGL without a graphics card, and a sandbox that containers cannot set up.
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE = 100_000
"""Milliseconds that a busy machine may take for what a page does at once; nothing waits longer than it must."""
expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; where there is none, a skip, and in CI a failure."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium, and none is on the PATH")
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


class Seen:
    """A page, with what it said to the console and whom it asked."""

    def __init__(self, browser: Browser, base: str, size: tuple[int, int] = WIDE, theme: str = "light") -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        if path.startswith("/graph/"):
            self.page.locator(".explorer[data-ready]").wait_for()
            self.drawn_again()  # only what was painted can be pointed at
        return self.page

    def drawn_again(self) -> None:
        """Wait until what was asked for has been painted."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def stage(self) -> bytes:
        """The picture as it looks once two looks at it agree."""
        before, now = b"", self.page.locator("#stage").screenshot()
        while before != now:
            self.drawn_again()
            before, now = now, self.page.locator("#stage").screenshot()
        return now

    def keep(self, name: str) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        self.drawn_again()
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")


def assert_quiet(seen: Seen) -> None:
    assert seen.said == []
    strangers = [url for url in seen.asked if urlsplit(url).netloc != urlsplit(seen.base).netloc]
    assert [url for url in strangers if not url.startswith(("data:", "blob:"))] == []
