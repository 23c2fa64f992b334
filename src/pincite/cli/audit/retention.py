"""`pincite audit retention`: sets for how long contents are kept."""

import asyncio

import click

from pincite.cli.options import Verb, Verbs, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.cli.reasons import reason_option

MOST_YEARS = 200


@click.group("retention", cls=Verbs)
def retention() -> None:
    """How long questions, answers and passages are kept; nothing is erased by itself."""


@retention.command("show", cls=Verb)
def show_retention() -> None:
    """Print the rules, and how many records are due to be erased by them."""
    from pincite.session.keeping import retention as retention_of

    with open_called() as session:
        kept = retention_of(session)
    if call().as_json:
        emit(kept)
        return
    out = console()
    out.print(f"all matters: {_years(kept.default_years)}")
    for matter, years in sorted(kept.matters.items()):
        out.print(f"  {visible(matter)}: {_years(years)}", soft_wrap=True)
    how = ": pincite audit erase --due" if kept.due else ""
    out.print(f"{counted(len(kept.due), 'record')} due to be erased{how}")


@retention.command("set", cls=Verb)
@click.option("--years", type=click.IntRange(1, MOST_YEARS), help="How long contents are kept.")
@click.option("--for-good", is_flag=True, help="Keep them for good: take the rule back.")
@click.option("--matter", help="Only of this matter; otherwise of all that have no rule of their own.")
@reason_option("Why; it goes on the record.", required=True)
def set_retention(years: int | None, for_good: bool, matter: str | None, reason: str) -> None:
    """Say how long contents are kept. What is under a legal hold is kept in any case."""
    if (years is None) != for_good:
        raise click.UsageError("give --years N, or --for-good")
    from pincite.session.keeping import keep_for

    with open_called() as session:
        made = asyncio.run(keep_for(session, years, reason, matter))
    if call().as_json:
        emit(made)
    else:
        click.echo(f"{visible(made.matter or 'all matters')}: {_years(years)} (record {made.seq})")


def _years(years: int | None) -> str:
    return "kept for good" if years is None else f"kept for {counted(years, 'year')}"
