"""`pincite serve`: serves the page for everybody who has an account."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, of_stores, open_called, settings_of, there
from pincite.cli.output import console, visible
from pincite.errors import AccessError, WorkspaceError
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.serving.store import ServerStore
    from pincite.session import Session
    from pincite.wiring.server_settings import ServerSettings


@click.command("serve", cls=Verb)
@click.option("--address", help="Where to listen; 127.0.0.1 by default.")
@click.option("--port", type=click.IntRange(0, 65535), help="8642 by default; 0 for any that is free.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; 2 by default.")
@click.option("--public-url", metavar="URL", help="The address under which people open the page.")
@click.option("--tls-certificate", metavar="FILE", help="Its certificate (PEM), with the chain after it.")
@click.option("--tls-key", metavar="FILE", help="The key of that certificate.")
@click.option("--trusted-proxies", metavar="LIST", help="Addresses of proxies whose word is believed on who asks.")
@click.option("--link", metavar="USER", help="Print a link with which USER comes in the first time, and end.")
def command(link: str | None, **options: object) -> None:
    """Serve the page on which people ask, read the sources, and find what they asked.

    Everybody signs in with their name and a password, or through the firm's provider of accounts. The first time, they
    come in with a link of their own (--link); that of the workspace's owner is printed at the first start. What no
    option says, the variables PINCITE_SERVER_… and the table [server] of the settings say. It takes the extra: pip
    install 'pincite[server]'
    """
    require_installed()
    _require_workspace()
    with open_called() as session:
        if not session.is_owner:
            raise AccessError(
                f"the page is served, and links are made, by the workspace's owner ({session.rules.owner}) alone"
            )
        given = {key: str(value) for key, value in options.items() if value is not None}
        if link is not None:
            _print_link(session, link, given)
            return
        serve(session, given)


def _require_workspace() -> None:
    """Refuse a folder without a workspace, and say how one is made that the page can fill.

    Raises:
        WorkspaceError: there is none.
    """
    from pincite.wiring import is_workspace

    folder = call().workspace
    if folder == Path() or is_workspace(folder):
        return
    raise WorkspaceError(
        f"there is no workspace at {folder.absolute()}; make an empty one, to send documents to in the browser, with: "
        f"pincite access matter add NAME{there()}; or make one from a folder with: "
        f"pincite ingest FOLDER --matter NAME{there()}; or name another with --workspace"
    )


def served(session: "Session", options: Mapping[str, str]) -> "ServerSettings":
    """The settings under which the page is served: options count over the environment, and that over the file.

    Raises:
        WorkspaceError: one of them cannot be used.
    """
    from pincite.wiring.server_settings import in_force

    return in_force(settings_of(session).server, os.environ, options)


INSTALLED = ("fastapi", "uvicorn", "jinja2", "argon2", "authlib", "prometheus_client", "python_multipart")
"""Packages of the extra without which nothing is served."""


def require_installed() -> None:
    """Refuse to serve if a package of the extra is missing.

    Raises:
        WorkspaceError: a package is missing.
    """
    from importlib.util import find_spec

    if missing := [name for name in INSTALLED if find_spec(name) is None]:
        raise WorkspaceError(
            f"the page cannot be served without {', '.join(missing)}; install them with: pip install 'pincite[server]'"
        )


def _require_safe(session: "Session", settings: "ServerSettings") -> None:
    """Refuse an address at which passwords would travel over a network in the clear, or anybody could be the first.

    Raises:
        WorkspaceError: other machines can reach the address, and something is missing.
    """
    if settings.is_for_this_machine:
        return
    where = f"other machines could reach {visible(settings.address)}, and"
    if not (settings.has_tls or settings.trusted_proxies):
        raise WorkspaceError(
            f"{where} passwords would travel in the clear; set tls_certificate and tls_key, or name in trusted_proxies "
            "the proxy that has a certificate, or listen at 127.0.0.1"
        )
    if settings.public_url is None:
        raise WorkspaceError(
            f"{where} no name is known by which they may ask; set public_url to the address that people open"
        )
    with _store(session) as store:
        if not store.has_accounts() and settings_of(session).provider is None:
            raise WorkspaceError(
                f"{where} nobody has an account yet; run pincite serve --address 127.0.0.1 once, and set the owner's "
                "password with the link that it prints"
            )


def _require_watched(settings: "ServerSettings") -> None:
    """Refuse settings that would not let anybody watch the server as they say.

    Raises:
        WorkspaceError: the token of the counts cannot be read, or packages for telemetry are missing.
    """
    from pincite.web.token_file import metrics_token
    from pincite.wiring.server_settings import require_telemetry

    metrics_token(settings)
    if settings.telemetry_url is not None:
        require_telemetry()


def _require_sound(session: "Session") -> None:
    """Refuse stores that do not keep what they are given, and an index whose engine is not installed.

    Raises:
        WorkspaceError: a store does not, or does not answer; or the engine is missing.
    """
    from pincite.wiring.index_engine import require_engine
    from pincite.wiring.stores import stores_of

    require_engine(session.firm.root, settings_of(session))
    stores_of(session.firm.root, settings_of(session)).require_sound()


def _require_certificate(settings: "ServerSettings") -> None:
    """Refuse a certificate that cannot be used.

    Raises:
        WorkspaceError: it cannot.
    """
    from pincite.web.certificate import context_of

    if settings.tls_certificate is not None and settings.tls_key is not None:
        context_of(settings.tls_certificate, settings.tls_key)


def _require_provider(session: "Session", settings: "ServerSettings") -> None:
    """Refuse to serve if the provider of accounts that the settings name could not be used as they say.

    Raises:
        WorkspaceError: its secret is not where the settings say, or its access tokens could be made out for no address.
    """
    from pincite.wiring.provider_settings import registration

    if (provider := settings_of(session).provider) is None:
        return
    registration(provider, os.environ, settings.public_url)
    if provider.access_scopes is not None and settings.public_url is None:
        raise WorkspaceError(
            "access_scopes has access tokens of the provider taken, and these are made out for one address, but none "
            "is set; set public_url to the address that people open, or take access_scopes out"
        )


def _print_link(session: "Session", user: str, options: Mapping[str, str]) -> None:
    """Print a link to the server that runs at the moment; where none does, or options differ, to where it would listen.

    Raises:
        UnknownPrincipal, WorkspaceError: there is no such user, or the settings cannot be used.
    """
    from pincite.serving.listening import address_announced
    from pincite.wiring.names import WORKERS

    running = None if options else address_announced(session.firm.root / WORKERS)
    base = running or served(session, options).base_url
    click.echo(_link(session, user, base))
    if running is None and not options:
        click.echo(
            f"no server runs over this workspace at the moment; the link holds if the next one listens at {base}, as "
            "the settings say. Under another address, put that one before /welcome/",
            err=True,
        )


def _link(session: "Session", user: str, base: str) -> str:
    """A link with which a user sets a password, or signs in at the provider of accounts from then on.

    Raises:
        UnknownPrincipal: there is no such user, or they are disabled.
    """
    from pincite.access.names import clean_name
    from pincite.access.rules import require_active

    name = clean_name(user, "user")
    require_active(name, session.rules)
    with _store(session) as store:
        invitation = store.invite(name, session.now())
    return f"{base}/welcome/{invitation.secret}"


@contextmanager
def _store(session: "Session") -> "Iterator[ServerStore]":
    """The accounts, browsers and questions of a workspace's server."""
    from pincite.serving.store import ServerStore
    from pincite.wiring.stores import stores_of

    with closing(stores_of(session.firm.root, settings_of(session)).server(create=True)) as tables:
        yield ServerStore(tables)


def serve(session: "Session", options: Mapping[str, str], users: Sequence[str] = ()) -> None:
    """Print the address, and links for those `users` who have no password yet; then serve until told to end.

    `options` are settings of the server by their names, as texts.

    Raises:
        WorkspaceError: the settings cannot be used, or nothing can listen there.
    """
    from pincite.serving.counting import FOLDER, counting_folder
    from pincite.serving.listening import announced
    from pincite.serving.workers import WorkerFiles
    from pincite.session.beginning import beginning
    from pincite.session.budgeting import cautions
    from pincite.web.programs import environment_of, programs_of
    from pincite.web.supervisor import Supervisor, listener_at
    from pincite.wiring.names import MODEL, WORKERS

    settings = served(session, options)
    _require_safe(session, settings)
    _require_certificate(settings)
    _require_watched(settings)
    _require_provider(session, settings)
    _require_sound(session)
    out = console(stderr=True)
    listener = listener_at(settings.address, settings.port)
    options = {**options, "port": str(listener.getsockname()[1])}
    settings = served(session, options)
    owner = session.rules.owner
    with _store(session) as store:
        wanted = [user for user in users if store.password_of(user) is None]
        is_first = not store.has_accounts() and not wanted
    workspace = visible(str(call().workspace))
    workers = counted(settings.workers, "worker")
    out.print(f"pincite answers at {settings.base_url} with {workers}, from {workspace}")
    if settings.public_url is not None:
        out.print(f"it listens at {visible(settings.address)} port {settings.port}")
    if is_first or wanted:
        who = "each of these users" if len(wanted) > 1 else "this user"
        out.print(f"{who} can set a password once with the link below, within three days:")
    for user in [owner] if is_first else wanted:
        out.print(f"  {visible(user)}\n  {_link(session, user, settings.base_url)}", soft_wrap=True)
    if is_first:
        out.print("a link for somebody else: pincite serve --link USER")
        if beginning(session) is not None:
            out.print(f"there is no document for {visible(owner)} yet: the page leads to the first ones")
    for caution in (*of_stores(session.firm.root), *cautions(session)):
        out.print(visible(caution), soft_wrap=True)
    WorkerFiles(session.firm.root / WORKERS).forget_the_dead()
    (session.firm.root / MODEL).unlink(missing_ok=True)
    programs = programs_of(session.firm.root, settings, settings_of(session).models, listener)
    with counting_folder() as counts, announced(session.firm.root / WORKERS, settings.base_url):
        os.environ[FOLDER] = str(counts)  # before what counts is imported
        from pincite.web import metrics

        Supervisor(
            programs,
            listener,
            lambda line: out.print(visible(line)),
            environment_of(options, counts),
            died=metrics.has_died,
            gone=metrics.forget,
            renewed=lambda: _require_certificate(settings),
        ).run()
