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
        request, evidence = self.request, read.evidence
        engines, scanner = request.sources.engines, request.scanner
        asked = await on_thread(section_asked, read, request.scope, engines.catalogue)
        if asked is not None:
            draft = await section_of(asked, read, engines.catalogue, scanner, request.tier)
            return await as_amended(draft, read.query, engines, request.scope, request.now().date(), scanner)
        who = await who_of(read, request.scope, engines.catalogue, scanner, request.tier)
        if who is not None:
            return await as_amended(who, read.query, engines, request.scope, request.now().date(), scanner)
        own = await own_term_of(read, request.scope, engines.catalogue, scanner, request.tier)
        if own is not None:
            return await as_amended(own, read.query, engines, request.scope, request.now().date(), scanner)
        whole = await on_thread(whole_document, read, request.scope, engines.catalogue)
        if whole is not None:
            draft = await overview_of(whole, read, engines.catalogue, scanner, request.tier)
            return await as_amended(draft, read.query, engines, request.scope, request.now().date(), scanner)
        found = await quote_parts(
            read.query,
            evidence,
            embedder=KeptSentences(engines.embedder, engines.index, evidence, request.scope),
            content_of=await texts_in(evidence, engines.catalogue),
            scanner=scanner,
            reader=request.sources.reader,
        )
        cited = {citation.label for statement in found.answer.statements for citation in statement.citations}
        flagged = {label: reasons_of(evidence.cite(label).text) for label in sorted(cited)}
        draft = Draft(
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
        amended = await as_amended(draft, read.query, engines, request.scope, request.now().date(), scanner)
        await request.admitted.aclose()  # what is left is mostly the record's disk
        return amended

    async def checked(self, walked: Walked) -> AsyncGenerator[Support, None]:
        """Each statement, with whether its words stand where they are said to."""
        draft = walked.draft
        if draft is None or not isinstance(draft.said, Answer):
            return
        content_of = self.request.sources.engines.catalogue.content
        verdict = await on_thread(verify, draft.said, draft.evidence, self.request.scope, content_of)
        for support in verdict.supports:
            yield support
