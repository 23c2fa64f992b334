"""`pincite route`: says which tier each question goes to, and learns a router from labels."""

from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, Verbs
from pincite.cli.route.goal import CHANCE, SHARE, Goals

ANY_FILE = "FILE.jsonl"


class Routes(Verbs):
    """A verb that takes a file, and has verbs below it: what is none of their names is the file."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """What can follow the name."""
        return ["[OPTIONS]", f"[{ANY_FILE} | COMMAND [ARGS]...]"]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb with that name, else the one that routes a file's questions."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", questions, args


@click.group("route", cls=Routes, invoke_without_command=True)
@click.option("--target", type=CHANCE, help="The chance that the answer is good enough; 0.85 by default.")
@click.option("--keep", type=SHARE, help="Instead: the share of the dearest tier's quality to keep; for a router.")
@click.pass_context
def command(ctx: click.Context, target: float | None, keep: float | None) -> None:
    """Say of each line {"id","question"} which tier it goes to, how likely each tier answers it well, and why.

    The chances are those of the router that the workspace keeps. Without one they are guessed by length and form, for
    the models of its settings, or, without these, for the tiers on-prem, cheap, middle and premium. A line may also
    have a "sensitivity", a "target" and a "budget_usd" of its own; other fields are left alone. What a model accepts,
    its window and its prices are those of the settings; of a tier that they do not know, what is not public or internal
    stays on-prem. - reads standard input. Without a file, the router that is kept is shown. Nothing is sent anywhere.
    """
    ctx.obj = Goals(target, keep)
    if ctx.invoked_subcommand and ctx.obj != Goals(None, None):
        raise click.UsageError(f"--target and --keep are for routing questions, not for {ctx.invoked_subcommand}.")
    if ctx.invoked_subcommand is None:
        ctx.obj.else_of(None, None)
        from pincite.cli.route.shown import show

        show()


@click.command("questions", cls=Verb)
@click.argument("file", type=FILE, metavar=ANY_FILE)
@click.option("--target", type=CHANCE)
@click.option("--keep", type=SHARE)
@click.pass_obj
def questions(goals: Goals, file: Path, target: float | None, keep: float | None) -> None:
    """Route the questions of a file; the group's own help says how."""
    from pincite.cli.route.asked import route_file

    if route_file(file, goals.else_of(target, keep)):
        click.get_current_context().exit(1)


@command.command("train", cls=Verb)
@click.argument("file", type=FILE, metavar=f"[{ANY_FILE}]", required=False)
@click.option("--tiers", metavar="A,B,…", help="All tiers, the cheapest first; otherwise as the labels have them.")
def train(file: Path | None, tiers: str | None) -> None:
    """Learn a router from lines {"question","ok":{TIER: true or false}}, and keep it in the workspace.

    Every line says of every tier whether its answer was good enough. 300 questions are needed, and 500 are worth
    having. A line may have a "cost" for each tier, in any one unit. The order of the tiers, cheapest first, is that of
    their costs; without costs, of the names on-prem, cheap, middle and premium; with other names, of the first line.
    For the workspace's owner and administrators; the router kept before stays until the new one is on the record.
    Without a file, the labels are those of "pincite route labels".
    """
    from pincite.cli.route.training import train_from, train_from_record

    if file is not None:
        train_from(file, None if tiers is None else [name.strip() for name in tiers.split(",")])
        return
    if tiers is not None:
        raise click.UsageError(
            "--tiers is for a file of labels; without one, the models of the settings are the tiers."
        )
    train_from_record()


@command.command("labels", cls=Verb)
@click.option("--partly", is_flag=True, help="Instead: the questions of which some tier's answer is unknown.")
def labels(partly: bool) -> None:
    """Print the labels that the record has for the models of the settings, one {"question","ok"} a line.

    A tier answered well if its answer stood and nobody who gave feedback called it bad; it did not if the next tier had
    to be asked, or if a citation or the answer was called wrong. A good answer counts for the dearer tiers as well.
    Only what you may read is read, and that you read it is on the record.
    """
    from pincite.cli.route.training import print_labels

    print_labels(partly=partly)


@command.command("sample", cls=Verb)
@click.option("--count", type=click.IntRange(1, 10_000), required=True, help="Questions at most.")
def sample(count: int) -> None:
    """Ask recorded questions again, of those tiers whose answers to them are unknown; then they make labels.

    Those come first that somebody called badly answered. You ask, under what you may see, and for what models cost.
    Each answer is checked and on the record like any other; what you give feedback on counts before the checks.
    """
    from pincite.cli.route.training import sample_tiers

    sample_tiers(count)


@command.command("forget", cls=Verb)
@click.option("--reason", required=True, metavar="WHY", help="Why, for the record.")
def forget(reason: str) -> None:
    """Take the kept router away; questions are then routed by length and form again."""
    from pincite.cli.route.shown import forget_kept

    forget_kept(reason)


@command.command("report", cls=Verb)
@click.option("--since", metavar="DATE", help="From this day, or this time, on; by default the last 30 days.")
@click.option("--until", metavar="DATE", help="To the end of this day, or before this time.")
@click.option("--plot", type=FILE, metavar="FILE", help="Write the report as one HTML page, with plots.")
def report(since: str | None, until: str | None, plot: Path | None) -> None:
    """Say of each tier which share of the questions it got, what it cost, refused and left unanswered, and how good.

    Owner and auditors see this of all questions, everybody else of their own; what a matter cost, only those who may
    see the matter. Below stand alarms: a share that moved, verdicts below what is promised, a budget that runs out.
    """
    from pincite.cli.route.report import show_report

    show_report(since, until, plot)


@command.command("plan", cls=Verb)
@click.option("--matter", metavar="NAME", help="Only the documents of this matter.")
@click.option("--tokens", type=click.IntRange(0, 10_000_000), help="Plan for so many tokens instead of documents.")
@click.option("--price", metavar="USD", help="Plan for a model at this price a million tokens read, not for those set.")
@click.option("--window", type=click.IntRange(1), help="With --price: tokens that the model reads at once.")
def plan(matter: str | None, tokens: int | None, price: str | None, window: int | None) -> None:
    """Say what one question costs with all documents that you may see, against what a search finds for it.

    For each model of the settings, with its longest answer, and whether all of it fits into its window. Tokens are
    estimated, rather too many than too few. Nothing is sent anywhere.
    """
    from pincite.cli.route.plan import show_plan

    if window is not None and price is None:
        raise click.UsageError("--window goes with --price; a model of the settings has its own.")
    show_plan(matter, tokens, price, window)
