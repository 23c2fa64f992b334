"""`pincite demo`: builds a sample firm with five matters and a wall, and asks one question from both sides of it."""

import asyncio
import shlex
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.cli.serve import require_installed, serve

if TYPE_CHECKING:
    from pincite.samples import Manifest
    from pincite.session.demonstrating import Demonstrated


@click.command("demo", cls=Verb)
@click.option("--serve", "is_served", is_flag=True, help="Then serve the page, with a link for each of the lawyers.")
@click.option("--port", type=click.IntRange(0, 65535), help="Of the page; 8642 by default.")
def command(is_served: bool, port: int | None) -> None:
    """Build a workspace from the sample matters and ask it a question, as two lawyers.

    One of them works on the matter; the other is behind an ethical wall from it. Both questions and both replies are
    on the record. With --serve, both can go on asking in a browser.
    """
    from pincite.samples import folder, manifest
    from pincite.session.demonstrating import demonstrate
    from pincite.views.demonstration import AskedAs, Demonstration

    if is_served:
        require_installed()
    firm, progress = manifest(), console(stderr=True)
    with open_called(create=True) as session:
        made = asyncio.run(demonstrate(session, firm, folder(), lambda matter: progress.status(f"reading {matter}")))
        if call().as_json:
            replies = tuple(AskedAs(asker, permitted, reply) for asker, permitted, reply in made.replies)
            emit(Demonstration(str(session.firm.root), firm.demonstration.question, replies))
        else:
            _print(firm, made)
        if made.failures:
            first = made.failures[0]
            fail(
                f"{counted(len(made.failures), 'sample file')} could not be read, the first of them {first.path}: "
                f"{visible(first.reason)}"
            )
        if is_served:
            options = {} if port is None else {"port": str(port)}
            serve(session, options, users=(firm.demonstration.permitted, firm.demonstration.walled_off))
        if made.failures:
            click.get_current_context().exit(1)


def _print(firm: "Manifest", made: "Demonstrated") -> None:
    from rich.rule import Rule
    from rich.text import Text

    from pincite.cli.ask import print_reply

    out = console()
    out.print(f"{firm.firm}: {made.documents} documents in {len(firm.matters)} matters, in {call().workspace}")
    out.print(Text.assemble("\n", (firm.demonstration.question, "bold"), "\n"))
    for asker, permitted, reply in made.replies:
        role = "works on the matter" if permitted else "is behind an ethical wall from it"
        out.print(Rule(f"{asker}, who {role}", align="left", style="dim"))
        print_reply(reply, out)
        out.print()
    out.print(Rule("where to look next", align="left", style="dim"))
    where = f"--workspace {shlex.quote(str(call().workspace))}"
    asked = made.replies[0][2]
    shown = asked.statements[0].citations[0] if asked.statements else None
    lines = [
        (f"pincite list {where}", "all documents"),
        (f"pincite audit verify {where}", "the record of what you just did, checked"),
    ]
    if asked.audit.seq is not None and shown:
        lines.insert(0, (f"pincite show {asked.audit.seq}.1 -o page.png {where}", "the page, the clause highlighted"))
        lines.append((f"pincite access explain {firm.demonstration.walled_off} {shown.document} {where}", "why not"))
    another = "When must Halvorsen pay an invoice since Amendment No. 1?"
    lines.append((f'pincite ask "{another}" {where}', "ask something yourself"))
    for line, why in lines:
        out.print(Text.assemble("  ", (line, "cyan"), f"\n      {why}"), soft_wrap=True)
