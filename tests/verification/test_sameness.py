"""A statement that is its quote word for word is borne out; one with another word in it is not known again."""

import pytest
from tests.verification.test_bearing import verified

from pincite.answering.lead_ins import is_of_alternatives, whole_sentences
from pincite.readers.read import read
from pincite.verification.bearing import SAME_WORDS
from pincite.verification.sameness import is_said

pytestmark = pytest.mark.live  # by the entailment model

PAY = "7.2 The Customer shall pay each undisputed invoice within thirty (30) days of its receipt."
LEND = "This Agreement is between Brackwater Systems Ltd (the “Supplier”) and Ostrey Foods Limited (the “Customer”)."
RATE = "An overdue amount bears interest at .5% per month, and at -2% never."


@pytest.mark.parametrize(
    ("statement", "sayings"),
    [
        ("The Customer shall pay each undisputed invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("The Customer must pay each undisputed invoice within 30 days of its receipt.", [[PAY]]),
        ("7.2 The Customer shall pay each undisputed invoice within thirty days of its receipt", [[PAY]]),
        ("The Agreement is between Brackwater Systems Ltd and Ostrey Foods Limited.", [[LEND]]),
        (
            LEND.replace("This", "The"),
            [[LEND]],
        ),
        ("An overdue amount bears interest at .5 percent per month, and at -2% never.", [[RATE]]),
        (
            "The Customer must pay each undisputed invoice within 30 days of its receipt, and an overdue amount bears "
            "interest at .5% per month, and at -2% never.",
            [[PAY], [RATE]],
        ),
        (
            "The roof leaks in winter. It must be repaired by the Landlord.",
            [["The roof leaks in winter.", "It shall be repaired by the Landlord."]],
        ),
    ],
)
def test_the_same_words_are_known_again(statement: str, sayings: list[list[str]]) -> None:
    assert is_said(statement, sayings)


@pytest.mark.parametrize(
    ("statement", "sayings"),
    [
        ("The Customer may pay each undisputed invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("The Customer shall not pay each undisputed invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("The Customer shall pay each invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("The Customer shall pay each undisputed invoice.", [[PAY]]),
        ("The Supplier shall pay each undisputed invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("The Customer shall pay each undisputed invoice within 30 (sixty) days of its receipt.", [[PAY]]),
        ("The Customer shall pay each undisputed invoice within thirty (60) days of its receipt.", [[PAY]]),
        ("The Customer (“who may refuse”) shall pay each undisputed invoice within 30 days of its receipt.", [[PAY]]),
        ("7.4 The Customer shall pay each undisputed invoice within thirty (30) days of its receipt.", [[PAY]]),
        ("An overdue amount bears interest at 5% per month, and at -2% never.", [[RATE]]),
        ("An overdue amount bears interest at .5% per month, and at 2% never.", [[RATE]]),
        ("An overdue amount bears interest at .5% per month or at -2% never.", [[RATE]]),
        (
            "The Landlord may sell the house. It must be repaired by the Landlord.",
            [["The Landlord may sell the house."], ["The roof leaks.", "It must be repaired by the Landlord."]],
        ),
        ("Payment terms.", [["Payment terms."]]),
        ("The Customer shall pay each undisputed invoice within 30 days of its receipt.", []),
    ],
)
def test_other_words_are_not(statement: str, sayings: list[list[str]]) -> None:
    assert not is_said(statement, sayings)


DUTIES = """SUPPLY OF PUMPS

7.1 Invoices. The Supplier shall send the Customer an invoice at the end of each month, which names every pump that was
delivered.

7.2 Choice. If a pump fails the Supplier shall:

(a) replace the pump without delay;

(b) repair the pump where it stands; or

(c) repay the price of the pump.

7.3 Bans. Neither party may:

(a) assign this Agreement to anybody else;

(b) disclose the price of the pumps.

7.4 Credit. The Customer shall pay all fees when they are due
unless the invoice is disputed in good faith.
"""


INVOICE = (
    "The Supplier shall send the Customer an invoice at the end of each month, which names every pump that was "
    "delivered."
)


def test_a_sentence_is_whole_to_its_end_only() -> None:
    content = read(DUTIES.encode(), "pumps.txt")
    text = content.text
    start = text.index("The Supplier shall send")
    end = text.index("delivered.") + len("delivered.")
    assert whole_sentences(content, start, end) == ((start, end),)
    assert whole_sentences(content, start, text.index(", which names")) == ()
    fees = text.index("The Customer shall pay all fees")
    assert whole_sentences(content, fees, text.index("\nunless the invoice")) == ()


def test_items_of_a_choice_are_told_from_items_of_a_list() -> None:
    content = read(DUTIES.encode(), "pumps.txt")
    choice, ban = content.text.index("replace the pump"), content.text.index("assign this Agreement")
    assert is_of_alternatives(content, choice, choice + 10)
    assert not is_of_alternatives(content, ban, ban + 10)


def test_an_item_is_said_with_what_leads_into_it_and_not_without() -> None:
    support = verified(
        DUTIES, "Neither party may assign this Agreement to anybody else.", "assign this Agreement to anybody else"
    )
    assert support.supported, support


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("Either party may assign this Agreement to anybody else.", "(a) assign this Agreement to anybody else"),
        ("A party may assign this Agreement to anybody else.", "assign this Agreement to anybody else"),
        ("The parties may disclose the price of the pumps.", "disclose the price of the pumps"),
        ("Assign this Agreement to anybody else.", "assign this Agreement to anybody else"),
        ("The Supplier must repay the price of a pump that fails.", "repay the price of the pump"),
        ("If a pump fails the Supplier shall replace the pump without delay.", "(a) replace the pump without delay"),
    ],
)
def test_a_ban_or_a_choice_that_leads_into_an_item_is_not_left_out(said: str, quote: str) -> None:
    support = verified(DUTIES, said, quote)
    assert not support.supported, support
    told = ("leaves out", "(may not)", "denies nothing")  # whichever rule looks at it first
    assert any(words in reason for reason in support.reasons for words in told), support.reasons


def test_a_choice_may_be_said_as_one() -> None:
    said = "If a pump fails the Supplier may choose to replace the pump without delay."
    assert "leaves out" not in "".join(verified(DUTIES, said, "replace the pump without delay").reasons)


def test_the_words_of_a_quote_bear_it_out_and_no_model_is_asked() -> None:
    support = verified(DUTIES, INVOICE.replace("shall", "must"), INVOICE)
    assert support.supported, support
    assert support.score == SAME_WORDS
    assert {claim.by for claim in support.claims} == {"checks"}


def test_a_sentence_that_is_said_elsewhere_is_no_help_to_a_quote() -> None:
    assert not verified(DUTIES, INVOICE, "disclose the price of the pumps").supported


def test_what_terms_of_use_forbid_leaves_in_their_own_words_only() -> None:
    terms = "TERMS OF USE\n\n1. You may not share your account with others.\n\n2. The service is free of charge.\n"
    assert verified(
        terms, "You may not share your account with others.", "You may not share your account with others"
    ).supported
    assert not verified(terms, "You may not use the service.", "You may not share your account with others").supported
    order = "TERMS OF USE\n\n1. Visit the new site for the prices of all pumps.\n\n2. The service is free of charge.\n"
    said = "Visit the new site for the prices of all pumps."
    assert not verified(order, said, said).supported
