"""`pincite check`: says whether passages support claims."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.batch import Entry, judge_lines
from pincite.cli.options import FILE, Verb, call
from pincite.cli.output import visible
from pincite.errors import QuestionError

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.cli.batch import Judged
    from pincite.verification.verifier import Judgement, Verifier

LONGEST = 400_000
"""Most characters of a premise; a longer text should be ingested as a document and asked about."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, and the passage that is said to support it."""

    premise: str
    claim: str


@click.command("check", cls=Verb)
@click.argument("file", type=FILE)
def command(file: Path) -> None:
    """Say of each line {"id","premise","claim"} how far the premise supports the claim, and what speaks against it."""
    if asyncio.run(_check(file)):
        click.get_current_context().exit(1)


async def _check(file: Path) -> bool:
    """Judge every line in order; True if any failed."""
    from pincite.views.judged import CheckedClaim

    verifier = await open_verifier()

    async def checked(entry: Entry) -> "Judged":
        pair = _pair(entry)
        [judgement] = await verifier.judge([(pair.premise, pair.claim)])
        return CheckedClaim(judgement), lambda out: _print(pair, judgement, out)

    return await judge_lines(file, checked, "checked")


async def open_verifier() -> "Verifier":
    """The checks with the entailment model, loaded now so that no line's time includes the loading.

    No workspace is needed; if there is one, its settings choose the model.
    """
    from pincite.verification.verifier import Verifier
    from pincite.wiring import agreed_settings, open_entailment, trust_store

    model = open_entailment(agreed_settings(call().workspace.absolute(), trust_store(os.environ)))
    await model.support([("a", "a")])
    return Verifier(model)


def _pair(entry: Entry) -> Pair:
    pair = Pair(entry.text("premise"), entry.text("claim"))
    for name, text in (("premise", pair.premise), ("claim", pair.claim)):
        if len(text) > LONGEST:
            raise QuestionError(
                f"the {name} has {len(text):,} characters, more than {LONGEST:,}; give the passage alone"
            )
    return pair


def _print(pair: Pair, judgement: "Judgement", out: "Console") -> None:
    from rich.padding import Padding
    from rich.text import Text

    style, word = ("green", "supported") if judgement.supported else ("red", "not supported")
    shown = " ".join(pair.claim.split())
    out.print(Text.assemble((f"{word} ", f"bold {style}"), (f"{judgement.support:.2f}  ", style), visible(shown[:300])))
    for reason in judgement.reasons:
        out.print(Padding(Text(visible(reason), style="yellow"), (0, 0, 0, 4)))
