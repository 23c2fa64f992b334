"""How a question was looked for, and what a model was sent, as the record keeps it: all of it, in few bytes.

A search stands as one table of documents, one of pieces, and for each leg the places in that table, best first, so that
a rank is a position and is not written. A prompt stands as its parts: a paragraph of instructions, and what lies
between the lines that fence a passage, is the same in many prompts, and is kept once.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from pincite.ask.listening import Call
from pincite.audit.event import Json
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.ports import Message
from pincite.retrieval.evidence import Considered, Passage, Searched, StageName
from pincite.retrieval.query import Query

COLUMNS = ("document", "start", "end", "relevance")
"""What stands in each row of a search's pieces, in the order of the fused legs; `document` is a place in its table of
documents, counted from 0. `relevance` is left out where no reranker read any of them."""

DOCUMENT_COLUMNS = ("document", "version", "matter", "belief")
"""What stands in each row of a search's documents."""


LONG = 200
"""Characters from which a part of a prompt is kept apart, once: a shorter one is not longer than its digest by much."""


class Texts:
    """The long texts of one record, each under one name."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def named(self, text: str) -> str:
        """The name of a text in the record, a new one when it has none yet."""
        name = self._names.setdefault(text, f"t{len(self._names) + 1}")
        self.by_name[name] = text
        return name


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex; halves of surrogate pairs keep their own bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def understood(query: Query) -> dict[str, Json]:
    """The forms of a question: as it was cleaned, its parts, and what may be said in its place."""
    return {
        "text": query.text,
        "parts": list(query.parts) if len(query.parts) > 1 else [],
        "expansions": list(query.expansions),
        "broader": query.broader,
        "expects": [str(kind) for kind in sorted(query.expects)],
        "entities": [[entity.kind, entity.text, entity.value] for entity in query.entities],
    }


def searched(search: Searched, passages: Sequence[Passage]) -> dict[str, Json]:
    """One search: what was looked for, where, and what each leg gave.

    A rank in a leg is the place in its list. `order` is None where the order of the fused legs stood. `shown` pairs a
    piece with the label of the passage that it became; a passage that joins pieces is none of them.

    What is denied to the asker never comes out of the index, so it is on no list. A piece that a leg gave and that the
    check after it did not let pass stands apart, under `withheld`: it is not the asker's to see.
    """
    documents = _documents(search.considered)
    places = {key: place for place, key in enumerate(documents)}
    at = {piece.span: place for place, piece in enumerate(search.considered)}
    is_read = any(piece.relevance is not None for piece in search.considered)
    legs: dict[str, Json] = {name: _leg(search, name) for name in search.legs}
    return {
        "text": search.text,
        "rest": search.rest,
        "clause": search.clause,
        "hints": [[document, round(score, 3)] for document, score in search.hints],
        "depth": search.depth,
        "filter": "inside the index, before ranking",
        "document_columns": list(DOCUMENT_COLUMNS),
        "documents": [[*key, round(belief, 3)] for key, belief in documents.items()],
        "columns": list(COLUMNS if is_read else COLUMNS[:-1]),
        "candidates": [
            [
                places[piece.span.document, piece.span.version, piece.matter],
                piece.span.start,
                piece.span.end,
                *([None if piece.relevance is None else round(piece.relevance, 3)] if is_read else []),
            ]
            for piece in search.considered
        ],
        "legs": legs,
        "order": None if list(search.order) == sorted(search.order) else list(search.order),
        "shown": [[at[passage.span], passage.label] for passage in passages if passage.span in at],
        "withheld": [[span.document, span.version, span.start, span.end] for span in search.withheld],
    }


def asked(calls: Sequence[Call], texts: Texts) -> list[Json]:
    """What a model was sent in each call, what for and with which limits; its replies stand by themselves."""
    return [{**_limits(call), "messages": [_message(message, texts) for message in call.messages]} for call in calls]


def sent(calls: Sequence[Call]) -> list[Json]:
    """As `asked`, of what is not kept word for word: digests of the messages and of the replies."""
    return [
        {
            **_limits(call),
            "messages": [{"role": message.role, "sha256": digest(message.content)} for message in call.messages],
            "reply": None if call.completion is None else digest(call.completion.text),
        }
        for call in calls
    ]


def parts_of(text: str) -> list[str]:
    r"""A text cut after each empty line, and before and after each line that begins with a tag; joined, they are it.

    >>> parts_of("Read this.\n<passage-1a>\nThe fee is $5.\n</passage-1a>\n")
    ['Read this.\n', '<passage-1a>\n', 'The fee is $5.\n', '</passage-1a>\n']
    """
    parts: list[list[str]] = []
    is_open = False
    for line in text.splitlines(keepends=True):
        is_tag = line.startswith("<")
        if is_open and not is_tag:
            parts[-1].append(line)
        else:
            parts.append([line])
        is_open = not is_tag and bool(line.strip())
    return ["".join(lines) for lines in parts]


def _documents(considered: Iterable[Considered]) -> dict[tuple[DocumentId, VersionId, MatterId], float]:
    """The documents of pieces, each once, in the order in which they first stand, with how far each is meant."""
    found: dict[tuple[DocumentId, VersionId, MatterId], float] = {}
    for piece in considered:
        found.setdefault((piece.span.document, piece.span.version, piece.matter), piece.belief)
    return found


def _leg(search: Searched, name: StageName) -> list[Json]:
    return [[place, round(search.considered[place].scores[name], 3)] for place in search.legs[name]]


def _limits(call: Call) -> dict[str, Json]:
    return {
        "purpose": call.purpose,
        "model": call.completion.model if call.completion else call.model,
        "max_tokens": call.max_tokens,
        "form": None if call.schema is None else digest(json.dumps(call.schema, sort_keys=True)),
        "problem": call.problem,
        "ms": call.ms,
    }


def _message(message: Message, texts: Texts) -> dict[str, Json]:
    parts: list[Json] = []
    for part in parts_of(message.content):
        parts.append(part if len(part) < LONG else {"text": texts.named(part)})
    return {"role": message.role, "sha256": digest(message.content), "parts": parts}
