"""What the verbs that change the rules have in common."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import emit

if TYPE_CHECKING:
    from pincite.session import Session


def change(what: str, names: Mapping[str, str], made: "Callable[[Session], int]") -> None:
    """Record a change that is asked for, and make it; when it is refused, that goes on the record by itself."""
    from pincite.session.changing import recorded_change

    with open_called(create=True) as session:
        session.require("administer")
        version = recorded_change(session, what, dict(names), made)
    if call().as_json:
        emit({"done": what, **names, "rules_version": version})
    else:
        click.echo(f"{what}: " + ", ".join(f"{name} {value}" for name, value in names.items() if value))
