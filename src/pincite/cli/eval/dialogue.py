"""What a dialogue on answers has in common: the replies of a run, what is typed, and how far two persons agree."""

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.options import call
from pincite.cli.output import console, visible

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.evaluation.agreement import RaterAgreement
    from pincite.evaluation.answered import Answered, Stated
    from pincite.evaluation.score import Figure


def kept_replies(file: Path) -> "Iterator[Answered]":
    """The replies that a run kept in a file.

    Raises:
        PinciteError: a line is none.
    """
    from pincite.evaluation.answered import answered
    from pincite.evaluation.journal import Journal

    with Journal(file, is_written=False) as kept:
        for name in kept:
            yield answered(kept.get(name) or {})


def opened() -> "Console":
    """Where a dialogue is shown; bytes that are no characters may be typed.

    With --json it is a dialogue still, and what it comes to stands alone on standard output.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return console(stderr=call().as_json)


def typed(out: "Console", words: Mapping[str, str], keys: str) -> str:
    """What was typed, as a whole word; "quit" where there is no more input.

    `words` has the word for each key, which may be typed whole too; `keys` says so.
    """
    while True:
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            return "quit"
        word = line.strip().lower()
        if word in words.values():
            return word
        if word in words:
            return words[word]
        out.print(f"type one of: {keys}")


def show_cited(statement: "Stated", out: "Console", indent: int) -> None:
    """What a statement cites: the places, each with its words."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.evaluation.preferring import cut, pin

    for citation in statement.citations:
        out.print(Padding(Text(f"[{visible(pin(citation))}]", style="cyan"), (0, 0, 0, indent)))
        out.print(Padding(Text(cut(visible(citation.quote)), style="dim"), (0, 0, 0, indent)))


def with_interval(figure: "Figure") -> str:
    """A figure that has a value, with its interval."""
    ends = f" [{figure.interval.low:.2f}, {figure.interval.high:.2f}]" if figure.interval else ""
    return f"{figure.value:.2f}{ends}"


def print_agreement(name: str, agreement: "RaterAgreement", *, with_shares: bool) -> None:
    """How far somebody agrees with another, and with shares how often each gave each label."""
    kappa, raw = agreement.kappa, agreement.raw
    if kappa.value is None:
        told = f"no kappa: {next(iter(kappa.unscorable), 'nothing was labelled by both')}"
    else:
        told = f"kappa {with_interval(kappa)}"
    alike = "none alike or unlike" if raw.value is None else f"alike {with_interval(raw)}"
    shares = ", ".join(f"{label} {ours:.0%} and {theirs:.0%}" for label, (ours, theirs) in agreement.prevalence.items())
    said = f"agreement with {visible(name)}: {told}; {alike} of {raw.scored:,}"
    console().print(f"{said} ({shares})" if with_shares else said, soft_wrap=True)
