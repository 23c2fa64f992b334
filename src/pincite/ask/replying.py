"""The reply to a question, from what its walk came to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pincite.answering.citing import short_name
from pincite.answering.quote import Closest
from pincite.ask.model_calls import Call
from pincite.ask.overview import QUOTES_ONLY
from pincite.ask.refusing import shown_reasons
from pincite.ask.reply import Coverage, Listed, Listing, LookedThrough, Possible, Refusal, Reply
from pincite.ask.request import Request
from pincite.ask.stages import NOTHING_FOUND, NOWHERE, Attempt, LookedInto, Walked
from pincite.ask.warnings import fell_through, parts_unanswered, quoted_instead, warnings_of
from pincite.audit.event import Record
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.errors import PinciteError
from pincite.models.chat.prices import usd
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import cleaned
from pincite.retrieval.understanding.kinds import kinds_asked
from pincite.threads import on_thread

LACKING = (
    "no words can be quoted for what a document lacks: those in which nothing was found may lack it, and those that "
    "are quoted may have it; read them before you rely on either"
)


def withdrawn(evidence: Evidence) -> Evidence:
    """What is shown of evidence that may not be shown: which index was read, and no passage."""
    return replace(NOTHING_FOUND, index_version=evidence.index_version)


def reply_of(
    request: Request,
    walked: Walked,
    refusal: Refusal | None,
    shown: Evidence,
    record: Record | None,
    about: tuple[Possible, ...],
) -> Reply:
    """The reply that a user gets; `shown`, `about` and what was `said` are what they may see."""
    read, draft, checked = walked.read, walked.draft, walked.checked
    is_disclosed = refusal is None or refusal.reason not in ("failed", "not_recorded")
    overview = draft.overview if draft is not None and is_disclosed else None
    is_otherwise = read.query.text != cleaned(request.question)
    is_told = request.after is not None or read.is_respelt or bool(read.query.story)
    return Reply(
        id=request.id,
        question=request.question,
        refusal=refusal,
        statements=checked.said,
        coverage=Coverage(
            len(checked.said) + len(checked.kept_back),
            len(checked.said),
            tuple(shown_reasons(support, request.question, shown) for support in checked.kept_back),
        ),
        passages=shown.passages,
        tier=draft.tier if draft is not None else request.tier,
        model=draft.model if draft is not None else None,
        cost_usd=usd(request.cost),
        index_version=shown.index_version,
        context=read.context if shown.passages else None,
        record=record,
        ms=request.watch.finished(),
        warnings=((walked.not_searched.sentence,) if walked.not_searched is not None and is_disclosed else ())
        + (QUOTES_ONLY,) * bool(overview and checked.said)
        + ((draft.section_rest,) if draft is not None and draft.section_rest and checked.said else ())
        + quoted_instead(walked.routed.over_budget if walked.routed is not None else "")
        + _fell_through(request, walked)
        + parts_unanswered(draft.unanswered if draft is not None and checked.said else ())
        + warnings_of(
            read.screened,
            draft.flagged if draft is not None else {},
            shown,
            [support.statement for support in checked.said],
            draft.doubts if draft is not None else (),
            draft.unscanned if draft is not None else "",
        ),
        understood=read.query.text if is_disclosed and is_told and is_otherwise else None,
        about=about,
        looked=read.looked if is_disclosed else NOWHERE,
        closest=_closest(walked, refusal, shown),
        overview=overview,
        chance=_chance(walked) if refusal is None and walked.not_searched is None else None,
        left_firm=_has_left(request.calls),
        found=walked.found,
        not_searched=walked.not_searched,
    )


def _fell_through(request: Request, walked: Walked) -> tuple[str, ...]:
    """What the asker is told of models that failed before the one that was tried last."""
    last = [call for call in request.calls if walked.attempts and _is_of(call, walked.attempts[-1])]
    return fell_through(walked.attempts, leaves_firm=_has_left(last), costs=any(call.cost for call in last))


def _has_left(calls: Iterable[Call]) -> bool:
    """True if a request of some calls may have been sent to a model outside the firm."""
    return any(call.tier is not None and call.tier.leaves_firm and call.leaves for call in calls)


def _is_of(call: Call, attempt: Attempt) -> bool:
    return call.tier is not None and call.tier.name == attempt.tier


def _chance(walked: Walked) -> float | None:
    """How likely the one answer that is quoted is right; None for any other."""
    draft = walked.draft
    is_one_quoted = (
        walked.looked_into is None
        and draft is not None
        and draft.model is None
        and not (draft.overview or draft.section)
    )
    return draft.strength if draft is not None and is_one_quoted else None


async def possible(request: Request, documents: Iterable[DocumentId]) -> tuple[Possible, ...]:
    """Documents by which a reply names what is meant, of those that the asker may see."""
    documents = tuple(documents)
    if not documents:
        return ()
    entries = await on_thread(request.sources.engines.catalogue.permitted, documents, request.scope)
    found = [(one, entries[one]) for one in documents if one in entries]
    names = Counter(name_of(entry) for _, entry in found)
    return tuple(Possible(one, entry.path, entry.title, _name_among(entry, names)) for one, entry in found)


def _name_among(entry: Entry, names: Mapping[str, int]) -> str:
    """What a document is called among others; the matter tells apart those that are called the same."""
    name = name_of(entry)
    return name if names[name] == 1 else f"{name}, in {entry.matter}"


def name_of(entry: Entry) -> str:
    """What a document is called in a reply."""
    return short_name(entry.path, entry.title, entry.facts)


def _closest(walked: Walked, refusal: Refusal | None, shown: Evidence) -> tuple[Closest, ...]:
    """The best sentence of each passage of a refusal that is shown; none if they could not be scanned."""
    if refusal is None or walked.draft is None or walked.draft.unscanned:
        return ()
    labels = {passage.label for passage in shown.passages}
    return tuple(one for one in walked.draft.closest if one.label in labels)


def with_listing(reply: Reply, request: Request, looked: LookedInto) -> Reply:
    """A reply about many documents with what became of each, as the rules stand now: what was closed is not named."""
    try:
        scope = request.sources.renew(request.scope)
    except PinciteError:
        return reply
    catalogue = request.sources.engines.catalogue
    permitted = catalogue.permitted((cell.entry.document for cell in looked.cells), scope)
    listing = Listing(
        tuple(
            Listed(
                cell.entry.document,
                cell.entry.path,
                cell.entry.title,
                cell.state,
                cell.entry.matter,
                cell.unread,
                name_of(cell.entry),
                cell.chance,
            )
            for cell in looked.cells
            if cell.entry.document in permitted
        ),
        looked.is_lacking,
        looked.is_compared,
    )
    read = listing.found + listing.not_found
    seen = max(read, catalogue.naming((), scope).documents)
    warnings = (*reply.warnings, *notes_of(looked))
    return replace(reply, listing=listing, looked=LookedThrough(read, seen), warnings=warnings)


def notes_of(looked: LookedInto) -> tuple[str, ...]:
    """What whoever reads a list must know of it, a sentence each."""
    return list_notes(
        looked.is_lacking,
        looked.others if looked.cells else 0,
        looked.called,
        looked.beyond,
        looked.unknown,
        looked.unclear,
        looked.narrowed if looked.cells else "",
        looked.undated,
    )


MOST_NAMED = 6
"""The most names of a list that a note repeats."""


def _some(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" or {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return " or ".join(f"“{name}”" for name in names[:MOST_NAMED]) + more


def list_notes(
    is_lacking: bool,
    others: int,
    called: str,
    beyond: int = 0,
    unknown: Sequence[str] = (),
    unclear: Sequence[str] = (),
    narrowed: str = "",
    undated: int = 0,
) -> tuple[str, ...]:
    """What whoever reads a list must know: see `LookedInto`."""
    notes = [LACKING] if is_lacking else []
    if narrowed:
        beside = f"; {undated:,} more state no date" if undated else ""
        notes.append(f"only documents {narrowed} were looked into, as the question asks{beside}")
    if unknown:
        names = _some(unknown)
        notes.append(f"nothing that you may see is called {names}, so nothing is said of it; check how it is written")
    if unclear:
        names = _some(unclear)
        notes.append(f"it cannot be told which document {names} means, so nothing is said of it; name one more fully")
    if beyond:
        documents = "1 document was" if beyond == 1 else f"{beyond:,} documents were"
        notes.append(
            f"{documents} not looked into: only those nearest to the question were, which is no complete list; ask in "
            "one matter, or have each looked into with `pincite review`"
        )
    if others:
        kinds = " or ".join(f"“{kind}”" for kind in sorted(kinds_asked(called))) or "a contract"
        documents = "1 document was" if others == 1 else f"{others:,} documents were"
        notes.append(
            f"{documents} left out as something other than {kinds}, by title, type or file name; ask about “documents” "
            "to look into every one"
        )
    return tuple(notes)
