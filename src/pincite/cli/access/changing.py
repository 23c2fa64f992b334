"""Changes of the rules: on the record before they are made."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import emit
from pincite.documents.span import DocumentId
from pincite.errors import NotVisible

if TYPE_CHECKING:
    from pincite.audit.event import EventKind
    from pincite.wiring import Workspace


def change(what: str, names: Mapping[str, str], made: "Callable[[Workspace], int]") -> None:
    """Record a change that is asked for, and make it; when it is refused, that goes on the record by itself."""
    with open_called(create=True) as workspace:
        workspace.require("administer")
        asyncio.run(record(workspace, "access", what, dict(names)))
        version = made(workspace)
    if call().as_json:
        emit({"done": what, **names, "rules_version": version})
    else:
        click.echo(f"{what}: " + ", ".join(f"{name} {value}" for name, value in names.items() if value))


async def record(workspace: "Workspace", kind: "EventKind", what: str, names: dict[str, str]) -> None:
    """Put a change of the rules on the record."""
    from pincite.audit.event import Event
    from pincite.documents.span import MatterId

    matter = names.get("matter")
    await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind=kind,
            principal=workspace.principal,
            at=workspace.now(),
            matters=frozenset({MatterId(matter)} if matter else ()),
            facts={"what": what, "rules_version": workspace.rules.version},
            content=dict(names),
        )
    )


def document_named(workspace: "Workspace", text: str) -> DocumentId:
    """The document that whoever changes the rules means: any by its id, by a file's name only what they may see.

    Raises:
        NotVisible: there is none.
    """
    document = DocumentId(text)
    if workspace.catalogue.standing(document) is not None:
        return document
    return workspace.catalogue.named(text, workspace.scope()).document


def document_in_rules(workspace: "Workspace", text: str) -> DocumentId:
    """As `document_named`, or the id of a document that is gone while rules still speak of it.

    Raises:
        NotVisible: there is none, and no rule speaks of it.
    """
    rules = workspace.rules
    granted = {grant.target.document for grants in rules.grants.values() for grant in grants}
    walled = {target.document for targets in rules.walls.values() for target in targets}
    try:
        return document_named(workspace, text)
    except NotVisible:
        if text not in granted | walled:
            raise
    return DocumentId(text)
