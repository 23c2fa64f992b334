"""Views of feedback: what people made of a reply, alone and with the question and the reply that it is on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pincite.audit.event import Json
from pincite.views.turn import TurnState

Why = Literal["wrong_clause", "wrong_document", "out_of_date", "does_not_say_this", "incomplete"]

WHYS: tuple[Why, ...] = get_args(Why)
"""What may be wrong with a citation."""

Use = Literal["feedback", "routes", "questions"]
"""What feedback is collected for: as it is, to train a router, or as questions to measure answers with."""


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """Characters `[start, end)` of one version of a document; `cite` names them as a lawyer does, as far as known."""

    document: str
    version: str
    start: int
    end: int
    cite: str = ""

    def json(self) -> dict[str, object]:
        """The contract's place."""
        return {
            "document": self.document,
            "version": self.version,
            "start": self.start,
            "end": self.end,
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class WrongCite:
    """A citation that somebody called wrong, by the numbers of the statement and of the citation in it, from 1.

    `why` is None where they did not say.
    """

    statement: int
    citation: int
    why: Why | None
    place: VersionSpan

    def json(self) -> dict[str, object]:
        """The contract's wrong citation."""
        return {"statement": self.statement, "citation": self.citation, "why": self.why, **self.place.json()}


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody made of a reply; all empty once they took it back.

    For a refusal, `useful` says whether it was right not to answer. `better` is the answer that they would have given,
    and `place` is where it stands.
    """

    useful: bool | None = None
    wrong_cites: tuple[WrongCite, ...] = ()
    better: str | None = None
    place: VersionSpan | None = None

    @property
    def says_nothing(self) -> bool:
        """True if it was withdrawn."""
        return self == Judged()

    @property
    def ok(self) -> bool | None:
        """Whether the reply was good, for training and measuring; None where nothing says so.

        A reply is good if it was called useful and no citation of it wrong. A better answer alone says that it was not.
        """
        if self.wrong_cites or self.useful is False:
            return False
        if self.useful:
            return True
        return None if self.says_nothing else False

    def json(self) -> dict[str, object]:
        """The contract's judgement."""
        return {
            "useful": self.useful,
            "wrong_cites": [one.json() for one in self.wrong_cites],
            "better": self.better,
            "place": None if self.place is None else self.place.json(),
            "ok": self.ok,
        }


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person last made of a reply.

    `seq` is the number of its own record, and `record` and `reply` are the number and the id of the reply's. `at` is in
    ISO 8601.
    """

    seq: int
    record: int
    reply: str
    at: str
    user: str
    actor: str
    judged: Judged

    def json(self) -> dict[str, object]:
        """The contract's feedback."""
        return {
            "seq": self.seq,
            "record": self.record,
            "id": self.reply,
            "at": self.at,
            "user": self.user,
            "actor": self.actor,
            **self.judged.json(),
            "withdrawn": self.judged.says_nothing,
        }


@dataclass(frozen=True, slots=True)
class FeedbackOn:
    """What people made of one reply, as far as the reader may see it; the oldest first."""

    record: int
    feedback: tuple[Feedback, ...]

    def json(self) -> dict[str, object]:
        """The contract's feedback on a record."""
        return {"record": self.record, "feedback": [one.json() for one in self.feedback]}


@dataclass(frozen=True, slots=True)
class Given:
    """Feedback with the question of the reply that it is on, and what became of that."""

    question: str
    state: TurnState
    feedback: Feedback

    def json(self) -> dict[str, object]:
        """The contract's feedback in a list."""
        return {"question": self.question, "state": self.state, **self.feedback.json()}


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """One's own feedback, the newest first."""

    given: tuple[Given, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of one's feedback."""
        return {"feedback": [one.json() for one in self.given]}


@dataclass(frozen=True, slots=True)
class Collected:
    """Feedback with all that it is about, for training and measuring.

    `question` is as it was asked, and `understood` as it was understood, if otherwise. `refusal` has the reason and the
    message. `statements` are those of the record, with their citations. `tier` is None where nothing was drafted.
    `gold` are the places where the right answer stands, in versions that are still current: those that the person
    named or, if the reply was good, those that it cites.
    """

    asked_by: str
    asked_at: str
    question: str
    understood: str | None
    answered: bool
    refusal: Mapping[str, Json] | None
    statements: tuple[Mapping[str, Json], ...]
    tier: str | None
    model: str | None
    feedback: Feedback
    gold: tuple[VersionSpan, ...]

    @property
    def alone(self) -> str:
        """The question in words that are understood alone."""
        return self.understood or self.question

    def json(self) -> dict[str, object]:
        """The contract's line of an export."""
        return {
            **self.feedback.json(),
            "asked_by": self.asked_by,
            "asked_at": self.asked_at,
            "question": self.question,
            "understood": self.understood,
            "answered": self.answered,
            "refusal": None if self.refusal is None else dict(self.refusal),
            "statements": [dict(one) for one in self.statements],
            "tier": self.tier,
            "model": self.model,
        }

    def line(self, use: Use) -> dict[str, object] | None:
        """The line of an export for a use; None where the feedback says nothing for it."""
        match use:
            case "feedback":
                return self.json()
            case "routes":
                return self.route_line()
            case "questions":
                return self.question_line()

    def route_line(self) -> dict[str, object] | None:
        """A line to train a router with: whether the reply's tier was good enough; None where that is not known."""
        ok = self.feedback.judged.ok
        return None if ok is None or self.tier is None else {"question": self.alone, "ok": {self.tier: ok}}

    def question_line(self) -> dict[str, object] | None:
        """A line of a question file for `eval run`; None where feedback says nothing of the right answer.

        A useful answer is its own reference, and so is a better one. A refusal that was right has no answer.
        """
        judged = self.feedback.judged
        answerable, reference = True, judged.better
        if reference is None and judged.ok:
            answerable = self.answered
            reference = " ".join(str(one.get("text", "")) for one in self.statements) or None
        if reference is None and not self.gold and answerable:
            return None
        return {
            "id": f"feedback-{self.feedback.seq}",
            "question": self.alone,
            "as": self.asked_by,
            "answerable": answerable,
            **({"reference": reference} if reference and answerable else {}),
            **({"gold": [_gold(one) for one in self.gold]} if self.gold and answerable else {}),
        }


def _gold(place: VersionSpan) -> dict[str, object]:
    return {"document": place.document, "start": place.start, "end": place.end}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written to a file, for which use; `left_out` counts feedback that says nothing for that use."""

    file: str
    use: Use
    lines: int
    left_out: int

    def json(self) -> dict[str, object]:
        """The contract's export."""
        return {"file": self.file, "for": self.use, "lines": self.lines, "left_out": self.left_out}
