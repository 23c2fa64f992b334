"""What somebody makes of an answer, by the forms of the page, without a socket between."""

import re
from collections.abc import Iterator

import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import RENT, Page, opened

from pincite.ask import new_id

PARKING = "How many parking spaces does the Tenant have?"


@pytest.fixture(scope="module")
def judged_firm(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("judged") / "firm", founded_in)


@pytest.fixture
def page(judged_firm: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the firm with a lease and a supply agreement."""
    with judged_firm.put_back(tmp_path_factory.mktemp("page") / "firm") as place, opened(firm_in(place)) as page:
        yield page


def test_what_was_said_is_shown_again_and_taken_back_by_one_click(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    assert 'aria-pressed="true"' not in alice.get(f"/questions/{identity}")
    said = alice.say(identity, useful="no")
    assert (said.status_code, said.headers["location"]) == (303, f"/questions/{identity}#feedback")
    marked = alice.say(identity, wrong="1.1 out_of_date")
    assert marked.headers["location"] == f"/questions/{identity}#mark-1-1"
    alice.say(identity, better="It is $4,000.", place=f"{identity}.1", elsewhere="")
    shown = alice.get(f"/questions/{identity}")
    assert re.search(r'value="no" class="quietly" aria-pressed="true"', shown)
    assert "You called this cite wrong: out of date" in shown
    assert ">\nIt is $4,000.</textarea>" in shown
    assert re.search(r'<option value="=" selected>[^<]*§ 2\.1', shown)
    listed = " ".join(alice.get("/feedback").split())
    assert "Not useful. Wrong cite: LEASE OF UNIT 4" in listed
    assert "It should have said: “It is $4,000.”" in listed
    alice.say(identity, right="1.1")
    assert "You called this cite wrong" not in alice.get(f"/questions/{identity}")
    alice.say(identity, withdraw="1")
    assert "Take it back" not in alice.get(f"/questions/{identity}")
    assert "You have not said anything of an answer yet" in alice.get("/feedback")


def test_htmx_gets_the_form_and_the_mark_that_changed(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    part = alice.say(identity, part=True, wrong="1.1 wrong_clause")
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<section id="feedback"')
    assert '<div class="doubt" id="mark-1-1" hx-swap-oob="true">' in part.text
    assert "You called this cite wrong: wrong clause" in part.text
    assert "1 cite called wrong" in part.text
    again = alice.say(identity, part=True, useful="yes")
    assert "hx-swap-oob" not in again.text
    assert "<html" not in part.text


def test_a_refusal_is_asked_whether_it_was_right_and_has_no_marks(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice", PARKING)
    shown = alice.get(f"/questions/{identity}")
    assert "Was it right not to answer?" in shown
    assert "This cite is wrong" not in shown
    alice.say(identity, useful="yes")
    assert "Right not to answer." in alice.get("/feedback")


def test_a_colleague_is_told_the_same_of_a_hidden_answer_and_of_none(page: Page) -> None:
    alice, bob, identity = page.by("alice"), page.by("bob"), page.asked("alice")
    alice.say(identity, better="quokkaberg")
    for fields in ({"useful": "yes"}, {"withdraw": "1"}, {"wrong": "1.1 incomplete"}, {"place": f"{identity}.1"}):
        for part in (True, False):
            hidden, missing = (bob.say(one, part=part, **fields) for one in (identity, new_id()))
            assert (hidden.status_code, hidden.text) == (missing.status_code, missing.text)
            assert hidden.status_code == 404
    assert "quokkaberg" not in bob.get("/feedback")


def test_a_hidden_place_and_a_missing_one_get_the_same_answer(page: Page) -> None:
    bob, identity = page.by("bob"), page.asked("bob", "What is the price of each pump?")
    lease = page.firm.documents("alice")[0]["document"]
    theirs = page.asked("alice")
    missing = bob.say(identity, part=True, better="See", elsewhere="no-such-paper:3-9").text
    for place in (
        f"{lease}:3-9",
        f"/documents/{lease}#at-30",
        f"{theirs}.1",
        "nowhere",
        f"http://x/sources/{lease}:3-9",
    ):
        refused = bob.say(identity, part=True, better="See", elsewhere=place)
        assert (refused.status_code, refused.text) == (422, missing)
    assert "There is nothing at that place that you may see" in missing
    assert ">\nSee</textarea>" in missing


def test_the_address_of_a_clause_names_all_of_it(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    lease = page.firm.documents("alice")[0]["document"]
    at = page.firm.run("text", lease).stdout.index("2.2 Late payment")
    alice.say(identity, elsewhere=f"http://127.0.0.1/documents/{lease}?find=late#at-{at}")
    assert re.search(r'<option value="=" selected>[^<]*§ 2\.2', alice.get(f"/questions/{identity}"))


def test_too_long_an_answer_is_refused_in_a_sentence(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    for part in (True, False):
        refused = alice.say(identity, part=part, better="a" * 20_001)
        assert refused.status_code == 422
        assert "has 20,001 characters, and may have 20,000" in refused.text
    assert alice.say(identity, better="a" * 1_000_000).status_code == 413
    assert "Take it back" not in alice.get(f"/questions/{identity}")


@pytest.mark.parametrize(
    "fields",
    [
        {"wrong": "7.1 incomplete"},
        {"wrong": "1.9 incomplete"},
        {"wrong": "0.1"},
        {"wrong": "<script>"},
        {"right": "a.b"},
        {"useful": "maybe"},
        {},
        {"withdraw": "1"},
    ],
    ids=str,
)
def test_what_says_nothing_is_refused_in_a_sentence(page: Page, fields: dict[str, str]) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    for part in (True, False):
        refused = alice.say(identity, part=part, **fields)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
    assert "Take it back" not in alice.get(f"/questions/{identity}")


def test_a_forged_form_is_refused(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    assert alice.say(identity, form_token="x" * 40, useful="yes").status_code == 403
    assert "Take it back" not in alice.get(f"/questions/{identity}")


def test_marks_in_an_answer_are_shown_as_they_were_typed(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    alice.say(identity, better="</textarea><script>alert(1)</script>\u202eesrever")
    for address in (f"/questions/{identity}", "/feedback"):
        shown = alice.get(address)
        assert "<script>alert" not in shown
        assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "\u202e" not in alice.get("/feedback")


def test_an_answer_that_is_closed_by_now_is_among_no_feedback(page: Page) -> None:
    alice, identity = page.by("alice"), page.asked("alice")
    alice.say(identity, better="quokkaberg")
    assert "quokkaberg" in alice.get("/feedback")
    page.firm.run("access", "wall", "add", "alice", "--matter", "lease")
    assert "quokkaberg" not in alice.get("/feedback")
    assert alice.say(identity, useful="yes").status_code == 404


def test_a_question_that_failed_has_its_page_and_nothing_to_judge(page: Page) -> None:
    bob = page.by("bob")
    asked = bob.send("/questions", question=RENT, matter="lease")
    shown = bob.get(asked.headers["location"])
    assert "there is no matter" in shown.lower()
    assert 'id="feedback"' not in shown
