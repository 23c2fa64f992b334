"""What is stated, or noted, of words that an amendment changed."""

from datetime import UTC, datetime

from pincite.answering.answer import Citation, Statement
from pincite.answering.standing import is_altered_reading, with_notes
from pincite.catalogue.amending import Standing
from pincite.catalogue.entry import Entry
from pincite.documents.amending.consolidated import Amending, consolidate
from pincite.documents.amending.instructions import instructions_of
from pincite.documents.document import Document
from pincite.documents.outline.outline import outline
from pincite.documents.span import DocumentId, MatterId, Span, VersionId

LEASE = "LEASE\n\n1. Rent\n\n1.1 The rent is nine dollars.\n\n1.2 It is due in May.\n"
CHANGE = (
    "AMENDMENT NO. 1\n\nThis Amendment binds.\n\n1. Section 1.1 of the Lease is amended by replacing “nine” with "
    "“ten”.\n\n"
    "2. Section 1.2 of the Lease is amended to provide that June is as good.\n"
)


def document(text: str) -> Document:
    return Document("text", "", text, (), outline(text, (), "text"), (), (), b"")


def entry(name: str) -> Entry:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Entry(
        DocumentId(name), MatterId("M"), f"/f/{name}.txt", (), VersionId(f"v-{name}"), None, "text", name, 0, 0, at
    )


CONTENTS = {VersionId("v-lease"): document(LEASE), VersionId("v-change"): document(CHANGE)}
STANDING = Standing(
    (entry("lease"), entry("change")),
    ("lease", "Amendment No. 1"),
    consolidate(document(LEASE), [Amending(CHANGE, instructions_of(CHANGE))], "2026-11-28"),
)


def cited(words: str, text: str = LEASE, name: str = "lease") -> Citation:
    start = text.index(words)
    span = Span(DocumentId(name), VersionId(f"v-{name}"), start, start + len(words))
    return Citation(1, span, f"/f/{name}.txt", name, "", "", None, "", "", None, words)


def test_citations_of_a_written_answer_say_what_an_amendment_changes() -> None:
    written = Statement("Nine dollars, due in May.", (cited("The rent is nine dollars."), cited("It is due in May.")))
    noted = with_notes(written, lambda _: STANDING, CONTENTS.__getitem__)
    assert noted.text == written.text
    assert noted.citations[0].note == "Amendment No. 1 § 1 changes these words"
    assert noted.citations[1].note.startswith("Amendment No. 1 § 2 also touches this section")


def test_citations_of_what_nothing_amends_have_no_note() -> None:
    written = Statement("Nine dollars.", (cited("The rent is nine dollars."),))
    assert with_notes(written, lambda _: None, CONTENTS.__getitem__) == written


def altered(text: str) -> Statement:
    return Statement(
        text, (cited("replacing “nine” with “ten”", CHANGE, "change"),), (cited("The rent is nine dollars."),)
    )


def test_only_words_of_the_amendment_may_stand_in_the_brackets() -> None:
    readings = ["The rent is nine dollars."]
    assert is_altered_reading(altered("The rent is [ten] dollars."), readings)
    assert not is_altered_reading(altered("The rent is [eleven] dollars."), readings)
    assert not is_altered_reading(altered("The fee is [ten] dollars."), readings)
    assert not is_altered_reading(altered("The rent is ten dollars."), readings)
