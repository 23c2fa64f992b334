"""Questions drafted from the documents that somebody may see, for a person to correct."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.evaluation.drafting.choosing import drafted
from pincite.evaluation.drafting.source import LONGEST_NAME, DraftQuestion, DraftSource
from pincite.evaluation.drafting.wording import worded, wording_judge
from pincite.session.evaluating.judging import Judging
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session

DOCUMENTS_FOR_EACH = 2
"""Documents that are read for each question wanted, so that a large corpus is not read whole."""

LEAST_DOCUMENTS = 40

Asking = Callable[[int], Callable[[int], None]]
"""Told how many questions will be asked; gives what is told how many have been."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The lines of a question file, and for each draft that a model did not reword the reason."""

    lines: Sequence[Mapping[str, object]]
    not_reworded: Sequence[str]


async def draft_questions(
    session: "Session",
    count: int,
    share: float,
    seed: int,
    *,
    matter: str | None = None,
    reword: bool = False,
    asking: Asking = lambda _: lambda _: None,
) -> Drafted:
    """Drafts for a question file, once the record says whose words they hold; none where the documents give none.

    `share` of them have no answer. With `reword` the language model words them; `asking` watches it.

    Raises:
        NotVisible: the matter is none that may be seen.
        ModelError: a model is to word them, and none is set.
        AccessError: a document was closed or taken away while the questions were drafted.
        RecordError: the record cannot be written; then nothing is shown.
    """
    sources = await on_thread(_sources, session, matter, count, seed)
    drafts = await on_thread(drafted, sources, count, share, seed)
    by_document = {source.document: source for source in sources}
    kept: list[str] = []
    if reword and drafts:
        drafts, kept = await _reworded(session, drafts, by_document, asking(len(drafts)))
    if drafts:
        entries = [by_document[one] for one in sorted({draft.document for draft in drafts})]
        await _record(session, entries, by_document)
    width = len(str(len(drafts)))
    return Drafted([_fields(f"d{number:0{width}}", draft) for number, draft in enumerate(drafts, start=1)], kept)


def _sources(session: "Session", matter: str | None, count: int, seed: int) -> list[DraftSource]:
    """Documents that the session's user may see, with the name that a question calls each by."""
    entries = [entry for entry in session.firm.catalogue.entries(session.scope(matter=matter)) if entry.characters]
    titles = Counter(entry.title.casefold() for entry in entries)
    most = max(LEAST_DOCUMENTS, DOCUMENTS_FOR_EACH * count)
    if len(entries) > most:
        entries = sorted(random.Random(seed).sample(entries, most), key=lambda entry: entry.path)  # noqa: S311

    def name(entry: Entry) -> str:
        title, file = " ".join(entry.title.split()), PurePath(entry.path).stem
        if entry.format == "email" and title:
            title = f"message “{title}”"
        is_clear = 0 < len(title) <= LONGEST_NAME and titles[entry.title.casefold()] == 1
        return title if is_clear or title == file else f"{title} ({file})" if 0 < len(title) <= LONGEST_NAME else file

    return [
        DraftSource(
            entry.document, entry.version, entry.matter, name(entry), session.firm.catalogue.content(entry.version)
        )
        for entry in entries
        if entry.version is not None
    ]


async def _reworded(
    session: "Session",
    drafts: Sequence[DraftQuestion],
    sources: Mapping[DocumentId, DraftSource],
    watch: Callable[[int], None],
) -> tuple[tuple[DraftQuestion, ...], list[str]]:
    """The drafts in the model's words where these keep to the span, and why the others do not."""
    judging = await on_thread(Judging, session, "eval make-questions")
    judge = wording_judge(judging.model)
    found, kept = [], []
    for done, draft in enumerate(drafts, start=1):
        async with judging.of({draft.document, *draft.words_of}, (), lambda: session.is_open(sources)):
            one, why = await worded(draft, sources[draft.document], judge)
        found.append(one)
        kept += [why] if why else []
        watch(done)
    return tuple(found), kept


def _fields(identity: str, draft: DraftQuestion) -> dict[str, object]:
    """One line of the file."""
    fields: dict[str, object] = {"id": identity, "question": draft.question, "answerable": draft.is_answerable}
    if draft.is_answerable:
        fields["reference"] = draft.reference
        fields["gold"] = [{"document": draft.document, "start": start, "end": end} for start, end in draft.gold]
    return {**fields, "kind": draft.kind, "document": draft.document, "draft": True}


async def _record(session: "Session", sources: Sequence[DraftSource], read: Iterable[DocumentId]) -> None:
    """Put on the record whose words are shown, and look at the rules again.

    What a document lacks is asked in the words of others, so all that were `read` must be open still.

    Raises:
        AccessError: one of them was closed or taken away while the questions were drafted.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope = await on_thread(session.scope)
    named: list[Json] = [{"document": source.document, "version": source.version} for source in sources]
    facts: dict[str, Json] = {"what": "questions", "rules_version": scope.rules_version}
    record = await session.record("read", facts, {"documents": named}, {source.matter for source in sources})
    await on_thread(session.require_open, scope, read, record)
