"""`pincite move`: documents under another matter."""

import asyncio
import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.access import bound
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.documents.span import DocumentId
from pincite.errors import NotVisible

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session import Session


@click.command("move", cls=Verb)
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
@click.option("--matter", required=True, help="The matter that they belong to from now on.")
def command(documents: tuple[str, ...], matter: str) -> None:
    """Put documents under another matter. From then on that matter's rules decide who sees them.

    Where taking a wall down takes two people, so does moving documents from behind one.
    """
    from pincite.holding import move

    with open_called() as session, session.firm.alone():
        session.require("move")
        scope = session.scope()
        _require_matter(session, matter, scope)
        ids = [_meant(session, document, scope) for document in documents]
        _ask_second(session, ids, matter, scope)
        moved = asyncio.run(
            move(
                ids,
                matter,
                scope,
                curates=session.may("curate"),
                index=session.firm.index,
                catalogue=session.firm.catalogue,
                audit=session.firm.audit,
                now=session.now,
            )
        )
    if call().as_json:
        emit({"moved": [entry.document for entry in moved], "matter": matter})
    else:
        for entry in moved:
            click.echo(f"{entry.document}: {entry.matter} → {matter}")


def _require_matter(session: "Session", matter: str, scope: "Scope") -> None:
    """Refuse a matter that is none, or hidden, and say how a new one is made, for either alike.

    Raises:
        NotVisible: there is none that may be seen.
    """
    from pincite.access.decision import visible_matter

    try:
        visible_matter(matter, scope)
    except NotVisible as error:
        make = f"pincite access matter add {shlex.quote(matter)}"
        how = f"a new one is made with: {make}" if session.may("administer") else f"the owner makes one with: {make}"
        raise NotVisible(f"{error}; {how}", matters=error.matters, nearest=error.nearest) from error


def _meant(session: "Session", document: str, scope: "Scope") -> DocumentId:
    """The document or the file that is to be moved: a path as it stands, else whatever `Catalogue.named` finds.

    Raises:
        NotVisible: there is none that may be seen.
        WorkspaceError: several are meant.
    """
    from pincite.documents.folder import printable

    path = printable(Path(os.path.abspath(document)))  # noqa: PTH100 - as files are named
    if session.firm.catalogue.within(path, scope):
        return DocumentId(document)
    return session.firm.catalogue.named(document, scope).document


def _ask_second(session: "Session", documents: Sequence[DocumentId], matter: str, scope: "Scope") -> None:
    """Have a move wait for another person where it takes documents from behind a wall and that takes two.

    Raises:
        AwaitsSecond: it does.
        NotVisible, AccessError: a document or the matter is none that may be moved, or moved to.
    """
    from pincite.access.decision import visible_matter
    from pincite.access.second import leaves_wall
    from pincite.holding import with_attached

    rules, target = session.rules, visible_matter(matter, scope)
    entries = with_attached(documents, scope, session.firm.catalogue, "move", curates=session.may("curate"))
    if not any(leaves_wall(entry.matter, target, rules) for entry in entries):
        return
    session.firm.catalogue.require_movable([entry.document for entry in entries], target)
    body = {"verb": "move", "documents": list(documents), "matter": matter, bound.STANDS: bound.of_move(entries)}
    said = f"move from behind a wall to {target}: {', '.join(documents)}"
    session.firm.access.ask_second(session.principal, "wall remove", said, json.dumps(body))
