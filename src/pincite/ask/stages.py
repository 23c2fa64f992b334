"""The stages of a question: evidence was read, an answer was drafted, and each of its statements was checked.

Each stage is a value made from the one before. A walk may end early, by a refusal or by a failure; the record then has
the stages that it reached.
"""

from dataclasses import dataclass, field

from pincite.ask.cell import Cell
from pincite.ask.draft import Draft
from pincite.ask.reply import Found, LookedThrough, Refusal, Released
from pincite.documents.span import DocumentId
from pincite.retrieval.context import Choice
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.not_searched import NotSearched
from pincite.retrieval.query import Query
from pincite.retrieval.query_by_model import Understood
from pincite.retrieval.stepping_back import SteppedBack
from pincite.routing.decision import Decision
from pincite.routing.permits import Classification
from pincite.security.scanner import Scan
from pincite.verification.support import Support

NOTHING_FOUND = Evidence((), "")
NOWHERE = LookedThrough(0, 0)


@dataclass(frozen=True, slots=True)
class Read:
    """The question as it was understood, and what was found for it.

    `unknown` is a name in the question by which nothing is called that the asker may see, `unmentioned` one that stands
    in none of it. `screened` is what a scanner
    made of the question, None where no model is to read it; `understood` is None where no model read it, `followed`
    where none read it together with the question that it goes on from. `stepped_back` is the general question behind
    it, None where none was asked for. `is_respelt` where a misspelt name in it was read as that of a document.
    """

    query: Query
    evidence: Evidence = NOTHING_FOUND
    context: Choice | None = None
    looked: LookedThrough = NOWHERE
    unknown: str = ""
    unmentioned: str = ""
    screened: Scan | None = None
    understood: Understood | None = None
    followed: Understood | None = None
    stepped_back: SteppedBack | None = None
    is_respelt: bool = False


@dataclass(frozen=True, slots=True)
class Routed:
    """Which models may word the answer, in the order in which they are tried, and how sensitive what they read is.

    `over_budget` says why the answer is quoted instead, where every model that may read it would exceed a budget.
    """

    decision: Decision
    classified: Classification
    over_budget: str = ""


ABSTAINED = "it said that the passages do not answer"
KEPT_BACK = "nothing that it said was borne out"
"""Why an answer does not stand, where its model did not fail."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A model that was tried, by the name of its tier, and why its answer did not stand; empty if it did."""

    tier: str
    problem: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether the model gave no answer that could be looked at."""
        return self.problem not in ("", ABSTAINED, KEPT_BACK)


@dataclass(frozen=True, slots=True)
class Checked:
    """The statements that passed, in the order in which they are said, and those that were kept back.

    The first of them are `released`: they go out before the reply, each with its own record.
    """

    said: tuple[Support, ...] = ()
    kept_back: tuple[Support, ...] = ()
    released: tuple[Released, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedInto:
    """The documents that a question about many was put to so far, and what it asks of each (`asked`).

    `is_lacking` is true of a question for documents that lack something. So many further documents are left out
    (`others`), since their titles say that they are not what the question asks about (`called`). `is_compared` is true
    of a question that sets documents side by side. So many are farther from the question than those that are looked
    into, and too many to be (`beyond`). `existing` is what a question calls the documents of which it
    asks only whether there are any, `unknown` are names in it that no document has, and
    `unclear` those that could mean several or none. `narrowed` are words for the documents that the question narrows
    itself to; so many might be among them that state no date (`undated`).
    """

    asked: str
    is_lacking: bool
    cells: tuple[Cell, ...] = ()
    others: int = 0
    called: str = ""
    is_compared: bool = False
    existing: str = ""
    beyond: int = 0
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    narrowed: str = ""
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Walked:
    """The stages that a question has come through; `refusal` says why it ends without an answer, where it does.

    `routed` is None where no model words the answer, and `attempts` are the models that were tried for it. `found` are
    quotes that are shown meanwhile.
    `looked_into` is None for a question that is not put to each of many documents, `not_searched` where all of the
    index was searched.
    """

    read: Read
    routed: Routed | None = None
    attempts: tuple[Attempt, ...] = ()
    found: Found | None = None
    draft: Draft | None = None
    checked: Checked = field(default_factory=Checked)
    looked_into: LookedInto | None = None
    refusal: Refusal | None = None
    not_searched: NotSearched | None = None

    @property
    def evidence(self) -> Evidence:
        """The passages that the answer rests on: those that were found, and those that a draft added to them."""
        return self.draft.evidence if self.draft is not None else self.read.evidence

    @property
    def documents(self) -> frozenset[DocumentId]:
        """All that the answer rests on or tells of: its passages' documents, those that amend them, and examples'."""
        draft = self.draft
        amending = [draft.amending] if draft is not None else []
        if draft is not None and draft.prompting is not None:
            amending += [example.documents for example in draft.prompting.examples]
        amending += [cell.amending for cell in self.looked_into.cells] if self.looked_into is not None else []
        found = self.found.documents if self.found is not None else frozenset[DocumentId]()
        return found.union((passage.span.document for passage in self.evidence.passages), *amending)
