"""Who may read what: the one decision, against an oracle that asks about each thing by itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pincite.access.scope import Principal, Scope
from pincite.audit.event import Entry, Json
from pincite.audit.reading import ERASED, NO_READER, NOT_OPEN, DocumentPlace, RecordReader, View, view
from pincite.documents.span import DocumentId, MatterId

MATTERS = [MatterId(f"Matter-{letter}") for letter in "ABC"]
DOCUMENTS = [DocumentId(f"doc-{number}") for number in range(5)]
LABELS = ["privileged", "draft"]

matters = st.frozensets(st.sampled_from(MATTERS))
documents = st.frozensets(st.sampled_from(DOCUMENTS))
places = st.dictionaries(
    st.sampled_from(DOCUMENTS),
    st.builds(DocumentPlace, st.sampled_from(MATTERS), st.lists(st.sampled_from(LABELS), unique=True).map(tuple)),
)


@st.composite
def readers(draw: st.DrawFn) -> RecordReader:
    walled = draw(matters)
    reach = frozenset(MATTERS) - walled
    scope = Scope(
        principal=Principal(draw(st.sampled_from(["ann", "ben", "owner"])), draw(st.sampled_from(["ann", "owner"]))),
        matters=draw(matters) & reach,
        denied=draw(documents),
        rules_version=1,
        expires=datetime(2100, 1, 1, tzinfo=UTC),
        documents=draw(documents),
        labels=draw(st.frozensets(st.tuples(st.sampled_from(LABELS), st.one_of(st.none(), st.sampled_from(MATTERS))))),
        reach=reach,
    )
    is_owner = scope.principal.user == "owner"
    reads = draw(st.booleans())
    audits = reads and (is_owner or draw(st.booleans()))
    return RecordReader(scope, walled, is_owner, audits, reads)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    shown = draw(st.lists(st.sampled_from(DOCUMENTS), max_size=3))
    hits = draw(st.lists(st.sampled_from(DOCUMENTS), max_size=2))
    content: dict[str, Json] = {
        "question": "what is the rent?",
        "passages": [{"document": document, "version": "v", "start": 0, "end": 4} for document in shown],
        "hits": [[document, "v", 0, 4] for document in hits],
    }
    if draw(st.booleans()):
        content["scope"] = {
            "matters": [*sorted(draw(matters))],
            "denied": [*sorted(draw(documents))],
            "documents": [*sorted(draw(documents))],
            "labels": [
                [label, matter]
                for label, matter in draw(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(MATTERS))))
            ],
            "reach": [*sorted(draw(matters))],
        }
        content["searches"] = [{"withheld": [[document, "v", 0, 4] for document in sorted(draw(documents))]}]
    if draw(st.booleans()):
        content["documents"] = [*draw(st.lists(st.sampled_from(DOCUMENTS), max_size=3))]
    if draw(st.booleans()):
        content["matter"] = draw(st.sampled_from(MATTERS))
    if draw(st.integers(0, 3)) == 0:
        content["label"] = draw(st.sampled_from(LABELS))
    entry = Entry(
        seq=7,
        id="q7",
        kind="answer",
        at="2026-03-02T09:00:00.000000+00:00",
        user=draw(st.sampled_from(["ann", "ben"])),
        actor=draw(st.sampled_from(["ann", "owner"])),
        facts={"passages": len(shown)},
        matters=draw(matters),
        content=content,
        texts={"t1": "0" * 64},
        prev="0" * 64,
        hash="1" * 64,
    )
    return replace(entry, matters=None, content=None, texts=None) if draw(st.integers(0, 9)) == 0 else entry


def opens(reader: RecordReader, document: DocumentId, where: dict[DocumentId, DocumentPlace]) -> bool:
    """The oracle: may this reader see this document, by the letter of the rules?"""
    if document in reader.scope.denied:
        return False  # whether or not it is still there
    if document not in where:
        return True  # gone: nothing else but the record's matters speaks for it or against it
    place = where[document]
    if place.matter in reader.walled:
        return False
    if reader.is_owner and reader.audits:
        return True
    if place.matter in reader.scope.matters:
        return True
    by_label = any(label in place.labels and matter in (None, place.matter) for label, matter in reader.scope.labels)
    return place.matter in reader.scope.reach and (document in reader.scope.documents or by_label)


def passages_spoken_of(
    content: Mapping[str, Json], reader: RecordReader, where: dict[DocumentId, DocumentPlace]
) -> list[DocumentId]:
    """The oracle: all passages, or only those that are open where the best one is and none stands behind a wall."""
    shown = [DocumentId(p["document"]) for p in content["passages"]]  # type: ignore[union-attr, index, call-overload, arg-type]
    walled = [d for d in shown if d in reader.scope.denied or (d in where and where[d].matter in reader.walled)]
    owns = reader.is_owner and reader.audits
    open_ones = [d for d in shown if opens(reader, d, where) and (owns or d in where)]
    return open_ones if shown and not walled and shown[0] in open_ones else shown


def expected(entry: Entry, reader: RecordReader, where: dict[DocumentId, DocumentPlace]) -> str:
    """The oracle: "nothing", a reason why there is no content, or "content"."""
    own = entry.user == reader.user or entry.actor == reader.user
    if not own and not reader.audits:
        return "nothing"
    if entry.content is None or entry.matters is None:
        return ERASED if reader.audits else "nothing"
    if not reader.reads:
        return NO_READER
    named = list(entry.matters)
    if isinstance(entry.content.get("matter"), str):
        named.append(MatterId(str(entry.content["matter"])))
    spoken = passages_spoken_of(entry.content, reader, where)
    spoken += [DocumentId(hit[0]) for hit in entry.content["hits"]]  # type: ignore[union-attr, index, arg-type]
    spoken += [DocumentId(name) for name in entry.content.get("documents", [])]  # type: ignore[union-attr, arg-type]
    closed = NOT_OPEN if reader.audits else "nothing"
    for matter in named:
        if matter in reader.walled:
            return closed
        held = all(document in where for document in spoken) and any(where[d].matter == matter for d in spoken)
        if not (reader.is_owner and reader.audits) and matter not in reader.scope.matters and not held:
            return closed
    for document in spoken:
        if not opens(reader, document, where):
            return closed
    if reader.is_owner and reader.audits:
        return "content"
    if not named and any(document not in where for document in spoken):
        return closed  # nobody knows any more whose it was
    if isinstance(label := entry.content.get("label"), str) and entry.content.get("matter") is None:
        return "content" if (label, None) in reader.scope.labels else closed
    return "content"


def outcome(seen: View | None) -> str:
    if seen is None:
        return "nothing"
    return seen.without or "content"


@settings(max_examples=150, deadline=None)
@given(entries(), readers(), places)
def test_it_decides_as_the_oracle_does(
    entry: Entry, reader: RecordReader, where: dict[DocumentId, DocumentPlace]
) -> None:
    assert outcome(view(entry, reader, where.get)) == expected(entry, reader, where)


@settings(max_examples=150, deadline=None)
@given(entries(), readers(), places)
def test_no_name_of_what_is_closed_is_in_what_is_shown(
    entry: Entry, reader: RecordReader, where: dict[DocumentId, DocumentPlace]
) -> None:
    seen = view(entry, reader, where.get)
    assume(seen is not None)
    assert seen is not None
    shown = json.dumps([dict(seen.entry.content or {}), sorted(seen.entry.matters or ())])
    for matter in reader.walled:
        assert f'"{matter}"' not in shown
    for document in DOCUMENTS:
        if document in where and not opens(reader, document, where):
            assert f'"{document}"' not in shown


@settings(max_examples=150, deadline=None)
@given(entries(), readers(), places)
def test_what_has_no_content_has_no_names_or_texts_either(
    entry: Entry, reader: RecordReader, where: dict[DocumentId, DocumentPlace]
) -> None:
    seen = view(entry, reader, where.get)
    assume(seen is not None and seen.without)
    assert seen is not None
    assert (seen.entry.content, seen.entry.matters, seen.entry.texts) == (None, None, None)
    assert not any(name in seen.without for name in (*MATTERS, *DOCUMENTS))


@settings(max_examples=150, deadline=None)
@given(entries(), readers(), places, st.sampled_from(MATTERS))
def test_one_wall_more_never_shows_more(
    entry: Entry, reader: RecordReader, where: dict[DocumentId, DocumentPlace], matter: MatterId
) -> None:
    scope = reader.scope
    walled = replace(
        reader,
        walled=reader.walled | {matter},
        scope=replace(scope, matters=scope.matters - {matter}, reach=scope.reach - {matter}),
    )
    behind_it, without_it = (outcome(view(entry, one, where.get)) for one in (walled, reader))
    assert behind_it != "content" or without_it == "content"


@pytest.mark.parametrize(
    "content", [{}, {"passages": None}, {"scope": ["Matter-A", 3, None]}, {"hits": [[], [1], ["doc-0"]]}]
)
def test_contents_of_odd_shapes_are_read(content: dict[str, Json]) -> None:
    scope = Scope(Principal("ann", "ann"), frozenset(MATTERS), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
    reader = RecordReader(scope, frozenset(), is_owner=False, audits=False, reads=True)
    of = frozenset(MATTERS[:1])
    entry = Entry(1, "a", "answer", "2026-03-02T09:00:00+00:00", "ann", "ann", {}, of, content, {}, "", "")
    assert outcome(view(entry, reader, lambda _: None)) == "content"
