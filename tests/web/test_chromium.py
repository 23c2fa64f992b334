"""The page in Chromium, over the sample firm and the shipped models, as its lawyers use it."""

import os
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import docx
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from reportlab.pdfgen.canvas import Canvas
from tests.demonstrated import demonstrated
from tests.walk.conftest import firm_in
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, Served, serving
from tests.web.two_versions import sent_back, signed

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
]

QUESTION = "What is the lowest amount for which Halvorsen has instructed us to settle?"
LAWYER, BEHIND_THE_WALL = "ines.varga", "maud.ellery"

PICTURES = Path(os.environ.get("PINCITE_PICTURES", "")) if "PINCITE_PICTURES" in os.environ else None
"""Where pictures of the pages go: `PINCITE_PICTURES=docs/pictures pytest tests/web/test_chromium.py` makes them."""

expect.set_options(timeout=120_000)

LONG = 200
"""Pages of the long file."""

LAST_CLAUSE = f"{LONG}.9 The fee for fetching the Larkspur ledger from the vault is $418."

LONG_NAME = "_".join(["Deed_of_variation_relating_to_a_certain_facilities_agreement", *["amended"] * 12])
"""What somebody calls a file and a matter: words without a space, longer than a telephone is wide."""

PUBLIC = "ed25519:MZYQ9TYnHlQvNbTs3hnipCWU8F4idROqf8TtX1/dZOs="
"""A public key, with which nobody signs."""

WORDS = ("barley", "canvas", "copper", "garden", "harbor", "ladder", "marble", "orchard", "pepper", "quarry", "ribbon")


def _long_file() -> bytes:
    """A PDF of many pages that all say something else."""
    drawn, stream = random.Random(7), BytesIO()  # noqa: S311 - words of a test
    canvas = Canvas(stream, pagesize=(612, 792))
    for page in range(1, LONG + 1):
        words = " ".join(drawn.choices(WORDS, k=drawn.randint(5, 9)))
        canvas.drawString(72, 700, f"{page}.1 The {words}.")
        if page == LONG:
            canvas.drawString(72, 300, LAST_CLAUSE)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm, served."""
    place = tmp_path_factory.mktemp("demo")
    with demonstrated(tmp_path_factory).copied_to(place):
        firm = firm_in(place)
        file = firm.folder / "vault" / "VLT-0300 Vault register.pdf"
        file.parent.mkdir(parents=True)
        file.write_bytes(_long_file())
        (file.parent / f"{LONG_NAME}.txt").write_text("The spare key is kept by the porter.", encoding="utf-8")
        firm.run("ingest", str(file.parent), "--matter", "Vault")
        firm.run("access", "matter", "add", LONG_NAME)
        for matter in ("Vault", LONG_NAME):
            firm.run("access", "grant", BEHIND_THE_WALL, "--matter", matter)
        with serving(firm) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(demo: Served) -> Iterator[Browser]:
    """The browser; made after the firm, since while it runs this thread has an event loop."""
    assert demo.base
    with sync_playwright() as playwright:
        yield launched(playwright)


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
    """A page of a user, who fills in the form once in a module."""
    if user not in demo.cookies:
        page = _coming_in(context, demo, user)
        demo.cookies[user] = context.cookies()
        return page
    context.add_cookies(demo.cookies[user])
    page = context.new_page()
    page.goto(f"{demo.base}/")
    assert page.url == f"{demo.base}/"
    return page


def _coming_in(context: BrowserContext, demo: Served, user: str) -> Page:
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


def test_what_opens_below_a_link_is_not_cut_off(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin >> nth=0")
    lawyer.wait_for_selector("#source .tools")
    for width in (1280, 390):
        lawyer.set_viewport_size({"width": width, "height": 844})
        for opens, within in (("details.own", ".answer"), ("details.outline-in", "#source")):
            lawyer.click(f"{opens} > summary")
            box = lawyer.locator(f"{opens} > :not(summary)").bounding_box()
            around = lawyer.locator(within).bounding_box()
            assert box is not None
            assert around is not None
            assert around["x"] <= box["x"]
            assert box["x"] + box["width"] <= around["x"] + around["width"]
            lawyer.click(f"{opens} > summary")


def test_enter_asks_in_each_box_for_a_question_and_shift_breaks_the_line(lawyer: Page) -> None:
    for asked in (QUESTION, "And when is that?"):  # on the first page, and below an answer
        lawyer.fill("#words", asked)
        lawyer.press("#words", "Shift+Enter")
        assert lawyer.input_value("#words") == f"{asked}\n"
        assert lawyer.is_visible(".keys")
        lawyer.press("#words", "Enter")
        expect(lawyer.locator(".answer h1")).to_have_text(asked)
        lawyer.wait_for_selector("p.figures, section.refusal")


def test_on_paper_there_is_nothing_to_press_and_the_cited_words_are_marked(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin >> nth=0")
    lawyer.wait_for_selector("#source mark")
    lawyer.emulate_media(media="print")
    assert lawyer.locator(":is(button, form, .along, .feedback, .doubt, .views):visible").count() == 0
    assert lawyer.is_visible("blockquote")
    drawn = lawyer.evaluate("getComputedStyle(document.querySelector('#source mark')).borderBottomStyle")
    assert drawn == "solid"


def _elsewhere(work: Callable[[], object]) -> None:
    """Do something on another thread: this one has the browser's event loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def _open_page(page: Page) -> None:
    """Show the source that is open as the page itself, and wait for its picture."""
    page.click("#source .views >> text=Page")
    expect(page.locator("#source .sheet img")).to_have_js_property("complete", value=True)
    expect(page.locator("#source .sheet:not(.waiting, .undrawn)")).to_be_visible()


def test_the_page_of_the_document_is_drawn_with_the_clause_marked(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    _open_page(lawyer)
    assert lawyer.locator("#source img").evaluate("picture => picture.naturalWidth") > 1000
    assert "Page 2 of 2" in lawyer.inner_text("#source .turning")
    _picture(lawyer, "drawn")
    marks = [one.bounding_box() for one in lawyer.locator("#source rect.cited").all()]
    amount = lawyer.locator("#source tspan", has_text="$2,350,000").bounding_box()
    assert amount is not None
    assert any(
        mark is not None and mark["x"] <= amount["x"] + 2 and mark["y"] <= amount["y"] + amount["height"] / 2
        and amount["y"] + amount["height"] / 2 <= mark["y"] + mark["height"]
        for mark in marks
    )  # fmt: skip
    lawyer.click("#source .views >> text=Text")
    lawyer.wait_for_selector("#source mark")


def test_sources_stay_pages_once_they_are_read_as_pages(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    expect(lawyer.locator("#source")).to_be_hidden()
    lawyer.click("a.pin")
    _open_page(lawyer)
    lawyer.fill("#source input[name=find]", "Halvorsen")
    lawyer.press("#source input[name=find]", "Enter")
    lawyer.wait_for_selector("#source .within .count")
    assert lawyer.locator("#source .sheet").count() == 1
    lawyer.click("a.pin")
    expect(lawyer.locator("#source .within .count")).to_have_count(0)
    assert lawyer.locator("#source .sheet").count() == 1


def test_on_a_telephone_the_way_back_to_the_answer_stays_in_sight(lawyer: Page) -> None:
    lawyer.set_viewport_size({"width": 390, "height": 700})
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    lawyer.wait_for_selector("#source mark")
    lawyer.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(lawyer.locator("#source .cites >> text=Back to the answer")).to_be_in_viewport()
    lawyer.goto(lawyer.url.partition("/questions")[0] + "/library")
    expect(lawyer.locator("#sought")).to_be_visible()
    expect(lawyer.locator("#party")).to_be_hidden()
    lawyer.click("form.sift summary")
    expect(lawyer.locator("#party")).to_be_visible()
    lawyer.set_viewport_size({"width": 1280, "height": 900})
    lawyer.reload()
    assert lawyer.locator("#party").is_visible()


def test_words_on_the_drawn_page_are_selected_and_copied(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    _open_page(lawyer)
    words = lawyer.locator("#source tspan")
    first, last = words.filter(has_text="$2,350,000").bounding_box(), words.filter(has_text="board.").bounding_box()
    assert first is not None
    assert last is not None
    lawyer.mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
    lawyer.mouse.down()
    lawyer.mouse.move(last["x"] + last["width"] - 1, last["y"] + last["height"] / 2, steps=8)
    lawyer.mouse.up()
    selected = lawyer.evaluate("() => getSelection().toString()")
    assert selected.split()[:2] == ["$2,350,000,", "payable"]
    assert "decision of its boar" in " ".join(selected.split())


def test_a_search_within_the_source_goes_from_place_to_place(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    lawyer.fill("#source input[name=find]", "Halvorsen")
    lawyer.press("#source input[name=find]", "Enter")
    count = lawyer.locator("#source .within .count")
    expect(count).to_contain_text(" of 8")
    near = int(count.inner_text().split()[0])
    assert near > 1  # nearest to the cited words, which do not begin the document
    lawyer.click("#source a[aria-label='Next place']")
    expect(count).to_have_text(f"{near % 8 + 1} of 8")
    assert lawyer.locator("#source mark.now").count() == 1
    _open_page(lawyer)
    expect(count).to_have_text(f"{near % 8 + 1} of 8")
    assert lawyer.locator("#source rect.now").count() == 1
    lawyer.click("#source a[aria-label='Previous place']")
    expect(count).to_have_text(f"{near} of 8")
    lawyer.keyboard.press("Escape")
    assert lawyer.locator("a.pin").first.evaluate("pin => pin === document.activeElement")


def test_the_outline_in_the_source_leads_to_its_clauses(lawyer: Page) -> None:
    _ask(lawyer, QUESTION)
    lawyer.click("a.pin")
    lawyer.click("#source summary")
    entries = lawyer.locator("#source .entries a")
    assert "4 INSTRUCTIONS AND NEXT STEPS" in entries.all_inner_texts()
    assert any(one.startswith("4.2 The offer should be made") for one in entries.all_inner_texts())
    entries.filter(has_text="2 LIABILITY").click()
    expect(lawyer.locator("#source p.here")).to_contain_text("LIABILITY")


def test_the_last_page_of_a_long_file_is_drawn_alone(colleague: Page, demo: Served) -> None:
    drawn: list[str] = []
    colleague.on("request", lambda sent: drawn.append(sent.url) if ".png" in sent.url else None)
    _ask(colleague, "What is the fee for fetching the Larkspur ledger from the vault?")
    assert "$418" in colleague.inner_text("blockquote")
    colleague.click("a.pin")
    _open_page(colleague)
    assert f"Page {LONG} of {LONG}" in colleague.inner_text("#source .turning")
    assert colleague.locator("#source rect.cited").count() >= 1
    _picture(colleague, "last-page")
    assert len(drawn) == 1
    colleague.click("#source a[aria-label='Previous page']")
    expect(colleague.locator("#source .turning")).to_contain_text(f"Page {LONG - 1} of {LONG}")
    assert colleague.locator("#source rect.cited").count() == 0
    expect(colleague.locator("#source .sheet img")).to_have_js_property("complete", value=True)
    assert [one.split("/pages/")[1].split(".")[0] for one in drawn] == [str(LONG), str(LONG - 1)]
    colleague.click("#source >> text=Whole document")
    colleague.click(".views >> text=Page")
    first = colleague.url
    colleague.fill("main input[name='find']", "vault")
    colleague.press("main input[name='find']", "Enter")
    expect(colleague.locator("main .turning")).to_contain_text(f"Page {LONG} of {LONG}")
    assert colleague.locator("main rect.now").count() >= 1
    colleague.goto(first.replace("/pages/1", f"/pages/{LONG + 1}"))
    assert f"it has {LONG}" in colleague.inner_text("main")


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


LIST = "Which documents say which law governs?"


def test_a_conversation_is_read_and_taken_along_as_one(lawyer: Page, tmp_path: Path) -> None:
    _ask(lawyer, "When must Halvorsen pay an invoice under the Brightwater MSA?")
    _ask(lawyer, "And what interest is due if it pays late?")
    assert "When must" not in lawyer.inner_text(".answer")  # what came before is not understood again
    lawyer.click("text=Whole conversation")
    lawyer.wait_for_selector("main.conversation article >> nth=1")
    _picture(lawyer, "conversation")
    with lawyer.expect_download() as carried:
        lawyer.click("a:has-text('Word')")
    carried.value.save_as(tmp_path / "conversation.docx")
    said = [one.text for one in docx.Document(str(tmp_path / "conversation.docx")).paragraphs]
    assert "And what interest is due if it pays late?" in said


def test_a_question_is_asked_again_in_a_document_of_choice(lawyer: Page) -> None:
    _ask(lawyer, "When must Halvorsen pay an invoice under the Brightwater MSA?")
    lawyer.click(".understood >> text=Change")
    lawyer.select_option("#place", label="NDA-0112")
    lawyer.click("button.go")
    lawyer.wait_for_selector("p.figures")
    assert "NDA-0112" in lawyer.inner_text(".understood")
    assert all(one.startswith("NDA-0112") for one in lawyer.locator("a.pin").all_inner_texts())


def test_a_follow_up_gets_nothing_of_a_document_behind_the_wall(colleague: Page) -> None:
    _ask(colleague, "When must Halvorsen pay an invoice under the Brightwater MSA?")
    _ask(colleague, "And for how little would Halvorsen settle, by the advice on settlement?")
    assert "2,350,000" not in colleague.content()
    assert "ADV-0044" not in colleague.content()


def test_while_many_documents_are_looked_into_the_page_says_so(lawyer: Page) -> None:
    lawyer.fill("#words", LIST)
    lawyer.click("button.go", no_wait_after=True)
    lawyer.locator("li.progress:visible").first.wait_for()
    lawyer.wait_for_selector("p.figures")
    assert lawyer.locator("li.progress:visible").count() == 0
    assert not lawyer.locator("form.stop").is_visible()
    assert "Found in" in lawyer.inner_text("p.counts")


def test_a_list_that_has_come_reads_as_it_does_when_it_is_opened_again(lawyer: Page) -> None:
    def rows() -> list[str]:
        return [one.inner_text() for one in lawyer.locator("ol.said > li.one:visible").all()]

    lawyer.fill("#words", LIST)
    lawyer.click("button.go", no_wait_after=True)
    lawyer.locator("li.one:visible .of .quiet").first.wait_for()  # how sure it is stands there at once
    lawyer.click("li.one:visible a.pin >> nth=0")
    lawyer.wait_for_selector("p.figures")
    lawyer.wait_for_load_state()
    chosen = lawyer.locator("a.pin[aria-current]").get_attribute("href")
    come = rows()
    assert lawyer.locator("a.pin:visible").count() == lawyer.locator("a.pin").count()
    lawyer.reload()
    lawyer.wait_for_selector("p.figures")
    assert rows() == come
    assert lawyer.locator("a.pin[aria-current]").get_attribute("href") == chosen


def test_a_list_of_what_is_missing_begins_with_those_without_it(lawyer: Page) -> None:
    _ask(lawyer, "Which documents have no governing law clause?")
    identity = lawyer.url.rpartition("/")[2]
    for address in ("", f"/questions/{identity}", f"/questions/{identity}/conversation"):
        if address:
            lawyer.goto(lawyer.url.partition("/questions")[0] + address)
        assert lawyer.locator("ol.said:visible > li:visible").first.get_attribute("class") == "lacking"
        assert lawyer.locator("li.lacking li a").count() > 1
        assert lawyer.locator("li.one").count() > 0
        assert lawyer.inner_text("main").count("read them before you rely on either") == 1


def test_a_list_is_stopped_by_its_asker(lawyer: Page, demo: Served) -> None:
    lawyer.fill("#words", LIST)
    lawyer.click("button.go", no_wait_after=True)
    lawyer.click("form.stop button")
    lawyer.wait_for_selector("section.refusal")
    assert "Stopped." in lawyer.inner_text("section.refusal")
    identity = lawyer.url.rpartition("/")[2]
    recorded: list[dict[str, object]] = []
    _elsewhere(lambda: recorded.append(demo.firm.json("audit", "show", identity)))
    assert recorded[0]["kind"] == "failure"
    assert "'reason': 'stopped'" in str(recorded[0]["facts"])
    lawyer.goto(f"{demo.base}/questions")
    assert "stopped" in lawyer.inner_text("ul.asked li >> nth=0")


def test_a_wall_that_is_raised_while_a_list_is_shown_closes_one_document(lawyer: Page, demo: Served) -> None:
    listed: list[dict[str, str]] = []
    _elsewhere(lambda: listed.extend(demo.firm.documents(LAWYER)))
    nda = next(one["document"] for one in listed if one["document"].startswith("nda-0112"))
    lawyer.fill("#words", LIST)
    lawyer.click("button.go", no_wait_after=True)
    lawyer.locator("li.one").first.wait_for()
    try:
        _elsewhere(lambda: demo.firm.run("access", "wall", "add", LAWYER, "--document", nda))
        lawyer.wait_for_selector("p.figures, li.failed")
        lawyer.reload()
        lawyer.wait_for_selector("p.figures")
        assert "has been closed to you since" in lawyer.inner_text("section.refusal")
        assert lawyer.locator("li.one").count() >= 1
        assert "NDA-0112" not in lawyer.content()
        lawyer.click("a.pin >> nth=0")
        lawyer.wait_for_selector("#source mark")
    finally:
        _elsewhere(lambda: demo.firm.run("access", "wall", "remove", LAWYER, "--document", nda))


def test_times_are_in_the_readers_own_zone(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    context = _context(chromium, demo, elsewhere, timezone_id="Pacific/Kiritimati", locale="en-US")
    page = _signed_in(context, demo, LAWYER)
    _ask(page, QUESTION)
    page.goto(f"{demo.base}/questions")
    time = page.locator("ul.asked time").first
    utc = time.get_attribute("title")
    assert utc is not None
    assert utc.endswith(" UTC")
    assert "UTC" not in time.inner_text()
    there = time.evaluate("one => new Date(one.dateTime).toTimeString().slice(0, 5)")
    assert re.fullmatch(rf"\d{{1,2}} [A-Z][a-z][a-z] \d{{4}}, {there}", time.inner_text())
    context.close()


def test_an_answer_is_copied_with_its_citation(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    context = _context(chromium, demo, elsewhere, permissions=["clipboard-read", "clipboard-write"])
    page = _signed_in(context, demo, LAWYER)
    _ask(page, QUESTION)
    page.click("button[data-copy]")
    expect(page.locator("button[data-copy]")).to_have_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "$2,350,000" in copied
    assert "ADV-0044 § 4.1, p. 2" in copied
    assert "record" in copied
    context.close()


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
    _picture(page, "phone")
    context.close()


def test_on_a_telephone_the_text_comes_before_the_outline(
    chromium: Browser, demo: Served, elsewhere: list[str]
) -> None:
    context = _context(chromium, demo, elsewhere)
    page = _signed_in(context, demo, LAWYER)
    page.goto(f"{demo.base}/library?words=MSA-0031&file=pdf")
    page.click("td.name a >> nth=0")
    page.set_viewport_size({"width": 390, "height": 800})
    text, outline = (page.locator(one).bounding_box() for one in ("article.source .text", "nav.outline"))
    assert text is not None
    assert outline is not None
    assert text["y"] < 800 <= text["y"] + text["height"] <= outline["y"]
    page.click("a.to-outline")
    expect(page.locator("nav.outline a").first).to_be_in_viewport()
    page.set_viewport_size({"width": 1360, "height": 850})
    text, outline = (page.locator(one).bounding_box() for one in ("article.source", "nav.outline"))
    assert text is not None
    assert outline is not None
    assert outline["x"] + outline["width"] <= text["x"]
    context.close()


def test_keys_go_from_citation_to_citation_and_back(lawyer: Page) -> None:
    _ask(lawyer, "Which agreements can be terminated for convenience?")
    pins = lawyer.locator("a.pin:visible")
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
    page = _coming_in(context, demo, LAWYER)
    _ask(page, QUESTION)
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    assert "$2,350,000" in page.inner_text("#source mark")
    assert "$2,350,000" in page.inner_text("blockquote")
    context.close()


def test_pages_have_no_serious_fault_of_accessibility(chromium: Browser, demo: Served, elsewhere: list[str]) -> None:
    context = _context(chromium, demo, elsewhere, bypass_csp=True)
    page = context.new_page()
    for address in ("/sign-in", "/welcome/nobody"):
        page.goto(demo.base + address)
        _require_accessible_in_light_and_dark(page)
    page = _signed_in(context, demo, LAWYER)
    _require_accessible_in_light_and_dark(page)
    _ask(page, QUESTION)
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    _require_accessible_in_light_and_dark(page)
    _open_page(page)
    _require_accessible_in_light_and_dark(page)
    page.fill("#source input[name=find]", "settle")
    page.press("#source input[name=find]", "Enter")
    page.wait_for_selector("#source .within .count")
    _require_accessible_in_light_and_dark(page)
    for more in ("/again", "/conversation"):
        page.goto(page.url.split("?")[0].removesuffix("/again") + more)
        _require_accessible_in_light_and_dark(page)
    page.goto(page.url.removesuffix("/conversation"))
    page.click("a.pin")
    page.wait_for_selector("#source mark")
    page.click("#source .tools >> text=Whole document")
    page.wait_for_selector("nav.outline")
    _require_accessible_in_light_and_dark(page)
    for address in ("/library", "/questions", "/documents/nothing"):
        page.goto(demo.base + address)
        _require_accessible_in_light_and_dark(page)
    page.goto(f"{demo.base}/library")
    page.click('td.name a:text-is("MSA-0031")')
    page.click(".source .care >> text=as amended")
    page.wait_for_selector("ins")
    _require_accessible_in_light_and_dark(page)
    context.close()


def _require_accessible_in_light_and_dark(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    require_accessible(page)
    page.emulate_media(color_scheme="dark")
    require_accessible(page, *COLOURS)


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that look at colours: no other one can tell a dark page from a light one."""


def require_accessible(page: Page, *rules: str) -> None:
    """By these rules of axe, or by all of them."""
    only = {"runOnly": list(rules)} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
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


def test_long_names_are_broken_where_a_screen_ends(colleague: Page) -> None:
    base = colleague.url.rstrip("/")
    for width in (1280, 320):
        colleague.set_viewport_size({"width": width, "height": 700})
        colleague.goto(f"{base}/library?words=variation")
        [document] = {one.get_attribute("href") for one in colleague.locator("td.name a").all()}
        for address in ("/tokens", "/library", "/library/add", document, f"{document}/about"):
            colleague.goto(f"{base}{address}")
            assert colleague.evaluate("document.documentElement.scrollWidth") <= width, address


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
    require_accessible(lawyer)
    _picture(lawyer, "feedback")
    lawyer.goto(f"{asked.partition('/questions')[0]}/feedback")
    assert "Not useful. Wrong cite: ADV-0044" in lawyer.inner_text("main")
    require_accessible(lawyer)
    lawyer.click("main ul a")
    lawyer.click("#feedback >> text=Take it back")
    lawyer.wait_for_selector(".doubt summary")
    assert lawyer.input_value("#better") == ""


def test_a_second_person_confirms_what_is_said_in_plain_words(
    chromium: Browser, demo: Served, elsewhere: list[str]
) -> None:
    for arguments in (
        ("user", "add", "tess.arden"), ("role", "add", "tess.arden", "administrator"),
        ("user", "add", "odile.brandt"), ("wall", "add", "odile.brandt", "--matter", "Vault"),
        ("key", "add", "odile.brandt", PUBLIC), ("two-person", "add", "wall remove"),
    ):  # fmt: skip
        demo.firm.run("access", *arguments)
    demo.firm.run("access", "wall", "remove", "odile.brandt", "--matter", "Vault", status=1)
    for scheme in ("dark", "light"):
        context = _context(chromium, demo, elsewhere, bypass_csp=True, color_scheme=scheme)
        page = _signed_in(context, demo, "tess.arden")
        if scheme == "dark":  # her password was set since: it is asked for again
            page.goto(f"{demo.base}/waiting")
            page.click("text=Confirm, and do it")
            assert "Your password was set" in page.inner_text("[role=alert]")
            page.click("text=Decline")
            page.wait_for_selector("text=Declined. Nothing was changed.")
            demo.firm.run("access", "wall", "remove", "odile.brandt", "--matter", "Vault", status=1)
        page.goto(demo.base)
        page.click("text=1 request waits for a second person")
        words = "The wall that keeps odile.brandt from the matter Vault would be taken down."
        assert page.inner_text("ul.changes").strip() == words
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 850})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            require_accessible(page)
        page.goto(f"{demo.base}/library/matters/new")
        require_accessible(page)
        if scheme == "light":
            page.goto(f"{demo.base}/waiting")
            page.focus("text=Confirm, and do it")
            page.keyboard.press("Enter")
            page.wait_for_selector("text=Confirmed, and done.")
            require_accessible(page)
        context.close()


SIDE_LETTER = """SIDE LETTER

1. FEE

1.1 Fee. Halvorsen shall pay a fee of $12,500 for the review of the closing binder.

2. TERM

2.1 This letter ends on 31 March 2027.
"""


def _sent(page: Page, base: str, folder: Path, matter: str) -> None:
    page.goto(f"{base}/library/add")
    page.select_option("#matter", matter)
    page.set_input_files("#folder", folder)
    page.click("form.add button.go")
    page.wait_for_selector("text=Take off the list")


def test_a_folder_with_a_broken_file_is_added_and_what_failed_is_tried_again(lawyer: Page, tmp_path: Path) -> None:
    folder, base = tmp_path / "Closing binder", lawyer.url.rstrip("/")
    (folder / "Exhibits").mkdir(parents=True)
    (folder / "Side letter.txt").write_text(SIDE_LETTER, encoding="utf-8")
    (folder / "Exhibits" / "Exhibit A.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (folder / ".DS_Store").write_bytes(b"junk")
    lawyer.goto(f"{base}/library/add")
    require_accessible(lawyer)
    _sent(lawyer, base, folder, "Halvorsen")
    assert lawyer.inner_text("p.counts") == "1 of 2 files was read; 1 could not be."
    assert lawyer.inner_text(".reasons .path") == "Closing binder/Exhibits/Exhibit A.pdf"
    assert "The PDF is cut off" in lawyer.inner_text(".reasons .why")
    require_accessible(lawyer)
    _picture(lawyer, "added")
    lawyer.click("text=Try again")
    lawyer.wait_for_selector("text=Take off the list")
    assert "The PDF is cut off" in lawyer.inner_text(".reasons .why")
    lawyer.goto(base)
    _ask(lawyer, "What fee does Halvorsen pay for the review of the closing binder?")
    assert "$12,500" in lawyer.inner_text("blockquote")


def test_a_new_version_is_compared_with_the_one_before(lawyer: Page, tmp_path: Path) -> None:
    folder, base = tmp_path / "Closing set", lawyer.url.rstrip("/")
    folder.mkdir()
    for content in (signed(), sent_back()):
        (folder / "Maintenance agreement.pdf").write_bytes(content)
        _sent(lawyer, base, folder, "Halvorsen")
    lawyer.goto(f"{base}/library?words=maintenance")
    require_accessible(lawyer)
    lawyer.click("text=About")
    require_accessible(lawyer)
    lawyer.click("text=What changed")
    assert lawyer.locator("ins").first.inner_text() == "forty-five (45)"
    require_accessible(lawyer)
    _picture(lawyer, "changes")
    words = lawyer.url
    lawyer.click(".views >> text=Pages")
    _require_both_drawn(lawyer)
    _require_accessible_in_light_and_dark(lawyer)
    lawyer.emulate_media(color_scheme="light")
    _picture(lawyer, "changes-drawn")
    lawyer.keyboard.press("j")
    lawyer.wait_for_url("**place=2#now")
    assert "2.2 Parts" in lawyer.inner_text(".changing")
    lawyer.goto(words)
    lawyer.click("a[aria-label^='6.1 Governing law']")
    _require_both_drawn(lawyer)
    expect(lawyer.locator("#now")).to_be_in_viewport()
    expect(lawyer.locator(".changing")).to_be_in_viewport()
    drawn = lawyer.url
    for width in (680, 375):
        lawyer.set_viewport_size({"width": width, "height": 700})
        for address in (words, drawn, f"{base}/library", f"{base}/library/add", words.partition("/changes")[0]):
            lawyer.goto(address)
            assert lawyer.evaluate("document.documentElement.scrollWidth") <= width, address
    lawyer.set_viewport_size({"width": 1360, "height": 850})
    lawyer.goto(f"{base}/library?matter=Halvorsen")
    _picture(lawyer, "library")


def _require_both_drawn(page: Page) -> None:
    for place in range(2):
        expect(page.locator(".sheet img").nth(place)).to_have_js_property("complete", value=True)
        assert page.locator(".sheet img").nth(place).evaluate("picture => picture.naturalWidth") > 1000


def test_files_are_sent_at_once_without_a_script(
    chromium: Browser, demo: Served, elsewhere: list[str], tmp_path: Path
) -> None:
    (tmp_path / "At once.txt").write_text(SIDE_LETTER, encoding="utf-8")
    context = _context(chromium, demo, elsewhere, java_script_enabled=False)
    page = _signed_in(context, demo, LAWYER)
    page.goto(f"{demo.base}/library/add")
    assert not page.is_visible("text=Drop files")
    page.select_option("#matter", "Halvorsen")
    page.set_input_files("#files", tmp_path / "At once.txt")
    page.click("form.add button.go")
    page.wait_for_url("**/deliveries/*")
    while "are through" in page.inner_text("p.counts") or "Waiting" in page.inner_text("p.counts"):
        page.reload()
    assert page.inner_text("p.counts") == "1 of 1 files was read."
    context.close()


def test_a_new_version_is_said_to_be_one_before_and_after_it_is_sent(lawyer: Page, tmp_path: Path) -> None:
    folder, base = tmp_path / "Signing set", lawyer.url.rstrip("/")
    folder.mkdir()
    (folder / "Cover letter.txt").write_text(SIDE_LETTER, encoding="utf-8")
    _sent(lawyer, base, folder, "Halvorsen")
    (folder / "Cover letter.txt").write_text(SIDE_LETTER.replace("12,500", "15,000"), encoding="utf-8")
    lawyer.goto(f"{base}/library/add")
    lawyer.set_input_files("#folder", folder)
    lawyer.select_option("#matter", "Halvorsen")
    lawyer.wait_for_selector("#known >> text=New version of SIDE LETTER (Cover letter.txt)")
    assert lawyer.inner_text("#add") == "Add 1 file to Halvorsen"
    require_accessible(lawyer)
    _picture(lawyer, "adding")
    lawyer.click("#add")
    lawyer.wait_for_selector("text=Take off the list")
    assert "version 2; the one before is of" in lawyer.inner_text("section[aria-labelledby=versions]")
    require_accessible(lawyer)
    lawyer.goto(f"{base}/library?words=cover+letter")
    assert "Version 2 of" in lawyer.inner_text("td.name")


def test_a_file_by_itself_is_sent_as_a_new_version_of_one_in_a_folder(lawyer: Page, tmp_path: Path) -> None:
    folder, base = tmp_path / "Escrow set", lawyer.url.rstrip("/")
    folder.mkdir()
    file = folder / "Escrow letter.txt"
    file.write_text(SIDE_LETTER, encoding="utf-8")
    _sent(lawyer, base, folder, "Halvorsen")
    file.write_text(SIDE_LETTER.replace("12,500", "17,000"), encoding="utf-8")
    lawyer.goto(f"{base}/library/add?matter=Halvorsen")
    lawyer.set_input_files("#files", file)
    lawyer.wait_for_selector("#known select")
    require_accessible(lawyer)
    lawyer.select_option("#known select", "Escrow set/Escrow letter.txt")
    lawyer.click("#add")
    lawyer.wait_for_selector("text=Take off the list")
    assert "version 2; the one before is of" in lawyer.inner_text("section[aria-labelledby=versions]")


def test_files_are_dropped_and_a_broken_off_delivery_goes_on(lawyer: Page, tmp_path: Path) -> None:
    base = lawyer.url.rstrip("/")
    lawyer.goto(f"{base}/library/add")
    lawyer.select_option("#matter", "Halvorsen")
    dropped = lawyer.evaluate_handle(
        """words => { const all = new DataTransfer();
           for (const name of ["One.txt", "Two.txt"]) all.items.add(new File([words + name], name));
           return all; }""",
        SIDE_LETTER,
    )
    lawyer.route("**/close", lambda route: route.abort())  # as if the browser had been closed
    lawyer.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    lawyer.wait_for_selector("text=2 files chosen")
    lawyer.click("form.add button.go")
    lawyer.wait_for_selector("text=the server cannot be reached")
    lawyer.unroute("**/close")
    asked: list[str] = []
    lawyer.on("request", lambda sent: asked.append(sent.method))
    (tmp_path / "One.txt").write_text(SIDE_LETTER + "One.txt", encoding="utf-8")
    lawyer.goto(f"{base}/library/add")
    lawyer.select_option("#matter", "Halvorsen")
    lawyer.set_input_files("#files", tmp_path / "One.txt")
    lawyer.click("form.add button.go")
    lawyer.wait_for_selector("text=Take off the list")
    assert "PATCH" not in asked  # what is there already is not sent twice
    assert lawyer.inner_text("p.counts") == "2 of 2 files were read."


def test_a_lost_connection_goes_on_when_the_server_does(lawyer: Page, demo: Served) -> None:
    lawyer.fill("#words", LIST)
    lawyer.click("button.go", no_wait_after=True)
    lawyer.locator("li.progress:visible").first.wait_for()
    for worker in psutil.Process(demo.process.pid).children(recursive=True):
        worker.kill()
    lawyer.locator("li.failed").wait_for()
    assert "The server was stopped" in lawyer.inner_text("li.failed")
