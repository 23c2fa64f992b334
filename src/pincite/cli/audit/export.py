"""`pincite audit export`: the record for somebody else."""

from pathlib import Path

import click

from pincite.cli.audit.readable import entry_json
from pincite.cli.options import FILE, Verb, open_called
from pincite.cli.output import emit, json_line
from pincite.errors import AccessError, RecordError


@click.command("export", cls=Verb)
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def export(output: Path | None) -> None:
    """Write every record as JSON lines; for the workspace's owner."""
    with open_called() as workspace:
        if not workspace.is_owner:
            raise AccessError(f"only the workspace's owner ({workspace.rules.owner}) may export the record")
        if output is None:
            for entry in workspace.audit.entries():
                emit(entry_json(entry))
            return
        try:
            with output.open("w", encoding="utf-8") as stream:
                stream.writelines(json_line(entry_json(entry)) for entry in workspace.audit.entries())
        except OSError as error:
            raise RecordError(
                f"the export cannot be written to {output} ({error.strerror}); name another file"
            ) from error
