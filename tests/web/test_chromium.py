"""The page in Chromium, over the sample firm and the shipped models, as its lawyers use it."""

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from tests.kept import keys_in
from tests.walk.conftest import Firm, firm_in
from tests.web.conftest import PASSWORD, Served, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

QUESTION = "What is the lowest amount for which Halvorsen has instructed us to settle?"
LAWYER, BEHIND_THE_WALL = "ines.varga", "maud.ellery"

PICTURES = Path(os.environ.get("PINCITE_PICTURES", "")) if "PINCITE_PICTURES" in os.environ else None
"""Where pictures of the pages go: `PINCITE_PICTURES=docs/pictures pytest tests/web/test_chromium.py` makes them."""

QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
"""Chromium asks its maker for nothing."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm, served."""
    place = tmp_path_factory.mktemp("demo")
    with keys_in(place):
        firm: Firm = firm_in(place)
        firm.run("demo")
        with serving(firm) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(demo: Served) -> Iterator[Browser]:
    """The browser; made after the firm, since while it runs this thread has an event loop."""
    assert demo.base
    with sync_playwright() as playwright:
        yield _launched(playwright)


def _launched(playwright: Playwright) -> Browser:
    sandbox = ("--no-sandbox",) if os.getuid() == 0 else ()
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])


@pytest.fixture
def elsewhere() -> list[str]:
    """Addresses outside the page's own that a browser asked for."""
    return []


def _context(chromium: Browser, demo: Served, elsewhere: list[str], **options: object) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1360, "height": 850}, **options)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    context.on("request", lambda sent: None if sent.url.startswith(demo.base) else elsewhere.append(sent.url))
    return context


def _signed_in(context: BrowserContext, demo: Served, user: str) -> Page:
    page = context.new_page()
    if user in demo.with_password:
        page.goto(f"{demo.base}/sign-in")
        page.fill("#name", user)
    else:
        demo.with_password.add(user)
        page.goto(demo.link(user))
        page.fill("#again", PASSWORD)
    page.fill("#password", PASSWORD)
    page.click("button.go")
    page.wait_for_url(f"{demo.base}/")
    return page


@pytest.fixture
def lawyer(chromium: Browser, demo: Served, elsewhere: list[str]) -> Iterator[Page]:
    """The page as the lawyer who works on the matter has it."""
    context = _context(chromium, demo, elsewhere)
    yield _signed_in(context, demo, LAWYER)
    context.close()
    assert elsewhere == []


@pytest.fixture
def colleague(chromium: Browser, demo: Served, elsewhere: list[str]) -> Iterator[Page]:
    """The page as her colleague behind the wall has it."""
    context = _context(chromium, demo, elsewhere)
    yield _signed_in(context, demo, BEHIND_THE_WALL)
    context.close()


def _ask(page: Page, question: str) -> None:
    page.fill("#words", question)
    page.click("button.go")
    page.wait_for_selector("p.figures, li.failed")


def _picture(page: Page, name: str) -> None:
    if PICTURES is not None:
        drawn = Image.open(BytesIO(page.screenshot()))
        drawn.convert("RGB").quantize(128).save(PICTURES / f"page-{name}.png", optimize=True)


def test_one_click_from_the_answer_to_the_marked_clause(lawyer: Page) -> None:
    _picture(lawyer, "home")
    _ask(lawyer, QUESTION)
    assert "$2,350,000" in lawyer.inner_text("blockquote")
    lawyer.click("a.pin")
    marked = lawyer.inner_text("#source mark")
    assert marked.startswith("4.1 At the meeting of April 2, 2024")
    box, pane = lawyer.locator("#source mark").bounding_box(), lawyer.locator("#source .text").bounding_box()
    assert box is not None
    assert pane is not None
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]  # scrolled to where it can be read
    assert lawyer.get_attribute("a.pin", "aria-current") == "true"
    _picture(lawyer, "source")
    lawyer.reload()
    assert lawyer.inner_text("#source mark") == marked


def test_the_page_of_the_document_is_drawn_with_the_clause_marked(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    lawyer.click("#source .tools >> text=Page")
    lawyer.wait_for_selector("#source img")
    lawyer.wait_for_load_state("networkidle")
    assert lawyer.locator("#source img").evaluate("picture => picture.naturalWidth") > 1000
    _picture(lawyer, "drawn")
    lawyer.click("#source .tools >> text=Text")
    lawyer.wait_for_selector("#source mark")


def test_a_colleague_behind_the_wall_gets_nothing_of_it(lawyer: Page, colleague: Page) -> None:
    _ask(lawyer, QUESTION)
    address = lawyer.url
    _ask(colleague, QUESTION)
    assert "$2,350,000" not in colleague.content()
    _picture(colleague, "refused")
    colleague.goto(address)
    assert colleague.inner_text("main p.failed") == "There is nothing here that you may see."
    assert "Halvorsen" not in colleague.content()


def test_a_follow_up_stays_with_the_document(lawyer: Page) -> None:
    _ask(lawyer, "When must Halvorsen pay an invoice under the Brightwater MSA?")
    first = lawyer.inner_text("a.pin")
    _ask(lawyer, "And what interest is due if it pays late?")
    assert "In:" in lawyer.inner_text(".understood")
    assert lawyer.locator("a.pin").count() > 0
    assert first.split("§")[0].strip() in lawyer.inner_text(".answer")


def test_while_many_documents_are_looked_into_the_page_says_so(lawyer: Page) -> None:
    lawyer.fill("#words", "Which documents say which law governs?")
    lawyer.click("button.go", no_wait_after=True)
    lawyer.locator("li.progress:visible").first.wait_for()
    lawyer.wait_for_selector("p.figures")
    assert lawyer.locator("li.progress:visible").count() == 0
    assert "Found in" in lawyer.inner_text("p.counts")


def test_on_a_telephone_a_citation_leads_to_its_words(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    context = _context(chromium, demo, elsewhere)
    page = _signed_in(context, demo, LAWYER)
    page.set_viewport_size({"width": 390, "height": 800})
    _ask(page, QUESTION)
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    box = page.locator("#source mark").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800
    context.close()


def test_keys_go_from_citation_to_citation_and_back(lawyer: Page) -> None:
    _ask(lawyer, "How many parking spaces does Halvorsen lease?")
    pins = lawyer.locator("a.pin")
    assert pins.count() > 1
    lawyer.locator("h1").click()
    lawyer.keyboard.press("j")
    lawyer.wait_for_selector("#source mark")
    assert pins.nth(0).get_attribute("aria-current") == "true"
    first = lawyer.inner_text("#source h2")
    lawyer.keyboard.press("j")
    lawyer.locator("#source h2").filter(has_not_text=first).wait_for()
    assert pins.nth(1).get_attribute("aria-current") == "true"
    lawyer.keyboard.press("k")
    lawyer.locator("#source h2").filter(has_text=first).wait_for()
    lawyer.keyboard.press("Escape")
    assert pins.nth(0).evaluate("pin => pin === document.activeElement")


def test_asking_and_reading_work_without_a_script(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    context = _context(chromium, demo, elsewhere, java_script_enabled=False)
    page = _signed_in(context, demo, LAWYER)
    _ask(page, QUESTION)
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    assert "$2,350,000" in page.inner_text("#source mark")
    assert "$2,350,000" in page.inner_text("blockquote")
    context.close()


def test_pages_have_no_serious_fault_of_accessibility(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    for scheme in ("light", "dark"):
        context = _context(chromium, demo, elsewhere, bypass_csp=True, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{demo.base}/sign-in")
        _require_accessible(page)
        page.goto(f"{demo.base}/welcome/nobody")
        _require_accessible(page)
        page = _signed_in(context, demo, LAWYER)
        _require_accessible(page)
        _ask(page, QUESTION)
        page.click("a.pin")
        page.wait_for_selector("#source mark")
        _require_accessible(page)
        page.click("#source .tools >> text=Whole document")
        page.wait_for_selector("nav.outline")
        _require_accessible(page)
        for address in ("/library", "/questions", "/documents/nothing"):
            page.goto(demo.base + address)
            _require_accessible(page)
        context.close()


def _require_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    grave = [f"{page.url} {one['id']}: {one['help']}" for one in found if one["impact"] in ("serious", "critical")]
    assert grave == []


def test_pages_fit_at_twice_the_size_and_on_a_telephone(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    for width in (680, 375):
        context = _context(chromium, demo, elsewhere)
        page = _signed_in(context, demo, LAWYER)
        page.set_viewport_size({"width": width, "height": 700})
        _ask(page, QUESTION)
        page.click("a.pin")
        page.wait_for_selector("#source mark")
        for address in (page.url, f"{demo.base}/", f"{demo.base}/library", f"{demo.base}/questions"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        context.close()


def test_what_a_lawyer_makes_of_an_answer_is_kept_in_place(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    asked = lawyer.url
    lawyer.click(".doubt summary")
    lawyer.click(".doubt >> text=out of date")
    lawyer.wait_for_selector("text=You called this cite wrong: out of date")
    lawyer.click("#feedback >> text=No")
    lawyer.wait_for_selector("#feedback button[aria-pressed=true]")
    lawyer.click(".better summary")
    lawyer.fill("#better", "Not below $2,000,000, by the letter of May.")
    lawyer.click(".better >> text=Save")
    lawyer.wait_for_selector(".better[open] #better:text('by the letter of May')")
    assert lawyer.url == asked  # nothing but the form was replaced
    lawyer.reload()
    assert "You called this cite wrong: out of date" in lawyer.inner_text(".doubt")
    assert lawyer.inner_text("#feedback button[aria-pressed=true]") == "No"
    assert lawyer.input_value("#better") == "Not below $2,000,000, by the letter of May."
    _require_accessible(lawyer)
    _picture(lawyer, "feedback")
    lawyer.goto(f"{asked.partition('/questions')[0]}/feedback")
    assert "Not useful. Wrong cite: ADV-0044" in lawyer.inner_text("main")
    _require_accessible(lawyer)
    lawyer.click("main ul a")
    lawyer.click("#feedback >> text=Take it back")
    lawyer.wait_for_selector(".doubt summary")
    assert lawyer.input_value("#better") == ""
