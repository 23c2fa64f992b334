"""Write mode: a language model words the answer, and the passages that it cites must bear each sentence out."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from pincite.answering.answer import Answer
from pincite.answering.doubting import doubt_of_quotes
from pincite.answering.prereading import preread
from pincite.answering.repinning import Asked
from pincite.answering.writing import write
from pincite.ask.amended import as_amended
from pincite.ask.draft import Draft
from pincite.ask.gate import Gate
from pincite.ask.pinning import may_be_repaired, pinned_again
from pincite.ask.request import Request
from pincite.ask.stages import Read, Walked
from pincite.ask.texts import texts_in
from pincite.ask.writer import Writer
from pincite.errors import ModelError
from pincite.retrieval.evidence import Evidence
from pincite.security.scanner import Phrases
from pincite.verification.support import Support
from pincite.verification.together import against
from pincite.verification.written import Said, verify_written


@dataclass(frozen=True, slots=True)
class Writing:
    """Drafts in a model's words. Implements `Drafter`."""

    request: Request
    writer: Writer

    async def drafted(self, read: Read) -> Draft | None:
        """An answer in the model's words, or why there is none; None for a question that is not about documents.

        Where a reader finds that hardly anything can answer, the model is not asked, and there is nothing to be said.

        Raises:
            ModelError: a file of the reader, of the embedder or of the scanner is missing or damaged.
        """
        if read.query.intent == "out_of_scope":
            return None
        request = self.request
        draft = await self._written(read)
        return await as_amended(
            draft, read.query, request.sources.engines, request.scope, request.now().date(), scanner=None
        )

    async def _written(self, read: Read) -> Draft:
        query, evidence = read.query, read.evidence
        engines, reader, tier = self.request.sources.engines, self.request.sources.reader, self.writer.tier
        content_of = await texts_in(evidence, engines.catalogue)
        first = await preread(query, evidence, content_of, engines.embedder, reader) if reader else None
        if first is not None and first.is_hopeless:
            return Draft(
                evidence,
                said=(),
                strength=first.chance,
                abstained=False,
                tier=tier.name,
                closest=first.closest,
                read_by=first.by,
                reads=first.best,
            )
        made = await write(
            query,
            evidence,
            self.request.model(self.writer, "write", evidence),
            content_of,
            tier.context_tokens,
            answer_tokens=tier.answer_tokens,
            scanner=self.writer.scanner,
            read=first,
        )
        return Draft(
            evidence=made.evidence,
            said=made.said,
            strength=1.0 if first is None else first.chance,
            abstained=made.abstained,
            tier=tier.name,
            model=made.completions[-1].model if made.completions else None,
            problem=made.problem,
            left_out=len(made.left_out),
            flagged=made.flagged,
            prompts=made.prompts,
            completions=made.completions,
            claims=made.claims,
            asked=made.asked,
            read_by=first.by if first else None,
            reads=made.reads,
        )

    async def checked(self, walked: Walked) -> AsyncIterator[Support]:
        """Each statement with its verdict, by itself and together with those before it.

        From the first on that its quotes do not bear out, statements wait until the model was asked for other words.

        Raises:
            ClosedError: part of what was read was closed to the asker.
            ModelError: a file of the entailment model or of the scanner is missing or damaged, or the model gave no
                usable reply.
        """
        draft = walked.draft
        if draft is None:
            return
        if draft.problem:
            raise ModelError(draft.problem)
        if draft.abstained or draft.asked is None or isinstance(draft.said, Answer):
            return
        said: list[Support] = []
        kept_back: list[Support] = []
        async for support in self._each(walked, draft, draft.said, draft.asked, said):
            settled = await self._together(support, draft.evidence, draft.asked.sign, said, kept_back)
            (said if settled.supported else kept_back).append(settled)
            yield settled

    async def _each(
        self, walked: Walked, draft: Draft, written: Sequence[Said], asked: Asked, said: Sequence[Support]
    ) -> AsyncIterator[Support]:
        """Each statement with its verdict by itself, after the repair round; `said` grows as they are settled."""
        request, gate = self.request, Gate(self.request)
        engines, scanner = request.sources.engines, self.writer.scanner
        judge = request.model(self.writer, "check", draft.evidence) if self.writer.judges else None
        verifier = self.writer.verifier.with_judge(judge)
        held: list[Support] = []
        content_of = await texts_in(draft.evidence, engines.catalogue)
        async for support in verify_written(
            written, draft.evidence, request.scope, content_of, verifier, asked.sign, scanner
        ):
            request.watch.mark("verify")
            await gate.require_open(walked)
            if held or may_be_repaired(support, draft):
                held.append(support)  # those after it wait, so that all are said in the order of the reply
            else:
                yield support
        if held:
            before = [support.statement.text for support in said]
            model = request.model(self.writer, "write", draft.evidence)
            writer = replace(self.writer, verifier=verifier)
            repaired = await pinned_again(held, before, draft, request.scope, engines, writer, model)
            request.watch.mark("repair")
            for support in repaired:
                yield support

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
