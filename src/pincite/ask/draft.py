"""What is to be said, and the check of each statement before it is released.

Quote mode takes sentences of the documents and checks that they are theirs; write mode has a model word them, and
checks that the passages they cite bear them out.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.binding import Bound, Unbound
from pincite.answering.claimed import Claim
from pincite.answering.doubting import Doubt, doubt, noted
from pincite.answering.prereading import preread
from pincite.answering.quote import Closest, quote
from pincite.answering.reading import BestRead
from pincite.answering.repinning import Asked
from pincite.answering.scans import reasons_of
from pincite.answering.standing import as_it_stands, asks_for_before, with_notes
from pincite.answering.versions import with_versions
from pincite.answering.writing import write
from pincite.catalogue.amending import Amendments
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.errors import ModelError
from pincite.models.chat.prices import Prices
from pincite.models.ports import ChatModel, Completion, Reader
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.retrieval.search import Engines
from pincite.security.scanner import Scanner
from pincite.verification.support import Support
from pincite.verification.verbatim import verify
from pincite.verification.verifier import Verifier
from pincite.verification.written import Said, verify_written


@dataclass(frozen=True, slots=True)
class Writer:
    """A model that words answers, what it reads and writes at once, what it costs, and where it stands."""

    model: ChatModel
    verifier: Verifier
    context_tokens: int
    answer_tokens: int
    prices: Prices
    leaves_firm: bool
    scanner: Scanner | None = None
    """Reads questions and passages before the model does; without one only the phrases of `screening` are known."""

    understands: bool = False
    """The model also reads the question before the search, and may say what kind it is, whom it names and its parts."""

    @property
    def tier(self) -> str:
        """Where what it is sent goes."""
        return "remote" if self.leaves_firm else "on-prem"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said, not checked yet.

    `evidence` is what it rests on. `strength` is how likely it answers, 0 to 1: by quotes, or by the passages as a
    reader sees them before a model writes; 1 where that was left to the model.
    `problem` says why there is nothing to be said where a model gave no usable reply, empty otherwise. `left_out`
    counts what was found and did not fit into what the model reads. `flagged` are the labels of passages that address
    an assistant, with the reasons: of those that are cited, or that a model read. `doubts` are about sentences that fit
    best and may be written for whoever answers. `prompts` names the exact words of what a model was told by their
    SHA-256, `completions` are all it said. `claims` are what it said as it worded it, and `asked` is the request behind
    them, None where no model was asked. `closest` has the best sentence of each passage where one may be quoted.
    `read_by` names the reader that the passages were put in order by before a model wrote, None where none did; `reads`
    is what it made of them, by their labels.
    """

    evidence: Evidence
    said: Answer | tuple[Said, ...]
    strength: float
    abstained: bool
    tier: str
    model: str | None = None
    problem: str = ""
    left_out: int = 0
    flagged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    completions: tuple[Completion, ...] = ()
    claims: tuple[Claim, ...] = ()
    asked: Asked | None = None
    closest: tuple[Closest, ...] = ()
    read_by: str | None = None
    reads: tuple[BestRead, ...] = ()


async def quoted(
    query: Query, evidence: Evidence, engines: Engines, scanner: Scanner | None, reader: Reader | None
) -> Draft:
    """Sentences of the documents that answer, those that a scanner doubts behind the others.

    Raises:
        ModelError: the model of the embedder, of the scanner or of the reader cannot be read.
    """
    found = await quote(
        query,
        evidence,
        embedder=engines.embedder,
        content_of=engines.catalogue.content,
        scanner=scanner,
        reader=reader,
    )
    cited = {citation.label for statement in found.answer.statements for citation in statement.citations}
    flagged = {label: reasons_of(evidence.cite(label).text) for label in sorted(cited)}
    return Draft(
        evidence,
        found.answer,
        found.strength,
        abstained=False,
        tier="quote",
        flagged={label: reasons for label, reasons in flagged.items() if reasons},
        doubts=found.doubts,
        closest=found.closest,
    )


async def as_amended(
    draft: Draft, query: Query, engines: Engines, scope: Scope, today: date, scanner: Scanner | None
) -> Draft:
    """Quotes as the amendments of their documents leave them, as far as the asker may see those amendments.

    What a model wrote stays as it is; its citations say which amendments change the words that they quote. A `scanner`
    is asked about words that come to be stated so, as it is about those that were chosen.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    said = draft.said.statements if isinstance(draft.said, Answer) else draft.said
    stated = [one.statement if isinstance(one, Bound) else one for one in said if not isinstance(one, Unbound)]
    if not stated:
        return draft
    amendments = Amendments(engines.catalogue, scope, today)
    cited = (one.span.document for statement in stated for one in statement.citations)
    entries = engines.catalogue.permitted(cited, scope)
    standing = {document: amendments.of(entry) for document, entry in entries.items()}
    if not isinstance(draft.said, Answer):
        if not any(standing.values()):
            return draft
        with_remarks = [
            replace(one, statement=with_notes(one.statement, standing.get, engines.catalogue.content))
            if isinstance(one, Bound)
            else one
            for one in draft.said
        ]
        return replace(draft, said=tuple(with_remarks))
    versions = {document: amendments.versions(entry) for document, entry in entries.items()}
    if asks_for_before(query.text):
        kept = [with_notes(one, standing.get, engines.catalogue.content) for one in draft.said.statements]
        return replace(draft, said=Answer(tuple(kept)))
    statements, evidence, content_of = draft.said.statements, draft.evidence, engines.catalogue.content
    if any(standing.values()):
        statements, evidence = as_it_stands(statements, evidence, query.text, standing.get, content_of)
    if any(versions.values()):
        statements, evidence = with_versions(
            statements, evidence, lambda document: versions.get(document, []), content_of
        )
    if scanner is not None:
        known = set(draft.said.statements)
        statements = tuple(
            [one if one in known else await doubted(one, evidence, content_of, scanner) for one in statements]
        )
    return replace(draft, said=Answer(statements), evidence=evidence)


async def doubted(
    statement: Statement, evidence: Evidence, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> Statement:
    """A statement with a caution on its citation where a scanner takes it for words to whoever answers."""
    first = statement.citations[0]
    passage = evidence.cite(first.label)
    span = first.span
    if await doubt(passage, span.start, span.end, statement.text, content_of, scanner) is None:
        return statement
    return replace(statement, citations=(noted(first), *statement.citations[1:]))


async def written(query: Query, evidence: Evidence, engines: Engines, writer: Writer, reader: Reader | None) -> Draft:
    """An answer in a model's words, or why there is none.

    Where a `reader` finds that hardly anything can answer, the model is not asked, and there is nothing to be said.

    Raises:
        ModelError: a file of the reader, of the embedder or of the scanner is missing or damaged.
    """
    content_of = engines.catalogue.content
    read = await preread(query, evidence, content_of, engines.embedder, reader) if reader else None
    if read is not None and read.is_hopeless:
        return Draft(
            evidence,
            said=(),
            strength=read.chance,
            abstained=False,
            tier=writer.tier,
            closest=read.closest,
            read_by=read.by,
            reads=read.best,
        )
    made = await write(
        query,
        evidence,
        writer.model,
        content_of,
        writer.context_tokens,
        answer_tokens=writer.answer_tokens,
        scanner=writer.scanner,
        read=read,
    )
    return Draft(
        evidence=made.evidence,
        said=made.said,
        strength=1.0 if read is None else read.chance,
        abstained=made.abstained,
        tier=writer.tier,
        model=made.completions[-1].model if made.completions else None,
        problem=made.problem,
        left_out=len(made.left_out),
        flagged=made.flagged,
        prompts=made.prompts,
        completions=made.completions,
        claims=made.claims,
        asked=made.asked,
        read_by=read.by if read else None,
        reads=made.reads,
    )


async def checked(draft: Draft, scope: Scope, engines: Engines, writer: Writer | None) -> AsyncIterator[Support]:
    """Each statement with its verdict, in order, as soon as that is known; nothing of a draft that abstains.

    Raises:
        ModelError: a file of the entailment model or of the scanner is missing or damaged, or nothing is there to check
            what was written.
    """
    content_of = engines.catalogue.content
    if draft.abstained or draft.problem or draft.said == ():
        return
    if isinstance(draft.said, Answer):
        for support in verify(draft.said, draft.evidence, scope, content_of).supports:
            yield support
        return
    if writer is None or draft.asked is None:
        raise ModelError("what a model wrote cannot be checked without the models that check it; name a writer")
    verified = verify_written(
        draft.said, draft.evidence, scope, content_of, writer.verifier, draft.asked.sign, writer.scanner
    )
    async for support in verified:
        yield support


def cost_usd(completions: Sequence[Completion], writer: Writer | None) -> float:
    """What a model's replies cost, in US dollars."""
    return sum(writer.prices.cost_usd(completion.usage) for completion in completions) if writer else 0.0
