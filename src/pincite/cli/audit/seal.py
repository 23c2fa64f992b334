"""`pincite audit seal`: accepts rules and documents as they are, on the record."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.cli.reasons import reason_option


@click.command("seal", cls=Verb)
@reason_option("Why what differs is accepted; it goes on the record.", required=False)
def seal(reason: str | None) -> None:
    """Accept rules and documents as they stand now, on the record; for the workspace's owner.

    Whatever was changed without pincite, or put back from a backup, is refused until it is restored or accepted here.
    Without --reason it only says what would be accepted.
    """
    from pincite.session.sealing import accept_differences
    from pincite.views.verified import Sealed

    with open_called() as session:
        found = asyncio.run(accept_differences(session, reason))
    if call().as_json:
        emit(Sealed(reason is not None, tuple(found.problems)))
        return
    out = console()
    verb = "accepted" if reason is not None else "would be accepted"
    out.print(f"{counted(len(found.problems), 'difference')} {verb}" + (":" if found.problems else ""))
    for problem in found.problems:
        out.print(f"  {visible(problem.problem)}", soft_wrap=True)
    if reason is None:
        out.print("to accept: pincite audit seal --reason TEXT; to undo instead, restore the files from a backup")
