"""A question as a chat model understands it, within limits that rules check.

The model's reply is used whole or not at all. It can give the kind of question, more names, parts, other words and the
general question. It cannot widen what is searched: it says nothing about matters or documents. It cannot remove a word
of the user's: the text stays, and the parts together have every word of it that carries meaning. If the reply is not
valid, the rules decide, and the reason is given.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import members, parsed
from pincite.retrieval.prompts import prompt
from pincite.retrieval.query import Query, understand
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.aside import is_aside, is_of_law
from pincite.retrieval.understanding.concepts import MOST_EXPANSIONS
from pincite.retrieval.understanding.entity import Entity, EntityKind
from pincite.retrieval.understanding.intent import Intent
from pincite.retrieval.understanding.parts import MOST_PARTS

REPLY_TOKENS = 600
"""The longest reply that is asked for, in tokens; the longest valid one has about 400."""

LONGEST_PART = 600
"""Characters by which a part may be longer than the question: it may repeat what the question says once."""

LONGEST_EXPANSION = 60
LONGEST_BROADER = 240
LONGEST_REPLY = 20_000
"""The longest reply that is read, in characters."""

MOST_NAMED = 20

_KEYS = frozenset(("intent", "entities", "parts", "expansions", "broader"))
_NAMED: Mapping[str, EntityKind] = {"party": "party", "defined_term": "defined_term"}


@dataclass(frozen=True, slots=True)
class Understood:
    """A query and how it was made.

    `by` is "model" if the model's reply was used; otherwise `reason` says why not, as a sentence. `model` is the model
    that answered, empty if none did. `prompt` is the digest of the instructions.
    """

    query: Query
    by: Literal["model", "rules"]
    reason: str
    model: str
    prompt: str
    completion: Completion | None = None


async def understand_with(model: ChatModel, question: str) -> Understood:
    """The query behind a question, completed by a chat model if its reply is valid.

    Raises:
        QuestionError: the question has no word, or is too long.
    """
    query = understand(question)
    instructions = prompt("understand")
    messages = (
        Message("system", instructions.text),
        Message("user", json.dumps(query.text, ensure_ascii=False)),
    )
    try:
        completion = await model.complete(messages, REPLY_TOKENS)
    except ModelError as error:
        return Understood(query, "rules", f"the model gave no reply: {error}", "", instructions.digest)
    try:
        better = _checked(query, completion.text)
    except ModelError as error:
        return Understood(query, "rules", str(error), completion.model, instructions.digest, completion)
    return Understood(better, "model", "", completion.model, instructions.digest, completion)


def _checked(query: Query, reply: str) -> Query:
    """The query completed with what the reply says.

    Raises:
        ModelError: the reply is not the JSON that was asked for, or goes beyond its limits.
    """
    said = _object(reply)
    intent = _intent(said["intent"], query)
    named = _entities(said["entities"], query)
    parts = _parts(said["parts"], query)
    expansions = _strings(said["expansions"], "expansions", MOST_EXPANSIONS, LONGEST_EXPANSION)
    if isinstance(said["broader"], str) and not said["broader"].strip():
        broader = ""
    else:
        [broader] = _strings([said["broader"]], "broader", 1, LONGEST_BROADER)
    entities = tuple(sorted((*query.entities, *named), key=lambda entity: entity.start))
    return replace(query, intent=intent, entities=entities, parts=parts, expansions=expansions, broader=broader)


def _object(reply: str) -> Mapping[str, object]:
    try:
        return members(parsed(reply, LONGEST_REPLY), _KEYS)
    except ModelError as error:
        raise ModelError(f"the model's reading of the question cannot be used: {error}") from error


def _intent(said: object, query: Query) -> Intent:
    for intent in get_args(Intent):
        if said == intent and (intent != "out_of_scope" or _may_be_refused(query)):
            return intent  # type: ignore[no-any-return]  # get_args is untyped
    if said == "out_of_scope":
        raise ModelError(
            "the model calls a question out of scope that names a document, a person, a figure or a concept of law"
        )
    raise ModelError(f"the model's reply gives no known intent: {str(said)[:40]!r}")


def _may_be_refused(query: Query) -> bool:
    """True if nothing in the question shows that it is a legal one: a model may not refuse a lawyer."""
    return is_aside(query.text) or not (query.entities or is_of_law(query.text))


def _entities(said: object, query: Query) -> list[Entity]:
    """Names that the rules did not find, with their places in the question."""
    if not isinstance(said, list) or len(said) > MOST_NAMED:
        raise ModelError("the model's reply gives no list of entities, or too long a one")
    found: list[Entity] = []
    for row in said:
        if not isinstance(row, dict) or row.keys() != {"kind", "text"}:
            raise ModelError("an entity in the model's reply is not an object with kind and text")
        kind, words = _NAMED.get(str(row["kind"])), row["text"]
        if kind is None or not isinstance(words, str) or not words.strip():
            raise ModelError(f"an entity in the model's reply is of an unknown kind or empty: {str(row)[:80]}")
        start = query.text.find(words)
        if start < 0:
            raise ModelError(f"the model names {words[:60]!r}, which does not stand in the question")
        end = start + len(words)
        if not any(other.start < end and start < other.end for other in (*query.entities, *found)):
            found.append(Entity(kind, words, start, end, words))
    return found


def _parts(said: object, query: Query) -> tuple[str, ...]:
    parts = _strings(said, "parts", MOST_PARTS, len(query.text) + LONGEST_PART)
    if not parts:
        raise ModelError("the model's reply has no part")
    lost = set(content_words(query.text)) - set(content_words(" ".join(parts)))
    if lost:
        raise ModelError(f"the model's parts leave out words of the question: {', '.join(sorted(lost))[:120]}")
    return (query.text,) if len(parts) == 1 else parts


def _strings(said: object, name: str, most: int, longest: int) -> tuple[str, ...]:
    """A list of short texts, each on one line."""
    if not isinstance(said, list) or not all(isinstance(text, str) for text in said):
        raise ModelError(f"the model's reply gives no list of texts for {name}")
    texts = _squeezed(said)
    if len(texts) > most or any(len(text) > longest or not any(sign.isalnum() for sign in text) for text in texts):
        raise ModelError(f"the model's reply gives too many, too long or empty texts for {name}")
    return texts


def _squeezed(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts cleaned like a question, each once."""
    return tuple(
        dict.fromkeys(" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in texts)
    )
