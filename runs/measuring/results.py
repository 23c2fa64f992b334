"""Figures that the documentation shows: measured by a script, kept in docs/results.toml, printed by make_docs.py.

A measure is what one command found on one day. It has rows, and each row has figures by the name of their column, with
the number of cases that they count. Only a run that is asked to (`--results`) replaces what is kept, so that a quick
look at half of the cases changes no page.
"""

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "results.toml"
SOURCE = ("command", "date", "commit", "machine")
DIGITS = 3
"""Decimals that are kept of a fraction: more than any of our samples can show."""
NEAR = 0.01
"""A fraction this near to 0 or 1 has one decimal more: .9997 is not 1."""


@dataclass(frozen=True)
class Figure:
    """A number, or a few words where one number does not say it, with its 95 % interval where it has one."""

    value: float | str
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return shown(self.value)
        return f"{shown(self.value)} ({shown(self.low)}–{shown(self.high)})"


@dataclass(frozen=True)
class Row:
    """What was found for one kind of case; `n` says how many there were."""

    n: int | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """The figures of one command, with where and when it ran."""

    command: str
    date: str
    commit: str
    machine: str
    rows: Mapping[str, Row]


def shown(value: float | str) -> str:
    """A value as the pages print it: fractions of one without their zero, thousands parted."""
    if isinstance(value, float) and abs(value) <= 1:
        whole, _, decimals = f"{value:.4f}".rstrip("0").partition(".")
        return f"{whole if float(whole) else whole.removesuffix('0')}.{decimals:0<2}"
    return value if isinstance(value, str) else f"{value:,}"


def read(file: Path = FILE) -> dict[str, Measure]:
    """Every measure by its name, in the order of the file."""
    tables = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        name: Measure(
            **{key: table[key] for key in SOURCE}, rows={title: _row(row) for title, row in table["rows"].items()}
        )
        for name, table in tables.items()
    }


def _row(row: Mapping[str, object]) -> Row:
    figures = {}
    for name, value in row.items():
        if name != "n":
            figures[name] = Figure(*value) if isinstance(value, list) else Figure(value)  # type: ignore[arg-type]
    n = row.get("n")
    return Row(n if isinstance(n, int) else None, figures)


def write(measures: Mapping[str, Measure], file: Path = FILE) -> None:
    """Write the file anew, measures in order of their names, so that two people's additions merge."""
    lines = ["# Current figures. Scripts in runs/ write them with --results; `make docs` makes the pages of them."]
    for name, measure in sorted(measures.items()):
        lines += ["", f"[{name}]", *(f"{key} = {_quoted(getattr(measure, key))}" for key in SOURCE)]
        for title, row in measure.rows.items():
            lines += ["", f"[{name}.rows.{_quoted(title)}]"]
            lines += [f"n = {row.n}"] if row.n is not None else []
            lines += [f"{_key(column)} = {_value(figure)}" for column, figure in row.figures.items()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _value(figure: Figure) -> str:
    parts = [figure.value] if figure.low is None or figure.high is None else [figure.value, figure.low, figure.high]
    texts = [_quoted(part) if isinstance(part, str) else repr(part) for part in parts]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def add_option(parser: argparse.ArgumentParser, measure: str) -> None:
    """The option that every measuring script has, with the name under which its figures are kept."""
    parser.add_argument(
        "--results",
        nargs="?",
        const=measure,
        metavar="MEASURE",
        help=f"keep the figures in docs/results.toml, for the pages ({measure})",
    )


@dataclass
class Notes:
    """Collects the figures of a run, row by row, and keeps them at its end."""

    rows: dict[str, Row] = field(default_factory=dict)

    def note(
        self,
        row: str,
        column: str,
        value: float | str,
        n: int | None = None,
        interval: tuple[float, float] | None = None,
    ) -> None:
        """Add a figure: of `n` cases, with its 95 % interval."""
        low, high = (_rounded(end) for end in interval) if interval else (None, None)
        known = self.rows.get(row, Row())
        kept = value if isinstance(value, str) else _rounded(value)
        figures = {**known.figures, column: Figure(kept, low, high)}
        self.rows[row] = replace(known, n=known.n if n is None else n, figures=figures)

    def keep(self, measure: str | None) -> None:
        """Replace a measure in the file by what was noted; None when the run was not asked to keep its figures."""
        if measure and self.rows:
            made = Measure(command(sys.argv), time.strftime("%Y-%m-%d"), commit(), machine(), dict(self.rows))
            write({**read(), measure: made})


def _rounded(value: float) -> float:
    """A count as it is, a fraction to three or four decimals, any other number to one."""
    if isinstance(value, int):
        return value
    size = abs(value)
    if size > 1:
        return round(float(value), 1)
    return round(float(value), DIGITS + 1 if min(size, 1 - size) < NEAR else DIGITS)


def command(words: Sequence[str]) -> str:
    """The command as a reader can repeat it: without `--results`, and without places of this machine."""
    script = Path(words[0]).resolve()
    name = [script.name]
    if script.is_relative_to(ROOT / "runs"):
        name = ["-m", ".".join(script.relative_to(ROOT).with_suffix("").parts)]
    given = list(words[1:])
    if "--results" in given:
        at = given.index("--results")
        has_name = at + 1 < len(given) and not given[at + 1].startswith("-")
        del given[at : at + 1 + has_name]
    return shlex.join(["python", *name, *("PATH" if Path(word).is_absolute() else word for word in given)])


def commit() -> str:
    """The commit that is checked out, with a plus where files differ from it."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short=7", "HEAD"], capture_output=True, text=True, check=True).stdout
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    return head.strip() + ("+" if changed.strip() else "")


def machine() -> str:
    """Cores, processor, memory and Python of this machine."""
    names = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = names[0] if names else platform.machine()
    return f"{os.cpu_count()} cores, {processor}, {memory:.0f} GiB, Python {platform.python_version()}"
