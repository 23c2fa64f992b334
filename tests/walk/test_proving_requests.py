"""`audit prove --sensitive` as an auditor uses it, who may not see the matters."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.audit.checks import SCRIPT
from tests.walk.conftest import Firm

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
ANSWER = {
    "answered": True,
    "statements": [
        {
            "text": "The Tenant shall pay rent of $4,200 per month in advance.",
            "citations": [{"label": 1, "quote": RENT}],
        }
    ],
}
DAYS = ("--from", "2020-01-01", "--to", "2099-12-31")


@pytest.fixture
def office(firm: Firm) -> Firm:
    """The firm with a model that may read what is internal at most, and an auditor behind a wall from the matter."""
    (firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[[models]]\ntier = "house"\nprovider = "scripted"\nreplies = "replies.jsonl"\n'
        'accepts = "internal"\n',
        encoding="utf-8",
    )
    (firm.workspace / "replies.jsonl").write_text(json.dumps({"reply": ANSWER}) + "\n", encoding="utf-8")
    firm.run("access", "user", "add", "ada")
    firm.run("access", "role", "add", "ada", "auditor")
    firm.run("access", "wall", "add", "ada", "--matter", "lease")
    return firm


def test_an_auditor_behind_a_wall_proves_what_went_where_and_learns_no_name(office: Firm, tmp_path: Path) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    office.run("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
    proof = tmp_path / "proof.json"
    shown = office.run("audit", "prove", "--sensitive", *DAYS, "-o", str(proof), "--as", "ada").stdout
    assert "on-prem   house   scripted   internal" in shown
    assert "the one request was no more sensitive than its model may read" in shown
    for text in (shown, proof.read_text(encoding="utf-8")):
        assert "lease" not in text
        assert "rent" not in text
    ended = subprocess.run(
        [sys.executable, "-I", SCRIPT, office.workspace / "workspace.vkey", proof],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert "on-prem, house, scripted, which may read internal: 1 internal" in ended.stdout
    assert office.json("audit", "list", "-n", "1")["records"][0]["facts"]["what"] == "audit prove --sensitive"  # type: ignore[index]


def test_what_was_not_sent_is_no_request(office: Firm) -> None:
    office.run("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
    said = office.json("audit", "prove", "--sensitive", *DAYS)
    assert (said["ok"], said["requests"], said["sent"], said["silent"]) == (True, 0, [], [])


def test_others_may_not_and_days_are_checked(office: Firm) -> None:
    def refused(*arguments: str) -> str:
        return office.run("audit", "prove", *arguments, status=1).stderr

    assert "alice may not read the record of others" in refused("--sensitive", *DAYS, "--as", "alice")
    assert "is yet to come" in refused("--sensitive", "--from", "2098-01-01", "--to", "2099-01-01")
    assert "is before" in refused("--sensitive", "--from", "2026-02-01", "--to", "2026-01-01")
    assert "is no date" in refused("--sensitive", "--from", "soon", "--to", "2026-01-01")


def test_names_of_models_stay_whole_and_the_command_has_the_checkpoint(
    office: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    (office.workspace / "settings.toml").write_text(
        f'embedder = "hashing"\n\n[[models]]\ntier = "{"h" * 30}"\nprovider = "scripted"\nreplies = "replies.jsonl"\n',
        encoding="utf-8",
    )
    noted = tmp_path / "noted.txt"
    noted.write_text(office.run("audit", "head", "--checkpoint").stdout, encoding="utf-8")
    office.run("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
    proof = tmp_path / "proof.json"
    shown = office.run("audit", "prove", "--sensitive", *DAYS, "--since", str(noted), "-o", str(proof)).stdout
    assert "h" * 30 in shown
    command = next(line for line in shown.splitlines() if "verify_record.py" in line).split()
    assert command[-2:] == [str(proof), str(noted)]
    ended = subprocess.run([sys.executable, "-I", SCRIPT, *command[2:]], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_a_proof_replaces_no_file(office: Firm, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("a proof of last month", encoding="utf-8")
    said = office.run("audit", "prove", "--sensitive", *DAYS, "-o", str(kept), status=2).stderr
    assert "is there already, and may be a proof; name another file" in " ".join(said.split())
    assert kept.read_text(encoding="utf-8") == "a proof of last month"
