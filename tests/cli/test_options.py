"""Global options stand before or after the verb; a wrong one is a usage error."""

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
