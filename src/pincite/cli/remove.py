"""`pincite remove`: documents out of the workspace, or erased from it."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pincite.cli.access import bound
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, listed, visible
from pincite.cli.reasons import reason_option
from pincite.documents.span import DocumentId

if TYPE_CHECKING:
    from pincite.session import Session


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
    from pincite.holding import remove

    if not for_good and (with_record or dry_run or reason is not None):
        raise click.UsageError("--with-record, --reason and --dry-run go with --erase")
    if for_good and reason is None and not dry_run:
        raise click.UsageError("give --reason, or --dry-run to see what would be erased")
    ids = [DocumentId(document) for document in documents]
    with open_called() as session, session.firm.alone():
        session.require("remove")
        if for_good:
            _erase(session, ids, with_record, None if dry_run else reason)
            return
        removed = asyncio.run(
            remove(
                ids,
                session.scope(),
                curates=session.may("curate"),
                index=session.firm.index,
                catalogue=session.firm.catalogue,
                audit=session.firm.audit,
                now=session.now,
            )
        )
    if call().as_json:
        emit({"removed": [entry.document for entry in removed]})
    else:
        for entry in removed:
            click.echo(f"{entry.document} removed from {entry.matter}")


def _erase(session: "Session", documents: Sequence[DocumentId], with_record: bool, reason: str | None) -> None:
    """Erase documents; without a reason, only say what would be erased."""
    from pincite.erasing import Stores, choose, erase

    scope, owner, curates = session.scope(), session.rules.owner, session.may("curate")
    stores = Stores(session.firm.index, session.firm.catalogue, session.firm.originals, session.firm.audit)
    made = None
    if reason is not None:
        # Whoever may not erase them is refused before anybody else is asked.
        chosen = choose(documents, scope, stores, owner, curates=curates, with_record=with_record)
        body = {
            "verb": "remove --erase",
            "documents": list(documents),
            "with_record": with_record,
            "reason": reason,
            bound.STANDS: bound.of_erasure(chosen, with_record=with_record),
        }
        said = f"remove --erase: {', '.join(chosen.told(documents, scope))}"
        session.firm.access.ask_second(session.principal, "erase", said, json.dumps(body))
    if reason is None:
        chosen = choose(documents, scope, stores, owner, curates=curates, with_record=with_record)
    else:
        made = asyncio.run(
            erase(
                documents,
                scope,
                stores,
                owner,
                curates=curates,
                with_record=with_record,
                reason=reason,
                now=session.now,
            )
        )
        chosen = made.chosen
    named = chosen.told(documents, scope)
    # Whether a matter that is closed to whoever asks holds the same file, or others' records speak of it, is not theirs
    # to know; the owner has to, and is told how many.
    shared = sorted(session.firm.catalogue.permitted(chosen.shared, scope))
    elsewhere = len(chosen.shared) - len(shared) if session.is_owner else None
    records = len(chosen.records) if session.is_owner else None
    from_record = made.records if made else chosen.records if with_record else ()
    kept = made.kept if made else {}
    if call().as_json:
        emit(
            {
                "dry_run": made is None,
                "erased": named,
                "same_file": shared,
                "same_file_elsewhere": elsewhere,
                "records": records,
                "records_erased": list(from_record),
                "records_kept": [{"seq": seq, "hold": hold.seq} for seq, hold in kept.items()],
                "seq": made.record if made else None,
            }
        )
        return
    out = console()
    done = "erased" if made else "would be erased"
    for document in named:
        out.print(f"{document} {done}", soft_wrap=True)
    if shared or elsewhere:
        others = [*shared, *([f"{counted(elsewhere, 'document')} not open to you"] if elsewhere else [])]
        out.print(f"kept, since they have the same file: {', '.join(others)}", soft_wrap=True)
    again = f"pincite remove {' '.join(named)} --erase --with-record --reason TEXT"
    if with_record:
        out.print(f"{counted(len(from_record), 'content')} of the record {done}{listed(from_record)}", soft_wrap=True)
    elif records != 0:
        says = "says" if records in (None, 1) else "say"
        what = "the record" if records is None else counted(records, "record")
        stays = "stays" if made else "would stay"
        out.print(f"what {what} {says} of them {stays}; {owner} can erase that with: {again}", soft_wrap=True)
    for seq, hold in kept.items():
        out.print(
            f"record {seq} names them and is kept by the legal hold on {hold.what.kind} {visible(hold.what.name)} "
            f"(record {hold.seq}); once that is lifted, erase it with: {again}",
            soft_wrap=True,
        )
    if made:
        out.print(f"this is record {made.record}")
