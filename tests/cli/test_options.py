"""Global options stand before or after the verb; a wrong one is a usage error."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pincite.cli import main
from pincite.errors import WorkspaceError
from pincite.wiring import read_settings


@pytest.mark.parametrize(
    "arguments",
    [
        ("--workspace", "{ws}", "--json", "audit", "head"),
        ("audit", "--workspace", "{ws}", "head", "--json"),
        ("audit", "head", "--json", "--workspace", "{ws}"),
    ],
    ids=["before", "between", "after"],
)
def test_global_options_stand_anywhere(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    workspace = str(tmp_path / "ws")
    made = CliRunner().invoke(main, ["access", "matter", "add", "M", "--workspace", workspace])
    assert made.exit_code == 0, made.output
    result = CliRunner().invoke(main, [argument.format(ws=workspace) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith('{"seq": 1, "hash": "')


def test_the_workspace_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_WORKSPACE", str(tmp_path / "nowhere"))
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 1
    assert result.stderr == (
        f"pincite: there is no workspace at {tmp_path / 'nowhere'}; "
        "make one with: pincite ingest FOLDER --matter NAME, or name another with --workspace\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [("--nonsense",), ("ask",), ("ask", "q", "--batch", "f"), ("ingest", "x"), ("flap",), ("search", "q", "-k", "0")],
    ids=["unknown option", "no question", "question and batch", "no matter", "unknown verb", "k of 0"],
)
def test_a_usage_error_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 2
    assert "Error:" in result.stderr


def test_an_unknown_setting_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "settings.toml").write_text('embeder = "minilm"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["access", "matter", "add", "M", "--workspace", str(tmp_path / "ws")])
    assert result.exit_code == 1
    assert "unknown setting 'embeder'" in result.stderr


@pytest.mark.parametrize("languages", ['"eng"', "[]", '["eng", 3]', '["../eng"]'])
def test_languages_that_are_no_list_of_names_are_refused(tmp_path: Path, languages: str) -> None:
    (tmp_path / "settings.toml").write_text(f"languages = {languages}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="sets languages to"):
        read_settings(tmp_path / "settings.toml")


def test_languages_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('languages = ["deu", "eng"]\n', encoding="utf-8")
    assert read_settings(tmp_path / "settings.toml").languages == ("deu", "eng")


def test_a_page_is_not_drawn_into_a_file_of_another_format() -> None:
    result = CliRunner().invoke(main, ["show", "1.1", "-o", "page.pdf"])
    assert result.exit_code == 2
    assert "page.pdf does not end in .png" in result.stderr


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (b"What is the rent?\n", 0, ""),
        (b"", 1, "the question is empty"),
        (b"rent \xff", 2, "bytes that are not characters"),
        (b"rent " * 2_000, 1, "9,999 characters and the limit is 8,000"),
        (b"rent " * 300_000, 2, "more than 1,000,000 bytes"),
    ],
    ids=["question", "empty", "no characters", "long", "endless"],
)
def test_a_question_may_come_by_standard_input(
    given: bytes, status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    workspace = tmp_path / "ws"
    workspace.mkdir()
    (workspace / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    CliRunner().invoke(main, ["access", "matter", "add", "M", "--workspace", str(workspace)])
    result = CliRunner().invoke(main, ["search", "-", "--json", "--workspace", str(workspace)], input=given)
    assert result.exit_code == status, result.output
    assert said in " ".join(result.stderr.split())
    if not status:
        assert result.stdout.startswith('{"question": "What is the rent?"')


@pytest.mark.live
@pytest.mark.skipif(sys.platform != "linux", reason="only there can a process change its own line")
@pytest.mark.parametrize(
    "start", [("-m", "pincite"), ("-I", "-m", "pincite"), ("-c", "from pincite.cli import main; main()")]
)
def test_the_list_of_processes_shows_no_argument(start: tuple[str, ...]) -> None:
    asked = ["search", "-", "--matter", "Project Hummingbird", "--as", "ines.varga"]
    with subprocess.Popen(
        [sys.executable, *start, *asked], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as pincite:
        line = Path(f"/proc/{pincite.pid}/cmdline")
        until = time.monotonic() + 60
        while b"Hummingbird" in line.read_bytes() and time.monotonic() < until:
            time.sleep(0.01)
        while not (shown := line.read_bytes().rstrip(b"\0").split(b"\0"))[0] and time.monotonic() < until:
            time.sleep(0.01)  # it is just being started, and has no line yet
        while len(shown) != 1 + len(start) and time.monotonic() < until:
            time.sleep(0.01)
            shown = line.read_bytes().rstrip(b"\0").split(b"\0")
        pincite.kill()
    assert shown == [os.fsencode(word) for word in (sys.executable, *start)]
