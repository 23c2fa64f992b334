"""Changes of the rules: on the record before they are made."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import emit
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, NotVisible, WorkspaceError

if TYPE_CHECKING:
    from pincite.access.facts import Fact
    from pincite.audit.event import Event, EventKind, Json
    from pincite.wiring import Workspace


def change(what: str, names: Mapping[str, str], made: "Callable[[Workspace], int]") -> None:
    """Record a change that is asked for, and make it; when it is refused, that goes on the record by itself."""
    with open_called(create=True) as workspace:
        workspace.require("administer")
        version = recorded_change(workspace, what, dict(names), made)
    if call().as_json:
        emit({"done": what, **names, "rules_version": version})
    else:
        click.echo(f"{what}: " + ", ".join(f"{name} {value}" for name, value in names.items() if value))


def recorded_change(
    workspace: "Workspace",
    what: str,
    names: "Mapping[str, str]",
    made: "Callable[[Workspace], int]",
    changes: "Sequence[tuple[str, Fact]]" = (),
) -> int:
    """Make a change, which is on the record before; one that is refused is there too, as asked for."""
    with workspace.recorder.telling(lambda: event_of(workspace, "access", what, names, changes)) as is_recorded:
        try:
            return made(workspace)
        except (AccessError, WorkspaceError):
            if not is_recorded():
                asyncio.run(record(workspace, "access", what, names, changes))
            raise


async def record(
    workspace: "Workspace",
    kind: "EventKind",
    what: str,
    names: "Mapping[str, str]",
    changes: "Sequence[tuple[str, Fact]]" = (),
) -> None:
    """Put on the record that somebody asked for something that changes no rule; see `event_of`."""
    await workspace.audit.append(event_of(workspace, kind, what, names, changes))


def event_of(
    workspace: "Workspace",
    kind: "EventKind",
    what: str,
    names: "Mapping[str, str]",
    changes: "Sequence[tuple[str, Fact]]" = (),
) -> "Event":
    """What goes on the record of a change of the rules, with what it names.

    `changes` are the rules that come or go with it, each after its sign. Each names apart what not everybody may see,
    so that `audit.reading` can decide who reads it.
    """
    from pincite.access.facts import words
    from pincite.audit.event import Event

    listed: list[Json] = [{"change": f"{sign} {words(fact)}", **_named(fact)} for sign, fact in changes]
    named = [names, *(_named(fact) for _, fact in changes)]
    matters = {MatterId(each["matter"]) for each in named if "matter" in each}
    # A document may be gone when the record is read, and then nothing else says whose it was.
    lying = (workspace.catalogue.matter_of(DocumentId(each["document"])) for each in named if "document" in each)
    return Event(
        id=secrets.token_hex(8),
        kind=kind,
        principal=workspace.principal,
        at=workspace.now(),
        matters=frozenset(matters | {matter for matter in lying if matter is not None}),
        facts={"what": what, "rules_version": workspace.access.unchecked().version},
        content={**names, **({"changes": listed} if listed else {})},
    )


def _named(fact: "Fact") -> dict[str, str]:
    """The matter, document or label that a rule speaks of."""
    from pincite.access.facts import Grant, Matter, Wall

    match fact:
        case Matter(name):
            return {"matter": name}
        case Grant(_, target) | Wall(_, target):
            parts = {"matter": target.matter, "document": target.document, "label": target.label}
            return {name: part for name, part in parts.items() if part is not None}
    return {}


def document_named(workspace: "Workspace", text: str) -> DocumentId:
    """The document that whoever changes the rules means: any by its id, by a file's name only what they may see.

    Raises:
        NotVisible: there is none.
    """
    document = DocumentId(text)
    if workspace.catalogue.standing(document) is not None:
        return document
    return workspace.catalogue.named(text, workspace.scope(), in_full=True).document


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
