"""`pincite audit head`, `audit verify`: whether the record is whole."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.audit.witness import kept_heads
from pincite.cli.options import FILE, Verb, call, open_called, workspace_of
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.errors import RecordError, UntrustedWorkspace

if TYPE_CHECKING:
    from pincite.audit.checkpoint import Head
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.verification import Verification
    from pincite.wiring.audit_settings import AuditSettings


@click.command("head", cls=Verb)
@click.option("--checkpoint", "as_checkpoint", is_flag=True, help="Print the signed checkpoint instead.")
def head(as_checkpoint: bool) -> None:
    """Print the newest record's place and hash; note it elsewhere, and verify against it later.

    With --checkpoint, or --json, as a signed checkpoint too, from which proofs can be asked for.
    """
    from pincite.audit.checkpoint import open_note

    with open_called(by_any_clock=True) as session:
        signed = session.firm.audit.signed_head()
        newest = open_note(signed, session.firm.heads.key)
    if call().as_json:
        emit({"seq": newest.seq, "hash": newest.hash, "root": newest.root, "checkpoint": signed})
    else:
        click.echo(signed, nl=False) if as_checkpoint else click.echo(f"{newest.seq}:{newest.hash}")


@click.command("verify", cls=Verb)
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which the record must still hold.")
@click.option("--checkpoint", type=FILE, help="A file with a checkpoint noted earlier, likewise.")
def verify(noted: str | None, checkpoint: Path | None) -> None:
    """Check every record, and rules, documents, originals and index against it; whatever was changed is named.

    Exit status 1 when anything is: a record that was changed, removed, reordered, cut or forged, or a rule, a document,
    its words or its original that is not as the record has it.
    """
    from pincite.audit.restoring import as_json
    from pincite.audit.verification import parse_head
    from pincite.session.sealing import compared

    earlier = [] if noted is None else [parse_head(noted)]
    covered = None
    try:
        with open_called(by_any_clock=True) as session:
            firm, settings = session.firm, workspace_of(session).settings.audit
            found = _verified(firm.root, lambda: firm.heads, earlier, checkpoint, settings)
            covered = asyncio.run(compared(session))
            found = replace(found, problems=(*found.problems, *covered.problems))
    except UntrustedWorkspace as error:
        found = _untrusted(error, earlier, checkpoint)
    if call().as_json:
        problems = [{"seq": problem.seq, "problem": problem.problem} for problem in found.problems]
        since = dict(covered.since) if covered else None
        emit(
            {
                "ok": found.ok,
                "records": found.records,
                "problems": problems,
                "erased": list(found.erased),
                "set_back": list(found.set_back),
                "gaps": [as_json(gap) for gap in found.gaps],
                "covered_since": since,
            }
        )
    else:
        out = console()
        gone = f" but {counted(len(found.gaps), 'gap')} that the record itself names:" if found.gaps else ""
        outcome = f"nothing wrong{gone}" if found.ok else f"{counted(len(found.problems), 'problem')}:"
        out.print(f"{counted(found.records, 'record')}, {outcome}")
        for gap in found.gaps:
            out.print(f"  {visible(gap.sentence())}", soft_wrap=True)
        for problem in found.problems:
            out.print(f"  {visible(problem.problem)}", soft_wrap=True)
        for store, first in covered.since.items() if covered else ():
            if first is None:
                out.print(f"{store}: not covered by the record yet; the next change of them covers them")
            elif covered is not None and store in covered.late:
                out.print(f"{store}: covered since record {first}, and not before it")
        if found.erased:
            out.print(f"{counted(len(found.erased), 'content')} erased on the record")
        if found.set_back:
            out.print(f"{counted(len(found.set_back), 'step')} back of the clock accepted on the record")
    if not found.ok:
        fail(f"the record does not verify: {found.problems[0].problem}")
        click.get_current_context().exit(1)


def _verified(
    root: Path,
    heads: "Callable[[], HeadKeeper]",
    noted: "list[Head]",
    file: Path | None,
    settings: "AuditSettings | None" = None,
) -> "Verification":
    """What is found in a workspace's record; without the workspace's id and key nothing of it can be trusted.

    What the witnesses of its settings signed is kept in the second place, and the record must still begin with that.
    """
    from pincite.audit.checkpoint import read_note
    from pincite.audit.event import Problem
    from pincite.audit.verification import Verification
    from pincite.audit.verification import verify as verified
    from pincite.wiring import AUDIT

    try:
        keeper = heads()
    except RecordError as error:
        return Verification(0, (), (Problem(0, str(error)),))
    earlier = [*noted, *([read_note(file, keeper.key)[1]] if file is not None else [])]
    signed, amiss = kept_heads(keeper, root / AUDIT, settings.cosigners() if settings is not None else ())
    found = verified(root / AUDIT, keeper, [*earlier, *signed])
    return replace(found, problems=(*(Problem(0, each) for each in amiss), *found.problems))


def _untrusted(error: UntrustedWorkspace, noted: "list[Head]", file: Path | None) -> "Verification":
    """What is found in the record of a workspace that is not trusted here: only its record is read, nothing written.

    Where it asks for anything, or leads elsewhere, that is a problem too: its further places are not looked at.
    """
    from pincite.audit.event import Problem
    from pincite.audit.heads import HeadKeeper, default_places
    from pincite.audit.verification import Verification
    from pincite.wiring import IDENTITY
    from pincite.wiring.account import home
    from pincite.wiring.claims import LINK, folder_claims

    root = call().workspace.absolute()
    if any(claim.setting.endswith(LINK) for claim in folder_claims(root)):
        return Verification(0, (), (Problem(0, str(error)),))
    found = _verified(root, lambda: HeadKeeper.open(root / IDENTITY, default_places(os.environ, home())), noted, file)
    if error.is_only_unknown:
        fail(f"only its record was read: {error}")
        return found
    return replace(found, problems=(Problem(0, str(error)), *found.problems))
