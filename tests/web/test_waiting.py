"""What takes two people, on the page: who sees it, in which words, and what comes of confirming and declining."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.walk.test_sent import NOTE, send
from tests.web.conftest import texts
from tests.web.here import Page, opened

from pincite.access.facts import Target, Wall
from pincite.session import Session
from pincite.session.coming_in import record_entry
from pincite.session.provided import follow_provider

LINES = r'<ul class="changes">(.*?)</ul>'

WALL = Wall("bob", Target(matter="lease"))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm, with an administrator, where a wall falls and documents are erased by two people."""
    with ExitStack() as stack:
        firm = firm_in(stack.enter_context(founded_to_serve.put_back(tmp_path_factory.mktemp("waiting") / "firm")))
        public = firm.json("access", "key", "make", str(tmp_path_factory.mktemp("keys") / "alice"))
        for arguments in (
            ("user", "add", "maud"),
            ("role", "add", "maud", "administrator"),
            ("key", "add", "bob", str(public["public"])),
            ("two-person", "add", "wall remove"),
            ("two-person", "add", "erase"),
        ):
            firm.run("access", *arguments)
        yield stack.enter_context(opened(firm))


def owner_of(page: Page) -> str:
    return page.workspace.rules.owner


def asked(page: Page) -> str:
    """The id of a request of the owner's to take the wall down, made on the command line."""
    for one in page.workspace.access.pending():
        page.firm.run("access", "withdraw", one.id)
    page.firm.run("access", "wall", "remove", "bob", "--matter", "lease", status=1)
    [request] = page.workspace.access.pending()
    return request.id


def test_an_administrator_reads_what_would_change_and_confirms_it(page: Page) -> None:
    request, maud = asked(page), page.by("maud")
    assert "1 request waits for a second person" in maud.get("/")
    shown = maud.get("/waiting")
    assert texts(shown, LINES) == ["The wall that keeps bob from the matter lease would be taken down."]
    assert f"Asked for by {owner_of(page)}" in shown
    answer = maud.send(f"/waiting/{request}/confirm")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/waiting?done={request}")
    assert "Confirmed, and done." in maud.get(answer.headers["location"])
    assert WALL not in page.workspace.access.state().facts
    done = next(page.workspace.audit.newest("maud", ("access",)))
    assert (done.facts["what"], done.facts["second"], done.facts["by"]) == ("two people: confirmed", "maud", "account")
    assert "waits for a second person</a>" not in maud.get("/")
    again = maud.send(f"/waiting/{request}/confirm")
    assert (again.status_code, "nothing waits under" in again.text.lower()) == (403, True)
    page.firm.run("access", "wall", "add", "bob", "--matter", "lease")


def test_what_is_declined_is_not_done_and_on_the_record(page: Page) -> None:
    request, maud = asked(page), page.by("maud")
    answer = maud.send(f"/waiting/{request}/withdraw")
    assert "Declined. Nothing was changed." in maud.get(answer.headers["location"])
    assert WALL in page.workspace.access.state().facts
    assert page.workspace.access.pending() == []
    assert next(page.workspace.audit.newest("maud", ("access",))).facts["what"] == "two people: withdrawn"


def test_whoever_may_not_confirm_finds_nothing_there(page: Page) -> None:
    request, alice = asked(page), page.by("alice")
    assert alice.get("/waiting") == alice.get("/documents/nothing")
    for address in (f"/waiting/{request}/confirm", f"/waiting/{request}/withdraw", "/waiting/none/confirm"):
        assert (alice.send(address).status_code, alice.send(address).text) == (404, alice.get("/documents/nothing"))
    assert "second person" not in alice.get("/") + alice.get("/library")
    assert page.workspace.access.request(request).id == request


def test_whoever_asked_takes_it_back_and_does_not_confirm(page: Page) -> None:
    request, owner = asked(page), page.by(owner_of(page))
    shown = owner.get("/waiting")
    assert "Confirm, and do it" not in shown
    assert "Take it back" in shown
    refused = owner.send(f"/waiting/{request}/confirm")
    assert (refused.status_code, "takes another person" in refused.text) == (403, True)
    assert WALL in page.workspace.access.state().facts
    assert owner.send(f"/waiting/{request}/withdraw").status_code == 303


def test_whoever_has_no_part_in_the_matter_reads_no_word_of_it(page: Page) -> None:
    asked(page)
    bob = page.by("bob")  # holds a key, and is behind the wall
    shown = bob.get("/waiting")
    assert (texts(shown, LINES), "1 more request speaks of matters" in shown) == ([], True)
    assert "lease" not in re.sub(r"released|Released", "", texts(shown, r"<main.*?>(.*?)</main>")[0])


@pytest.mark.parametrize("is_walled", [True, False])
def test_whoever_may_not_know_a_wall_that_falls_is_not_told_of_what_lifts_it(page: Page, is_walled: bool) -> None:
    asked(page)
    group, matter = ("walled-team", "Kestrel takeover") if is_walled else ("other-team", "Heron buyout")
    for arguments in (
        ("group", "add", group, "--member", "alice"), ("matter", "add", matter),
        ("wall", "add", group, "--matter", matter),
        *([("wall", "add", "bob", "--matter", matter)] if is_walled else []),
    ):  # fmt: skip
        page.firm.run("access", *arguments)
    page.firm.run("access", "group", "remove", group, "--member", "alice", status=1)
    [request] = [one for one in page.workspace.access.pending() if group in one.what]
    lines = (
        f"alice would leave the group {group}. So alice would no longer be behind the wall before the matter {matter}."
    )
    bob, maud = page.by("bob"), page.by("maud")
    assert [one for one in texts(bob.get("/waiting"), LINES) if group in one or matter in one] == []
    assert "2 more requests speak of matters" in bob.get("/waiting")
    assert group not in page.firm.run("access", "pending", "--as", "bob").output
    assert lines in texts(maud.get("/waiting"), LINES)
    if not is_walled:
        page.firm.run("access", "grant", "bob", "--matter", matter)
        assert lines in texts(bob.get("/waiting"), LINES)
    assert maud.send(f"/waiting/{request.id}/withdraw").status_code == 303


def test_what_one_may_not_know_is_decided_on_as_if_it_were_not_there(page: Page) -> None:
    request, bob = asked(page), page.by("bob")  # holds a key, and is behind the wall
    for what in ("confirm", "withdraw"):
        closed, missing = (bob.send(f"/waiting/{one}/{what}") for one in (request, "0" * len(request)))
        assert closed.status_code == missing.status_code == 403
        assert closed.text == missing.text.replace("0" * len(request), request)
    assert page.workspace.access.request(request).id == request
    said = [page.firm.run("access", verb, one, "--as", "bob", status=1).stderr.replace(one, "ID")
            for verb in ("withdraw", "pending") for one in (request, "0" * len(request))]  # fmt: skip
    assert len(set(said)) == 1
    record_entry(Session(page.workspace, page.workspace.signed_in("bob").principal), "password set")
    assert "password was set" not in bob.send(f"/waiting/{request}/confirm").text


def test_a_password_that_was_set_since_confirms_nothing(page: Page) -> None:
    request = asked(page)
    record_entry(Session(page.workspace, page.workspace.signed_in("maud").principal), "password set")
    refused = page.by("maud").send(f"/waiting/{request}/confirm")
    assert (refused.status_code, "password was set" in refused.text) == (403, True)
    assert WALL in page.workspace.access.state().facts
    request = asked(page)
    assert page.by("maud").send(f"/waiting/{request}/confirm").status_code == 303
    page.firm.run("access", "wall", "add", "bob", "--matter", "lease")


def test_a_group_of_the_provider_that_would_lift_a_wall_says_so(page: Page) -> None:
    asked(page)
    for arguments in (
        ("group", "add", "litigators"), ("user", "add", "rolf"),
        ("group", "add", "walled", "--member", "rolf"), ("wall", "add", "walled", "--matter", "supply"),
    ):  # fmt: skip
        page.firm.run("access", *arguments)
    page.firm.run("access", "role", "add", "litigators", "auditor")
    server = Session(page.workspace, page.workspace.signed_in(owner_of(page)).principal)
    follow_provider(server, "rolf", ["litigators"], "https://login.example.com")
    [lines] = [one for one in texts(page.by("maud").get("/waiting"), LINES) if "rolf" in one]
    assert lines.startswith("rolf would come into the group litigators, as the firm&#39;s provider of accounts says.")
    assert lines.endswith("So rolf would be an auditor.")


def test_an_erasure_is_confirmed_by_whoever_has_a_key_and_may_see_it(page: Page) -> None:
    send(page.firm, "alice", "d1", {"to erase.txt": NOTE})
    alice = page.by("alice")
    [document] = [one["document"] for one in page.firm.documents("alice") if one["path"].endswith("to erase.txt")]
    waits = alice.send(f"/documents/{document}/erase", sure="yes", reason="sent by mistake")
    assert (waits.status_code, "Waiting for a second person" in waits.text) == (202, True)
    owner = page.by(owner_of(page))
    [lines] = [one for one in texts(owner.get("/waiting"), LINES) if "erased" in one]
    assert "sent by mistake" in lines
    [request] = [one.id for one in page.workspace.access.pending() if one.by.user == "alice"]
    assert owner.send(f"/waiting/{request}/confirm").status_code == 303
    assert document not in {one["document"] for one in page.firm.documents("alice")}
    assert page.firm.json("audit", "verify")["ok"]
