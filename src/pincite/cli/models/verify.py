"""Compares the engine that runs a registered model with the model's weights, and prints what came of it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import LONGEST_INPUT, call, open_called
from pincite.cli.output import console, emit, fail, visible
from pincite.errors import ModelError
from pincite.views.server_verified import ServerVerified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pincite.session.engines import VerifyOptions
    from pincite.views.engine_verified import EngineVerified


def verify(asked: "VerifyOptions", text: Path | None) -> None:
    """Print how far an engine is from a model's weights; exit status 1 on a fault.

    Raises:
        ModelError, AccessError, WorkspaceError, RecordError: it cannot be compared.
    """
    from pincite.session.engines import verify_engine

    words = None if text is None else _text(text)
    with open_called() as session, console(stderr=True).status("reading the model") as status:
        found = asyncio.run(verify_engine(session, asked, words, lambda said: status.update(visible(said))))
    if call().as_json:
        emit(found)
    else:
        _print(found)
    for fault in found.faults:
        fail(f"the model {found.model!r}: {fault}")
    if not found.is_ok:
        raise click.exceptions.Exit(1)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LONGEST_INPUT).decode("utf-8", "ignore")
    except OSError as error:
        raise ModelError(f"the text {file} cannot be read ({error.strerror}); name a text file") from error


def _print(seen: "EngineVerified | ServerVerified") -> None:
    out, is_server = console(), isinstance(seen, ServerVerified)
    for label, value in (_of_server(seen) if isinstance(seen, ServerVerified) else _of_engine(seen)).items():
        out.print(f"{label:<18}{visible(value)}", soft_wrap=True)
    for layer, counts in enumerate(seen.found.load):
        out.print(f"{'experts':<18}layer {layer}: {' '.join(map(str, counts))} tokens each", soft_wrap=True)
    for note in () if isinstance(seen, ServerVerified) else seen.found.notes:
        out.print(f"{'note':<18}{visible(note)}", soft_wrap=True)
    what = "the server" if is_server else "the engine"
    verdict = f"{what} computes what the weights say" if seen.is_ok else f"{what} does NOT compute what they say"
    out.print(f"{'verdict':<18}{verdict} (record {seen.record}, {seen.seconds:.0f} s)", soft_wrap=True)


def _of_server(seen: ServerVerified) -> "Mapping[str, str]":
    found, server = seen.found, seen.found.server
    first, half = server.first_difference, {"bf16": "bfloat16", "f16": "float16"}[found.half]
    return {
        "model": f"{seen.model}  {seen.sha256[:8]}",
        "engine": server.called,
        "positions": f"{server.positions:,}",
        "divergence": f"{server.kl:.2e} nats; floor {found.floor:.2e} ({half}), allowed {found.allowed:.2e}",
        "likeliest token": f"the same at {server.top1:.1%} of the positions; floor {found.floor_top1:.1%}",
        "first difference": "none" if first is None else f"position {first.position}",
    }


def _of_engine(seen: "EngineVerified") -> "Mapping[str, str]":
    found = seen.found
    served, sharp, server = found.served, found.sharp, found.server
    first = served.apart.first_difference
    lines = {
        "model": f"{seen.model}  {seen.sha256[:8]}",
        "engine": f"{found.engine}, {found.running.words}",
        "positions": f"{served.apart.positions:,}",
        "divergence": f"{served.apart.kl:.2e} nats; floor {served.floor.kl:.2e}, allowed {served.allowed:.2e}",
        "likeliest token": f"the same at {served.apart.top1:.1%} of the positions; floor {served.floor.top1:.1%}",
        "first difference": "none" if first is None else f"position {first.position}",
        "in float32": "not compared",
        "server": "not sampled",
    }
    if sharp is not None:
        away = f"{sharp.apart.largest:.2e} nats away at most"
        lines["in float32"] = f"{away}; floor {sharp.floor.largest:.2e}, allowed {sharp.allowed:.2e}"
    if server is not None:
        same = f"the likeliest token the same at {server.top1:.1%} of them"
        lines["server"] = f"{server.called}: {server.kl:.2e} nats away at {server.positions} positions, {same}"
    return lines
