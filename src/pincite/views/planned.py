"""Views of what a question costs with all documents, and with what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.evaluation.planning import QuestionCosts


@dataclass(frozen=True, slots=True)
class Planned:
    """The plans of all models, for a number of documents (None where tokens were given instead) and their tokens."""

    documents: int | None
    tokens: int
    plans: Sequence[QuestionCosts]

    def json(self) -> dict[str, object]:
        """The contract's plans; amounts in pico-dollars."""
        return {
            "documents": self.documents,
            "tokens": self.tokens,
            "models": [
                {
                    "tier": plan.reads.tier,
                    "window": plan.reads.window,
                    "fits": plan.fits,
                    "priced": plan.reads.is_priced,
                    "all_pico_usd": plan.all,
                    "again_pico_usd": plan.again,
                    "found_tokens": plan.found_tokens,
                    "found_pico_usd": plan.found,
                }
                for plan in self.plans
            ],
        }
