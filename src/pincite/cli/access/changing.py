"""What the verbs that change the rules share."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import emit, visible

if TYPE_CHECKING:
    from pincite.session import Session
    from pincite.views.rules import Changed


def change(made: "Callable[[Session], Changed]") -> None:
    """Make a change of the rules, and print it with its other effects."""
    with open_called(create=True) as session:
        changed = made(session)
    if call().as_json:
        emit(changed)
        return
    click.echo(f"{changed.what}: " + ", ".join(f"{name} {value}" for name, value in changed.names.items() if value))
    for note in changed.notes:
        click.echo(f"  {visible(note)}")
