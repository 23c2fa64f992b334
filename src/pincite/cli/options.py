"""The global options, which every verb takes before and after its name, and what they open."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pincite.wiring import Workspace

DEFAULT_WORKSPACE = ".pincite"


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Remember an option that was given, wherever on the line it stood; the last one counts."""
    if value not in (None, False):
        ctx.find_root().meta[f"pincite.{param.name}"] = value


def _workspace_option() -> click.Option:
    return click.Option(
        ["--workspace"],
        metavar="DIR",
        help=f"The workspace's folder (else $PINCITE_WORKSPACE, else ./{DEFAULT_WORKSPACE}).",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_keep,
    )


def _as_option() -> click.Option:
    return click.Option(
        ["--as", "as_user"],
        metavar="USER",
        help="Who is asking; the workspace's owner may act for others, and the record says so.",
        expose_value=False,
        callback=_keep,
    )


def _json_option() -> click.Option:
    return click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help="Print one JSON document (one line per item for batches).",
        expose_value=False,
        callback=_keep,
    )


GLOBAL_OPTIONS: tuple[Callable[[], click.Option], ...] = (_workspace_option, _as_option, _json_option)


class Verb(click.Command):
    """A command that takes the global options too."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own parameters, passed through
        self.params += [option() for option in GLOBAL_OPTIONS]


@dataclass(frozen=True, slots=True)
class Call:
    """How the command line was called."""

    workspace: Path
    as_user: str | None
    as_json: bool


def call() -> Call:
    """The global options as they were given."""
    meta = click.get_current_context().find_root().meta
    workspace = meta.get("pincite.workspace") or os.environ.get("PINCITE_WORKSPACE") or DEFAULT_WORKSPACE
    return Call(Path(workspace), meta.get("pincite.as_user"), bool(meta.get("pincite.as_json")))


def open_called(*, create: bool = False) -> "Workspace":
    """The workspace that the options name, opened by whoever asks.

    Raises:
        WorkspaceError, AccessError: there is none, or whoever asks may not use it.
    """
    from pincite.wiring import open_workspace

    return open_workspace(call().workspace, call().as_user, create=create)
