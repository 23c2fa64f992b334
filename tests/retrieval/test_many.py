"""Questions that are asked of many documents: which they are, and what they ask of each."""

from pathlib import Path

import pytest

from pincite.retrieval.understanding.many import many_in

LABELLED = Path(__file__).parents[1] / "data" / "understanding" / "of_many.tsv"


def labelled(of: str) -> list[str]:
    rows = (line.split("\t") for line in LABELLED.read_text(encoding="utf-8").splitlines()[2:])
    return [question for many, _side, question in rows if many == of]


def test_lists_are_recognised_however_a_lawyer_asks_for_them() -> None:
    found = [many_in(question) is not None for question in labelled("many")]
    assert sum(found) >= 0.97 * len(found)


def test_what_is_asked_of_one_document_is_seldom_taken_for_a_list() -> None:
    taken = [question for question in labelled("one") if many_in(question) is not None]
    assert len(taken) <= 0.05 * len(labelled("one"))


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("Which contracts are governed by New York law?", "contract", "are governed by New York law?"),
        ("Which of these NDAs let us keep copies?", "nda", "let us keep copies?"),
        ("In which of the leases may the tenant sublet?", "lease", "may the tenant sublet?"),
        ("List every agreement here under Ohio law.", "agreement", "under Ohio law?"),
        ("Please list all policies that mention cookies", "policy", "mention cookies?"),
        ("List all that auto-renew", "document", "auto-renew?"),
        ("How many of our contracts cap liability at $1,000,000?", "contract", "cap liability at $1,000,000?"),
        ("Do any of the leases have an option to buy?", "lease", "have an option to buy?"),
        ("Agreements obliging someone to carry insurance?", "agreement", "obliging someone to carry insurance?"),
        ("Can you show me all the deals in this file with a break fee?", "deal", "with a break fee?"),
        (
            "Under which contracts must we give notice before renewal?",
            "contract",
            "must we give notice before renewal?",
        ),
        ("Which of these put interest on late payments?", "document", "put interest on late payments?"),
        ("Across our NDAs with Acme, which ones auto-renew?", "nda", "auto-renew with Acme?"),
        ("Does every Acme licence say so?", "licence", "say so?"),
        ("Check whether any of the leases allows pets.", "lease", "allows pets?"),
        ("What agreements did we sign that forbid copying?", "agreement", "forbid copying?"),
        ("Any of our deals that cap liability?", "deal", "cap liability?"),
        ("Which, if any, of the contracts waive a jury trial?", "contract", "waive a jury trial?"),
        ("In which do we have to pay a minimum?", "document", "do we have to pay a minimum?"),
        ("Is there a contract among these that lets us subcontract?", "contract", "lets us subcontract?"),
        ("Which of the materials discuss at-will employment?", "material", "discuss at-will employment?"),
    ],
)
def test_what_is_asked_of_each_is_told_from_what_it_is_asked_of(question: str, kind: str, asked: str) -> None:
    found = many_in(question)
    assert found is not None
    assert (found.kind, found.asked) == (kind, asked)


@pytest.mark.parametrize(
    "question",
    [
        "Which law governs the lease?",
        "Which documents must the tenant deliver at closing?",
        "Which papers are to be handed over on termination?",
        "What are the conditions to closing?",
        "Which party bears the costs?",
        "How long is the notice period in the Acme lease?",
        "Is the agreement confidential?",
        "Which forms must be filed with the SEC?",
        "List the conditions precedent.",
        "Does the contract renew?",
        "When does this agreement end?",
        "What may the licensee do under the Acme contract?",
        "Which of the parties to the Acme agreement pays?",
        "What do all employees of Acme get under the policy?",
        "Which contracts must the seller assign at closing?",
        "Check the lease for a break clause.",
        "Where would we have to sue?",
        "Who owns the inventions?",
    ],
)
def test_a_question_about_one_document_is_not_among_them(question: str) -> None:
    assert many_in(question) is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Where is a jury waived?", "Where is a jury waived?"),
        ("Which suppliers can put up their prices?", "can put up their prices?"),
        ("Does anybody owe us a minimum purchase?", "Does anybody owe us a minimum purchase?"),
        ("Who has to carry cyber insurance?", "Who has to carry cyber insurance?"),
        ("In what states can an employee sue over privacy?", "can an employee sue over privacy?"),
    ],
)
def test_a_question_without_a_word_for_documents_is_of_many_only_if_it_names_none(question: str, asked: str) -> None:
    found = many_in(question)
    assert found is not None
    assert (found.asked, found.is_certain) == (asked, False)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Which contracts do not have a cap on liability?", "have a cap on liability?"),
        ("NDAs with no end date", "with end date?"),
        ("Which of these are silent on governing law?", "speak of governing law?"),
        ("List all leases that lack a break clause", "have a break clause?"),
        ("Which agreements aren't governed by New York law?", "are governed by New York law?"),
        ("Which documents do not say which law governs?", "say which law governs?"),
        ("Which contracts do not renew automatically?", "renew automatically?"),
        ("Which leases don't require the landlord's consent?", "require the landlord's consent?"),
    ],
)
def test_those_that_lack_something_are_asked_whether_they_have_it(question: str, asked: str) -> None:
    found = many_in(question)
    assert found is not None
    assert (found.asked, found.is_lacking) == (asked, True)


def test_what_a_clause_forbids_is_something_that_it_says() -> None:
    for question in ("Which contracts may not be assigned?", "Which contracts do not allow assignment?"):
        found = many_in(question)
        assert found is not None
        assert (found.asked, found.is_lacking) == (question.removeprefix("Which contracts "), False)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Jury waiver: which of these have one?", "Does this document provide for jury waiver?"),
        ("Governing law of every contract", "What is the governing law?"),
        ("What do our contracts say about force majeure?", "What does this contract say about force majeure?"),
        ("Any uncapped liability anywhere?", "Is there any uncapped liability?"),
        ("Where is there a covenant not to sue?", "is there a covenant not to sue?"),
    ],
)
def test_a_mere_topic_is_asked_of_each_as_a_question(question: str, asked: str) -> None:
    found = many_in(question)
    assert found is not None
    assert found.asked == asked


@pytest.mark.parametrize(
    "question",
    [
        "Which mention the FCPA?",
        "Which can be terminated on 30 days' notice?",
        "Identify which agreements have anti-assignment clauses.",
        "Give me a list of the deals where the price is fixed.",
        "Show me those that are governed by English law.",
        "English law contracts?",
        "Jury waiver: which of these have one?",
        "What do our contracts say about force majeure?",
        "How long is the cure period in each contract?",
        "Governing law of every contract",
        "Any uncapped liability anywhere?",
        "Do we have anything that limits price increases?",
        "Which of these licences can be revoked?",
        "Which of our contracts can the other side end whenever it likes?",
        "Who may audit us?",
        "Everyone who must give us audit access",
        "Where are we the only supplier?",
        "Where is interest due on late payments?",
        "Where does New York law apply?",
        "NDAs - which have a non-solicit",
        "contracts w/ automatic renewal",
    ],
)
def test_lists_are_known_in_the_words_that_people_use(question: str) -> None:
    assert many_in(question) is not None


@pytest.mark.parametrize(
    "question",
    [
        "What happens to the deal if Artara goes bankrupt?",
        "Somebody stole my design. Must I arbitrate?",
        "Where must notices be sent?",
        "Where would we have to sue them?",
        "Who pays for the insurance?",
        "Which licences must the contractor obtain?",
        "Documents that the tenant must keep?",
    ],
)
def test_what_one_document_has_is_asked_of_one(question: str) -> None:
    assert many_in(question) is None


@pytest.mark.parametrize(
    ("question", "is_of_many"),
    [
        ("What do the Acme and Brill agreements say about audits?", False),
        ("What do the Acme, Brill and the Corvo Foods leases provide on subletting?", False),
        ("What do the Supply and Lease agreements say about audits?", True),
        ("What do our agreements say about audits?", True),
    ],
)
def test_documents_that_are_each_named_are_not_all_documents(question: str, is_of_many: bool) -> None:
    assert (many_in(question) is not None) == is_of_many


def test_a_condition_about_one_of_the_parties_makes_no_list() -> None:
    assert many_in("If one of them gets bought, can the other get out of the Acme agreement?") is None
    assert many_in("Can any of them be ended early?") is not None
