"""What a question is answered from and recorded in."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pincite.access.scope import Scope
from pincite.answering.examples import Example
from pincite.answering.sampling import Sampling
from pincite.ask.admission import UNLIMITED, Admission
from pincite.ask.charging import Accounts
from pincite.ask.classifying import Classify, unclassified
from pincite.ask.observing import UNOBSERVED, Observer
from pincite.ask.writer import Writer
from pincite.audit.port import Appending
from pincite.index.missing import Missing
from pincite.models.kept import KeptVectors
from pincite.models.ports import Embedder, Reader
from pincite.models.reading_once import ReadingOnce
from pincite.retrieval.engines import Engines
from pincite.routing.decision import Outlook
from pincite.routing.heuristics import guessed
from pincite.security.scanner import Scanner

Mode = Literal["quote", "write"]
"""Whether an answer is sentences of the documents, or in a model's own words."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of each tier; `note` says why the kept router does not say it, empty if nothing is odd."""

    outlook: Outlook
    note: str = ""


ONCE = Sampling()

Expecting = Callable[[str, Sequence[str]], Awaitable[Expected]]
"""Says what is expected of each tier, given a question and the tiers' names, cheapest first."""


async def by_the_look(question: str, tiers: Sequence[str]) -> Expected:
    """What is expected before anything was learnt: by the question's length and form."""
    return Expected(guessed(question, tiers))


Exampling = Callable[[str, Scope, Embedder], Awaitable[tuple[Example, ...]]]
"""Finds the approved answers that a model may be shown as examples for a question, under a scope."""


async def no_examples(question: str, scope: Scope, embedder: Embedder) -> tuple[Example, ...]:  # noqa: ARG001 - none
    """None, whatever is asked."""
    return ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What a question is answered from and recorded in; without `writers` answers can only be quoted.

    `scanner` is asked about the sentences that quote mode is about to state; writers have their own. `reader` says
    which sentences answer; without one they are chosen by likeness and shared words. In write mode it says which
    passages a writer reads first, and where it finds no answer no writer is asked.
    `vectors` keeps vectors for each asker while the rules stay as they are; without it each question has its own made.
    `renew` gives what a scope's user may see as the rules stand at that moment, and raises an `AccessError` when they
    have been shut out. The walk asks it before anything is shown.
    `accounts` are the ledger and the budgets for what language models cost.
    `writers` are in the order of their tiers, cheapest first, and `expecting` says what is expected of each.
    `classify` says how sensitive the words are that a language model would be sent: the most there is, unless told.
    `observer` watches how each question goes, and `admission` lets only so many work at once. `exampling` finds
    examples for a writer, and `sampling` says how often one may be asked the same. With `reasons` a writer says why
    first, which nobody sees; with `steps_back` what a more general question finds is read as well. With
    `leaves_when_full`, a question whose model is full goes on to any further one; else to none that costs money or is
    outside the firm if the full one does not and is not. `most_looked_into` is how many documents a question about
    many looks into at most.
    """

    engines: Engines
    audit: Appending
    writers: tuple[Writer, ...] = ()
    scanner: Scanner | None = None
    reader: Reader | None = None
    vectors: KeptVectors | None = None
    renew: Callable[[Scope], Scope] = field(kw_only=True)
    accounts: Accounts = field(kw_only=True)
    expecting: Expecting = field(default=by_the_look, kw_only=True)
    classify: Classify = field(default=unclassified, kw_only=True)
    observer: Observer = field(default=UNOBSERVED, kw_only=True)
    admission: Admission = field(default=UNLIMITED, kw_only=True)
    exampling: Exampling = field(default=no_examples, kw_only=True)
    sampling: Sampling = field(default=ONCE, kw_only=True)
    reasons: bool = field(default=False, kw_only=True)
    steps_back: bool = field(default=False, kw_only=True)
    leaves_when_full: bool = field(default=False, kw_only=True)
    most_looked_into: int = field(default=sys.maxsize, kw_only=True)

    def under(self, scope: Scope, lost: Callable[[Missing], None]) -> "Sources":
        """The same for one question, which reads no sentence twice and does without lost parts of the index.

        Vectors are kept for the scope's user, until any rule changes. `lost` is told of the parts, where the index may
        be searched without them.
        """
        reader = None if self.reader is None else ReadingOnce(self.reader)
        engines = replace(self.engines, index=self.engines.index.partly(lost))
        if self.vectors is not None:
            engines = replace(engines, embedder=self.vectors.of((scope.principal.user, scope.rules_version)))
        return replace(self, engines=engines, reader=reader)
