"""`--reason`: why the record, or something it covers, is changed; the reason goes on the record."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.decorators import FC


def reason_option(help_text: str, *, required: bool) -> "Callable[[FC], FC]":
    """The option; a reason without a letter or digit is refused, since it would explain nothing."""
    return click.option("--reason", required=required, callback=_with_words, help=help_text)


def _with_words(ctx: click.Context, param: click.Parameter, reason: str | None) -> str | None:
    if reason is not None and not any(map(str.isalnum, reason)):
        raise click.BadParameter("it has no words; say why, since the record keeps it.", ctx, param)
    return reason
