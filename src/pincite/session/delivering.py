"""Files that somebody sends to a server: for which matter, on the record, and read in as who sent them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.decision import matter_id, visible_matter
from pincite.access.rules import require_active
from pincite.access.scope import Principal, Scope
from pincite.audit.event import Json
from pincite.catalogue.entry import Entry
from pincite.documents.folder import Entry as Found
from pincite.documents.folder import Failure, FoundFile
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import DocumentError
from pincite.ingest import Progress, Report, ingest_found
from pincite.serving.names import LONGEST_NAME
from pincite.serving.uploads import OutOfStep
from pincite.session.label_names import labels_to_give
from pincite.session.placing import OUTCOMES, Outcome, alike, around, outcomes, places_of, sent_as
from pincite.session.session import Session
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.firm import Firm


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent: where it lies, its name with its folders, and its size in bytes."""

    file: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What became of files that were sent: why each could not be read, and what else is to be known, by their names.

    `became` says what the documents that were there before are now, new versions of which came, or might have.
    """

    report: Report
    failed: dict[str, str]
    notes: dict[str, str]
    became: dict[str, Outcome]


def require_may_send(session: Session, matter: str, labels: Sequence[str] = ()) -> tuple[MatterId, tuple[str, ...]]:
    """The matter to send files to and the labels to give them, each in its one spelling. Waits for the disk.

    Raises:
        AccessError: the user may not add documents, or a label cannot be a name.
        NotVisible: there is no such matter, or it is closed to them.
    """
    session.require("add")
    return visible_matter(matter, session.scope()), labels_to_give(session, labels)


@dataclass(frozen=True, slots=True)
class Became:
    """A document that was there before files were sent, and what it is now.

    `number` is that of its newest version, `before` when the version before was read (UTC).
    """

    entry: Entry
    what: Outcome
    number: int
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Alike:
    """A document in a folder with the name of a file that is about to be sent without one.

    It gets the file as a new version if that is sent as `sent_as`.
    """

    name: str
    entry: Entry
    sent_as: str


@dataclass(frozen=True, slots=True)
class WouldBecome:
    """What files would become as they are, and what they could be new versions of if their sender says so."""

    became: tuple[Became, ...]
    alike: tuple[Alike, ...]


async def became_of(session: Session, delivery: str, documents: Mapping[str, str]) -> tuple[Became, ...]:
    """What the documents of a delivery are now, of those that the session's user may see, once that is on the record.

    Raises:
        AccessError: one of them was closed while the record was being written.
    """
    scope, found = await on_thread(_became, session, documents)
    await _record_named(session, "delivery", {"delivery": delivery}, scope, [one.entry for one in found])
    return found


async def _record_named(
    session: Session, what: str, said: Mapping[str, Json], scope: Scope, named: list[Entry]
) -> None:
    """Put on the record that documents were named, and require that they are still open then.

    Raises:
        AccessError: one of them was closed while the record was being written.
    """
    if not named:
        return
    listed: list[Json] = [{"document": entry.document, "version": entry.version} for entry in named]
    facts: dict[str, Json] = {"what": what, "rules_version": scope.rules_version}
    matters = {entry.matter for entry in named}
    record = await session.record("read", facts, {**said, "documents": listed}, matters)
    await on_thread(session.require_open, scope, {entry.document for entry in named}, record)


async def would_become(session: Session, matter: str, names: Sequence[str]) -> WouldBecome:
    """What files of these names would become, of the documents that their sender sees, once that is on the record.

    Those of which nothing is said would be new documents.

    Raises:
        AccessError: the user may not add to the matter, or a document was closed while the record was being written.
        NotVisible: there is no such matter, or it is closed to them.
    """

    def known() -> tuple[Scope, WouldBecome]:
        into, _ = require_may_send(session, matter)
        places = places_of(session, "", names, into)
        found = {str(entry.document): "version" for entry in places.earlier.values()}
        scope, became = _became(session, found | {str(entry.document): "moved" for entry in places.moved.values()})
        others = alike(session, names, into)
        choices = (Alike(name, entry, sent_as(entry.path) or "") for name in sorted(others) for entry in others[name])
        return scope, WouldBecome(became, tuple(choices))

    scope, would = await on_thread(known)
    named = [one.entry for one in would.became] + [one.entry for one in would.alike]
    await _record_named(session, "add", {"files": len(names)}, scope, named)
    return would


def _became(session: Session, documents: Mapping[str, str]) -> tuple[Scope, tuple[Became, ...]]:
    scope, catalogue = session.scope(), session.firm.catalogue
    entries = catalogue.permitted(map(DocumentId, documents), scope)
    found = []
    for document, entry in entries.items():
        stood = catalogue.stood(document)
        what = OUTCOMES[documents[document]]
        found.append(Became(entry, what, len(stood), stood[-2][1] if len(stood) > 1 else None))
    return scope, tuple(sorted(found, key=lambda one: one.entry.path))


def still_open(session: Session, matters: Iterable[str]) -> frozenset[str]:
    """Those of the matters that something was sent to that are open to the session's user now. Waits for the disk."""
    opened = session.scope().matters
    return frozenset(one for one in matters if matter_id(one) in opened)


async def record_sent(session: Session, delivery: str, matter: MatterId, files: int, size: int) -> None:
    """Put on the record that files were sent to a matter, before they are read.

    Raises:
        RecordError: the record cannot be written.
    """
    version = await on_thread(lambda: session.rules.version)
    facts: dict[str, Json] = {"sent": files, "bytes": size, "rules_version": version}
    await session.record("ingest", facts, {"delivery": delivery}, [matter])


@contextmanager
def untaken_recorded(session: Session, what: str, matter: str, name: str, size: int) -> Iterator[None]:
    """Within the block, a file that is not taken goes on the record: its name, its bytes, and why. Waits for the disk.

    `what` names the door. A piece that only comes at the wrong place is no refusal: its sender goes on elsewhere.

    Raises:
        RecordError: the record cannot be written.
    """
    try:
        yield
    except OutOfStep:
        raise
    except DocumentError as error:
        facts: dict[str, Json] = {"what": what, "bytes": size, "rules_version": session.firm.access.unchecked().version}
        content: dict[str, Json] = {"error": str(error), "matter": matter, "file": name[:LONGEST_NAME]}
        session.firm.audit.append_and_wait(
            session.event("failure", facts, content, [MatterId(matter)] if matter else [])
        )
        raise


async def read_sent(
    session: Session,
    delivery: str,
    files: Sequence[SentFile],
    matter: str,
    labels: Sequence[str],
    watch: Callable[[Progress], None],
) -> ReadIn:
    """Read files that were sent into a matter, by the rules of this moment.

    A file of the same name and folders as one that was sent to the matter before, and that the sender may see, is a new
    version of it; one that they see in another matter, where it was moved, stays there. Any other is a new document,
    whatever there is that they may not see: neither its path nor its id tells them, and nothing of it is replaced.

    Raises:
        AccessError: the user may no longer add to the matter.
        DocumentsBusy: somebody else is changing the documents.
    """
    async with session.firm.library(briefly=True) as library:
        into, given = await on_thread(require_may_send, session, matter, labels)
        places = await on_thread(places_of, session, delivery, [each.name for each in files], into)
        found = [
            FoundFile(each.file, places.paths[each.name], each.size, each.name.rpartition("/")[2])
            for each in files
            if each.name in places.paths
        ]
        report = await ingest_found(
            found,
            into,
            given,
            session.principal,
            library=library,
            named=frozenset(places.paths.values()),
            now=session.now,
            watch=watch,
        )
        names = {path: name for name, path in places.paths.items()}
        failed = _said(report.failures, names)
        became = await on_thread(outcomes, session, places, [each.path for each in report.failures])
    return ReadIn(report, failed, _said(report.warnings, names), became)


def as_owner(firm: "Firm") -> Session:
    """The session of the workspace's owner, as whom watched folders are read. Waits for the disk.

    Raises:
        UnknownPrincipal: the owner was disabled.
    """
    rules = firm.rules
    require_active(rules.owner, rules)
    return Session(firm, Principal(user=rules.owner, actor=rules.owner))


async def read_watched(
    session: Session, found: Sequence[Found], matter: str, watch: Callable[[Progress], None]
) -> Report:
    """Read files of a folder that is watched into a matter, each under its own path, as the owner.

    A document whose file was moved out of the matter is not read into it again.

    Raises:
        NotVisible: there is no such matter, or it is closed to the owner.
        DocumentsBusy: somebody else is changing the documents.
    """
    async with session.firm.library(briefly=True) as library:
        into, _ = await on_thread(require_may_send, session, matter)
        return await ingest_found(
            found, into, (), session.principal, library=library, named=frozenset(), now=session.now, watch=watch
        )


def _said(listed: Iterable[Failure], names: dict[str, str]) -> dict[str, str]:
    """The reasons for each file, with those of the files in it."""
    said: dict[str, list[str]] = {}
    for one in listed:
        path, reason = one.path, one.reason
        outer = next((at for at in around(path) if at in names), None)
        if outer is not None:
            inside = path.removeprefix(outer).lstrip("/")
            said.setdefault(names[outer], []).append(f"{inside}: {reason}" if inside else reason)
    return {name: "\n".join(reasons[:MOST_REASONS]) for name, reasons in said.items()}


MOST_REASONS = 20
"""Reasons that are kept of one file; the record has all."""
