"""`pincite token`: API tokens, with which programs act for their users."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, Verbs, call, open_called, settings_of
from pincite.cli.output import console, emit, visible

if TYPE_CHECKING:
    from pincite.serving.tokens import TokenStore
    from pincite.session import Session

USUAL_SCOPES = ("search", "ask", "read", "record")
SCOPES = (*USUAL_SCOPES, "add")
USUAL_DAYS, LONGEST_DAYS = 90, 366


@click.group("token", cls=Verbs)
def command() -> None:
    """Make, list and revoke API tokens, with which programs act for their users.

    What a program does with a token is done by the token for its user, under the rules that hold at that moment. The
    page of the server makes tokens as well.
    """


@command.command("make", cls=Verb)
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help="What it is for; may be repeated (else for all but add, which sends documents).",
)
@click.option(
    "--matter", "matters", metavar="M", multiple=True, help="A matter that it is limited to; may be repeated."
)
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST_DAYS),
    default=USUAL_DAYS,
    show_default=True,
    help="How long it counts.",
)
def make(name: str, scopes: tuple[str, ...], matters: tuple[str, ...], days: int) -> None:
    """Make a token of yours named NAME, and print it: it is not shown again."""
    from pincite.session.tokens import make_token
    from pincite.views.tokens import ShownToken

    with _opened() as (session, store):
        token, secret = make_token(session, store, name, scopes=scopes or USUAL_SCOPES, matters=matters, days=days)
    if call().as_json:
        emit(ShownToken(token, secret=secret))
        return
    click.echo(secret)
    within = "in " + ", ".join(map(visible, token.matters)) if token.matters else "in all matters open to its user"
    console(stderr=True).print(
        f"token {token.id} of {visible(token.user)}: for {', '.join(token.scopes)}, {within}, until "
        f"{token.expires:%d %B %Y}; keep it as you keep a password, for it is not shown again",
        soft_wrap=True,
    )


@command.command("list", cls=Verb)
@click.option("--everybody", is_flag=True, help="The tokens of all users, for the workspace's owner.")
def listing(everybody: bool) -> None:
    """List your tokens that count."""
    from pincite.session.owner import require_owner
    from pincite.session.tokens import tokens_of
    from pincite.views.tokens import Tokens

    with _opened() as (session, store):
        if everybody:
            require_owner(session, "list the tokens of others")
        found = Tokens.of(tokens_of(session, store, everybody=everybody), session.principal.user)
    if call().as_json:
        emit(found)
        return
    out = console()
    for one in found.tokens:
        token = one.token
        named = f"  {visible(token.name)}" if one.is_own else ""
        used = f"used {token.used:%d %B %Y}" if token.used is not None else "not used yet"
        out.print(f"{token.id}  {visible(token.user)}{named}", soft_wrap=True)
        within = ", ".join(map(visible, token.matters or ())) or "matters that are closed to you by now"
        within = within if one.is_own else "single matters"
        limits = f"in {within}; " if token.matters is not None else ""
        out.print(f"  for {', '.join(token.scopes)}; {limits}until {token.expires:%d %B %Y}; {used}", soft_wrap=True)
    if not found.tokens:
        out.print("no token counts; make one with: pincite token make NAME")


@command.command("revoke", cls=Verb)
@click.argument("identity", metavar="ID")
def revoke(identity: str) -> None:
    """Revoke a token: one of yours, or anybody's if you own the workspace."""
    from pincite.session.tokens import revoke_token
    from pincite.views.tokens import ShownToken

    with _opened() as (session, store):
        token = revoke_token(session, store, identity)
        shown = ShownToken(token, is_own=token.user == session.principal.user)
    if call().as_json:
        emit(shown)
        return
    click.echo(f"token {token.id} of {visible(token.user)} is revoked")


@contextmanager
def _opened() -> "Iterator[tuple[Session, TokenStore]]":
    """A session of the caller, and the server's tokens."""
    from pincite.serving.tokens import TokenStore
    from pincite.wiring.stores import stores_of

    with (
        open_called() as session,
        closing(stores_of(session.firm.root, settings_of(session)).server(create=True)) as tables,
    ):
        yield session, TokenStore(tables)
