"""What a reply took: tokens that a provider counts, if its numbers can be right, and estimates where it does not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pincite.errors import LeaveLapsed, ModelError, NotPermitted, PinciteError
from pincite.models.ports import BrokenReply, Message, Usage

BYTES_PER_TOKEN = 3
"""Of UTF-8, for usage that a server does not count. SmolLM2's vocabulary has 2.5 to 4.0 of them in most of the sample
agreements (median 3.3), 2.5 in German, 1.7 in Chinese: for English costs are estimated a little too high."""

LETTERS_PER_LOST_TOKEN = 2
"""Small letters and spaces that a token has at least on average, for requests whose reply was lost; each byte of other
signs may be one. Many vocabularies (Llama, Gemma, Qwen) have a token for each digit, so a table of figures has as many
tokens as signs. A budget must not be charged less than was used."""

LETTERS = b"abcdefghijklmnopqrstuvwxyz "

MOST_ADDED = 16384
"""Tokens that a provider may add to a prompt: the marks between messages, and its own words for a schema."""

NOTHING = Usage(0, 0)


def estimated(messages: Sequence[Message], text: str) -> Usage:
    """The usage of a whole reply that nobody counted."""
    return Usage(sum(_estimated(message.content) for message in messages), _estimated(text), estimated=True)


def at_most(request: bytes, max_tokens: int) -> Usage:
    """The most that a request can have used whose reply was lost.

    >>> at_most(b"How much notice?", 50)
    Usage(prompt_tokens=9, completion_tokens=50, estimated=True, cache_read_tokens=0, cache_write_tokens=0)
    """
    others = len(request.translate(None, LETTERS))
    return Usage(-(-(len(request) - others) // LETTERS_PER_LOST_TOKEN) + others, max_tokens, estimated=True)


FRAME = 512
"""Bytes of a request beside its messages and its schema: the model's name, and how much it may write."""


def bound(messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None) -> Usage:
    """The most that one request can take, before it is sent.

    >>> bound([Message("user", "How much notice?")], 50, None)
    Usage(prompt_tokens=282, completion_tokens=50, estimated=True, cache_read_tokens=0, cache_write_tokens=0)
    """
    said = [[message.role, message.content] for message in messages]
    words = json.dumps([said, schema], ensure_ascii=False).encode("utf-8", "replace")
    return at_most(words + b" " * FRAME, max_tokens)


def believed(usage: Usage | None, messages: Sequence[Message], max_tokens: int, text: str) -> Usage:
    """A provider's numbers; or estimates, where it gives none or such as cannot be.

    A token has at least a byte, so no prompt and no text has more tokens than bytes, and none that says something has
    no token.
    """
    said = sum(len(_encoded(message.content)) for message in messages)
    if usage is None or not all(map(_is_count, (usage.prompt_tokens, usage.completion_tokens))):
        return estimated(messages, text)
    cached = usage.cache_read_tokens, usage.cache_write_tokens
    if (
        not (min(1, said) <= usage.prompt_tokens <= said + MOST_ADDED)
        or not (min(1, len(text)) <= usage.completion_tokens <= max_tokens + len(_encoded(text)))
        or not (all(map(_is_count, cached)) and sum(cached) <= usage.prompt_tokens)
    ):
        return estimated(messages, text)
    return usage


def narrowed(most: Usage, usage: Usage | None, *, is_final: bool) -> Usage:
    """The most that a stream can have used, given the provider's numbers so far, if these can be right."""
    if usage is None or not 0 < usage.prompt_tokens <= 2 * most.prompt_tokens + MOST_ADDED:
        return most
    if not 0 <= usage.cache_read_tokens + usage.cache_write_tokens <= usage.prompt_tokens:
        return most
    if is_final and 0 <= usage.completion_tokens <= most.completion_tokens:
        return usage
    return replace(usage, completion_tokens=most.completion_tokens, estimated=True)


def used_before(error: PinciteError) -> Usage:
    """What the requests of a reply took that ended in an error."""
    for one in (error, error.__cause__):
        if isinstance(one, BrokenReply):
            return one.usage
    return NOTHING


class Spending:
    """What the requests for one reply have used, one after the other, as long as the reply itself does not say."""

    def __init__(self) -> None:
        self._lost = self._open = NOTHING

    def begin(self, most: Usage) -> None:
        """A request goes out. If that before it was not settled, its reply is lost."""
        self._lost, self._open = self.total, most

    def narrow(self, most: Usage) -> None:
        """More is known about the request that is under way."""
        self._open = most

    def settle(self) -> None:
        """The request under way used nothing, or what it used is counted elsewhere."""
        self._open = NOTHING

    @property
    def total(self) -> Usage:
        """What was used, at most."""
        return self._lost + self._open

    @contextmanager
    def on_errors(self) -> Iterator[None]:
        """Whatever error there is says what was used before it; a lack of leave has that as its cause."""
        try:
            yield
        except BrokenReply as error:
            error.usage += self.total
            raise
        except (NotPermitted, LeaveLapsed) as error:
            if self.total == NOTHING:
                raise
            raise error from BrokenReply("a request before it was lost", usage=self.total)
        except ModelError as error:
            if self.total == NOTHING:
                raise
            raise BrokenReply(error.failed, usage=self.total) from error


def _is_count(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**53


def _estimated(text: str) -> int:
    return -(-len(_encoded(text)) // BYTES_PER_TOKEN)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
