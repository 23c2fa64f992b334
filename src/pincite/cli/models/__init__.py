"""`pincite models`: says which models a workspace uses, and tries its language models."""

import click

from pincite.cli.options import Verbs


@click.group("models", cls=Verbs, invoke_without_command=True)
@click.option("--try", "tries", is_flag=True, help="Send each language model one line, none of it from a document.")
@click.pass_context
def command(ctx: click.Context, tries: bool) -> None:
    """Say which models this workspace uses, as settings.toml has it, and where what they are asked goes."""
    if ctx.invoked_subcommand is not None:
        if tries:
            raise click.UsageError(f"--try is for the models of settings.toml, not for {ctx.invoked_subcommand}.")
        return
    from pincite.cli.models.used import show_used

    show_used(tries=tries)
