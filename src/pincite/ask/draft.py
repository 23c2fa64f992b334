"""A draft: what is to be said, before it is checked; of what a model writes, as far as it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from pincite.answering.answer import Answer
from pincite.answering.best_reads import BestRead
from pincite.answering.claimed import Claim
from pincite.answering.doubting import Doubt
from pincite.answering.quote import Closest
from pincite.answering.sampling import Consistency
from pincite.answering.written_request import Prompting
from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence
from pincite.verification.written import Said


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said. What a model writes grows while it is checked.

    Of every draft: `evidence` is what it rests on. `strength` is how likely it answers, 0 to 1: by the quotes, or by a
    reader's view of the passages before a model writes; 1 if that was left to the model. `abstained` is true if a model
    says that the evidence does not answer. `tier` says who drafted it. `problem` says why there is nothing to say, or
    nothing more, if a model gave no usable reply or not the whole of it; otherwise it is empty. `flagged` are the
    labels of passages that address an assistant, with the reasons, among those that are cited or that a model read.
    `closest` has the best sentence of each passage, if one may be quoted; `unscanned` says why the scanner looked at
    none of them, if it failed.

    Of quotes: `doubts` are about sentences that fit best and may be written for whoever answers. `amending` are the
    amendments of what is quoted, with the agreements: notes name them. `unanswered` are the parts of the question that
    nothing answers, if others are answered. `elsewhere` has the label of the best passage of another document that
    would be quoted as well. `overview` is the document of which an overview was asked for: what is said are the
    sentences in which it states what it is. `section` is the section of a document that was asked for, in the
    question's words, and `section_rest` says what of it is not quoted.

    Of what a model writes: `model` is its name. `read_by` names the reader that ordered the passages before, None if
    none did; `reads` is its view of them, by label. `left_out` counts what was found and did not fit into what the
    model reads. `prompting` is how it is asked; None if it is not. `claims` are its statements in its own words, and
    `consistency` is what became of asking it several times.
    """

    evidence: Evidence
    said: Answer | tuple[Said, ...]
    strength: float
    abstained: bool
    tier: str
    problem: str = ""
    flagged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    closest: tuple[Closest, ...] = ()
    unscanned: str = ""

    doubts: tuple[Doubt, ...] = ()
    amending: frozenset[DocumentId] = frozenset()
    unanswered: tuple[str, ...] = ()
    elsewhere: tuple[int, ...] = ()
    overview: DocumentId | None = None
    section: str = ""
    section_rest: str = ""

    model: str | None = None
    read_by: str | None = None
    reads: tuple[BestRead, ...] = ()
    left_out: int = 0
    prompting: Prompting | None = None
    claims: tuple[Claim, ...] = ()
    consistency: Consistency | None = None


def best_first(draft: Draft) -> Draft:
    """A draft that states nothing, with those passages first that come nearest to an answer.

    They are taken by turns from the order in which the search found them and from that of their best sentences. Of 56
    questions that were refused though a clause answers them, the five passages that a refusal prints have it 44 times,
    by either order alone 37 and 39 times.
    """
    searched, read = (one.label for one in draft.evidence.passages), (one.label for one in draft.closest)
    in_turn = (label for both in zip_longest(searched, read) for label in both if label is not None)
    order = tuple(dict.fromkeys(in_turn))
    new = {label: at for at, label in enumerate(order, start=1)}
    passages = tuple(replace(draft.evidence.cite(label), label=at) for at, label in enumerate(order, start=1))
    return replace(
        draft,
        evidence=replace(draft.evidence, passages=passages),
        closest=tuple(replace(one, label=new[one.label]) for one in draft.closest),
        doubts=tuple(replace(one, label=new[one.label]) for one in draft.doubts),
        reads=tuple(replace(one, label=new[one.label]) for one in draft.reads),
        elsewhere=tuple(new[label] for label in draft.elsewhere),
    )
