"""Writes docs/cli.md from the command line itself; `--check` says whether it is stale instead.

python runs/make_docs.py [--check]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pincite.cli import VERBS, main

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"

OPENING = """# The command line

Made from the command line itself by `make docs`; a test fails when it is stale.

Every verb takes `--workspace DIR` (else `PINCITE_WORKSPACE`, else `./.pincite`), `--as USER` and `--json`, before or
after its name. A failure is one sentence on standard error and exit status 1; a wrong option is exit status 2. A
refusal to answer is an answer: exit status 0.
"""


def pages(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    """The help of a command and of those under it, each with its heading."""
    context = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=parent)
    context.max_content_width = 100
    context.terminal_width = 100
    level = "#" * len(path.split())
    yield f"{level} `{path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from pages(child, f"{path} {name}", context)


def text() -> str:
    """The whole page."""
    root = click.Context(main, info_name="pincite")
    parts = [OPENING]
    for verb in VERBS:
        command = main.get_command(root, verb)
        if command is not None:
            parts += pages(command, f"pincite {verb}", root)
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(None if PAGE.read_text(encoding="utf-8") == text() else "docs/cli.md is stale: make docs")
    PAGE.write_text(text(), encoding="utf-8")
