"""What kind of question it is, on labelled questions of our own and on those that must never be refused."""

from pathlib import Path

import pytest

from pincite.retrieval.understanding.aside import is_aside
from pincite.retrieval.understanding.intent import Intent, intent_of

LABELLED = Path(__file__).parents[1] / "data" / "understanding" / "intents.tsv"


def labelled() -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in LABELLED.read_text(encoding="utf-8").splitlines()[2:])
    return [(kind, question) for kind, _side, question in rows]


def test_nine_of_ten_labelled_questions_are_of_the_kind_that_a_person_gave() -> None:
    right = [intent_of(question) == kind for kind, question in labelled()]
    assert sum(right) >= 0.9 * len(right)


def test_no_labelled_question_of_a_lawyer_is_refused() -> None:
    refused = [
        question for kind, question in labelled() if kind != "out_of_scope" and intent_of(question) == "out_of_scope"
    ]
    assert refused == []


@pytest.mark.parametrize(
    "question",
    [
        "What is the weather delay allowance?",
        "Is snow removal included in the service charge?",
        "What is the temperature in chamber 8?",
        "Does the contractor have to write Python code?",
        "How old is Margaret Hale?",
        "What is the capital of Acme Ltd?",
        "What is the currency of the Loan?",
        "What is the time for appeal?",
        "2019-2021",
        "12/31/2024",
        "4.1-4.3",
        "555-1234",
        "test certificate",
        "thank you letter",
        "no waiver",
        "ok to assign?",
        "Translate the lease into French",
        "Write a termination letter",
        "Who won the appeal?",
        "Book a table of contents",
        "code of conduct Python Ltd",
        "What are you obliged to pay?",
        "Who made the offer?",
    ],
)
def test_words_of_small_talk_do_not_refuse_a_lawyer(question: str) -> None:
    assert not is_aside(question)


@pytest.mark.parametrize(
    "said",
    ["thanks, that's very helpful", "ok great thank you so much", "Great, that was what I needed!", "yes, perfect"],
)
def test_thanks_are_no_question(said: str) -> None:
    assert is_aside(said)
    assert not is_aside(f"{said} - and the rent?")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Please could you list the conditions precedent", "list"),
        ("Which law governs the covenants of Casimir Odell?", "lookup"),
        ("Which party bears the risk?", "lookup"),
        ("Which liabilities are uncapped?", "list"),
        ("What documents does Acme deliver?", "list"),
        ("What notice period for claims applies?", "lookup"),
        ("Is the cap higher than $5m?", "lookup"),
        ("Is the cap in the Acme lease higher than the one in the Birch lease?", "compare"),
        ("What happens on a change of control?", "lookup"),
        ("What did Amendment No. 1 change?", "compare"),
        ("Was the motion for summary judgment granted?", "lookup"),
        ("Summarise the judgment", "summarise"),
        ("How long is the notice period?", "lookup"),
        ("How is Affiliate defined?", "lookup"),
        ("How do I serve notice?", "procedure"),
        ("Is disclosure required by judicial process to be notified?", "lookup"),
        ("Hi, what is the rent?", "lookup"),
        ("¿Qué tal?", "lookup"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: Intent) -> None:
    assert intent_of(question) == kind


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 290 + "x",
        "1+" * 140,
        "thank you " * 29,
        "which " * 16_000,
        "how do " * 14_000,
        "what are the " * 8_000,
        "x" * 100_000,
        "which of the two leases has " * 3_500,
        "what did the amendment No. " * 3_700,
        "please " * 14_000,
    ],
    ids=lambda hostile: hostile[:12],
)
def test_hostile_questions_end(hostile: str) -> None:
    assert intent_of(hostile.strip()) in ("lookup", "list", "compare", "procedure", "out_of_scope", "summarise")
