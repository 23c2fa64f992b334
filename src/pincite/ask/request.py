"""A question that is being answered: what is asked, by whom, of which sources, and what is noted meanwhile."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from pincite.access.levels import Detections
from pincite.access.scope import Scope
from pincite.answering.examples import Example
from pincite.ask.charging import Purse
from pincite.ask.classifying import About, RequestClassifier
from pincite.ask.model_calls import Calls, Purpose
from pincite.ask.observing import UNOBSERVED, Observed
from pincite.ask.recorded_model import RecordedModel
from pincite.ask.reply import Found, Released, Stopwatch
from pincite.ask.sources import Sources
from pincite.ask.under_way import Asking
from pincite.ask.watching import Watch
from pincite.ask.writer import Writer
from pincite.index.missing import Missing
from pincite.models.ports import Completion
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.following import EarlierQuestion
from pincite.retrieval.query import Query
from pincite.security.scanner import Scanner


def new_id() -> str:
    """A new id for the record of a reply."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Request:
    """A question that is being answered; `query` is how rules read it by itself.

    `writers` may word the answer, the cheapest first; none where it is quoted. `release` is given each statement as
    soon as it was checked and is on the record. `found` is given quotes before a model writes; with None, none are
    looked for. `after` is the question that this one goes on from. `id` is that of its
    reply's record, from which the asker reads the reply where it `is_read_back`. `calls` and `watch` note what models
    are asked and how long each stage lasts, `known` keeps what was found in the words that they may be sent, and
    `admitted` is closed once it needs the processors no more, `lost` hears of each part of the index that could not be
    searched: these five alone change. `told` hears how far a model is that writes, for whoever asked. `observed` is
    told of the question without a word of it. `again_of` is the number of the record whose question it asks once more,
    of another tier; None if somebody asked it.
    """

    question: str
    query: Query
    scope: Scope
    sources: Sources
    now: Callable[[], datetime]
    writers: tuple[Writer, ...] = ()
    release: Callable[[Released], Awaitable[None]] | None = None
    found: Callable[[Found], Awaitable[None]] | None = None
    after: EarlierQuestion | None = None
    id: str = field(default_factory=new_id)
    is_read_back: bool = False
    calls: Calls = field(default_factory=list)
    known: Detections = field(default_factory=Detections)
    watch: Stopwatch = field(default_factory=Stopwatch)
    admitted: AsyncExitStack = field(default_factory=AsyncExitStack)
    lost: list[Missing] = field(default_factory=list)
    observed: Observed = UNOBSERVED
    told: Callable[[Asking], None] = lambda _asking: None
    again_of: int | None = None

    @property
    def tier(self) -> str:
        """The name of the first tier that may be asked; "quote" if no language model is."""
        return self.writers[0].tier.name if self.writers else "quote"

    @property
    def scanner(self) -> Scanner | None:
        """The scanner of what is read or quoted; None if only known phrases are looked for."""
        return self.writers[0].scanner if self.writers else self.sources.scanner

    @property
    def missing(self) -> Missing | None:
        """What of the index could not be searched for the question so far; None if all of it was."""
        return reduce(Missing.joined, self.lost) if self.lost else None

    @property
    def completions(self) -> tuple[Completion, ...]:
        """All replies of models, in the order of time, including those that were paid for and not used."""
        return tuple(call.completion for call in self.calls if call.completion is not None)

    @property
    def cost(self) -> int:
        """What all that models were asked cost, in pico-dollars."""
        return sum(call.cost for call in self.calls)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The approved answers that models were shown, each once."""
        return tuple(dict.fromkeys(example for call in self.calls for example in call.examples))

    def model(
        self,
        writer: Writer,
        purpose: Purpose,
        evidence: Evidence | None = None,
        *,
        watch: Watch | None = None,
        examples: tuple[Example, ...] = (),
        kept: Callable[[str], str] = str,
    ) -> RecordedModel:
        """A writer's model, which is asked with leave alone, and its calls noted for the record.

        `evidence` is what it is asked about; None before a search. `watch` is how somebody waits for its reply.
        `examples` are approved answers that it is shown beside the evidence. `kept` says what of its replies may be
        kept.
        """
        about = replace(self.about(evidence), examples=examples)
        classifier = RequestClassifier(about, self.sources.classify)
        purse = self.purse(evidence)
        return RecordedModel(
            writer.tier,
            classifier,
            purpose,
            self.calls,
            purse,
            observed=self.observed,
            watch=watch,
            examples=examples,
            kept=kept,
        )

    def about(self, evidence: Evidence | None) -> About:
        """What words are about that are asked of this evidence; of None, before a search."""
        if evidence is None:
            return About(self.scope, None, self.after, known=self.known)
        read = frozenset(one.span.document for one in evidence.passages)
        versions = frozenset(one.span.version for one in evidence.passages)
        return About(self.scope, read, self.after, known=self.known, versions=versions)

    def purse(self, evidence: Evidence | None) -> Purse:
        """Who pays for what is asked about this; before a search, the matter if only one can be searched."""
        if evidence is not None:
            matters = frozenset(passage.matter for passage in evidence.passages)
        else:
            matters = self.scope.matters if len(self.scope.matters) == 1 else frozenset()
        accounts = self.sources.accounts
        account = accounts.account(self.scope.principal.user, frozenset(map(str, matters)))
        return Purse(accounts, account, self.id, self.now)
