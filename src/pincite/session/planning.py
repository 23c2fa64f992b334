"""How much there is to send of the documents that somebody may see, and what their models would take for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.evaluation.planning import ModelLimits, QuestionCosts, Reads, planned
from pincite.retrieval.tokens import estimated_tokens

if TYPE_CHECKING:
    from pincite.session.session import Session


def tokens_of(session: "Session", matter: str | None) -> tuple[int, int]:
    """How many documents the session's user may see, in one matter or in all, and their estimated tokens together.

    Raises:
        NotVisible: the matter does not exist, or may not be seen.
        WorkspaceError: a text cannot be read.
    """
    catalogue = session.firm.catalogue
    entries = catalogue.entries(session.scope(matter=matter))
    versions = [entry.version for entry in entries if entry.version is not None]
    return len(versions), sum(estimated_tokens(catalogue.content(version).text) for version in versions)


def plans(session: "Session", models: Sequence[ModelLimits], tokens: int) -> tuple[QuestionCosts, ...]:
    """What a question about so many tokens costs at each model, by the prices of today.

    Raises:
        WorkspaceError: the file of prices cannot be read, or says what cannot be.
    """
    today, prices = session.now().date(), session.firm.prices
    return tuple(
        planned(
            Reads(
                model.tier,
                model.window,
                model.answer_tokens,
                prices[model.tier].at(today),
                bool(prices[model.tier].entries) or not model.leaves_firm,
            ),
            tokens,
        )
        for model in models
    )
