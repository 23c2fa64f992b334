"""A written answer in Chromium: chosen by keyboard, shown as it comes, with and without JavaScript, dark and light."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, serving
from tests.web.test_chromium import require_accessible
from tests.web.test_written import LATE, QUESTION, RENT, TERM, Office, settled, written

from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
]

PICTURES = os.environ.get("PINCITE_PICTURES")


@pytest.fixture(scope="module")
def office(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with founded_to_serve.put_back(tmp_path_factory.mktemp("written") / "firm") as place, \
            running(FakeProvider(written)) as provider:  # fmt: skip
        firm = firm_in(place)
        settled(firm, provider)
        with serving(firm) as served:
            yield Office(served, provider)


@pytest.fixture(scope="module")
def chromium(office: Office) -> Iterator[Browser]:
    assert office.served.base
    with sync_playwright() as playwright:
        yield launched(playwright)


def _page(chromium: Browser, office: Office, user: str, **options: object) -> Page:
    """A page of somebody who is signed in."""
    context: BrowserContext = chromium.new_context(bypass_csp=True, **options)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(office.served.link(user))
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main button")
    page.wait_for_selector("main.home")
    return page


def _pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"written_{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_written_answer_by_keyboard_alone(
    chromium: Browser, office: Office, scheme: Literal["light", "dark"]
) -> None:
    page = _page(chromium, office, "alice", color_scheme=scheme)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Written")).to_be_checked()
    require_accessible(page)
    _pictured(page, f"form_{scheme}")
    office.provider.plan.append(Fault(first_byte_s=8))
    page.keyboard.press("Enter")
    expect(page.locator("li.progress").last).to_contain_text("small, within the firm")
    expect(page.locator(".found blockquote")).to_contain_text(["in advance, on the first day of each month"])
    expect(page.locator("li.one")).to_have_count(0)
    require_accessible(page)
    _pictured(page, f"waiting_{scheme}")
    expect(page.locator("li.one")).to_have_count(3)
    for text, _ in (RENT, LATE, TERM):
        expect(page.locator("ol.said")).to_contain_text(text)
    expect(page.locator(".figures")).to_contain_text("written by small, within the firm")
    require_accessible(page)
    _pictured(page, f"answer_{scheme}")
    page.click(".found a.pin >> nth=0")
    expect(page.locator("#source mark")).to_contain_text("$4,200 per month")
    page.reload()
    expect(page.locator(".found details")).not_to_have_attribute("open", "")
    _pictured(page, f"reloaded_{scheme}")
    page.click("li.one a.pin >> nth=0")
    expect(page.locator("#source mark")).to_contain_text("$4,200 per month")


def test_a_broken_stream_is_a_state_of_its_own_and_can_be_asked_again(chromium: Browser, office: Office) -> None:
    page = _page(chromium, office, "alice", viewport={"width": 390, "height": 800})
    office.provider.plan.append(Fault(breaks="half way"))
    page.fill("#words", QUESTION)
    page.get_by_label("Written").check()
    page.click("form.ask button.go")
    expect(page.locator(".why")).to_contain_text("Incomplete.")
    expect(page.locator("li.one")).to_have_count(1)
    require_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _pictured(page, "incomplete")
    page.click("text=Ask again for the whole")
    expect(page.locator("li.one")).to_have_count(3)


def test_without_javascript_a_refusal_by_level_leads_to_quotes(chromium: Browser, office: Office) -> None:
    page = _page(chromium, office, "bob", java_script_enabled=False)
    page.fill("#words", "What is the price of each pump?")
    page.get_by_label("Written").check()
    page.click("form.ask button.go")
    expect(page.locator(".why")).to_contain_text("no language model may read what was found")
    _pictured(page, "not_permitted")
    page.get_by_role("button", name="Ask for quotes instead").click()
    expect(page.locator("ol.said")).to_contain_text("$915")
    assert "quoted, no language model" in page.inner_text(".figures")
