"""Views of a question and its reply, read back from the record as its reader may see them now."""

from dataclasses import asdict, dataclass
from typing import Literal

from pincite.views.wording import HAVING, LACKS, NOT_FOUND, NOT_READ, found_in

TurnState = Literal["answering", "answered", "refused", "failed"]
"""The state of a question; it is "answering" until the record of its reply is written."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The place of the words that support a sentence; `[start, end)` are characters of that version's text.

    `cite` names the place as a lawyer does, `quote` has the document's words as they are printed, and `note` says what
    the reader must know of them (empty if nothing). `number` is its place among the citations of its sentence, from 1.
    `name` is what the document is called, and `section` the number of the clause, empty where it has none.
    """

    document: str
    version: str
    start: int
    end: int
    cite: str
    heading: str
    quote: str
    note: str
    number: int = 1
    name: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, or the closest sentence of a passage that a refusal shows.

    `place` identifies it when its source is asked for: the id of its record, and its number there. `is_quote` is true
    if the words are the document's own. `replaces` are the words that an amendment or a later version replaced.
    `document` and `sure` are set in a list over many documents: what the document is called, and how sure its answer
    is, in words; of several sentences of one document, only the first has them. `is_behind` is true of a list that is
    after the documents in which nothing is found: its sentences stand behind those, once they are known.
    """

    number: int
    place: str
    text: str
    is_quote: bool
    pins: tuple[Pin, ...]
    replaces: tuple[Pin, ...] = ()
    document: str = ""
    sure: str = ""
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """For a question about many documents: in how many the answer was found, was not found, or was not looked for.

    Of those in which it was found, so many are to be checked (`to_check`).
    """

    found: int
    not_found: int
    not_read: int
    to_check: int = 0

    @property
    def of(self) -> int:
        """How many documents the question was about."""
        return self.found + self.not_found + self.not_read

    def json(self) -> dict[str, object]:
        """The contract's counts."""
        return {"found": self.found, "not_found": self.not_found, "not_read": self.not_read}


@dataclass(frozen=True, slots=True)
class Lacking:
    """The documents in which nothing was found, for a question that is after those: each with what it is called.

    `note` says what may be made of that. With `names` empty, something was found in every one.
    """

    note: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its reply.

    `id` is that of the reply's record, and `seq` is that record's number, or None while the question is being answered.
    `asked` is the time of the record, in ISO 8601. `understood` is the question as it was understood. `about` names the
    documents that were carried over from an earlier question (`after`, a record's number). `message` says why there is
    no answer, and is empty if there is one. `closest` are the sentences that a refusal shows. `looked` is a pair: how
    many documents had something like the question, and how many were searched. `sure` is how likely the answer is one,
    0 to 1, as it was estimated; None for a list, and where there is none. `is_narrowed` is true if the question names
    documents, which alone were searched closely. `is_partial` is true of a list if part of what it was read from is
    closed to its reader by now: `said` has the rest of it, and there are no figures. `notes` are what a reader of a
    list must know of it, a sentence each. `outlined` is the document of which a summary was asked for, and `clauses`
    names its clauses. `meant` are documents that the question could mean, where it is asked back: the id of each, and
    what it is called. `lacking` is None unless the question is after documents that lack something. The tokens are
    those that language models read and wrote; 0 if none was asked. `tier` is what answered, or was to. `left_firm` is
    true if a request with its words was sent to a model outside the firm. `found` are quotes that were shown before a
    language model wrote; they are no part of its answer. `not_found` and `not_read` are the documents of a list in
    which nothing was found, and which could not be read: the id of each, and what it is called. They are empty where
    `lacking` names them. `is_compared` is true where documents were set side by side.
    """

    id: str
    seq: int | None
    asked: str
    question: str
    state: TurnState
    message: str
    reason: str | None
    said: tuple[Said, ...]
    closest: tuple[Said, ...]
    after: int | None
    understood: str | None
    about: tuple[str, ...]
    counts: Counts | None
    looked: tuple[int, int]
    ms: float
    cost_usd: float
    model: str | None
    sure: float | None = None
    is_narrowed: bool = False
    is_partial: bool = False
    notes: tuple[str, ...] = ()
    outlined: str = ""
    clauses: tuple[str, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    lacking: Lacking | None = None
    tier: str | None = None
    left_firm: bool = False
    found: tuple[Said, ...] = ()
    not_found: tuple[tuple[str, str], ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    is_compared: bool = False

    @property
    def beside(self) -> tuple[tuple[tuple[str, str], str], ...]:
        """Of a comparison in which something was found, the documents without it, each with why, as rows of it."""
        if not (self.is_compared and self.said):
            return ()
        return (*((one, NOT_FOUND) for one in self.not_found), *((one, NOT_READ) for one in self.not_read))

    @property
    def unfound(self) -> tuple[tuple[str, tuple[tuple[str, str], ...], int], ...]:
        """Of a list, the documents without an answer, by why; with how many more are not named, being gone by now."""
        if self.counts is None or self.lacking is not None or self.beside:
            return ()
        listed = (
            (NOT_FOUND, self.not_found, self.counts.not_found),
            (NOT_READ, self.not_read, self.counts.not_read),
        )
        return tuple((why, named, count - len(named)) for why, named, count in listed if named)

    @property
    def notes_below(self) -> tuple[str, ...]:
        """The notes without the one that stands on top."""
        return tuple(note for note in self.notes if self.lacking is None or note != self.lacking.note)


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """One of a person's own questions, in a list of them.

    `excerpt` has the words of its answer that were sought, `cites` the name of a document in which they stand.
    `is_partial` is true for a list of which a part is closed to them by now.
    """

    id: str
    seq: int
    asked: str
    question: str
    state: TurnState
    after: int | None
    reason: str | None = None
    excerpt: str = ""
    cites: str = ""
    is_partial: bool = False

    def json(self) -> dict[str, object]:
        """The contract's question of a list."""
        return {name: value for name, value in asdict(self).items() if name not in ("excerpt", "cites", "is_partial")}


@dataclass(frozen=True, slots=True)
class AskedPage:
    """Some of a person's own questions, the newest first; with `next` they ask for those before, None at the end."""

    questions: tuple[AskedBefore, ...]
    next: str | None

    def json(self) -> dict[str, object]:
        """The contract's page of questions."""
        return {"questions": [one.json() for one in self.questions], "next": self.next}


def found_said(turn: Turn) -> tuple[str, ...]:
    """In how many documents of a list it was found, as a sentence; nothing of what is no list."""
    counts = turn.counts
    return () if counts is None else (f"{found_in(counts.found, counts.of, counts.to_check)}.",)


def lacking_said(turn: Turn) -> tuple[str, ...]:
    """What stands above the sentences of a list that is after documents without something; nothing of any other."""
    if turn.lacking is None:
        return ()
    names = "; ".join(name for _, name in turn.lacking.names)
    note = f"{turn.lacking.note[:1].upper()}{turn.lacking.note[1:]}."
    return (note, *((f"{LACKS} {names}.",) if names else ()), *((HAVING,) if turn.said else ()))
