"""Shows the router that a workspace keeps, and takes it away."""

import asyncio
import os
from typing import TYPE_CHECKING

from pincite.cli.options import call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.routing import ROUTER
from pincite.routing.heuristics import UNTRAINED
from pincite.views.routing import KeptRouter, NoRouter

if TYPE_CHECKING:
    from rich.console import Console


def show() -> None:
    """Print the card of the router that is kept, or that there is none.

    Raises:
        RoutingError, WorkspaceError, AccessError: it cannot be used.
    """
    from pincite.session.routing import kept_router

    if not os.path.lexists(call().workspace / ROUTER):
        _show_none()
        return
    with open_called() as session:
        router = kept_router(session)
    if router is None:
        _show_none()
        return
    kept = KeptRouter(router.weights.card, router.sha256)
    if call().as_json:
        emit(kept)
    else:
        print_card(kept, console())


def _show_none() -> None:
    if call().as_json:
        emit(NoRouter(UNTRAINED))
        return
    out = console()
    out.print(f"No router is kept in {visible(str(call().workspace))}.", soft_wrap=True)
    out.print(f"Questions are routed by length and form, among {', '.join(UNTRAINED)}.", soft_wrap=True)
    out.print("Train one with: pincite route train FILE.jsonl", soft_wrap=True)


def forget_kept(reason: str) -> None:
    """Take the kept router away, and print that.

    Raises:
        RoutingError, AccessError, WorkspaceError, RecordError: it cannot be taken away.
    """
    from pincite.session.routing import forget_router

    with open_called() as session:
        gone = asyncio.run(forget_router(session, reason))
    if call().as_json:
        emit(gone)
    else:
        console().print(f"the router {gone.sha256[:8]} is taken away (record {gone.record})")


def print_card(kept: KeptRouter, out: "Console") -> None:
    """Print what a router was learnt from, and what it was found to be worth."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    card = kept.card
    low, high = card.calibration_interval
    out.print(
        Text.assemble(
            (f"router {kept.sha256[:8]}", "bold"),
            f", learnt on {card.made} from {counted(card.labels, 'label')}, with vectors of {visible(card.embedder)}",
        ),
        soft_wrap=True,
    )
    out.print(
        f"calibration error {kept.calibration_error:.3f} (95 % interval {low:.3f} to {high:.3f}), "
        "on questions left out",
        soft_wrap=True,
    )
    tiers = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    tiers.add_column("tier, cheapest first", overflow="fold")
    for heading in ("answered well", "calibration error"):
        tiers.add_column(heading, justify="right")
    for tier, right, error in zip(card.tiers, card.right, card.calibration_error, strict=True):
        tiers.add_row(visible(tier), f"{right:.1%}", f"{error:.3f}")
    out.print(tiers)
    goals = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    goals.add_column("what is asked for")
    for heading in ("promised", "came true", "cost"):
        goals.add_column(heading, justify="right")
    goals.add_column("goes to", overflow="fold")
    for goal in card.met:
        where = _shares(card.tiers, goal.tiers)
        goals.add_row(
            f"--target {goal.target:.2f}", f"{goal.promised:.3f}", f"{goal.got:.3f}", f"{goal.cost:.2f}", where
        )
    for promise in card.promises:
        where = _shares(card.tiers, promise.tiers)
        goals.add_row(f"--keep {promise.share:.3g}", "", "", f"{promise.cost:.2f}", where)
    out.print(goals)
    out.print(
        Text("cost: relative to sending every question to the dearest tier; all of it on questions left out", "dim"),
        soft_wrap=True,
    )


def _shares(tiers: tuple[str, ...], shares: tuple[float, ...]) -> str:
    return ", ".join(f"{visible(tier)} {share:.0%}" for tier, share in zip(tiers, shares, strict=True))
