"""What is stated, or noted, of words that an amendment changed."""

from datetime import UTC, datetime

import pytest

from pincite.answering.answer import Citation, Statement
from pincite.answering.restating import is_altered_reading, with_notes
from pincite.answering.standing import asks_for_before
from pincite.catalogue.amending import StandingAgreement
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, Span, VersionId
from pincite.structure.amending.consolidated import ParsedAmendment, consolidate
from pincite.structure.amending.instructions import instructions_of
from pincite.structure.outline.outline import outline

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
STANDING = StandingAgreement(
    (entry("lease"), entry("change")),
    ("lease", "Amendment No. 1"),
    consolidate(document(LEASE), [ParsedAmendment(CHANGE, instructions_of(CHANGE))], "2026-11-28"),
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


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("What was the limit of liability in Section 11.1 before it was amended?", True),
        ("What did the rent come to originally?", True),
        ("What was the original fee?", True),
        ("What was the original monthly rent of the lease?", True),
        ("Who insures the original equipment?", False),
        ("How many days before the first delivery must notice be given?", False),
        ("When must Halvorsen pay an invoice since Amendment No. 1?", False),
        ("May the agreement be amended before June?", False),
    ],
)
def test_a_question_for_the_words_before_is_told_from_others(question: str, is_asked: bool) -> None:
    assert asks_for_before(question) == is_asked


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
