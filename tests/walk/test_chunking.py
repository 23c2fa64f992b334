"""How documents are cut is a setting; when it changes, the next ingest cuts anew and nothing else changes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pincite.cli import main

LEASE = "LEASE\n\n" + "".join(
    f"{number}. Clause {number}\n\nThe tenant shall do thing {number}, and the landlord shall see that it is done.\n\n"
    for number in range(1, 30)
)
CODE = (
    '"""Bills."""\n\n\ndef total(fees: list[int]) -> int:\n    """What is owed."""\n    return sum(fees)\n\n\n'
    + "".join(f"def step_{number}(x: int) -> int:\n    return x + {number}\n\n\n" for number in range(60))
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "ws"))
    (tmp_path / "ws").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "lease.txt").write_text(LEASE)
    (tmp_path / "files" / "billing.py").write_text(CODE)
    return tmp_path


def settings(home: Path, *lines: str) -> None:
    (home / "ws" / "settings.toml").write_text("\n".join(['embedder = "hashing"', *lines]) + "\n")


def ingest(home: Path) -> dict[str, int]:
    made = CliRunner().invoke(main, ["ingest", str(home / "files"), "--matter", "m", "--json"])
    assert made.exit_code == 0, made.output
    result: dict[str, int] = json.loads(made.stdout)
    return result


def pieces(query: str) -> list[tuple[str, int, int]]:
    made = CliRunner().invoke(main, ["search", query, "-k", "500", "--json"])
    assert made.exit_code == 0, made.output
    return sorted((Path(hit["path"]).name, hit["start"], hit["end"]) for hit in json.loads(made.stdout)["hits"])


def test_another_way_of_cutting_cuts_anew_and_the_same_way_does_not(home: Path) -> None:
    settings(home)
    assert ingest(home)["documents"] == 2
    by_clause = pieces("tenant")
    assert ingest(home)["unchanged"] == 2
    settings(home, 'chunking = "recursive"')
    again = ingest(home)
    assert (again["documents"], again["unchanged"]) == (2, 0)
    assert pieces("tenant") != by_clause
    assert ingest(home)["unchanged"] == 2
    settings(home, 'chunking = "auto"')
    assert ingest(home)["documents"] == 2
    assert pieces("tenant") == by_clause


def test_source_code_is_cut_at_its_functions(home: Path) -> None:
    settings(home)
    ingest(home)
    starts = {CODE[start : start + 4] for name, start, _ in pieces("step") if name == "billing.py"}
    assert starts <= {'"""B', "def "}


def test_a_way_that_does_not_exist_is_named(home: Path) -> None:
    settings(home, 'chunking = "by-eye"')
    made = CliRunner().invoke(main, ["ingest", str(home / "files"), "--matter", "m"])
    assert made.exit_code == 1
    assert "sets chunking to 'by-eye'" in made.output
