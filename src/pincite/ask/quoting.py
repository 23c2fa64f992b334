"""Quote mode: an answer is sentences of the documents, word for word, and no language model is asked."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from pincite.answering.answer import Answer
from pincite.answering.compound import quote_parts
from pincite.answering.scans import reasons_of
from pincite.answering.sentences import KeptSentences
from pincite.ask.amended import as_amended
from pincite.ask.draft import Draft
from pincite.ask.overview import overview_of, whole_document
from pincite.ask.own_terms import own_term_of
from pincite.ask.parties import who_of
from pincite.ask.request import Request
from pincite.ask.sections import section_asked, section_of
from pincite.ask.stages import Read, Walked
from pincite.ask.texts import texts_in
from pincite.threads import on_thread
from pincite.verification.support import Support
from pincite.verification.verbatim import verify


@dataclass(frozen=True, slots=True)
class Quoting:
    """Drafts quotes: those that a scanner doubts stand behind the others. Implements `Drafter`."""

    request: Request

    async def drafted(self, read: Read) -> Draft:
        """Sentences of the documents that answer; for a summary, those in which the document states what it is.

        Raises:
            ModelError: the model of the embedder, of the scanner or of the reader cannot be read.
        """
        request, engines = self.request, self.request.sources.engines
        stated = await self._stated(read)
        draft = stated if stated is not None else await self._found(read)
        amended = await as_amended(draft, read.query, engines, request.scope, request.now().date(), request.scanner)
        if stated is None:
            await request.admitted.aclose()  # what is left is mostly the record's disk
        return amended

    async def _stated(self, read: Read) -> Draft | None:
        """What one document states where the question asks for that; None for a question that is searched for.

        That is a section, the parties, the term or the law, or what the document is.
        """
        request, scanner = self.request, self.request.scanner
        scope, catalogue, tier = request.scope, request.sources.engines.catalogue, request.tier
        asked = await on_thread(section_asked, read, scope, catalogue)
        if asked is not None:
            return await section_of(asked, read, catalogue, scanner, tier)
        for states in (who_of, own_term_of):
            draft = await states(read, scope, catalogue, scanner, tier)
            if draft is not None:
                return draft
        whole = await on_thread(whole_document, read, scope, catalogue)
        return await overview_of(whole, read, catalogue, scanner, tier) if whole is not None else None

    async def _found(self, read: Read) -> Draft:
        """The sentences that answer best, of all that was found."""
        request, evidence, engines = self.request, read.evidence, self.request.sources.engines
        found = await quote_parts(
            read.query,
            evidence,
            embedder=KeptSentences(engines.embedder, engines.index, evidence, request.scope),
            content_of=await texts_in(evidence, engines.catalogue),
            scanner=request.scanner,
            reader=request.sources.reader,
        )
        cited = {citation.label for statement in found.answer.statements for citation in statement.citations}
        flagged = {label: reasons_of(evidence.cite(label).text) for label in sorted(cited)}
        return Draft(
            evidence,
            found.answer,
            found.strength,
            abstained=False,
            tier=request.tier,
            flagged={label: reasons for label, reasons in flagged.items() if reasons},
            doubts=found.doubts,
            closest=found.closest,
            unanswered=found.unanswered,
            elsewhere=found.elsewhere,
        )

    async def checked(self, walked: Walked) -> AsyncGenerator[Support, None]:
        """Each statement, with whether its words stand where they are said to."""
        draft = walked.draft
        if draft is None or not isinstance(draft.said, Answer):
            return
        content_of = self.request.sources.engines.catalogue.content
        verdict = await on_thread(verify, draft.said, draft.evidence, self.request.scope, content_of)
        for support in verdict.supports:
            yield support
