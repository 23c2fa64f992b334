"""`pincite audit`: reads the record, and checks that it is whole."""

import click

from pincite.cli.audit.erase import erase
from pincite.cli.audit.export import export
from pincite.cli.audit.hold import hold
from pincite.cli.audit.prove import prove
from pincite.cli.audit.replay import replay
from pincite.cli.audit.retention import retention
from pincite.cli.audit.seal import seal
from pincite.cli.audit.show import list_records, show
from pincite.cli.audit.verify import head, verify
from pincite.cli.audit.witness import witness
from pincite.cli.options import Verbs


@click.group("audit", cls=Verbs)
def command() -> None:
    """Read the record of what was asked and shown, and verify that nobody altered it."""


for verb in (head, verify, show, list_records, replay, export, retention, hold, erase, prove, witness, seal):
    command.add_command(verb)
