"""The way from an empty workspace to a first answer, as the terminal and the page show it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.command_line import invoke
from tests.kept import keys_in
from tests.walk.conftest import LEASE, unmade
from tests.walk.supplies import supply_contract
from tests.walk.test_sent import send
from tests.web.conftest import texts
from tests.web.here import Page, Visitor, opened

HEADING = r"<h1>(.*?)</h1>"
STEPS = r"<li[^>]*><b>(.*?)</b>"
EXAMPLE = r"<a href=\"/\?question=[^>]*>(.*?)</a>"
LED_TO = r'<a class="go" href="([^"]+)"'


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The page over a workspace in which somebody was made known, and nothing else."""
    with keys_in(tmp_path):
        firm = unmade(tmp_path)
        firm.run("access", "user", "add", "alice")
        with opened(firm) as page:
            yield page


def led_to(visitor: Visitor, address: str = "/") -> str:
    """Where the one button of a page leads."""
    [found] = re.findall(LED_TO, visitor.get(address))
    return str(found)


def test_without_a_workspace_serving_says_how_an_empty_one_is_made(tmp_path: Path) -> None:
    there = tmp_path / "a firm"
    refused = invoke("--workspace", str(there), "serve")
    assert refused.exit_code == 1
    assert f"there is no workspace at {there}" in refused.stderr
    for how in ("access matter add NAME", "ingest FOLDER --matter NAME"):
        assert f"pincite {how} --workspace '{there}'" in refused.stderr


def test_the_page_leads_the_owner_from_nothing_to_a_first_answer(page: Page) -> None:
    owner = page.by(page.workspace.rules.owner)
    assert texts(owner.get("/"), STEPS) == ["Open a matter.", "Add its documents.", "Ask."]
    assert "Open a matter</a> first" in owner.get("/library")
    assert led_to(owner) == "/library/matters/new"
    owner.send("/library/matters", name="lease")
    assert texts(owner.get("/"), STEPS)[0] == "The matter lease is open to you."
    assert led_to(owner) == "/library/add?matter=lease"
    send(page.firm, page.workspace.rules.owner, "d1", {"Lease.txt": LEASE.encode()})
    home = owner.get("/")
    assert texts(home, HEADING) == ["What do you want to know?"]
    assert 'name="question"' in home
    assert "$4,200 per month" in owner.get(f"/questions/{page.asked(owner.user)}")


def test_who_can_open_and_add_nothing_is_told_who_can(page: Page) -> None:
    alice = page.by("alice")
    assert "Whoever administers pincite can grant you one." in alice.get("/")
    assert re.findall(LED_TO, alice.get("/")) == []
    page.firm.run("access", "matter", "add", "lease")
    assert "lease" not in alice.get("/")
    page.firm.run("access", "grant", "alice", "--matter", "lease")
    assert led_to(alice) == "/library/add?matter=lease"
    page.firm.run("access", "role", "add", "alice", "auditor")  # who reads, and adds nothing
    assert texts(alice.get("/"), HEADING) == ["There is nothing to ask about yet"]
    assert re.findall(LED_TO, alice.get("/")) == []


def test_a_matter_that_an_address_names_is_chosen_to_ask_in(page: Page) -> None:
    owner = page.by(page.workspace.rules.owner)
    for matter in ("lease", "supply"):
        owner.send("/library/matters", name=matter)
    send(page.firm, owner.user, "d1", {"Lease.txt": LEASE.encode()})
    assert re.findall(r'<option value="(\w*)" selected>', owner.get("/?matter=supply")) == ["supply"]
    assert re.findall(r'<option value="(\w*)" selected>', owner.get("/?matter=nowhere")) == []


def test_examples_are_made_of_documents_that_somebody_may_see(page: Page) -> None:
    owner, alice = page.by(page.workspace.rules.owner), page.by("alice")
    for matter, who in (("lease", "alice"), ("supply", "alice"), ("secret", owner.user)):
        owner.send("/library/matters", name=matter)
        page.firm.run("access", "grant", who, "--matter", matter)
    assert texts(alice.get("/"), EXAMPLE) == []
    for matter, name in (("secret", "Dunmore"), ("lease", "Halvorsen"), ("lease", "Brightwater")):
        folder = page.firm.folder / matter
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(supply_contract(name), encoding="utf-8")
        page.firm.run("ingest", str(folder), "--matter", matter)
    examples = texts(alice.get("/"), EXAMPLE)
    assert len(examples) == 3
    assert any("Halvorsen" in one for one in examples)
    assert "Dunmore" not in alice.get("/")
    record = next(page.workspace.audit.newest("alice", ("read",)))
    assert (record.facts["what"], record.facts["documents"]) == ("suggested", 2)
    [address, *_] = re.findall(r'href="(/\?question=[^"]+)"', alice.get("/"))
    assert f">{examples[0]}</textarea>" in alice.get(address)
    for one in examples:
        assert "No answer" not in alice.get(f"/questions/{page.asked('alice', one)}")
    assert texts(alice.get("/"), EXAMPLE) == []


def test_an_administrator_is_led_to_what_is_theirs_to_do(page: Page) -> None:
    page.firm.run("access", "role", "add", "alice", "administrator")
    alice = page.by("alice")
    for address in ("/", "/library"):
        shown = alice.get(address)
        assert "can grant you" not in shown
        for there in ("/library/members", "/library/matters/new", "/waiting"):
            assert f'href="{there}"' in shown
            assert texts(alice.get(there), HEADING)


def test_documents_are_added_to_the_matter_that_one_comes_from_or_to_one_of_choice(page: Page) -> None:
    owner = page.by(page.workspace.rules.owner)
    chosen = r'<option value="(\w*)" selected>'
    owner.send("/library/matters", name="lease")
    assert texts(owner.get("/library/add"), r"<option[^>]*>(.*?)</option>") == ["lease"]
    owner.send("/library/matters", name="supply")
    assert texts(owner.get("/library/add"), r"<option[^>]*>(.*?)</option>") == ["Choose a matter", "lease", "supply"]
    assert re.findall(chosen, owner.get("/library/add")) == [""]
    assert re.findall(chosen, owner.get("/library/add?matter=supply")) == ["supply"]
    assert re.findall(chosen, owner.get("/library/add?matter=nowhere")) == [""]
