"""`pincite access import`, `export`: reads rules from a file, and writes them to one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, counted, emit, json_page, visible
from pincite.drafts import write_whole
from pincite.errors import AccessError, WorkspaceError

if TYPE_CHECKING:
    from pincite.views.rules import Imported


@click.command("import", cls=Verb)
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--of", "of", metavar="WHO", help="The user or group that a SCIM PatchOp is to change.")
def import_rules(file: Path, dry_run: bool, of: str | None) -> None:
    """Read rules from a file: a table (CSV), the JSON of an export, or SCIM; all of it, or nothing.

    A table has one rule a row, under a first row of columns: what (user, group, member, matter, grant, wall, role),
    who, group, matter, document, label, role, until, active.

    SCIM is a User, a Group, a ListResponse or a BulkRequest; a PatchOp needs --of. A group that lists members has these
    and no others afterwards. Otherwise nothing is taken away because it is missing from the file.
    """
    from pincite.session import exchanging

    try:
        content = file.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read ({error.strerror}); name a file of rules") from error
    with open_called(create=True) as session:
        found = exchanging.import_rules(session, file.name, content, of=of, is_dry_run=dry_run)
    if call().as_json:
        emit(found)
    else:
        _print(found)
    if found.faults:
        raise AccessError(
            f"{file.name} has {counted(len(found.faults), 'error')}, so nothing was changed; each has its place"
        )


def _print(found: "Imported") -> None:
    out = console()
    if found.faults:
        for place, reason in found.faults:
            out.print(visible(f"{place}: {reason}" if place else reason), soft_wrap=True)
        return
    for sign, rules in (("+", found.added), ("-", found.removed)):
        for rule in rules:
            out.print(visible(f"{sign} {rule}"), soft_wrap=True)
    count = len(found.added) + len(found.removed)
    out.print(f"{counted(count, 'rule')} would change" if found.is_dry_run else f"{counted(count, 'rule')} changed")
    for note in found.notes:
        out.print(visible(f"  {note}"), soft_wrap=True)


@click.command("export", cls=Verb)
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def export_rules(output: Path | None) -> None:
    """Write the rules as the JSON that import takes; for the workspace's owner and administrators."""
    from pincite.session import exchanging

    with open_called() as session:
        rules = exchanging.export_rules(session)
    if output is None:
        emit(rules)
        return
    try:
        write_whole(output, json_page(rules))
    except OSError as error:
        raise WorkspaceError(
            f"the rules cannot be written to {output} ({error.strerror}); name another file"
        ) from error
