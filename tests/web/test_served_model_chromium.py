"""A language model that the server runs itself, in Chromium: the place in its queue, how fast it is, and stopping."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.kept import Kept
from tests.models.test_llama_engine import GGUF, needs_gguf
from tests.walk.conftest import firm_in
from tests.web.chromium import launched, needs_chromium
from tests.web.conftest import PASSWORD, Served, serving
from tests.web.test_chromium import require_accessible

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(600),
    needs_chromium,
    needs_gguf,
]

SPEED = re.compile(rf"{GGUF.stem}\S*, within the firm, has (read|written) [\d,]+ .*tokens? at \d+ a second")


@pytest.fixture(scope="module")
def served(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The firm, whose server runs llama.cpp."""
    with founded_to_serve.put_back(tmp_path_factory.mktemp("model") / "firm") as place:
        firm = firm_in(place)
        with (firm.workspace / "settings.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[model]\nprovider = "llama.cpp"\ngguf = "{GGUF}"\ncontext_tokens = 8192\n')
        firm.run("workspace", "trust", "--yes")
        with serving(firm) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    """The browser; made after the firm, since while it runs this thread has an event loop."""
    assert served.base
    with sync_playwright() as playwright:
        yield launched(playwright)


def _page(chromium: Browser, served: Served, user: str) -> Page:
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(served.link(user))
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main button")
    page.wait_for_selector("main.home")
    return page


def _ask(page: Page, question: str) -> None:
    page.goto(page.url.partition("/questions")[0])
    page.fill("#words", question)
    page.get_by_label("Written").check()
    page.click("form.ask button.go", no_wait_after=True)


def _stop(page: Page) -> None:
    page.click("form.stop button")
    expect(page.locator(".why")).to_contain_text("Stopped.")


def test_who_waits_for_a_model_sees_their_place_its_speed_and_can_stop(chromium: Browser, served: Served) -> None:
    alice, bob = (_page(chromium, served, user) for user in ("alice", "bob"))
    _ask(alice, "How much is the rent, and what does late rent bear?")
    expect(alice.locator("li.progress:visible").last).to_contain_text(SPEED)
    _ask(bob, "What is the price of each pump, and how long is the warranty?")
    expect(bob.locator("li.progress:visible").last).to_contain_text(f"1 question before yours at {GGUF.stem}")
    require_accessible(bob)
    _stop(alice)
    expect(bob.locator("li.progress:visible").last).to_contain_text(SPEED)
    _stop(bob)
    _ask(alice, "When does the term end?")  # nobody who stopped is still before her
    expect(alice.locator("li.progress:visible").last).to_contain_text(SPEED)
    _stop(alice)
