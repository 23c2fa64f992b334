"""`pincite serve`: serves the page for everybody who has an account."""

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, visible
from pincite.errors import AccessError, WorkspaceError

if TYPE_CHECKING:
    from pincite.session import Session

ADDRESS, PORT, WORKERS = "127.0.0.1", 8642, 2


@click.command("serve", cls=Verb)
@click.option("--address", default=ADDRESS, show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any that is free.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=WORKERS, show_default=True, help="Processes that answer."
)
@click.option("--link", metavar="USER", help="Print a link with which USER sets a password once, and end.")
def command(address: str, port: int, workers: int, link: str | None) -> None:
    """Serve the page on which people ask, read the sources, and find what they asked.

    Everybody signs in with their name and a password, which they set with a link of their own (--link). The first time,
    the link of the workspace's owner is printed. It takes the extra: pip install 'pincite[server]'
    """
    require_installed()
    with open_called() as session:
        if not session.is_owner:
            raise AccessError(
                f"the page is served, and links are made, by the workspace's owner ({session.rules.owner}) alone"
            )
        if link is not None:
            click.echo(_link(session, link, address, port))
            return
        _require_loopback(address)
        serve(session, address, port, workers)


def require_installed() -> None:
    """Refuse to serve if a package of the extra is missing.

    Raises:
        WorkspaceError: a package is missing.
    """
    from importlib.util import find_spec

    if missing := [name for name in ("fastapi", "uvicorn", "jinja2", "argon2") if find_spec(name) is None]:
        raise WorkspaceError(
            f"the page cannot be served without {', '.join(missing)}; install them with: pip install 'pincite[server]'"
        )


def _require_loopback(address: str) -> None:
    """Refuse an address at which passwords would travel over a network in the clear.

    Raises:
        WorkspaceError: other machines can reach the address.
    """
    try:
        is_loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise WorkspaceError(
            f"other machines could reach {visible(address)}, and passwords would travel in the clear; listen at "
            f"{ADDRESS}, and let a proxy with a certificate on this machine lead there"
        )


def _link(session: "Session", user: str, address: str, port: int) -> str:
    """A link with which a user sets a password.

    Raises:
        UnknownPrincipal: there is no such user, or they are disabled.
    """
    from pincite.access.names import clean_name
    from pincite.access.rules import require_active
    from pincite.serving.store import store_in
    from pincite.wiring.names import SERVER

    name = clean_name(user, "user")
    require_active(name, session.rules)
    with store_in(session.firm.root / SERVER) as store:
        invitation = store.invite(name, session.now())
    return f"{_base(address, port)}/welcome/{invitation.secret}"


def _base(address: str, port: int) -> str:
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def serve(
    session: "Session", address: str = ADDRESS, port: int = PORT, workers: int = WORKERS, users: Sequence[str] = ()
) -> None:
    """Print the address, and links for those `users` who have no password yet; then serve until told to end.

    Raises:
        WorkspaceError: nothing can listen there.
    """
    from pincite.serving.store import store_in
    from pincite.web.supervisor import Supervisor, listener_at
    from pincite.wiring.names import SERVER

    out = console(stderr=True)
    listener = listener_at(address, port)
    port = listener.getsockname()[1]
    owner = session.rules.owner
    with store_in(session.firm.root / SERVER) as store:
        wanted = [user for user in users if store.password_of(user) is None]
        is_first = not store.has_accounts() and not wanted
    out.print(
        f"pincite answers at {_base(address, port)} with {workers} workers, from {visible(str(call().workspace))}"
    )
    if is_first or wanted:
        out.print("each of these users can set a password once with the link below, within three days:")
    for user in [owner] if is_first else wanted:
        out.print(f"  {visible(user)}\n  {_link(session, user, address, port)}", soft_wrap=True)
    if is_first:
        out.print("a link for somebody else: pincite serve --link USER")
    Supervisor(session.firm.root, listener, workers, lambda line: out.print(visible(line))).run()
