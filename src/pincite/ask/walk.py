"""The walk of a question: from words to a reply that is on the record before anyone reads it."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from pincite.access.scope import Scope
from pincite.answering.answer import Answer
from pincite.answering.doubting import doubt_of_quotes
from pincite.answering.prereading import closest_read
from pincite.answering.quote import Closest, closest_by_words, doubted
from pincite.ask.asking_back import NO_EARLIER, SEVERAL, could_mean, lacks_earlier, possible
from pincite.ask.draft import Draft, Writer, as_amended, checked, cost_usd, quoted, written
from pincite.ask.event import Walked, reply_event, statement_event, withheld_event
from pincite.ask.listening import Call, Listening, Purpose
from pincite.ask.pinning import may_be_repaired, pinned_again
from pincite.ask.refusing import nothing_called, nothing_in_named
from pincite.ask.reply import MOST_CLOSEST, Coverage, LookedThrough, Possible, Refusal, Released, Reply, Stopwatch
from pincite.ask.warnings import warnings_of
from pincite.audit.event import AuditLog, Event, Record
from pincite.documents.span import DocumentId
from pincite.errors import AccessError, ModelError, PinciteError, RecordError
from pincite.models.ports import Completion, Reader
from pincite.retrieval.context import SELECTION, Choice, decide, part_read
from pincite.retrieval.context import Reader as ReaderOf
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.following import Earlier, follow
from pincite.retrieval.following_by_model import follow_with
from pincite.retrieval.query import Query, cleaned, understand
from pincite.retrieval.query_by_model import Understood, understand_with
from pincite.retrieval.search import Engines, aims, search
from pincite.retrieval.understanding.following import says_nothing
from pincite.security.remembering import Remembering
from pincite.security.scanner import Phrases, Scan, Scanner, scan
from pincite.verification.showing import fit_to_show
from pincite.verification.support import Support
from pincite.verification.together import against

EVIDENCE, EVIDENCE_NAMED = 20, 32
"""Passages that an answer is chosen from and that a reply shows: of all documents, and of those that are named. Of 215
questions for steering (`runs/measuring/lawyers.py`) the clause is among 20 in .86, 30 in .90, 48 in .92 and 100 in
.95."""

SEEN = "what you may see"
"""What a scope permits, in words that are the same whatever it withholds: a matter's name would tell that it is all."""

NAMED = "what the question names"
"""The documents that a question names and that alone answer it, in words."""

NOT_BORNE_OUT = "nothing that was found bears the answer out"
"""Why an answer is refused of which all was kept back."""

Mode = Literal["quote", "write"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a question is answered from and recorded in; without a `writer` answers can only be quoted.

    `scanner` is asked about the sentences that quote mode is about to state; a writer has its own. `reader` says which
    sentences answer; without one they are chosen by likeness and shared words. In write mode it says which passages the
    writer reads first, and where it finds no answer the writer is not asked.
    `renew` gives what a scope's user may see as the rules stand at that moment, and raises an `AccessError` when they
    have been shut out. The walk asks it before anything is shown.
    """

    engines: Engines
    audit: AuditLog
    writer: Writer | None = None
    scanner: Scanner | None = None
    reader: Reader | None = None
    renew: Callable[[Scope], Scope] = field(kw_only=True)


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    mode: Mode = "quote",
    release: Callable[[Released], None] | None = None,
    after: Earlier | None = None,
) -> Reply:
    """The reply to a question under a scope: sentences of the documents, or, in write mode, a model's own.

    A question that goes on from an earlier one (`after`) is answered from the documents that one was about, and has the
    earlier one's words before its own. It is asked under the scope of today like any other.

    `release` is given each statement as soon as it was checked and is on the record; the reply's record closes them.

    What is shown is held against the rules as they stand just before it is shown, each statement and the reply at the
    end: once before it is put on the record, and once more when the record is durable, for writing it may take seconds.
    Whoever may no longer see any of the passages that were read is shown nothing more: the walk stops with a recorded
    refusal that is `failed`, without statements and without passages. It stops although a statement may rest on another
    passage, since what was written has been read from all of them.

    What fails on the way becomes a recorded refusal. When the record itself cannot be written, the reply is a refusal
    that shows nothing.

    Raises:
        QuestionError: the question is empty or too long.
    """
    writer = sources.writer
    if writer is not None and writer.scanner is not None:
        # What was read for one question is forgotten with it: that another one is answered faster would tell who asked.
        sources = replace(sources, writer=replace(writer, scanner=Remembering(writer.scanner)))
    return await Walk(understand(question), question, scope, sources, now, mode, release, after).reply()


class Walk:
    """One question on its way. What it has come to stands in its fields, so that the record has it wherever it ends."""

    def __init__(
        self,
        query: Query,
        question: str,
        scope: Scope,
        sources: Sources,
        now: Callable[[], datetime],
        mode: Mode,
        release: Callable[[Released], None] | None,
        after: Earlier | None,
    ) -> None:
        self.query = query
        self.after = after
        self.question, self.scope, self.sources, self.now = question, scope, sources, now
        self.mode, self.release = mode, release
        self.id = secrets.token_hex(8)
        self.watch = Stopwatch()
        self.evidence = Evidence((), "")
        self.context: Choice | None = None
        self.unknown = ""
        self.draft: Draft | None = None
        self.supports: list[Support] = []
        self.removed: list[Support] = []
        self.released = 0
        self.looked_through = LookedThrough(0, 0)
        self.is_closed = False
        self.screened: Scan | None = None
        self.understood: Understood | None = None
        self.followed: Understood | None = None
        self.calls: list[Call] = []

    async def reply(self) -> Reply:
        """The reply, once it is on the record."""
        is_ended = False
        try:
            refusal = await self._refusal()
            is_ended = True
        finally:
            if not is_ended:  # given up, killed by Ctrl-C, or the reader of a stream has gone: the record says so
                stopped = Refusal("failed", "the question was given up before it was answered")
                await self._record(stopped)
        shown = self.evidence
        if refusal is not None and refusal.reason in ("failed", "not_recorded"):
            shown = Evidence((), self.evidence.index_version)
            self.supports = self.supports[: self.released]
        said = [] if self.is_closed else self.supports
        record: Record | None = None
        try:
            record = await self._record(refusal)
            withheld = self._closed_meanwhile() if shown.passages or self.after is not None else None
            if withheld is not None:
                shown, said = Evidence((), shown.index_version), []
                refusal = Refusal("failed", f"the question could not be answered: {withheld}")
                record = await self._record_withheld(record, refusal)
        except RecordError as error:
            shown, said, record = Evidence((), shown.index_version), [], None
            refusal = _not_recorded(error)
        self.watch.mark("audit")
        is_told = refusal is None or refusal.reason not in ("failed", "not_recorded")
        return Reply(
            id=self.id,
            question=self.question,
            refusal=refusal,
            statements=tuple(said),
            coverage=Coverage(
                len(said) + len(self.removed),
                len(said),
                tuple(_shown(support, self.question, shown) for support in self.removed),
            ),
            passages=shown.passages,
            tier=self._tier,
            model=self.draft.model if self.draft else None,
            cost_usd=self._cost_usd,
            index_version=shown.index_version,
            context=self.context if shown.passages else None,
            record=record,
            ms=self.watch.finished(),
            warnings=warnings_of(
                self.screened,
                self.draft.flagged if self.draft else {},
                shown,
                [support.statement for support in said],
                self.draft.doubts if self.draft else (),
            ),
            understood=self.query.text if is_told and self.after is not None and self._is_otherwise else None,
            about=self._possible(self.query.carried) if is_told else (),
            looked=self.looked_through if is_told else LookedThrough(0, 0),
            closest=self._closest_shown(refusal, shown),
        )

    def _closest_shown(self, refusal: Refusal | None, shown: Evidence) -> tuple[Closest, ...]:
        """The best sentence of each passage of a refusal that is shown."""
        if refusal is None or self.draft is None:
            return ()
        labels = {passage.label for passage in shown.passages}
        return tuple(one for one in self.draft.closest if one.label in labels)

    @property
    def _is_otherwise(self) -> bool:
        """True when the question was taken to ask something else than its words."""
        return self.query.text != cleaned(self.question)

    def _possible(self, documents: Iterable[DocumentId]) -> tuple[Possible, ...]:
        """Documents by which a reply names what is meant, of those that the asker may see."""
        catalogue = self.sources.engines.catalogue
        entries = catalogue.permitted(documents, self.scope)
        return tuple(Possible(one, entries[one].path, entries[one].title) for one in documents if one in entries)

    async def _refusal(self) -> Refusal | None:
        """Walk, and say why there is no answer, None when there is one."""
        try:
            await self._screen()
            self._follow()
            await self._understand()
            await self._retrieve()
            self._require_open()
            unclear = self._unclear()
            if unclear is not None:
                return unclear
            if self.unknown:
                return Refusal("no_evidence", nothing_called(self.unknown))
            await self._draft()
            unclear = self._unclear()
            if unclear is not None:
                return unclear
            await self._check()
            self._require_open()
            self._find_closest()
            await self._doubt_closest()
        except RecordError as error:
            self.watch.mark("failed")
            return _not_recorded(error)
        except PinciteError as error:
            self.watch.mark("failed")
            return Refusal("failed", f"the question could not be answered: {error}")
        is_whole = self.context is not None and self.context.reads_whole
        return _refusal(self.supports, self.removed, self.evidence, self.query, self.scope, self.draft, is_whole)

    def _find_closest(self) -> None:
        """Find the best sentence of each passage also where a model wrote, and nothing that it wrote can be said."""
        if self.draft is None or self.mode != "write" or self.supports or self.draft.problem:
            return
        if self.draft.closest:  # no model was asked, and a reader has said which they are
            return
        content_of = self.sources.engines.catalogue.content
        by_reader = closest_read(self.draft.reads, self.evidence.passages, content_of)
        by_words = closest_by_words(self.query, self.evidence, content_of)
        self.draft = replace(self.draft, closest=tuple(by_reader.get(one.label, one) for one in by_words))

    async def _doubt_closest(self) -> None:
        """Mark of what a refusal prints as the closest whatever may be written for whoever answers.

        Raises:
            ModelError: the scanner's model cannot be read.
        """
        if self.draft is None or self.supports or self._scans is None or self.query.intent == "out_of_scope":
            return
        printed = self.evidence.passages[:MOST_CLOSEST]
        content_of = self.sources.engines.catalogue.content
        marked = await doubted(self.draft.closest, printed, content_of, self._scans)
        self.draft = replace(self.draft, closest=marked)

    async def _screen(self) -> None:
        """Have the question scanned before a model reads it. A flagged one is answered, with a warning."""
        writer = self.sources.writer
        if self.mode == "write" and writer is not None and writer.scanner is not None:
            self.screened = await scan(self.question, "question", writer.scanner)
            self.watch.mark("screen")

    def _follow(self) -> None:
        """Put what an earlier question was about before this one's words, where it goes on from one."""
        if self.after is not None:
            self.query = follow(self.question, self.after, self.scope, self.sources.engines.catalogue)
            self.watch.mark("follow")

    async def _understand(self) -> None:
        """Have the model read the question too, if so set; rules have read it already."""
        writer = self.sources.writer
        if self.mode == "write" and writer is not None and writer.understands:
            if self.after is not None and self.query.newest:
                model = self._listened(writer, "understand").model
                self.followed = await follow_with(model, self.query, self.after.question)
                self.query = self.followed.query
            before = self.query
            self.understood = await understand_with(self._listened(writer, "understand").model, before.text)
            self.query = replace(
                self.understood.query, carried=before.carried, newest=before.newest, other=before.other
            )
            self.watch.mark("understand")

    async def _retrieve(self) -> None:
        engines = self.sources.engines
        aimed = await aims(self.query, self.scope, self.now(), engines)
        self.unknown = next((aim.unknown for aim in aimed if aim.unknown), "")
        among = frozenset(hint.document for aim in aimed for hint in aim.documents)
        most = EVIDENCE_NAMED if among else EVIDENCE
        size = await (engines.index.count(self.scope, among) if among else engines.index.count(self.scope))
        few = min(size, most)
        reads = ReaderOf("passage", most) if among else SELECTION
        self.context = decide(NAMED if among else SEEN, size, few, few, reads)
        depth = max(size, 1) if self.context.reads_whole else most
        self.evidence = await search(self.query, self.scope, depth, self.now(), engines, aimed)
        read = {piece.span.document for searched in self.evidence.searches for piece in searched.considered}
        self.looked_through = LookedThrough(
            len(read), max(len(read), engines.catalogue.naming((), self.scope).documents)
        )
        self.watch.mark("retrieve")

    def _unclear(self) -> Refusal | None:
        """A question put back where this one cannot be understood, or could mean several documents; None elsewhere."""
        if self.after is not None:
            return None
        if self.draft is None:
            if not lacks_earlier(self.query, self.evidence):
                return None
            documents = [] if says_nothing(self.query.text) else possible(self.evidence)
            return Refusal("unclear", NO_EARLIER, self._possible(documents))
        said = self.draft.said
        if not isinstance(said, Answer):
            return None
        labels = [*(one.citations[0].label for one in said.statements), *(one.label for one in self.draft.closest)]
        catalogue = self.sources.engines.catalogue
        documents = could_mean(self.query, self.evidence, said, labels, self.scope, catalogue)
        return Refusal("unclear", SEVERAL, self._possible(documents)) if documents else None

    async def _draft(self) -> None:
        engines = self.sources.engines
        if self.mode == "quote":
            draft = await quoted(self.query, self.evidence, engines, self.sources.scanner, self.sources.reader)
            self.draft = await as_amended(
                draft, self.query, engines, self.scope, self.now().date(), self.sources.scanner
            )
            self.evidence = self.draft.evidence
        elif self.sources.writer is None:
            raise ModelError("no language model is configured, so nothing can be written; set one under [model]")
        elif self.query.intent != "out_of_scope":
            found = len(self.evidence.passages)
            writer = self._listened(self.sources.writer, "write")
            draft = await written(self.query, self.evidence, engines, writer, self.sources.reader)
            self.draft = await as_amended(draft, self.query, engines, self.scope, self.now().date(), None)
            self.evidence = self.draft.evidence
            if self.context is not None and self.context.reads_whole and self.draft.left_out:
                self.context = part_read(self.context, len(self.evidence.passages), found)
        self.watch.mark("write")

    async def _check(self) -> None:
        """Check each statement, and release it when it passed and is on the record."""
        if self.draft is None or self.query.intent == "out_of_scope":
            return
        if self.draft.problem:
            raise ModelError(self.draft.problem)
        writer = self.sources.writer
        if writer is not None:
            heard = writer.verifier.heard(lambda judge: Listening(judge, "check", self.calls))
            writer = replace(writer, verifier=heard)
        held: list[Support] = []
        async for support in checked(self.draft, self.scope, self.sources.engines, writer):
            self.watch.mark("verify")
            self._require_open()
            if held or may_be_repaired(support, self.draft):
                held.append(support)  # those after it wait, so that all are said in the order of the reply
            else:
                await self._settle(support)
        if held and writer is not None:
            said = [support.statement.text for support in self.supports]
            asking = self._listened(writer, "write")
            settled = await pinned_again(held, said, self.draft, self.scope, self.sources.engines, asking)
            self.watch.mark("repair")
            for support in settled:
                self._require_open()
                await self._settle(support)

    async def _settle(self, support: Support) -> None:
        """Keep a statement back, or release it once it is on the record."""
        asked = self.draft.asked if self.draft else None
        if support.supported and asked is not None:
            objection = against(support, self.supports, self.removed, asked.sign)
            if objection:
                support = replace(support, score=0.0, reasons=(objection,))
            else:
                support = await self._cautioned(support)
        if not support.supported:
            self.removed.append(support)
            return
        self.supports.append(support)
        if self.release is not None:
            await self._release(support, self.release)
            self.watch.mark("audit")

    async def _cautioned(self, support: Support) -> Support:
        """A written statement, with a caution where what it quotes may be written for whoever answers."""
        content_of = self.sources.engines.catalogue.content
        scanner = self._scans or Phrases()
        statement = await doubt_of_quotes(support.statement, self.evidence, content_of, scanner)
        return replace(support, statement=statement)

    def _require_open(self) -> None:
        """Refuse to show anything when part of what was read is closed to the asker by now.

        Raises:
            AccessError: the rules, or where a document lies, have changed; or the asker has been shut out.
        """
        self.is_closed = True  # until it is known that nothing is
        scope = self.sources.renew(self.scope)
        read = {passage.span.document for passage in self.evidence.passages}
        if self.after is not None:
            read |= {*self.after.documents, *self.query.carried}
        self.is_closed = self.sources.engines.catalogue.closed(read, scope)
        scope.require_current(self.now())
        if self.is_closed:
            raise AccessError(
                "while it was being answered, part of what had been read for it was closed to you or taken away; "
                "ask again for what you may see now"
            )

    def _closed_meanwhile(self) -> PinciteError | None:
        """Why a recorded reply may not be shown; None when all that was read for it is still open."""
        try:
            self._require_open()
        except PinciteError as error:
            return error
        return None

    async def _release(self, support: Support, release: Callable[[Released], None]) -> None:
        number = len(self.supports)
        labels = dict.fromkeys(citation.label for citation in support.statement.citations)
        cited = [self.evidence.cite(label) for label in labels]
        event = statement_event(self.id, self.question, self.scope, number, support, cited, self.now())
        record = await self.sources.audit.append(event)
        withheld = self._closed_meanwhile()
        if withheld is not None:
            await self._record_withheld(record, Refusal("failed", str(withheld)))
            raise withheld
        self.released = number
        release(Released(number, support, cited[0], record))

    async def _record(self, refusal: Refusal | None) -> Record:
        """Put what came of it on the record.

        Raises:
            RecordError: it cannot be made durable.
        """
        return await self.sources.audit.append(self._event(refusal))

    def _event(self, refusal: Refusal | None) -> Event:
        """What goes on the record."""
        walked = Walked(
            refusal=refusal,
            supports=tuple(self.supports),
            removed=tuple(self.removed),
            read=self.evidence,
            draft=self.draft,
            context=self.context,
            intent=self.query.intent,
            screened=self.screened,
            scanner=self._scanner,
            reader=self._reader,
            understood=self.understood,
            followed=self.followed,
            after=self.after,
            calls=tuple(self.calls),
            asked=self._asked,
            cost_usd=self._cost_usd,
        )
        return reply_event(self.id, self.question, self.scope, walked, self.watch.finished(), self.now())

    async def _record_withheld(self, recorded: Record, refusal: Refusal) -> Record:
        """Put on the record that what an earlier record says was not shown after all.

        Raises:
            RecordError: it cannot be made durable.
        """
        event = withheld_event(self.question, self.scope, self.evidence, recorded, refusal, self.now())
        return await self.sources.audit.append(event)

    def _listened(self, writer: Writer, purpose: Purpose) -> Writer:
        """The writer with its calls noted for the record."""
        return replace(writer, model=Listening(writer.model, purpose, self.calls))

    @property
    def _asked(self) -> tuple[Completion, ...]:
        """All that models said, in the order of time: also what was paid for and came to nothing."""
        return tuple(call.completion for call in self.calls if call.completion is not None)

    @property
    def _scans(self) -> Scanner | None:
        """What scans the question and the passages, or what is to be quoted; None where only phrases do."""
        writer = self.sources.writer
        return self.sources.scanner if self.mode == "quote" else writer.scanner if writer is not None else None

    @property
    def _scanner(self) -> str | None:
        """Names it."""
        return self._scans.name if self._scans is not None else None

    @property
    def _reader(self) -> str | None:
        """Names the model that chose what is quoted, or what a model read first; None where none did."""
        if self.mode == "write":
            return self.draft.read_by if self.draft is not None else None
        return self.sources.reader.name if self.sources.reader is not None else None

    @property
    def _cost_usd(self) -> float:
        return cost_usd(self._asked, self.sources.writer)

    @property
    def _tier(self) -> str:
        if self.draft is not None:
            return self.draft.tier
        return self.sources.writer.tier if self.mode == "write" and self.sources.writer else "quote"


def _not_recorded(error: RecordError) -> Refusal:
    return Refusal("not_recorded", f"the reply is withheld because it could not be put on the record: {error}")


def _shown(removed: Support, question: str, evidence: Evidence) -> str:
    """Why a statement was kept back, without what only that statement says."""
    known = [question, *(passage.text for passage in evidence.passages)]
    return "; ".join(fit_to_show(reason, known) for reason in removed.reasons)


def _refusal(
    supports: Sequence[Support],
    removed: Sequence[Support],
    evidence: Evidence,
    query: Query,
    scope: Scope,
    draft: Draft | None,
    is_whole: bool,
) -> Refusal | None:
    if query.intent == "out_of_scope":
        return Refusal(
            "out_of_scope", "this does not ask about documents; ask what an agreement, a policy or a law says"
        )
    if supports:
        return None
    if draft is not None and draft.abstained and evidence.passages:
        return Refusal(
            "no_evidence", "the model that read the passages says that they do not answer this; see what was found"
        )
    if removed:
        why = _shown(removed[0], query.text, evidence)
        what = "the answer does not quote what bears it out" if removed[0].is_unpinned else NOT_BORNE_OUT
        return Refusal("unsupported", f"{what}: {why}")
    if evidence.passages and evidence.named:
        return Refusal("no_evidence", nothing_in_named(evidence, is_whole=is_whole, is_carried=bool(query.carried)))
    if evidence.passages:
        return Refusal(
            "no_evidence", "nothing in the documents you may see answers this well enough to quote; see what was found"
        )
    if scope.matters:
        return Refusal("no_evidence", "the matters that you may see hold no documents yet; ingest some, then ask again")
    return Refusal("no_evidence", "there are no documents that you may see here; ask the workspace's owner for access")
