"""A party's name for its term, and an item of a list with its opening: true ones leave, false ones do not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.verification.test_bearing import VERIFIER, verified

from pincite.access.scope import Principal, Scope
from pincite.answering.answer import Statement
from pincite.answering.binding import Bound
from pincite.answering.placing import citation
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.security.canary import canary
from pincite.verification.leading import left_out
from pincite.verification.pins import Pin, as_defined
from pincite.verification.support import Support
from pincite.verification.written import verify_written

pytestmark = pytest.mark.live  # by the entailment model

PARTIES = """SUPPLY AND TRANSFER AGREEMENT

This Agreement is made on 3 March 2025 between Ostrander Freight Corporation, a Delaware corporation (the "Company"),
and Brackwater.com, Inc., an Ohio corporation (the "Buyer").

2.1 The Board of Directors of the Company has approved the transfer of the vessels.

2.2 No Subsidiary of the Company owes money to a bank, except under the Harbour Loan.

2.3 To the Knowledge of the Buyer, no claim against it is pending before a court.

2.4 The Company shall deliver the vessels at the port of Tallinn before the Closing Date.
"""


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        (
            "The Board of Directors of Ostrander Freight Corporation has approved the transfer of the vessels.",
            "The Board of Directors of the Company has approved the transfer of the vessels",
        ),
        (
            "The Board of Directors of Ostrander Freight Corp. has approved the transfer of the vessels.",
            "The Board of Directors of the Company has approved the transfer of the vessels",
        ),
        (
            "No Subsidiary of Ostrander Freight Corporation owes money to a bank, except under the Harbour Loan.",
            "No Subsidiary of the Company owes money to a bank, except under the Harbour Loan",
        ),
        (
            "To the Knowledge of Brackwater.com, Inc., no claim against it is pending before a court.",
            "To the Knowledge of the Buyer, no claim against it is pending before a court",
        ),
        (
            "Ostrander Freight Corp must deliver the vessels at the port of Tallinn before the Closing Date.",
            "The Company shall deliver the vessels at the port of Tallinn before the Closing Date",
        ),
    ],
)
def test_a_party_may_be_named_where_the_document_has_its_term(said: str, quote: str) -> None:
    support = verified(PARTIES, said, quote)
    assert support.supported, support.reasons


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        # the other party, another form of company, a longer name, another company, another body
        (
            "The Board of Directors of Brackwater.com, Inc. has approved the transfer of the vessels.",
            "The Board of Directors of the Company has approved the transfer of the vessels",
        ),
        (
            "The Board of Directors of Ostrander Freight LLC has approved the transfer of the vessels.",
            "The Board of Directors of the Company has approved the transfer of the vessels",
        ),
        (
            "No Subsidiary of Ostrander Freight Holdings Corporation owes money to a bank, except under the Harbour "
            "Loan.",
            "No Subsidiary of the Company owes money to a bank, except under the Harbour Loan",
        ),
        (
            "No Subsidiary of Ostrander Shipping Corp. owes money to a bank, except under the Harbour Loan.",
            "No Subsidiary of the Company owes money to a bank, except under the Harbour Loan",
        ),
        (
            "To the Knowledge of Brackwater.org, Inc., no claim against it is pending before a court.",
            "To the Knowledge of the Buyer, no claim against it is pending before a court",
        ),
        (
            "Brackwater.com, Inc. must deliver the vessels at the port of Tallinn before the Closing Date.",
            "The Company shall deliver the vessels at the port of Tallinn before the Closing Date",
        ),
        (
            "The Halvorsen Bank of Ostrander Freight Corporation has approved the transfer of the vessels.",
            "The Board of Directors of the Company has approved the transfer of the vessels",
        ),
    ],
)
def test_no_other_company_may(said: str, quote: str) -> None:
    support = verified(PARTIES, said, quote)
    assert not support.supported, support


def test_a_name_is_its_term_with_its_form_abbreviated_and_nothing_else() -> None:
    pin = Pin((), "", "", parties=(("Orrin Motor Company, Inc.", "the Buyer"),))
    assert as_defined("Orrin Motor Co., Incorporated shall pay.", [pin]) == "The Buyer shall pay."
    for other in ("Orrin Motor Co. LLC", "Orrin Motors Company, Inc.", "Orrin Motor Inc."):
        assert as_defined(f"{other} shall pay.", [pin]) == f"{other} shall pay."


LIST = """FLEET RULES

1. Vessels. A vessel is a ship, a barge or a boat of more than ten metres.

2. Duties. The Harbour Master of Norrby, acting under the Harbours Act of 1974, shall in respect of every vessel:

(a) keep a register of its arrivals and departures;

(b) inspect its moorings in each calendar quarter; and

(c) report a spill of oil to the coast guard within two hours, unless the owner has reported it.
"""


def _of_item(item: str, said: str) -> Support:
    """What is said of a statement that quotes an item, where the passage is that item and those behind it."""
    content = read(LIST.encode(), "rules.txt")
    start, end = content.text.index(item), len(content.text)
    chunk = Chunk(DocumentId("d"), VersionId("v"), 0, start, end, "", "", start, end, "")
    passage = Passage(1, chunk, MatterId("m"), "rules.txt", "", None, "", None, content.text[start:], 1.0, 1, 1, 0.5)
    stop = content.text.index(";" if ";" in content.text[start:] else ".", start)
    quoted = citation(passage, content, start, min(stop, start + 200))
    scope = Scope(
        Principal("a", "a"), frozenset({MatterId("m")}), frozenset(), 1, datetime.now(UTC) + timedelta(minutes=1)
    )

    async def verdict() -> list[Support]:
        said_of = [Bound(Statement(said, (quoted,)))]
        evidence = Evidence((passage,), "1")
        return [one async for one in verify_written(said_of, evidence, scope, lambda _: content, VERIFIER, canary())]

    [support] = asyncio.run(verdict())
    return support


def test_what_opens_a_list_is_known_where_the_passage_begins_within_it() -> None:
    support = _of_item(
        "(b) inspect",
        "The Harbour Master of Norrby, acting under the Harbours Act of 1974, must in respect of every vessel inspect "
        "its moorings in each calendar quarter.",
    )
    assert support.supported, support.reasons


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            "(b) inspect",
            "The Harbour Master of Norrby, acting under the Harbours Act of 1984, must in respect of every vessel "
            "inspect its moorings in each calendar quarter.",
        ),
        (
            "(b) inspect",
            "The Harbour Master of Sundvik, acting under the Harbours Act of 1974, must in respect of every vessel "
            "inspect its moorings in each calendar quarter.",
        ),
        (
            "(c) report",
            "The Harbour Master of Norrby, acting under the Harbours Act of 1974, must in respect of every vessel "
            "report a spill of oil to the coast guard within two hours.",
        ),
    ],
)
def test_what_opens_it_bears_out_nothing_else(item: str, said: str) -> None:
    assert not _of_item(item, said).supported


FINES = Pin((), "The court shall impose:", "(a) for employers of up to 30 persons, a fine of $500;", is_choice=True)


def test_an_item_for_a_case_of_its_own_is_no_choice_where_the_case_is_said() -> None:
    assert left_out("The court shall impose a fine of $500 for employers of up to 30 persons.", [FINES]) == ""
    assert "one of several" in left_out("The court shall impose a fine of $500 on employers.", [FINES])
    other = Pin((), "The Supplier shall:", "(a) replace the pump;", is_choice=True)
    assert "one of several" in left_out("The Supplier shall replace the pump.", [other])


HEADED = """EMPLOYMENT RULES

6. Notice to Future Employers and Other Third Parties

The Employer may disclose the existence of these duties to any prospective employer of the Employee.
"""


def test_the_heading_of_a_clause_may_be_said_with_it() -> None:
    quote = "The Employer may disclose the existence of these duties to any prospective employer of the Employee"
    said = f"Under the clause on notice to future employers and other third parties, the {quote.removeprefix('The ')}."
    assert verified(HEADED, said, quote).supported
    assert not verified(
        HEADED.replace(" and Other Third Parties", ""), f"{quote} and to third parties.", quote
    ).supported
