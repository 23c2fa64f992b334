"""What a sentence says of the passages, and of the sentence before it."""

import pytest
from tests.answering.test_binding import document, shown
from tests.steps import assert_linear

from pincite.answering.abstention import is_abstention
from pincite.answering.leaning import leans_on_before
from pincite.answering.phrasing import objections, parted, phrased


@pytest.mark.parametrize(
    "text",
    [
        "The rent is not mentioned in the given passages.",
        "The passages do not mention the rent.",
        "The documents don’t specify a date.",
        "The passages shown do not expressly say who pays.",
        "The provided context does not contain the rent.",
        "The information provided does not include the price.",
        "No information on the rent is given in the passages.",
        "There is no mention of a cap in the documents.",
        "Nothing in the passages says who pays.",
        "None of the passages mentions rent.",
        "No passage says so.",
        "The passages are silent on rent.",
        "The passages say nothing about rent.",
        "It cannot be determined from the provided documents.",
        "The rent isn't explicitly stated in any of the passages provided.",
        "The rent has not been specified in the documents.",
        "Based on the passages, it is not clear who pays.",
    ],
)
def test_what_the_passages_do_not_hold_is_an_abstention(text: str) -> None:
    assert is_abstention(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Tenant shall not obstruct the halls, passages and stairways.",
        "The Tenant shall not place goods in the passages.",
        "The Recipient shall not disclose the provided information.",
        "The Provider shall not be liable for errors in the information provided.",
        "The Licensee shall not remove any notice contained in the documents.",
        "Confidential Information does not include information given in the documents.",
        "The Disclosure Documents do not contain any untrue statement.",
        "The lease does not mention rent.",
        "The passage of time does not cure the breach.",
        "No document shall be destroyed without the consent of the Landlord.",
    ],
)
def test_a_clause_with_a_negation_is_no_abstention(text: str) -> None:
    assert not is_abstention(text)


def test_words_that_stand_in_a_passage_are_no_abstention() -> None:
    warranty = "The Seller warrants that the documents do not contain any untrue statement."
    assert is_abstention(warranty)
    read = shown(document(f"{warranty} It is liable for that."))
    assert not is_abstention("Under the warranty the documents do not contain any untrue statement.", read)
    assert is_abstention("The documents do not contain the rent.", read)


@pytest.mark.parametrize(
    "text",
    [
        "It must be paid by 1 May.",
        "This also applies to guests.",
        "“Such notice” must be in writing.",
        "However, the Tenant may sublet.",
        "If so, the rent falls.",
        "If they fail to pay, interest runs.",
        "In that case the lease ends.",
        "Under it, the Tenant may sublet.",
        "The same applies to guests.",
        "Both must sign.",
        "Otherwise the lease ends.",
    ],
)
def test_a_sentence_that_opens_with_a_word_for_what_was_said_leans_on_it(text: str) -> None:
    assert leans_on_before(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Tenant must pay it by 1 May.",
        "This Agreement ends on 1 May.",
        "Under this lease the Tenant pays.",
        "Both parties must sign.",
        "Neither Party may assign.",
        "In addition, the Tenant pays rates.",
        "Item 3 is due.",
        "Not later than 1 May the Tenant pays.",
        "",
        "🙂",
        "\ud800",
        "合同于三十日内终止。",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(text: str) -> None:
    assert not leans_on_before(text)


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "passages do not " * 6_000, "not " * 25_000, "no information " * 6_000, "the " * 25_000, "a" * 100_000,
        "given " * 16_000, "not be " * 14_000, "n't clear " * 10_000, "passages " * 11_000, "in it, " * 14_000,
        "[1]" * 33_000, "x [1]. " * 14_000, " [1" * 33_000, "[9] [9]. " * 11_000,
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_sentences_are_read_in_linear_time(text: str) -> None:
    read = shown(document("The rent is due."))
    assert_linear(lambda words: is_abstention(words, read), text)
    assert_linear(leans_on_before, text)
    assert_linear(lambda words: phrased(words, read), text)
    assert_linear(lambda words: objections(words, read, "cafe"), text)


@pytest.mark.parametrize("text", ["(a) b; " * 15_000, "x; (a) y. (b) " * 7_000, "a.” " * 25_000, ". " * 50_000])
def test_long_statements_are_parted_in_order(text: str) -> None:
    assert "".join("".join(parted(text)).split()) == "".join(text.split())
