"""Leaks of the record that generated firms found, each in its shortest form."""

from dataclasses import replace
from datetime import UTC, datetime

from pincite.access.scope import Principal, Scope
from pincite.audit.event import Entry, Json
from pincite.audit.reading import DocumentPlace, RecordReader, view
from pincite.documents.span import DocumentId, MatterId

ASH, KEPT, GONE = MatterId("Ash"), DocumentId("kept"), DocumentId("gone")


def record(**content: Json) -> Entry:
    return Entry(1, "a", "answer", "2026-03-02T09:00:00+00:00", "ben", "ben", {}, frozenset({ASH}), content, {}, "", "")


def auditor(scope: Scope) -> RecordReader:
    return RecordReader(scope, frozenset(), is_owner=False, audits=True, reads=True)


def place_of(document: DocumentId) -> DocumentPlace | None:
    return DocumentPlace(ASH, ("open",)) if document == KEPT else None


MEMBER = Scope(Principal("ann", "ann"), frozenset({ASH}), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
BY_LABEL = replace(MEMBER, matters=frozenset(), labels=frozenset({("open", ASH)}), reach=frozenset({ASH}))
BOTH = record(passages=[{"document": KEPT}, {"document": GONE}])


def content_for(entry: Entry, scope: Scope) -> object:
    seen = view(entry, auditor(scope), place_of)
    assert seen is not None
    return seen.entry.content


def test_a_wall_from_a_document_stands_when_the_document_is_gone() -> None:
    assert content_for(BOTH, MEMBER) is not None
    assert content_for(BOTH, replace(MEMBER, denied=frozenset({GONE}))) is None


def test_a_document_that_is_gone_was_not_open_because_another_of_its_matter_is() -> None:
    assert content_for(record(passages=[{"document": KEPT}]), BY_LABEL) is not None
    told = content_for(BOTH, BY_LABEL)
    assert told is not None
    assert GONE not in repr(told)  # a passage beside the best one is taken out, and no word of it was in the record
    assert content_for(record(passages=[{"document": GONE}, {"document": KEPT}]), BY_LABEL) is None
    assert content_for(record(passages=[{"document": KEPT}, {"document": GONE}], model_replies=["x"]), BY_LABEL) is None


def test_a_document_that_is_gone_is_known_by_its_row_too() -> None:
    assert content_for(record(hits=[[KEPT, "v", 0, 4], [GONE, "v", 0, 4]]), BY_LABEL) is None
    assert content_for(record(hits=[[KEPT, "v", 0, 4]], model_replies=["any words"]), BY_LABEL) is not None


def test_the_names_of_labels_of_somebody_else_are_left_out() -> None:
    entry = record(scope={"labels": [["open", None], ["open", "Ash"], ["secret", None], ["secret", "Ash"]]})
    everywhere = replace(MEMBER, labels=frozenset({("open", None)}))
    assert content_for(entry, everywhere) == {"scope": {"labels": [["open", None], ["open", "Ash"]]}}
    assert content_for(entry, MEMBER) == {"scope": {"labels": []}}


def test_a_label_of_every_matter_is_named_to_whom_it_was_granted_and_to_the_owner() -> None:
    granted = replace(record(who="ben", label="kestrel"), matters=frozenset())
    assert content_for(granted, MEMBER) is None
    assert content_for(granted, replace(MEMBER, labels=frozenset({("kestrel", ASH)}))) is None
    assert content_for(granted, replace(MEMBER, labels=frozenset({("kestrel", None)}))) is not None
    owner = RecordReader(MEMBER, frozenset(), is_owner=True, audits=True, reads=True)
    assert view(granted, owner, place_of) is not None
    in_a_matter = record(who="ben", label="kestrel", matter="Ash")
    assert content_for(in_a_matter, MEMBER) is not None
    assert content_for(in_a_matter, BY_LABEL) is None


def test_a_document_that_is_gone_is_not_named_where_no_matter_says_whose_it_was() -> None:
    granted = replace(record(who="ben", document=GONE), matters=frozenset())
    assert content_for(granted, MEMBER) is None
    assert content_for(replace(granted, matters=frozenset({ASH})), MEMBER) is not None


def test_why_something_was_refused_is_not_told_across_a_wall_but_to_whoever_typed_it() -> None:
    refused = replace(
        record(error="change 4 cannot be taken back, since matter 'Oak' holds documents"), matters=frozenset()
    )
    walled = replace(auditor(MEMBER), walled=frozenset({MatterId("Oak")}))
    other = replace(auditor(MEMBER), walled=frozenset({MatterId("Oakley")}))
    for reader, is_shown in ((walled, False), (other, True), (auditor(MEMBER), True)):
        seen = view(refused, reader, place_of)
        assert seen is not None
        assert (seen.entry.content is not None) is is_shown
    typed = view(replace(refused, user="ann"), walled, place_of)
    assert typed is not None
    assert typed.entry.content is not None


def test_what_a_refusal_named_beside_what_was_asked_for_is_told_only_where_it_is_open() -> None:
    told: list[Json] = [{"document": KEPT}]
    refused = replace(record(error="x is attached to kept: remove that", documents=told), matters=frozenset())
    own = replace(refused, user="ann")
    denied = replace(MEMBER, denied=frozenset({KEPT}))
    for scope, is_shown in ((MEMBER, True), (denied, False), (replace(MEMBER, matters=frozenset()), False)):
        assert (content_for(refused, scope) is not None) is is_shown
        assert (content_for(own, scope) is not None) is is_shown


def test_the_document_whose_references_were_followed_is_named_only_where_it_is_open() -> None:
    followed: list[Json] = [{"document": KEPT}]
    read = record(documents=followed, **{"from": "kept"})
    assert content_for(read, MEMBER) is not None
    elsewhere = record(documents=followed, **{"from": GONE})
    assert content_for(elsewhere, replace(MEMBER, denied=frozenset({GONE}))) is None
    assert content_for(elsewhere, BY_LABEL) is None
