"""The documentation says what the product does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from pincite import __version__
from pincite.cli import VERBS, main

ROOT = Path(__file__).parents[2]


def _commands(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    found: list[tuple[str, click.Command]] = []
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        found += _commands(child, f"{path} {name}")
    return found


COMMANDS = _commands(main, "pincite")


def test_the_page_of_the_command_line_is_fresh() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "runs" / "make_docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.stderr == ""


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_says_what_it_does(path: str, command: click.Command) -> None:
    assert command.help
    assert command.help.split("\n")[0].rstrip().endswith((".", ":"))
    assert f"`{path}`" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.name}"


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_is_a_sentence(verb: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", VERBS[verb])


def test_a_newcomer_is_given_two_commands_first() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert blocks[0].splitlines() == ["make demo", "make test"]


def test_every_verb_that_the_documentation_names_exists() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for verb in re.findall(r"^\s*pincite ([a-z]+)", page.read_text(encoding="utf-8"), re.M):
            assert verb in VERBS, f"{page.name}: pincite {verb}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_version_that_is_recorded_is_the_one_that_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert __version__ == project["version"]


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
