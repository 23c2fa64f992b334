"""The one repair round of write mode: statements whose quotes do not bear them out go back to who wrote them.

What it quotes instead is bound and verified like the first reply. What still does not hold is kept back, for the reason
it was kept back for before.
"""

from collections.abc import Sequence
from dataclasses import replace

from pincite.access.scope import Scope
from pincite.answering.claimed import Claim
from pincite.answering.locating import in_short
from pincite.answering.repinning import Unpinned, repinned
from pincite.ask.draft import Draft
from pincite.ask.texts import texts_in
from pincite.ask.writer import Writer
from pincite.models.ports import ChatModel
from pincite.retrieval.engines import Engines
from pincite.retrieval.terms import content_words
from pincite.verification.support import Support
from pincite.verification.written import LEANS, verify_written

REPEATS = "it repeats an earlier sentence word for word"
NOT_ASKED = "it was not asked for: the model was asked for other words for what it had said, and for nothing else"
LEFT_OUT = "told that the words it quotes do not bear it out, the model left it out"
IN_VAIN = "the model was asked for other words and gave none that do"
NO_ROOM = "the model was not told: there was no room to ask about so many statements at once"


def may_be_repaired(support: Support, draft: Draft) -> bool:
    """True for a statement that other words of its passage may bear out."""
    return support.is_unpinned and draft.prompting is not None and support.claim < len(draft.claims)


async def pinned_again(
    held: Sequence[Support],
    said: Sequence[str],
    draft: Draft,
    scope: Scope,
    engines: Engines,
    writer: Writer,
    model: ChatModel,
) -> tuple[Support, ...]:
    """The statements held back from the first unpinned one on, in order, each with its verdict after the repair round.

    `said` are the statements before them, and `model` is asked.

    Raises:
        ModelError: a file of the entailment model or of the scanner is missing or damaged.
    """
    groups = _groups(held, draft)
    if not groups or draft.prompting is None:
        return tuple(held)
    request = draft.prompting.request
    asked = [_unpinned([held[at] for at in places], draft.claims[number]) for number, places in groups.items()]
    reply = await repinned(asked, request, model)
    found: list[list[Support]] = []
    content_of = await texts_in(draft.evidence, engines.catalogue)
    verified = verify_written(
        reply.said, draft.evidence, scope, content_of, writer.verifier, request.sign, writer.scanner
    )
    async for support in verified:
        if support.claim == len(found):
            found.append([])
        found[-1].append(support)
    taken = _matched([one.text for one in asked[: reply.asked]], [_text(supports) for supports in found])
    known = {*said, *(one.statement.text for one in held if one.supported)}
    placed: dict[int, list[Support]] = {}
    for at, places in enumerate(groups.values()):
        old = [held[place] for place in places]
        new = [_once(one, known) for one in found[taken[at]]] if at in taken else []
        if any(one.supported for one in new):
            known.update(one.statement.text for one in new)
            remark = f"the words it first quoted did not bear it out: {_quotes(old)}"
            now = [replace(one, remarks=(*one.remarks, remark)) for one in new]
        else:
            why = reply.problem or (NO_ROOM if at >= reply.asked else _still(new))
            now = [replace(_told(one) if at < reply.asked else one, remarks=(*one.remarks, why)) for one in old]
        placed[places[0]] = now
        placed.update({place: [] for place in places[1:]})
    surplus = [
        replace(one, score=0.0, reasons=(NOT_ASKED,))
        for number, supports in enumerate(found)
        if number not in taken.values()
        for one in supports
    ]
    settled = [one for at, support in enumerate(held) for one in placed.get(at, [support])]
    return (*settled, *surplus)


def _groups(held: Sequence[Support], draft: Draft) -> dict[int, list[int]]:
    """Claim -> the places of its sentences that are unpinned, and of those that lean on one that is."""
    groups: dict[int, list[int]] = {}
    for at, support in enumerate(held):
        if may_be_repaired(support, draft) or (support.claim in groups and LEANS in support.reasons):
            groups.setdefault(support.claim, []).append(at)
    return groups


def _unpinned(supports: Sequence[Support], claim: Claim) -> Unpinned:
    return Unpinned(_text(supports), claim.pointers, next(reason for one in supports for reason in one.reasons))


def _text(supports: Sequence[Support]) -> str:
    return " ".join(one.statement.text for one in supports)


def _matched(asked: Sequence[str], given: Sequence[str]) -> dict[int, int]:
    """For each text asked about, the index of the given text that shares most words with it; none is used twice."""
    left = list(range(len(given)))
    found: dict[int, int] = {}
    for at, text in enumerate(asked):
        words = set(content_words(text))
        shared = [len(words & set(content_words(given[place]))) for place in left]
        if shared and max(shared) * 2 >= len(words):
            found[at] = left.pop(shared.index(max(shared)))
    return found


def _once(support: Support, known: set[str]) -> Support:
    """The same, kept back where it was said before."""
    if support.statement.text in known:
        return replace(support, score=0.0, reasons=(*support.reasons, REPEATS))
    return support


def _told(support: Support) -> Support:
    """The same, with a reason that says that the model was asked once more."""
    return replace(support, reasons=tuple(f"{reason}; {IN_VAIN}" for reason in support.reasons))


def _quotes(supports: Sequence[Support]) -> str:
    quotes = dict.fromkeys(citation.quote for one in supports for citation in one.statement.citations)
    return ", ".join(in_short(quote) for quote in quotes)


def _still(supports: Sequence[Support]) -> str:
    """Why a second try did not hold."""
    reasons = [reason for one in supports for reason in one.reasons]
    return f"asked once more, the model gave other words, and still: {reasons[0]}" if reasons else LEFT_OUT
