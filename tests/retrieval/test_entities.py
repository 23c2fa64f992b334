"""What a question names: labelled questions, values worked by hand, agreement with the facts of documents."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.retrieval.understanding.entities import MOST_ENTITIES, entities_in
from pincite.retrieval.understanding.figures import figures_in
from pincite.structure.facts.money import amounts

LABELLED = Path(__file__).parents[1] / "data" / "understanding" / "entities.tsv"
MARKED = re.compile(r"\{([^{}|]+)\|([a-z_]+)\|([^{}|]+)\}")

Found = tuple[str, int, int, str]


def labelled() -> list[tuple[str, set[Found]]]:
    """Questions without their marks, and the entities that the marks gave: kind, start, end, value."""
    rows: list[tuple[str, set[Found]]] = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines()[1:]:
        marked = line.split("\t")[1]
        text, at = "", 0
        gold: set[Found] = set()
        for mark in MARKED.finditer(marked):
            text += marked[at : mark.start()]
            gold.add((mark[2], len(text), len(text) + len(mark[1]), mark[3]))
            text, at = text + mark[1], mark.end()
        rows.append((text + marked[at:], gold))
    return rows


def test_nine_of_ten_labelled_entities_are_found_and_nine_of_ten_found_are_right() -> None:
    right = said = wanted = 0
    for text, gold in labelled():
        found = {(entity.kind, entity.start, entity.end, entity.value) for entity in entities_in(text)}
        right, said, wanted = right + len(found & gold), said + len(found), wanted + len(gold)
    assert right >= 0.9 * said
    assert right >= 0.9 * wanted


@pytest.mark.parametrize(
    ("question", "kind", "words", "value"),
    [
        ("Is it $1.5 million?", "amount", "$1.5 million", "USD 1500000"),
        ("Is it £50k?", "amount", "£50k", "GBP 50000"),
        ("Is it five million dollars?", "amount", "five million dollars", "USD 5000000"),
        ("Is it a million euros?", "amount", "a million euros", "EUR 1000000"),
        ("Is it US$ 2,500.50?", "amount", "US$ 2,500.50", "USD 2500.5"),
        ("Is it 12.5 per cent?", "percentage", "12.5 per cent", "12.5%"),
        ("Is it twenty-five percent?", "percentage", "twenty-five percent", "25%"),
        ("Is it fifty (50) % of it?", "percentage", "fifty (50) %", "50%"),
        ("Is it 25 bps?", "percentage", "25 bps", "0.25%"),
        ("Is it 10 business days?", "duration", "10 business days", "P10D"),
        ("Is it ninety (90) days?", "duration", "ninety (90) days", "P90D"),
        ("Is it a two-year term?", "duration", "two-year", "P2Y"),
        ("Is it 72 hours?", "duration", "72 hours", "PT72H"),
        ("Is it 30 minutes?", "duration", "30 minutes", "PT30M"),
        ("Was it May 3, 2019?", "date", "May 3, 2019", "2019-05-03"),
        ("Was it since 2019?", "date", "2019", "2019"),
        ("Is it in Sections 4.1 and 4.2?", "section", "4.2", "4.2"),
        ("Is it in Exhibit B?", "section", "Exhibit B", "EXHIBIT B"),
        ("Is it 7.2(b)(ii)?", "section", "7.2(b)(ii)", "7.2(b)(ii)"),
        ("Is it Tallis Holdings, Inc. that pays?", "party", "Tallis Holdings, Inc.", "Tallis Holdings, Inc."),
        ("Did Ms. Okafor sign?", "party", "Ms. Okafor", "Ms. Okafor"),
        ("Is iBio Inc bound?", "party", "iBio Inc", "iBio Inc"),
        ("What is the Restricted Period of Alma Drysdale?", "party", "Alma Drysdale", "Alma Drysdale"),
        ("What is the Restricted Period of Alma Drysdale?", "defined_term", "Restricted Period", "Restricted Period"),
        ("What is a Change of Control?", "defined_term", "Change of Control", "Change of Control"),
        ("How is Affiliate defined?", "defined_term", "Affiliate", "Affiliate"),
        ("What does “basket” mean?", "defined_term", "basket", "basket"),
    ],
)
def test_what_is_named_and_its_value(question: str, kind: str, words: str, value: str) -> None:
    found = [(entity.kind, entity.text, entity.value) for entity in entities_in(question)]
    assert (kind, words, value) in found


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "Must the tenant pay?",
        "What does the Finch MSA say?",
        "Who signed Amendment No. 2?",
        "Is it governed by the law of New York?",
        "Is it due in May?",
        "PDF of the SPA",
        "In the Confidentiality and Non-Disclosure Agreement: what is said?",
    ],
)
def test_words_with_a_capital_that_name_nobody_are_no_entities(question: str) -> None:
    assert entities_in(question) == ()


def test_a_citation_is_not_taken_for_a_clause_or_a_sum() -> None:
    found = entities_in("Does 11 U.S.C. § 365(d)(3) override Section 4.2?")
    assert [(entity.kind, entity.value) for entity in found] == [
        ("statute_citation", "11 U.S.C. § 365(d)(3)"),
        ("section", "4.2"),
    ]


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from(["USD", "GBP", "EUR"]), st.sampled_from(["", " thousand", " million"]))
def test_a_sum_has_the_value_that_the_facts_of_documents_have(number: int, currency: str, scale: str) -> None:
    sign = {"USD": "$", "GBP": "£", "EUR": "€"}[currency]
    text = f"The price is {sign}{number}{scale}."
    [ours] = [entity.value for entity in figures_in(text)]
    assert [fact.value for fact in amounts(text)] == [ours]


def test_a_pasted_list_is_bounded() -> None:
    assert len(entities_in("Acme Ltd owes $5. " * 400)) == MOST_ENTITIES


@pytest.mark.long
@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "Acme ",
        "A. ",
        "Smith v. Jones ",
        '"a ',
        "(",
        "Section 4.2(a) and ",
        "Housing Act 1988 ",
        "Fair And Of ",
        "$1 ",
        "5 million ",
        "January 5, ",
        "42 U.S.C. § ",
        "[2015] ",
        "ten (",
        "Cal. ",
        "A & ",
        "1)2",
        "of Of ",
        "Mr. ",
        "between Acme and ",
    ],
)
def test_hostile_text_of_100_000_characters_is_read_to_its_end(unit: str) -> None:
    text = " ".join((unit * (100_000 // len(unit))).split())
    assert len(entities_in(text)) <= MOST_ENTITIES
