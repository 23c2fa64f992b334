"""The command line: one file per verb, each imported when it is called."""

from importlib import import_module

import click

from pincite.cli.options import GLOBAL_OPTIONS
from pincite.errors import PinciteError

VERBS = {
    "demo": "Build a workspace from the sample matters and ask it a question.",
    "ingest": "Read files and folders into a matter.",
    "list": "List the documents you may see.",
    "search": "Find passages.",
    "ask": "Ask a question; every sentence of the answer is pinned to its clause.",
    "show": "Show a citation: its clause, or a picture of its page.",
    "text": "Print a document's text, exactly.",
    "outline": "Print a document's sections and clauses.",
    "move": "Put documents under another matter.",
    "remove": "Take documents out of the workspace.",
    "access": "Say who may see what: users, groups, matters, ethical walls.",
    "audit": "Read and verify the record.",
}
"""Every verb with its one line of help, so that `--help` imports none of them."""


class Pincite(click.Group):
    """Finds verbs by name, and turns an expected failure into one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in the order in which a newcomer meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"pincite.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs with their lines of help."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; a `PinciteError` is printed as one sentence and ends with status 1."""
        try:
            return super().invoke(ctx)
        except PinciteError as error:
            click.echo(f"pincite: {' '.join(str(error).split())}", err=True)
            ctx.exit(1)


MODULES = {"list": "listing"}
"""Verbs whose module cannot carry their name."""


@click.command(
    cls=Pincite,
    params=[option() for option in GLOBAL_OPTIONS],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="pincite", message="pincite %(version)s")
def main() -> None:
    """Answers over a firm's documents, every sentence pinned to the clause that supports it."""
