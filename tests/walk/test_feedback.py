"""What people make of a reply: what is read of it, who may read it, and what becomes of it."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.errors import FeedbackError, NotVisible
from pincite.evaluation.questions import questions
from pincite.session.feedback import Change, give_feedback, given_before, own_feedback, withdraw_feedback
from pincite.wiring import open_session, operating_system_user

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

    from pincite.session import Session

OWNER = operating_system_user()
RENT = "How much rent does the Tenant pay per month?"
PARKING = "How many parking spaces does the Tenant have?"
BETTER = "The rent is quokkaberg dollars, in advance."


def _seq(firm: "Firm", question: str = RENT, user: str | None = "alice", *arguments: str) -> str:
    reply: Any = firm.json("ask", question, *(("--as", user) if user else ()), *arguments)
    return str(reply["audit"]["seq"])


def _better(firm: "Firm", words: str = BETTER) -> str:
    file = firm.workspace.parent / "better.txt"
    file.write_text(words, encoding="utf-8")
    return str(file)


def _said(firm: "Firm", record: str, *arguments: str) -> list[Any]:
    found: Any = firm.json("feedback", record, *arguments)
    return [*found["feedback"]]


def _exported(firm: "Firm", *arguments: str) -> list[Any]:
    out = firm.workspace.parent / "exported.jsonl"
    firm.run("feedback", "--export", str(out), *arguments)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def _traces(firm: "Firm", word: str) -> list[str]:
    """The files of the workspace that have a word."""
    files = [file for file in firm.workspace.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes()]


def test_what_is_not_named_stays_as_it_was_said_before(firm: "Firm") -> None:
    record = _seq(firm)
    lease = firm.documents("alice")[0]["document"]
    firm.run("feedback", record, "--as", "alice", "--down", "--wrong-cite", "1", "--why", "out-of-date")
    given: Any = firm.json("feedback", record, "--as", "alice", "--better", _better(firm), "--at", f"{lease}:10-20")
    assert (given["useful"], given["better"], given["ok"]) == (False, BETTER, False)
    [mark] = given["wrong_cites"]
    assert (mark["statement"], mark["citation"], mark["why"], mark["document"]) == (1, 1, "out_of_date", lease)
    assert (given["place"]["document"], given["place"]["start"], given["place"]["end"]) == (lease, 10, 20)
    given = firm.json("feedback", record, "--as", "alice", "--up", "--right-cite", "1.1")
    assert (given["useful"], given["wrong_cites"], given["better"]) == (True, [], BETTER)


def test_the_newest_of_a_person_is_read_and_the_record_keeps_those_before_it(firm: "Firm") -> None:
    record = _seq(firm)
    for verdict in ("--down", "--up"):
        firm.run("feedback", record, "--as", "alice", verdict)
    firm.run("feedback", record, "--down")
    assert [(one["user"], one["useful"]) for one in _said(firm, record)] == [("alice", True), (OWNER, False)]
    kept = [json.loads(line) for line in firm.run("audit", "export", "--kind", "feedback").stdout.splitlines()]
    assert [one["content"]["useful"] for one in kept] == [False, True, False]
    assert {one["facts"]["of"] for one in kept} == {int(record)}
    assert [sorted(one["facts"]) for one in kept] == [["of", "rules_version"]] * 3


def test_the_same_said_twice_is_one_record(firm: "Firm") -> None:
    record = _seq(firm)
    first: Any = firm.json("feedback", record, "--as", "alice", "--up")
    again: Any = firm.json("feedback", record, "--as", "alice", "--up")
    assert first == again


def test_what_was_taken_back_is_read_no_more(firm: "Firm") -> None:
    record = _seq(firm)
    assert "nothing of record" in firm.run("feedback", record, "--as", "alice", "--withdraw", status=1).stderr
    firm.run("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    firm.run("feedback", record, "--as", "alice", "--withdraw")
    assert _said(firm, record) == []
    assert firm.json("feedback", "--as", "alice") == {"feedback": []}
    assert _exported(firm) == []
    given: Any = firm.json("feedback", record, "--as", "alice", "--up")
    assert given["better"] is None


def test_a_hidden_record_and_a_missing_one_are_refused_in_the_same_words(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    for arguments in ((), ("--up",), ("--wrong-cite", "1"), ("--withdraw",), ("--better", _better(firm))):
        hidden = firm.run("feedback", record, "--as", "bob", *arguments, status=1)
        missing = firm.run("feedback", "90007", "--as", "bob", *arguments, status=1)
        assert hidden.stderr.replace(record, "90007") == missing.stderr
    assert _exported(firm, "--as", "bob") == []
    assert firm.json("feedback", "--as", "bob") == {"feedback": []}


def test_a_place_that_is_hidden_and_one_that_is_missing_are_refused_in_the_same_words(firm: "Firm") -> None:
    mine, theirs = _seq(firm, "What is the price of each pump?", "bob"), _seq(firm)
    lease = firm.documents("alice")[0]["document"]
    for hidden, missing in ((f"{lease}:10-20", "no-such-paper:10-20"), (f"{theirs}.1", "90007.1")):
        refused = firm.run("feedback", mine, "--as", "bob", "--at", hidden, status=1).stderr
        unknown = firm.run("feedback", mine, "--as", "bob", "--at", missing, status=1).stderr
        assert refused.replace(hidden.rpartition(":")[0] or theirs, "X") == unknown.replace(
            missing.rpartition(":")[0] or "90007", "X"
        )


def test_nobody_behind_a_wall_reads_it_and_not_its_giver_either(firm: "Firm") -> None:
    record = _seq(firm)
    given: Any = firm.json("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    for user in ("alice", OWNER):
        assert BETTER in firm.run("audit", "show", str(given["seq"]), *_as(user)).stdout
        firm.run("access", "wall", "add", user, "--matter", "lease")
        firm.run("feedback", record, *_as(user), status=1)
        assert firm.json("feedback", *_as(user)) == {"feedback": []}
        assert _exported(firm, *_as(user)) == []
    firm.run("audit", "show", str(given["seq"]), "--as", "alice", status=1)
    assert BETTER not in firm.run("audit", "show", str(given["seq"])).stdout


def _as(user: str) -> tuple[str, ...]:
    return () if user == OWNER else ("--as", user)


def test_a_wall_before_the_document_of_the_better_answer_closes_it(firm: "Firm") -> None:
    record = _seq(firm, RENT, None, "--matter", "lease")
    supply = next(one["document"] for one in firm.documents() if one["matter"] == "supply")
    given: Any = firm.json("feedback", record, "--better", _better(firm), "--at", f"{supply}:5-15")
    firm.run("access", "wall", "add", OWNER, "--document", supply)
    assert _said(firm, record) == []
    assert BETTER not in firm.run("audit", "show", str(given["seq"])).stdout


def test_an_auditor_reads_what_all_of_is_open_to_them_and_the_reading_is_recorded(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    firm.run("access", "user", "add", "aud")
    firm.run("access", "role", "add", "aud", "auditor")
    assert _exported(firm, "--as", "aud") == []
    firm.run("access", "grant", "aud", "--matter", "lease")
    [line] = _exported(firm, "--as", "aud")
    assert (line["question"], line["better"], line["user"]) == (RENT, BETTER, "alice")
    assert [one["better"] for one in _said(firm, record, "--as", "aud")] == [BETTER]
    reads = [json.loads(line) for line in firm.run("audit", "export", "--person", "aud").stdout.splitlines()]
    facts = [one["facts"] for one in reads if one["kind"] == "read"]
    assert [one["what"] for one in facts] == ["feedback export", "feedback export", "feedback"]
    assert [one.get("records") for one in facts] == [0, 1, None]


def test_it_is_erased_with_the_content_of_its_reply(firm: "Firm") -> None:
    record = _seq(firm)
    first: Any = firm.json("feedback", record, "--as", "alice", "--up")
    second: Any = firm.json("feedback", record, "--as", "alice", "--better", _better(firm))
    assert _traces(firm, "quokkaberg")
    would: Any = firm.json("audit", "erase", record, "--dry-run")
    assert would["erased"] == [int(record), first["seq"], second["seq"]]
    done: Any = firm.json("audit", "erase", record, "--reason", "asked for")
    assert done["erased"] == would["erased"]
    assert _traces(firm, "quokkaberg") == []
    assert firm.json("audit", "verify")["ok"]
    firm.run("feedback", record, "--as", "alice", "--up", status=1)
    assert _exported(firm) == []


def test_what_was_said_before_does_not_come_back_when_the_newest_is_erased(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--down")
    newest: Any = firm.json("feedback", record, "--as", "alice", "--better", _better(firm))
    firm.run("audit", "erase", str(newest["seq"]), "--reason", "asked for")
    assert _said(firm, record) == []
    assert _exported(firm) == []


def test_it_is_erased_with_the_documents_of_its_reply(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    lease = firm.documents("alice")[0]["document"]
    firm.run("remove", lease, "--erase", "--with-record", "--reason", "asked for")
    assert _traces(firm, "quokkaberg") == []
    assert firm.json("audit", "verify")["ok"]


def test_it_is_erased_with_the_document_in_which_the_better_answer_stands(firm: "Firm") -> None:
    record = _seq(firm, RENT, None)
    supply = next(one["document"] for one in firm.documents() if one["matter"] == "supply")
    firm.run("feedback", record, "--better", _better(firm), "--at", f"{supply}:5-15")
    firm.run("remove", supply, "--erase", "--with-record", "--reason", "asked for")
    assert _traces(firm, "quokkaberg") == []


def test_a_hold_on_who_gave_it_keeps_the_reply_from_erasure(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("access", "user", "add", "carl")
    firm.run("access", "role", "add", "carl", "auditor")
    firm.run("access", "grant", "carl", "--matter", "lease")
    given: Any = firm.json("feedback", record, "--as", "carl", "--down")
    firm.run("audit", "hold", "add", "--person", "carl", "--reason", "litigation")
    refused = firm.run("audit", "erase", record, "--reason", "asked for", status=1).stderr
    assert f"record {given['seq']} is under the legal hold" in refused
    assert firm.json("feedback", record)["feedback"]


def test_an_export_of_one_matter_has_no_better_answer_that_stands_in_another(firm: "Firm") -> None:
    record = _seq(firm, RENT, None)
    supply = next(one["document"] for one in firm.documents() if one["matter"] == "supply")
    firm.run("feedback", record, "--down", "--better", _better(firm), "--at", f"{supply}:5-15")
    kept = firm.run("audit", "export", "--matter", "lease", "--kind", "feedback").stdout
    assert '"useful": false' in kept
    assert '"place": "[withheld: another matter]"' in kept
    assert BETTER not in kept
    assert supply not in kept


@pytest.mark.parametrize("question", [PARKING, "What does the Landlord of Castle Dracula say about garlic?"])
def test_a_refusal_can_be_called_right_and_be_given_its_answer(firm: "Firm", question: str) -> None:
    record = _seq(firm, question)
    assert _exported(firm, "--as", "alice") == []
    firm.run("feedback", record, "--as", "alice", "--up")
    refused = firm.run("feedback", record, "--as", "alice", "--wrong-cite", "1", status=1).stderr
    assert f"record {record} has no citation 1 in a statement 1; it has 0 statements" in refused
    [line] = _exported(firm, "--as", "alice")
    assert (line["answered"], line["statements"], line["ok"]) == (False, [], True)
    assert line["refusal"]["message"]
    [line] = _exported(firm, "--as", "alice", "--for", "questions")
    assert (line["question"], line["answerable"]) == (question, False)
    firm.run("feedback", record, "--as", "alice", "--down", "--better", _better(firm))
    [line] = _exported(firm, "--as", "alice", "--for", "questions")
    assert (line["answerable"], line["reference"]) == (True, BETTER)


def test_what_was_said_of_a_refusal_is_closed_with_the_matters_that_were_looked_through(firm: "Firm") -> None:
    record = _seq(firm, PARKING)
    firm.run("feedback", record, "--as", "alice", "--better", _better(firm))
    firm.run("access", "user", "add", "aud")
    firm.run("access", "role", "add", "aud", "auditor")
    firm.run("access", "grant", "aud", "--matter", "supply")
    assert _exported(firm, "--as", "aud") == []


def test_a_follow_up_is_exported_in_words_that_are_understood_alone(firm: "Firm") -> None:
    record = _seq(firm, "And if it is paid late?", "alice", "--after", _seq(firm))
    firm.run("feedback", record, "--as", "alice", "--up")
    [line] = _exported(firm)
    assert (line["question"], line["understood"]) == ("And if it is paid late?", f"{RENT} And if it is paid late?")
    assert _exported(firm, "--for", "routes") == [{"question": line["understood"], "ok": {"quote": True}}]


def test_a_list_and_a_comparison_can_be_judged_statement_by_statement(firm: "Firm") -> None:
    for question in ("List the term of every agreement.", "Compare the lease and the supply agreement on warranty."):
        reply: Any = firm.json("ask", question)
        for number in range(1, len(reply["statements"]) + 1):
            firm.run("feedback", str(reply["audit"]["seq"]), "--wrong-cite", str(number))
        [given] = _said(firm, str(reply["audit"]["seq"])) if reply["statements"] else [{"wrong_cites": []}]
        assert len(given["wrong_cites"]) == len(reply["statements"])


def test_feedback_becomes_questions_that_an_evaluation_takes(firm: "Firm") -> None:
    good, bad, unknown = _seq(firm), _seq(firm, "When does the lease end?"), _seq(firm, PARKING)
    lease = firm.documents("alice")[0]["document"]
    firm.run("feedback", good, "--as", "alice", "--up")
    firm.run("feedback", bad, "--as", "alice", "--down", "--better", _better(firm), "--at", f"{lease}:10-20")
    firm.run("feedback", unknown, "--as", "alice", "--down")
    out = firm.workspace.parent / "questions.jsonl"
    made: Any = firm.json("feedback", "--export", str(out), "--for", "questions")
    assert (made["lines"], made["left_out"]) == (2, 1)
    assert (
        "; 1 left out for lack of a right answer"
        in firm.run("feedback", "--export", str(out), "--for", "questions").stdout
    )
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    read = [one for _, one in questions((line["id"], _Line(line)) for line in lines)]
    assert [(one.text, one.answerable, one.as_user) for one in read] == [  # type: ignore[union-attr]
        (RENT, True, "alice"),
        ("When does the lease end?", True, "alice"),
    ]
    assert lines[1]["gold"] == [{"document": lease, "start": 10, "end": 20}]
    measured: Any = firm.json("eval", "run", str(out), "--out", str(firm.workspace.parent / "run"))
    assert measured["failed"] == measured["unusable"] == []


class _Line:
    """A line of a question file."""

    where = "a line"

    def __init__(self, fields: dict[str, object]) -> None:
        self.fields = fields

    def text(self, name: str) -> str:
        return str(self.fields[name])

    def optional(self, name: str) -> str | None:
        found = self.fields.get(name)
        return None if found is None else str(found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--better", "a" * 20_001), "has 20,001 characters, and may have 20,000"),
        (("--better", "a" * 1_000_000), "has more than 200,000 bytes"),
        (("--better", " \n"), "has no words"),
        (("--better", b"\xff\xfe"), "bytes that are not characters"),
        (("--wrong-cite", "9"), "has no citation 1 in a statement 9; it has 1 statement"),
        (("--at", "nowhere"), "is no citation"),
        (("--right-cite", "1"), "nothing was said"),
    ],
    ids=["long", "a megabyte", "no words", "no text", "no such cite", "no place", "nothing"],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    firm: "Firm", arguments: tuple[str, str | bytes], words: str
) -> None:
    record = _seq(firm)
    option, value = arguments
    if option == "--better":
        file = firm.workspace.parent / "given"
        file.write_bytes(value if isinstance(value, bytes) else value.encode())
        value = str(file)
    refused = firm.run("feedback", record, "--as", "alice", option, str(value), status=1)
    assert words in " ".join(refused.stderr.split())
    assert refused.stderr.count("\n") == 1
    assert _said(firm, record) == []


def test_only_a_reply_can_be_judged(firm: "Firm") -> None:
    firm.run("search", "rent", "--as", "alice")
    newest: Any = firm.json("audit", "list", "--as", "alice")
    assert (
        "no reply to a question"
        in firm.run("feedback", str(newest["records"][-1]["seq"]), "--as", "alice", "--up", status=1).stderr
    )


def test_marks_and_bidi_are_kept_as_they_are_and_printed_as_escapes(firm: "Firm") -> None:
    record, words = _seq(firm), "<script>alert(1)</script> \u202eesrever\u202c \x1b[31mred & “quoted”"
    firm.run("feedback", record, "--as", "alice", "--better", _better(firm, words))
    assert [one["better"] for one in _said(firm, record)] == [words]
    printed = firm.run("feedback", record).stdout
    assert "\u202e" not in printed
    assert "\x1b" not in printed
    assert "<script>" in printed


def test_a_session_gives_lists_and_takes_back(firm: "Firm") -> None:
    record = _seq(firm)
    with open_session(firm.workspace, "alice") as alice:
        given = asyncio.run(give_feedback(alice, record, Change(useful=True)))
        assert asyncio.run(own_feedback(alice, record)) == given
        [one] = asyncio.run(given_before(alice, 10))
        assert (one.question, one.state, one.feedback) == (RENT, "answered", given)
        assert asyncio.run(given_before(alice, 10, before=given.seq)) == ()
        asyncio.run(withdraw_feedback(alice, given.reply))
        assert asyncio.run(own_feedback(alice, record)) is None
        assert asyncio.run(given_before(alice, 10)) == ()
        with pytest.raises(FeedbackError):
            asyncio.run(give_feedback(alice, record, Change()))


def test_a_list_of_ones_own_has_what_another_said_for_one(firm: "Firm") -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--up")
    firm.run("feedback", record, "--down")
    assert [one["useful"] for one in firm.json("feedback", "--as", "alice")["feedback"]] == [True]  # type: ignore[attr-defined]
    assert [one["useful"] for one in firm.json("feedback")["feedback"]] == [False]  # type: ignore[attr-defined]


def test_a_session_of_somebody_walled_off_is_told_nothing(firm: "Firm") -> None:
    record = _seq(firm)
    with open_session(firm.workspace, "bob") as bob:
        for key in (record, "90007"):
            with pytest.raises(NotVisible, match=f"no audit record '{key}' that bob may see"):
                asyncio.run(_give(bob, key))


async def _give(session: "Session", record: str) -> None:
    await give_feedback(session, record, Change(useful=True))


def test_the_list_is_of_replies_that_may_still_be_read(firm: "Firm", tmp_path: Path) -> None:
    record = _seq(firm)
    firm.run("feedback", record, "--as", "alice", "--up")
    firm.run("access", "revoke", "alice", "--matter", "lease")
    assert firm.json("feedback", "--as", "alice") == {"feedback": []}
    firm.run("feedback", "--export", str(tmp_path / "x.jsonl"), "--as", "alice")
    assert (tmp_path / "x.jsonl").read_text(encoding="utf-8") == ""
