"""An export of one matter holds no words and no names of another; and who reads what waits for a second person."""

import json
from datetime import UTC, datetime

import pytest

from pincite.access.changes import Diff
from pincite.access.facts import Matter, Target, Wall
from pincite.access.history import to_json
from pincite.access.scope import Principal, Scope
from pincite.audit.event import Entry, EventKind, Json
from pincite.audit.export.narrowing import narrowed
from pincite.audit.reading import DocumentPlace, RecordReader, View, view
from pincite.documents.span import DocumentId, MatterId

ALPHA, BETA = MatterId("Alpha"), MatterId("Beta")
LIES = {"a1": ALPHA, "a2": ALPHA, "b1": BETA, "moved": BETA}
ASKED = "Will Betacorp merge?"


def passage(document: str, matter: str) -> dict[str, Json]:
    return {"label": 1, "document": document, "matter": matter, "start": 0, "end": 5}


def statement(document: str, text: str) -> dict[str, Json]:
    return {"text": text, "support": 1.0, "citations": [{"label": 1, "document": document, "quote": text}]}


def exported(kind: EventKind, content: dict[str, Json], *matters: MatterId) -> str:
    entry = Entry(1, "r", kind, "2026-03-02T09:00:00+00:00", "ann", "ann", {}, frozenset(matters), content, {}, "", "")

    def place_of(document: DocumentId) -> DocumentPlace | None:
        return DocumentPlace(LIES[document], ()) if document in LIES else None

    kept = narrowed(View(entry, ""), ALPHA, place_of)
    assert kept is not None
    return json.dumps([kept.entry.content, sorted(kept.entry.matters or ())])


QUESTIONS: dict[str, tuple[EventKind, dict[str, Json]]] = {
    "a refusal whose best passage is of another": (
        "refusal",
        {"question": ASKED, "passages": [passage("b1", "Beta"), passage("a1", "Alpha")], "statements": []},
    ),
    "a refusal that found this matter only": (
        "refusal",
        {"question": ASKED, "query": {"text": ASKED}, "passages": [passage("a1", "Alpha")], "statements": []},
    ),
    "a search that found this matter only": (
        "search",
        {"question": ASKED, "query": {"text": ASKED}, "searches": [], "passages": [passage("a1", "Alpha")]},
    ),
    "a refusal after a model wrote of another": (
        "refusal",
        {
            "question": ASKED,
            "refusal": "nothing on Betacorp",
            "passages": [passage("a1", "Alpha")],
            "calls": [{"prompt": ASKED}],
            "model_replies": ["Betacorp will."],
            "statements": [],
            "removed": [statement("a1", "Betacorp will.")],
        },
    ),
    "an answer that was withheld": ("failure", {"question": ASKED, "refusal": "closed meanwhile"}),
    "a search by words of another": (
        "search",
        {"question": ASKED, "words_of": [{"document": "b1"}], "searches": [], "passages": [passage("a1", "Alpha")]},
    ),
    "a list that nothing of this matter answers": (
        "refusal",
        {
            "question": ASKED,
            "asked_of_each": ASKED,
            "passages": [passage("a1", "Alpha")],
            "statements": [],
            "looked_into": [
                {"document": "a1", "matter": "Alpha", "state": "not_found"},
                {"document": "b1", "matter": "Beta", "state": "not_found"},
            ],
        },
    ),
    "a list that another matter answers, too": (
        "answer",
        {
            "question": "Which have a rent?",
            "asked_of_each": "What is the rent?",
            "passages": [passage("a1", "Alpha"), passage("b1", "Beta")],
            "statements": [statement("a1", "The rent is 5.")],
            "looked_into": [{"document": "b1", "matter": "Beta"}, {"document": "moved", "matter": "Alpha"}],
        },
    ),
    "a review of several matters begins": (
        "review",
        {
            "key": {"questions": [ASKED, "Rent?"], "asked_in": None, "method": ["1"]},
            "documents": [{"document": "a1", "matter": "Alpha"}, {"document": "b1", "matter": "Beta"}],
        },
    ),
    "what a review is judged beside": (
        "review",
        {"documents": [{"document": "b1", "matter": "Beta"}, {"document": "a1", "matter": "Alpha"}]},
    ),
    "a document that a review found nothing in": (
        "review",
        {"document": "a1", "matter": "Alpha", "cells": [{"question": ASKED, "state": "not_found", "statements": []}]},
    ),
    "a move out of it": (
        "move",
        {"documents": [{"document": "moved", "matter": "Alpha", "path": "/f/Betacorp.txt"}], "to": "Beta"},
    ),
    "documents read in that lie elsewhere now": (
        "ingest",
        {"documents": [{"document": "moved", "path": "/f/Betacorp.txt"}, {"document": "a1", "path": "/f/a.txt"}]},
    ),
    "ids of documents that lie elsewhere now": ("ingest", {"relabelled": 1, "documents": ["a1", "moved"]}),
    "one document that lies elsewhere now": ("read", {"document": "b1", "from": "a1"}),
    "why something was done to several": ("access", {"reason": "Betacorp settled", "matters": ["Alpha", "Beta"]}),
    "a hold": ("hold", {"kind": "matter", "name": "Beta", "reason": "Betacorp"}),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_nothing_of_another_matter_is_in_it(case: str) -> None:
    kind, content = QUESTIONS[case]
    text = exported(kind, content, ALPHA, BETA)
    for name in ("Beta", '"b1"', '"moved"'):
        assert name not in text, text


def test_what_a_review_asked_of_the_matter_alone_stays_and_what_the_matter_answers() -> None:
    begins: dict[str, Json] = {"key": {"questions": ["Rent?"], "asked_in": "Alpha", "method": ["1"]}, "documents": []}
    assert "Rent?" in exported("review", begins, ALPHA)
    cell: dict[str, Json] = {"question": "Rent?", "state": "found", "statements": [1]}
    found: dict[str, Json] = {
        "document": "a1",
        "matter": "Alpha",
        "cells": [cell],
        "statements": [statement("a1", "$9")],
    }
    assert "Rent?" in exported("review", found, ALPHA)


def test_what_is_of_the_matter_stays() -> None:
    said = exported(
        "answer",
        {
            "question": "What is the rent?",
            "passages": [passage("a1", "Alpha"), passage("b1", "Beta")],
            "statements": [statement("a1", "The rent is 5.")],
        },
        ALPHA,
        BETA,
    )
    assert "What is the rent?" in said
    assert "The rent is 5." in said
    assert "Beta" not in said
    moved: dict[str, Json] = {
        "documents": [{"document": "a2", "matter": "Alpha", "path": "/f/a2.txt"}],
        "to": "Alpha",
        "reason": "tidy",
    }
    kept = exported("move", moved, ALPHA)
    assert all(words in kept for words in ("a2", "/f/a2.txt", "tidy"))


def _reader(*, auditor: bool, matters: set[MatterId], walled: set[MatterId], denied: set[DocumentId]) -> RecordReader:
    who = Principal("aud", "aud")
    scope = Scope(who, frozenset(matters), frozenset(denied), 1, datetime(2031, 1, 1, tzinfo=UTC))
    return RecordReader(scope, frozenset(walled), is_owner=False, audits=auditor, reads=True)


RULE = Diff(frozenset(), frozenset({Wall("bob", Target(matter=ALPHA))}))
WAITING: dict[str, tuple[str, dict[str, object]]] = {
    "a wall from a matter": (
        "wall remove bob: matter Alpha",
        {"added": to_json(RULE.added), "removed": to_json(RULE.removed), "undoes": None},
    ),
    "a wall from a document": (
        "wall remove bob: document a1",
        {"added": "[]", "removed": to_json([Wall("bob", Target(document=DocumentId("a1")))]), "undoes": None},
    ),
    "a matter that goes": ("undo", {"added": "[]", "removed": to_json([Matter(ALPHA)]), "undoes": 3}),
    "a hold on a matter": ("hold remove: matter Alpha", {"verb": "hold remove", "kind": "matter", "name": "Alpha"}),
    "documents": ("remove --erase: a1", {"verb": "remove --erase", "documents": ["a1"], "reason": "as told"}),
    "a reason that names it": ("audit erase", {"verb": "audit erase", "records": ["r"], "reason": "Alpha settled"}),
}


@pytest.mark.parametrize("what", ["two people: asked", "two people: confirmed", "two people: withdrawn"])
@pytest.mark.parametrize("case", WAITING)
def test_what_waits_for_a_second_person_is_read_by_whom_it_is_open_to(case: str, what: str) -> None:
    asked, body = WAITING[case]
    content: dict[str, Json] = {"asked": asked, "body": json.dumps(body)}
    facts: dict[str, Json] = {"what": what}
    at = "2026-03-02T09:00:00+00:00"
    entry = Entry(1, "r", "access", at, "olga", "olga", facts, frozenset(), content, {}, "", "")

    def place_of(document: DocumentId) -> DocumentPlace | None:
        return DocumentPlace(LIES[document], ()) if document in LIES else None

    def seen(reader: RecordReader) -> bool:
        found = view(entry, reader, place_of)
        assert found is not None
        return found.entry.content is not None

    denied = {DocumentId("a1")} if "a1" in asked else set()
    walled = set() if denied else {ALPHA}
    assert not seen(_reader(auditor=True, matters={BETA}, walled=walled, denied=denied))
    assert seen(_reader(auditor=True, matters={ALPHA, BETA}, walled=set(), denied=set()))
    if "reason" not in case:
        assert not seen(_reader(auditor=True, matters={BETA}, walled=set(), denied=set()))
