import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.steps import assert_linear

from pincite.documents.document import Document, Region
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.evaluation.drafting.absent import absent_clauses, absent_terms
from pincite.evaluation.drafting.choosing import drafted
from pincite.evaluation.drafting.defined import defined
from pincite.evaluation.drafting.headed import headed
from pincite.evaluation.drafting.obliged import obliged
from pincite.evaluation.drafting.source import LONGEST_REFERENCE, DraftQuestion, DraftSource
from pincite.evaluation.drafting.stated import stated
from pincite.evaluation.drafting.wording import strays, worded, wording_judge
from pincite.models.fakes import Scripted
from pincite.readers.read import read

LEASE = """LEASE OF NORTH WHARF

This Lease is made as of March 1, 2024 between Pell Harbor Terminal Company, a Wisconsin corporation (the “Landlord”), \
and Brightwater Cold Chain LLC, a Minnesota limited liability company (the “Tenant”).

1. DEFINITIONS

1.1 “Premises” means the warehouse with the yard and the two docks that are shown in the plan of the harbor.

2. RENT

2.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month.

2.2 The Tenant shall not set off any claim of its own against the rent.

3. Use and access

3.1 The Landlord may enter the Premises on two days’ notice to inspect them. It may also measure them.

3.2 Goods are stored at the risk of the Tenant.

4. LAW

4.1 This Lease is governed by the laws of the State of Wisconsin.
"""
RENT = "2.1 The Tenant shall pay rent of $4,000 each month, in advance, on the first business day of that month."


def _source(text: str, name: str = "Lease of North Wharf", document: str = "lease") -> DraftSource:
    content = read(text.encode("utf-8", "replace"), "lease.txt")
    return DraftSource(DocumentId(document), VersionId("v"), MatterId("m"), name, content)


LEASED = _source(LEASE)


def _asked(drafts: "list[DraftQuestion]") -> dict[str, str]:
    return {draft.question: draft.reference for draft in drafts}


def test_facts_are_asked_for_with_the_sentence_that_states_them() -> None:
    found = _asked(list(stated(LEASED)))
    assert found["Which law governs the Lease of North Wharf?"] == (
        "4.1 This Lease is governed by the laws of the State of Wisconsin."
    )
    assert found["Who are the parties to the Lease of North Wharf?"].startswith(
        "This Lease is made as of March 1, 2024"
    )


def test_terms_are_asked_for_with_their_definition() -> None:
    found = _asked(list(defined(LEASED)))
    assert found["What does “Premises” mean in the Lease of North Wharf?"].startswith(
        "1.1 “Premises” means the warehouse"
    )


def test_duties_are_asked_for_under_their_heading() -> None:
    found = {draft.question: (draft.kind, draft.reference) for draft in obliged(LEASED)}
    assert found["Under the Lease of North Wharf, what must the Tenant do about rent?"] == ("obligation", RENT)
    kind, reference = found["Under the Lease of North Wharf, what must the Tenant not do about rent?"]
    assert (kind, reference[:4]) == ("prohibition", "2.2 ")
    question = "Under the Lease of North Wharf, what may the Landlord do about Use and access?"
    kind, reference = found[question]
    assert (kind, reference) == (
        "permission",
        "3.1 The Landlord may enter the Premises on two days’ notice to inspect them.",
    )
    assert not any("It may" in reference for _, reference in found.values())


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "The Buyer shall deliver the deed within ten days.",
            "Under the Deed, who must deliver the deed within ten days?",
        ),
        ("No party may assign its rights, unless asked.", "Under the Deed, who may not assign its rights?"),
        ("Acme may sell the whole plant at any time.", "Under the Deed, who may sell the whole plant at any time?"),
    ],
)
def test_without_a_heading_it_is_asked_who_has_the_duty(sentence: str, question: str) -> None:
    assert [draft.question for draft in obliged(_source(sentence, "Deed"))] == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "It shall pay the whole sum at once.",
        "Notices shall be given in writing and by hand.",
        "Until then Buyer shall not move the plant elsewhere.",
        "Rent is due.",
        "The Buyer shall pay.",
        "The Buyer shall " + "pay and " * 200 + "leave.",
    ],
)
def test_what_names_nobody_or_is_no_duty_is_not_asked_for(sentence: str) -> None:
    assert list(obliged(_source(sentence))) == []


def test_headings_are_asked_for_with_what_stands_under_them() -> None:
    found = _asked(list(headed(LEASED)))
    assert found["What does the Lease of North Wharf say about rent?"].startswith(RENT)
    assert "Use and access" not in found["What does the Lease of North Wharf say about Use and access?"]
    assert not any("definitions" in question for question in found)


def test_what_a_document_has_no_word_of_is_no_answer_of_it() -> None:
    found = {draft.question for draft in absent_clauses(LEASED)}
    assert "With whom is source code placed in escrow under the Lease of North Wharf?" in found
    assert not any("audited" in question for question in found)  # the lease says "inspect"
    others = frozenset({DocumentId("other")})
    [term] = absent_terms(LEASED, [(term, others) for term in ("Premises", "Escrow Agent", "Tag")])
    assert term.question == "What does “Escrow Agent” mean in the Lease of North Wharf?"
    assert term.words_of == others


def test_hidden_words_are_no_answer() -> None:
    start = LEASE.index(RENT)
    content = LEASED.content
    hidden = replace(content, regions=(Region("hidden", start + 10, start + 20),))
    source = replace(LEASED, content=hidden)
    assert not any(start <= first < start + len(RENT) for draft in obliged(source) for first, _ in draft.gold)
    assert not any(RENT[:40] in draft.reference for draft in headed(source))


def test_a_draft_quotes_its_span_and_is_of_its_document() -> None:
    for draft in drafted([LEASED], 40, 0.25, 0):
        if draft.is_answerable:
            words = " ".join(" ".join(LEASED.content.text[slice(*span)].split()) for span in draft.gold)
            assert draft.reference == words
            assert 0 < len(draft.reference) <= LONGEST_REFERENCE
        else:
            assert draft.reference == ""


def test_questions_are_spread_over_documents_and_kinds() -> None:
    sources = [
        _source(LEASE.replace("North", name).replace("NORTH", name.upper()), f"Lease of {name}", name)
        for name in "ABCD"
    ]
    drafts = drafted(sources, 20, 0.2, 3)
    assert len(drafts) == 20
    assert sum(not draft.is_answerable for draft in drafts) == 4
    counts = [sum(draft.document == source.document and draft.is_answerable for draft in drafts) for source in sources]
    assert counts == [4, 4, 4, 4]
    assert len({draft.kind for draft in drafts}) >= 6
    assert len({draft.question for draft in drafts}) == 20
    assert drafts == drafted(sources, 20, 0.2, 3) != drafted(sources, 20, 0.2, 4)


def test_fewer_come_where_there_are_no_more() -> None:
    assert drafted([], 10, 0.2, 0) == ()
    assert drafted([_source("Nothing here.")], 10, 0.2, 0) == ()
    assert 0 < len(drafted([LEASED], 1000, 0.5, 0)) < 100


HOSTILE = st.sampled_from(
    ["The Tenant shall ", "pay the rent now. ", "“Fee” means ", "\n\n", "1.1 ", "DEFINITIONS\n", "(the “A”) ",
     "| a | b |\n", "\u202e", "😀", "租客应", "? ", "No one may ", "## ", "\x00", "a" * 300]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(HOSTILE, max_size=30).map("".join))
def test_any_text_gives_drafts_that_fit_it(text: str) -> None:
    content = Document("text", "t", text, (), (), (), (), b"")
    source = DraftSource(DocumentId("d"), VersionId("v"), MatterId("m"), "t", content)
    for draft in drafted([source], 20, 0.2, 0):
        assert all(0 <= start < end <= len(text) for start, end in draft.gold)


@pytest.mark.long
@pytest.mark.parametrize(
    "unit", ["The ", "The shall ", "1. ", "Aa'", "“A” means ", "A B may not do ", "x ", "(", "Each "]
)
def test_long_hostile_texts_are_read_in_linear_time(unit: str) -> None:
    def draft(text: str) -> None:
        content = Document("text", "t", text, (), (), (), (), b"")
        drafted([DraftSource(DocumentId("d"), VersionId("v"), MatterId("m"), "t", content)], 20, 0.2, 0)

    assert_linear(draft, (unit * 100_000)[:100_000])


DRAFT = DraftQuestion(
    "obligation",
    DocumentId("lease"),
    "Under the Lease of North Wharf, what must the Tenant do about rent?",
    ((0, 9),),
    RENT,
)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("What rent does the Tenant pay under the Lease of North Wharf?", ""),
        ("When is the monthly rent due under the lease of north wharf?", ""),
        ("What rent is due?", "it does not name the document"),
        ("Tell me the rent under the Lease of North Wharf.", "it is not one question"),
        ("Rent? And what of the Lease of North Wharf?", "it is not one question"),
        ("What rent is due on the 15th under the Lease of North Wharf?", "it has a number of its own (15)"),
        (
            "Under the Lease of North Wharf, who shall pay rent of $4,000 each month, in advance, on the first?",
            "it gives the answer away",
        ),
    ],
)
def test_a_reworded_question_keeps_to_the_span(question: str, why: str) -> None:
    assert strays(question, DRAFT, LEASED.name) == why


def test_a_name_of_its_own_is_not_taken() -> None:
    assert strays("What rent does Grimsby Ltd pay under the Lease of North Wharf?", DRAFT, LEASED.name)


@pytest.mark.parametrize(
    ("reply", "taken"),
    [
        ('{"question": "What rent does the Tenant pay under the Lease of North Wharf?"}', True),
        ('{"question": "What rent is due?"}', False),
        ('{"question": ""}', False),
        ('{"question": 7}', False),
        ("no JSON", False),
    ],
)
def test_a_model_words_a_question_or_the_rules_do(reply: str, taken: bool) -> None:
    draft, why = asyncio.run(worded(DRAFT, LEASED, wording_judge(Scripted([reply]))))
    assert (draft.question != DRAFT.question) is taken
    assert bool(why) is not taken
    assert (draft.gold, draft.reference) == (DRAFT.gold, DRAFT.reference)
