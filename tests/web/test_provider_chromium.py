"""Signing in through a provider of accounts, in Chromium: the headers and cookies of a browser are its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.kept import Kept
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, Served
from tests.web.provider.running import Running, free_port, needs_provider, provider_for, served_with

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
    needs_provider,
]


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with provider_for(f"http://127.0.0.1:{free_port()}") as running:
        yield running


@pytest.fixture(scope="module")
def served(provider: Running, founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_with(provider, founded_to_serve, tmp_path_factory.mktemp("served") / "firm") as running:
        yield running


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    assert served.base
    with sync_playwright() as playwright:
        yield launched(playwright)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1100, "height": 800})
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def _sign_in_there(page: Page, name: str) -> None:
    page.fill('[name="login"]', name)
    page.fill('[name="password"]', "any")
    page.click("button")


def test_somebody_comes_in_with_a_link_and_goes_out_at_both_ends(served: Served, provider: Running, page: Page) -> None:
    page.goto(served.link("alice"))
    assert page.inner_text("main a.go") == "Sign in with Aldermoor"
    page.click("main a.go")
    _sign_in_there(page, "alice-there")
    page.wait_for_url(f"{served.base}/")
    assert page.inner_text("form.who .name").startswith("alice")
    page.click("form.who button")
    assert "not at Aldermoor" in page.inner_text("main")
    page.click("main a.go")
    assert page.url.startswith(provider.issuer)
    page.click('button[value="yes"]')
    page.wait_for_url(f"{served.base}/sign-in*")
    assert "Sign in with Aldermoor" in page.inner_text("main")


def test_somebody_who_is_signed_in_there_comes_in_by_one_click_and_to_the_page_that_they_wanted(
    served: Served, page: Page
) -> None:
    page.goto(served.link("bob"))
    page.click("main a.go")
    _sign_in_there(page, "bob-there")
    page.wait_for_url(f"{served.base}/")
    page.click("form.who button")
    page.goto(f"{served.base}/library")
    page.click("main a.go")
    page.wait_for_url(f"{served.base}/library")
    assert page.inner_text("form.who .name").startswith("bob")


def test_words_that_are_typed_while_signed_out_come_back(served: Served, page: Page) -> None:
    page.goto(served.link("alice"))
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{served.base}/")
    page.fill("#words", "How much rent does the Tenant pay?")
    page.context.clear_cookies()
    page.click("button.go")
    assert "It is kept" in page.inner_text("main")
    page.fill("#name", "alice")
    page.fill("#password", PASSWORD)
    page.click('form[action="/sign-in"] button')
    page.wait_for_url(f"{served.base}/kept")
    assert page.input_value("#words") == "How much rent does the Tenant pay?"
    page.click("button.go")
    page.wait_for_selector("p.figures")
