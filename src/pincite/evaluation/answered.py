"""A reply as evaluation sees it: statements, citations and passages, read from the JSON of `ask`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pincite.errors import PinciteError
from pincite.evaluation.alce import CitedSentence
from pincite.evaluation.retrieval import FileRange

FAILURES = frozenset({"failed", "incomplete", "not_recorded"})
"""Codes of refusals that say nothing about the question, because something was broken."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """One citation: the passage's label, the place (by document id), and what a person sees of it."""

    label: int
    place: FileRange
    path: str
    section: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One released statement, its support according to the gate, and its citations."""

    text: str
    support: float
    citations: tuple[CitedPlace, ...]


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One passage that the reply rests on, by document id, with its words."""

    place: FileRange
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome of one question. `refusal` is the code of the reason without an answer, `message` its sentence.

    `as_user` asked, in `matter`; each is None where the question names none. `named` are further documents, by id, that
    the reply mentions besides its passages and citations: those that could be meant, and those that were searched.

    `offered` counts the statements before the gate, `released` those after it; `held_back` has the reasons for the
    others. `seq` is the record's number and `record` its id; None if there is no record. `ms` has the milliseconds of
    each stage.
    """

    id: str
    question: str
    refusal: str | None
    message: str
    statements: tuple[Stated, ...]
    offered: int
    released: int
    held_back: tuple[str, ...]
    passages: tuple[FoundPassage, ...]
    model: str | None
    cost_usd: float
    index_version: str
    seq: int | None
    ms: Mapping[str, float]
    as_user: str | None = None
    matter: str | None = None
    named: frozenset[str] = frozenset()
    record: str | None = None

    @property
    def is_failed(self) -> bool:
        """True where the refusal was not about the question, but something did not work."""
        return self.refusal in FAILURES

    @property
    def documents(self) -> frozenset[str]:
        """The ids of all documents that the reply mentions: in its passages, its citations, or by name."""
        return self.named | frozenset(
            place.path for place in (*(found.place for found in self.passages), *self.cited_places)
        )

    def without_passages(self) -> "Answered":
        """The same without the passages' words, which take hundreds of megabytes for thousands of replies."""
        return replace(self, passages=(), named=self.documents)

    @property
    def text(self) -> str:
        """The whole answer; empty for a refusal."""
        return " ".join(statement.text for statement in self.statements)

    @property
    def cited(self) -> tuple[CitedSentence, ...]:
        """The statements with the labels that they cite, each label once."""
        return tuple(
            CitedSentence(statement.text, tuple(dict.fromkeys(citation.label for citation in statement.citations)))
            for statement in self.statements
        )

    @property
    def cited_places(self) -> tuple[FileRange, ...]:
        """The places of the citations, in order, each once."""
        return tuple(dict.fromkeys(citation.place for statement in self.statements for citation in statement.citations))


def answered(fields: Mapping[str, object]) -> Answered:
    """The reply in a line of `ask --batch`, or of a run's replies.

    Raises:
        PinciteError: the fields are not a reply.
    """
    try:
        return _Reading(fields).reply()
    except (KeyError, TypeError, ValueError) as error:
        raise PinciteError(f"this is no reply of ask ({error}); run eval run again, with another --out") from error


@dataclass(frozen=True, slots=True)
class _Reading:
    """The members of a JSON object, each read with a required type. All methods raise ValueError or KeyError."""

    fields: Mapping[str, object]

    def reply(self) -> Answered:
        refusal = self.part("refusal") if self.fields["refusal"] is not None else None
        coverage, ms, audit = self.part("coverage"), self.part("ms"), self.part("audit")
        return Answered(
            id=self.text("id"),
            question=self.text("question"),
            refusal=refusal.text("reason") if refusal else None,
            message=refusal.text("message") if refusal else "",
            statements=tuple(one.stated() for one in self.parts("statements")),
            offered=coverage.whole("statements"),
            released=coverage.whole("released"),
            held_back=tuple(str(reason) for reason in coverage.list("reasons")),
            passages=tuple(FoundPassage(one.place(), one.text("text")) for one in self.parts("passages")),
            model=self.optional("model"),
            cost_usd=self.number("cost_usd"),
            index_version=self.text("index_version"),
            seq=audit.optional_whole("seq"),
            ms={name: ms.number(name) for name in ms.fields},
            as_user=self.optional("as") if "as" in self.fields else None,
            matter=self.optional("matter") if "matter" in self.fields else None,
            named=frozenset(self._named(refusal)),
            record=audit.optional("id") if "id" in audit.fields else None,
        )

    def _named(self, refusal: "_Reading | None") -> Iterator[str]:
        """The documents of a question that was put back, or of one about many documents."""
        if refusal is not None and "candidates" in refusal.fields:
            yield from (one.text("document") for one in refusal.parts("candidates"))
        if self.fields.get("listing") is not None:
            yield from (one.text("document") for one in self.part("listing").parts("documents"))

    def stated(self) -> Stated:
        return Stated(self.text("text"), self.number("support"), tuple(one.cited() for one in self.parts("citations")))

    def cited(self) -> CitedPlace:
        return CitedPlace(
            self.whole("label"),
            self.place(),
            self.text("path"),
            self.text("section"),
            self.optional_whole("page"),
            self.text("quote"),
        )

    def place(self) -> FileRange:
        return FileRange(self.text("document"), self.whole("start"), self.whole("end"))

    def part(self, name: str) -> "_Reading":
        part = self.fields[name]
        if not isinstance(part, dict):
            raise ValueError(f"{name} is no object")
        return _Reading(part)

    def parts(self, name: str) -> list["_Reading"]:
        parts = self.list(name)
        if not all(isinstance(part, dict) for part in parts):
            raise ValueError(f"{name} are no objects")
        return [_Reading(part) for part in parts if isinstance(part, dict)]

    def list(self, name: str) -> Sequence[object]:
        listed = self.fields[name]
        if not isinstance(listed, list):
            raise ValueError(f"{name} is no list")
        return listed

    def text(self, name: str) -> str:
        text = self.fields[name]
        if not isinstance(text, str):
            raise ValueError(f"{name} is no text")
        return text

    def optional(self, name: str) -> str | None:
        return None if self.fields[name] is None else self.text(name)

    def whole(self, name: str) -> int:
        number = self.fields[name]
        if not isinstance(number, int) or isinstance(number, bool):
            raise ValueError(f"{name} is no whole number")
        return number

    def optional_whole(self, name: str) -> int | None:
        return None if self.fields[name] is None else self.whole(name)

    def number(self, name: str) -> float:
        number = self.fields[name]
        if not isinstance(number, int | float) or isinstance(number, bool):
            raise ValueError(f"{name} is no number")
        return float(number)
