"""`pincite access clock`: whether the clock is behind what was written down, and saying that it is right."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.cli.reasons import reason_option
from pincite.session.owner import require_owner

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.session import Session


@click.command("clock", cls=Verb)
@click.option("--accept", is_flag=True, help="Say, on the record, that the clock is right; for the owner.")
@reason_option("Why the clock was behind; with --accept, and kept on the record.", required=False)
def clock(accept: bool, reason: str | None) -> None:
    """Compare the clock with the newest record and rule; for the workspace's owner and administrators.

    While the clock is more than a minute behind them nothing is shown: grants that have ended would open again. Set it
    right. Where it is right, and was wrong before, accept it: earlier times count no longer, for what is shown, and for
    audit verify.
    """
    if accept == (reason is None):
        raise click.UsageError("give --accept and --reason together, or neither of them")
    with open_called(by_any_clock=True) as session:
        session.require("administer")
        if accept:
            require_owner(session, "accept the clock")
        now, recorded, ruled = session.now(), session.firm.audit.latest_time(), session.firm.access.latest_time()
        is_behind = _is_behind(now, recorded, ruled)
        if accept:
            asyncio.run(_accept(session, str(reason), recorded, ruled))
    if call().as_json:
        emit(
            {
                "clock": now.isoformat(),
                "newest_record": recorded.isoformat() if recorded is not None else None,
                "newest_rule": ruled.isoformat() if ruled is not None else None,
                "behind": is_behind and not accept,
                "accepted": accept,
            }
        )
        return
    for name, at in (("the clock", now), ("newest record", recorded), ("newest rule", ruled)):
        click.echo(f"{name + ':':<15}" + (f"{at:%Y-%m-%d %H:%M:%S} UTC" if at is not None else "none"))
    if accept:
        click.echo("accepted: what is shown and what is recorded goes by the clock from now on")
    elif is_behind:
        click.echo("the clock is behind, so nothing is shown; set it right, or, where it is right, accept it:")
        click.echo("  pincite access clock --accept --reason TEXT")


def _is_behind(now: datetime, *written: datetime | None) -> bool:
    from pincite.access.clock import is_behind

    return any(is_behind(now, at) for at in written)


async def _accept(session: "Session", reason: str, *written: datetime | None) -> None:
    """Put on the record that the clock is right, and in the history of the rules."""
    latest = max((at for at in written if at is not None), default=None)
    facts: dict[str, Json] = {
        "what": "access clock",
        "latest": latest.isoformat() if latest is not None else None,
        "rules_version": session.rules.version,
    }
    await session.record("clock", facts, {"reason": reason})
    session.firm.access.accept_clock(session.principal)
