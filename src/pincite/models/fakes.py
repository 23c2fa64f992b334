"""The fakes that ship: a small, exact implementation of each port, without a model file.

They compare words, not meaning. The demo, the documentation and the tests run on them, and so does a workspace that is
set to use no model at all.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pincite.errors import ModelError
from pincite.models.ports import (
    ChatModel,
    Completion,
    Message,
    Provider,
    SecondReader,
    Task,
    ToRead,
    Usage,
    Vectors,
    never,
)
from pincite.routing.permits import Allowed

HASHED_DIMENSIONS = 256
"""Length of a hashed vector. A clause has some 60 distinct words and 300 fragments: with 256 numbers, unrelated clauses
stay within about 0.2 of a right angle; with 64, chance collisions outweigh a shared word."""

FRAGMENT_LENGTH = 4
"""Characters of a word's fragments, by which `terminate` matches `termination`."""

FRAGMENT_WEIGHT = 0.3
"""Weight of a fragment, where a whole word has 1: four shared fragments count about as one shared word."""

WORD = re.compile(r"[^\W_]+")

WORD_AND_MARKS = re.compile(r"\S+")
"""A token, as the scripted model counts them."""

PIECE = re.compile(r"\s*\S+|\s+\Z")
"""A token with the white space before it: joined, they are the text."""

FUNCTION_WORDS = frozenset(
    WORD.findall(
        "a an and are as at be been but by do does for from had has have he her his how if in into is it its of on or "
        "our she so such than that the their them then there these they this those to was we were what when where "
        "which who whom whose why will with you your"
    )
)
"""Words that say nothing about a subject. `not`, `no`, `may`, `shall` and `must` are missing on purpose: they change
what a clause says."""


class HashingEmbedder:
    """Bags of words and word fragments, hashed into vectors of `dimensions` numbers; the same on every machine."""

    def __init__(self, dimensions: int = HASHED_DIMENSIONS) -> None:
        if dimensions < 1:
            raise ModelError(f"a hashed vector cannot have {dimensions} dimensions; ask for at least 1")
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """Names the scheme, its revision and its size."""
        return f"hashing-1@{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order; texts without a word share one vector."""
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._hashed(text)
        return vectors

    def _hashed(self, text: str) -> Vectors:
        """One vector, shape (dimensions,).

        Source: Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009: each feature adds
        its weight, with a sign of its own, at a place of its own, so that collisions cancel on average. Here a count
        enters by its square root, so that one repeated word does not fill the vector.
        """
        vector = np.zeros(self._dimensions, dtype=np.float64)
        for (feature, weight), count in Counter(_features(text)).items():
            digest = int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest())
            vector[(digest >> 1) % self._dimensions] += (1 if digest & 1 else -1) * weight * count**0.5
        length = float(np.linalg.norm(vector))
        if length == 0:  # no word, or features that cancelled to nothing
            vector[0] = length = 1
        return (vector / length).astype(np.float32)


class Overlap:
    """A cross-encoder that counts the query's content words."""

    async def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """For each passage, the number of distinct content words of the query that are in it."""
        wanted = content_words(query)
        return [float(len(wanted & content_words(passage))) for passage in passages]


class OverlapReader:
    """A reader that counts the question's content words: a sentence with at least half of them answers."""

    @property
    def name(self) -> str:
        """Names the scheme and its revision."""
        return "overlap-reader-1"

    @property
    def second(self) -> SecondReader | None:
        """None: it is alone."""
        return None

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        """For each sentence, eight log odds for every content word of the question that it has beyond half of them."""
        wanted = content_words(question)
        return [
            [
                8.0 * (len(wanted & content_words(passage.text[start:end])) - len(wanted) / 2)
                for start, end in passage.sentences
            ]
            for passage in passages
        ]


class WordOverlapEntailment:
    """An entailment model that looks for the claim's content words in the premise."""

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each (premise, claim), the share of the claim's content words that the premise has.

        A claim without content words is unsupported.
        """
        return [_share_found(premise, claim) for premise, claim in pairs]


@dataclass(frozen=True, slots=True)
class PreparedReply:
    """What a scripted model says, once, to a conversation with the words `asked`; if these are empty, to any."""

    text: str
    asked: str = ""

    def fits(self, messages: Sequence[Message]) -> bool:
        """True for a conversation that it fits."""
        return not self.asked or any(self.asked in message.content for message in messages)


def read_replies(file: Path) -> tuple[PreparedReply, ...]:
    """The prepared replies in a file of JSON lines, in order; empty lines are skipped.

    A line is a text, or `{"asked": "words of the question", "reply": …}`. The reply is a text, or any other JSON, which
    is said as JSON.

    Raises:
        ModelError: the file cannot be read, or a line is neither.
    """
    try:
        lines = file.read_bytes().decode().split("\n")
    except OSError as error:
        raise ModelError(
            f"the prepared replies {file} cannot be read ({error.strerror}); correct replies in settings.toml"
        ) from error
    except UnicodeDecodeError as error:
        raise ModelError(f"the prepared replies {file} are not in UTF-8; write them as JSON lines") from error
    return tuple(
        _prepared(line, f"line {number} of {file}") for number, line in enumerate(lines, start=1) if line.strip()
    )


class Scripted:
    """A chat model that gives prepared replies, each once, and keeps what it was asked."""

    def __init__(self, replies: Sequence[str | PreparedReply], name: str = "scripted") -> None:
        self._replies = [reply if isinstance(reply, PreparedReply) else PreparedReply(reply) for reply in replies]
        self._name = name
        self._asked: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        """The name it was given."""
        return self._name

    @property
    def asked(self) -> tuple[tuple[Message, ...], ...]:
        """The conversations it was given, in order."""
        return tuple(self._asked)

    async def complete(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,  # noqa: ARG002 - the replies are ready
    ) -> Completion:
        """The first remaining reply that fits, cut after `max_tokens` tokens; a token is a run without white space.

        Raises:
            ModelError: every reply has been given, or none that is left fits.
        """
        place = next((place for place, reply in enumerate(self._replies) if reply.fits(messages)), None)
        if place is None:
            given = f"has given all its {len(self._asked)} replies"
            unfit = f"has no reply to this among the {len(self._replies)} left"
            raise ModelError(f"the scripted model {self._name} {unfit if self._replies else given}; prepare one more")
        self._asked.append(tuple(messages))
        reply = self._replies.pop(place).text
        words = list(WORD_AND_MARKS.finditer(reply))
        if len(words) > max_tokens:
            reply = reply[: words[max_tokens].start()].rstrip()
        prompt_tokens = sum(len(WORD_AND_MARKS.findall(message.content)) for message in messages)
        return Completion(reply, self._name, Usage(prompt_tokens, min(len(words), max_tokens)))


class InProcess:
    """A model that runs within this process, asked like those that run elsewhere. Implements `StreamingProvider`."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",  # noqa: ARG002 - such a model has no temperature
    ) -> Completion:
        """The model's reply.

        Raises:
            ModelError: there is no leave to ask, or the model gives none.
        """
        await allowed.require(self, messages, schema)
        return await self._model.complete(messages, max_tokens, schema)

    async def stream(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
        may_restart: Callable[[], bool] = never,  # noqa: ARG002 - nothing breaks here
    ) -> AsyncGenerator[str | Completion, None]:
        """The model's reply word by word, each with the white space before it, and then the whole of it.

        Raises:
            ModelError: there is no leave to ask, or the model gives none.
        """
        reply = await self.complete(allowed, messages, max_tokens, schema, task=task)
        for piece in PIECE.findall(reply.text):
            yield piece
        yield reply


def content_words(text: str) -> frozenset[str]:
    """The distinct words of a text, lower case, that say something about its subject.

    >>> sorted(content_words("The Fees are due in 30 days."))
    ['30', 'days', 'due', 'fees']
    """
    return frozenset(WORD.findall(text.casefold())) - FUNCTION_WORDS


def _prepared(line: str, where: str) -> PreparedReply:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{where} is not JSON; write a text in quotation marks, or an object with reply") from error
    match said:
        case str(text):
            return PreparedReply(text)
        case {"reply": reply, **rest} if rest.keys() <= {"asked"} and isinstance(asked := rest.get("asked", ""), str):
            return PreparedReply(reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False), asked)
    raise ModelError(f"{where} is no prepared reply; write a text, or an object with reply and, if need be, asked")


def _share_found(premise: str, claim: str) -> float:
    """The share, 0 to 1, of the claim's content words that are in the premise."""
    claimed = content_words(claim)
    return len(claimed & content_words(premise)) / len(claimed) if claimed else 0.0


def _features(text: str) -> Iterator[tuple[str, float]]:
    """The content words of a text in order, and the fragments of each, with their weights."""
    for word in WORD.findall(text.casefold()):
        if word in FUNCTION_WORDS:
            continue
        yield word, 1.0
        bounded = f"<{word}>"
        for start in range(len(bounded) - FRAGMENT_LENGTH + 1):
            yield bounded[start : start + FRAGMENT_LENGTH], FRAGMENT_WEIGHT
