"""`pincite audit witness`: has the witnesses named in the settings sign the newest head."""

import click

from pincite.cli.options import Verb, call, open_called, settings_of
from pincite.cli.output import console, emit, fail, visible
from pincite.errors import RecordError


@click.command("witness", cls=Verb)
def witness() -> None:
    """Show the newest head to each witness of the settings, and keep what they signed.

    A witness is sent the number of records, two hashes and a proof; nothing of what was asked or shown. Run it every
    few minutes (cron, a systemd timer). Exit status 1 when one does not sign.
    """
    from pincite.session.verifying import show_to_witness
    from pincite.views.verified import Witnesses

    with open_called() as session:
        witnesses = settings_of(session).audit.cosigners()
        if not witnesses:
            raise RecordError(
                "the settings name no witness; add witnesses = [{url = …, key = …}] to [audit], with the line that "
                "whoever runs it gave you"
            )
        rows = [show_to_witness(session, each) for each in witnesses]
    if call().as_json:
        emit(Witnesses(tuple(rows)))
    else:
        for row in rows:
            out = console()
            said = row.error or f"signed {row.records:,} records"
            out.print(visible(f"{row.name}: {said}"), soft_wrap=True)
    if failed := [row for row in rows if row.error]:
        fail(f"{len(failed)} of {len(rows)} witnesses did not sign")
        click.get_current_context().exit(1)
