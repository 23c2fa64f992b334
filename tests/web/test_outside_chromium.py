"""That words leave the firm, as Chromium shows it: while the model is asked, and below the answer."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.kept import Kept
from tests.remote import OUTSIDE, remote
from tests.walk.conftest import firm_in
from tests.web.conftest import PASSWORD, serving
from tests.web.test_chromium import CHROMIUM, QUIET, require_accessible
from tests.web.test_written import QUESTION, settled, written

from pincite.models.chat.fake_provider import Fault

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def test_that_words_leave_the_firm_is_said_before_and_after(founded_to_serve: Kept, tmp_path: Path) -> None:
    prices = "prompt_usd_per_million = 2\ncompletion_usd_per_million = 8\n"
    with founded_to_serve.put_back(tmp_path / "firm") as place, remote(tmp_path / "tls", written) as provider:
        firm = firm_in(place)
        settled(firm, provider, OUTSIDE + prices)
        with serving(firm) as served, sync_playwright() as playwright:
            sandbox = ("--no-sandbox",) if os.getuid() == 0 else ()
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
            page = chromium.new_context(bypass_csp=True).new_page()
            page.set_default_timeout(60_000)
            page.goto(served.link("alice"))
            page.fill("#password", PASSWORD)
            page.fill("#again", PASSWORD)
            page.click("main button")
            page.wait_for_selector("main.home")
            provider.plan.append(Fault(first_byte_s=3))
            page.fill("#words", QUESTION)
            page.get_by_label("Written").check()
            page.click("form.ask button.go")
            expect(page.locator("li.progress").last).to_contain_text("small, outside the firm")
            expect(page.locator("li.one")).to_have_count(3)
            figures = page.locator(".figures")
            expect(figures).to_contain_text("written by small, outside the firm")
            expect(figures).to_contain_text("$0.00")
            require_accessible(page)
            chromium.close()
