"""Finds the records that name documents to erase, by id or by file, and the holds that forbid erasing them."""

import re
from collections.abc import Iterator, Sequence, Set
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.audit.companions import RELEASED, repeats, reply_of
from pincite.audit.event import Entry, Hold, Json
from pincite.audit.holding import kept_by
from pincite.audit.port import AuditLog
from pincite.audit.retention import KEPT_KINDS
from pincite.catalogue.erasing import Erasable
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import RecordError

ID = re.compile(r"[a-z0-9-]+")
"""The characters of a document's id."""

NAMING_PATHS = frozenset({"ingest", "remove", "move"})
"""Kinds of records that name an unreadable file only by its path, with the matter."""


def records_naming(
    documents: Sequence[Erasable], scope: Scope, audit: AuditLog, owner: str
) -> tuple[list[int], dict[DocumentId, set[VersionId]]]:
    """The numbers of records that name one of the documents, and the versions of each that these records give.

    Raises:
        RecordError: a hold keeps a document or a record. The message names the hold as far as the asker may know of it.
    """
    holds = audit.holds()
    for each in documents:
        for hold in holds:
            if hold.what.kind == "matter" and hold.what.name == each.matter:
                raise _held(each, hold, scope, owner)
    records, versions = list[int](), dict[DocumentId, set[VersionId]]()
    for entry, each in named_by(documents, audit):
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


def named_by(documents: Sequence[Erasable], audit: AuditLog) -> Iterator[tuple[Entry, Erasable]]:
    """Records whose content names a document, by its id or, in the kinds that do so, by its file.

    With them go all that repeat their words (`audit.companions`).

    Each is given with the first document that was found in it.
    """
    named, replies = dict[int, Erasable](), dict[str, Erasable]()
    by_name: dict[str, Erasable] = {each.document: each for each in documents}
    with_path = [each for each in documents if each.path]
    for entry in audit.entries() if documents else ():
        words = "\0".join(_strings(dict(entry.content or {})))
        each = next((by_name[found[0]] for found in ID.finditer(words) if found[0] in by_name), None)
        each = each or next((each for each in with_path if _names_file(each, entry, words)), None)
        if each is None and entry.content is not None:
            each = named.get(repeats(entry))
        if each is not None:
            named[entry.seq], replies[entry.id] = each, each
            yield entry, each
    for entry in audit.entries(kinds=RELEASED) if replies else ():
        reply = replies.get(reply_of(entry))
        if reply is not None and entry.seq not in named and entry.content is not None:
            yield entry, reply


def paths_of(documents: Set[DocumentId], audit: AuditLog) -> dict[DocumentId, str]:
    """The paths of documents that the catalogue no longer has, where records still have them."""
    paths: dict[DocumentId, str] = {}
    for entry in audit.entries() if documents else ():
        listed = (entry.content or {}).get("documents")
        for part in listed if isinstance(listed, list) else []:
            match part:
                case {"document": str(document), "path": str(path)} if document in documents:
                    paths[DocumentId(document)] = path
    return paths


def _names_file(each: Erasable, entry: Entry, words: str) -> bool:
    """True for a record that names the file of a document by its path.

    A refusal has no matter and names a file as it was typed: by its path, the end of its path, its name without
    extension, or the first words of that name, in either case (as `catalogue.entry.fits` matches them).
    """
    if entry.kind in NAMING_PATHS:
        return each.matter in (entry.matters or ()) and _has(words, each.path)
    if entry.kind != "failure":
        return False
    stem = PurePath(each.path).stem
    begun = [stem, *(stem[: space.start()] for space in re.finditer(" ", stem) if space.start() > 3)]
    low = words.lower()
    if any(f"document {name.lower()!r}" in low for name in begun):
        return True
    if repr(PurePath(each.path).name)[1:-1] not in words:
        return False
    parts = each.path.strip("/").split("/")
    typed = "|".join(re.escape(repr("/".join(parts[first:]))[1:-1]) for first in range(len(parts)))
    return _has(words, each.path) or re.search(rf"""(['"])[./]*(?:{typed})\1""", words) is not None


def _strings(content: Json) -> Iterator[str]:
    """Every string in a content."""
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
    """True if the words contain a path, and not within another file's path. Files inside it count as its own."""
    return path in words and re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w-]|\.\w)", words) is not None


def _held(each: Erasable, hold: Hold, scope: Scope, owner: str) -> RecordError:
    """The refusal because of a hold. It says who or what is held only to somebody who may know of it."""
    name = str(each.document) if permits(scope, each) or scope.principal.user == owner else "one of them"
    is_open = scope.principal.user == owner or (
        hold.what.kind == "matter" and MatterId(hold.what.name) in scope.matters
    )
    what = f"the legal hold on {hold.what.kind} {hold.what.name}" if is_open else "a legal hold"
    return RecordError(
        f"{name} is under {what} (record {hold.seq} of {hold.at[:10]}), so nothing was erased; {owner} can lift it, "
        "see: pincite audit hold list"
    )


def permits(scope: Scope, each: Erasable) -> bool:
    """True if the scope permits a document, or would if it were present; False for one without a matter."""
    return each.matter is not None and scope.permits(each.matter, each.document, each.labels)
