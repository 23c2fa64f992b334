"""`pincite audit erase`: contents taken out of the record for good, on the record."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pincite.cli.audit.owner import known_matter, require_owner
from pincite.cli.audit.retention import due_in
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, listed
from pincite.cli.reasons import reason_option
from pincite.errors import RecordError

if TYPE_CHECKING:
    from pincite.audit.event import Entry
    from pincite.session import Session


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Records that are to be erased, those of them that a hold keeps (with its record), and those not due yet."""

    erase: "Sequence[Entry]"
    kept: "Sequence[tuple[Entry, int]]"
    early: "Sequence[Entry]"


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

    Several options together mean the records that fit all of them. What is under a legal hold is kept: named records
    are then refused as a whole, of others the rest is erased. Backups are not reached.
    """
    is_choice = matter is not None or person is not None or before is not None or due
    if bool(records) == is_choice:
        raise click.UsageError("give records, or some of --matter, --person, --before and --due")
    if reason is None and not dry_run:
        raise click.UsageError("give --reason, or --dry-run to see what would be erased")
    with open_called() as session:
        require_owner(session, "erase from the record")
        if records:
            chosen = _named(session, records)
            if chosen.kept and not dry_run:
                entry, held = chosen.kept[0]
                raise RecordError(
                    f"record {entry.seq} is under the legal hold of record {held}, so nothing was erased; "
                    "see: pincite audit hold list"
                )
        else:
            chosen = _fitting(session, matter, person, before, due)
        erased: Sequence[int] = [entry.seq for entry in chosen.erase]
        made = None
        if not dry_run and reason is not None:
            body = {"verb": "audit erase", "records": [entry.id for entry in chosen.erase], "reason": reason}
            said = f"audit erase: {counted(len(chosen.erase), 'content')}{listed(erased)}"
            session.firm.access.ask_second(session.principal, "erase", said, json.dumps(body))
            made = asyncio.run(
                session.firm.audit.erase_many(
                    [entry.id for entry in chosen.erase],
                    session.principal,
                    session.now(),
                    reason,
                    session.rules.owner,
                )
            )
            erased = made.erased
    record = made.record if made else None
    if call().as_json:
        emit(
            {
                "dry_run": dry_run,
                "erased": list(erased),
                "held": [{"seq": entry.seq, "hold": held} for entry, held in chosen.kept],
                "not_due": [entry.seq for entry in chosen.early],
                "seq": record.seq if record else None,
            }
        )
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
    if record is not None:
        out.print(f"this is record {record.seq}")


def _named(session: "Session", records: Sequence[str]) -> _Chosen:
    """Records by their ids or numbers.

    Raises:
        NotVisible: there is no such record.
        RecordError: one of them says what may be erased, or why it was.
    """
    from pincite.audit.retention import KEPT_KINDS
    from pincite.audit.sqlite_log import not_visible

    found: dict[int, Entry] = {}
    for key in records:
        entry = session.firm.audit.find(key)
        if entry is None:
            raise not_visible(key, session.principal.user)
        if entry.kind in KEPT_KINDS:
            raise RecordError(
                f"record {entry.seq} is of the kind {entry.kind!r}, which says what may be erased and why it was; "
                "it is always kept"
            )
        found[entry.seq] = entry
    return _sorted_out(session, list(found.values()))


def _fitting(session: "Session", matter: str | None, person: str | None, before: str | None, due: bool) -> _Chosen:
    """Records that fit all of what was given."""
    from pincite.audit.export.selection import Selection, moment
    from pincite.audit.retention import KEPT_KINDS

    selection = Selection(
        matter=None if matter is None else known_matter(session, matter),
        person=person,
        until=None if before is None else moment(before),
    )
    if due:
        _, entries = due_in(session)
    else:
        entries = [entry for entry in session.firm.audit.entries() if entry.kind not in KEPT_KINDS]
    return _sorted_out(session, [entry for entry in entries if selection.holds(entry)])


def _sorted_out(session: "Session", entries: "Iterable[Entry]") -> _Chosen:
    """Those that still have a content, by what keeps them."""
    from pincite.audit.holding import kept_by

    present = [entry for entry in entries if entry.content is not None]
    in_force = session.firm.audit.holds()
    holds = {entry.seq: kept_by(in_force, entry) for entry in present}
    rules, _ = due_in(session)
    free = [entry for entry in present if holds[entry.seq] is None]
    now = session.now()
    return _Chosen(
        erase=free,
        kept=[(entry, held.seq) for entry in present if (held := holds[entry.seq]) is not None],
        early=[entry for entry in free if (end := rules.ends(entry)) is not None and end > now],
    )
