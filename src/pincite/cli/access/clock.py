"""`pincite access clock`: says whether the clock is behind the record and the rules, and accepts it as right."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.cli.reasons import reason_option


@click.command("clock", cls=Verb)
@click.option("--accept", is_flag=True, help="Say, on the record, that the clock is right; for the owner.")
@reason_option("Why the clock was behind; with --accept, and kept on the record.", required=False)
def clock(accept: bool, reason: str | None) -> None:
    """Compare the clock with the newest record and rule; for the workspace's owner and administrators.

    While the clock is more than a minute behind them nothing is shown, because grants that have ended would open again.
    Set the clock right. If it is right, and was wrong before, accept it: then earlier times no longer count, neither
    for what is shown nor for audit verify.
    """
    if accept == (reason is None):
        raise click.UsageError("give --accept and --reason together, or neither of them")
    from pincite.session.clock import accept_clock, compare_clock

    with open_called(by_any_clock=True) as session:
        found = compare_clock(session) if reason is None else asyncio.run(accept_clock(session, reason))
    if call().as_json:
        emit(found)
        return
    times = (("the clock", found.now), ("newest record", found.newest_record), ("newest rule", found.newest_rule))
    for name, at in times:
        click.echo(f"{name + ':':<15}" + (f"{at:%Y-%m-%d %H:%M:%S} UTC" if at is not None else "none"))
    if found.is_accepted:
        click.echo("accepted: what is shown and what is recorded goes by the clock from now on")
    elif found.is_behind:
        click.echo("the clock is behind, so nothing is shown; set it right, or, where it is right, accept it:")
        click.echo("  pincite access clock --accept --reason TEXT")
