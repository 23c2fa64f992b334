"""That words leave the firm, as Chromium shows it: while the model is asked, and below the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.kept import Kept
from tests.remote import OUTSIDE, remote
from tests.walk.conftest import firm_in
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, Served, serving
from tests.web.test_chromium import require_accessible
from tests.web.test_written import QUESTION, settled, written

from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
]


@contextmanager
def signed_in(served: Served) -> Iterator[Page]:
    """A page of alice, who has just set her password."""
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        page = chromium.new_context(bypass_csp=True).new_page()
        page.set_default_timeout(60_000)
        page.goto(served.link("alice"))
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("main button")
        page.wait_for_selector("main.home")
        yield page
        chromium.close()


def _ask_in_writing(page: Page) -> None:
    page.fill("#words", QUESTION)
    page.get_by_label("Written").check()
    page.click("form.ask button.go")


def test_that_words_leave_the_firm_is_said_before_and_after(founded_to_serve: Kept, tmp_path: Path) -> None:
    prices = "prompt_usd_per_million = 2\ncompletion_usd_per_million = 8\n"
    with founded_to_serve.put_back(tmp_path / "firm") as place, remote(tmp_path / "tls", written) as provider:
        firm = firm_in(place)
        settled(firm, provider, OUTSIDE + prices)
        with serving(firm) as served, signed_in(served) as page:
            provider.plan.append(Fault(first_byte_s=8))
            _ask_in_writing(page)
            expect(page.locator("li.progress").last).to_contain_text("small, outside the firm")
            expect(page.locator("li.one")).to_have_count(3)
            figures = page.locator(".figures")
            expect(figures).to_contain_text("written by small, outside the firm")
            expect(figures).to_contain_text("$0.00")
            require_accessible(page)


def test_a_full_model_is_said_and_quotes_are_offered(founded_to_serve: Kept, tmp_path: Path) -> None:
    with founded_to_serve.put_back(tmp_path / "firm") as place, remote(tmp_path / "tls", written) as far, \
            running(FakeProvider(written)) as own:  # fmt: skip
        firm = firm_in(place)
        own.plan.extend([Fault(status=429, retry_after="0")] * 9)
        beside = f'\n[[models]]\ntier = "far"\nprovider = "openai"\nurl = "{far.url}"\nname = "large"\n'
        settled(firm, own, f'{beside}accepts = "internal"\n{OUTSIDE}')
        with serving(firm) as served, signed_in(served) as page:
            _ask_in_writing(page)
            expect(page.locator(".why")).to_contain_text("the model own is asked as much as it can take")
            expect(page.locator(".why")).to_contain_text("far would leave the firm")
            require_accessible(page)
            page.get_by_role("button", name="Ask for quotes instead").click()
            expect(page.locator("ol.said")).to_contain_text("$4,200")
        assert far.ledger == ()
