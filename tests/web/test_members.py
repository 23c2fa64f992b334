"""Letting people into a matter on the page: who may, what it does, and what others get to see of it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.conftest import texts
from tests.web.here import Page, opened

SAID = r'class="done"[^>]*>(.*?)</p>'
MEMBERS = r"<tr><td>(.*?)</td>"
SENSITIVITY = r'id="sensitivity"[^>]*>(.*?)</p>'


@pytest.fixture(scope="module")
def page(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm, with an administrator, and somebody who is a member of nothing."""
    with ExitStack() as stack:
        firm = firm_in(stack.enter_context(founded_to_serve.put_back(tmp_path_factory.mktemp("members") / "firm")))
        for arguments in (
            ("user", "add", "maud"),
            ("role", "add", "maud", "administrator"),
            ("user", "add", "vera"),
            ("user", "add", "kim"),
            ("group", "add", "team", "--member", "vera"),
            ("sensitivity", "supply", "internal"),
        ):
            firm.run("access", *arguments)
        yield stack.enter_context(opened(firm))


def test_an_administrator_lets_somebody_in_and_takes_it_back(page: Page) -> None:
    maud, vera = page.by("maud"), page.by("vera")
    assert "Lease 0007" not in vera.get("/library")
    answer = maud.send("/library/members", matter="lease", who=" vera ")
    shown = maud.get(answer.headers["location"])
    [said] = texts(shown, SAID)
    assert said.startswith("vera is a member of lease now.")
    number = re.search(r"Record (\d+)", said)
    assert number is not None
    record = page.workspace.audit.find(number[1])
    assert record is not None
    assert (record.kind, record.user, record.facts["what"]) == ("access", "maud", "grant")
    assert "vera" in texts(shown, MEMBERS)
    assert "Lease 0007" in vera.get("/library")
    answer = maud.send("/library/members/revoke", matter="lease", who="vera")
    shown = maud.get(answer.headers["location"])
    assert texts(shown, SAID)[0].startswith("vera is no member of lease any more.")
    assert "vera" not in texts(shown, MEMBERS)
    assert "Lease 0007" not in vera.get("/library")


def test_who_administers_the_rules_sees_how_sensitive_each_matter_is(page: Page) -> None:
    maud = page.by("maud")
    cells = texts(maud.get("/library/members"), r"<td>([^<]*(?:<span[^<]*</span>)?)</td></tr>")
    assert [re.sub(r"<[^>]+>", "", cell) for cell in cells] == ["unknown", "internal"]
    said = [texts(maud.get(f"/library/members?matter={matter}"), SENSITIVITY)[0] for matter in ("supply", "lease")]
    assert said[0].startswith("What is in it counts as internal.")
    assert said[1].startswith("Nobody has said how sensitive it is, so what is in it counts as privileged.")


def test_who_is_let_in_behind_a_wall_of_a_group_is_said_to_see_nothing(page: Page) -> None:
    maud = page.by("maud")
    for arguments in (
        ("group", "add", "opponents", "--member", "kim"),
        ("wall", "add", "opponents", "--matter", "lease"),
    ):
        page.firm.run("access", *arguments)
    out = "is behind a wall from it through opponents, so sees nothing of it"
    answer = maud.send("/library/members", matter="lease", who="kim")
    shown = maud.get(answer.headers["location"])
    assert texts(shown, SAID)[0].startswith(f"kim is a member of lease now, but {out}.")
    assert f"kim {out}" in texts(shown, MEMBERS)
    said = page.firm.run("access", "grant", "kim", "--matter", "lease").stdout
    assert "kim is behind a wall from lease through opponents, so sees nothing of it" in said


def test_a_group_in_the_list_says_which_people_it_has(page: Page) -> None:
    maud = page.by("maud")
    page.firm.run("access", "group", "add", "all-of-us", "--member", "team", "--member", "kim")
    page.firm.run("access", "wall", "add", "kim", "--matter", "supply")
    said = page.firm.run("access", "grant", "all-of-us", "--matter", "supply").stdout
    assert "of all-of-us, kim is behind a wall from supply, so sees nothing of it" in said
    people = texts(maud.get("/library/members?matter=supply"), r'<details class="people">(.*?)</details>')
    assert "2 people kim is behind a wall from it, so sees nothing of it vera" in people


def test_a_group_is_let_in_until_a_day(page: Page) -> None:
    owner, vera = page.by(page.workspace.rules.owner), page.by("vera")
    answer = owner.send("/library/members", matter="supply", who="team", until="2999-12-31")
    assert "31 Dec 2999" in owner.get(answer.headers["location"])
    assert "supply" in vera.get("/library")
    owner.send("/library/members/revoke", matter="supply", who="team")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"who": "nobody", "matter": "lease"}, "nobody"),
        ({"who": "vera", "matter": "nowhere"}, "nowhere"),
        ({"who": "vera", "matter": "lease", "until": "2020-01-01"}, "2020-01-01 is past"),
        ({"who": "maud", "matter": "lease"}, "maud is an administrator and cannot change"),
    ],
    ids=["unknown person", "unknown matter", "past", "oneself"],
)
def test_what_is_refused_is_said_in_a_sentence_and_changes_nothing(
    page: Page, fields: dict[str, str], said: str
) -> None:
    before, maud = page.workspace.rules.version, page.by("maud")
    answer = maud.send("/library/members", part=False, **fields)
    assert answer.status_code == 422
    [why] = texts(answer.text, r'id="why-not" role="alert">(.*?)</p>')
    assert said in why
    assert f'value="{fields["who"]}"' in answer.text
    assert page.workspace.rules.version == before


def test_only_a_change_that_holds_is_said_to_be_done(page: Page) -> None:
    maud = page.by("maud")
    maud.send("/library/members", matter="lease", who="nobody")
    for who in ("nobody", "bob", "maud"):
        assert texts(maud.get(f"/library/members?matter=lease&who={who}"), SAID) == []


def test_for_others_there_is_nothing_here(page: Page) -> None:
    alice = page.by("alice")
    missing = alice.get("/documents/nothing")
    for address in ("/library/members", "/library/members?matter=lease", "/library/members?matter=nowhere"):
        assert alice.get(address) == missing
    for matter in ("lease", "nowhere"):
        for address in ("/library/members", "/library/members/revoke"):
            refused = alice.send(address, matter=matter, who="alice")
            assert (refused.status_code, refused.text) == (404, missing)
    assert "/library/members" not in alice.get("/library")
    assert next(page.workspace.audit.newest("alice", ("failure",))).facts["what"] == "page members"
    assert 'href="/library/members"' in page.by("maud").get("/library")
