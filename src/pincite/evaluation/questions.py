"""A question file: what is asked and by whom, and what is known about the answers.

It has one JSON object per line:

    {"id": "q1", "question": "Who insures?", "as": "ines", "matter": "M-7", "answerable": true,
     "reference": "The Landlord insures.", "gold": [{"path": "lease.pdf", "start": 1204, "end": 1377}]}

`id` and `question` are required. A gold place names its document by `document` (an id, or a name as other commands
accept it) or by `path`; `start` and `end` are characters of the document's text. An invalid line is reported and does
not stop the others.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from pincite.errors import PinciteError, QuestionError


class LineFields(Protocol):
    """A JSON object from a line of a file. `where` names the line in sentences."""

    @property
    def where(self) -> str:
        """The name of the line, for people."""
        ...

    @property
    def fields(self) -> Mapping[str, object]:
        """The content of the line."""
        ...

    def text(self, name: str) -> str:
        """A field that must be a text.

        Raises:
            QuestionError: it is not.
        """
        ...

    def optional(self, name: str) -> str | None:
        """A field that may be missing or null.

        Raises:
            QuestionError: it is something other than a text.
        """
        ...


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """Characters `[start, end)` that answer, in the document with a name; `is_path` where that is (part of) a path."""

    name: str
    is_path: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what is known about its answer.

    `as_user` asks; None stands for whoever runs the file. `matter` is the only matter asked about; None for all.
    `reference` is an answer that a person considers right, `gold` its places. `answerable` is None where nobody said.
    """

    id: str
    text: str
    as_user: str | None = None
    matter: str | None = None
    reference: str | None = None
    gold: tuple[GoldPlace, ...] = ()
    answerable: bool | None = None

    @property
    def has_answer(self) -> bool:
        """False where somebody said that there is no answer, so that there is nothing to compare with."""
        return self.answerable is not False


def digest_of(questions: Iterable[Question]) -> str:
    """Identifies a set of questions, with everything known about their answers, by SHA-256."""
    lines = (json.dumps(asdict(question), sort_keys=True) for question in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def questions(
    entries: Iterable[tuple[object, LineFields | PinciteError]],
) -> Iterator[tuple[object, Question | PinciteError]]:
    """Each line's id with its question, or with its error. Of two equal ids the second is an error."""
    seen: set[str] = set()
    for identity, entry in entries:
        try:
            if isinstance(entry, PinciteError):
                raise entry
            question = _question(entry)
            if question.id in seen:
                raise QuestionError(f"{entry.where} repeats the id {question.id!r}; give each question its own")
        except PinciteError as error:
            yield identity, error
            continue
        seen.add(question.id)
        yield identity, question


def _question(entry: LineFields) -> Question:
    identity = entry.fields.get("id")
    is_number = isinstance(identity, int) and not isinstance(identity, bool)
    name = str(identity) if is_number else entry.text("id")
    if not name.strip():
        raise QuestionError(f'{entry.where} has an empty "id"; give the question a name')
    answerable = entry.fields.get("answerable")
    if not isinstance(answerable, bool | None):
        raise QuestionError(f'{entry.where} has a value of "answerable" that is neither true nor false')
    gold = entry.fields.get("gold")
    if not isinstance(gold, list | None):
        raise QuestionError(f'{entry.where} has a "gold" that is no list; write [{{"document", "start", "end"}}]')
    places = tuple(dict.fromkeys(_gold(one, entry.where) for one in gold or ()))
    if places and answerable is False:
        raise QuestionError(f"{entry.where} says that there is no answer, and where it stands; take one of the two out")
    reference = entry.optional("reference")
    return Question(
        name,
        entry.text("question"),
        entry.optional("as"),
        entry.optional("matter"),
        reference if reference and reference.strip() else None,
        places,
        answerable,
    )


def _gold(value: object, where: str) -> GoldPlace:
    match value:
        case {"start": int(start), "end": int(end), **rest} if type(start) is type(end) is int and 0 <= start < end:
            match rest.get("document"), rest.get("path"):
                case str(name), None:
                    return GoldPlace(name, False, start, end)
                case None, str(path):
                    return GoldPlace(path, True, start, end)
    raise QuestionError(
        f"{where} has the gold place {str(value)[:80]!r}; a place has a document or a path, and 0 ≤ start < end"
    )
