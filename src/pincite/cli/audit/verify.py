"""`pincite audit head`, `audit verify`: checks that the record is whole."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called, settings_of
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.errors import UntrustedWorkspace

if TYPE_CHECKING:
    from pincite.audit.checkpoint import Head
    from pincite.views.verified import Verified


@click.command("head", cls=Verb)
@click.option("--checkpoint", "as_checkpoint", is_flag=True, help="Print the signed checkpoint instead.")
def head(as_checkpoint: bool) -> None:
    """Print the newest record's place and hash; note it elsewhere, and verify against it later.

    With --checkpoint, or --json, as a signed checkpoint too, from which proofs can be asked for.
    """
    from pincite.session.verifying import newest_head

    with open_called(by_any_clock=True) as session:
        newest = newest_head(session)
    if call().as_json:
        emit(newest)
    else:
        click.echo(newest.checkpoint, nl=False) if as_checkpoint else click.echo(f"{newest.seq}:{newest.hash}")


@click.command("verify", cls=Verb)
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which the record must still hold.")
@click.option("--checkpoint", type=FILE, help="A file with a checkpoint noted earlier, likewise.")
def verify(noted: str | None, checkpoint: Path | None) -> None:
    """Check every record, and rules, documents, originals and index against it; whatever was changed is named.

    Exit status 1 when anything is: a record that was changed, removed, reordered, cut or forged, or a rule, a document,
    its words or its original that is not as the record has it.
    """
    from pincite.audit.verification import parse_head
    from pincite.session.verifying import verify_record

    earlier = [] if noted is None else [parse_head(noted)]
    try:
        with open_called(by_any_clock=True) as session:
            witnesses = settings_of(session).audit.cosigners()
            made = asyncio.run(verify_record(session, noted=earlier, checkpoint=checkpoint, witnesses=witnesses))
    except UntrustedWorkspace as error:
        made = _untrusted(error, earlier, checkpoint)
    found, covered = made.found, made.covered
    if call().as_json:
        emit(made)
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


def _untrusted(error: UntrustedWorkspace, noted: "list[Head]", checkpoint: Path | None) -> "Verified":
    """The verification of a workspace that this account does not trust: its record is read, and nothing is written."""
    from pincite.views.verified import Verified
    from pincite.wiring.untrusted import verify_untrusted

    found = verify_untrusted(call().workspace.absolute(), error, noted, checkpoint)
    if error.is_only_unknown:
        fail(f"only its record was read: {error}")
    return Verified(found, None)
