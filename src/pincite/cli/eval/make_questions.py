"""`pincite eval make-questions`: a question file drafted from the documents, for a person to correct."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.bars import progress
from pincite.cli.eval.judging import Judging
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, counted, emit, json_line, visible
from pincite.drafts import write_whole
from pincite.errors import QuestionError

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.catalogue.entry import Entry
    from pincite.documents.span import DocumentId
    from pincite.evaluation.drafting.source import Draft, Source
    from pincite.session import Session

DOCUMENTS_FOR_EACH = 2
"""Documents that are read for each question wanted, so that a large corpus is not read whole."""

LEAST_DOCUMENTS = 40


@click.command("make-questions", cls=Verb)
@click.option("--matter", help="Only this matter.")
@click.option("--count", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many questions.")
@click.option(
    "--unanswerable",
    type=click.IntRange(0, 100),
    default=20,
    show_default=True,
    help="Of a hundred questions, how many have no answer.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed takes other questions.")
@click.option("--reword", is_flag=True, help="Have the configured language model word the questions.")
@click.option("--out", "out", type=FILE, required=True, metavar="FILE", help="Where to write them, one a line.")
def make_questions(matter: str | None, count: int, unanswerable: int, seed: int, reword: bool, out: Path) -> None:
    """Draft questions for `eval run` from the documents you may see.

    They come from what the documents state: facts, defined terms, duties, headings; and from what they have no word of.
    Each is marked as a draft, with its answer and where that stands. Read every one: correct it or take it out, and
    leave out "draft". The file holds words of the documents and is readable for you only.
    """
    _require_new(out)
    with open_called() as session:
        sources = _sources(session, matter, count, seed)
        drafts, kept = asyncio.run(_drafted(session, sources, count, unanswerable / 100, seed, reword=reword))
        if not drafts:
            raise QuestionError(
                "no question could be drafted from the documents that you may see; ingest some, or name another matter"
            )
        write_whole(out, "".join(json_line(fields) for fields in drafts))
    kinds = Counter(str(fields["kind"]) for fields in drafts)
    if call().as_json:
        emit({"file": str(out), "questions": len(drafts), "kinds": dict(sorted(kinds.items())), "not_reworded": kept})
        return
    screen = console()
    told = ", ".join(f"{kind} {number:,}" for kind, number in sorted(kinds.items()))
    screen.print(f"{counted(len(drafts), 'question')} drafted: {told}", soft_wrap=True)
    if len(drafts) < count:
        screen.print(f"the documents gave no more than that of {count:,}", style="yellow")
    for reason, number in Counter(kept).items():
        screen.print(f"kept as drafted: {visible(reason)} ({number:,})", style="dim", soft_wrap=True)
    screen.print(f"correct them in {visible(str(out))}, then: pincite eval run {visible(str(out))}", soft_wrap=True)


def _require_new(out: Path) -> None:
    """Refuse to write over a file: it may be one that a person corrected."""
    if out.exists():
        raise click.BadParameter(f"{out} is there already, and may hold corrections; name another file")
    if not out.absolute().parent.is_dir():
        raise click.BadParameter(f"{out} cannot be written; name a file in a folder that exists")


def _sources(session: "Session", matter: str | None, count: int, seed: int) -> "list[Source]":
    """Documents that the principal may see, with the name that a question calls each by."""
    from pincite.evaluation.drafting.source import LONGEST_NAME, Source

    entries = [entry for entry in session.firm.catalogue.entries(session.scope(matter=matter)) if entry.characters]
    titles = Counter(entry.title.casefold() for entry in entries)
    most = max(LEAST_DOCUMENTS, DOCUMENTS_FOR_EACH * count)
    if len(entries) > most:
        entries = sorted(random.Random(seed).sample(entries, most), key=lambda entry: entry.path)  # noqa: S311

    def name(entry: "Entry") -> str:
        title, file = " ".join(entry.title.split()), PurePath(entry.path).stem
        if entry.format == "email" and title:
            title = f"message “{title}”"
        is_clear = 0 < len(title) <= LONGEST_NAME and titles[entry.title.casefold()] == 1
        return title if is_clear or title == file else f"{title} ({file})" if 0 < len(title) <= LONGEST_NAME else file

    return [
        Source(entry.document, entry.version, entry.matter, name(entry), session.firm.catalogue.content(entry.version))
        for entry in entries
        if entry.version is not None
    ]


async def _drafted(
    session: "Session", sources: "Sequence[Source]", count: int, share: float, seed: int, *, reword: bool
) -> tuple[list[dict[str, object]], list[str]]:
    """The lines of the file, once the record says whose words they hold; and why drafts kept the rules' words."""
    from pincite.evaluation.drafting.choosing import drafted

    drafts = drafted(sources, count, share, seed)
    by_document = {source.document: source for source in sources}
    kept: list[str] = []
    if reword and drafts:
        drafts, kept = await _reworded(session, drafts, by_document)
    if drafts:
        told = [by_document[one] for one in sorted({draft.document for draft in drafts})]
        await _record(session, told, by_document)
    width = len(str(len(drafts)))
    return [_fields(f"d{number:0{width}}", draft) for number, draft in enumerate(drafts, start=1)], kept


async def _reworded(
    session: "Session", drafts: "Sequence[Draft]", sources: "dict[DocumentId, Source]"
) -> "tuple[tuple[Draft, ...], list[str]]":
    """The drafts in the model's words where these keep to the span, and why the others do not."""
    from pincite.evaluation.drafting.wording import worded, wording_judge

    judging = Judging(session, "eval make-questions")
    judge = wording_judge(judging.model)
    found, kept = [], []
    with progress() as bars:
        watch = bars.asking(len(drafts))
        for done, draft in enumerate(drafts, start=1):
            async with judging.of([draft.document], (), lambda: session.is_open(sources)):
                one, why = await worded(draft, sources[draft.document], judge)
            found.append(one)
            kept += [why] if why else []
            watch(done)
    return tuple(found), kept


def _fields(identity: str, draft: "Draft") -> dict[str, object]:
    """One line of the file."""
    fields: dict[str, object] = {"id": identity, "question": draft.question, "answerable": draft.is_answerable}
    if draft.is_answerable:
        fields["reference"] = draft.reference
        fields["gold"] = [{"document": draft.document, "start": start, "end": end} for start, end in draft.gold]
    return {**fields, "kind": draft.kind, "document": draft.document, "draft": True}


async def _record(session: "Session", sources: "Sequence[Source]", read: "Iterable[DocumentId]") -> None:
    """Put on the record whose words are shown, and look at the rules again.

    What a document lacks is asked in the words of others, so all that were `read` must be open still.

    Raises:
        AccessError: one of them was closed or taken away while the questions were drafted.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope = session.scope()
    named: list[Json] = [{"document": source.document, "version": source.version} for source in sources]
    facts: dict[str, Json] = {"what": "questions", "rules_version": scope.rules_version}
    record = await session.record("read", facts, {"documents": named}, {source.matter for source in sources})
    session.require_open(scope, read, record)
