"""`pincite remove`: removes documents from the workspace, or erases them."""

import asyncio
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called, there
from pincite.cli.output import console, counted, emit, listed, visible
from pincite.cli.reasons import reason_option

if TYPE_CHECKING:
    from pincite.views.erased import Erasure


@click.command("remove", cls=Verb)
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
@click.option("--erase", "for_good", is_flag=True, help="Erase them for good, also those that were removed before.")
@click.option("--with-record", is_flag=True, help="With --erase: also what records say that name them; owner only.")
@reason_option("Why they are erased; it goes on the record.", required=False)
@click.option("--dry-run", is_flag=True, help="With --erase: only say what would be erased.")
def command(documents: tuple[str, ...], for_good: bool, with_record: bool, reason: str | None, dry_run: bool) -> None:
    """Take documents out of the workspace. The files stay where they are, and the record stays readable.

    With --erase nothing of them stays in the workspace's files: text, earlier versions, original, what was attached,
    and all that search keeps. What is under a legal hold is refused. The same file in another matter stays, and so does
    the record, unless --with-record erases what its records say. Backups are not reached. A document can be named by
    its file as long as it stands, and afterwards by its id alone.
    """
    from pincite.session.removing import erase_documents, remove_documents
    from pincite.views.moved import Removed

    if not for_good and (with_record or dry_run or reason is not None):
        raise click.UsageError("--with-record, --reason and --dry-run go with --erase")
    if for_good and reason is None and not dry_run:
        raise click.UsageError("give --reason, or --dry-run to see what would be erased")
    with open_called() as session:
        if for_good:
            why = None if dry_run else reason
            made = asyncio.run(erase_documents(session, documents, with_record=with_record, reason=why))
            _print(made, session.rules.owner, with_record)
            return
        removed = asyncio.run(remove_documents(session, documents))
    if call().as_json:
        emit(Removed(tuple(entry.document for entry in removed)))
    else:
        for entry in removed:
            click.echo(f"{entry.document} removed from {entry.matter}")


def _print(made: "Erasure", owner: str, with_record: bool) -> None:
    """Print what was erased, or would be, and what stays."""
    if call().as_json:
        emit(made)
        return
    out = console()
    done = "erased" if made.record is not None else "would be erased"
    for document in made.documents:
        out.print(f"{document} {done}", soft_wrap=True)
    elsewhere, records = made.same_file_elsewhere, made.records
    if made.same_file or elsewhere:
        others = [*made.same_file, *([f"{counted(elsewhere, 'document')} not open to you"] if elsewhere else [])]
        out.print(f"kept, since they have the same file: {', '.join(others)}", soft_wrap=True)
    again = f"pincite remove {' '.join(made.documents)} --erase --with-record --reason TEXT{there()}"
    if with_record:
        out.print(
            f"{counted(len(made.from_record), 'content')} of the record {done}{listed(made.from_record)}",
            soft_wrap=True,
        )
    elif records != 0:
        says = "says" if records in (None, 1) else "say"
        what = "the record" if records is None else counted(records, "record")
        stays = "stays" if made.record is not None else "would stay"
        out.print(f"what {what} {says} of them {stays}; {owner} can erase that with: {again}", soft_wrap=True)
    for seq, hold in made.kept.items():
        out.print(
            f"record {seq} names them and is kept by the legal hold on {hold.what.kind} {visible(hold.what.name)} "
            f"(record {hold.seq}); once that is lifted, erase it with: {again}",
            soft_wrap=True,
        )
    if made.router:
        out.print(
            f"the router that a question in these records taught {'would go' if made.record is None else 'went'} too"
        )
    if made.record is not None:
        out.print(f"this is record {made.record}")
