"""`pincite workspace trust`: agrees to what a workspace would have this account do."""

import asyncio
import os
import sys
from dataclasses import replace
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, Verbs, call, of_stores, settings_of
from pincite.cli.output import console, emit, fail
from pincite.errors import PinciteError, UntrustedWorkspace, WorkspaceError
from pincite.views.registered import standing_in_words
from pincite.views.trust import Claim, Trust

if TYPE_CHECKING:
    from pincite.models.standing import Standing
    from pincite.wiring.trust import Proposal


@click.group("workspace", cls=Verbs)
def command() -> None:
    """Say which workspaces this account trusts, and with what."""


@command.command("trust", cls=Verb)
@click.option("--yes", is_flag=True, help="Agree without being asked; what is agreed to is printed all the same.")
def trust(yes: bool) -> None:
    """Show what the workspace would run, reach, read and write, and agree to exactly that.

    It counts for this account, this folder and this key. Whatever changes has to be agreed to again.
    """
    from pincite.wiring.trust import propose, trust_store

    root, store = call().workspace.absolute(), trust_store(os.environ)
    proposal = propose(root, store, os.environ)
    if not call().as_json:
        _print(proposal)
    if not (proposal.is_agreed or yes or _agrees(proposal)):
        if call().as_json:
            emit(_view(proposal, None, is_trusted=False))
        raise UntrustedWorkspace(f"nothing was agreed to, so the workspace at {root} stays as it was")
    seq = None
    if not proposal.is_agreed:
        store.keep(root, proposal.key, proposal.claims)
        seq = _record(root, proposal)
    cautions, files = _known(root)
    cautions += of_stores(root)
    if call().as_json:
        emit(replace(_view(proposal, seq, is_trusted=True), cautions=cautions, files=files))
        return
    if not proposal.is_agreed:
        click.echo("trusted" + (f" (record {seq})" if seq is not None else ""))
    for file in files:
        click.echo(f"{_plain(realpath(file.path))}: {standing_in_words(file)}")
    for caution in cautions:
        fail(caution)


def _agrees(proposal: "Proposal") -> bool:
    """The user's answer.

    Raises:
        WorkspaceError: nobody can be asked.
    """
    if call().as_json or not sys.stdin.isatty():
        if call().as_json:
            emit(_view(proposal, None, is_trusted=False))
        raise WorkspaceError(
            "nobody can be asked here whether to trust this, since standard input is not a terminal; look at it, then "
            "add --yes"
        )
    return click.confirm("Do you trust this?", default=False)


def _print(proposal: "Proposal") -> None:
    out = console()
    out.print(f"the workspace at {_plain(str(proposal.root))}", soft_wrap=True)
    for sentence in proposal.notes:
        out.print(f"  {_plain(sentence)}", soft_wrap=True)
    for claim in proposal.claims:
        new = "" if claim.digest in proposal.before else "  (new)"
        out.print(f"\n  {_plain(claim.setting)}  {_plain(claim.value)}{new}", soft_wrap=True)
        out.print(f"      {_plain(claim.would)}", soft_wrap=True)
    for setting in proposal.gone:
        out.print(f"\n  {_plain(setting)}  is gone, although you agreed to it", soft_wrap=True)
    if not proposal.claims and not proposal.gone:
        out.print("  asks for nothing beyond its own folder", soft_wrap=True)
    out.print("")
    if proposal.is_agreed:
        out.print("you agreed to this already")


def _plain(text: str) -> str:
    """Text for a terminal, with its spaces kept, and every character outside plain ASCII as an escape.

    People agree to what they read here, so no letter may look like another, and none may be invisible.
    """
    return "".join(
        letter if letter.isascii() and letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text.replace("\\", "\\\\")
    )


def _view(proposal: "Proposal", seq: int | None, *, is_trusted: bool) -> Trust:
    claims = tuple(
        Claim(claim.setting, claim.value, claim.would, claim.digest not in proposal.before) for claim in proposal.claims
    )
    return Trust(str(proposal.root), is_trusted, claims, proposal.gone, proposal.notes, seq)


def _known(root: Path) -> "tuple[tuple[str, ...], tuple[Standing, ...]]":
    """What whoever agrees should know, now that the workspace may be opened: cautions, and what models' files are."""
    from pincite.session.budgeting import cautions
    from pincite.session.registering import standing_files
    from pincite.wiring import is_workspace, open_session, private_files

    if not is_workspace(root):
        return (), ()
    try:
        with private_files(), open_session(root) as session:
            ggufs = [model.gguf for model in settings_of(session).models if model.gguf is not None]
            files = asyncio.run(standing_files(session, ggufs)) if ggufs else ()
            return (*cautions(session), *(one.caution for one in files if one.caution)), files
    except PinciteError:
        return (), ()  # this account may not ask there; the next command says so


def _record(root: Path, proposal: "Proposal") -> int | None:
    """Record the agreement; return the record's number, or None (and say why) if there is no record or it fails."""
    from pincite.session.trusting import record_trust
    from pincite.wiring import is_workspace, open_session, private_files

    if not is_workspace(root):
        return None
    try:
        with private_files(), open_session(root) as session:
            claims = [(claim.setting, claim.value) for claim in proposal.claims]
            return asyncio.run(record_trust(session, claims, proposal.gone)).seq
    except PinciteError as error:
        fail(f"this is not on the workspace's record: {error}")
        return None
