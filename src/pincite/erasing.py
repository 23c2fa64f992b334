"""Documents erased for good: what is chosen, what forbids it, and the order in which the stores let go of them.

The record comes first. Then the catalogue takes the documents out and notes what is to be erased, the index and the
originals let go of it, with it what the record says of the documents where that is wanted, and last the catalogue
deletes the words and its own note. Whatever dies in between, the note stands until all is done, and the next erasure,
of the same document or of another, finishes it.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.audit.event import Entry, Erasure, Event, Hold, Json
from pincite.audit.holding import kept_by
from pincite.audit.retention import KEPT_KINDS
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.catalogue.catalogue import Catalogue
from pincite.catalogue.erasing import Erasable
from pincite.catalogue.originals import Originals
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import AccessError, RecordError
from pincite.holding import with_attached
from pincite.index.port import Index

FOR_GOOD = "for_good"
"""The fact by which the record of an erasure differs from that of a removal: the versions that were erased."""

ID = re.compile(r"[a-z0-9-]+")
"""What an id of a document is made of."""

NAMING_PATHS = frozenset({"ingest", "remove", "move"})
"""Kinds of records that name files by their paths alone, with the matter: those that could not be read."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Where documents leave traces."""

    index: Index
    catalogue: Catalogue
    originals: Originals
    audit: SqliteAuditLog


@dataclass(frozen=True, slots=True)
class Chosen:
    """What would be erased: documents, each with what is or was attached to it, whoever may see that.

    `records` are those, by place, that name one of them and still have a content. `shared` are other documents, whoever
    may see them, that have one of the versions: what was read of that version, and its file, stay for them.
    """

    documents: tuple[Erasable, ...]
    records: tuple[int, ...]
    shared: Mapping[DocumentId, VersionId]

    def told(self, asked: Sequence[DocumentId], scope: Scope) -> list[DocumentId]:
        """Those of the documents that somebody asked for, or that a scope lets them know of."""
        return [each.document for each in self.documents if each.document in asked or _permits(scope, each)]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, the place of the record that says so, and those records whose contents were erased with it.

    `kept` are records that name the documents and that a hold keeps: that of the erasure itself, where its maker is
    under one.
    """

    chosen: Chosen
    record: int
    records: tuple[int, ...]
    kept: Mapping[int, Hold]


def choose(
    documents: Sequence[DocumentId], scope: Scope, stores: Stores, owner: str, *, curates: bool, with_record: bool
) -> Chosen:
    """What would be erased of documents that a scope permits, standing or removed, and what is attached to them.

    `owner` is the workspace's. A document that was removed without a note of where it lay is for the owner only. One
    that is erased already the owner may still have erased from the record.

    Raises:
        NotVisible: a document is none that the scope permits.
        AccessError: a document is attached to one that would stay, its matter is not open as a whole, or somebody else
            than the owner would erase from the record.
        RecordError: a legal hold keeps a document, its matter, or a record that names it.
    """
    is_owner = scope.principal.user == owner
    if with_record and not is_owner:
        raise AccessError(f"only the workspace's owner ({owner}) may erase from the record; leave out --with-record")
    catalogue = stores.catalogue
    # What stands, or is the path of what stands, is chosen as for removing it. What may not be seen is refused there,
    # in the order in which it was given and after the same steps, as an id that is none.
    not_standing = [document for document in documents if catalogue.standing(document) is None]
    removed = [held for document in not_standing if (held := catalogue.erasable(document)) is not None]
    taken_out = [each for each in removed if _is_open(each, scope, is_owner=is_owner)]
    for each in taken_out:
        _require_member(each, scope, curates=curates)
    if with_record:
        known = {*catalogue.permitted(documents, scope), *(each.document for each in taken_out)}
        erased = _erased_before(set(documents) - known, scope, stores.audit)
        taken_out += [each for each in erased if catalogue.erasable(each.document) is None]
    gone = {each.document for each in taken_out}
    entries = with_attached(
        [document for document in documents if document not in gone], scope, catalogue, "remove", curates=curates
    )
    found = {each.document: each for each in taken_out}
    for entry in entries:
        if (held := catalogue.erasable(entry.document)) is not None:
            found[entry.document] = held
    for document in list(found):
        found |= {each.document: each for each in catalogue.was_attached_to(document)}
    records, read = _records_naming(tuple(found.values()), scope, stores.audit, owner)
    # 0.1.0 forgot a version staged by a run that died, when the file had changed by the next; the record has it.
    whole = [
        replace(each, versions=tuple(sorted({*each.versions, *read.get(each.document, ())}))) if each.versions else each
        for each in found.values()
    ]
    return Chosen(tuple(whole), tuple(records), catalogue.sharing({each.document: each.versions for each in whole}))


async def erase(
    documents: Sequence[DocumentId],
    scope: Scope,
    stores: Stores,
    owner: str,
    *,
    curates: bool,
    with_record: bool,
    reason: str,
    now: Callable[[], datetime],
) -> Erased:
    """Erase documents for good, after a record that says which versions, by whom and why.

    With `with_record` the contents of the records that name them are erased too, by a record of their own.

    Raises:
        NotVisible, AccessError: as `choose`.
        RecordError: as `choose`, or the record does not hold or cannot be written; the sentence says how far it came.
        IndexingError, WorkspaceError: a store refused; then some of it may still be there, and erasing again finishes.
    """
    audit, catalogue = stores.audit, stores.catalogue
    holds = audit.holds()
    chosen = choose(documents, scope, stores, owner, curates=curates, with_record=with_record)
    # What is erased cannot be had back, so nothing is erased on the word of a record that a hold was taken out of.
    found = verify(audit.path, audit.heads)
    if not found.ok:
        raise RecordError(
            f"nothing is erased while the record does not hold: {found.problems[0].problem}; put the workspace and its "
            "signed heads back from a backup that holds, then erase again; see: pincite audit verify"
        )
    try:
        record = await audit.append(_event(chosen, scope, reason, now()))
    except RecordError as error:
        raise RecordError(f"nothing was erased, since that could not be put on the record: {error}") from error
    if audit.holds() != holds:
        raise RecordError("the legal holds were changed meanwhile, so nothing was erased; try again")
    catalogue.announce_erasure(chosen.documents, now())
    under_way = catalogue.being_erased()
    # One that was read in again, after an erasure of it had died, keeps its rows.
    await stores.index.erase([document for document in under_way if not catalogue.is_known(document)])
    # What a reading put there that died before the catalogue knew of it goes as well: nothing else would ever find it.
    stores.originals.keep_only(catalogue.kept())
    from_record = Erasure(None, (), {})
    if with_record:
        # Looked for again: questions may have been answered meanwhile, and the record just written names them too.
        keys = [entry.id for entry, _ in _named_by(chosen.documents, audit) if entry.kind not in KEPT_KINDS]
        try:
            from_record = await audit.erase_many(keys, scope.principal, now(), reason, owner)
        except RecordError as error:
            raise RecordError(
                f"the documents are out of every search, and not erased to the end: {error}; then give the same "
                "command again, which finishes it"
            ) from error
    catalogue.finish_erasure()
    return Erased(chosen, record.seq, from_record.erased, from_record.kept)


def _is_open(each: Erasable, scope: Scope, *, is_owner: bool) -> bool:
    """True for a document that does not stand and that a scope permits; without a matter it is the owner's."""
    return _permits(scope, each) or (is_owner and each.matter is None)


def _require_member(each: Erasable, scope: Scope, *, curates: bool) -> None:
    """Refuse what may not be erased of documents that do not stand.

    Raises:
        AccessError: its matter is not open as a whole.
    """
    if each.matter is not None and each.matter not in scope.matters and not curates:
        raise AccessError(
            f"{scope.principal.user} may see {each.document} and is no member of its matter, so they cannot remove it; "
            "ask a member, or somebody with the role knowledge-manager"
        )


def _permits(scope: Scope, each: Erasable) -> bool:
    return each.matter is not None and scope.permits(each.matter, each.document, each.labels)


def _erased_before(documents: Set[DocumentId], scope: Scope, audit: SqliteAuditLog) -> list[Erasable]:
    """Those documents that the record says were erased, each with what was erased along with it as attached to it.

    They are as the newest erasure names them, and only those that the owner's scope permits.
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
    """A document as the record of its erasure names it."""
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


def _records_naming(
    documents: Sequence[Erasable], scope: Scope, audit: SqliteAuditLog, owner: str
) -> tuple[list[int], dict[DocumentId, set[VersionId]]]:
    """The places of records that name one of some documents, and which versions of them these say were read.

    Raises:
        RecordError: a hold keeps a document or a record; the sentence names it as far as its reader may know of it.
    """
    holds = audit.holds()
    for each in documents:
        for hold in holds:
            if hold.what.kind == "matter" and hold.what.name == each.matter:
                raise _held(each, hold, scope, owner)
    records, versions = list[int](), dict[DocumentId, set[VersionId]]()
    for entry, each in _named_by(documents, audit):
        if entry.kind in KEPT_KINDS:
            continue
        held = kept_by(holds, entry)
        if held is not None:
            raise _held(each, held, scope, owner)
        records.append(entry.seq)
        listed = (entry.content or {}).get("documents")
        for part in listed if isinstance(listed, list) else []:
            match part:
                case {"document": str(document), "version": str(version)}:
                    versions.setdefault(DocumentId(document), set()).add(VersionId(version))
    return records, versions


def _named_by(documents: Sequence[Erasable], audit: SqliteAuditLog) -> Iterator[tuple[Entry, Erasable]]:
    """Records whose content names a document by its id or, among those that may, by its file."""
    by_name: dict[str, Erasable] = {each.document: each for each in documents}
    with_path = [each for each in documents if each.path]
    for entry in audit.entries() if documents else ():
        words = "\0".join(_strings(dict(entry.content or {})))
        each = next((by_name[found[0]] for found in ID.finditer(words) if found[0] in by_name), None)
        each = each or next((each for each in with_path if _names_file(each, entry, words)), None)
        if each is not None:
            yield entry, each


def _names_file(each: Erasable, entry: Entry, words: str) -> bool:
    """True for a record that names the file of a document by its path.

    A refusal has no matter, and names a file as it was typed: by its path, or by as much of it as led there.
    """
    if entry.kind in NAMING_PATHS:
        return each.matter in (entry.matters or ()) and _has(words, each.path)
    if entry.kind != "failure" or repr(PurePath(each.path).name)[1:-1] not in words:
        return False
    parts = each.path.strip("/").split("/")
    typed = "|".join(re.escape(repr("/".join(parts[first:]))[1:-1]) for first in range(len(parts)))
    return _has(words, each.path) or re.search(rf"""(['"])[./]*(?:{typed})\1""", words) is not None


def _strings(content: Json) -> Iterator[str]:
    """Every text in a content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for name, part in content.items():
            yield name
            yield from _strings(part)
    elif isinstance(content, list):
        for part in content:
            yield from _strings(part)


def _has(words: str, path: str) -> bool:
    """True when a path stands in words, and not as the beginning or end of another file's; files in it are its own."""
    return path in words and re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w-]|\.\w)", words) is not None


def _held(each: Erasable, hold: Hold, scope: Scope, owner: str) -> RecordError:
    """The refusal for what a hold keeps; who or what is held is named only to whoever may know of it."""
    name = str(each.document) if _permits(scope, each) or scope.principal.user == owner else "one of them"
    is_open = scope.principal.user == owner or (
        hold.what.kind == "matter" and MatterId(hold.what.name) in scope.matters
    )
    what = f"the legal hold on {hold.what.kind} {hold.what.name}" if is_open else "a legal hold"
    return RecordError(
        f"{name} is under {what} (record {hold.seq} of {hold.at[:10]}), so nothing was erased; {owner} can lift it, "
        "see: pincite audit hold list"
    )


def _event(chosen: Chosen, scope: Scope, reason: str, at: datetime) -> Event:
    """The record of an erasure: in its facts digests only, so that it can be erased as well and still says which."""
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
