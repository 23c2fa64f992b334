"""How sensitive what a request would send to a language model is, asked as the rules stand at that moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pincite.access.levels import Detections
from pincite.access.scope import Scope
from pincite.answering.examples import Example
from pincite.documents.span import DocumentId, VersionId
from pincite.retrieval.following import EarlierQuestion
from pincite.routing.permits import Classification
from pincite.sensitivity import UNKNOWN
from pincite.threads import on_thread


@dataclass(frozen=True, slots=True)
class About:
    """What words are about that a request would send.

    `documents` are those whose words are among them; None before a search, when it could be any that the scope shows.
    `versions` are those of them that were read: where another one stands by now, nobody knows how sensitive the words
    are, since a file that was removed and another one at its path are one document.
    `after` is the question that the request goes on from. `examples` are approved answers that are shown with it.
    `known` is what was found in the words of the request before; it is of this request alone.
    """

    scope: Scope
    documents: frozenset[DocumentId] | None
    after: EarlierQuestion | None = None
    examples: tuple[Example, ...] = ()
    known: Detections = field(default_factory=Detections, compare=False)
    versions: frozenset[VersionId] = frozenset()


Classify = Callable[[About, Sequence[str]], Classification]
"""Says how sensitive words are, given what they are about. It may wait for a disk.

It raises a `PinciteError` if the rules cannot be read.
"""


def unclassified(about: About, words: Sequence[str]) -> Classification:  # noqa: ARG001 - nothing is known of any words
    """The level of what nobody classifies: the highest."""
    return Classification(about.scope.rules_version, UNKNOWN, ("nothing says how sensitive it is",))


@dataclass(frozen=True, slots=True)
class RequestClassifier:
    """What a request's words are about, and what classifies them. Implements `routing.permits.Classifier`."""

    about: About
    classify: Classify

    async def classification(self, words: Sequence[str]) -> Classification:
        """How sensitive these words are, as the rules and documents stand now.

        Raises:
            PinciteError: they cannot be read.
        """
        return await on_thread(self.classify, self.about, words)
