"""What an evaluation or a review has kept, or read, is looked at again before it is shown to a person or a model."""

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rich.progress import Progress
from tests.access.conftest import copied
from tests.access.test_closed_at_release import CHANGES, QUESTION, _lease, _run
from tests.interrupting import Interrupted, record_with
from tests.permitting import tier_of

from pincite.audit.event import Event, Record
from pincite.cli import main
from pincite.cli.eval.bars import Bars
from pincite.cli.eval.prefer import _judge, _replies
from pincite.cli.eval.preferred import Preferences
from pincite.cli.review import _planned, _written
from pincite.documents.span import MatterId
from pincite.errors import AccessError
from pincite.evaluation.answered import answered
from pincite.evaluation.journal import Journal
from pincite.evaluation.preferring import paired
from pincite.evaluation.questions import Question
from pincite.evaluation.ragas.by_judge import faithfulness
from pincite.evaluation.suite import read_suite
from pincite.models.fakes import Scripted
from pincite.session import Session
from pincite.session.evaluating.answering import instruments
from pincite.session.evaluating.drafting import draft_questions
from pincite.session.evaluating.suite import measured as measured_suite
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "4,200"
NAMES = [name for name in CHANGES if name != "disable"]
"""Changes after which alice may still run a verb."""


class Typing(io.BytesIO):
    """What somebody types, line by line; something happens before the first line is there."""

    def __init__(self, lines: Sequence[str], then: Callable[[], object]) -> None:
        super().__init__()
        self._lines, self._then = [f"{line}\n".encode() for line in lines], then

    def readable(self) -> bool:
        return True

    def read1(self, _: int | None = -1) -> bytes:
        then, self._then = self._then, lambda: None
        then()
        return self._lines.pop(0) if self._lines else b""


def _typed(firm: "Firm", typed: io.BytesIO | str, *words: str) -> str:
    """All that a dialogue of alice's prints."""
    result = CliRunner().invoke(main, ["--workspace", str(firm.workspace), *words, "--as", "alice"], input=typed)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def alice(firm: "Firm") -> Iterator[Session]:
    with open_session(firm.workspace, "alice") as session:
        yield session


@pytest.fixture(scope="module")
def founded(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The place of the firm, with the run `first` of one question as alice, and `second`, which says a word more."""
    place = tmp_path_factory.mktemp("with_runs") / "firm"
    with pytest.MonkeyPatch.context() as patch:
        firm = copied(founded, place, patch)
        questions = place / "q.jsonl"
        questions.write_text(json.dumps({"id": "rent", "question": QUESTION}) + "\n", encoding="utf-8")
        firm.run("eval", "run", str(questions), "--out", str(place / "first"), "--as", "alice")
    shutil.copytree(place / "first", place / "second")
    [line] = (place / "first" / "replies.jsonl").read_text(encoding="utf-8").splitlines()
    assert RENT in line
    fields = json.loads(line)
    fields["statements"][0]["text"] += " Indeed."
    (place / "second" / "replies.jsonl").write_text(json.dumps(fields) + "\n", encoding="utf-8")
    return place


@pytest.fixture
def kept(firm: "Firm") -> Path:
    """Where the two runs lie."""
    return firm.workspace.parent


def _verbs(kept: Path) -> dict[str, tuple[str, ...]]:
    return {
        "human": ("eval", "human", str(kept / "first")),
        "held-back": ("eval", "human", str(kept / "first"), "--held-back"),
        "prefer": ("eval", "prefer", str(kept / "first"), str(kept / "second")),
    }


@pytest.mark.parametrize("verb", ["human", "held-back", "prefer"])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_shown_a_kept_reply_that_was_closed_since(firm: "Firm", kept: Path, name: str, verb: str) -> None:
    words = _verbs(kept)[verb]
    assert RENT in _typed(firm, "", *words)
    CHANGES[name](firm)()
    said = _typed(firm, "", *words)
    assert RENT not in said
    assert "left out" in said


@pytest.mark.parametrize("verb", ["human", "prefer"])
@pytest.mark.parametrize("name", CHANGES)
def test_what_is_closed_between_two_labels_is_not_shown(firm: "Firm", kept: Path, name: str, verb: str) -> None:
    said = _typed(firm, Typing(["u", "q"], CHANGES[name](firm)), *_verbs(kept)[verb])
    assert (
        said.count("Is the answer right?")
        + said.count("Do its citations support this?")
        + said.count("Which is better?")
        == 1
    )
    assert "left out" in said


def test_a_change_that_closes_nothing_of_it_leaves_it_to_be_labelled(firm: "Firm", kept: Path) -> None:
    _run(firm, "access", "wall", "add", "alice", "--matter", "supply")
    assert "left out" not in _typed(firm, "", *_verbs(kept)["human"])


@pytest.mark.parametrize("name", CHANGES)
def test_no_model_is_sent_what_was_closed(firm: "Firm", alice: Session, kept: Path, name: str) -> None:
    model = Scripted(['{"why": "so", "better": "first"}'] * 8)
    alice.firm.__dict__["tiers"] = (tier_of(model),)
    found = paired(_replies(kept / "first" / "replies.jsonl"), _replies(kept / "second" / "replies.jsonl"))
    with Journal(kept / "preferences.jsonl") as journal:
        preferences = Preferences(journal, "preferences.jsonl")
        asyncio.run(_judge(found, preferences, alice, 1))
        assert len(model.asked) == 2
        CHANGES[name](firm)()
        asyncio.run(_judge(found, preferences, alice, 2))
    assert len(model.asked) == 2
    assert all(record["kind"] != "judge" for record in firm.json("audit", "list", "-n", "1")["records"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", CHANGES)
def test_a_judge_of_answers_is_sent_nothing_that_was_closed(
    firm: "Firm", alice: Session, kept: Path, name: str
) -> None:
    model = Scripted(["{}"] * 8)
    alice.firm.__dict__["tiers"] = (tier_of(model),)
    [line] = (kept / "first" / "replies.jsonl").read_text(encoding="utf-8").splitlines()
    change = CHANGES[name](firm)

    async def judged() -> None:
        measured = await instruments(alice, "eval run", judged=True, warn=pytest.fail)
        assert measured.judges is not None
        reply = answered(json.loads(line))
        async with measured.watch(Question("q1", reply.question), reply, ()):
            change()
            await faithfulness(reply.question, reply.text, [one.text for one in reply.passages], measured.judges)

    asyncio.run(judged())
    assert model.asked == ()


@pytest.mark.parametrize("name", CHANGES)
def test_no_question_is_drafted_from_what_was_closed_meanwhile(firm: "Firm", alice: Session, name: str) -> None:
    record_with(alice, Interrupted(alice, "read", CHANGES[name](firm)))
    with pytest.raises(AccessError):
        asyncio.run(draft_questions(alice, 4, 0.0, 0))


@pytest.mark.parametrize("name", ["wall", "revoke", "disable", "remove"])
def test_no_report_on_search_shows_what_was_closed_meanwhile(
    firm: "Firm", alice: Session, name: str, tmp_path: Path
) -> None:
    suite = tmp_path / "suite"
    shutil.copytree(firm.folder / "lease", suite / "docs")
    [lease] = (suite / "docs").iterdir()
    gold = {"id": "rent", "suite": "s", "question": QUESTION, "gold": [[lease.name, 0, 20]]}
    (suite / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    change = CHANGES[name](firm)

    class Watching(Bars):
        """Something happens when the only question is answered, and nothing reported yet."""

        def asking(self, questions: int) -> Callable[[int], None]:
            def watch(_: int) -> None:
                change()

            return watch

    with pytest.raises(AccessError), Progress() as shown:
        asyncio.run(
            measured_suite(
                alice,
                read_suite(suite, "suite"),
                MatterId("lease"),
                "eval retrieval",
                k=5,
                by="suite",
                characters=4000,
                watching=Watching(shown),
            )
        )


class AtTheEnd(Interrupted):
    """Something happens when a review is over, and before its table stands."""

    async def append(self, event: Event) -> Record:
        record = await super().append(event)
        if event.facts.get("what") == "end":
            self._then()
        return record


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_no_table_has_what_was_closed_before_it_stood(
    firm: "Firm", alice: Session, name: str, form: str, tmp_path: Path
) -> None:
    record_with(alice, AtTheEnd(alice, "", CHANGES[name](firm)))
    lease = _lease(firm)
    table = tmp_path / "table"
    plan = _planned(alice, [QUESTION], None, again=False)
    so_far = asyncio.run(_written(alice, plan, form, table))  # type: ignore[arg-type]
    said = table.read_bytes()
    if form == "xlsx":
        with zipfile.ZipFile(table) as sheets:
            said = b"".join(map(sheets.read, sheets.namelist()))
    assert so_far.documents + so_far.closed == len(plan.entries)
    assert lease.encode() not in said
    assert RENT.encode() not in said
    withheld = firm.json("audit", "list", "-n", "30")["records"]
    assert [one["kind"] for one in withheld].count("failure") == so_far.closed > 0  # type: ignore[attr-defined]


def test_a_table_keeps_what_a_change_does_not_close(firm: "Firm", alice: Session, tmp_path: Path) -> None:
    wall = ("access", "wall", "add", "alice", "--matter", "supply")
    record_with(alice, AtTheEnd(alice, "", lambda: _run(firm, *wall)))
    so_far = asyncio.run(_written(alice, _planned(alice, [QUESTION], None, again=False), "csv", tmp_path / "table"))
    assert so_far.closed == 0
    assert RENT in (tmp_path / "table").read_text(encoding="utf-8")


def test_a_comparison_of_kept_runs_names_no_document(firm: "Firm", kept: Path) -> None:
    lease = _lease(firm)
    said = _typed(firm, "", "eval", "compare", str(kept / "first"), str(kept / "second"), "--json")
    assert "questions" in said
    assert not any(word in said for word in (RENT, lease, "Unit 4"))


def test_what_a_question_put_back_or_a_list_names_counts_as_shown(kept: Path) -> None:
    fields = json.loads((kept / "first" / "replies.jsonl").read_text(encoding="utf-8"))
    bare = {**fields, "statements": [], "passages": []}
    meant = {"reason": "unclear", "message": "which?", "candidates": [{"document": "d1", "path": "p", "title": "t"}]}
    assert answered({**bare, "refusal": meant}).documents == {"d1"}
    assert answered({**bare, "listing": {"documents": [{"document": "d2"}]}}).documents == {"d2"}
    assert answered(fields).without_passages().documents == answered(fields).documents


def test_no_table_has_what_was_closed_while_it_was_recorded_that_something_else_is(
    firm: "Firm", alice: Session, tmp_path: Path
) -> None:
    _run(firm, "access", "grant", "alice", "--matter", "supply")
    supply = ("access", "wall", "add", "alice", "--matter", "supply")

    class Twice(AtTheEnd):
        """A further wall stands once it is on the record that a first document is withheld."""

        async def append(self, event: Event) -> Record:
            record = await super().append(event)
            if "withholds" in event.facts and not walls:
                walls.append(record)
                _run(firm, *supply)
            return record

    walls: list[Record] = []
    record_with(alice, Twice(alice, "", CHANGES["wall"](firm)))
    plan = _planned(alice, ["What is the price of each pump?"], None, again=False)
    so_far = asyncio.run(_written(alice, plan, "csv", tmp_path / "table"))
    assert (so_far.documents, so_far.closed) == (0, len(plan.entries))
    assert "$915" not in (tmp_path / "table").read_text(encoding="utf-8")
