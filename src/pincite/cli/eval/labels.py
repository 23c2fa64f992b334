"""What a person's labels come to, for people and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from pincite.cli.output import console, visible

if TYPE_CHECKING:
    from pincite.evaluation.agreement import Agreement
    from pincite.evaluation.labelling import Labelled
    from pincite.evaluation.score import Figure


def labelled_json(found: "Labelled", others: "Mapping[str, Agreement]") -> dict[str, object]:
    """What `eval human --json` prints."""
    return {**asdict(found), "with_others": {name: asdict(agreement) for name, agreement in others.items()}}


def print_labelled(found: "Labelled", others: "Mapping[str, Agreement]") -> None:
    """The figures by a person's labels, and how far they agree with the gate and with others."""
    out = console()
    out.print(f"\n{found.labelled:,} labelled, {found.skipped:,} skipped, {found.left:,} left", style="bold")
    for name, figure in (
        ("released statements that are not borne out", found.unsupported_released),
        ("answers that are right", found.correct),
        ("refusals that are right", found.right_refusals),
    ):
        if figure.scored:
            out.print(f"{name}: {_figure(figure)} of {figure.scored:,}")
    if found.with_gate is not None:
        _print_agreement("the gate", found.with_gate)
    for name, agreement in others.items():
        _print_agreement(name, agreement)


def _print_agreement(name: str, agreement: "Agreement") -> None:
    out = console()
    kappa = agreement.kappa
    if kappa.value is None:
        told = f"no kappa: {next(iter(kappa.unscorable), 'nothing was labelled by both')}"
    else:
        told = f"kappa {_figure(kappa)}"
    shares = ", ".join(f"{label} {ours:.0%} and {theirs:.0%}" for label, (ours, theirs) in agreement.prevalence.items())
    alike = f"alike {_figure(agreement.raw)} of {agreement.raw.scored:,}"
    out.print(f"agreement with {visible(name)}: {told}; {alike} ({shares})", soft_wrap=True)


def _figure(figure: "Figure") -> str:
    ends = f" [{figure.interval.low:.2f}, {figure.interval.high:.2f}]" if figure.interval else ""
    return f"{figure.value:.2f}{ends}"
