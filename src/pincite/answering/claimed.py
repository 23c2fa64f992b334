"""What a model claims in its reply: statements with labels and quotes, none of them believed yet.

The reply is one JSON object of a given form, checked in full. It is used whole or not at all. `binding` checks what it
says about passages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.answering.phrasing import parted
from pincite.errors import ModelError
from pincite.models.structured import members, parsed

LONGEST_REPLY = 40_000
"""The most characters that are read. The longest valid reply has fewer tokens than a model is allowed."""

MOST_CLAIMS = 20
"""The most statements of one reply; a lawyer reads three."""

MOST_SENTENCES = 30
"""The most sentences of all statements of one reply; each is checked by itself."""

MOST_CITATIONS = 8
"""The most citations of one statement."""

LONGEST_CLAIM, LONGEST_QUOTE = 2_000, 3_000
"""The most characters of a statement, and of a quote, which may be as long as the longest clause that is read whole."""

REASONING = "reasoning"
"""The key of hidden reasoning, where it is asked for."""

_ANSWER_KEYS = frozenset(("answered", "statements"))
_STATEMENT_KEYS = frozenset(("text", "citations"))
_CITATION_KEYS = frozenset(("label", "quote"))


@dataclass(frozen=True, slots=True)
class Pointer:
    """The place that a model gives as a statement's support: a label, and the words there, empty if it gave none."""

    label: int
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in the model's words, and the places that it gives as support."""

    text: str
    pointers: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A valid reply. Without `answered` there are no claims: the model says that the passages do not answer."""

    answered: bool
    claims: tuple[Claim, ...]


def schema(passages: int, *, reasons: bool = False) -> dict[str, object]:
    """The JSON Schema of a reply over passages labelled 1 to `passages`; with `reasons` a model says why first.

    It has no bounds of length or number: not every server that follows a schema knows them, and `claimed` checks them
    in any case.
    """
    pointer = _object({"label": {"type": "integer", "enum": list(range(1, passages + 1))}, "quote": {"type": "string"}})
    statement = _object({"text": {"type": "string"}, "citations": {"type": "array", "items": pointer}})
    first = {REASONING: {"type": "string"}} if reasons else {}
    return _object({**first, "answered": {"type": "boolean"}, "statements": {"type": "array", "items": statement}})


def claimed(reply: str) -> Claimed:
    """The claims of a reply. One code fence around it is removed.

    Raises:
        ModelError: it is not the JSON that was asked for; the message tells the model what to correct.
    """
    answer = members(parsed(reply, LONGEST_REPLY), _ANSWER_KEYS)
    if not isinstance(answer["answered"], bool):
        raise ModelError("answered is neither true nor false")
    claims = tuple(claim(one) for one in _list(answer["statements"], MOST_CLAIMS, "statements"))
    if answer["answered"] and not claims:
        raise ModelError("answered is true and there is no statement")
    if claims and not answer["answered"]:
        raise ModelError("answered is false and there are statements")
    lines = sum(map(sentences_of, claims))
    if lines > MOST_SENTENCES:
        raise ModelError(f"the statements have {lines} sentences, more than {MOST_SENTENCES}; write fewer")
    return Claimed(answer["answered"], claims)


def sentences_of(one: Claim) -> int:
    """How many sentences a claim has."""
    return len(parted(" ".join(one.text.split())))


def claim(said: object) -> Claim:
    """A statement of a reply.

    Raises:
        ModelError: it is none; the message tells the model what to correct.
    """
    given = members(said, _STATEMENT_KEYS, "a statement")
    pointers = _list(given["citations"], MOST_CITATIONS, "the citations of a statement")
    text = _text(given["text"], LONGEST_CLAIM, "the text of a statement")
    if not text.strip():
        raise ModelError("the text of a statement is empty")
    return Claim(text, tuple(_pointer(one) for one in pointers))


def _pointer(said: object) -> Pointer:
    given = members(said, _CITATION_KEYS, "a citation")
    label = given["label"]
    if not isinstance(label, int) or isinstance(label, bool):
        raise ModelError("the label of a citation is not a whole number")
    return Pointer(label, _text(given["quote"], LONGEST_QUOTE, "the quote of a citation"))


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(said: object, most: int, name: str) -> list[object]:
    if not isinstance(said, list):
        raise ModelError(f"{name} are not a list")
    if len(said) > most:
        raise ModelError(f"{name} are {len(said)}, more than {most}")
    return said


def _text(said: object, longest: int, name: str) -> str:
    if not isinstance(said, str):
        raise ModelError(f"{name} is not a string")
    if len(said) > longest:
        raise ModelError(f"{name} has {len(said):,} characters, more than {longest:,}")
    return said
