"""Prints what a question costs with all documents, and with what a search finds."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called, settings_of
from pincite.cli.output import console, counted, emit, visible
from pincite.models.chat.prices import Rates, in_words
from pincite.views.planned import Planned

if TYPE_CHECKING:
    from pincite.evaluation.planning import ModelLimits, QuestionCosts
    from pincite.session import Session

ANY = "any model at that price"


def show_plan(matter: str | None, tokens: int | None, price: str | None, window: int | None) -> None:
    """Print the plans.

    Raises:
        NotVisible, WorkspaceError, AccessError: the documents or the prices cannot be read.
    """
    if tokens is not None and price is not None:
        _give(Planned(None, tokens, (_at_price(price, tokens, window),)))
        return
    from pincite.session.planning import plans, tokens_of

    with open_called() as session:
        documents, held = (None, tokens) if tokens is not None else tokens_of(session, matter)
        found = (_at_price(price, held, window),) if price is not None else plans(session, _limits(session), held)
    _give(Planned(documents, held, found))


def _limits(session: "Session") -> "list[ModelLimits]":
    """The models of the settings, as far as a plan depends on them."""
    from pincite.evaluation.planning import ModelLimits

    return [
        ModelLimits(model.tier, model.context_tokens, model.max_answer_tokens, model.leaves_firm)
        for model in settings_of(session).models
    ]


def _at_price(price: str, tokens: int, window: int | None) -> "QuestionCosts":
    """The plan of a model that is not set up; its answers are left out.

    Raises:
        BadParameter: the price is none.
    """
    from pincite.evaluation.planning import Reads, planned

    try:
        rates = Rates.per_million(Decimal(price), Decimal(0))
    except (ValueError, InvalidOperation) as error:
        raise click.BadParameter(f"{price!r} is no price in US$ per million tokens; write it as in 2.50") from error
    return planned(Reads(ANY, tokens if window is None else window, 0, rates), tokens)


def _give(found: Planned) -> None:
    if call().as_json:
        emit(found)
        return
    out = console()
    what = f"{found.tokens:,} tokens"
    if found.documents is not None:
        what = f"{counted(found.documents, 'document')} that you may see, some {what}"
    out.print(f"{what}. A question with all of it, and with what a search finds:", soft_wrap=True)
    for plan in found.plans:
        out.print(f"  {visible(plan.reads.tier)}: {_sentence(plan)}", soft_wrap=True)
    if not found.plans:
        out.print("  no language model is set; name a price with --price", soft_wrap=True)


def _sentence(plan: "QuestionCosts") -> str:
    """What both ways cost at one model, or why one of them cannot be gone."""
    found = f"{in_words(plan.found)} with the {plan.found_tokens:,} tokens of a search"
    if not plan.reads.is_priced:
        return "no price of it is known; add it to prices.toml"
    if not plan.fits:
        return (
            f"all of it does not fit, since it reads {plan.reads.window:,} tokens at once with its answer (in parts it "
            f"would cost {in_words(plan.all)}); {found}"
        )
    again = f" ({in_words(plan.again)} again within minutes, if it is cached)" if plan.again is not None else ""
    less = f", {plan.found / plan.all:.1%} of that" if plan.found and plan.all > plan.found else ""
    return f"{in_words(plan.all)} with all{again}; {found}{less}"
