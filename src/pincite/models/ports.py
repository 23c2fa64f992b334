"""The ports through which pincite uses models. They take batches; each ships with a fake in `models.fakes`."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pincite.errors import ModelError
from pincite.routing.permits import Allowed

Task = Literal["citing", "extraction", "judging"]
"""What a request asks of a chat model, by which its temperature is chosen."""

Vectors = NDArray[np.float32]
"""Shape (n_texts, dimensions), float32, rows of unit length."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a chat model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a completion as the provider counts them; `estimated` if any of them were not counted by it.

    Of the prompt's tokens, `cache_read_tokens` came from the provider's cache and `cache_write_tokens` were put there.
    """

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """What both took together.

        >>> Usage(700, 20) + Usage(700, 50, estimated=True)
        Usage(prompt_tokens=1400, completion_tokens=70, estimated=True, cache_read_tokens=0, cache_write_tokens=0)
        """
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.estimated or other.estimated,
            self.cache_read_tokens + other.cache_read_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
        )


class RunsSaid(Protocol):
    """How an engine of the firm's own ran a model."""

    def facts(self) -> dict[str, bool | int | float | str | None]:
        """What the record has of it."""
        ...


@dataclass(frozen=True, slots=True)
class Completion:
    """What a chat model answered; `usage` has all that the reply took, requests included whose reply was lost.

    `runs` says how the model was run, where pincite runs it.
    """

    text: str
    model: str
    usage: Usage
    runs: "RunsSaid | None" = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reply is that is not whole yet.

    First so many requests of others are answered (`before`). Then the model reads: `read` tokens of `of`; both are 0 as
    long as nobody knows. Then it writes: `written` tokens of at most `most`. `read_per_s` and `write_per_s` are tokens
    a second as they were measured there last, this reply's own once it is some words long; None if they were not. With
    `is_here` the model runs on this machine's own processors: it takes minutes.
    """

    before: int = 0
    read: int = 0
    of: int = 0
    written: int = 0
    most: int = 0
    read_per_s: float | None = None
    write_per_s: float | None = None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Restart:
    """The words of a stream so far are void: its connection broke, and the reply begins again."""


Piece = str | Progress | Completion | Restart
"""What a stream has: words, the whole at its end, and before each how far it is, where somebody knows that."""


def never() -> bool:
    """That no reply may begin again once words of it were handed out."""
    return False


class BrokenReply(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """There is no usable reply, though the model was asked: it broke off, came too late, or says nothing.

    `text` is what came of it, `usage` what was used for it. Where nobody counted, that is the most it can have been.
    """

    def __init__(self, failed: str, *, text: str = "", usage: Usage = Usage(0, 0)) -> None:
        super().__init__(failed)
        self.text, self.usage = text, usage


class ChatModel(Protocol):
    """Writes the next turn of a conversation."""

    @property
    def name(self) -> str:
        """Names the model, as it goes on the record."""
        ...

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, at most `max_tokens` long.

        `schema` is a JSON Schema that the text should follow. For a model that cannot be bound to one, the caller asks
        in words; the caller checks the text in any case.

        Raises:
            ModelError: the model cannot be reached, or gave no usable reply.
        """
        ...


class StreamingChatModel(Protocol):
    """A chat model that hands the next turn out while it writes it, as far as it can."""

    @property
    def name(self) -> str:
        """Names the model, as it goes on the record."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[str | Completion | Restart, None]:
        """The pieces of the assistant's next turn, in order, and then the whole of it, as `ChatModel.complete` has it.

        There may be no pieces. Where the stream breaks, and it `may_restart`, it may begin again. The connection ends
        when the generator is closed.

        Raises:
            ModelError: the model cannot be reached, or gave no usable reply.
        """
        ...


class Provider(Protocol):
    """Sends words to a chat model. It demands leave for exactly these words, and looks at it again before each try."""

    @property
    def name(self) -> str:
        """Names the model, as it goes on the record."""
        ...

    async def complete(
        self,
        allowed: "Allowed[Provider]",
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        """As `ChatModel.complete`, with leave, at the temperature of the task.

        Raises:
            NotPermitted: the leave is for something else, or the rules forbid it by now.
            LeaveLapsed: the rules changed since.
            ModelError: the model cannot be reached, or gave no usable reply.
        """
        ...


@runtime_checkable
class StreamingProvider(Provider, Protocol):
    """A provider that hands the next turn out while it is written."""

    def stream(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[Piece, None]:
        """The pieces of the assistant's next turn, in order, and then the whole of it.

        The words joined, since the last restart, are the text of the completion. `may_restart` is asked where the
        stream breaks after words were handed out. Whoever stops early closes the generator
        (`contextlib.aclosing`), which ends the request at once.

        Raises:
            NotPermitted: the leave is for something else, or the rules forbid it by now.
            LeaveLapsed: the rules changed since.
            BrokenReply: the stream broke off; it has the text so far.
            ModelError: the model cannot be reached, or gave no usable reply.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors whose dot product measures similarity of meaning."""

    @property
    def name(self) -> str:
        """Names the model and its revision; an index is bound to one."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order."""
        ...


class CrossEncoder(Protocol):
    """Scores a query against passages, read together (not embedded apart)."""

    async def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """One relevance score per passage, same order, higher is better."""
        ...


class Entailment(Protocol):
    """Judges how far a premise supports a claim."""

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One probability per (premise, claim), same order, 0 unsupported, 1 supported."""
        ...


@dataclass(frozen=True, slots=True)
class ToRead:
    """A passage as a reader gets it: the headings over it, its words, and the ranges of its sentences.

    `sentences` are ranges of `text`, in order; they may overlap.
    """

    headings: str
    text: str
    sentences: tuple[tuple[int, int], ...]


class Reader(Protocol):
    """Reads a question with each passage and says which sentences answer it."""

    @property
    def name(self) -> str:
        """Names the model, as it goes on the record."""
        ...

    @property
    def second(self) -> "SecondReader | None":
        """Another reader, for the few sentences that this one finds best; None if there is none."""
        ...

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        """For each passage a number per sentence, same order: the log odds that it answers, against none answering.

        A sentence has the same number whatever else is read with it, of its passage or of others.
        """
        ...


@dataclass(frozen=True, slots=True)
class SecondChances:
    """Weights of a logistic model by two readers, in log odds per unit: is the best candidate right?

    `best` is for its score, `odds` for the first reader's log odds and `second` for the second's. `ahead` is for the
    lead of its score over the next, `second_ahead` for the lead of its log odds by the second reader alone. `first` is
    for how early the search found its passage.
    """

    bias: float
    best: float
    odds: float
    second: float
    ahead: float
    second_ahead: float
    first: float


@dataclass(frozen=True, slots=True)
class NamelessChances:
    """Weights for a question that names no document: the best of all that may be read, however far from it.

    `best` is for the best candidate's score, `ahead` for its lead over the next, `first` for how early the search found
    its passage.
    `lacking` is for the share of the question's words that the candidate's document has nowhere: a contract without a
    word of dogs or tenants says nothing on a tenant's dog. `crowd` is for the logarithm of how many times more than
    a few documents competed: among many, something fits by chance.
    """

    bias: float
    best: float
    ahead: float
    first: float
    lacking: float
    crowd: float


@dataclass(frozen=True, slots=True)
class FollowedChances:
    """Weights for a follow-up, which is read by both questions together and by what is new in it.

    `newest` is for the reader's odds by what is new, `whole` for those by both questions, `ahead` for the lead of the
    best candidate's score over the next. A candidate that is likelier by both questions than by the new one is often
    the earlier answer.
    """

    bias: float
    best: float
    newest: float
    whole: float
    ahead: float


@dataclass(frozen=True, slots=True)
class SecondReader:
    """A reader for the few best candidates, and how likely the best one is by both readers.

    `nameless` is for questions that name no document, `followed` for follow-ups; without them, there is no second look
    at what answers these.
    """

    reader: Reader
    chances: SecondChances
    nameless: NamelessChances | None = None
    followed: FollowedChances | None = None
