"""What may be quoted as a sentence: words in capitals too, and no title."""

import pytest

from pincite.answering.candidates import is_legend, is_name

SENTENCES = (
    "IN NO EVENT SHALL EITHER PARTY BE LIABLE FOR INDIRECT OR CONSEQUENTIAL DAMAGES.",
    "9.2 EXCEPT AS SET OUT IN SECTION 9.1, THE SUPPLIER DISCLAIMS ALL WARRANTIES, EXPRESS OR IMPLIED",
    "THE GOODS ARE SOLD “AS IS” AND WITH ALL FAULTS.",
    "(b) NEITHER PARTY WAIVES ITS RIGHT TO A TRIAL BY JURY;",
    "EACH OF THE PARTIES HEREBY IRREVOCABLY WAIVES TRIAL BY JURY. See Schedule 2.",
)
NAMES = (
    "AGREEMENT AND PLAN OF MERGER BY AND AMONG NORTHWIND HOLDINGS, INC. AND QUAYSIDE FOODS, INC.",
    "LIMITATION OF LIABILITY",
    "ARTICLE IX: INDEMNIFICATION AND LIMITS OF LIABILITY OF THE SUPPLIER AND THE CUSTOMER",
    "IN WITNESS WHEREOF",
    "NORTHWIND HOLDINGS, INC., A DELAWARE CORPORATION, AND QUAYSIDE FOODS, INC., A MARYLAND CORPORATION",
    "MAY 2024",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_capitals_is_a_sentence(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_title_in_capitals_is_none(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "[***] = CERTAIN CONFIDENTIAL INFORMATION CONTAINED IN THIS DOCUMENT HAS BEEN OMITTED.",
        "3 [***] = Certain confidential information was omitted.",
        "Portions of this exhibit have been omitted and filed separately with the Commission.",
        "CONFIDENTIAL TREATMENT HAS BEEN REQUESTED FOR PORTIONS OF THIS EXHIBIT.",
        "Certain identified information has been redacted since it is not material.",
    ],
)
def test_the_legend_of_a_filed_contract_is_no_sentence_of_it(text: str) -> None:
    assert is_legend(text)


@pytest.mark.parametrize(
    "text",
    [
        "[***] days after the Effective Date, the Buyer shall pay.",
        "Confidential Information must be destroyed or returned.",
        "Certain taxes are borne by the Buyer.",
    ],
)
def test_a_term_with_words_blacked_out_is_one(text: str) -> None:
    assert not is_legend(text)
