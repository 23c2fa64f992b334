"""`pincite audit erase`: erases contents of the record for good, with a record of the erasure."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, listed
from pincite.cli.reasons import reason_option


@click.command("erase", cls=Verb)
@click.argument("records", nargs=-1, metavar="[ID]…")
@click.option("--matter", help="All contents that speak of this matter.")
@click.option("--person", help="All contents of what was asked or done by them, or for them.")
@click.option("--before", metavar="DATE", help="All contents from before this day.")
@click.option("--due", is_flag=True, help="All contents that have been kept as long as the rules say.")
@reason_option("Why; it goes on the record.", required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def erase(
    records: tuple[str, ...],
    matter: str | None,
    person: str | None,
    before: str | None,
    due: bool,
    reason: str | None,
    dry_run: bool,
) -> None:
    """Erase questions, answers and passages for good. Rows and hashes stay, so the chain still holds.

    Several options together mean the records that fit all of them. What is under a legal hold is kept: records named by
    ID are then refused as a whole, and of others the rest is erased. Backups are not reached.
    """
    is_choice = matter is not None or person is not None or before is not None or due
    if bool(records) == is_choice:
        raise click.UsageError("give records, or some of --matter, --person, --before and --due")
    if reason is None and not dry_run:
        raise click.UsageError("give --reason, or --dry-run to see what would be erased")
    from pincite.session.keeping import erase_contents

    with open_called() as session:
        made = asyncio.run(
            erase_contents(
                session,
                records,
                matter=matter,
                person=person,
                before=before,
                due=due,
                reason=None if dry_run else reason,
            )
        )
    erased, chosen = made.erased, made.chosen
    if call().as_json:
        emit(made)
        return
    out = console()
    done = "would be erased" if dry_run else "erased"
    out.print(f"{counted(len(erased), 'content')} {done}{listed(erased)}", soft_wrap=True)
    if chosen.kept:
        seqs = [entry.seq for entry, _ in chosen.kept]
        out.print(f"{counted(len(seqs), 'content')} kept by a legal hold{listed(seqs)}", soft_wrap=True)
    if chosen.early:
        seqs = [entry.seq for entry in chosen.early]
        out.print(f"{counted(len(seqs), 'of them')} not due by the rules yet{listed(seqs)}", soft_wrap=True)
    if made.router:
        out.print(f"the router that a question of these taught {'would be' if dry_run else 'was'} taken away too")
    if made.record is not None:
        out.print(f"this is record {made.record}")
