"""`pincite audit witness`: have the witnesses of the settings sign the newest head."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called, workspace_of
from pincite.cli.output import console, emit, fail, visible
from pincite.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pincite.audit.checkpoint import Head
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.witness.submitting import Witness
    from pincite.session import Session


@click.command("witness", cls=Verb)
def witness() -> None:
    """Show the newest head to each witness of the settings, and keep what they signed.

    A witness is sent the number of records, two hashes and a proof; nothing of what was asked or shown. Run it every
    few minutes (cron, a systemd timer). Exit status 1 when one does not sign.
    """
    with open_called() as session:
        witnesses = workspace_of(session).settings.audit.cosigners()
        if not witnesses:
            raise RecordError(
                "the settings name no witness; add witnesses = [{url = …, key = …}] to [audit], with the line that "
                "whoever runs it gave you"
            )
        rows = [_shown_to(session, each) for each in witnesses]
    if call().as_json:
        emit({"witnesses": rows})
    else:
        for row in rows:
            out = console()
            said = row["error"] or f"signed {row['records']:,} records"
            out.print(visible(f"{row['name']}: {said}"), soft_wrap=True)
    if failed := [row for row in rows if row["error"]]:
        fail(f"{len(failed)} of {len(rows)} witnesses did not sign")
        click.get_current_context().exit(1)


def _shown_to(session: "Session", one: "Witness") -> dict[str, object]:
    from pincite.audit.witness.submitting import submit

    audit = session.firm.audit
    try:
        head, made = submit(audit.signed_head(), audit.growth, session.firm.heads, audit.path, one)
    except RecordError as error:
        return {"name": one.key.name, "records": None, "at": None, "error": str(error)}
    return {"name": one.key.name, "records": head.seq, "at": when(made.at), "error": None}


def when(at: int) -> str:
    """A time of a witness, in UTC; its clock is its own."""
    return datetime.fromtimestamp(min(at, 253_402_300_799), UTC).isoformat()


def kept_heads(heads: "HeadKeeper", path: "Path", witnesses: "Sequence[Witness]") -> "tuple[list[Head], list[str]]":
    """Heads that witnesses signed, which the record must still hold, and problems with the files that keep them."""
    from pincite.audit.witness.submitting import kept

    found: list[Head] = []
    problems: list[str] = []
    for each in witnesses:
        try:
            signed = kept(heads, path, each.key)
        except RecordError as error:
            problems.append(str(error))
            continue
        if signed is not None:
            found.append(signed[1])
    return found, problems
