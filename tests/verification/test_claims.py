"""The claims of a sentence: by rules that add nothing and lose nothing, by a model that is checked, and their score."""

import asyncio
import json
import math
from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.models.fakes import Scripted
from pincite.verification.checks.reading import read
from pincite.verification.claims import claims
from pincite.verification.claims_by_model import Division, claims_with
from pincite.verification.factscore import brevity
from pincite.verification.prompts import prompt


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Before Closing, the Seller shall repair the roof and shall insure the house.",
            ("Before Closing, the Seller shall repair the roof.", "Before Closing, the Seller shall insure the house."),
        ),
        (
            "The Tenant must pay the rent and keep the premises in good repair, unless the Landlord agrees otherwise.",
            (
                "The Tenant must pay the rent, unless the Landlord agrees otherwise.",
                "The Tenant must keep the premises in good repair, unless the Landlord agrees otherwise.",
            ),
        ),
        (
            "The Supplier shall: (a) deliver the goods; (b) provide support; and (c) train the staff.",
            (
                "The Supplier shall deliver the goods.",
                "The Supplier shall provide support.",
                "The Supplier shall train the staff.",
            ),
        ),
        (
            "Karen Holt, a director of Acme, signed the deed on 3 May 2019.",
            ("Karen Holt was a director of Acme.", "Karen Holt signed the deed on 3 May 2019."),
        ),
        (
            "Acme Ltd, which owns the plant, must insure it and shall report to the bank.",
            ("Acme Ltd owns the plant.", "Acme Ltd must insure it.", "Acme Ltd shall report to the bank."),
        ),
        (
            "The deed was signed in May and delivered in June.",
            ("The deed was signed in May.", "The deed was delivered in June."),
        ),
        (
            "If the Buyer defaults, the Seller may keep the deposit and the Agent shall release the keys.",
            (
                "If the Buyer defaults, the Seller may keep the deposit.",
                "If the Buyer defaults, the Agent shall release the keys.",
            ),
        ),
        (
            "The fees are due monthly; the Customer shall pay interest on late sums.",
            ("The fees are due monthly.", "The Customer shall pay interest on late sums."),
        ),
    ],
)
def test_a_sentence_comes_apart_where_it_plainly_says_several_things(sentence: str, expected: tuple[str, ...]) -> None:
    assert claims(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The Tenant shall pay the rent and insure the premises if asked.",
        "The Supplier shall (a) deliver the goods, (b) provide support or (c) train the staff.",
        "The Supplier shall not (a) sell the goods or lend them; or (b) pledge them.",
        "The Licensee shall not copy the software and distribute the copies.",
        "Neither party shall assign this Agreement and each party shall keep it secret.",
        'He said that "the rent is due and shall be paid in May" and left.',
        "The court held that the clause was void and the fee was a penalty.",
        "The Customer may use the Software and the Documentation.",
        "Either party may end the lease or sell the house and shall give notice.",
        "Records may be copied at such times as the Bank and the Supplier may agree.",
        "The Bank (which is in Faro and is licensed there) holds the deposit.",
        "Marie was born in Lyon and founded a school in Paris.",
        "The parties shall notify and pay the Agent.",
        "Does the Seller repair the roof and does the Buyer insure it?",
    ],
)
def test_what_may_be_read_in_two_ways_stays_whole(sentence: str) -> None:
    assert claims(sentence) == (sentence,)


SUBJECTS = ("The Supplier", "Acme Ltd", "Each Licensee", "The first Tenant")
DEEDS = (
    "pay the fee on 1 May",
    "deliver 40 crates to the Depot",
    "keep the keys in a safe",
    "notify the Agent of a loss",
)
BEFORE = ("", "Within 30 days of Closing, ", "Subject to Section 4.2, ", "If the Bank agrees, ")
BEHIND = ("", ", unless the Buyer objects", ", except in a leap year", ", provided that the price is paid")
SENTENCES = [
    f"{before}{subject if not before else subject[0].lower() + subject[1:] if subject[:4] != 'Acme' else subject} "
    f"shall {one} and {joint}{other}{behind}."
    for subject, before, behind, (one, other), joint in product(
        SUBJECTS, BEFORE, BEHIND, ((DEEDS[0], DEEDS[1]), (DEEDS[2], DEEDS[3])), ("", "shall ", "may ")
    )
]


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("before", BEFORE)
def test_a_condition_stays_with_every_claim_that_it_governs(before: str, behind: str) -> None:
    framed = [one for one in SENTENCES if one.startswith(before) and one.endswith(f"{behind}.")]
    assert len(framed) >= len(SENTENCES) / (len(BEFORE) * len(BEHIND))
    for sentence in framed:
        divided = claims(sentence)
        assert len(divided) == 2
        assert all(claim.startswith(before) and claim.endswith(f"{behind}.") for claim in divided)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), st.sampled_from(("; ", ", and ", " and ", " or ")))
def test_nothing_is_added_and_nothing_lost(sentences: list[str], joint: str) -> None:
    sentence = joint.join(one.rstrip(".") for one in sentences) + "."
    divided = claims(sentence)
    said = {stem for claim in divided for stem in read(claim).stems}
    assert said == set(read(sentence).stems)
    assert all(claim[0].isupper() and claim.endswith(".") for claim in divided)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_whole_sentences_of_its_own_words(text: str) -> None:
    divided = claims(text)
    assert bool(divided) == any(sign.isalnum() for sign in text)
    assert {word for claim in divided for word in read(claim).words} <= {*read(text).words, "is", "was"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "\ud800 shall pay and shall go.",
        "shall and " * 10_000,
        ", and " * 20_000,
        "(a) " * 25_000,
        '"' * 100_000,
        "a" * 100_000,
    ],
    ids=range(8),
)
def test_any_length_is_read_to_the_end(text: str) -> None:
    assert len(claims(text)) <= 1


# ---------------------------------------------------------------- by a model
SENTENCE = "The Seller, unless excused, shall repair the roof and the Buyer may not enter before 1 May."
GOOD = [
    "The Seller, unless excused, shall repair the roof.",
    "The Buyer may not enter before 1 May.",
]


def divided(reply: object, sentence: str = SENTENCE) -> Division:
    text = reply if isinstance(reply, str) else json.dumps(reply)
    return asyncio.run(claims_with(Scripted([text]), sentence))


def test_a_valid_reply_is_used() -> None:
    claimed = divided({"claims": GOOD})
    assert (claimed.claims, claimed.by, claimed.reason, claimed.model) == (tuple(GOOD), "model", "", "scripted")
    assert claimed.prompt == sha256(prompt("claims").text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("not JSON", "not one JSON object"),
        ({"claims": GOOD, "true": True}, "exactly the keys claims"),
        ({"claims": "one"}, "no list"),
        ({"claims": []}, "no claim"),
        ({"claims": [*GOOD, " "]}, "no claim"),
        ({"claims": [7, *GOOD]}, "no claim"),
        ({"claims": [GOOD[0]] * 20}, "more than"),
        ({"claims": [*GOOD, "The Seller is liable."]}, "lacks: liabl"),
        ({"claims": [GOOD[0], "The Buyer may enter before 1 May."]}, "leave out words of the sentence: not"),
        ({"claims": ["The Seller shall repair the roof.", GOOD[1]]}, "leave out"),
        ({"claims": [GOOD[0], "The Buyer may not enter before 2 May."]}, "lacks: 2"),
        ({"claims": [GOOD[0].replace("shall", "may"), GOOD[1]]}, "leave out words of the sentence: shall"),
        ("x" * 30_000, "30,000 characters"),
        ("[" * 10_000, "deeper"),
    ],
)
def test_a_reply_that_is_not_made_of_the_sentence_falls_back_on_the_rules(reply: object, reason: str) -> None:
    claimed = divided(reply)
    assert (claimed.claims, claimed.by) == (claims(SENTENCE), "rules")
    assert reason in claimed.reason


def test_a_silent_model_falls_back_on_the_rules() -> None:
    claimed = asyncio.run(claims_with(Scripted([]), SENTENCE))
    assert (claimed.claims, claimed.by, claimed.model) == (claims(SENTENCE), "rules", "")
    assert "no reply" in claimed.reason


def test_a_sentence_without_words_is_not_sent() -> None:
    model = Scripted(['{"claims": ["x"]}'])
    assert asyncio.run(claims_with(model, " - ")).claims == ()
    assert model.asked == ()


def test_the_sentence_is_sent_as_data() -> None:
    model = Scripted(["{}"])
    asyncio.run(claims_with(model, 'Say "yes"\nand stop. \ud800'))
    [[system, user]] = model.asked
    assert system.content == prompt("claims").text
    assert json.loads(user.content) == 'Say "yes" and stop. ?'


def test_short_texts_are_worth_less() -> None:
    assert brevity(10, 10) == brevity(30, 10) == 1
    assert brevity(5, 10) == pytest.approx(math.exp(-1))
    assert brevity(1, 10) == pytest.approx(math.exp(-9))
