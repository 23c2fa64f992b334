"""The global options, which every verb takes before or after its name, and the session that they open."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.output import shell_word, visible
from pincite.errors import AccessError, PinciteError, WorkspaceError

if TYPE_CHECKING:
    from pincite.session import Session
    from pincite.wiring import Settings

DEFAULT_WORKSPACE = ".pincite"

FILE = click.Path(path_type=Path, readable=False)
"""A file or folder by name; each verb reports an unusable one in its own words, and goes on if it can."""


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Remember an option that was given, anywhere on the line; the last one counts."""
    if value not in (None, False):
        ctx.find_root().meta[f"pincite.{param.name}"] = value


def _workspace_option() -> click.Option:
    return click.Option(
        ["--workspace"],
        metavar="DIR",
        help=f"The workspace's folder (else $PINCITE_WORKSPACE, else ./{DEFAULT_WORKSPACE}).",
        type=FILE,
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


class TextArgument(click.ParamType[str]):
    """An argument that is text; unlike a file's name, it may not hold arbitrary bytes."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, or an error if it can be neither stored nor printed."""
        if not is_whole(text := str(value)):
            self.fail(f"{text!r} has bytes that are not characters; give it in UTF-8.", param, ctx)
        return text


class Question(TextArgument):
    """A question; `-` reads it from standard input, since every user can see a process's arguments."""

    name = "question"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The question, or an error if it can be neither stored nor printed, or is too long."""
        if value != FROM_STANDARD_INPUT:
            return super().convert(value, param, ctx)
        given = sys.stdin.buffer.read(LONGEST_INPUT + 1) if sys.stdin is not None else b""
        if len(given) > LONGEST_INPUT:
            self.fail(f"standard input has more than {LONGEST_INPUT:,} bytes, too many for a question.", param, ctx)
        try:
            return given.decode("utf-8").strip()
        except UnicodeDecodeError:
            self.fail("standard input has bytes that are not characters; give it in UTF-8.", param, ctx)


QUESTION = Question()

FROM_STANDARD_INPUT = "-"

LONGEST_INPUT = 1_000_000
"""Most bytes read from standard input; a question must be shorter still."""


def is_whole(text: str) -> bool:
    """False if a text holds half of a surrogate pair, which invalid UTF-8 and JSON escapes can produce."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


class Verb(click.Command):
    """A command that takes the global options too."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own parameters, passed through
        self.params += [option() for option in GLOBAL_OPTIONS]
        for parameter in self.params:
            if isinstance(parameter.type, click.types.StringParamType):
                parameter.type = TextArgument()


class Proposing(click.Group):
    """A group that suggests the nearest verbs for an unknown one, on a line of their own."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb with that name, and the arguments after it."""
        typed = args[0]
        if typed.startswith("-") or self.get_command(ctx, typed) is not None or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from pincite.access.nearest import nearest

        near = nearest(typed, self.list_commands(ctx))
        raise click.UsageError(f"No such command {typed!r}." + (f"\n{proposed(near)}" if near else ""), ctx)


def proposed(names: "Sequence[str]") -> str:
    """The names that may have been meant, as one line."""
    return f"Did you mean: {', '.join(names)}?"


class Verbs(Proposing):
    """A group of verbs that takes the global options too."""

    command_class = Verb

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own parameters, passed through
        self.params += [option() for option in GLOBAL_OPTIONS]


Verbs.group_class = Verbs


@dataclass(frozen=True, slots=True)
class Call:
    """How the command line was called."""

    workspace: Path
    as_user: str | None
    as_json: bool


def call() -> Call:
    """The global options of this call."""
    meta = click.get_current_context().find_root().meta
    workspace = meta.get("pincite.workspace") or os.environ.get("PINCITE_WORKSPACE") or DEFAULT_WORKSPACE
    return Call(Path(workspace), meta.get("pincite.as_user"), bool(meta.get("pincite.as_json")))


def there() -> str:
    """What a printed command needs to reach what this call did: ` --workspace NAME --as USER`, so far as it had them.

    A reply that a program prints was not asked on the command line, and needs nothing.
    """
    context = click.get_current_context(silent=True)
    meta = context.find_root().meta if context is not None else {}
    given = (("--workspace", meta.get("pincite.workspace")), ("--as", meta.get("pincite.as_user")))
    return "".join(f" {option} {shell_word(visible(str(value)))}" for option, value in given if value)


@contextmanager
def open_called(*, create: bool = False, by_any_clock: bool = False) -> "Iterator[Session]":
    """Open a session for the caller in the workspace that the options name; refusals go on the record.

    `by_any_clock` is for verbs whose output does not depend on the time: they work even while the clock is behind.

    Raises:
        WorkspaceError, AccessError: there is no such workspace, or the caller may not use it.
        ClockError: the clock is behind the record or the rules.
    """
    from pincite.session.changing import settle_demands
    from pincite.session.refusals import refusals_recorded_here
    from pincite.wiring import open_session, private_files

    if call().workspace == Path():
        raise WorkspaceError("the workspace's name is empty; name a folder with --workspace, or . for this one")
    with private_files(), open_session(call().workspace, call().as_user, create=create) as session:
        if not by_any_clock:
            session.firm.steady_now()
            settle_demands(session, settings_of(session).two_person)
        with refusals_recorded_here(session, click.get_current_context().command_path):
            yield session


def of_stores(root: Path) -> tuple[str, ...]:
    """What an operator should know of the database that holds the stores: that it does not answer, or may lose."""
    from pincite.wiring import SETTINGS, read_settings
    from pincite.wiring.stores import stores_of

    try:
        caution = stores_of(root, read_settings(root / SETTINGS)).caution()
    except PinciteError as error:
        return (str(error),)
    return (caution,) if caution else ()


def settings_of(session: "Session") -> "Settings":
    """The settings of the session's workspace folder."""
    from pincite.wiring import Workspace

    if not isinstance(session.firm, Workspace):
        raise AssertionError("the command line works in folders")
    return session.firm.settings


async def record_refused(session: "Session", error: AccessError, as_user: str | None = None) -> None:
    """Put on the record that the caller (or the user that a batch line names) was refused this verb.

    Raises:
        RecordError: the record cannot be written.
    """
    from pincite.session import refusals

    await refusals.record_refused(session, click.get_current_context().command_path, error, as_user)
