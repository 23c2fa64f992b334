"""`pincite models`: says which models a workspace uses, tries its language models, and registers the firm's own."""

from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, Verbs


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


@command.command("add", cls=Verb)
@click.argument("path", type=FILE)
@click.argument("name")
def add(path: Path, name: str) -> None:
    """Register the model at PATH, a GGUF file or a folder with a config.json, under a name.

    What its file says goes on the record: its hash (SHA-256), architecture, types of numbers, trained context, chat
    template and licence. Nothing is loaded. For the workspace's owner and administrators.
    """
    from pincite.cli.models import registry

    registry.add(path, name)


@command.command("list", cls=Verb)
def list_models() -> None:
    """List the registered models, and say of each whether its file is still the same size and age.

    A file of another size or age is read for its hash.
    """
    from pincite.cli.models import registry

    registry.show_all()


@command.command("show", cls=Verb)
@click.argument("name")
def show(name: str) -> None:
    """Show a registered model, and read its file again to say whether it is the one that was registered.

    Exit status 1 if it is not.
    """
    from pincite.cli.models import registry

    registry.show(name)


@command.command("retire", cls=Verb)
@click.argument("name")
@click.option("--reason", required=True, metavar="WHY", help="Why, for the record.")
def retire(name: str, reason: str) -> None:
    """Retire a registered model: its name is free again, its file is left alone, and the record keeps what it was.

    For the workspace's owner and administrators.
    """
    from pincite.cli.models import registry

    registry.retire(name, reason)
