"""`pincite audit head`, `audit verify`: whether the record is whole."""

from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.errors import RecordError


@click.command("head", cls=Verb)
@click.option("--checkpoint", "as_checkpoint", is_flag=True, help="Print the signed checkpoint instead.")
def head(as_checkpoint: bool) -> None:
    """Print the newest record's place and hash; note it elsewhere, and verify against it later.

    With --checkpoint, or --json, as a signed checkpoint too, from which proofs can be asked for.
    """
    from pincite.audit.checkpoint import open_note

    with open_called() as workspace:
        signed = workspace.audit.signed_head()
        newest = open_note(signed, workspace.heads.key)
    if call().as_json:
        emit({"seq": newest.seq, "hash": newest.hash, "root": newest.root, "checkpoint": signed})
    else:
        click.echo(signed, nl=False) if as_checkpoint else click.echo(f"{newest.seq}:{newest.hash}")


@click.command("verify", cls=Verb)
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which the record must still hold.")
@click.option("--checkpoint", type=FILE, help="A file with a checkpoint noted earlier, likewise.")
def verify(noted: str | None, checkpoint: Path | None) -> None:
    """Check every record: changed, removed, reordered, cut or forged ones are named. Exit status 1 when any is."""
    from pincite.audit.checkpoint import read_note
    from pincite.audit.event import Problem
    from pincite.audit.verification import Verification, parse_head
    from pincite.audit.verification import verify as verified
    from pincite.wiring import AUDIT

    earlier = [] if noted is None else [parse_head(noted)]
    with open_called() as workspace:
        try:
            heads = workspace.heads
        except RecordError as error:  # without the workspace's id and key nothing of the record can be trusted
            found = Verification(0, (), (Problem(0, str(error)),))
        else:
            if checkpoint is not None:
                earlier.append(read_note(checkpoint, heads.key)[1])
            found = verified(workspace.root / AUDIT, heads, earlier)
    if call().as_json:
        problems = [{"seq": problem.seq, "problem": problem.problem} for problem in found.problems]
        emit({"ok": found.ok, "records": found.records, "problems": problems, "erased": list(found.erased)})
    else:
        out = console()
        outcome = "nothing wrong" if found.ok else f"{counted(len(found.problems), 'problem')}:"
        out.print(f"{counted(found.records, 'record')}, {outcome}")
        for problem in found.problems:
            out.print(f"  {visible(problem.problem)}", soft_wrap=True)
        if found.erased:
            out.print(f"{counted(len(found.erased), 'content')} erased on the record")
    if not found.ok:
        fail(f"the record does not verify: {found.problems[0].problem}")
        click.get_current_context().exit(1)
