"""`pincite models`: says which models a workspace uses, tries its language models, and registers the firm's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, Verbs

if TYPE_CHECKING:
    from pincite.models.chat.llama_child import KvCache
    from pincite.models.comparing.engine import KvType


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

    A file of another size or age is read for its hash. Exit status 1 if the file of one that is not retired is another
    or missing.
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


@command.command("plan", cls=Verb)
@click.argument("path", metavar="MODEL", type=FILE)
@click.option(
    "--context",
    required=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Tokens of each user, question and answer together.",
)
@click.option("--users", required=True, type=click.IntRange(min=1), metavar="N", help="Users who write at once.")
@click.option(
    "--kv",
    type=click.Choice(["f16", "q8_0", "q4_0"]),
    help="Type of the cache [default: as settings.toml runs a registered model, else f16].",
)
@click.option("--tp", type=click.IntRange(min=1), default=1, show_default=True, help="Devices that share the model.")
@click.option("--machine", type=FILE, metavar="FILE", help="The machine, in TOML (else this one, measured quickly).")
@click.option("--explain", is_flag=True, help="Derive each figure, line by line.")
@click.option("--calibrate", is_flag=True, help="Measure this machine, a GGUF with llama.cpp itself.")
@click.option("--plot", type=FILE, metavar="FILE", help="Write a chart of memory by users and context, as SVG.")
def plan(
    path: Path,
    context: int,
    users: int,
    kv: "KvCache | None",
    tp: int,
    machine: Path | None,
    explain: bool,
    calibrate: bool,
    plot: Path | None,
) -> None:
    """Say what the model at MODEL needs: memory, users at once, longest context, time to the first and the next word.

    MODEL is a GGUF file, a config.json, the folder of one, or the name of a registered model. Only its header is read,
    and nothing is loaded without --calibrate. No workspace is needed, except for a name. Exit status 1 if the users do
    not fit.
    """
    from pincite.cli.models.plan import PlanOptions, show_plan

    show_plan(path, PlanOptions(context, users, kv, tp), machine, plot, explain=explain, calibrate=calibrate)


@command.command("retire", cls=Verb)
@click.argument("name")
@click.option("--reason", required=True, metavar="WHY", help="Why, for the record.")
def retire(name: str, reason: str) -> None:
    """Retire a registered model: its name is free again, its file is left alone, and the record keeps what it was.

    For the workspace's owner and administrators.
    """
    from pincite.cli.models import registry

    registry.retire(name, reason)


@command.command("verify", cls=Verb)
@click.argument("name", required=False)
@click.option("--encoders", is_flag=True, help="The encoders that this workspace uses, instead of a language model.")
@click.option("--adapter", type=FILE, metavar="FILE", help="A LoRA adapter that runs with it: GGUF, or PEFT's folder.")
@click.option("--positions", type=click.IntRange(32, 8192), default=512, show_default=True, help="Tokens of text.")
@click.option("--kv", type=click.Choice(["f16", "q8_0", "q4_0"]), default="f16", show_default=True, help="Cache type.")
@click.option("--flash/--no-flash", default=True, show_default=True, help="With flash attention, or without.")
@click.option("--text", type=FILE, metavar="FILE", help="A text file, instead of documents that you may see.")
@click.option("--server", "tier", metavar="TIER", help="Sample the server of this tier, which runs the model.")
def verify(
    name: str | None,
    encoders: bool,
    adapter: Path | None,
    positions: int,
    kv: "KvType",
    flash: bool,
    text: Path | None,
    tier: str | None,
) -> None:
    """Say whether llama.cpp computes what a registered model's weights say, on the firm's own text.

    Its log-probabilities are held against those of a reference of pincite's own: as it serves, where rounding alone
    moves them (the floor, which is measured), and with the same numbers in float32. The server that answers are written
    with is sampled. Exit status 1 on a fault, which is named as far as the figures allow. Both run in processes of
    their own, the library boxed. It takes a minute or two for 135 million parameters.

    With --server it is the server of one of settings.toml's tiers that is sampled. It is sent the text, if it may read
    what is so sensitive, and that is on the record.

    With --encoders, the encoders that find, read and check are compared, on short texts of pincite's own.
    """
    if encoders is (name is not None):
        raise click.UsageError("Name a registered model, or say --encoders.")
    if encoders and (adapter, text, tier) != (None, None, None):
        raise click.UsageError("--encoders takes short texts of pincite's own; leave out --adapter, --text, --server.")
    if name is None:
        from pincite.cli.models.encoders import verify_encoders

        verify_encoders()
        return
    from pincite.cli.models.verify import verify as verify_model
    from pincite.models.comparing.engine import Running
    from pincite.session.engines import VerifyOptions

    verify_model(VerifyOptions(name, adapter, Running(kv, flash=flash), positions, tier), text)
