"""`pincite eval make-questions` and `pincite eval human`: a question file drafted, asked and labelled."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.cli.conftest import MakeFirm, Run

from pincite.cli import main

LEASE = """LEASE OF NORTH WHARF

This Lease is made as of March 1, 2024 between Pell Harbor Terminal Company, a Wisconsin corporation (the “Landlord”), \
and Brightwater Cold Chain LLC, a Minnesota limited liability company (the “Tenant”).

1. RENT

1.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.

1.2 “Rent Year” means each period of twelve months that begins on the first of March of any year.

2. INSURANCE

2.1 The Landlord shall insure the building against fire, flood and lightning at the price of the day.

3. LAW

3.1 This Lease is governed by the laws of the State of Wisconsin, whatever other law might apply.
"""
SECRET = LEASE.replace("NORTH WHARF", "THE OLD MINT").replace("$4,000", "$9,999").replace("flood", "riot")


@pytest.fixture(scope="module")
def firm(make_firm: MakeFirm) -> Run:
    return make_firm({"wharf/north.txt": LEASE.encode(), "mint/mint.txt": SECRET.encode()}, "wharf")


@pytest.fixture(scope="module")
def made(firm: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with drafted questions and a run of them."""
    folder = tmp_path_factory.mktemp("made")
    firm("eval", "make-questions", "--count", "8", "--out", str(folder / "q.jsonl"), "--as", "alice")
    firm("eval", "run", str(folder / "q.jsonl"), "--out", str(folder / "run"), "--as", "alice")
    return folder


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _labelled(folder: Path, typed: str, *more: str, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["eval", "human", str(folder / "run"), *more], input=typed)
    assert result.exit_code == status, result.output
    return result


def _labels(folder: Path) -> Sequence[str | None]:
    return [line["label"] for line in _lines(folder / "run" / "labels.jsonl")]


@pytest.fixture
def run(made: Path) -> Path:
    """The same without any label."""
    (made / "run" / "labels.jsonl").unlink(missing_ok=True)
    return made


def test_drafts_are_marked_and_have_their_answer_and_its_place(firm: Run, made: Path) -> None:
    found = _lines(made / "q.jsonl")
    assert len(found) == 8
    assert [line["id"] for line in found] == [f"d{number}" for number in range(1, 9)]
    assert all(line["draft"] is True for line in found)
    assert sum(line["answerable"] for line in found) == 6
    text = firm("text", "north", "--as", "alice").stdout
    for line in found:
        words = " ".join(" ".join(text[one["start"] : one["end"]].split()) for one in line.get("gold", ()))
        assert words == line.get("reference", "")
    assert (made / "q.jsonl").stat().st_mode & 0o077 == 0


def test_only_what_the_asker_may_see_is_drafted_from(made: Path) -> None:
    written = (made / "q.jsonl").read_text(encoding="utf-8")
    assert "mint" not in written.lower()
    assert "9,999" not in written


def test_whose_words_are_shown_is_on_the_record(firm: Run, tmp_path: Path) -> None:
    firm("eval", "make-questions", "--count", "4", "--out", str(tmp_path / "q.jsonl"), "--matter", "mint")
    record = json.loads(firm("audit", "list", "-n", "1", "--json").stdout)["records"][0]
    assert (record["kind"], record["facts"]["what"], record["matters"]) == ("read", "questions", ["mint"])
    [document] = record["content"]["documents"]
    assert document["document"].startswith("mint-")


def test_the_same_seed_takes_the_same_questions(firm: Run, tmp_path: Path) -> None:
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        firm("eval", "make-questions", "--count", "8", "--seed", seed, "--out", str(tmp_path / name))
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_a_file_that_is_there_is_not_written_over(firm: Run, made: Path) -> None:
    refused = firm("eval", "make-questions", "--out", str(made / "q.jsonl"), status=2)
    assert "may hold corrections" in refused.stderr


def test_a_matter_that_may_not_be_seen_is_refused(firm: Run, tmp_path: Path) -> None:
    out = tmp_path / "q.jsonl"
    refused = firm("eval", "make-questions", "--matter", "mint", "--out", str(out), "--as", "alice", status=1)
    assert refused.stderr.startswith("pincite: ")
    assert not out.exists()


def test_rewording_needs_a_language_model(firm: Run, tmp_path: Path) -> None:
    refused = firm("eval", "make-questions", "--reword", "--out", str(tmp_path / "q"), status=1)
    assert "no language model is configured" in refused.stderr


def test_what_the_rules_drafted_can_be_asked(made: Path) -> None:
    values = json.loads((made / "run" / "scorecard.json").read_text(encoding="utf-8"))
    assert values["asked"] == 8
    assert values["failed"] == values["unusable"] == []
    assert values["figures"]["context_recall_by_place"]["value"] > 0.5


def test_labels_are_kept_at_once_and_the_next_time_goes_on(run: Path) -> None:
    first = _labelled(run, "y\nn\n")
    assert _labels(run) == ["yes", "no"]
    assert "2 labelled, 0 skipped" in first.stdout
    again = _labelled(run, "s\nq\n")
    assert _labels(run) == ["yes", "no", "skip"]
    assert "2 labelled, 1 skipped" in again.stdout
    assert (run / "run" / "labels.jsonl").stat().st_mode & 0o077 == 0


def test_undo_takes_back_the_last_label(run: Path) -> None:
    shown = _labelled(run, "u\ny\nu\nno\nq\n").stdout
    assert "there is nothing to undo" in shown
    assert _labels(run) == ["yes", None, "no"]
    assert "1 labelled, 0 skipped" in shown


@pytest.mark.parametrize(
    "typed", ["", "maybe\n\n7\n", "\ud83d\n".encode("utf-8", "surrogatepass").decode("utf-8", "replace")]
)
def test_what_is_no_answer_is_asked_again_and_no_input_ends_it(run: Path, typed: str) -> None:
    shown = _labelled(run, typed).stdout
    assert shown.count("type one of:") == typed.count("\n")
    assert "0 labelled" in shown


def test_all_labelled_says_how_far_person_and_gate_agree(run: Path) -> None:
    result = _labelled(run, "y\n" * 100, "--json")
    sums = json.loads(result.stdout)
    assert sums["left"] == 0
    assert sums["unsupported_released"]["value"] == 0
    assert sums["with_gate"]["raw"]["value"] == 1
    assert sums["with_gate"]["kappa"]["value"] is None  # the gate said yes throughout, so chance explains it all
    other = json.loads(_labelled(run, "n\n" * 100, "--by", "second", "--json").stdout)
    assert other["with_others"].popitem()[1]["raw"]["value"] == 0
    assert "agreement with second" in _labelled(run, "").stdout


def test_what_was_kept_back_is_read_from_the_record(firm: Run, run: Path) -> None:
    result = firm("eval", "human", str(run / "run"), "--held-back", "--as", "alice")
    assert "0 labelled" in result.stdout  # quotes keep nothing back; there is nothing more to show


@pytest.mark.parametrize("content", [None, b"", b"{}\n", b'{"id": "a"}\n', b"\xff\n"])
def test_what_holds_no_reply_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "replies.jsonl").write_bytes(content)
    result = CliRunner().invoke(main, ["eval", "human", str(tmp_path)], input="y\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("pincite: ")
    assert not (tmp_path / "labels.jsonl").exists()
