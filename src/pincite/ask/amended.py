"""Applies amendments to drafts: quotes become the words that the amendments of their documents leave."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.binding import Bound, Unbound
from pincite.answering.doubting import doubt, noted
from pincite.answering.restating import with_notes
from pincite.answering.standing import as_it_stands, as_it_was, asks_for_before
from pincite.answering.versions import with_versions
from pincite.ask.draft import Draft
from pincite.ask.texts import texts_in
from pincite.catalogue.amending import Amendments
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.security.scanner import Scanner
from pincite.threads import on_thread


async def as_amended(
    draft: Draft, query: Query, engines: Engines, scope: Scope, today: date, scanner: Scanner | None
) -> Draft:
    """The draft with quotes as the amendments of their documents leave them, as far as the asker may see those.

    What a model wrote stays as it is; its citations say which amendments change the words that they quote. A `scanner`
    is asked about words that amendments bring in, as it is about those that were chosen.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    said = draft.said.statements if isinstance(draft.said, Answer) else draft.said
    stated = [one.statement if isinstance(one, Bound) else one for one in said if not isinstance(one, Unbound)]
    if not stated:
        return draft
    known = frozenset(draft.said.statements) if isinstance(draft.said, Answer) else frozenset()
    draft = await on_thread(_amended, draft, query, stated, engines.catalogue, scope, today)
    if scanner is None or not isinstance(draft.said, Answer):
        return draft
    if known.issuperset(draft.said.statements):
        return draft
    content_of = await texts_in(draft.evidence, engines.catalogue)
    statements = [
        one if one in known else await doubted(one, draft.evidence, content_of, scanner)
        for one in draft.said.statements
    ]
    return replace(draft, said=Answer(tuple(statements)))


def _amended(
    draft: Draft, query: Query, stated: Sequence[Statement], catalogue: Catalogue, scope: Scope, today: date
) -> Draft:
    """The draft as amendments leave it; `stated` are the statements in it."""
    amendments = Amendments(catalogue, scope, today)
    cited = (one.span.document for statement in stated for one in statement.citations)
    entries = catalogue.permitted(cited, scope)
    standing = {document: amendments.of(entry) for document, entry in entries.items()}
    amending = frozenset(source.document for one in standing.values() if one is not None for source in one.sources)
    if not isinstance(draft.said, Answer):
        if not any(standing.values()):
            return draft
        with_remarks = [
            replace(one, statement=with_notes(one.statement, standing.get, catalogue.content))
            if isinstance(one, Bound)
            else one
            for one in draft.said
        ]
        return replace(draft, said=tuple(with_remarks), amending=amending)
    versions = {document: amendments.versions(entry) for document, entry in entries.items()}
    if asks_for_before(query.text):
        statements, evidence = as_it_was(
            draft.said.statements, draft.evidence, query.text, standing.get, catalogue.content
        )
        return replace(draft, said=Answer(statements), evidence=evidence, amending=amending)
    statements, evidence, content_of = draft.said.statements, draft.evidence, catalogue.content
    if any(standing.values()):
        statements, evidence = as_it_stands(statements, evidence, query.text, standing.get, content_of)
    if any(versions.values()):
        statements, evidence = with_versions(
            statements, evidence, lambda document: versions.get(document, []), content_of
        )
    return replace(draft, said=Answer(statements), evidence=evidence, amending=amending)


async def doubted(
    statement: Statement, evidence: Evidence, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> Statement:
    """The statement, with a caution on its citation if a scanner takes it for words to whoever answers."""
    first = statement.citations[0]
    passage = evidence.cite(first.label)
    span = first.span
    if await doubt(passage, span.start, span.end, statement.text, content_of, scanner) is None:
        return statement
    return replace(statement, citations=(noted(first), *statement.citations[1:]))
