"""`pincite mcp`: offers search, ask and open_citation to an assistant on this machine."""

import asyncio
from importlib.util import find_spec
from urllib.parse import urlsplit

import click

from pincite.cli.options import Verb, open_called, settings_of
from pincite.errors import WorkspaceError


@click.command("mcp", cls=Verb)
@click.option(
    "--page", metavar="URL", help="Where pincite serve answers, for links to citations (else its public_url, if set)."
)
def command(page: str | None) -> None:
    """Offer the tools search, ask and open_citation to an assistant, over standard input and output.

    An assistant on this machine starts this command itself; the protocol is the Model Context Protocol. It sees what
    you may see, and what it asks and opens is on the record in your name. It takes the extra: pip install
    'pincite[mcp]'
    """
    if find_spec("mcp") is None:
        raise WorkspaceError("the tools cannot be offered without mcp; install it with: pip install 'pincite[mcp]'")
    if page is not None and (urlsplit(page).scheme not in ("http", "https") or not urlsplit(page).netloc):
        raise click.UsageError("--page takes an address that begins with http:// or https://")
    with open_called() as session:
        session.firm.load_models()

        from pincite.mcp.stdio import serve_stdio

        asyncio.run(serve_stdio(session, page or settings_of(session).server.public_url))
