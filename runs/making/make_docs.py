"""Writes docs/cli.md from the command line itself, and the tables of figures in all pages from docs/results.toml.

    python -m runs.making.make_docs [--check]

`--check` writes nothing and names the pages that are stale. A page asks for a table with a comment, which stays:

    <!-- table: MEASURE, MEASURE | heading of the first column | COLUMN; COLUMN | ROW; ROW -->
    <!-- end -->

The last two parts may be left out: then all columns are shown, and all rows that have a figure in one of them.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click
from runs.measuring import results

from pincite.cli import VERBS, main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cli.md"
Known = TypeVar("Known")
TABLE = re.compile(r"^(<!-- table: (.+?) -->\n)(.*?)^(<!-- end -->)", re.DOTALL | re.MULTILINE)

OPENING = """# The command line

Made from the command line itself by `make docs`; a test fails when it is stale.

Every verb takes `--workspace DIR` (else `PINCITE_WORKSPACE`, else `./.pincite`), `--as USER` and `--json`, before or
after its name. A failure is one sentence on standard error and exit status 1; a wrong option is exit status 2. A
refusal to answer is an answer: exit status 0.
"""


def helps(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
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
                yield from helps(child, f"{path} {name}", context)


def text() -> str:
    """The whole page."""
    root = click.Context(main, info_name="pincite")
    parts = [OPENING]
    for verb in VERBS:
        command = main.get_command(root, verb)
        if command is not None:
            parts += helps(command, f"pincite {verb}", root)
    return "\n".join(parts)


def with_tables(page: str, measures: Mapping[str, results.Measure]) -> str:
    """A page with each table that it asks for as it follows from the measures.

    Raises:
        SystemExit: it asks for a measure, a column or a row that there is not.
    """
    return TABLE.sub(lambda asked: asked[1] + "\n".join(table(asked[2], measures)) + "\n" + asked[4], page)


def table(asked: str, measures: Mapping[str, results.Measure]) -> Iterator[str]:
    """The lines of one table, and below it where its figures come from."""
    names, heading, columns, titles = (part.strip() for part in f"{asked}|||".split("|")[:4])
    found = [known(name, measures, asked) for name in names.split(", ")]
    rows = {title: row for measure in found for title, row in measure.rows.items()}
    if titles:
        rows = {title: known(title, rows, asked) for title in titles.split("; ")}
    there = dict.fromkeys(column for row in rows.values() for column in row.figures)
    wanted = columns.split("; ") if columns else list(there)
    for column in wanted:
        known(column, there, asked)
    rows = {title: row for title, row in rows.items() if row.figures.keys() & set(wanted)}
    yield from lines(heading, rows, wanted)
    yield ""
    yield "<br>\n".join(dict.fromkeys(f"`{one.command}`, {one.date}, {one.commit}, {one.machine}" for one in found))


def known(name: str, among: Mapping[str, Known], asked: str) -> Known:
    """What stands under a name, or the end of the program with a sentence."""
    if name not in among:
        raise SystemExit(f"docs/results.toml has no {name!r}, which the table {asked!r} asks for")
    return among[name]


def lines(heading: str, rows: Mapping[str, results.Row], columns: Sequence[str]) -> Iterator[str]:
    """Head and body of a table; the number of cases has a column where any row says it."""
    is_counted = any(row.n is not None for row in rows.values())
    yield f"| {' | '.join([heading, *(['n'] if is_counted else []), *columns])} |"
    yield "|---" * (1 + is_counted + len(columns)) + "|"
    for title, row in rows.items():
        cells = [str(row.figures.get(column, "")) for column in columns]
        count = [f"{row.n:,}" if row.n is not None else ""] if is_counted else []
        yield f"| {' | '.join([title, *count, *cells])} |"


def pages() -> Iterator[tuple[Path, str]]:
    """Every page that is made, whole or in part, with what it should be."""
    yield PAGE, text()
    measures = results.read()
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        there = page.read_text(encoding="utf-8")
        if TABLE.search(there):
            yield page, with_tables(there, measures)


if __name__ == "__main__":
    stale = [(page, made) for page, made in pages() if page.read_text(encoding="utf-8") != made]
    if "--check" in sys.argv:
        names = ", ".join(page.relative_to(ROOT).as_posix() for page, _ in stale)
        sys.exit(f"stale: {names}; run make docs" if stale else None)
    for page, made in stale:
        page.write_text(made, encoding="utf-8")
