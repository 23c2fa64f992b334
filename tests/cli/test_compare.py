"""`pincite compare`: for people and for programs, recorded, and only for those who may see both documents."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import MakeFirm, Run

LEASE = """LEASE

1. RENT

1.1 Rent. The Tenant shall pay rent of $4,200 per month, in advance.

1.2 Late payment. Rent that is unpaid for ten (10) days bears interest at 6% per annum.

2. TERM

2.1 The term of this lease ends on 30 September 2029.
"""
REDRAFT = LEASE.replace("$4,200", "$4,500").replace(
    "2. TERM", "1.3 Deposit. The Tenant pays a deposit of $9,000.\n\n2. TERM"
)
PUMPS = "SUPPLY\n\n1. PUMPS\n\n1.1 Each pump costs $915, delivered free to any port of the buyer's choosing.\n"


@pytest.fixture(scope="module")
def run(make_firm: "MakeFirm") -> "Run":
    """The command line on a workspace: a lease and its redraft in one matter, a supply agreement in another."""
    texts = {
        "lease/v1.txt": LEASE,
        "lease/v2.md": REDRAFT,
        "lease/v1 copy.txt": LEASE,
        "supply/pumps.txt": PUMPS,
    }
    return make_firm({name: text.encode() for name, text in texts.items()}, "lease")


def _json(run: "Run", *arguments: str) -> dict[str, Any]:
    found = json.loads(run(*arguments, "--json").stdout)
    assert isinstance(found, dict)
    return found


def test_struck_and_added_words_are_marked_where_there_are_no_colours(run: "Run") -> None:
    shown = run("compare", "v1", "v2").stdout
    assert (
        "1.1 Rent  changed\n    1.1 Rent. The Tenant shall pay rent of [-$4,200-] {+$4,500+} per month, in advance."
        in shown
    )
    assert "1.3 Deposit  added\n    {+1.3 Deposit. The Tenant pays a deposit of $9,000.+}" in shown
    assert "1 changed, 1 added, 5 clauses unchanged" in shown


def test_only_changes_are_printed(run: "Run") -> None:
    assert "Late payment" not in run("compare", "v1", "v2").stdout


def test_spans_are_characters_of_each_document(run: "Run") -> None:
    found = _json(run, "compare", "v1", "v2")
    text = {side: run("text", found[side]["document"]).stdout for side in ("a", "b")}
    for change in found["changes"]:
        for edit in change["edits"]:
            words = {side: text[side][edit[side]["start"] : edit[side]["end"]] for side in ("a", "b")}
            expected = {"delete": words["a"], "insert": words["b"], "equal": None}[edit["op"]]
            assert edit["text"] == expected
            assert edit["op"] != "equal" or words["a"].split() == words["b"].split()
    sides = [(change["a"], change["b"]) for change in found["changes"]]
    assert [text["b"][b["start"] : b["end"]].split(" ")[0] for _, b in sides] == ["1.1", "1.3"]


def test_the_json_has_the_fields_of_the_contract(run: "Run") -> None:
    found = _json(run, "compare", "v1", "v2")
    counts = ("unchanged", "changed", "added", "removed", "moved", "renumbered")
    assert list(found) == ["a", "b", "versions", "likeness", "kept", *counts, "left_out", "changes"]
    assert list(found["a"]) == ["document", "version", "matter", "path", "title"]
    assert list(found["changes"][0]) == ["kind", "moved", "a", "b", "edits"]
    assert list(found["changes"][0]["a"]) == ["number", "heading", "kind", "page", "start", "end"]
    assert [found[count] for count in counts] == [5, 1, 1, 0, 0, 0]
    assert found["changes"][1]["a"] is None


def test_a_copy_has_the_same_words(run: "Run") -> None:
    assert "the same words: 6 clauses unchanged" in run("compare", "v1.txt", "v1 copy").stdout


def test_different_documents_are_called_so_and_not_printed(run: "Run") -> None:
    shown = run("compare", "v1", "pumps").stdout
    assert "two different documents, not versions of one" in shown
    assert "$915" not in shown
    assert "$915" in run("compare", "v1", "pumps", "--all").stdout


def test_a_comparison_is_recorded_with_both_versions(run: "Run") -> None:
    found = _json(run, "compare", "v1", "v2")
    seq = _json(run, "audit", "head")["seq"]
    record = _json(run, "audit", "show", str(seq))
    assert record["facts"]["what"] == "compare"
    assert record["content"]["documents"] == [
        {"document": found[side]["document"], "version": found[side]["version"]} for side in ("a", "b")
    ]


def test_who_may_not_see_one_of_them_is_told_the_same_as_of_none(run: "Run") -> None:
    hidden = run("compare", "v1", "pumps", "--as", "alice", status=1).stderr
    unknown = run("compare", "v1", "bilge", "--as", "alice", status=1).stderr
    assert hidden.replace("pumps", "bilge") == unknown
    by_id = _json(run, "compare", "v1", "pumps")["b"]["document"]
    assert run("compare", by_id, "v1", "--as", "alice", status=1).stderr.replace(by_id, "bilge") == unknown


def test_words_that_would_steer_a_terminal_are_shown_as_escapes(run: "Run", tmp_path: Path) -> None:
    (tmp_path / "steer.txt").write_text(LEASE.replace("$4,200", "\x1b[2J$4,200 \u202e"), encoding="utf-8")
    run("ingest", str(tmp_path / "steer.txt"), "--matter", "lease")
    shown = run("compare", "v1.txt", "steer").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b" in shown
