"""Prints the figures from a person's labels."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pincite.cli.eval.dialogue import print_agreement, with_interval
from pincite.cli.output import console

if TYPE_CHECKING:
    from pincite.evaluation.agreement import RaterAgreement
    from pincite.evaluation.labelling import Labelled


def print_labelled(found: "Labelled", others: "Mapping[str, RaterAgreement]") -> None:
    """Print the figures from a person's labels, and their agreement with the gate and with other people."""
    out = console()
    out.print(f"\n{found.labelled:,} labelled, {found.skipped:,} skipped, {found.left:,} left", style="bold")
    for name, figure in (
        ("released statements that are not supported", found.unsupported_released),
        ("answers that are right", found.correct),
        ("refusals that are right", found.right_refusals),
    ):
        if figure.scored:
            out.print(f"{name}: {with_interval(figure)} of {figure.scored:,}")
    if found.with_gate is not None:
        print_agreement("the gate", found.with_gate, with_shares=True)
    for name, agreement in others.items():
        print_agreement(name, agreement, with_shares=True)
