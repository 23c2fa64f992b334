"""`audit head`, `verify`, `prove` as their users run them, with key and heads where the settings put them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pincite.cli import main

SCRIPT = Path(__file__).parents[2] / "verifier" / "verify_record.py"

SETTINGS = """
embedder = "hashing"

[audit]
key = "../keys/firm.pem"
heads = ["../share"]
every_records = 2
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a workspace of five records, and `noted.txt`, a checkpoint from before the last of them."""
    place = tmp_path_factory.mktemp("firm")
    for name in ("workspace", "share", "Brightwater"):
        (place / name).mkdir()
    (place / "workspace" / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    (place / "Brightwater" / "a.txt").write_text("7.2 The aggregate liability shall not exceed £2,000,000.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        run(place, "workspace", "trust", "--yes")
        run(place, "ingest", str(place / "Brightwater"), "--matter", "Brightwater")
        run(place, "ask", "What shall the aggregate liability not exceed?")
        (place / "noted.txt").write_text(run(place, "audit", "head", "--checkpoint"), encoding="utf-8")
        run(place, "ask", "Who is the supplier?")
        yield place


def run(place: Path, *arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["--workspace", str(place / "workspace"), *arguments])
    assert result.exit_code == status, result.output
    return result.output


def checked(place: Path, file: str, *note: str) -> str:
    files = [str(place / name) for name in ("workspace/workspace.vkey", file, *note)]
    ended = subprocess.run([sys.executable, "-I", SCRIPT, *files], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_the_head_is_given_as_place_and_hash_and_as_a_checkpoint(place: Path) -> None:
    found = json.loads(run(place, "audit", "head", "--json"))
    assert found.keys() == {"seq", "hash", "root", "checkpoint"}
    assert run(place, "audit", "head") == f"{found['seq']}:{found['hash']}\n"
    assert run(place, "audit", "head", "--checkpoint") == found["checkpoint"]
    assert found["checkpoint"].splitlines()[1] == str(found["seq"])
    assert found["checkpoint"].splitlines()[3] == f"chain {found['hash']}"


def test_the_record_is_verified_against_what_was_noted(place: Path) -> None:
    noted = str(place / "noted.txt")
    assert json.loads(run(place, "audit", "verify", "--checkpoint", noted, "--json"))["ok"]
    assert "nothing wrong" in run(place, "audit", "verify", "--checkpoint", noted)
    said = run(place, "audit", "verify", "--head", f"3:{'ab' * 32}", status=1)
    assert "record 3 is not the one whose hash was noted earlier" in said


@pytest.mark.parametrize("verb", [("verify", "--checkpoint"), ("prove", "--since")])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read"), ("", "does not hold"), ("pincite/x\n1\nAAAA\n\n", "does not hold")],
)
def test_what_is_no_checkpoint_is_a_sentence(
    place: Path, tmp_path: Path, verb: tuple[str, str], content: str | None, sentence: str
) -> None:
    file = tmp_path / "other.txt"
    if content is not None:
        file.write_text(content)
    assert sentence in run(place, "audit", verb[0], verb[1], str(file), status=1)


def test_a_checkpoint_that_went_through_mail_still_holds(place: Path, tmp_path: Path) -> None:
    mailed = tmp_path / "mailed.txt"
    mailed.write_bytes(b"\xef\xbb\xbf" + (place / "noted.txt").read_bytes().replace(b"\n", b"\r\n"))
    assert "nothing wrong" in run(place, "audit", "verify", "--checkpoint", str(mailed))


def test_proofs_are_good_to_somebody_without_pincite(place: Path) -> None:
    seq = int(run(place, "audit", "head").partition(":")[0])
    run(place, "audit", "prove", str(seq), "--content", "-o", str(place / "inclusion.json"))
    assert checked(place, "inclusion.json").startswith(f"record {seq} of {seq}: ")
    run(place, "audit", "prove", "--since", str(place / "noted.txt"), "-o", str(place / "growth.json"))
    assert checked(place, "growth.json", "noted.txt") == f"{seq - 1} records, and 1 more after them\ngood\n"
    noted = str(place / "noted.txt")
    run(place, "audit", "prove", "2", "--since", noted, "-o", str(place / "both.json"))
    assert checked(place, "both.json", "noted.txt").startswith(f"record 2 of {seq}: ")
    assert "says nothing of record" in run(place, "audit", "prove", str(seq), "--since", noted, status=1)
    (place / "all.jsonl").write_text(run(place, "audit", "prove", "--all", "--content"), encoding="utf-8")
    left_out = "contents not given, and so not checked: 2, of records 1 2\n"
    assert checked(place, "all.jsonl", "noted.txt") == f"{left_out}{seq} records\ngood\n"
    assert checked(place, "workspace/audit.db", "noted.txt") == f"{seq} records\ngood\n"


def test_a_proof_is_of_one_thing(place: Path) -> None:
    for arguments in ([], ["1", "--all"], ["--all", "--since", "x"], ["1", "--all", "--since", "x"]):
        assert "name a record, or give --since" in run(place, "audit", "prove", *arguments, status=2)
    assert "there is no audit record '99'" in run(place, "audit", "prove", "99", status=1)
    said = run(place, "audit", "prove", "1", "-o", str(place / "none" / "x.json"), status=1)
    assert "cannot be written to" in said


def test_who_may_not_read_a_record_has_no_proof_of_it(place: Path) -> None:
    run(place, "access", "user", "add", "bob")
    assert "there is no audit record '3' that bob may see" in run(place, "--as", "bob", "audit", "prove", "3", status=1)
    assert "bob may not read the record of others" in run(place, "--as", "bob", "audit", "prove", "--all", status=1)


def test_key_and_heads_are_where_the_settings_put_them(place: Path) -> None:
    assert (place / "keys" / "firm.pem").stat().st_mode & 0o777 == 0o600
    assert not (place / "config" / "pincite" / "keys").exists()
    assert len(list((place / "share").rglob("*.head"))) >= 2
