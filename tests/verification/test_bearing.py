"""Whether pins bear statements out: the families of quotes that stand beside what is said, and of quotes that hold."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from pincite.access.scope import Principal, Scope
from pincite.answering.binding import bind
from pincite.answering.claimed import Claim, Pointer
from pincite.answering.locating import as_shown_to_model
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.onnx_entailment import OnnxEntailment
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.security.canary import canary
from pincite.verification.support import Support
from pincite.verification.verifier import Verifier
from pincite.verification.written import BESIDE, COMPLETED, ELSEWHERE, verify_written

pytestmark = pytest.mark.live

VERIFIER = Verifier(OnnxEntailment())


def verified(made_of: str, said: str, *quotes: str, label: int = 1, name: str = "supply.txt") -> Support:
    """What verification says of a sentence that quotes words of the only passage, which is all of its document."""
    content = read(made_of.encode(), name)
    end = len(content.text)
    chunk = Chunk(DocumentId("d"), VersionId("v"), 0, 0, end, "", "", 0, end, "")
    passage = Passage(1, chunk, MatterId("m"), name, content.title, None, "", None, content.text, 1.0, 1, 1, 0.5)
    shown = as_shown_to_model([passage], lambda _: content)
    bound = list(bind([Claim(said, tuple(Pointer(label, quote) for quote in quotes))], shown, "mark"))
    scope = Scope(
        Principal("a", "a"), frozenset({MatterId("m")}), frozenset(), 1, datetime.now(UTC) + timedelta(minutes=1)
    )

    async def verdict() -> list[Support]:
        evidence = Evidence((passage,), "1")
        return [one async for one in verify_written(bound, evidence, scope, lambda _: content, VERIFIER, canary())]

    [support] = asyncio.run(verdict())
    return support


CLAUSES = """SERVICES AGREEMENT

This Agreement is between Brackwater Systems Ltd (the "Supplier") and Ostrey Foods Limited (the "Customer").

8. LIABILITY AND INSURANCE

8.1 The Supplier's liability under this Agreement is limited to GBP 2,000,000 in each calendar year.

8.2 The Supplier shall maintain professional indemnity insurance of at least GBP 5,000,000.

8.3 Nothing in Clause 8.1 limits liability for death or personal injury caused by negligence.

8.4 The Customer shall notify the Supplier of a claim within sixty (60) days of becoming aware of it.

8.5 Either Party may terminate this Agreement if the limit in Clause 8.1 is reached twice.

9. DATA

9.1 The Supplier shall not: (a) transfer personal data outside the United Kingdom; (b) keep it for more than ninety days
after termination; or (c) appoint a sub-processor without written consent.

9.2 The Supplier shall tell the Customer of a data breach within twenty-four hours; the Customer tells the regulator.
"""
CAP = "The Supplier's liability under this Agreement is limited to GBP 2,000,000 in each calendar year"
INSURANCE = "The Supplier shall maintain professional indemnity insurance of at least GBP 5,000,000"
CLAIM = "The Customer shall notify the Supplier of a claim within sixty (60) days of becoming aware of it"
TWICE = "Either Party may terminate this Agreement if the limit in Clause 8.1 is reached twice"
INJURY = "Nothing in Clause 8.1 limits liability for death or personal injury caused by negligence"
TABLE = """# Price list

| Plan | Monthly fee | Response time |
|---|---|---|
| Gold | $500 | 4 hours |
| Iron | $20 | 72 hours |
"""


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("The Supplier's liability is limited to GBP 2,000,000 in each calendar year.", INSURANCE),  # the same subject
        ("The Supplier must maintain professional indemnity insurance of at least GBP 5,000,000.", CAP),
        ("The Supplier's liability is limited to GBP 2,000,000 in each calendar year.", TWICE),  # what refers to it
        ("The Supplier's liability is limited to GBP 2,000,000 in each calendar year.", INJURY),  # its exception
        ("The Customer must notify the Supplier of a claim within 60 days of becoming aware of it.", TWICE),
        ("The Supplier must not transfer personal data outside the United Kingdom.", "appoint a sub-processor without"),
        (
            "The Supplier must not appoint a sub-processor without written consent.",
            "(a) transfer personal data outside",
        ),
        ("The Supplier must tell the Customer of a data breach within 24 hours.", "keep it for more than ninety days"),
        ("The Supplier's liability is limited to GBP 2,000,000 in each calendar year.", "LIABILITY AND INSURANCE"),
        (
            "The Supplier's liability is limited to GBP 2,000,000 in each calendar year.",
            "is between Brackwater Systems Ltd",
        ),
        (
            "Liability is limited to GBP 2,000,000 a year, and nothing limits liability for death by negligence.",
            INJURY,
        ),
    ],
)
def test_a_quote_from_beside_does_not_bear_a_true_sentence_out(said: str, quote: str) -> None:
    support = verified(CLAUSES, said, quote)
    assert not support.supported, support
    assert support.reasons


@pytest.mark.parametrize(
    ("said", "quotes"),
    [
        ("The Supplier's liability is limited to GBP 2,000,000 in each calendar year.", (CAP,)),
        ("The Supplier must maintain professional indemnity insurance of at least GBP 5,000,000.", (INSURANCE,)),
        ("The Customer must notify the Supplier of a claim within 60 days of becoming aware of it.", (CLAIM,)),
        (
            "The Supplier must not transfer personal data outside the United Kingdom.",
            ("transfer personal data outside the",),
        ),
        ("The Supplier must not appoint a sub-processor without written consent.", ("(c) appoint a sub-processor",)),
        (
            "Brackwater Systems Ltd must maintain professional indemnity insurance of at least GBP 5,000,000.",
            (INSURANCE,),
        ),
        (
            "The Supplier must maintain professional indemnity insurance of at least GBP 5,000,000, and the Customer "
            "must notify the Supplier of a claim within 60 days of becoming aware of it.",
            (INSURANCE, CLAIM),
        ),
    ],
)
def test_a_quote_with_what_leads_into_it_and_what_its_terms_mean_does(said: str, quotes: tuple[str, ...]) -> None:
    support = verified(CLAUSES, said, *quotes)
    assert support.supported, support


def test_a_row_of_a_table_bears_out_what_its_heads_make_of_it_and_not_what_another_row_says() -> None:
    said = "The Iron plan has a monthly fee of $20 and a response time of 72 hours."
    assert verified(TABLE, said, "| Iron | $20 | 72 hours |", name="prices.md").supported
    assert not verified(TABLE, said, "| Gold | $500 | 4 hours |", name="prices.md").supported


def test_the_rest_of_the_passage_may_speak_against_a_statement() -> None:
    text = "1. The deposit is $500.\n\n2. The deposit of Clause 1 is not $500 but $900, whatever Clause 1 says.\n"
    support = verified(text, "The deposit is not $900.", "The deposit is $500.")
    assert not support.supported


def test_a_passage_as_a_whole_is_a_pin_where_it_is_one_sentence() -> None:
    one = "The Tenant shall pay rent of $4,200 per month."
    assert verified(one, one, "").supported
    support = verified(f"{one} The Landlord insures the building.", one, "")
    assert not support.supported
    assert support.is_unpinned
    assert "must point at the words" in support.reasons[0]


def test_a_passage_as_a_whole_beside_words_that_hold_is_left_out_and_noted() -> None:
    one = "The Tenant shall pay rent of $4,200 per month."
    support = verified(f"{one} The Landlord insures the building.", one, one, "Landlord")
    assert [citation.quote for citation in support.statement.citations] == [one]
    assert support.supported
    assert BESIDE not in support.remarks  # of the same passage it adds nothing, and binding has left it out


def test_a_quote_that_breaks_off_is_completed_only_within_its_sentence() -> None:
    support = verified(
        CLAUSES,
        "The Supplier's liability is limited to GBP 2,000,000 in each calendar year.",
        " ".join(CAP.split()[:6]),
    )
    assert support.supported
    assert COMPLETED in support.remarks
    assert [citation.quote for citation in support.statement.citations] == [f"{CAP}."]


def test_of_the_places_of_the_same_words_those_are_cited_that_say_it() -> None:
    text = (
        "1. The Customer shall pay an invoice within thirty (30) days of its receipt.\n\n"
        "2. The Supplier shall answer a complaint within thirty (30) days of its receipt.\n"
    )
    support = verified(
        text, "The Supplier must answer a complaint within 30 days.", "within thirty (30) days of its receipt"
    )
    assert support.supported
    assert [citation.span.start for citation in support.statement.citations] == [text.rindex("within")]
    assert ELSEWHERE in support.remarks
