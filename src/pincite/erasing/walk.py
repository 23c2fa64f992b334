"""Erases documents for good: the choice, the holds that forbid it, and the order in which the stores drop them.

The record comes first. Then the catalogue takes the documents out and notes what is to be erased. A server forgets what
it keeps of files that were sent. The index and the originals drop the documents. If that is asked for, the record drops
what it says of them, and the server what people call their questions. Last, the catalogue deletes the words and its own
note. If a step dies, the note stays, and the next erasure, of the same document or another, finishes the work.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pincite.access.scope import Scope
from pincite.audit.event import Erasure, Event, Hold, Json
from pincite.audit.port import AuditLog
from pincite.audit.retention import KEPT_KINDS
from pincite.audit.states import saying
from pincite.catalogue.steps import announcing
from pincite.documents.span import DocumentId
from pincite.erasing.choosing import FOR_GOOD, Chosen, choose, require_whole
from pincite.erasing.naming import named_by
from pincite.errors import RecordError
from pincite.holding import Authority, Stores
from pincite.sealing import Sealed
from pincite.serving.forgetting import Gone
from pincite.threads import on_thread


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, the number of the record that says so, and the records whose contents were erased with it.

    `kept` are records that name the documents but are under a hold. The record of the erasure itself is one if its
    maker is under a hold.
    """

    chosen: Chosen
    record: int
    records: tuple[int, ...]
    kept: Mapping[int, Hold]


async def erase(
    documents: Sequence[DocumentId],
    authority: Authority,
    stores: Stores,
    *,
    with_record: bool,
    reason: str,
    now: Callable[[], datetime],
) -> Erased:
    """Erase documents for good, after a record of the versions, the person and the reason.

    With `with_record`, the contents of the records that name the documents are erased too. That gets a record of its
    own.

    Raises:
        NotVisible, AccessError: as `choose`.
        RecordError: as `choose`; or the record is not intact or cannot be written. The message says how far the erasure
            got.
        IndexingError, WorkspaceError: a store refused. Some of the data may still be there; erasing again finishes the
            work.
    """
    scope, audit, catalogue = authority.scope, stores.audit, stores.catalogue

    def planned() -> tuple[tuple[Hold, ...], Chosen, datetime, Sealed | None]:
        holds = audit.holds()
        chosen = choose(documents, authority, stores, with_record=with_record)
        require_whole(audit)
        at = now()
        return holds, chosen, at, catalogue.planned(announcing(chosen.documents, at))

    def dropped_by_index() -> list[DocumentId]:
        catalogue.announce_erasure(chosen.documents, at)
        # A document that was ingested again after an interrupted erasure keeps its rows.
        return sorted(catalogue.being_erased().keys() - catalogue.known())

    def forgotten_by_server() -> None:
        # An erasure that was interrupted is finished by this one, so what it was to forget goes too.
        left = [each for one in catalogue.being_erased() if (each := catalogue.erasable(one)) is not None]
        stores.sent.forget([Gone(each.document, each.matter, each.path) for each in (*chosen.documents, *left)], at)

    holds, chosen, at, said = await on_thread(planned)
    try:
        record = await audit.append(saying(_event(chosen, scope, reason, at), documents=said))
    except RecordError as error:
        raise RecordError(f"nothing was erased, since that could not be put on the record: {error}") from error
    if await on_thread(audit.holds) != holds:
        given_up = await on_thread(catalogue.give_up, said) if said is not None else None
        await audit.append(_not_done(chosen, scope, now(), given_up))
        raise RecordError("the legal holds were changed meanwhile, so nothing was erased; try again")
    gone = await on_thread(dropped_by_index)
    await on_thread(forgotten_by_server)
    await stores.index.erase(gone)
    # Originals of an ingest that died before the catalogue knew of them go too: nothing else would ever find them.
    await on_thread(lambda: stores.originals.keep_only(catalogue.kept()))
    from_record = Erasure(None, (), {})
    if with_record:
        # Search again: questions may have been answered meanwhile, and the record just written names the documents too.
        try:
            keys = await on_thread(
                lambda: [entry.id for entry, _ in named_by(chosen.documents, audit) if entry.kind not in KEPT_KINDS]
            )
            from_record = await audit.erase_many(keys, scope.principal, now(), reason, authority.owner)
            await on_thread(lambda: stores.sent.forget_questions(without_content(audit, keys)))
        except RecordError as error:
            raise RecordError(
                f"the documents are out of every search, and not erased to the end: {error}; then give the same "
                "command again, which finishes it"
            ) from error
    await on_thread(catalogue.finish_erasure)
    return Erased(chosen, record.seq, from_record.erased, from_record.kept)


def without_content(audit: AuditLog, records: Sequence[str]) -> list[str]:
    """Those of some records, by their ids, that have no content any more."""
    found = {record: audit.find(record) for record in records}
    return [record for record, entry in found.items() if entry is None or entry.content is None]


def _not_done(chosen: Chosen, scope: Scope, at: datetime, said: Sealed | None) -> Event:
    """The event which says that a recorded erasure was not carried out after all."""
    listed: list[Json] = [{"document": each.document, "matter": each.matter} for each in chosen.documents]
    matters = frozenset(each.matter for each in chosen.documents if each.matter is not None)
    facts: dict[str, Json] = {"documents": 0, "rules_version": scope.rules_version}
    content: dict[str, Json] = {"documents": listed, "reason": "not erased: the legal holds were changed meanwhile"}
    return saying(Event(secrets.token_hex(8), "remove", scope.principal, at, matters, facts, content), documents=said)


def _event(chosen: Chosen, scope: Scope, reason: str, at: datetime) -> Event:
    """The event of an erasure. Its facts hold only digests, so they still identify it after its content is erased."""
    listed: list[Json] = [
        {"document": each.document, "parent": each.parent, "versions": [*each.versions], "matter": each.matter}
        for each in chosen.documents
    ]
    versions: list[Json] = [*sorted({version for each in chosen.documents for version in each.versions})]
    return Event(
        id=secrets.token_hex(8),
        kind="remove",
        principal=scope.principal,
        at=at,
        matters=frozenset(each.matter for each in chosen.documents if each.matter is not None),
        facts={"documents": len(chosen.documents), FOR_GOOD: versions, "rules_version": scope.rules_version},
        content={"documents": listed, "reason": reason},
    )
