"""The library over HTTP: what is found in it, and what can be done with a document, on the page of who may."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Served, Visitor, texts
from tests.web.test_adding import begun, finished, note, send

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def alice(served: Served) -> Visitor:
    return served.visitor("alice")


@pytest.fixture(scope="module")
def bob(served: Served) -> Visitor:
    return served.visitor("bob")


def added(alice: Visitor, name: str, content: bytes) -> str:
    """The address of a document that was sent and read."""
    token = alice.form_token()
    delivery = begun(alice, token)
    send(alice, token, delivery, name, content)
    alice.post(f"{delivery}/close", {"form_token": token})
    finished(alice, delivery)
    words = name.rpartition("/")[2].replace(" ", "+")
    [address] = re.findall(r'class="name"><a href="(/documents/[^"]+)"', alice.get(f"/library?words={words}").text)
    return str(address)


def test_the_library_is_searched_and_narrowed(alice: Visitor, bob: Visitor) -> None:
    page = alice.get("/library")
    assert "1 document that you may see" in page.text
    assert texts(page.text, r'class="name">(.*?)</a>') == ["LEASE OF UNIT 4 (Lease 0007 Unit 4.txt)"]
    assert "Lease 0007" in alice.get("/library?words=lease+0007&file=text&kind=lease").text
    assert "No document is like that" in alice.get("/library?words=nothing").text
    assert "No document is like that" in bob.get("/library?words=0007").text
    assert alice.get("/library?since=&until=&words=&kind=&party=&order=name").status_code == 200
    assert alice.get("/library?after=nonsense").status_code == 422
    hidden, missing = alice.get("/library?matter=supply"), alice.get("/library?matter=none")
    assert (hidden.status_code, hidden.text) == (404, missing.text)


def test_a_document_has_its_facts_versions_and_file(alice: Visitor, bob: Visitor) -> None:
    document = added(alice, "Binder/hours 1.txt", note(1))
    added(alice, "Binder/hours 1.txt", note(1).replace(b"6 p.m.", b"9 p.m."))
    about = alice.get(f"{document}/about").text
    assert texts(about, r"<li><span>(Version \d)") == ["Version 2", "Version 1"]
    changes = alice.get(f"{document}/changes?earlier=1&later=2").text
    assert (texts(changes, r"<del>(.*?)</del>"), texts(changes, r"<ins>(.*?)</ins>")) == (["6"], ["9"])
    file = alice.get(f"{document}/original?version=1")
    assert file.content == note(1)
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''hours%201.txt"
    assert (file.headers["content-type"], file.headers["x-content-type-options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    for address in ("about", "original", "changes?earlier=1&later=2", "as-amended"):
        hidden, missing = bob.get(f"{document}/{address}"), bob.get(f"/documents/nothing/{address}")
        assert (hidden.status_code, hidden.text) == (404, missing.text)
    own = alice.get("/library").text
    other = re.findall(r'href="(/documents/[^"/]*lease[^"/]*|/documents/[^"/]+)"', own)[-1]
    compared = alice.get(f"/compare?a={document.rpartition('/')[2]}&b={other.rpartition('/')[2]}")
    assert "two different documents" in compared.text


def test_a_document_is_moved_removed_and_erased_by_whoever_may(served: Served, alice: Visitor, bob: Visitor) -> None:
    served.firm.run("access", "grant", "alice", "--matter", "supply")
    document = added(alice, "to move.txt", note(2))
    identity, token = document.rpartition("/")[2], alice.form_token()
    assert bob.post(f"{document}/move", {"matter": "supply", "form_token": bob.form_token()}).status_code == 404
    assert alice.post(f"{document}/move", {"matter": "supply", "form_token": "forged"}).status_code == 403
    moved = alice.post(f"{document}/move", {"matter": "supply", "form_token": token})
    assert (moved.status_code, moved.headers["location"].partition("?")[0]) == (303, f"{document}/about")
    assert bob.get(document).status_code == 200
    assert alice.post(f"{document}/remove", {"form_token": token}).status_code == 303
    assert bob.get(document).status_code == 404
    document = added(alice, "to erase.txt", note(3))
    identity = document.rpartition("/")[2]
    preview = alice.post(f"{document}/erase", {"form_token": token})
    assert identity in preview.text
    [called] = re.findall(rf'<li class="path">([^<]+) <span class="quiet">{identity}</span>', preview.text)
    assert called != identity
    assert alice.get(document).status_code == 200
    unsure = alice.post(f"{document}/erase", {"form_token": token, "sure": "yes", "reason": " "})
    assert "the reason goes on the record" in unsure.text
    erased = alice.post(f"{document}/erase", {"form_token": token, "sure": "yes", "reason": "sent by mistake"})
    assert "These were erased" in erased.text
    assert alice.get(document).status_code == 404
    kept = [file.read_bytes() for file in (served.firm.workspace / "originals").rglob("*") if file.is_file()]
    assert note(3) not in kept
    assert served.firm.json("audit", "verify")["ok"]


def test_what_takes_two_people_waits_for_the_second(served: Served, alice: Visitor, tmp_path: Path) -> None:
    public: Any = served.firm.json("access", "key", "make", str(tmp_path / "bob"))
    served.firm.run("access", "key", "add", "bob", public["public"])
    served.firm.run("access", "two-person", "add", "erase")
    document = added(alice, "to ask.txt", note(4))
    sent = {"form_token": alice.form_token(), "sure": "yes", "reason": "sent by mistake"}
    waits = alice.post(f"{document}/erase", sent)
    assert (waits.status_code, "takes two people" in waits.text) == (202, True)
    assert alice.get(document).status_code == 200
