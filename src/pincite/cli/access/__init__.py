"""`pincite access`: who may see what, and who may do what."""

import click

from pincite.cli.access.clock import clock
from pincite.cli.access.confirming import confirm, pending, withdraw
from pincite.cli.access.exchanging import export_rules, import_rules
from pincite.cli.access.explaining import explain, list_rules
from pincite.cli.access.granting import grant, revoke, role_group, wall_group
from pincite.cli.access.history import history, undo
from pincite.cli.access.keys import key_group, two_person_group
from pincite.cli.access.people import group_group, matter_group, user_group
from pincite.cli.access.sensitivity import sensitivity
from pincite.cli.options import Verbs

__all__ = ["command"]


@click.group("access", cls=Verbs)
def command() -> None:
    """Say who may see what: users, groups, matters, grants, roles, and ethical walls, which beat every grant."""


for verb in (
    user_group,
    group_group,
    matter_group,
    grant,
    revoke,
    wall_group,
    role_group,
    sensitivity,
    explain,
    list_rules,
    history,
    undo,
    clock,
    key_group,
    two_person_group,
    pending,
    confirm,
    withdraw,
    import_rules,
    export_rules,
):
    command.add_command(verb)
