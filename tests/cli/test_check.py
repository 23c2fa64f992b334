"""`pincite check`: passages and claims, one JSON line each."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

CLAUSE = (
    "9.2 Supplier shall indemnify Customer against third-party claims within thirty (30) days of notice, unless the "
    "claim arises from Customer's own negligence."
)

IN_TIME = "against third-party claims within thirty days of notice"
LATE = "against third-party claims within sixty (60) days of notice"
UNLESS = "unless the claim arises from Customer's own negligence"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function of any lines
    """Runs the verb on lines, in a folder without a workspace."""
    monkeypatch.chdir(tmp_path)

    def run(*lines: object, as_json: bool = True, status: int = 0) -> Result:
        file = tmp_path / "pairs.jsonl"
        file.write_bytes(b"".join((x if isinstance(x, bytes) else json.dumps(x).encode()) + b"\n" for x in lines))
        result = CliRunner().invoke(main, ["check", str(file), *(["--json"] if as_json else [])])
        assert result.exit_code == status, result.output
        return result

    return run


def _read(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_is_judged_in_order_without_a_workspace(check: Any, tmp_path: Path) -> None:  # noqa: ANN401
    found = _read(
        check(
            {"id": "a", "premise": CLAUSE, "claim": f"Supplier shall indemnify Customer {IN_TIME}, {UNLESS}."},
            {"id": "b", "premise": CLAUSE, "claim": f"Supplier shall indemnify Customer {LATE}, {UNLESS}."},
            {"id": 3, "premise": CLAUSE, "claim": f"Customer shall indemnify Supplier {IN_TIME}, {UNLESS}."},
        )
    )
    assert [line["id"] for line in found] == ["a", "b", 3]
    assert [line["supported"] for line in found] == [True, False, False]
    assert all(0 <= line["support"] <= 1 and line["ms"] > 0 for line in found)
    assert any("60 days" in reason for reason in found[1]["reasons"])
    assert not (tmp_path / ".pincite").exists()


def test_a_line_that_cannot_be_checked_says_why_and_the_others_go_on(check: Any) -> None:  # noqa: ANN401
    found = _read(
        check(
            b"not json",
            {"id": 1, "premise": CLAUSE},
            {"id": 2, "premise": 7, "claim": "x"},
            {"id": 3, "premise": "\ud800", "claim": "x"},
            {"id": 4, "premise": "x" * 400_001, "claim": "x"},
            b"[]",
            b"",
            {"id": 5, "premise": CLAUSE, "claim": "Supplier shall indemnify Customer."},
            status=1,
        )
    )
    assert [line["id"] for line in found] == [None, 1, 2, 3, 4, None, 5]
    assert 'has no "claim" that is a text' in found[1]["error"]
    assert "half of a surrogate pair" in found[3]["error"]
    assert "400,001 characters" in found[4]["error"]
    assert "support" in found[6]


def test_an_empty_claim_or_premise_supports_nothing(check: Any) -> None:  # noqa: ANN401
    found = _read(check({"id": 1, "premise": "", "claim": "Rent is due."}, {"id": 2, "premise": CLAUSE, "claim": " "}))
    assert [(line["support"], line["supported"]) for line in found] == [(0.0, False), (0.0, False)]
    assert all(line["reasons"] for line in found)


def test_for_a_person_each_claim_has_its_verdict_and_reasons(check: Any) -> None:  # noqa: ANN401
    line = {"id": 1, "premise": CLAUSE, "claim": "Supplier shall indemnify Customer within ninety (90) days of notice."}
    shown = check(line, as_json=False).stdout
    assert "not supported" in shown
    assert "90 days" in shown


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path / "none.jsonl")])
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr
