"""What the verbs print: JSON for programs, and text for people, both made from the same values."""

import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pincite.views.printed import visible as visible
from pincite.views.wording import counted as counted

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.views.given import Given

PLAIN_WIDTH = 100
"""Columns when the output is no terminal."""

NARROW = 90
"""Columns below which tables and the line of progress take another form: an id alone has up to 39."""

STEERING = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON may hold as it is and no output should: controls that steer a terminal or turn its text round, separators
at which programs break lines, and halves of characters, which have no bytes."""


def emit(view: "Given") -> None:
    """Print the JSON of a view on one line, in UTF-8 whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json_line(view).encode())
    sys.stdout.buffer.flush()


def json_line(view: "Given") -> str:
    """The JSON of a view with the line feed that ends it, the only one in it."""
    return _unsteered(json.dumps(view.json(), ensure_ascii=False, allow_nan=False, separators=(", ", ": "))) + "\n"


def json_page(view: "Given") -> str:
    """The JSON of a view over several lines, for a file that people edit."""
    return _unsteered(json.dumps(view.json(), ensure_ascii=False, indent=2)) + "\n"


def _unsteered(text: str) -> str:
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def console(*, stderr: bool = False) -> "Console":
    """Where text for people goes: styled on a terminal, plain elsewhere."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else PLAIN_WIDTH
    )


def listed(seqs: Sequence[int]) -> str:
    """Places of records, to follow what was said of them: ": 3, 4, 7"; empty without any, cut short after twenty."""
    if not seqs:
        return ""
    first = ", ".join(map(str, seqs[:20]))
    return f": {first}" + (f" and {len(seqs) - 20:,} more" if len(seqs) > 20 else "")


def fail(message: str) -> None:
    """Print a sentence on stderr; the verb goes on, and ends with status 1 by itself."""
    click.echo(f"pincite: {visible(message)}", err=True)
