"""`pincite demo`: a firm in a minute: four matters, a wall, a question asked from both sides of it."""

import asyncio
import shlex
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit
from pincite.errors import AccessError, WorkspaceError
from pincite.session.changing import event_of

if TYPE_CHECKING:
    from pincite.access.rules import Rules
    from pincite.ask import Reply
    from pincite.samples import Manifest
    from pincite.session import Session


@click.command("demo", cls=Verb)
def command() -> None:
    """Build a workspace from the sample matters and ask it a question, as two lawyers.

    One of them works on the matter; the other is behind an ethical wall from it. Both questions and both replies are
    on the record.
    """
    from pincite.samples import manifest
    from pincite.views.reply import Reply

    firm = manifest()
    with open_called(create=True) as session:
        _require_ours(session, firm)
        asyncio.run(_build(session, firm))
        replies = asyncio.run(_ask(session, firm))
        if call().as_json:
            emit(
                {
                    "workspace": str(session.firm.root),
                    "question": firm.demonstration.question,
                    "replies": [
                        {"as": asker, "permitted": permitted, "reply": Reply.of(reply).json()}
                        for asker, permitted, reply in replies
                    ],
                }
            )
        else:
            _print(session, firm, replies)


def _require_ours(session: "Session", firm: "Manifest") -> None:
    """Refuse to mix the sample firm with anybody's own matters."""
    if not session.is_owner:
        raise AccessError(
            f"the demo sets up users and matters, which only the workspace's owner ({session.rules.owner}) may do; "
            "leave out --as, or name another folder with --workspace"
        )
    known = {matter.name for matter in firm.matters}
    others = sorted(session.rules.matters - known)
    if others:
        raise WorkspaceError(
            f"the workspace {session.firm.root} holds matters of its own ({others[0]!r}), and the demo would "
            "mix with them; name another folder: pincite demo --workspace DIR"
        )


def _found(session: "Session", firm: "Manifest", rules: "Rules") -> None:
    """Users, groups, matters, members and walls, each unless it is there."""
    by, access = session.principal, session.firm.access
    for user in firm.users:
        if user not in rules.users:
            access.add_user(by, user)
    for group, members in firm.groups.items():
        if group not in rules.groups:
            access.add_group(by, group, members)
    for matter in firm.matters:
        if matter.name not in rules.matters:
            access.add_matter(by, matter.name)
        for member in matter.members:
            access.grant(by, member, matter.name)
    for wall in firm.walls:
        access.add_wall(by, wall.who, wall.matter)


async def _build(session: "Session", firm: "Manifest") -> None:
    """The firm's rules and documents; those that are there already stay."""
    from pincite.documents.span import MatterId
    from pincite.ingest import ingest
    from pincite.samples import folder

    out = console(stderr=True)
    async with session.firm.library() as library:
        with (
            session.firm.recorder.telling(lambda: event_of(session, "access", "demo", {"firm": firm.firm})),
            session.firm.access.together(session.principal, "demo"),
        ):
            _found(session, firm, session.rules)
        for matter in firm.matters:
            with out.status(f"reading {matter.name}"):
                await ingest(
                    [folder() / matter.folder],
                    MatterId(matter.name),
                    (),
                    session.principal,
                    library=library,
                    sync=False,
                    now=session.now,
                    watch=lambda progress: None,  # noqa: ARG005 - the status line is enough for a few seconds
                )


async def _ask(session: "Session", firm: "Manifest") -> "list[tuple[str, bool, Reply]]":
    from pincite.ask import ask

    replies = []
    for asker, permitted in ((firm.demonstration.permitted, True), (firm.demonstration.walled_off, False)):
        reply = await ask(
            firm.demonstration.question, session.scope(asker), sources=session.firm.sources, now=session.now
        )
        replies.append((asker, permitted, reply))
    return replies


def _print(session: "Session", firm: "Manifest", replies: "list[tuple[str, bool, Reply]]") -> None:
    from rich.rule import Rule
    from rich.text import Text

    from pincite.cli.ask import print_reply

    out = console()
    documents = len(session.firm.catalogue.entries(session.scope()))
    out.print(f"{firm.firm}: {documents} documents in {len(firm.matters)} matters, in {call().workspace}")
    out.print(Text.assemble("\n", (firm.demonstration.question, "bold"), "\n"))
    for asker, permitted, reply in replies:
        role = "works on the matter" if permitted else "is behind an ethical wall from it"
        out.print(Rule(f"{asker}, who {role}", align="left", style="dim"))
        print_reply(reply, session.firm.catalogue, out)
        out.print()
    out.print(Rule("where to look next", align="left", style="dim"))
    where = f"--workspace {shlex.quote(str(call().workspace))}"
    asked = replies[0][2]
    shown = asked.statements[0].statement.citations[0] if asked.statements else None
    lines = [
        (f"pincite list {where}", "all documents"),
        (f"pincite audit verify {where}", "the record of what you just did, checked"),
    ]
    if asked.record and shown:
        lines.insert(0, (f"pincite show {asked.record.seq}.1 -o page.png {where}", "the page, the clause highlighted"))
        lines.append(
            (f"pincite access explain {firm.demonstration.walled_off} {shown.span.document} {where}", "why not")
        )
    another = "When must Halvorsen pay an invoice since Amendment No. 1?"
    lines.append((f'pincite ask "{another}" {where}', "ask something yourself"))
    for line, why in lines:
        out.print(Text.assemble("  ", (line, "cyan"), f"\n      {why}"), soft_wrap=True)
