"""How the verbs print: JSON for programs and text for people, both from the same values."""

import json
import re
import shlex
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
"""Width in columns when the output is not a terminal."""

NARROW = 90
"""Below this many columns tables and progress lines take another form: an id alone takes up to 39."""

MOST_LISTED = 20
"""Most failures and warnings printed to a terminal; `--json` and the record have all of them."""

STEERING = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that JSON allows and output should not hold: controls that steer a terminal or reverse its text,
separators at which programs break lines, and halves of surrogate pairs, which cannot be encoded."""


def emit(view: "Given") -> None:
    """Print a view's JSON on one line, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json_line(view).encode())
    sys.stdout.buffer.flush()


def json_line(view: "Given") -> str:
    """A view's JSON with a line feed at the end, and none within."""
    return _unsteered(json.dumps(view.json(), ensure_ascii=False, allow_nan=False, separators=(", ", ": "))) + "\n"


def json_page(view: "Given") -> str:
    """A view's JSON over several lines, for a file that people edit."""
    return _unsteered(json.dumps(view.json(), ensure_ascii=False, indent=2)) + "\n"


def _unsteered(text: str) -> str:
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def console(*, stderr: bool = False) -> "Console":
    """The console for people: styled on a terminal, plain elsewhere."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else PLAIN_WIDTH
    )


def listed(seqs: Sequence[int]) -> str:
    """Numbers of records as the end of a sentence: ": 3, 4, 7"; empty without any, cut short after twenty."""
    if not seqs:
        return ""
    first = ", ".join(map(str, seqs[:20]))
    return f": {first}" + (f" and {len(seqs) - 20:,} more" if len(seqs) > 20 else "")


def print_reasons(head: str, listed: Sequence[tuple[str, str]], out: "Console") -> None:
    """Print the names of what failed, each with its reason, below a head; nothing if nothing did.

    Names are printed as they are, reasons with what could steer a terminal escaped.
    """
    if not listed:
        return
    out.print(f"\n{head}", style="bold")
    for name, reason in listed[:MOST_LISTED]:
        out.print(f"  {name}\n      {visible(reason)}", soft_wrap=True)
    if len(listed) > MOST_LISTED:
        out.print(f"  … and {len(listed) - MOST_LISTED:,} more: see --json")


def fail(message: str) -> None:
    """Print an error message on stderr; the verb goes on, and its exit status will be 1."""
    click.echo(f"pincite: {visible(message)}", err=True)


def print_command(command: str, out: "Console") -> None:
    """Print a command below what it is about, on one line however narrow the screen is: a broken one cannot be run."""
    from rich.text import Text

    out.print(Text(f"   {command}", style="dim"), soft_wrap=True)


def shell_word(text: str) -> str:
    """Text as one word of a command that a reader copies: an apostrophe stays readable where a shell leaves it alone.

    >>> print(shell_word("Whose loss is it?"), shell_word("Who is Acme's agent?"), shell_word("Acme's $5"))
    'Whose loss is it?' "Who is Acme's agent?" 'Acme'"'"'s $5'
    """
    is_plain = "'" in text and not any(sign in text for sign in '"$`\\!')
    return f'"{text}"' if is_plain else shlex.quote(text)
