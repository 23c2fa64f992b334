"""What a review puts on the record, and what a later run takes from there.

A run begins and ends with a record; between them is one for each document, with the answers as they were released. An
interrupted run has no end, so the next run with the same questions continues it: all that it needs is on the record,
and nowhere else.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pincite.access.scope import Scope
from pincite.ask.reply import State
from pincite.ask.stated import stated_json
from pincite.audit.event import Entry as Recorded
from pincite.audit.event import Event, Json
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.review.cells import Answer

STATES: tuple[State, ...] = ("found", "not_found", "not_read")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a review: its name, and the key by which another run recognises that it asks the same."""

    id: str
    key: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """An interrupted run, with the records of the documents that it had reached.

    `prepared` are its records of the documents that the questions were prepared beside, newest first.
    """

    run: Run
    documents: Mapping[DocumentId, Recorded]
    prepared: Sequence[Recorded] = ()

    def beside(self, record: Recorded) -> frozenset[DocumentId] | None:
        """The documents that the answers of a record were judged beside; None if that is not known any more."""
        before = next((one for one in self.prepared if one.seq < record.seq), None)
        match before.content if before is not None else None:
            case {"documents": list(rows)}:
                return frozenset(DocumentId(str(row["document"])) for row in rows if isinstance(row, dict))
        return None


def key_of(questions: Sequence[str], matter: str | None, method: Sequence[str]) -> dict[str, Json]:
    """What two runs must share for one to continue the other: questions, matter, and method of judging."""
    return {"questions": [*questions], "asked_in": matter, "method": [*method]}


def begun(run: Run, scope: Scope, entries: Sequence[Entry], at: datetime) -> Event:
    """The event at the beginning of a review: what is asked of which documents."""
    questions = run.key["questions"]
    count = len(questions) if isinstance(questions, list) else 0
    return Event(
        id=run.id,
        kind="review",
        principal=scope.principal,
        at=at,
        matters=frozenset(entry.matter for entry in entries),
        facts={
            "what": "begin",
            "documents": len(entries),
            "questions": count,
            "rules_version": scope.rules_version,
        },
        content={
            "key": dict(run.key),
            "documents": [{"document": one.document, "matter": one.matter} for one in entries],
        },
    )


def prepared(run: Run, beside: Sequence[Entry], scope: Scope, at: datetime) -> Event:
    """The event that the questions are prepared, with example answers from the documents `beside`."""
    return Event(
        id=secrets.token_hex(8),
        kind="review",
        principal=scope.principal,
        at=at,
        matters=frozenset(entry.matter for entry in beside),
        facts={"what": "prepared", "run": run.id, "rules_version": scope.rules_version},
        content={"documents": [{"document": one.document, "matter": one.matter} for one in beside]},
    )


def document_reviewed(run: Run, entry: Entry, answers: Sequence[Answer], scope: Scope, at: datetime) -> Event:
    """The event with the answers of one document, just before they are released."""
    states = Counter(answer.state for answer in answers)
    statements = [support for answer in answers for support in answer.statements]
    number = 0
    cells: list[Json] = []
    for answer in answers:
        numbers = range(number + 1, number + 1 + len(answer.statements))
        number += len(answer.statements)
        cells.append(
            {
                "question": answer.question,
                "state": answer.state,
                "chance": round(answer.chance, 4),
                "statements": [*numbers],
            }
        )
    return Event(
        id=secrets.token_hex(8),
        kind="review",
        principal=scope.principal,
        at=at,
        matters=frozenset({entry.matter}),
        facts={
            "what": "document",
            "run": run.id,
            "rules_version": scope.rules_version,
            **{state: states[state] for state in STATES},
        },
        content={
            "document": entry.document,
            "version": entry.version,
            "matter": entry.matter,
            "cells": cells,
            "statements": [stated_json(support) for support in statements],
        },
    )


CLOSED = "the document was closed or taken away in the meantime"
CLOSED_BESIDE = "a document beside which it was judged was closed or taken away in the meantime"
"""Why answers that are on the record were not shown."""


def withheld(run: Run, entry: Entry, seq: int, scope: Scope, at: datetime, why: str = CLOSED) -> Event:
    """Answers that are on the record and were not shown."""
    return Event(
        id=secrets.token_hex(8),
        kind="failure",
        principal=scope.principal,
        at=at,
        matters=frozenset({entry.matter}),
        facts={"what": "review", "run": run.id, "withholds": seq},
        content={"document": entry.document, "error": why},
    )


def ended(run: Run, counts: Mapping[str, int], scope: Scope, at: datetime) -> Event:
    """The event that a review has ended."""
    return Event(
        id=secrets.token_hex(8),
        kind="review",
        principal=scope.principal,
        at=at,
        matters=frozenset(),
        facts={"what": "end", "run": run.id, "rules_version": scope.rules_version, **counts},
        content={},
    )


def unfinished(records: Iterable[Recorded], key: Mapping[str, Json]) -> UnfinishedRun | None:
    """The newest run with this key, if it has not ended; `records` are those of one person, newest first."""
    over: set[str] = set()
    documents: dict[str, dict[DocumentId, Recorded]] = {}
    readied: dict[str, list[Recorded]] = {}
    for record in records:
        what, run = record.facts.get("what"), record.facts.get("run")
        if record.kind == "failure" and what == "review" and isinstance(run, str):
            named = (record.content or {}).get("document")
            if isinstance(named, str):  # withheld: to be looked into anew
                documents.setdefault(run, {}).setdefault(DocumentId(named), record)
        if record.kind != "review":
            continue
        if what == "end" and isinstance(run, str):
            over.add(run)
        elif what == "prepared" and isinstance(run, str):
            readied.setdefault(run, []).append(record)
        elif what == "document" and isinstance(run, str) and run not in over:
            named = (record.content or {}).get("document")
            if isinstance(named, str):
                documents.setdefault(run, {}).setdefault(DocumentId(named), record)
        elif what == "begin" and record.content is not None and record.content.get("key") == dict(key):
            if record.id in over:
                return None
            found = {name: one for name, one in documents.get(record.id, {}).items() if one.kind == "review"}
            return UnfinishedRun(Run(record.id, key), found, tuple(readied.get(record.id, ())))
    return None
