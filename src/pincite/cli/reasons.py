"""`--reason`: why something is done to the record, or to what it tells of; it goes on the record."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.decorators import FC


def reason_option(help_text: str, *, required: bool) -> "Callable[[FC], FC]":
    """The option; a reason without a letter or a figure is refused, since the record would not say why."""
    return click.option("--reason", required=required, callback=_with_words, help=help_text)


def _with_words(ctx: click.Context, param: click.Parameter, reason: str | None) -> str | None:
    if reason is not None and not any(map(str.isalnum, reason)):
        raise click.BadParameter("it has no words; say why, since the record keeps it.", ctx, param)
    return reason
