"""The record on the page: who reads it, what they see of it, and what their reading leaves behind."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.conftest import texts
from tests.web.here import RENT, Page, opened

from pincite import web
from pincite.web.doors import IN_WORDS

ENTRIES = r"<li><a href=\"/record/\d+\">(.*?)</li>"
OLDER = r'href="([^"]+)" rel="next"'


@pytest.fixture
def page(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm, with an auditor who sees one matter and an administrator who reads nothing."""
    with ExitStack() as stack:
        firm = firm_in(stack.enter_context(founded_to_serve.put_back(tmp_path_factory.mktemp("record") / "firm")))
        for arguments in (
            ("user", "add", "audra"),
            ("role", "add", "audra", "auditor"),
            ("grant", "audra", "--matter", "lease"),
            ("user", "add", "maud"),
            ("role", "add", "maud", "administrator"),
        ):
            firm.run("access", *arguments)
        yield stack.enter_context(opened(firm))


def newest(page: Page) -> int:
    return page.workspace.audit.head().seq


def test_an_auditor_finds_a_question_and_what_was_shown_for_it(page: Page) -> None:
    page.asked("alice")
    asked = newest(page)
    audra = page.by("audra")
    [row] = [one for one in texts(audra.get("/record?person=alice"), ENTRIES) if RENT in one]
    assert f"Record {asked}" in row
    reading = page.workspace.audit.find(str(newest(page)))
    assert reading is not None
    assert (reading.user, reading.kind, reading.facts["what"]) == ("audra", "read", "page record list")
    assert any("Looked through the record" in one for one in texts(audra.get("/record?person=audra"), ENTRIES))
    shown = audra.get(f"/record/{asked}")
    assert RENT in shown
    assert "$4,200 per month" in shown
    opened_it = page.workspace.audit.find(str(newest(page)))
    assert opened_it is not None
    assert (opened_it.facts["what"], opened_it.facts["record"]) == ("page record", asked)


def test_what_is_closed_to_an_auditor_is_withheld_and_left_out_of_a_matter(page: Page) -> None:
    question = "What does each pump cost?"
    page.asked("bob", question)
    asked, audra = newest(page), page.by("audra")
    assert question not in audra.get("/record?person=bob")
    assert "withheld" in audra.get(f"/record/{asked}")
    assert question not in audra.get(f"/record/{asked}")
    assert texts(audra.get("/record?matter=supply"), ENTRIES) == []
    page.firm.run("access", "wall", "add", "audra", "--matter", "lease")
    page.asked("alice")
    assert RENT not in audra.get("/record")


def test_for_others_there_is_no_such_page(page: Page) -> None:
    for user in ("alice", "maud"):
        visitor = page.by(user)
        assert "The record" not in visitor.get("/library")
        assert [visitor.head("/record"), visitor.send("/record/check").status_code] == [404, 404]
        assert visitor.get("/record") == visitor.get("/record/1")
        assert "Nothing here" in visitor.get("/record")


def test_older_records_follow_without_a_gap_and_none_twice(page: Page) -> None:
    audra, address, seen = page.by("audra"), "/record", []
    last = newest(page)
    while address:
        shown = audra.get(address)
        seen += [int(one) for one in re.findall(r'href="/record/(\d+)"', shown)]
        following = re.search(OLDER, shown)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == list(range(last, 0, -1))


def test_a_day_without_records_has_none_and_a_day_that_is_none_is_said_to_be_one(page: Page) -> None:
    audra = page.by("audra")
    assert "No record is like that." in audra.get("/record?until=2001-01-01")
    assert "is no date" in audra.get("/record?since=yesterday")


def test_the_record_is_checked_and_a_changed_one_is_named(page: Page) -> None:
    audra, before = page.by("audra"), newest(page)
    assert f"The record is whole up to record {before}." in audra.send("/record/check").text
    page.asked("alice")
    with closing(sqlite3.connect(page.firm.workspace / "audit.db")) as database, database:
        database.execute("UPDATE content SET body = replace(body, '4,200', '9,000') WHERE seq = ?", (newest(page),))
    said = audra.send("/record/check").text
    assert "The record does not verify." in said
    assert f"ecord {newest(page)}" in said


def test_each_door_of_the_page_is_said_in_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(web.__file__).parent.rglob("*.py"))
    doors = set(re.findall(r'"(page [a-z ]+)"', code))
    below = {"browse", "kinds", "page crowd", "suggested", "waiting"}  # these are written below the page
    assert doors | below == set(IN_WORDS)


def test_a_change_of_the_rules_is_told_with_whom_it_is_about_and_the_matter(page: Page) -> None:
    page.firm.run("access", "grant", "bob", "--matter", "lease")
    page.firm.run("access", "user", "add", "carla")
    granted, added = newest(page) - 1, newest(page)
    rows = texts(page.by("audra").get("/record"), ENTRIES)
    [grant] = [one for one in rows if f"Record {granted} " in one]
    assert "Grant: bob" in grant
    assert " · lease · " in grant
    assert any("User add: carla" in one and f"Record {added} " in one for one in rows)


def test_a_look_at_the_library_is_told_in_words(page: Page) -> None:
    page.by("alice").get("/library")
    rows = texts(page.by("audra").get("/record?person=alice"), ENTRIES)
    assert any("Looked at documents in the library" in one for one in rows)
