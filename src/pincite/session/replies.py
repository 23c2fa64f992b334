"""Replies read back from the record, with the fields that they were given out with, as their asker may see them now.

A program that lost its connection, or asks again for what it asked before, is shown nothing else. Reading one's own
leaves no record: it was shown before.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from pincite.answering.doubting import CAUTION
from pincite.ask.reply import RefusalReason
from pincite.audit.event import QUESTION_KINDS, Entry, Json
from pincite.audit.parts import fields_in, number_in, objects_in, text_in, whole_in
from pincite.documents.document import clause_path, heading_in, page_at, section_in
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import NotVisible
from pincite.retrieval.query import cleaned
from pincite.session.cited import text_cited
from pincite.session.parts import chance_in, counts_in, left_firm_in, not_searched_in, understood_in
from pincite.session.records import asker, quotes_found, quotes_recorded, readable, statements_recorded
from pincite.threads import on_thread
from pincite.views.recorded import RecordedFound, RecordedReply, RecordedStatement
from pincite.views.reply import Audit, Citation, Looked, Refusal, Statement

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session


async def read_reply(session: "Session", record: str) -> RecordedReply:
    """A reply to a question of the user's own, by the id or the number of its record.

    Raises:
        NotVisible: there is no such record, it is somebody else's, or part of it is closed to the user by now: the
            words are the same.
    """
    return await on_thread(_reply, session, record)


async def statements_since(session: "Session", reply: str, since: int) -> tuple[tuple[RecordedStatement, ...], int]:
    """The statements of a reply under way that are on the record from place `since` on, and the next place.

    Statements whose documents are closed to the user by now are left out.
    """
    return await on_thread(_statements_since, session, reply, since)


async def found_since(session: "Session", reply: str, since: int) -> RecordedFound | None:
    """The quotes that a reply under way began with, of whose records number `since` is the first.

    None where there are none, or they are closed to the user by now.
    """
    return await on_thread(_found_since, session, reply, since)


def _found_since(session: "Session", reply: str, since: int) -> RecordedFound | None:
    scope = session.scope()
    return _found(_Said(session, scope), quotes_recorded(session, scope, reply, since))


def _reply(session: "Session", record: str) -> RecordedReply:
    scope = session.scope()
    seen = readable(session, record, scope, asker(session, scope))
    entry = seen.entry
    is_own = entry.kind in QUESTION_KINDS and entry.user == session.principal.user
    content = entry.content
    if seen.without or not is_own or content is None or not isinstance(content.get("question"), str):
        raise NotVisible(f"there is no answer {record!r} of yours that you may see; see the list of your questions")
    said = _Said(session, scope)
    facts, removed = entry.facts, objects_in(content.get("removed"))
    statements = tuple(map(said.statement, objects_in(content.get("statements"))))
    question = str(content["question"])
    understood = understood_in(content)
    looked = fields_in(facts.get("looked"))
    return RecordedReply(
        id=entry.id,
        asked=entry.at,
        question=question,
        understood=understood if understood != cleaned(question) else None,
        refusal=_refusal(entry, content),
        chance=chance_in(entry),
        found=_found(said, quotes_found(session, scope, entry.id, whole_in(facts.get("found")) or 0)),
        statements=statements,
        kept_back=len(removed),
        looked=Looked(whole_in(looked.get("documents")) or 0, whole_in(looked.get("of")) or 0),
        listing=counts_in(facts.get("listing"), {}),
        after=whole_in(facts.get("after")) or None,
        tier=text_in(facts.get("tier")),
        model=text_in(facts.get("model")),
        cost_usd=number_in(facts.get("cost_usd")),
        left_firm=left_firm_in(facts.get("sent")),
        index_version=text_in(facts.get("index_version")) or "",
        audit=Audit(entry.id, entry.seq, entry.hash),
        ms={stage: number_in(ms) for stage, ms in fields_in(facts.get("ms")).items()},
        not_searched=not_searched_in(facts.get("not_searched")),
    )


def _statements_since(session: "Session", reply: str, since: int) -> tuple[tuple[RecordedStatement, ...], int]:
    scope = session.scope()
    said = _Said(session, scope)
    recorded, since = statements_recorded(session, scope, reply, since)
    found: list[RecordedStatement] = []
    for entry in recorded:
        [row, *_] = objects_in((entry.content or {}).get("statements"))
        found.append(RecordedStatement(whole_in(entry.facts.get("number")) or 0, said.statement(row), entry.seq))
    return tuple(found), since


def _found(said: "_Said", entry: Entry | None) -> RecordedFound | None:
    if entry is None or entry.content is None:
        return None
    return RecordedFound(tuple(map(said.statement, objects_in(entry.content.get("statements")))), entry.seq)


class _Said:
    """Puts rows of a record in words, as a scope permits now; each document is opened once."""

    def __init__(self, session: "Session", scope: "Scope") -> None:
        self._catalogue = session.firm.catalogue
        self._scope = scope

    def statement(self, row: Mapping[str, Json]) -> Statement:
        """A statement of a record, which its reader may see."""
        return Statement(
            text_in(row.get("text")) or "",
            number_in(row.get("support")),
            tuple(self._cited(objects_in(row.get("citations")), is_doubtful=row.get("doubtful") is True)),
            tuple(self._cited(objects_in(row.get("replaces")), is_doubtful=False)),
        )

    def _cited(self, rows: Sequence[Mapping[str, Json]], *, is_doubtful: bool) -> Iterator[Citation]:
        for row in rows:
            match row:
                case {
                    "label": int(label),
                    "document": str(document),
                    "version": str(version),
                    "start": int(start),
                    "end": int(end),
                }:
                    place = DocumentId(document), VersionId(version)
                    citation = self._citation(label, *place, start, end, is_doubtful=is_doubtful)
                    if citation is not None:
                        yield citation

    def _citation(
        self, label: int, document: DocumentId, version: VersionId, start: int, end: int, *, is_doubtful: bool
    ) -> Citation | None:
        """The citation of a place, None where it may not be seen or is gone."""
        found = text_cited(self._catalogue, self._scope, document, version)
        if found is None:
            return None
        entry, content = found
        path = clause_path(content.clauses, start)
        page = page_at(content.pages, start)
        notes = (described(content, start), CAUTION if is_doubtful else "")
        return Citation(
            label=label,
            document=document,
            path=entry.path,
            title=content.title,
            section=section_in(path),
            heading=heading_in(path),
            page=page,
            page_label=page_label(content, page) or None,
            note="; ".join(note for note in notes if note) or None,
            confidence=confidence(content, start, end),
            start=start,
            end=end,
            quote=content.text[start:end],
        )


def _refusal(entry: Entry, content: Mapping[str, Json]) -> Refusal | None:
    if entry.kind == "answer":
        return None
    reasons: tuple[RefusalReason, ...] = get_args(RefusalReason)
    reason: RefusalReason = next((one for one in reasons if one == entry.facts.get("reason")), "failed")
    return Refusal(reason, text_in(content.get("refusal")) or "")
