"""The command line: one file per verb, each imported when it is called."""

import atexit
import ctypes
import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pincite.cli.options import GLOBAL_OPTIONS, Proposing, proposed
from pincite.cli.output import fail, visible
from pincite.errors import NotVisible, PinciteError, UnknownPrincipal
from pincite.index.lean import leave_out_the_service
from pincite.sandbox.box import leave_no_memory

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 plus the number of the signal, as in shells."""

_GOES_ON = "stopped; what was finished is kept, and the same command run again goes on from there"

STOPPED = {
    "ingest": _GOES_ON,
    "index": _GOES_ON,
    "review": _GOES_ON,
    "eval": _GOES_ON,
    "ask": "stopped; what was asked and sent by then is on the record, and the same command asks all of it anew",
}
"""What is said after Ctrl-C, by verb."""

MOST_UNCOLLECTED = 50_000
"""New objects before Python looks for garbage. Imports make many objects that stay, so with Python's own limit (700) it
looked 460 times during the imports of one question, which took a tenth of their time."""

VERBS = {
    "demo": "Build a workspace from the sample matters and ask it a question.",
    "ingest": "Read files and folders into a matter.",
    "list": "List the documents you may see.",
    "search": "Find passages.",
    "ask": "Ask a question; every sentence of the answer is pinned to its clause.",
    "serve": "Serve the page on which people ask and read the sources.",
    "mcp": "Offer search, ask and open_citation to an assistant on this machine.",
    "token": "Make, list and revoke API tokens, with which programs act for their users.",
    "review": "Put questions to every document, as a table of pinned answers.",
    "feedback": "Say what you make of a reply, or which citation of it is wrong.",
    "show": "Show a citation: its clause, or a picture of its page.",
    "text": "Print a document's text, exactly.",
    "outline": "Print a document's sections and clauses.",
    "compare": "Compare two versions of an agreement, clause by clause.",
    "move": "Put documents under another matter.",
    "remove": "Take documents out of the workspace, or erase them for good.",
    "access": "Say who may see what: users, groups, matters, ethical walls.",
    "audit": "Read and verify the record.",
    "witness": "Sign the heads of other people's records.",
    "index": "Say how the search index stands, fold it, or make it anew.",
    "cluster": "Start, look at and drain the machines that search the index together.",
    "backup": "Copy the workspace as it is now, checked.",
    "restore": "Go on with a workspace that was put back from a backup, on the record.",
    "store": "Copy the workspace's stores to PostgreSQL, or back.",
    "workspace": "Agree to what a workspace asks for before it counts.",
    "models": "Say which models are used, and try the language model.",
    "check": "Say whether passages support claims.",
    "scan": "Say whether texts try to steer the assistant.",
    "route": "Say which tier of models a question needs, and learn that from labels.",
    "eval": "Measure search and answers on questions of your own.",
}
"""The verbs, each with its one line of help, so that `--help` need not import them."""


class Pincite(Proposing):
    """Finds verbs by name, and prints an expected failure as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in the order in which newcomers need them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The verb with that name."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"pincite.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print the verbs with their lines of help."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own, passed through
        """Run the command line; an error of the operating system is printed as one sentence too."""
        if not args and kwargs.get("args") is None:
            _hide_arguments()
            gc.set_threshold(MOST_UNCOLLECTED)
            atexit.register(gc.freeze)  # a last look for garbage takes 0.2 s, and all memory goes back anyway
            leave_out_the_service()
            if next((word for word in sys.argv[1:] if word in VERBS), "") == "ingest":
                _give_way()
        _open_streams()
        leave_no_memory()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or "no reason given"
            fail(f"the operating system refused to read or write ({what}); make room or correct it, then try again")
            _give_up_output()
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; a `PinciteError` is printed as one sentence, and the exit status is then 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except PinciteError as error:
            fail(str(error))
            if isinstance(error, NotVisible | UnknownPrincipal) and error.nearest:
                click.echo(proposed([visible(name) for name in error.nearest]), err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            fail(STOPPED.get(ctx.invoked_subcommand or "", "stopped before it was done"))
            ctx.exit(INTERRUPTED)
        return result


def _give_way() -> None:
    """Have whoever asks go before what this process reads in, on the page and on the command line."""
    from pincite.niceness import give_way

    give_way()


def _hide_arguments() -> None:
    """Remove the arguments from the system's list of processes, which everybody on the machine can read (Linux).

    Questions and the names of matters and users are confidential. They are in the list for some hundredths of a second.
    """
    if sys.platform != "linux":
        return
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return
    start, end = int(fields[ARGUMENTS_AT]), int(fields[ARGUMENTS_AT + 1])
    before = sys.orig_argv[: len(sys.orig_argv) - len(sys.argv) + 1]  # Python and the program itself
    kept = sum(len(os.fsencode(word)) + 1 for word in before)
    if 0 < kept < end - start:
        ctypes.memset(start + kept, 0, end - start - kept)


ARGUMENTS_AT = 45
"""Field of `/proc/self/stat`, counted after the program's name, with the address where the arguments begin in memory;
the next has the address where they end (fields 48 and 49)."""


def _open_streams() -> None:
    """Point closed standard streams at nothing, so that the next file opened does not take their place.

    Characters that the terminal's encoding lacks are printed as escapes. `emit` and `text` write UTF-8 in any case.
    """
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _give_up_output() -> None:
    """Point a closed standard output at nothing, so that Python does not fail again when it flushes at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


MODULES = {"list": "listing"}
"""Verbs whose module cannot have the same name."""


@click.command(
    cls=Pincite,
    params=[option() for option in GLOBAL_OPTIONS],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="pincite", message="pincite %(version)s")
def main() -> None:
    """Answers over a firm's documents, every sentence pinned to the clause that supports it."""
