"""From an empty folder to a first answer, and a first colleague let in, in Chromium over the shipped models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from tests.kept import keys_in
from tests.walk.conftest import LEASE, firm_in
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, Served, serving
from tests.web.test_chromium import require_accessible

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a workspace in which somebody was made known, and nothing else."""
    place = tmp_path_factory.mktemp("beginning")
    with keys_in(place):
        firm = firm_in(place)
        firm.run("access", "user", "add", "rolf.steiner")
        with serving(firm) as running:
            yield running


@pytest.fixture(scope="module")
def page(served: Served) -> Iterator[Page]:
    """A browser of the owner's, who comes in by the link of the terminal."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        context = browser.new_context(bypass_csp=True)
        context.set_default_timeout(120_000)
        page = context.new_page()
        assert served.first_link is not None
        page.goto(served.first_link)
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("main button")
        page.wait_for_selector("main.home")
        yield page


def _require_fit(page: Page) -> None:
    """On a screen and on a telephone nothing is cut off, and nothing is closed to whoever reads otherwise."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        require_accessible(page)


def test_each_page_leads_the_owner_on_until_a_question_is_answered(page: Page, served: Served, tmp_path: Path) -> None:
    (tmp_path / "Lease of Unit 4.txt").write_text(LEASE, encoding="utf-8")
    _require_fit(page)
    page.click("main a.go >> text=Open a matter")
    page.fill("#name", "Saltmarsh")
    page.click("text=Open it")
    page.wait_for_selector("#done")
    _require_fit(page)
    page.goto(served.base)
    _require_fit(page)
    page.click("main a.go >> text=Add documents")
    page.set_input_files("#files", tmp_path / "Lease of Unit 4.txt")
    page.click("text=Add 1 file to Saltmarsh")
    page.click("text=Ask about Saltmarsh")
    page.fill("#words", "How much rent does the Tenant pay per month?")
    page.click("form.ask button.go")
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    assert "$4,200 per month" in page.inner_text("#source mark")


def test_the_owner_lets_a_colleague_in(page: Page, served: Served) -> None:
    page.goto(f"{served.base}/library/matters/new")
    page.fill("#name", "Quarry")
    page.click("text=Open it")
    page.click("text=Let others in")
    page.wait_for_selector("#who")
    _require_fit(page)
    page.fill("#who", "rolf.steinr")
    page.click("text=Let them in")
    assert "rolf.steinr" in page.inner_text("#why-not")
    _require_fit(page)
    page.fill("#who", "rolf.steiner")
    page.click("text=Let them in")
    assert "rolf.steiner is a member of Quarry now." in page.inner_text("#done")
    _require_fit(page)
    page.click("text=All matters")
    page.wait_for_selector("#matter")
    _require_fit(page)


def test_a_file_that_was_chosen_before_the_script_came_is_counted(page: Page, served: Served, tmp_path: Path) -> None:
    """On a slow line, or with a quick hand."""
    served.firm.run("access", "matter", "add", "Early")
    (tmp_path / "early.txt").write_text(LEASE, encoding="utf-8")
    held: list[Route] = []
    page.route("**/adding.js*", lambda route: held.append(route))
    page.goto(f"{served.base}/library/add", wait_until="commit")
    page.set_input_files("#files", tmp_path / "early.txt")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator("#add")).to_contain_text("Add 1 file")
    assert "early.txt" in page.inner_text("#picked-files")
