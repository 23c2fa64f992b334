"""Prints the models that are registered, registers one, and retires one."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called
from pincite.cli.output import console, counted, emit, fail, visible
from pincite.views.registered import verification_in_words

if TYPE_CHECKING:
    from pincite.models.registry import State
    from pincite.views.registered import RegisteredModel, RegisteredModels

SAID: "dict[State, str]" = {
    "registered": "its file is the one that was registered",
    "changed": "its file is NOT the one that was registered",
    "missing": "its file is not there any more",
    "unreadable": "its file cannot be read",
    "retired": "it is retired",
}

WRONG: "frozenset[State]" = frozenset({"changed", "missing", "unreadable"})
"""The states of a model that has to be put back."""


def add(path: Path, name: str) -> None:
    """Register a model, and print what its file says.

    Raises:
        AccessError, ModelError, WorkspaceError, RecordError: it cannot be registered.
    """
    from pincite.session.registering import add_model

    with open_called() as session:
        added = asyncio.run(add_model(session, path, name))
    if call().as_json:
        emit(added)
        return
    _print(added)
    console().print(f"registered (record {added.record})")


def show(name: str) -> None:
    """Print a registered model; the exit status is 1 where its file is not what was registered.

    Raises:
        ModelError, WorkspaceError, RecordError: there is none, or it cannot be looked at.
    """
    from pincite.session.registering import shown_model

    with open_called() as session:
        found = asyncio.run(shown_model(session, name))
    if call().as_json:
        emit(found)
    else:
        _print(found)
    if found.state in WRONG:
        _complain(found)
        raise click.exceptions.Exit(1)


def show_all() -> None:
    """Print the registered models as a table; the exit status is 1 where the file of one is not what was registered.

    Raises:
        WorkspaceError, RecordError, ModelError: they cannot be read.
    """
    from pincite.session.registering import listed_models

    with open_called() as session:
        found = asyncio.run(listed_models(session))
    if call().as_json:
        emit(found)
    else:
        _print_all(found)
    if wrong := [one for one in found.models if one.state in WRONG]:
        for one in wrong:
            _complain(one)
        raise click.exceptions.Exit(1)


def _print_all(found: "RegisteredModels") -> None:
    from rich import box
    from rich.table import Table

    out = console()
    if not found.models:
        out.print("No model is registered. Register one with: pincite models add PATH NAME")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("name", "state", "architecture", "parameters", "context", "sha256", "record"):
        table.add_column(heading, overflow="fold")
    for one in found.models:
        model = one.model
        table.add_row(
            visible(model.name),
            one.state,
            visible(f"{model.family} {model.types}"),
            f"{model.parameters:,}",
            "not said" if model.trained_context is None else f"{model.trained_context:,}",
            model.sha256[:8],
            str(one.record),
        )
    out.print(table)


def retire(name: str, reason: str) -> None:
    """Retire a model, and print that.

    Raises:
        AccessError, ModelError, WorkspaceError, RecordError: it cannot be retired.
    """
    from pincite.session.registering import retire_model

    with open_called() as session:
        gone = asyncio.run(retire_model(session, name, reason))
    if call().as_json:
        emit(gone)
    else:
        console().print(f"the model {visible(gone.name)} is retired (record {gone.record}); its file is left alone")


def _complain(one: "RegisteredModel") -> None:
    fail(f"the model {one.model.name!r}: {SAID[one.state]} ({one.model.path}); put it back, or retire it and add anew")


def _print(found: "RegisteredModel") -> None:
    model, out = found.model, console()
    lines = {
        "model": model.name,
        "state": f"{found.state}: {SAID[found.state]}",
        "path": str(model.path),
        "sha256": model.sha256,
        "size": counted(model.bytes, "byte"),
        "architecture": model.family,
        "types of numbers": model.types,
        "parameters": f"{model.parameters:,}",
        "trained context": "not said" if model.trained_context is None else counted(model.trained_context, "token"),
        "chat template": model.chat_template_sha256 or "none",
        "licence": model.licence or "not said",
        "registered": f"record {found.record}, by {found.by}",
        "verification": verification_in_words(found.verified),
    }
    if found.sha256_now is not None:
        lines["sha256 now"] = found.sha256_now
    if (gone := found.retired) is not None:
        lines["retired"] = f"{gone.at} by {gone.by}: {gone.reason or 'its reason was erased'} (record {gone.record})"
    for label, value in lines.items():
        out.print(f"{label:<18}{visible(value)}", soft_wrap=True)
