"""The grammar of OpenAI's chat completions, whole and streamed."""

from collections.abc import Mapping

from pincite.models.chat.dialect import Dialect, body, plainer
from pincite.models.chat.reply import (
    SEE_URL,
    Ended,
    Reason,
    Unkeyed,
    named,
    no_completion,
    openai_reason,
    openai_usage,
    read_choice,
    read_object,
)
from pincite.models.chat.spending import narrowed
from pincite.models.chat.sse import Event
from pincite.models.chat.wire import CompletionRequest, Folding
from pincite.models.ports import Progress, Usage

END = "[DONE]"


class ChatCompletions:
    """Implements `Wire`."""

    path = "/chat/completions"
    see_url = SEE_URL

    def headers(self, key: str | None) -> Mapping[str, str]:
        """The key as a bearer's token."""
        return {} if key is None else {"Authorization": f"Bearer {key}"}

    def body(self, model: str, asked: CompletionRequest, dialect: Dialect, *, is_streamed: bool) -> bytes:
        """The JSON of one request."""
        return body(
            model, asked.messages, asked.max_tokens, asked.schema, dialect, task=asked.task, is_streamed=is_streamed
        )

    def plainer(self, dialect: Dialect, complaint: str, *, has_schema: bool) -> Dialect | None:
        """The dialect without the option that a refusal names."""
        return plainer(dialect, complaint, has_schema=has_schema)

    def read(self, content: bytes, model: str, secret: str | None) -> Ended:
        """The reply in the body of an answer."""
        return read_choice(content, model, secret)

    def folding(self, model: str, secret: str | None) -> Folding:
        """What puts the chunks of a stream together."""
        return _Chunks(model, secret)


class _Chunks:
    """Implements `Folding`: the usage comes in a chunk without choices, just before the end."""

    def __init__(self, model: str, secret: str | None) -> None:
        self._asked_for, self._secret = model, secret
        self._unkeyed = Unkeyed(secret)
        self._text: list[str] = []
        self._reason: Reason = "end"
        self._model = model
        self._usage: Usage | None = None
        self.is_over = False

    def take(self, event: Event) -> str | Progress:
        """The text that a chunk adds; or, from llama.cpp where it was asked for that, how far it has read."""
        if event.data.strip() == END:
            self.is_over = True
            return self._given(self._unkeyed.rest())
        chunk = read_object(event.data, self._asked_for, self._secret, SEE_URL)
        self._model = named(chunk.get("model"), self._model, self._secret)
        self._usage = openai_usage(chunk.get("usage")) or self._usage
        match chunk.get("prompt_progress"):
            case {"total": int(of), "processed": int(read)}:
                return Progress(read=read, of=of)
        match chunk.get("choices"):
            case [{"delta": delta, **choice}, *_]:
                if (finish := choice.get("finish_reason")) is not None and self._reason != "refusal":
                    self._reason = openai_reason(finish)
                return self._delta(delta)
            case None | []:
                return ""
        raise no_completion(self._asked_for, SEE_URL)

    def at_most(self, most: Usage) -> Usage:
        """What the chunk with the usage says, if it has come."""
        return narrowed(most, self._usage, is_final=True)

    def ended(self) -> Ended:
        """The whole reply."""
        return Ended("".join(self._text), self._reason, self._model, self._usage)

    def _delta(self, delta: object) -> str:
        match delta:
            case {"refusal": str(refusal)} if refusal:
                self._reason = "refusal"
            case {"content": str(text)}:
                return self._given(self._unkeyed.take(text))
            case None | {"content": None}:
                pass
            case {"content": _}:
                raise no_completion(self._asked_for, SEE_URL)
        return ""

    def _given(self, text: str) -> str:
        self._text.append(text)
        return text
