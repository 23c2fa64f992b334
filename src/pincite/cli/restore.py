"""`pincite restore`: go on with a workspace that was put back from an older backup."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.access.confirming import text_of
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.cli.reasons import reason_option
from pincite.errors import AccessError, RecordError, WorkspaceError
from pincite.session.confirming import CONFIRMED
from pincite.session.owner import require_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pincite.audit.event import Json
    from pincite.audit.heads import HeadKeeper
    from pincite.session import Session


@click.command("restore", cls=Verb)
@click.argument("backup", type=FILE, required=False)
@reason_option("Why; it stays on the record for ever, so it should name nobody.", required=True)
@click.option("--by", "second", metavar="USER", help="The second person, where it takes two; whose signature it is.")
@click.option("--signature", type=FILE, help="A file with their signature, from: pincite access key sign.")
def command(backup: Path | None, reason: str, second: str | None, signature: Path | None) -> None:
    """Go on with a workspace that was put back from an older backup; the record says for ever what is missing.

    With BACKUP, a folder that `pincite backup` made or a copy of a workspace, it is put in the workspace's place first,
    and what is there is kept beside it. Without, for a workspace that you put back yourself.

    Where it would undo what takes two people (walls, roles, holds, the demand itself), or nobody can say whether, it
    takes two as well: nothing is replaced, and the text is printed that the second person signs.
    """
    from pincite.audit.restoring import as_json
    from pincite.audit.verification import verify
    from pincite.wiring import AUDIT
    from pincite.wiring.backup import put_back

    if (second is None) != (signature is None):
        raise click.UsageError("give --by and --signature together, or neither of them")
    root, as_user = call().workspace.absolute(), call().as_user
    signed = None if second is None or signature is None else (second, text_of(signature))
    replaced, confirmed = None, list[str]()
    if backup is not None:

        def allow(copy: Path, heads: "HeadKeeper") -> None:
            confirmed.extend(_second(copy, heads, root, reason, signed))

        replaced = put_back(backup.absolute(), root, as_user, allow)
    with open_called() as session:
        require_owner(session, "go on with a record that was put back")
        if backup is None:
            confirmed.extend(_second(session.firm.root, session.firm.heads, session.firm.root, reason, signed))
        made = asyncio.run(session.firm.audit.restore(session.principal, session.now(), reason))
        if made is not None:
            session.firm.access.withdraw_all()
        for who in confirmed if made is not None else ():
            asyncio.run(_confirmed(session, who))
        found = verify(session.firm.root / AUDIT, session.firm.heads)
    if made is None and replaced is None:
        raise RecordError("nothing is missing from the record, so there is nothing to restore")
    gap = found.gaps[-1] if made is not None else None
    if call().as_json:
        told = {"replaced": str(replaced) if replaced else None, "ok": found.ok}
        emit({**(as_json(gap) if gap else {"seq": None, "missing": 0}), **told})
        return
    out = console()
    out.print(visible(gap.sentence()) if gap else "nothing is missing from the record", soft_wrap=True)
    if replaced is not None:
        out.print(f"what was there before is kept in {visible(str(replaced))}", soft_wrap=True)
    if gap is None:
        return
    out.print(
        "what was done in the gap has to be done again: changes of access and walls, legal holds, erasures, documents; "
        "then note the new head elsewhere: pincite audit head --checkpoint",
        soft_wrap=True,
    )


def _second(
    copy: Path, heads: "HeadKeeper", root: Path, reason: str, signed: tuple[str, str] | None
) -> "Iterator[str]":
    """The second person, where putting the copy back would undo things for which two people are demanded.

    Raises:
        WorkspaceError: it would, and there is no signature of another person, or a false one.
    """
    from pincite.access.scope import Principal
    from pincite.access.second import gains, is_signed, require_another
    from pincite.wiring import operating_system_user, utc_now
    from pincite.wiring.undoing import undone

    found, name = undone(copy, root, heads), heads.key.workspace
    if not found.actions:
        return
    by = Principal(found.rules.owner, operating_system_user())
    today = utc_now().date()
    if signed is None:
        text = found.text(name, by, reason, today)
        emit({"takes_two": sorted(found.actions), "text": text}) if call().as_json else click.echo(text, nl=False)
        raise WorkspaceError(
            f"not done: this restore would undo what takes two people ({visible('; '.join(found.what))}); have another "
            "person sign what was printed, and give the same command with --by USER --signature FILE, today or tomorrow"
        )
    who, signature = signed
    days = (today, today - timedelta(days=1))
    try:
        require_another(by, "this restore", who, found.rules)
        is_theirs = any(
            is_signed(found.text(name, by, reason, day), who, signature, found.rules.signers) for day in days
        )
    except AccessError as error:  # nothing can be recorded in a workspace that lacks records
        raise WorkspaceError(str(error)) from error
    if gains(who, found.rules, found.then):
        raise WorkspaceError(f"{who} would gain by it, so they cannot confirm it; have another person do so")
    if not is_theirs:
        raise WorkspaceError(
            f"the signature is not one by {who}'s registered key over this restore with this reason, as things stand; "
            "give the command without --by and --signature, and have them sign what it prints"
        )
    yield who


async def _confirmed(session: "Session", second: str) -> None:
    facts: dict[str, Json] = {"what": CONFIRMED, "request": "restore", "second": second, "by": "key"}
    await session.record("access", facts, {})
