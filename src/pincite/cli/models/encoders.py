"""Compares the encoders of a workspace with their weights, and prints what came of it."""

import asyncio

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import console, emit, fail, visible


def verify_encoders() -> None:
    """Print how far each encoder is from what its weights say; exit status 1 if one is too far.

    Raises:
        WorkspaceError, RecordError: the workspace or its record cannot be used.
    """
    from pincite.session.encoders import verify_encoders as verified

    with open_called() as session, console(stderr=True).status("running the encoders"):
        found = asyncio.run(verified(session))
    if call().as_json:
        emit(found)
    else:
        width = max((len(visible(one.encoder)) for one in found.found), default=len("verdict")) + 2
        for one in found.found:
            rounding = "" if one.rounding is None else f"; its rounding costs {one.rounding:.1e}"
            away = f"{one.nearest:.1e} away, allowed {one.allowed:.0e}, at most {one.farthest:.1e}{rounding}"
            console().print(f"{visible(one.encoder):<{width}}{away}", soft_wrap=True)
        verdict = "all compute what their weights say" if found.is_ok else "NOT all compute what their weights say"
        console().print(f"{'verdict':<{width}}{verdict} (record {found.record})", soft_wrap=True)
    for problem in found.problems:
        fail(problem)
    for one in found.found:
        if not one.is_ok:
            fail(f"the encoder {one.encoder} is {one.nearest:.1e} away from what its weights say; reinstall it")
    if not found.is_ok:
        raise click.exceptions.Exit(1)
