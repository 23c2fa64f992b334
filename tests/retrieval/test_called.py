"""Which document is meant by what it is called, and which two are set side by side so."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import cast

import pytest
from tests.retrieval.test_search import OPEN, WALLED, build, scope

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming, narrowed
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId
from pincite.retrieval.aiming import aims
from pincite.retrieval.called import MOST_OF_A_KIND, called
from pincite.retrieval.engines import Engines
from pincite.retrieval.following import EarlierQuestion, follow
from pincite.retrieval.query import understand, without_story
from pincite.retrieval.search import search
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.mentions import mentions_in

BODY = (
    "{title}\n\ndated as of March 3, 2021\n\nbetween Gannet Freight Ltd and Plover Foods Ltd\n\n"
    "1. Term\n\n1.1 It runs for {years} years.\n"
)
AMENDMENT = (
    "AMENDMENT NO. 1 TO MASTER SERVICES AGREEMENT\n\nThis Amendment is made as of June 14, 2022 between Gannet Freight "
    "Ltd and Plover Foods Ltd and amends the Master Services Agreement dated as of March 3, 2021.\n\n1. Term\n\n"
    "1.1 In Section 1.1 of the Agreement, “5 years” is replaced by “6 years”.\n"
)
LETTER = "Engagement letter\n\nto {who} Ltd\n\n1. Bills\n\n1.1 Bills are due within {years} days.\n"
FILES = (
    (OPEN, "/firm/g/MSA-0031 Gannet - Plover.txt", BODY.format(title="MASTER SERVICES AGREEMENT", years=5)),
    (
        OPEN,
        "/firm/g/MSA-0031 Amendment No. 1.txt",
        AMENDMENT,
    ),
    (OPEN, "/firm/g/SOW-0031-01 Storage.txt", BODY.format(title="STATEMENT OF WORK NO. 1", years=2)),
    (OPEN, "/firm/g/SOW-0031-02 Transport.txt", BODY.format(title="STATEMENT OF WORK NO. 2", years=3)),
    (OPEN, "/firm/g/CRA-0007 Credit Agreement.txt", BODY.format(title="CREDIT AGREEMENT", years=7)),
    (OPEN, "/firm/g/MEM-0071 Exposure.txt", BODY.format(title="Memorandum: exposure under MSA-0031", years=1)),
    (OPEN, "/firm/g/ENG-0101 Engagement letter Gannet.txt", LETTER.format(who="Gannet", years=30)),
    (OPEN, "/firm/g/ENG-0102 Engagement letter Plover.txt", LETTER.format(who="Plover", years=45)),
    (WALLED, "/walled/LOI-0009 Letter of intent.txt", BODY.format(title="LETTER OF INTENT", years=9)),
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return build(further=FILES)


def stems(question: str, engines: Engines, seen: Scope) -> list[list[str]]:
    found, _ = called(question, seen, engines.catalogue)
    entries = {entry.document: entry for entry in engines.catalogue.entries(seen)}
    return [sorted(PurePath(entries[one].path).stem[:8] for one in (*each.documents, *each.others)) for each in found]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What is the term of the MSA?", [["MSA-0031"]]),
        ("How long does the services agreement run?", [["MSA-0031"]]),
        ("What does Amendment No. 1 change?", [["MSA-0031"]]),
        ("Which term has the second statement of work?", [["SOW-0031"]]),
        ("When are bills due under the engagement letter?", [["ENG-0101", "ENG-0102"]]),
        ("Bills under the Gannet engagement letter and the Plover one?", [["ENG-0101"], ["ENG-0102"]]),
        ("When does the agreement end?", [["CRA-0007", "MSA-0031"]]),
        ("How long is the letter of intent open?", [[]]),
    ],
)
def test_a_document_is_known_by_what_it_is(question: str, meant: list[list[str]], engines: Engines) -> None:
    assert stems(question, engines, scope(OPEN)) == meant


def test_what_only_speaks_of_agreements_is_none_however_many_there_are() -> None:
    many = [
        (OPEN, f"/firm/many/{at}.txt", f"CARRIAGE AGREEMENT\n\n1. End\n\n1.1 It ends after {at} months.\n")
        for at in range(MOST_OF_A_KIND + 1)
    ]
    engines = build(further=[*many, (OPEN, "/firm/many/report.txt", "REPORT on each agreement\n\n1. None\n")])
    (found,), _ = called("Who may end the agreement?", scope(OPEN), engines.catalogue)
    assert found.is_too_many
    assert found.documents == ()
    assert len(found.others) == MOST_OF_A_KIND + 1


@dataclass(frozen=True)
class Narrow:
    """A catalogue in which a word on two cards is common; implements what `called` reads of one."""

    whole: Catalogue

    def naming(self, words: Iterable[str], scope: Scope) -> Naming:
        found = self.whole.naming(words, scope)
        return narrowed(found.documents, found.weights, 1)

    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        return self.whole.permitted(documents, scope)


def test_of_very_many_agreements_one_is_meant_by_its_name_and_none_without(engines: Engines) -> None:
    narrow = cast("Catalogue", Narrow(engines.catalogue))
    (many, named), _ = called("Does the agreement end before the credit agreement?", scope(OPEN), narrow)
    assert (many.documents, many.others, many.is_too_many) == ((), (), True)
    assert (len(named.documents), named.is_too_many) == (1, False)


def test_what_may_not_be_seen_is_not_meant(engines: Engines) -> None:
    question = "How long is the letter of intent open?"
    assert stems(question, engines, scope(OPEN, WALLED)) == [["LOI-0009"]]


def test_the_words_of_a_question_end_where_a_name_ends() -> None:
    text = "Does SOW-0031-02, unlike the old Gannet supply agreement, cap damages?"
    assert [text[one.start : one.end] for one in mentions_in(text)] == [
        "SOW-0031-02",
        "the old Gannet supply agreement",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Compare the payment terms of the Pell and the Finch leases", ["the Finch leases"]),
        ("Give me a summary of the Pell lease", ["the Pell lease"]),
        ("Compare the event terms and the corporate terms", ["the event terms", "the corporate terms"]),
        ("Compare the Terms of Service and the gift policy", ["the Terms of Service", "the gift policy"]),
        ("What do the terms say of returns?", ["the terms"]),
    ],
)
def test_what_a_document_says_is_no_name_of_another(text: str, said: list[str]) -> None:
    assert [text[one.start : one.end] for one in mentions_in(text)] == said


@pytest.mark.parametrize(
    ("question", "pair", "asked"),
    [
        ("How long do the MSA and the credit agreement run?", ("MSA-0031", "CRA-0007"), "How long do they run?"),
        ("Put the terms side by side – credit agreement and MSA.", ("CRA-0007", "MSA-0031"), "What are the terms?"),
        (
            "Is the credit agreement under the same term as the services agreement?",
            ("CRA-0007", "MSA-0031"),
            "Which term applies?",
        ),
        ("Term: statement of work no. 1 or no. 2?", ("SOW-0031", "SOW-0031"), "What is the term?"),
        ("When are bills due under both engagement letters?", ("ENG-0101", "ENG-0102"), "When are bills due?"),
        ("Does SOW-0031-01 run longer than the MSA does?", ("SOW-0031", "MSA-0031"), None),
    ],
)
def test_two_documents_are_compared_by_what_they_are(
    question: str, pair: tuple[str, str], asked: str | None, engines: Engines
) -> None:
    seen = scope(OPEN)
    found = asyncio.run(sides(question, seen, engines.catalogue, engines.index))
    assert found is not None
    entries = engines.catalogue.permitted(found.documents, seen)
    assert tuple(PurePath(entries[one].path).stem[:8] for one in found.documents) == pair
    assert len(set(found.documents)) == 2
    assert asked is None or found.asked == asked


@pytest.mark.parametrize(
    "question",
    [
        "Does the credit agreement let us assign the MSA?",
        "What does Amendment No. 1 to the MSA change?",
        "When are bills due under the engagement letter?",
    ],
)
def test_a_document_that_speaks_of_another_is_not_compared_with_it(question: str, engines: Engines) -> None:
    assert asyncio.run(sides(question, scope(OPEN), engines.catalogue, engines.index)) is None


def earlier(question: str, start: str, engines: Engines) -> EarlierQuestion:
    about = [one for one in engines.catalogue.entries(scope(OPEN)) if PurePath(one.path).stem.startswith(start)]
    return EarlierQuestion(1, question, tuple(one.document for one in about), frozenset((OPEN,)))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("And under the credit agreement?", "How long does the credit agreement run?"),
        ("Same for the credit agreement?", "How long does the credit agreement run?"),
        ("No, I meant the credit agreement.", "How long does the credit agreement run?"),
        ("Great, thanks! And under the credit agreement?", "How long does the credit agreement run?"),
        (
            "And the credit agreement, can a court cut that down?",
            "How long does the credit agreement run? And the credit agreement, can a court cut that down?",
        ),
        (
            "And with an extension, under the credit agreement?",
            "How long does the credit agreement run, with an extension?",
        ),
    ],
)
def test_another_document_takes_the_place_of_the_first(question: str, asked: str, engines: Engines) -> None:
    before = earlier("How long does the MSA run?", "MSA-0031 Gannet", engines)
    query = follow(question, before, scope(OPEN), engines.catalogue)
    entries = engines.catalogue.permitted(query.carried, scope(OPEN))
    assert [PurePath(one.path).stem[:8] for one in entries.values()] == ["CRA-0007"]
    assert query.text == asked


SPONSORED = (
    "SPONSORSHIP AGREEMENT\n\ndated as of March 3, 2021\n\nbetween {who} Ltd and {team} LLC\n\n"
    "1. Term\n\n1.1 It runs for {years} years.\n"
)
SPONSORSHIPS = (
    (OPEN, "/firm/s/one.txt", SPONSORED.format(who="Zephyrine", team="Brill Jaguars", years=3)),
    (OPEN, "/firm/s/two.txt", SPONSORED.format(who="Tannahill", team="Oxblood Racing", years=4)),
    (OPEN, "/firm/s/three.txt", BODY.format(title="CHARTER AGREEMENT", years=2).replace("Gannet Freight", "Wexcombe")),
    (WALLED, "/walled/s.txt", SPONSORED.format(who="Kestrelwood", team="Merlin Racing", years=9)),
)


@pytest.fixture(scope="module")
def sponsored() -> Engines:
    return build(further=SPONSORSHIPS)


@pytest.mark.parametrize(
    ("before", "question", "asked", "file"),
    [
        ("May Tannahill end the racing sponsorship early?", "And the Wexcombe agreement?",
         "May Wexcombe end the Wexcombe agreement early?", "three"),
        ("May Tannahill end the racing sponsorship early?", "Same for the Jaguars?",
         "May the Jaguars end the Jaguars sponsorship early?", "one"),
        ("Does the Tannahill agreement renew by itself?", "What about the Wexcombe one?",
         "Does the Wexcombe agreement renew by itself?", "three"),
        ("When does the Tannahill sponsorship end?", "And what about the Brill Jaguars one?",
         "When does the Brill Jaguars sponsorship end?", "one"),
        ("How much does Tannahill pay Oxblood Racing?", "And under the Wexcombe agreement?",
         "How much does Tannahill pay Oxblood Racing under the Wexcombe agreement?", "three"),
        ("Is Tannahill's consent needed?", "Zephyrine?", "Is Zephyrine's consent needed?", "one"),
        ("Summarise the Tannahill agreement.", "Now the Zephyrine one.", "Summarise the Zephyrine agreement.", "one"),
        ("Who may end it, and when?", "And the Zephyrine agreement?",
         "Who may end it, and when under the Zephyrine agreement?", "one"),
    ],
)  # fmt: skip
def test_a_mere_name_is_asked_the_whole_earlier_question(
    before: str, question: str, asked: str, file: str, sponsored: Engines
) -> None:
    query = follow(question, earlier(before, "two", sponsored), scope(OPEN), sponsored.catalogue)
    entries = sponsored.catalogue.permitted(query.carried, scope(OPEN))
    assert query.text == asked
    assert query.newest == ""
    assert [PurePath(one.path).stem for one in entries.values()] == [file]


@pytest.mark.parametrize("name", ["Kestrelwood", "Nonesuch"])
def test_a_name_that_no_document_has_carries_none_over(name: str, sponsored: Engines) -> None:
    before = earlier("When does the Tannahill agreement end?", "two", sponsored)
    query = follow(f"And the {name} one?", before, scope(OPEN), sponsored.catalogue)
    assert query.text == f"When does the {name} agreement end?"
    assert query.carried == ()


def test_what_is_asked_besides_a_name_is_no_name(sponsored: Engines) -> None:
    before = earlier("When does the Tannahill agreement end?", "two", sponsored)
    for question in ("And the notice period?", "And the deposit under it?", "And Section 4?"):
        query = follow(question, before, scope(OPEN), sponsored.catalogue)
        assert query.text == f"When does the Tannahill agreement end? {question}"
        assert query.carried == before.documents


def test_an_agreement_goes_with_the_amendment_that_answered(engines: Engines) -> None:
    before = earlier("How long does the MSA run?", "MSA-0031 Amendment", engines)
    query = follow("And if it is late?", before, scope(OPEN), engines.catalogue)
    entries = engines.catalogue.permitted(query.carried, scope(OPEN))
    assert sorted(PurePath(one.path).stem for one in entries.values()) == [
        "MSA-0031 Amendment No. 1",
        "MSA-0031 Gannet - Plover",
    ]


OFFER = (
    "OFFER LETTER\n\nDear {who},\n\n1. Notice\n\nThe notice is {weeks} weeks. The Trust pays it.\n\n"
    "2. Pay\n\nThe Trust pays the salary. What is late bears interest, which the Trust pays too.\n"
)
PLACED = (
    (OPEN, "/firm/offers/Offer_Letters_United_Kingdom.txt", OFFER.format(who="Tess", weeks=9)),
    (OPEN, "/firm/offers/Offer_Letters_Ireland.txt", OFFER.format(who="Paddy", weeks=4)),
    (OPEN, "/firm/other/Wexmoor license.txt", BODY.format(title="WEXMOOR LICENSE AND RESELLER AGREEMENT", years=8)),
    (OPEN, "/firm/other/Tarnby resale.txt", BODY.format(title="TARNBY RESELLER AGREEMENT", years=9)),
    (OPEN, "/firm/other/Realty trust.txt", "REALTY TRUST\n\n1. Name\n\nThe trust keeps its name for a year.\n"),
)


@pytest.fixture(scope="module")
def placed() -> Engines:
    return build(further=PLACED)


def paths(documents: Iterable[DocumentId], engines: Engines) -> list[str]:
    return [PurePath(one.path).stem for one in engines.catalogue.permitted(documents, scope(OPEN)).values()]


def test_a_people_names_what_is_called_by_its_place(placed: Engines) -> None:
    found, _ = called("What notice does the Irish offer letter give?", scope(OPEN), placed.catalogue)
    assert paths(found[0].documents, placed) == ["Offer_Letters_Ireland"]


def test_two_places_before_one_kind_are_two_sides(placed: Engines) -> None:
    question = "Compare the notice in the UK and Irish offer letters."
    pair = asyncio.run(sides(question, scope(OPEN), placed.catalogue, placed.index))
    assert pair is not None
    assert set(paths(pair.documents, placed)) == {"Offer_Letters_United_Kingdom", "Offer_Letters_Ireland"}


def test_a_title_with_an_and_in_it_is_one_document(placed: Engines) -> None:
    question = "Does the Wexmoor license and reseller agreement end if it is sold?"
    found, _ = called(question, scope(OPEN), placed.catalogue)
    assert [paths(one.documents, placed) for one in found] == [["Wexmoor license"]]
    assert asyncio.run(sides(question, scope(OPEN), placed.catalogue, placed.index)) is None
    both = "Compare the term of the Wexmoor license and reseller agreement with that of the Tarnby reseller agreement."
    pair = asyncio.run(sides(both, scope(OPEN), placed.catalogue, placed.index))
    assert pair is not None
    assert paths(pair.documents, placed) == ["Wexmoor license", "Tarnby resale"]


@pytest.mark.parametrize(
    ("follow_up", "text", "documents"),
    [
        (
            "And the trust?",
            "What notice does the UK offer letter give? And the trust?",
            ["Offer_Letters_United_Kingdom"],
        ),
        ("And under the Irish one?", "What notice does the Irish offer letter give?", []),
        ("And under the realty trust?", "What notice does the realty trust give?", ["Realty trust"]),
    ],
)
def test_a_term_of_the_document_before_is_no_other_document_and_a_place_is_exchanged(
    follow_up: str, text: str, documents: list[str], placed: Engines
) -> None:
    question = "What notice does the UK offer letter give?"
    first = called(question, scope(OPEN), placed.catalogue)[0][0].documents
    found = follow(follow_up, EarlierQuestion(1, question, first, frozenset({OPEN})), scope(OPEN), placed.catalogue)
    assert (found.text, paths(found.carried, placed)) == (text, documents)


def test_an_insurers_policy_is_a_document_only_if_one_is_called_so() -> None:
    policies = ("Zurich liability policy", "Intellectual property policy", "Trademark policy")
    engines = build(
        further=[(OPEN, f"/firm/g/{name}.txt", f"{name.upper()}\n\n1. Rule\n\n1.1 It holds.\n") for name in policies]
    )

    def meant(question: str) -> list[list[str]]:
        return [paths(one.documents, engines) for one in called(question, scope(OPEN), engines.catalogue)[0]]

    assert meant("Must they show us the insurance policy?") == [[]]
    assert meant("What is the deductible in the Zurich liability policy?") == [["Zurich liability policy"]]
    assert meant("What does the intellectual property policy say?") == [["Intellectual property policy"]]


def test_an_insurers_policy_that_a_contract_asks_for_is_no_other_document() -> None:
    engines = build(
        further=(
            (OPEN, "/firm/g/Berth licence.txt", "BERTH LICENCE\n\n1. Cover\n\n1.1 Finch keeps an insurance policy.\n"),
            (OPEN, "/firm/g/Trademark policy.txt", "TRADEMARK POLICY\n\n1. Logos\n\n1.1 Logos are left alone.\n"),
        )
    )
    question = "What does Finch keep under the berth licence?"
    first = called(question, scope(OPEN), engines.catalogue)[0][0].documents
    earlier = EarlierQuestion(1, question, first, frozenset({OPEN}))
    for follow_up in ("Do they have to show us the policy?", "I meant the insurance policy"):
        assert follow(follow_up, earlier, scope(OPEN), engines.catalogue).carried == first
    other = follow("And the trademark policy?", earlier, scope(OPEN), engines.catalogue)
    assert paths(other.carried, engines) == ["Trademark policy"]


def _two_letters(engines: Engines) -> tuple[str, tuple[DocumentId, ...], tuple[DocumentId, ...]]:
    question = "When are bills due under the Gannet engagement letter?"
    gannet = called(question, scope(OPEN), engines.catalogue)[0][0].documents
    plover = called("the Plover engagement letter", scope(OPEN), engines.catalogue)[0][0].documents
    return question, gannet, plover


def test_the_other_of_a_kind_is_the_one_that_was_not_spoken_of(engines: Engines) -> None:
    question, gannet, plover = _two_letters(engines)
    earlier = EarlierQuestion(1, question, gannet, frozenset({OPEN}))
    found = follow("ok, and in the other engagement letter?", earlier, scope(OPEN), engines.catalogue)
    assert (found.text, found.carried) == ("When are bills due under the other engagement letter?", plover)


def test_a_name_tells_one_of_two_documents_that_were_spoken_of(engines: Engines) -> None:
    _, gannet, plover = _two_letters(engines)
    earlier = EarlierQuestion(1, "When are bills due under the engagement letter?", gannet + plover, frozenset({OPEN}))
    for follow_up in ("the Plover one", "the Plover letter", "plover"):
        assert follow(follow_up, earlier, scope(OPEN), engines.catalogue).carried == plover
    assert set(follow("and interest?", earlier, scope(OPEN), engines.catalogue).carried) == {*gannet, *plover}


def test_the_one_that_is_known_by_a_plain_word_is_another_document(engines: Engines) -> None:
    question = "How long does the services agreement run?"
    services = called(question, scope(OPEN), engines.catalogue)[0][0].documents
    earlier = EarlierQuestion(1, question, services, frozenset({OPEN}))
    found = follow("and in the credit one?", earlier, scope(OPEN), engines.catalogue)
    assert found.text == "How long does the credit agreement run?"
    assert [path[:8] for path in paths(found.carried, engines)] == ["CRA-0007"]
    for same in ("and in the first one?", "is it the right one?"):
        assert set(follow(same, earlier, scope(OPEN), engines.catalogue).carried) >= set(services)


STORY = (
    "The client has had no end of trouble since the spring, and the bank wants to see paper before it lends any more "
    "for the new stores in the north, so we went through {}. "
)


@pytest.mark.parametrize(
    ("told", "asked", "meant", "unknown"),
    [
        ("the Gannet engagement letter", "When are bills due?", ["ENG-0101"], ""),
        ("the Gannet engagement letter", "When does Gannet pay its bills?", ["ENG-0101"], ""),
        ("the Gannet engagement letter", "When are bills due under the Plover engagement letter?", ["ENG-0102"], ""),
        ("the Zorblatt lease", "When are bills due?", [], "Zorblatt"),
        ("the Zorblatt lease", "When are bills due under the Plover engagement letter?", ["ENG-0102"], ""),
    ],
)
def test_a_story_says_which_document_is_meant(
    told: str, asked: str, meant: list[str], unknown: str, engines: Engines
) -> None:
    query = without_story(understand(f"{STORY.format(told)}{asked}"))
    assert query.text == asked
    now = datetime(2026, 3, 2, tzinfo=UTC)
    found = asyncio.run(aims(query, scope(OPEN), now, engines))
    named = [hint.document for aim in found for hint in aim.documents]
    assert ([path[:8] for path in paths(named, engines)], "".join(aim.unknown for aim in found)) == (meant, unknown)


@pytest.mark.parametrize(
    "follow_up", ["Which law governs the agreement?", "Who signed the agreement?", "Is it the MSA?"]
)
def test_a_question_with_a_capital_is_no_name_of_a_document(follow_up: str, engines: Engines) -> None:
    question = "What is the term of the MSA?"
    first = called(question, scope(OPEN), engines.catalogue)[0][0].documents
    earlier = EarlierQuestion(1, question, first, frozenset({OPEN}))
    found = follow(follow_up, earlier, scope(OPEN), engines.catalogue)
    assert set(found.carried) >= set(first)
    assert found.text.endswith(follow_up)


def test_what_was_asked_last_is_asked_of_another_document(engines: Engines) -> None:
    question, last = "How long does the MSA run? And must a party give notice?", "And must a party give notice?"
    first = called("the MSA", scope(OPEN), engines.catalogue)[0][0].documents
    before = EarlierQuestion(1, question, first, frozenset({OPEN}), newest=last)
    found = follow("And under the credit agreement?", before, scope(OPEN), engines.catalogue)
    assert found.text == "How long does the credit agreement run? And must a party give notice?"
    assert found.newest == "And must a party give notice under the credit agreement?"
    assert follow("How long is that contract for?", before, scope(OPEN), engines.catalogue).text.startswith(
        "How long is"
    )


def test_both_documents_of_two_parts_behind_a_story_are_searched(engines: Engines) -> None:
    asked = "How long does the credit agreement run, and when are bills due under the Plover engagement letter?"
    query = without_story(understand(f"{STORY.format('all papers')}{asked}"))
    now = datetime(2026, 3, 2, tzinfo=UTC)
    aimed = asyncio.run(aims(query, scope(OPEN), now, engines))
    found = asyncio.run(search(query, scope(OPEN), 10, now, engines, aimed))
    assert len(query.parts) == len(found.searches) == 2
    stems_found = {PurePath(passage.path).stem[:8] for passage in found.passages}
    assert stems_found == {"CRA-0007", "ENG-0102"}
