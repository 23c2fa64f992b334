"""Leave to send words to a language model. It is made here alone, and no adapter sends without it.

Leave is for one model, one content and one version of the rules. An adapter looks at it again before each try, so that
a policy, a wall or a label that changes meanwhile stops the next try.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar, final

from pincite.errors import LeaveLapsed, NotPermitted
from pincite.sensitivity import Sensitivity

P = TypeVar("P", covariant=True)


class Turn(Protocol):
    """A turn of a conversation with a model, as far as leave depends on it."""

    @property
    def role(self) -> str:
        """Who speaks."""
        ...

    @property
    def content(self) -> str:
        """The words."""
        ...


@dataclass(frozen=True, slots=True)
class Classification:
    """How sensitive words are under one version of the rules; `reasons` name what makes them so, the highest first."""

    version: int
    level: Sensitivity
    reasons: tuple[str, ...] = ()


class Classifier(Protocol):
    """Says how sensitive a request's words are at that moment, by what they are about."""

    async def classification(self, words: Sequence[str]) -> Classification:
        """How sensitive these words are, from the rules and documents as they stand now.

        Raises:
            PinciteError: they cannot be read. Then nothing is sent.
        """
        ...


@dataclass(frozen=True, slots=True)
class Recipient(Generic[P]):
    """A model that words may be sent to: what sends them there, its name, and the highest level it may read."""

    provider: P
    name: str
    accepts: Sensitivity


_MADE_HERE: Final = object()


@final
class Allowed(Generic[P]):
    """Leave to send one content to one provider. Only `allow` makes it."""

    __slots__ = ("_classifier", "_content", "_recipient", "classified")

    def __init__(
        self, key: object, recipient: Recipient[P], classifier: Classifier, classified: Classification, content: bytes
    ) -> None:
        if key is not _MADE_HERE:
            raise TypeError("leave to send is made by allow() alone")
        self._recipient, self._classifier, self._content = recipient, classifier, content
        self.classified = classified

    @property
    def provider(self) -> P:
        """What may send the content."""
        return self._recipient.provider

    async def require(self, provider: object, turns: Sequence[Turn], schema: Mapping[str, object] | None) -> None:
        """Look at the leave again, right before a try.

        Raises:
            NotPermitted: it was given for another provider or other words, or the rules forbid it by now.
            LeaveLapsed: the rules are others by now, or the words more sensitive, though they may still be sent: leave
                must be asked for anew, so that the record says under what they were.
            PinciteError: the rules cannot be read.
        """
        name = self._recipient.name
        if provider is not self._recipient.provider or digest(turns, schema) != self._content:
            raise NotPermitted(f"the leave to ask the language model {name} was given for something else")
        classified = await self._classifier.classification([turn.content for turn in turns])
        _require(self._recipient, classified)
        if classified.version != self.classified.version:
            raise LeaveLapsed(f"the rules changed while the language model {name} was asked; ask again")
        if classified.level > self.classified.level:
            raise LeaveLapsed(
                f"what would be sent became {classified.level.word} while the language model {name} was asked; ask "
                "again"
            )


async def allow(
    recipient: Recipient[P], classifier: Classifier, turns: Sequence[Turn], schema: Mapping[str, object] | None
) -> Allowed[P]:
    """Leave to send these turns, bound to this schema, to a recipient.

    Raises:
        NotPermitted: they are more sensitive than it may read.
        PinciteError: the rules cannot be read.
    """
    classified = await classifier.classification([turn.content for turn in turns])
    _require(recipient, classified)
    return Allowed(_MADE_HERE, recipient, classifier, classified, digest(turns, schema))


def digest(turns: Sequence[Turn], schema: Mapping[str, object] | None) -> bytes:
    """What leave is bound to: SHA-256 of the turns and of the schema, as JSON."""
    said = [[[turn.role, turn.content] for turn in turns], schema]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).digest()


def _require(recipient: Recipient[P], classified: Classification) -> None:
    if classified.level > recipient.accepts:
        because = f" ({classified.reasons[0]})" if classified.reasons else ""
        raise NotPermitted(
            f"what would be sent is {classified.level.word}{because}, and the language model {recipient.name} may read "
            f"what is {recipient.accepts.word} at most"
        )
