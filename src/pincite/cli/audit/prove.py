"""`pincite audit prove`: makes proofs for people who have neither the workspace nor pincite."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, open_called
from pincite.cli.output import json_line
from pincite.drafts import written_whole
from pincite.errors import RecordError
from pincite.views.given import Whole

if TYPE_CHECKING:
    from pincite.session.proving import Proof


@click.command("prove", cls=Verb)
@click.argument("record", metavar="[ID]", required=False)
@click.option(
    "--since", type=FILE, help="A checkpoint noted earlier, in a file: prove that the record only grew since."
)
@click.option("--all", "whole", is_flag=True, help="Give every record as it is stored, one on a line.")
@click.option("--content", is_flag=True, help="Give what was asked and shown too, where you may see all of it.")
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def prove(record: str | None, since: Path | None, whole: bool, content: bool, output: Path | None) -> None:
    """Prove that the record holds a record, or that it begins with all that an earlier checkpoint counts.

    A proof is a JSON document, which verifier/verify_record.py checks with nothing but the workspace's public key. With
    ID and --since both are proved, a line each, and that the record is among those that the checkpoint counts.
    """
    if (record is not None or since is not None) == whole:
        raise click.UsageError("name a record, or give --since with a checkpoint, or both, or --all")
    from pincite.session.proving import prove_all, prove_growth, prove_record

    with open_called() as session:
        if record is not None:
            _write(output, prove_record(session, record, since=since, content=content))
        elif since is not None:
            _write(output, [prove_growth(session, since)])
        else:
            _write(output, prove_all(session, content=content))


def _write(output: Path | None, found: "Iterable[Proof]") -> None:
    lines = (json_line(Whole(part)) for part in found)
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    try:
        with written_whole(output) as stream:
            stream.writelines(line.encode() for line in lines)
    except OSError as error:
        raise RecordError(f"the proof cannot be written to {output} ({error.strerror}); name another file") from error
