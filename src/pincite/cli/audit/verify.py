"""`pincite audit head`, `audit verify`: whether the record is whole."""

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.errors import RecordError


@click.command("head", cls=Verb)
def head() -> None:
    """Print the newest record's place and hash; note it elsewhere, and verify against it later."""
    with open_called() as workspace:
        newest = workspace.audit.head()
    emit({"seq": newest.seq, "hash": newest.hash}) if call().as_json else click.echo(f"{newest.seq}:{newest.hash}")


@click.command("verify", cls=Verb)
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which the record must still hold.")
def verify(noted: str | None) -> None:
    """Check every record: changed, removed, reordered, cut or forged ones are named. Exit status 1 when any is."""
    from pincite.audit.event import Problem
    from pincite.audit.verification import Verification, parse_head
    from pincite.audit.verification import verify as verified
    from pincite.wiring import AUDIT

    head = None if noted is None else parse_head(noted)
    with open_called() as workspace:
        try:
            found = verified(workspace.root / AUDIT, workspace.heads, head)
        except RecordError as error:  # without the workspace's id and key nothing of the record can be trusted
            found = Verification(0, (), (Problem(0, str(error)),))
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
