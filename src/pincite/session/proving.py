"""Proofs for people who have neither the firm's files nor pincite."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.audit.checkpoint import read_note
from pincite.audit.event import Entry, Json
from pincite.audit.reading import SCOPED
from pincite.errors import AccessError, RecordError
from pincite.session.records import all_readable, readable

if TYPE_CHECKING:
    from pincite.session.session import Session

Proof = dict[str, Json]
"""A JSON document that verifier/verify_record.py checks with only the firm's public key."""


def prove_record(session: "Session", record: str, *, since: Path | None = None, content: bool = False) -> list[Proof]:
    """The proof that the record contains a given record.

    With `since`, a checkpoint that was noted earlier, also the proof that all records it counts are still there, the
    given one among them.

    Raises:
        NotVisible: there is no such record, or it may not be seen; the message is the same.
        AccessError: its `content` is asked for too, and the session's user may not see all of it.
        RecordError: the checkpoint cannot be read, or does not count the record.
    """
    scope, audit = session.scope(), session.firm.audit
    seen = readable(session, record, scope)
    stored = audit.find(record)
    if content and not _may_have_whole(session, stored):
        raise AccessError(
            f"the whole content of record {seen.entry.seq} says under which rules it came about, so only the owner can "
            "have it proved; leave out --content"
        )
    if content and (stored is None or seen.entry.content != stored.content):
        raise AccessError(f"part of the content of record {seen.entry.seq} is withheld from you; leave out --content")
    if since is None:
        return [audit.prove(seen.entry.seq, content=content)]
    note, head = read_note(since, session.firm.heads.key)
    if seen.entry.seq > head.seq:
        raise RecordError(
            f"the checkpoint in {since} counts {head.seq} records, so it says nothing of record {seen.entry.seq}; "
            "name one that was noted later, or leave out --since"
        )
    while True:  # another process may record something between the two
        proof, growth = audit.prove(seen.entry.seq, content=content), audit.prove_growth(note)
        if proof["checkpoint"] == growth["new"]:
            return [proof, growth]


def prove_growth(session: "Session", since: Path) -> Proof:
    """The proof that the record only grew since a checkpoint that was noted earlier.

    Raises:
        RecordError: the checkpoint cannot be read.
    """
    note, _ = read_note(since, session.firm.heads.key)
    return session.firm.audit.prove_growth(note)


def prove_all(session: "Session", *, content: bool = False) -> Iterator[Proof]:
    """Every record as it is stored; with `content`, also what was asked and shown if all of it may be seen.

    Raises:
        AccessError: the session's user may not read others' records.
    """
    session.require("audit")
    return _sealed(session, content=content)


def _sealed(session: "Session", *, content: bool) -> Iterator[Proof]:
    audit = session.firm.audit
    for seen in all_readable(session, session.scope()):
        stored = audit.find(str(seen.entry.seq))
        is_whole = stored is not None and seen.entry.content == stored.content and _may_have_whole(session, stored)
        yield audit.sealed(seen.entry.seq, content=content and is_whole)


def _may_have_whole(session: "Session", stored: Entry | None) -> bool:
    """True if a reader may have a content as it is stored.

    A record is read without what the reader's scope leaves out, and without a trace of it. A proof needs all of it. To
    refuse only readers who miss something would reveal that there is something. So all but the owner are refused alike.
    """
    is_scoped = stored is not None and stored.content is not None and not SCOPED.isdisjoint(stored.content)
    return not is_scoped or session.principal.user == session.rules.owner
