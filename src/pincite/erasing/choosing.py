"""Chooses the documents to erase: which they are, who may erase them, and what is or was erased along with them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from pincite.access.scope import Scope
from pincite.audit.event import Json
from pincite.audit.port import AuditLog
from pincite.catalogue.erasing import Erasable
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.erasing.naming import paths_of, permits, records_naming
from pincite.errors import AccessError, RecordError
from pincite.holding import Authority, Stores, closed_inside, with_attached

FOR_GOOD = "for_good"
"""The fact that marks the record of an erasure, as opposed to a removal: the versions that were erased."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What would be erased: documents, each with its present and former attachments, whoever may see them.

    `records` are the numbers of records that name one of these documents and still have their content. `shared` are
    other documents with one of the same versions, whoever may see them. They keep the words of that version, and its
    file.
    """

    documents: tuple[Erasable, ...]
    records: tuple[int, ...]
    shared: Mapping[DocumentId, VersionId]

    def nameable(self, asked: Sequence[DocumentId], scope: Scope) -> list[DocumentId]:
        """The documents that the asker may be told of: those asked for, and those that the scope permits."""
        return [each.document for each in self.documents if each.document in asked or permits(scope, each)]


def choose(documents: Sequence[DocumentId], authority: Authority, stores: Stores, *, with_record: bool) -> Chosen:
    """What would be erased with the given documents, present or removed, and with their attachments.

    Only the owner may erase a document that was removed without a note of its matter. The owner may erase a document
    again whose erasure is on record, as from a restored backup.

    Raises:
        NotVisible: the scope does not permit one of the documents.
        AccessError: a document is attached to one that would stay; or its matter is not open as a whole; or somebody
            other than the owner would erase from the record, or what they may not see along with it.
        RecordError: a legal hold keeps a document, its matter, or a record that names it.
    """
    try:
        return _chosen(documents, authority, stores, with_record=with_record)
    except RecordError:
        require_whole(stores.audit)  # an altered record may be the cause; this call says how to repair it
        raise


def require_whole(audit: AuditLog) -> None:
    """Refuse to erase while the record is not intact.

    An erasure cannot be undone. An altered record may lack a hold, so nothing is erased by it.

    Raises:
        RecordError: the record does not verify.
    """
    found = audit.verified()
    if not found.ok:
        raise RecordError(
            f"nothing is erased while the record does not hold: {found.problems[0].problem}; put the workspace and its "
            "signed heads back from a backup that holds, then erase again; see: pincite audit verify"
        )


def _chosen(documents: Sequence[DocumentId], authority: Authority, stores: Stores, *, with_record: bool) -> Chosen:
    scope, is_owner, catalogue = authority.scope, authority.is_owner, stores.catalogue
    if with_record and not is_owner:
        raise AccessError(
            f"only the workspace's owner ({authority.owner}) may erase from the record; leave out --with-record"
        )
    # Present documents, and paths to them, are chosen as for a removal. There a document that may not be seen is
    # refused in the order given and after the same steps as an unknown id.
    not_standing = [document for document in documents if catalogue.standing(document) is None]
    removed = [held for document in not_standing if (held := catalogue.erasable(document)) is not None]
    taken_out = [each for each in removed if _is_open(each, scope, is_owner=is_owner)]
    for each in taken_out:
        _require_member(each, authority)
    if with_record:
        known = {*catalogue.permitted(documents, scope), *(each.document for each in taken_out)}
        erased = _erased_before(set(documents) - known, scope, stores.audit)
        taken_out += [each for each in erased if catalogue.erasable(each.document) is None]
    gone = {each.document for each in taken_out}
    entries = with_attached(
        [document for document in documents if document not in gone], authority, catalogue, "remove"
    )
    found = {each.document: each for each in taken_out}
    for entry in entries:
        if (held := catalogue.erasable(entry.document)) is not None:
            found[entry.document] = held
    for document in list(found):
        found |= {each.document: each for each in catalogue.was_attached_to(document)}
    if not is_owner and any(each.versions and not permits(scope, each) for each in found.values()):
        raise closed_inside(authority, "remove")
    paths = paths_of({each.document for each in found.values() if not each.path}, stores.audit)
    found |= {document: replace(found[document], path=path) for document, path in paths.items()}
    records, read = records_naming(tuple(found.values()), scope, stores.audit, authority.owner)
    # 0.1.0 lost a staged version if its run died and the file changed before the next run. The record has it.
    whole = [
        replace(each, versions=tuple(sorted({*each.versions, *read.get(each.document, ())}))) if each.versions else each
        for each in found.values()
    ]
    return Chosen(tuple(whole), tuple(records), catalogue.sharing({each.document: each.versions for each in whole}))


def _is_open(each: Erasable, scope: Scope, *, is_owner: bool) -> bool:
    """True if the scope permits a document that was removed; one without a matter is open to the owner only."""
    return permits(scope, each) or (is_owner and each.matter is None)


def _require_member(each: Erasable, authority: Authority) -> None:
    """Refuse to erase a removed document if the asker may not.

    Raises:
        AccessError: its matter is not open as a whole.
    """
    scope = authority.scope
    if each.matter is not None and each.matter not in scope.matters and not authority.curates:
        raise AccessError(
            f"{scope.principal.user} may see {each.document} and is no member of its matter, so they cannot remove it; "
            "ask a member, or somebody with the role knowledge-manager"
        )


def _erased_before(documents: Set[DocumentId], scope: Scope, audit: AuditLog) -> list[Erasable]:
    """The given documents that were erased according to the record, each with its erased attachments.

    Each is as in its newest erasure. Only documents that the owner's scope permits are included.
    """
    erased: dict[DocumentId, Erasable] = {}
    for entry in audit.entries() if documents else ():
        listed = (entry.content or {}).get("documents") if FOR_GOOD in entry.facts else None
        read = [each for part in (listed if isinstance(listed, list) else []) if (each := _read_back(part))]
        erased |= {each.document: each for each in read}
    found: dict[DocumentId, Erasable] = {}
    fresh = {each for each in documents if each in erased and _is_open(erased[each], scope, is_owner=True)}
    while fresh:
        found |= {document: erased[document] for document in fresh}
        fresh = {each.document for each in erased.values() if each.parent in fresh}.difference(found)
    return list(found.values())


def _read_back(part: Json) -> Erasable | None:
    """A document as the record of its erasure has it; None if the entry has another form."""
    match part:
        case {"document": str(name), "matter": str() | None as matter, "parent": str() | None as parent}:
            return Erasable(
                document=DocumentId(name),
                matter=None if matter is None else MatterId(matter),
                path="",
                labels=(),
                versions=(),
                parent=None if parent is None else DocumentId(parent),
                is_held=False,
            )
    return None
