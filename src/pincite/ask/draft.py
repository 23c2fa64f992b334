"""Steps 8 and 9 of the walk: what is to be said, and the check of each statement before it is released.

Quote mode takes sentences of the documents and checks that they are theirs; write mode has a model word them, and
checks that the passages they cite bear them out.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.answering.answer import Answer
from pincite.answering.quote import quote
from pincite.answering.writing import write
from pincite.models.chat.prices import Prices
from pincite.models.ports import ChatModel
from pincite.retrieval.context import evidence_window
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.retrieval.search import Engines
from pincite.verification.support import Support
from pincite.verification.verbatim import verify
from pincite.verification.verifier import Verifier
from pincite.verification.written import Said, verify_written


@dataclass(frozen=True, slots=True)
class Writer:
    """A model that words answers, what it reads at once, what it costs, and where it stands."""

    model: ChatModel
    verifier: Verifier
    context_tokens: int
    prices: Prices
    leaves_firm: bool

    @property
    def tier(self) -> str:
        """Where what it is sent goes."""
        return "remote" if self.leaves_firm else "on-prem"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said, not checked yet.

    `evidence` is what it rests on. `strength` is how well quotes answer, 0 to 1, 1 where a model judged that itself.
    `prompts` names the exact words of what a model was told by their SHA-256.
    """

    evidence: Evidence
    said: Answer | tuple[Said, ...]
    strength: float
    abstained: bool
    tier: str
    model: str | None = None
    cost_usd: float = 0.0
    prompts: Mapping[str, str] | None = None


async def quoted(query: Query, evidence: Evidence, engines: Engines) -> Draft:
    """Sentences of the documents that answer."""
    found = await quote(query, evidence, embedder=engines.embedder, content_of=engines.catalogue.content)
    return Draft(evidence, found.answer, found.strength, abstained=False, tier="quote")


async def written(query: Query, evidence: Evidence, engines: Engines, writer: Writer) -> Draft:
    """An answer in a model's words.

    Raises:
        ModelError: the model gave no usable reply.
    """
    budget = evidence_window(writer.context_tokens)
    made = await write(query, evidence, writer.model, engines.catalogue.content, budget)
    return Draft(
        evidence=made.evidence,
        said=made.said,
        strength=1.0,
        abstained=made.abstained,
        tier=writer.tier,
        model=made.completions[-1].model if made.completions else writer.model.name,
        cost_usd=sum(writer.prices.cost_usd(completion.usage) for completion in made.completions),
        prompts=made.prompts,
    )


async def checked(draft: Draft, scope: Scope, engines: Engines, verifier: Verifier | None) -> AsyncIterator[Support]:
    """Each statement with its verdict, in order, as soon as that is known.

    Raises:
        ModelError: a file of the entailment model is missing or damaged.
    """
    content_of = engines.catalogue.content
    if isinstance(draft.said, Answer):
        for support in verify(draft.said, draft.evidence, scope, content_of).supports:
            yield support
    elif verifier is not None:
        async for support in verify_written(draft.said, draft.evidence, scope, content_of, verifier):
            yield support
