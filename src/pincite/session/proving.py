"""Proofs for people who have neither the firm's files nor pincite."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.audit.checkpoint import read_note
from pincite.audit.event import Entry, Json
from pincite.audit.export.selection import moment
from pincite.audit.reading import SCOPED
from pincite.audit.requests import MARK, Counting, Extent, Period
from pincite.errors import AccessError, RecordError
from pincite.session.killed import record_killed
from pincite.session.records import all_readable, readable, record_read
from pincite.threads import on_thread

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


@dataclass(frozen=True, slots=True)
class ProvedRequests:
    """A proof of a period's requests to models, line by line; once all of it was taken, `counting` has counted them."""

    lines: Iterator[Proof]
    counting: Counting


async def prove_requests(session: "Session", since: str, until: str, noted: Path | None = None) -> ProvedRequests:
    """Which requests went to language models from a day or time to another, once it is on the record that this is read.

    With `noted`, a checkpoint that was noted earlier, also the proof that all records it counts are still there. What
    processes sent that were killed is put on the record before.

    Raises:
        AccessError: the session's user may not read others' records.
        LedgerError: the ledger cannot be read.
        RecordError: a date is not valid, or is yet to come; the checkpoint cannot be read; the record cannot be
            written, or something in it is damaged.
    """

    def asked_for() -> tuple[Period, str | None]:
        session.require("audit")
        period = Period(moment(since), moment(until, ends=True))
        if period.since >= period.until:
            raise RecordError(f"{until} is before {since}; give the earlier day to --from and the later one to --to")
        if period.since > session.now():
            raise RecordError(f"{since} is yet to come; name days that have begun")
        return period, None if noted is None else read_note(noted, session.firm.heads.key)[0]

    period, note = await on_thread(asked_for)
    await record_killed(session)
    times: dict[str, Json] = {"from": period.since.isoformat(), "to": period.until.isoformat()}
    record = await record_read(session, MARK, times)

    def proved() -> ProvedRequests:
        session.require("audit")
        while True:  # another process may record something between the two
            first, shown = session.firm.audit.prove_requests(period, record.seq)
            growth = None if note is None else session.firm.audit.prove_growth(note)
            if growth is None or growth["new"] == first["checkpoint"]:
                break
        counting = Counting(period, shown)
        return ProvedRequests(_counted(session, [first, *([growth] if growth else [])], shown, counting), counting)

    return await on_thread(proved)


def _counted(session: "Session", before: list[Proof], shown: Extent, counting: Counting) -> Iterator[Proof]:
    yield from before
    for row in session.firm.audit.rows(shown.first, shown.last):
        counting.add(row)
        yield {"record": row}


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
