"""Write mode: a language model words the answer, and the passages that it cites must bear each sentence out.

What it says is checked sentence by sentence, as it comes.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from pincite.answering.agreeing import consistent
from pincite.answering.answer import Answer
from pincite.answering.doubting import doubt_of_quotes
from pincite.answering.examples import Example
from pincite.answering.prereading import preread
from pincite.answering.reasoning import without_reasoning
from pincite.answering.sentences import KeptSentences
from pincite.answering.writing import Written, prepare, write
from pincite.ask.amended import as_amended
from pincite.ask.classifying import About
from pincite.ask.draft import Draft, best_first
from pincite.ask.gate import Gate
from pincite.ask.pinning import may_be_repaired, pinned_again
from pincite.ask.recorded_model import RecordedModel
from pincite.ask.request import Request
from pincite.ask.stages import Read, Walked
from pincite.ask.texts import texts_in
from pincite.ask.under_way import Asking
from pincite.ask.watching import Watch
from pincite.ask.writer import Writer
from pincite.errors import NotPermitted
from pincite.models.ports import Progress
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.security.scanner import Phrases
from pincite.threads import on_thread
from pincite.verification.support import Support
from pincite.verification.together import against
from pincite.verification.written import Said, WrittenVerifier


@dataclass(frozen=True, slots=True)
class Writing:
    """Drafts in a model's words. Implements `Drafter`.

    With `is_awaited`, somebody is told how far the model is. With `in_pieces`, its sentences are checked while it
    writes the next ones. That is for a model whose sentences go out as they are checked: a reply that turns out to be
    invalid cannot be asked for again then.
    """

    request: Request
    writer: Writer
    is_awaited: bool = False
    in_pieces: bool = False

    async def drafted(self, read: Read) -> Draft | None:
        """What the model is to be asked, or why it is not; None for a question that is not about documents.

        Where a reader finds that hardly anything can answer, the model is not asked, and there is nothing to be said.

        Raises:
            ModelError: a file of the reader, of the embedder or of the scanner is missing or damaged.
        """
        query, evidence = read.query, read.evidence
        if query.intent == "out_of_scope":
            return None
        engines, reader, tier = self.request.sources.engines, self.request.sources.reader, self.writer.tier
        content_of = await texts_in(evidence, engines.catalogue)
        embedder = KeptSentences(engines.embedder, engines.index, evidence, self.request.scope)
        first = await preread(query, evidence, content_of, embedder, reader) if reader else None
        if first is not None and first.is_hopeless:
            unsaid = Draft(
                evidence,
                said=(),
                strength=first.chance,
                abstained=False,
                tier=tier.name,
                closest=first.closest,
                read_by=first.by,
                reads=first.best,
            )
            return best_first(unsaid)
        ready = await prepare(
            query,
            evidence,
            tier.provider.name,
            content_of,
            tier.context_tokens,
            answer_tokens=tier.answer_tokens,
            scanner=self.writer.scanner,
            read=first,
            examples=await self._examples(query.text),
            replies=self.request.sources.sampling.replies,
            reasons=self.request.sources.reasons,
        )
        return Draft(
            evidence=ready.evidence,
            said=(),
            strength=1.0 if first is None else first.chance,
            abstained=ready.abstained,
            tier=tier.name,
            problem=ready.problem,
            left_out=len(ready.left_out),
            flagged=ready.flagged,
            prompting=ready.prompting,
            read_by=first.by if first else None,
            reads=ready.reads,
        )

    async def _examples(self, question: str) -> tuple[Example, ...]:
        """The approved answers that this model may be shown, each by itself no more sensitive than it may read."""
        request, sources = self.request, self.request.sources
        found = await sources.exampling(question, request.scope, sources.engines.embedder)
        kept = []
        for one in found:
            about = About(request.scope, one.documents, examples=(one,))
            classified = await on_thread(sources.classify, about, one.words)
            if classified.level <= self.writer.tier.accepts:
                kept.append(one)
        return tuple(kept)

    async def checked(self, walked: Walked) -> AsyncGenerator[Support | Draft, None]:
        """The draft as it grows, and each statement with its verdict, by itself and together with those before it.

        From the first on that its quotes do not bear out, statements wait until the model was asked for other words.

        Raises:
            ClosedError: part of what was read was closed to the asker.
            NotPermitted: what was read may not be sent to the model.
            ModelError: a file of the entailment model or of the scanner is missing or damaged.
        """
        draft = walked.draft
        if draft is None or draft.prompting is None:
            return
        sign, examples = draft.prompting.request.sign, draft.prompting.examples
        said: list[Support] = []
        kept_back: list[Support] = []
        watch = self._watch(walked) if self.is_awaited else None
        kept = without_reasoning if draft.prompting.request.reasons else str
        model = self.request.model(self.writer, "write", draft.evidence, watch=watch, examples=examples, kept=kept)
        try:
            async with aclosing(self._each(walked, draft, said, model)) as each:
                async for one in each:
                    if isinstance(one, Draft):
                        draft = one
                        yield draft
                        continue
                    settled = await self._together(one, draft.evidence, sign, said, kept_back)
                    (said if settled.supported else kept_back).append(settled)
                    yield settled
        except NotPermitted as error:
            if not said:
                raise
            yield replace(draft, problem=str(error))

    def _watch(self, walked: Walked) -> Watch:
        """How whoever asked waits: they are told that the model is asked, and then how far it is."""
        request, tier = self.request, self.writer.tier

        def told(progress: Progress) -> None:
            request.told(Asking(tier.provider.name, tier.leaves_firm, progress))

        told(Progress())
        return Watch(partial(Gate(request).require_open, walked), told, self.in_pieces)

    async def _each(
        self, walked: Walked, draft: Draft, said: Sequence[Support], model: RecordedModel
    ) -> AsyncGenerator[Support | Draft, None]:
        """The draft as it grows, and each statement with its verdict by itself; `said` grows as they are settled."""
        request, gate, prompting = self.request, Gate(self.request), draft.prompting
        if prompting is None:
            return
        engines, scanner, evidence = request.sources.engines, self.writer.scanner, draft.evidence
        judge = (
            request.model(self.writer, "check", evidence, examples=prompting.examples) if self.writer.judges else None
        )  # what was written may have words of an example
        verifier = self.writer.verifier.with_judge(judge)
        content_of = await texts_in(evidence, engines.catalogue)
        verifying = WrittenVerifier(evidence, request.scope, content_of, verifier, prompting.request.sign, scanner)
        held: list[Support] = []
        is_lost = False
        async with aclosing(self._growing(draft, model)) as growing:
            async for written in growing:
                request.watch.mark("write")
                draft, new = await self._grown(draft, written, walked.read.query)
                is_lost = written.is_lost
                yield draft
                for one in () if draft.abstained else new:
                    support = await verifying.verdict(one)
                    request.watch.mark("verify")
                    await gate.require_open(replace(walked, draft=draft))
                    await model.require_leave()
                    if held or may_be_repaired(support, draft):
                        held.append(support)  # those after it wait, so that all are said in the order of the reply
                    else:
                        yield support
        if held and not is_lost:
            before = [support.statement.text for support in said]
            writer = replace(self.writer, verifier=verifier)
            held = [*await pinned_again(held, before, draft, request.scope, engines, writer, model)]
            request.watch.mark("repair")
        for support in held:
            yield support

    async def _growing(self, draft: Draft, model: RecordedModel) -> AsyncGenerator[Written, None]:
        """What the model writes as it grows; or, where it is asked several times, what most of its replies agree on."""
        ready, sampling = Written(draft.evidence, prompting=draft.prompting), self.request.sources.sampling
        if draft.prompting is not None and draft.prompting.again:
            prices, today = self.writer.tier.prices, self.request.now().date()
            yield await consistent(ready, model, sampling, prices.at(today).cost)
            return
        async with aclosing(write(ready, model)) as growing:
            async for written in growing:
                yield written

    async def _grown(self, draft: Draft, written: Written, query: Query) -> tuple[Draft, Sequence[Said]]:
        """The draft as far as it is written, and what is new in it, with today's amendments applied."""
        request = self.request
        engines, scope, today = request.sources.engines, request.scope, request.now().date()
        before = () if isinstance(draft.said, Answer) else draft.said
        new = replace(draft, said=written.said[len(before) :], amending=frozenset())
        new = await as_amended(new, query, engines, scope, today, scanner=None)
        said = () if isinstance(new.said, Answer) else new.said
        by = written.completions[-1].model if written.completions else self.writer.tier.provider.name
        grown = replace(
            draft,
            said=(*before, *said),
            abstained=written.abstained,
            model=by if written.completions or written.claims else None,
            problem=written.problem,
            prompting=written.prompting,
            claims=written.claims,
            consistency=written.consistency,
            amending=draft.amending | new.amending,
        )
        return grown, said

    async def _together(
        self, support: Support, evidence: Evidence, sign: str, said: Sequence[Support], kept_back: Sequence[Support]
    ) -> Support:
        """A statement kept back for what it tells together with those before it, or with a caution.

        It is cautioned where what it quotes may be written for whoever answers.
        """
        if not support.supported:
            return support
        objection = against(support, said, kept_back, sign)
        if objection:
            return replace(support, score=0.0, reasons=(objection,))
        content_of = await texts_in(evidence, self.request.sources.engines.catalogue)
        scanner = self.writer.scanner or Phrases()
        return replace(support, statement=await doubt_of_quotes(support.statement, evidence, content_of, scanner))
