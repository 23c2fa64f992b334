"""What is changed on the page: that it is said so, by the record, and to whom it is offered."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.walk.test_sent import NOTE, send
from tests.web.conftest import texts
from tests.web.here import Page, Visitor, opened

from pincite.ask import new_id
from pincite.serving.values import Pending
from pincite.web.cookies import COOKIE

if TYPE_CHECKING:
    from httpx2 import Response

SAID = r'class="done"[^>]*>(.*?)</p>'


@pytest.fixture(scope="module")
def page(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm, whose alice has two matters."""
    with ExitStack() as stack:
        firm = firm_in(stack.enter_context(founded_to_serve.put_back(tmp_path_factory.mktemp("changing") / "firm")))
        firm.run("access", "grant", "alice", "--matter", "supply")
        yield stack.enter_context(opened(firm))


def sent(page: Page, name: str, words: bytes = NOTE) -> str:
    """The id of a document that alice sent to the lease."""
    send(page.firm, "alice", f"d-{name}", {name: words})
    [document] = [one["document"] for one in page.firm.documents("alice") if one["path"].endswith(f"/{name}")]
    return str(document)


def led(visitor: Visitor, response: "Response") -> str:
    """The page that sending a form leads to."""
    assert response.status_code == 303, response.text
    return visitor.get(response.headers["location"])


def test_a_move_is_confirmed_where_the_document_is_now(page: Page) -> None:
    alice, document = page.by("alice"), sent(page, "to move.txt")
    said = texts(led(alice, alice.send(f"/documents/{document}/move", matter="supply")), SAID)
    assert said[0].startswith("Moved to supply.")
    number = re.search(r"Record (\d+)", said[0])
    assert number is not None
    record = page.workspace.audit.find(number[1])
    assert record is not None
    assert (record.kind, record.user) == ("move", "alice")


def test_a_removal_is_confirmed_in_the_library_with_what_the_record_keeps(page: Page) -> None:
    alice, document = page.by("alice"), sent(page, "to remove.txt")
    answer = alice.send(f"/documents/{document}/remove")
    [said] = texts(led(alice, answer), SAID)
    assert said.startswith("Removed: to remove.txt. It is found and shown no more.")
    assert "stays on the record" in said
    assert texts(page.by("bob").get(answer.headers["location"]), SAID) == []


def test_only_what_the_record_says_is_confirmed(page: Page) -> None:
    alice = page.by("alice")
    answered = page.asked("alice")
    for record in ("nothing", "1", answered):
        assert texts(alice.get(f"/library?done={record}"), SAID) == []


def test_labels_are_changed_and_decide_who_sees_a_document(page: Page) -> None:
    alice, document = page.by("alice"), sent(page, "to label.txt")
    page.firm.run("access", "user", "add", "dora")
    page.firm.run("access", "grant", "dora", "--label", "open to all")
    assert document not in {one["document"] for one in page.firm.documents("dora")}
    labelled = led(alice, alice.send(f"/documents/{document}/labels", labels="open to all, draft, draft"))
    assert texts(labelled, SAID)[0].startswith("Labelled draft, open to all.")
    assert document in {one["document"] for one in page.firm.documents("dora")}
    hits = page.firm.json("search", "When does the office close?", "--as", "dora")["hits"]
    assert isinstance(hits, list)
    assert {hit["document"] for hit in hits} == {document}
    taken = led(alice, alice.send(f"/documents/{document}/labels", labels=""))
    assert texts(taken, SAID)[0].startswith("All labels were taken away.")
    assert page.firm.documents("dora") == []
    assert page.firm.json("search", "When does the office close?", "--as", "dora")["hits"] == []
    assert page.firm.json("audit", "verify")["ok"]


def test_nobody_labels_what_they_may_not_move(page: Page) -> None:
    alice, bob, document = page.by("alice"), page.by("bob"), sent(page, "not his.txt")
    hidden = bob.send(f"/documents/{document}/labels", labels="privileged")
    missing = bob.send("/documents/nothing/labels", labels="privileged")
    assert (hidden.status_code, hidden.text) == (404, missing.text)
    assert "looks like" in alice.send(f"/documents/{document}/labels", labels="privi1eged, privileged").text
    page.firm.run("access", "role", "add", "alice", "auditor")
    assert "Labels" not in alice.get(f"/documents/{document}/about")
    assert alice.send(f"/documents/{document}/labels", labels="privileged").status_code == 403
    page.firm.run("access", "role", "remove", "alice", "auditor")


def test_a_matter_is_opened_by_whoever_administers_and_by_nobody_else(page: Page) -> None:
    owner, alice = page.by(page.workspace.rules.owner), page.by("alice")
    assert "/library/matters/new" in owner.get("/library")
    opened_now = led(owner, owner.send("/library/matters", name="Harbor lease"))
    assert texts(opened_now, SAID)[0].startswith("Harbor lease was opened.")
    assert page.workspace.rules.matters >= {"Harbor lease"}
    again = owner.send("/library/matters", name="Harbor lease")
    assert (again.status_code, "Harbor lease" in again.text) == (422, True)
    assert "/library/matters/new" not in alice.get("/library")
    hidden, missing = alice.get("/library/matters/new"), alice.get("/documents/nothing")
    assert hidden == missing
    assert alice.send("/library/matters", name="Mine").status_code == 404
    assert "Mine" not in page.workspace.rules.matters
    refused = next(page.workspace.audit.newest("alice", ("failure",)))
    assert refused.facts["what"] == "page matter add"


def test_an_administrator_opens_a_matter_and_reads_nothing_in_it(page: Page) -> None:
    page.firm.run("access", "user", "add", "maud")
    page.firm.run("access", "role", "add", "maud", "administrator")
    maud = page.by("maud")
    made = maud.send("/library/matters", name="Quarry")
    assert texts(made.text, r"<h1>(.*?)</h1>") == ["Quarry was opened"]
    assert f"{page.workspace.rules.owner}, who owns this workspace, is its first member" in made.text


def test_a_question_that_was_interrupted_is_put_away_and_back(page: Page) -> None:
    alice, bob, now = page.by("alice"), page.by("bob"), page.workspace.now()
    identity = new_id()
    page.store.begin(Pending(identity, "alice", "Was this interrupted?", 0, now, "gone"))
    assert "Was this interrupted?" in alice.get("/questions")
    assert bob.send(f"/questions/{identity}/away").status_code == 404
    assert alice.send(f"/questions/{identity}/away").status_code == 303
    for address in ("/questions", "/"):
        assert "Was this interrupted?" not in alice.get(address)
    assert "Was this interrupted?" in alice.get("/questions?away=1")
    assert alice.send(f"/questions/{identity}/away", back="1").status_code == 303
    assert "Was this interrupted?" in alice.get("/questions")


def test_it_is_said_before_sending_which_files_would_be_new_versions(page: Page) -> None:
    alice, bob = page.by("alice"), page.by("bob")
    sent(page, "fee letter.txt")
    moved = sent(page, "moved letter.txt")
    alice.send(f"/documents/{moved}/move", matter="supply")
    names = ["fee letter.txt", "moved letter.txt", "new.txt"]
    fields = {"matter": "lease", "names": names, "form_token": token_of(alice)}
    said = page.client.post("/library/add/known", data=fields, headers=cookie(alice))
    assert said.status_code == 200
    assert re.findall(r"New version of <a [^>]*>([^<]*)</a>", said.text) == ["NOTE (fee letter.txt)"]
    assert texts(said.text, r"<li><a [^>]*>(.*?)</li>") == ["NOTE (moved letter.txt) in supply"]
    hidden, missing = (
        bob.send("/library/add/known", matter=name, names="fee letter.txt") for name in ("lease", "none")
    )
    assert (hidden.status_code, hidden.text) == (404, missing.text)


def test_a_file_by_itself_is_offered_as_a_new_version_of_one_in_a_folder(page: Page) -> None:
    alice, bob = page.by("alice"), page.by("bob")
    send(page.firm, "alice", "d-side", {"Binder/side letter.txt": NOTE})
    fields = {"matter": "lease", "names": "Side letter.txt", "form_token": token_of(alice)}
    said = page.client.post("/library/add/known", data=fields, headers=cookie(alice)).text
    assert re.findall(r'data-name="([^"]*)"', said) == ["Side letter.txt"]
    assert re.findall(r'<option value="([^"]*)">([^<]*)</option>', said) == [
        ("", "a document of its own"),
        ("Binder/side letter.txt", "a new version of NOTE (side letter.txt) in Binder"),
    ]
    hidden, missing = (
        bob.send("/library/add/known", matter=name, names="Side letter.txt") for name in ("lease", "none")
    )
    assert (hidden.status_code, hidden.text) == (404, missing.text)


def token_of(visitor: Visitor) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', visitor.get("/"))
    assert found is not None
    return found[1]


def cookie(visitor: Visitor) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={visitor.secret}"}
