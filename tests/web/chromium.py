"""Chromium, as tests start it: the one without windows where it is installed."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that do, cheapest first: the shell has the same engine and draws no window around each page, which takes
two thirds of what a test costs."""

CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
"""Chromium asks its maker for nothing."""


def launched(playwright: Playwright) -> Browser:
    """The browser; an administrator's has no sandbox, which Chromium refuses to make for one."""
    sandbox = ("--no-sandbox",) if os.getuid() == 0 else ()
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
