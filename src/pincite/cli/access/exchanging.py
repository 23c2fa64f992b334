"""`pincite access import`, `export`: rules from files, and as a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.access.reaching import notes
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import STEERING, console, counted, emit, visible
from pincite.drafts import write_whole
from pincite.errors import AccessError, WorkspaceError
from pincite.session.changing import recorded_change

if TYPE_CHECKING:
    from pincite.access.changes import Diff
    from pincite.access.importing import Plan
    from pincite.session import Session


@click.command("import", cls=Verb)
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--of", "of", metavar="WHO", help="The user or group that a SCIM PatchOp is to change.")
def import_rules(file: Path, dry_run: bool, of: str | None) -> None:
    """Read rules from a file: a table (CSV), the JSON of an export, or SCIM; all of it, or nothing.

    A table has one rule a row, under a first row of columns: what (user, group, member, matter, grant, wall, role),
    who, group, matter, document, label, role, until, active.

    SCIM is a User, a Group, a ListResponse or a BulkRequest; a PatchOp needs --of. Groups that list members have these
    and no others afterwards. Otherwise nothing is taken away because the file does not have it.
    """
    from pincite.access.facts import in_order, words
    from pincite.access.importing import planned, wishes_of

    try:
        content = file.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read ({error.strerror}); name a file of rules") from error
    with open_called(create=True) as session:
        session.require("administer")
        labels = session.firm.catalogue.labels()
        plan = planned(wishes_of(content, of), session.firm.access.state(), labels)
        version = session.rules.version
        if not plan.faults and plan.diff and not dry_run:
            changes = [
                *(("+", fact) for fact in in_order(plan.diff.added)),
                *(("-", fact) for fact in in_order(plan.diff.removed)),
            ]

            def made(session: "Session") -> int:
                return session.firm.access.change(
                    session.principal,
                    f"import {file.name}",
                    lambda state: _unchanged(planned(wishes_of(content, of), state, labels), plan),
                    labels=labels,
                )

            version = recorded_change(session, "import", {"file": file.name}, made, changes)
        said = [] if plan.faults else notes(session, in_order(plan.diff.added))
    if call().as_json:
        emit(
            {
                "done": "import",
                "dry_run": dry_run,
                "added": [words(fact) for fact in in_order(plan.diff.added)] if not plan.faults else [],
                "removed": [words(fact) for fact in in_order(plan.diff.removed)] if not plan.faults else [],
                "errors": [{"place": fault.place, "error": fault.reason} for fault in plan.faults],
                "rules_version": version,
                **({"notes": said} if said else {}),
            }
        )
    else:
        _print(plan, dry_run=dry_run)
        for note in said:
            console().print(visible(f"  {note}"), soft_wrap=True)
    if plan.faults:
        raise AccessError(
            f"{file.name} has {counted(len(plan.faults), 'error')}, so nothing was changed; each has its place"
        )


def _unchanged(now: "Plan", shown: "Plan") -> "Diff":
    """What was planned, if it still is what the file comes to: what is on the record is what is done.

    Raises:
        AccessError: somebody else has changed the rules meanwhile.
    """
    if now != shown:
        raise AccessError("the rules were changed by somebody else meanwhile; import the file again")
    return now.diff


def _print(plan: "Plan", *, dry_run: bool) -> None:
    from pincite.access.facts import in_order, words

    out = console()
    if plan.faults:
        for fault in plan.faults:
            out.print(visible(f"{fault.place}: {fault.reason}" if fault.place else fault.reason), soft_wrap=True)
        return
    for sign, facts in (("+", plan.diff.added), ("-", plan.diff.removed)):
        for fact in in_order(facts):
            out.print(visible(f"{sign} {words(fact)}"), soft_wrap=True)
    count = len(plan.diff.added) + len(plan.diff.removed)
    out.print(f"{counted(count, 'rule')} would change" if dry_run else f"{counted(count, 'rule')} changed")


@click.command("export", cls=Verb)
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def export_rules(output: Path | None) -> None:
    """Write the rules as the JSON that import takes; for the workspace's owner and administrators."""
    from pincite.access.importing import exported

    with open_called() as session:
        session.require("administer")
        rules = exported(session.firm.access.state().facts)
    if output is None:
        emit(rules)
        return
    text = STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(rules, ensure_ascii=False, indent=2))
    try:
        write_whole(output, text + "\n")
    except OSError as error:
        raise WorkspaceError(
            f"the rules cannot be written to {output} ({error.strerror}); name another file"
        ) from error
