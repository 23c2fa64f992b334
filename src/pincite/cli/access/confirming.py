"""`pincite access pending`, `confirm`, `withdraw`: requests that take two people."""

import asyncio
from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import emit, visible
from pincite.errors import WorkspaceError

ID = click.argument("request", metavar="ID")


@click.command("pending", cls=Verb)
@click.argument("request", metavar="[ID]", required=False)
def pending(request: str | None) -> None:
    """List what waits for a second person; with ID print the text that they sign, exactly.

    For the owner, administrators and those with a registered key.
    """
    from pincite.session import confirming
    from pincite.views.waiting import WITHHELD, Pending

    with open_called() as session:
        if request is not None:
            one = confirming.waiting_for(session, request)
            emit(Pending((one,), with_text=True)) if call().as_json else click.echo(one.text, nl=False)
            return
        found = confirming.waiting(session)
    if call().as_json:
        emit(Pending(tuple(found)))
        return
    for one in found:
        asked = one.request
        who = asked.by.actor if asked.by.actor == asked.by.user else f"{asked.by.actor} for {asked.by.user}"
        what = visible(asked.what) if one.is_disclosed else WITHHELD
        click.echo(f"{asked.id}  until {asked.expires:%Y-%m-%d %H:%M} UTC  {what}, asked by {who}")
    if not found:
        click.echo("nothing waits for a second person")


@click.command("confirm", cls=Verb)
@ID
@click.option("--by", "second", metavar="USER", help="Whose signature it is; without it your own account confirms.")
@click.option("--signature", type=FILE, help="A file with their signature, from: pincite access key sign.")
def confirm(request: str, second: str | None, signature: Path | None) -> None:
    """Confirm what another person asked for; it is done at once, exactly as it was asked for.

    You confirm by your own account, never through --as. Or you give a signature by the key that is registered for the
    person named with --by. Whoever asked cannot confirm.
    """
    from pincite.session import confirming

    if (second is None) != (signature is None):
        raise click.UsageError("give --by and --signature together, or neither of them")
    signed = None if second is None or signature is None else (second, text_of(signature))
    with open_called() as session:
        made = asyncio.run(confirming.confirm(session, request, signed))
    if call().as_json:
        emit(made)
    else:
        click.echo(f"done: {visible(made.done)}, confirmed by {made.second}")


@click.command("withdraw", cls=Verb)
@ID
def withdraw(request: str) -> None:
    """Take back what waits for a second person, or turn it down."""
    from pincite.session import confirming
    from pincite.views.waiting import Withdrawn

    with open_called() as session:
        found = asyncio.run(confirming.withdraw(session, request))
    emit(Withdrawn(found.request.id)) if call().as_json else click.echo(f"withdrawn: {visible(found.request.what)}")


def text_of(file: Path) -> str:
    """The signature that a file holds.

    Raises:
        WorkspaceError: the file cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"the signature {file} cannot be read ({error}); name the file that holds it") from error
