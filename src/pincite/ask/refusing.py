"""Why a question gets no answer, or not the whole of one, in words for whoever asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pincite.access.scope import Scope
from pincite.answering.citing import short_name
from pincite.ask.overview import nothing_stated
from pincite.ask.reply import Refusal
from pincite.ask.stages import Walked
from pincite.ask.texts import TextOf
from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.verification.showing import fit_to_show
from pincite.verification.support import Support

REST_MISSING = "what is stated was checked and stands, and the rest of the answer is missing"
"""The refusal of the rest of an answer that a model did not write to its end."""

NOT_BORNE_OUT = "nothing that was found bears the answer out"
"""The refusal of an answer whose statements were all kept back."""

MOST_NAMED = 3
"""Documents that are called by name in one sentence."""

SEE_FOUND = "; see what was found"
"""The end of a refusal below which passages stand; who shows none leaves it out."""


def why_none(walked: Walked, scope: Scope, content_of: TextOf) -> Refusal | None:
    """Why a question gets no answer, or not the rest of it; None if it gets one.

    Raises:
        WorkspaceError: the text of a document that was found is not stored, or is damaged.
    """
    query, draft, evidence = walked.read.query, walked.draft, walked.evidence
    said, kept_back, context = walked.checked.said, walked.checked.kept_back, walked.read.context
    if query.intent == "out_of_scope":
        return Refusal(
            "out_of_scope", "this does not ask about documents; ask what an agreement, a policy or a law says"
        )
    if said:
        problem = draft.problem if draft is not None else ""
        return Refusal("incomplete", f"{REST_MISSING}: {problem}") if problem else None
    if draft is not None and draft.overview is not None and not kept_back:
        passage = next((one for one in evidence.passages if one.chunk.document == draft.overview), None)
        return Refusal(
            "no_evidence", nothing_stated(_called(passage, content_of) if passage is not None else "the document")
        )
    if draft is not None and draft.section and not kept_back:
        return Refusal(
            "no_evidence",
            f"{draft.section} is there, and nothing of it can be quoted by itself, such as a table or one very long "
            "sentence; open the document to read it",
        )
    if draft is not None and draft.abstained and evidence.passages:
        return Refusal("no_evidence", f"the model that read the passages says that they do not answer this{SEE_FOUND}")
    if kept_back:
        why = shown_reasons(kept_back[0], query.text, evidence)
        what = "the answer does not quote what bears it out" if kept_back[0].is_unpinned else NOT_BORNE_OUT
        return Refusal("unsupported", f"{what}: {why}")
    is_whole = context is not None and context.reads_whole
    if evidence.passages and evidence.named:
        is_carried = bool(query.carried)
        return Refusal("no_evidence", nothing_in_named(evidence, content_of, is_whole=is_whole, is_carried=is_carried))
    if evidence.passages:
        return Refusal(
            "no_evidence", f"nothing in the documents you may see answers this well enough to quote{SEE_FOUND}"
        )
    if scope.matters:
        return Refusal("no_evidence", "the matters that you may see hold no documents yet; add some, then ask again")
    return Refusal("no_evidence", "there are no documents that you may see here; ask the workspace's owner for access")


def why_none_for_money(walked: Walked, refusal: Refusal | None) -> Refusal | None:
    """The same refusal, which also says that no model was asked for the sake of a budget, where that is so."""
    over_budget = walked.routed.over_budget if walked.routed is not None else ""
    if refusal is None or not over_budget:
        return refusal
    return replace(refusal, message=f"{refusal.message}; no language model was asked, since {over_budget}")


def shown_reasons(removed: Support, question: str, evidence: Evidence) -> str:
    """Why a statement was kept back, without what only that statement says."""
    known = [question, *(passage.text for passage in evidence.passages)]
    return "; ".join(fit_to_show(reason, known) for reason in removed.reasons)


def nothing_in_named(evidence: Evidence, content_of: TextOf, *, is_whole: bool, is_carried: bool) -> str:
    """A sentence that the documents named by a question do not answer it, and what of them was read.

    `is_whole` is true if they were read in full, not only the passages most like the question. `is_carried` is true if
    an earlier question was about them, and this one does not name them.
    """
    first: dict[DocumentId, Passage] = {}
    for passage in evidence.passages:
        first.setdefault(passage.chunk.document, passage)
    found = [_called(first[document], content_of) for document in evidence.named if document in first]
    done = "read" if is_whole else "searched"
    why = "the earlier question was about" if is_carried else "the question names"
    if len(evidence.named) == 1 and found:
        return f"nothing in {found[0]} answers this well enough to quote; it alone was {done}, since {why} it"
    return (
        f"nothing in {_listed(found, len(evidence.named))} answers this well enough to quote; these "
        f"{len(evidence.named)} documents alone were {done}, since {why} them"
    )


def nothing_called(name: str) -> str:
    """A sentence that no document has this name; the same whether one is hidden or none exists."""
    return f"nothing that you may see is called “{name}”; check how the name is written, or ask without it{SEE_FOUND}"


def nothing_mentions(name: str) -> str:
    """A sentence that no document has this name in its text; the same whether one is hidden or none exists."""
    return f"nothing that you may see mentions “{name}”; check how the name is written, or ask without it{SEE_FOUND}"


def _listed(names: Sequence[str], count: int) -> str:
    """Some names, each once, and how many more of `count` there are: of those without a passage, no name is at hand.

    >>> _listed(["the lease", "its rider"], 3)
    'the lease, its rider and 1 more'
    >>> _listed(["MSA-0031", "MSA-0031", "the rider"], 3)
    'MSA-0031 (2 documents), the rider'
    """
    shown = list(Counter(names).items())[:MOST_NAMED]
    more = count - sum(times for _, times in shown)
    listed = ", ".join(name if times == 1 else f"{name} ({times} documents)" for name, times in shown)
    return listed + (f" and {more} more" if shown and more > 0 else "")


def _called(passage: Passage, content_of: TextOf) -> str:
    """A document as its cites call it."""
    return short_name(passage.path, passage.title, content_of(passage.chunk.version).facts)
