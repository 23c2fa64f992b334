"""What the dialogues about answers share: reading the replies of a run, reading keys, and printing agreement."""

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
        PinciteError: a line is not a reply.
    """
    from pincite.evaluation.answered import answered
    from pincite.evaluation.journal import Journal

    with Journal(file, is_written=False) as kept:
        for name in kept:
            yield answered(kept.get(name) or {})


def opened() -> "Console":
    """The console of a dialogue; typed bytes that are not characters do no harm.

    With --json the dialogue is printed on stderr, and only its result on standard output.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return console(stderr=call().as_json)


def typed(out: "Console", words: Mapping[str, str], keys: str) -> str:
    """The word that was typed or whose key was; "quit" at the end of the input.

    `words` has the word for each key; the word itself may be typed too. `keys` is the prompt that explains them.
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
    """Print what a statement cites: each place with its words."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.evaluation.preferring import cut, pin

    for citation in statement.citations:
        out.print(Padding(Text(f"[{visible(pin(citation))}]", style="cyan"), (0, 0, 0, indent)))
        out.print(Padding(Text(cut(visible(citation.quote)), style="dim"), (0, 0, 0, indent)))


def with_interval(figure: "Figure") -> str:
    """A figure that has a value, with its confidence interval."""
    ends = f" [{figure.interval.low:.2f}, {figure.interval.high:.2f}]" if figure.interval else ""
    return f"{figure.value:.2f}{ends}"


def print_agreement(name: str, agreement: "RaterAgreement", *, with_shares: bool) -> None:
    """Print how far a person agrees with another, and with `with_shares` how often each gave each label."""
    kappa, raw = agreement.kappa, agreement.raw
    if kappa.value is None:
        kappa_text = f"no kappa: {next(iter(kappa.unscorable), 'nothing was labelled by both')}"
    else:
        kappa_text = f"kappa {with_interval(kappa)}"
    alike = "none alike or unlike" if raw.value is None else f"alike {with_interval(raw)}"
    shares = ", ".join(f"{label} {ours:.0%} and {theirs:.0%}" for label, (ours, theirs) in agreement.prevalence.items())
    said = f"agreement with {visible(name)}: {kappa_text}; {alike} of {raw.scored:,}"
    console().print(f"{said} ({shares})" if with_shares else said, soft_wrap=True)
