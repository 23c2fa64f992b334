"""`pincite access sensitivity`: how sensitive a matter is, which decides what language models may read it."""

import asyncio
from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit, visible

if TYPE_CHECKING:
    from pincite.views.classified import Classified, LevelOf


@click.command("sensitivity", cls=Verb)
@click.argument("matter", required=False)
@click.argument("level", required=False)
@click.option("--label", metavar="L", help="What carries a label, in any matter, instead of one matter.")
@click.option("--unset", "--remove", is_flag=True, help="Take back what was said.")
def sensitivity(matter: str | None, level: str | None, label: str | None, unset: bool) -> None:
    """Say how sensitive MATTER is: public, internal, confidential or privileged; without LEVEL, show it.

    The sensitivity of a question is the highest of all that it is about and all that it finds, and a model is asked
    only if it may read that. A matter of which nothing was said counts as privileged. With --label, what carries the
    label counts as LEVEL at least: `access sensitivity --label L LEVEL`. A label raises, and never lowers; one that is
    named like a level counts as that level by itself.
    """
    from pincite.session.classifying import classify, declassify

    if label is not None:
        if level is not None:
            raise click.UsageError("name a matter or --label, and not both")
        matter, level = None, matter
    if unset:
        if level is not None or (matter is None and label is None):
            raise click.UsageError("--unset takes one matter or --label, and no level")
        change(lambda session: declassify(session, matter, label=label))
    elif level is not None:
        change(lambda session: classify(session, level, matter, label=label))
    else:
        _show(matter, label)


def _show(matter: str | None, label: str | None) -> None:
    """Print what was said of one matter or label, or of all."""
    from pincite.session.classifying import sensitivities
    from pincite.session.classifying import sensitivity as sensitivity_of

    with open_called() as session:
        if matter is None and label is None:
            shown: Classified | LevelOf = asyncio.run(sensitivities(session))
        else:
            shown = asyncio.run(sensitivity_of(session, matter, label=label))
    if call().as_json:
        emit(shown)
        return
    for sentence in shown.sentences():
        click.echo(visible(sentence))
