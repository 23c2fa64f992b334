"""Which two documents a question sets side by side, and what is asked of each."""

import asyncio
from pathlib import Path

import pytest
from tests.retrieval.test_search import OPEN, WALLED, build, scope

from pincite.access.scope import Scope
from pincite.retrieval.engines import Engines
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.comparing import absolute
from pincite.retrieval.understanding.one_side import of_one

GUIDE = "# {subject}\n\n## {state}\n\nIn {state} a court decides about {subject}.\n"
TERMS = "{kind} TERMS\n\n1. Fees\n\nWhoever comes pays at the door.\n"
FILES = (
    (OPEN, "/firm/guides/non-compete vermont.md", GUIDE.format(subject="non-compete", state="Vermont")),
    (OPEN, "/firm/guides/non-compete montana.md", GUIDE.format(subject="non-compete", state="Montana")),
    (OPEN, "/firm/guides/inventions montana.md", GUIDE.format(subject="inventions", state="Montana")),
    (OPEN, "/firm/terms/Event terms.txt", TERMS.format(kind="EVENT")),
    (OPEN, "/firm/terms/Corporate terms.txt", TERMS.format(kind="CORPORATE")),
    (
        OPEN,
        "/firm/terms/Educational use agreement.txt",
        "EDUCATIONAL USE AGREEMENT\n\n1. Fees\n\nSchools pay nothing.\n",
    ),
    (OPEN, "/firm/terms/House guidelines.txt", "HOUSE GUIDELINES\n\n1. Fees\n\nGuests of the house pay nothing.\n"),
    (OPEN, "/firm/terms/Code of conduct.txt", "CODE OF CONDUCT\n\n1. Fees\n\nNobody asks for a tip.\n"),
    (OPEN, "/firm/terms/Gift policy.txt", "GIFT POLICY\n\n1. Limits\n\nNo gift is worth more than a meal.\n"),
    (OPEN, "/firm/terms/bullying-and-harassment.txt", "BULLYING AND HARASSMENT\n\n1. Bans\n\nNobody is mocked.\n"),
    (OPEN, "/firm/terms/appeal-and-reinstatement.txt", "APPEAL AND REINSTATEMENT\n\n1. Time\n\nAppeal at once.\n"),
    (OPEN, "/firm/terms/staff.txt", "STAFF RULES\n\n1. Keys\n\nMs Zebrowski has the keys.\n"),
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return build(further=FILES)


def pair(question: str, engines: Engines, seen: Scope) -> tuple[str, str] | None:
    found = asyncio.run(sides(question, seen, engines.catalogue, engines.index))
    if found is None:
        return None
    entries = engines.catalogue.permitted(found.documents, seen)
    one, other = (Path(entries[document].path).stem for document in found.documents)
    return one, other


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("How much notice do the Kenway and the Domini lease require?", ("Kenway lease", "Domini lease")),
        ("Is rent due earlier under Zounds than under Viasat?", ("Zounds lease", "Viasat lease")),
        (
            "Will a court trim a non-compete? Vermont and Montana.",
            ("non-compete vermont", "non-compete montana"),
        ),
        ("Is the fee the same under the Event Terms as under the Corporate Terms?", ("Event terms", "Corporate terms")),
        ("Put the rent of Zounds beside that of Viasat.", ("Zounds lease", "Viasat lease")),
        ("Rent: Zounds v. Viasat", ("Zounds lease", "Viasat lease")),
        ("Can Kenway leave sooner than Domini can?", ("Kenway lease", "Domini lease")),
        ("How much rent does Kenway owe, how much Domini?", ("Kenway lease", "Domini lease")),
        ("What fee do the event terms and the corporate terms ask for?", ("Event terms", "Corporate terms")),
        (
            "Can the fee be raised in the event terms at will, and the corporate terms?",
            ("Event terms", "Corporate terms"),
        ),
        ("Is it free under the event terms just as under the corporate terms?", ("Event terms", "Corporate terms")),
        (
            "Fees: Corporate Terms of Service and the educational use agreement",
            ("Corporate terms", "Educational use agreement"),
        ),
        ("Do the house guidelines and the code of conduct name a fee?", ("House guidelines", "Code of conduct")),
        (
            "Does Vermont, unlike Montana, hold an employee to a non-compete?",
            ("non-compete vermont", "non-compete montana"),
        ),
        ("What may an employer do in Montana, what in Vermont?", ("non-compete montana", "non-compete vermont")),
        ("Who decides about a non-compete: Vermont / Montana?", ("non-compete vermont", "non-compete montana")),
        (
            "Between the appeal policy and the gift policy, which gives a time?",
            ("appeal-and-reinstatement", "Gift policy"),
        ),
        (
            "Who hears me under the gift policy, who under the appeal policy?",
            ("Gift policy", "appeal-and-reinstatement"),
        ),
        ("How do the bullying and gift policies define a guest?", ("bullying-and-harassment", "Gift policy")),
        ("Which goes further: the one on bullying or the gift policy?", ("bullying-and-harassment", "Gift policy")),
        ("Can both the corporate terms and the bullying rules change?", ("Corporate terms", "bullying-and-harassment")),
    ],
)
def test_two_documents_are_found_by_what_sets_each_apart(
    question: str, documents: tuple[str, str], engines: Engines
) -> None:
    assert pair(question, engines, scope(OPEN)) == documents


@pytest.mark.parametrize(
    "question",
    [
        "When is rent due under the Kenway lease, and how is it paid?",
        "How much notice of termination does Domini have to give, and what if it is late?",
        "Who repairs the roof and the structure?",
        "Compare the notice periods of Kenway and Zylkene.",  # the second is behind a wall
        "We at Zebrowski hand keys on; how long between two hand-overs of the same key under the Kenway lease?",
        "Ms Zebrowski asks whether both parties to the Kenway lease pay.",
        "Ms Zebrowski asks: when is Kenway no longer bound to pay?",
        "Does a Vermont employee who moves to Montana stay bound?",
        "Who reads what I write under the appeal policy, and when?",
        "What law governs the Kenway lease, Vermont or Montana?",
        "Which court decides under the Kenway lease, Vermont or Montana?",
        "Who signs for Kenway, the director or Ms Zebrowski?",
    ],
)
def test_one_document_is_no_pair(question: str, engines: Engines) -> None:
    assert pair(question, engines, scope(OPEN)) is None


def test_of_guides_that_are_named_alike_the_one_that_speaks_of_it_is_compared(engines: Engines) -> None:
    question = "Compare Vermont and Montana: when does a court decide about a non-compete?"
    found = asyncio.run(sides(question, scope(OPEN), engines.catalogue, engines.index, engines.embedder))
    assert found is not None
    entries = engines.catalogue.permitted(found.documents, scope(OPEN))
    assert [Path(entries[one].path).stem for one in found.documents] == ["non-compete vermont", "non-compete montana"]


def test_the_names_of_both_sides_are_left_out_of_what_is_asked(engines: Engines) -> None:
    question = "Is the fee at the door the same under the Event Terms as under the Corporate Terms?"
    found = asyncio.run(sides(question, scope(OPEN), engines.catalogue, engines.index))
    assert found is not None
    assert found.asked == "What is the fee at the door?"


def test_a_side_behind_the_wall_is_found_by_whoever_may_see_it(engines: Engines) -> None:
    question = "Compare the notice periods of Kenway and Zylkene."
    assert pair(question, engines, scope(OPEN, WALLED)) == ("Kenway lease", "Zylkene lease")


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        ("Which law governs ¤, and which ¤?", "Which law governs?"),
        ("Is the notice longer in the ¤ deal or in ¤'s servicing agreement?", "Is the notice longer?"),
        ("Insurance limits: ¤/¤ versus the ¤ lease", "Insurance limits"),
        ("Can we keep copies? ¤ against ¤.", "Can we keep copies?"),
        ("How long do ¤ and ¤ have to sell off their stock?", "How long do they have to sell off their stock?"),
        ("Late fees – ¤ vs ¤?", "Late fees?"),
        ("Does ¤, unlike ¤, ban it?", "do they ban it?"),
        ("What is left in ¤, what in ¤?", "What is left?"),
        ("How long or how far can owners be bound in ¤ and in ¤?", "How long or how far can owners be bound?"),
        ("Can we change the ¤ at will, and the ¤?", "Can we change it at will?"),
        ("Is there a cure under the ¤ just as under the ¤?", "Is there a cure?"),
        ("Is the ¤ stricter on gifts than the ¤?", "are they stricter on gifts?"),
        ("In ¤ how long do we keep records, and in ¤?", "how long do we keep records?"),
        ("Who owns it under the ¤? And under the ¤?", "Who owns it?"),
        ("How do the ¤ and ¤ policies define a guest?", "How do they define a guest?"),
        ("How do the ¤ and ¤ policies treat a guest?", "What does it say about a guest?"),
        ("Do ¤ and its ¤ both let it end at will?", "Do they both let it end at will?"),
        ("Which goes further: the one on ¤ or the one on ¤?", "Which goes further?"),
        ("What if ¤ is late?", "What if they are late?"),
    ],
)
def test_what_is_asked_of_each_reads_as_a_question_about_one(left: str, asked: str) -> None:
    assert of_one(left) == asked


@pytest.mark.parametrize(
    ("compared", "asked"),
    [
        ("Is the notice longer?", "How long is the notice?"),
        ("Which has the higher cap?", "How much is the cap?"),
        ("Are the fees the same in both?", "What are the fees?"),
        ("Which licence is cheaper to leave early?", "How much does the licence cost to leave early?"),
        ("Who has longer to pay?", "How long is there to pay?"),
        ("Which is stricter about copies?", "What does it say about copies?"),
        ("We sell in New York. Is the place to sue the same?", "We sell in New York. What is the place to sue?"),
        ("Do we have longer to object?", "Do we have longer to object?"),
        ("Insurance limits", "What are the insurance limits?"),
        ("May the tenant sublet?", "May the tenant sublet?"),
    ],
)
def test_what_compares_gives_way_to_what_each_side_can_answer(compared: str, asked: str) -> None:
    assert absolute(compared) == asked


LETTER = "{title}\n\nOur client bears the repair of {title} up to ${sum}.\n"
CRANES = ("Crane 23 of Ochre Velox", "Crane 23 of Indigo Wharfe", "Bridge 19 of Ochre Velox", "Vault 4 of Garnet Tern")
LETTERS = tuple(
    (OPEN, f"/firm/letters/{title}.txt", LETTER.format(title=title, sum=at)) for at, title in enumerate(CRANES, 100)
)


def test_two_documents_that_share_the_names_of_one_are_no_pair() -> None:
    question = "Up to which sum will the repair of Crane 23 of Ochre Velox be borne?"
    engines = build(further=LETTERS)
    assert pair(question, engines, scope(OPEN)) is None
    assert pair(question, build(further=LETTERS[1:]), scope(OPEN)) == (CRANES[1], CRANES[2])
    compared = "Compare the repair of Crane 23 of Indigo Wharfe and of Bridge 19 of Ochre Velox."
    assert pair(compared, engines, scope(OPEN)) == (CRANES[1], CRANES[2])
