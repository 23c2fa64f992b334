"""Which documents a question sets side by side that lists their names, and which names it gives no document."""

import asyncio
from pathlib import Path

import pytest
from tests.retrieval.test_search import OPEN, WALLED, build, scope

from pincite.access.scope import Scope
from pincite.documents.span import MatterId
from pincite.retrieval.engines import Engines
from pincite.retrieval.several import SideBySide, side_by_side
from pincite.retrieval.understanding.enumerated import enumerated

LEASE = "LEASE between {name} Ltd and Pendry LLC\n\n1. Term\n\nThe term of this lease is {years} years.\n"
NAMES = (("Quillberry", OPEN), ("Vexlow", OPEN), ("Harrobin", OPEN), ("Torquay", WALLED))
FILES = tuple(
    (matter, f"/firm/several/{name}.txt", LEASE.format(name=name, years=years))
    for years, (name, matter) in enumerate(NAMES, start=2)
)

BY_KIND = (
    (OPEN, "/firm/terms/Event terms.txt", "EVENT TERMS\n\n1. Fees\n\nWhoever comes pays at the door.\n"),
    (OPEN, "/firm/terms/Gift policy.txt", "GIFT POLICY\n\n1. Limits\n\nNo gift is worth more than a meal.\n"),
    (OPEN, "/firm/terms/Code of conduct.txt", "CODE OF CONDUCT\n\n1. Fees\n\nNobody asks for a tip.\n"),
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return build(further=FILES)


def compared(question: str, engines: Engines, seen: Scope) -> SideBySide | None:
    return asyncio.run(side_by_side(question, seen, engines.catalogue, engines.index))


def stems(found: SideBySide | None, engines: Engines, seen: Scope) -> list[str]:
    assert found is not None
    entries = engines.catalogue.permitted(found.documents, seen)
    return [Path(entries[document].path).stem for document in found.documents]


@pytest.mark.parametrize(
    "question",
    [
        "How long are the Quillberry, Vexlow and Harrobin leases?",
        "Compare the term of the Quillberry lease, the Vexlow lease and the Harrobin one.",
        "Quillberry, Vexlow, Harrobin: how long does each lease run?",
    ],
)
def test_each_of_three_names_is_a_document(engines: Engines, question: str) -> None:
    found = compared(question, engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Vexlow", "Harrobin"]
    assert found is not None
    assert found.unknown == ()


@pytest.mark.parametrize("name", ["Torquay", "Zymurgia"])
@pytest.mark.parametrize(
    "question", ["How long are the Vexlow, {} and Harrobin leases?", "Compare {}, Vexlow and Harrobin."]
)
def test_a_name_of_no_document_is_said_to_be_none_alike_for_hidden_and_missing(
    engines: Engines, question: str, name: str
) -> None:
    found = compared(question.format(name), engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Vexlow", "Harrobin"]
    assert found is not None
    assert found.unknown == (name,)


@pytest.mark.parametrize("name", ["Torquay", "Zymurgia"])
def test_so_is_one_of_two_names(engines: Engines, name: str) -> None:
    found = compared(f"Compare the term of the {name} and Vexlow leases.", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Vexlow"]
    assert found is not None
    assert (found.unknown, found.asked) == ((name,), "What is the term?")


def test_whoever_may_see_it_has_it_compared(engines: Engines) -> None:
    seen = scope(OPEN, WALLED)
    found = compared("How long are the Vexlow, Torquay and Harrobin leases?", engines, seen)
    assert stems(found, engines, seen) == ["Vexlow", "Torquay", "Harrobin"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Are fire, flood and theft covered?", []),
        ("COMPARE THE QUILLBERRY, VEXLOW AND HARROBIN LEASES.", []),
        ("Compare Acme, Inc. and Brill, LLC on notice.", ["Acme, Inc.", "Brill, LLC"]),
        ("Compare Vexlow (2019), Brill & Co and Harrobin (2020).", ["Vexlow", "Brill & Co", "Harrobin"]),
        ("Which of Vexlow and Harrobin has leases?", ["Vexlow", "Harrobin"]),
        ("Do the Acme lease, the Brill one; and Corvo renew?", ["Acme lease", "Brill one", "Corvo"]),
        ("Compare the term of the Acme, Brill & Corvo leases.", ["Acme leases", "Brill leases", "Corvo leases"]),
        ("Compare the agreements with Acme, with Brill, and with Corvo.", ["Acme", "Brill", "Corvo"]),
        ("Compare the Acme NDA, the lease and the Brill deed.", ["Acme NDA", "lease", "Brill deed"]),
    ],
)
def test_names_are_listed_by_their_capitals(question: str, names: list[str]) -> None:
    assert [*next((one.names for one in enumerated(question)), ())] == names


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Compare Price, Term and Notice in the Quillberry, Vexlow and Harrobin leases.", "Quillberry Vexlow Harrobin"),
        ("For our client Torquay, compare the Quillberry, Vexlow and Harrobin leases.", "Quillberry Vexlow Harrobin"),
        ("Compare the Vexlow, Harrobin and Vexlow leases.", "Vexlow Harrobin"),
    ],
)
def test_other_lists_and_names_take_no_place_of_a_listed_one(engines: Engines, question: str, documents: str) -> None:
    found = compared(question, engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == documents.split()
    assert found is not None
    assert (found.unknown, found.unclear) == ((), ())


def test_people_who_sign_a_named_lease_are_no_documents(engines: Engines) -> None:
    found = compared("Did Quillberry, Vexlow and Zymurgia sign the Harrobin lease?", engines, scope(OPEN))
    assert found is None or found.unknown == ()


def test_of_a_name_of_several_documents_it_is_said_that_it_cannot_be_told(engines: Engines) -> None:
    found = compared("How long are the Vexlow, Harrobin and Pendry leases?", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Vexlow", "Harrobin"]
    assert found is not None
    assert (found.unknown, found.unclear) == ((), ("Pendry",))


@pytest.mark.parametrize(
    ("question", "documents", "unclear"),
    [
        ("Compare the event terms, the gift policy and the code of conduct.", 3, ()),
        ("Are fees due under the event terms, the gift policy and the lease?", 2, ("lease",)),
    ],
)
def test_documents_are_listed_by_their_kinds_too(question: str, documents: int, unclear: tuple[str, ...]) -> None:
    engines = build(further=(*FILES, *BY_KIND))
    found = compared(question, engines, scope(OPEN))
    assert found is not None
    assert (len(found.documents), found.unknown) == (documents, ())
    assert tuple(name.removeprefix("the ") for name in found.unclear) == unclear


def test_what_one_document_asks_for_is_no_list_of_documents() -> None:
    engines = build(further=(*FILES, *BY_KIND))
    asked = "Must the gift policy name the event terms? Does it need the lease, a certificate and a plan?"
    found = compared(asked, engines, scope(OPEN))
    assert found is None or len(found.documents) <= 2


AGAIN = MatterId("again")


def test_a_document_that_is_filed_twice_is_one_of_a_list() -> None:
    copies = [(AGAIN, path.replace("/several/", "/again/"), text) for matter, path, text in FILES[:3]]
    twice = build(further=(*FILES, *copies))
    seen = scope(OPEN, AGAIN)
    found = compared("How long are the Quillberry, Vexlow and Harrobin leases?", twice, seen)
    assert stems(found, twice, seen) == ["Quillberry", "Vexlow", "Harrobin"]
    changed = [(matter, path, text.replace("3 years", "9 years")) for matter, path, text in copies]
    found = compared(
        "How long are the Quillberry, Vexlow and Harrobin leases?", build(further=(*FILES, *changed)), seen
    )
    assert found is not None
    assert found.unclear == ("Vexlow",)


def test_of_a_list_of_kinds_with_one_document_the_others_are_said_to_be_none() -> None:
    engines = build(further=BY_KIND[:1])
    found = compared(
        "Compare the fees of the event terms, the gift policy and the code of conduct.", engines, scope(OPEN)
    )
    assert stems(found, engines, scope(OPEN)) == ["Event terms"]
    assert found is not None
    assert found.unknown == ("gift policy", "code of conduct")


@pytest.mark.parametrize(
    "question",
    [
        "how long are the quillberry, vexlow and harrobin leases?",
        "HOW LONG ARE THE QUILLBERRY, VEXLOW AND HARROBIN LEASES?",
        "Is the term of the Quillberry lease longer than in the Vexlow or Harrobin leases?",
        "How does the Quillberry lease compare to the Vexlow and Harrobin leases on term?",
        "Compare the term of the Quillberry lease with the Vexlow and Harrobin leases.",
        "Compare the term under Quillberry's lease, Vexlow's and Harrobin's.",
        "Compare the leases with Quillberry, with Vexlow, and with Harrobin on term.",
        "Compare the Quillberry, Vexlow & Harrobin leases.",
        "Do the Quillberry lease, the Vexlow one and Harrobin renew?",
    ],
)
def test_these_ways_of_writing_a_list_keep_every_member(engines: Engines, question: str) -> None:
    found = compared(question, engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Vexlow", "Harrobin"]
    assert found is not None
    assert (found.unknown, found.unclear) == ((), ())


@pytest.mark.parametrize("name", ["torquay", "zymurgia"])
def test_a_hidden_name_in_small_letters_is_as_unknown_as_a_missing_one(engines: Engines, name: str) -> None:
    found = compared(f"how long are the vexlow, {name} and harrobin leases?", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Vexlow", "Harrobin"]
    assert found is not None
    assert (found.unknown, found.unclear) == ((name.title(),), ())


def test_names_and_kinds_are_one_list() -> None:
    engines = build(further=(*FILES, *BY_KIND))
    question = "Are fees due under the event terms, the gift policy and the Vexlow and Harrobin leases?"
    found = compared(question, engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Event terms", "Gift policy", "Vexlow", "Harrobin"]


def test_several_of_one_kind_are_all_in_the_list() -> None:
    engines = build(further=(*FILES, *BY_KIND))
    found = compared("Compare the code of conduct, the gift policy and the Pendry leases.", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN))[:2] == ["Code of conduct", "Gift policy"]
    assert {*stems(found, engines, scope(OPEN))[2:]} == {"Quillberry", "Vexlow", "Harrobin"}


CLIENTS = (MatterId("alder"), MatterId("cinder"))
OF_CLIENTS = tuple(
    (client, f"/firm/{client}/{kind}.txt", f"{title} between {client.title()} Inc. and {other}\n\n1. Law\n\n{law}\n")
    for client, other, state in ((CLIENTS[0], "Brook LLC", "Iowa"), (CLIENTS[1], "Dun LLC", "Maine"))
    for kind, title in (("msa", "MASTER SERVICES AGREEMENT"), ("nda", "NON-DISCLOSURE AGREEMENT"), ("lease", "LEASE"))
    for law in [f"This paper is governed by the laws of {state}."]
)


@pytest.mark.parametrize(
    "question", ["Compare the law of the MSA, the NDA and the lease.", "Compare the MSA and the lease."]
)
def test_kinds_that_two_clients_have_each_are_no_pair(question: str) -> None:
    engines = build(further=OF_CLIENTS)
    assert compared(question, engines, scope(*CLIENTS)) is None
    assert len(stems(compared(question, engines, scope(CLIENTS[0])), engines, scope(CLIENTS[0]))) > 1


def test_a_kind_beside_a_name_is_that_of_its_matter() -> None:
    engines = build(further=OF_CLIENTS)
    seen = scope(*CLIENTS)
    for question in (
        "Compare the law of the Cinder MSA, the NDA and the lease.",
        "Compare the Cinder MSA and the lease.",
    ):
        found = compared(question, engines, seen)
        assert found is not None
        entries = engines.catalogue.permitted(found.documents, seen)
        assert {entry.matter for entry in entries.values()} == {"cinder"}


def test_of_an_agreement_and_its_amendment_a_list_means_the_agreement() -> None:
    amendment = (
        OPEN,
        "/firm/several/Vexlow amendment.txt",
        "FIRST AMENDMENT TO LEASE between Vexlow Ltd and Pendry LLC\n\n1. Term\n\nThe term is nine years.\n",
    )
    engines = build(further=(*FILES, amendment))
    found = compared("Compare the Quillberry, Vexlow and Harrobin leases.", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Vexlow", "Harrobin"]


@pytest.mark.parametrize(
    "question",
    [
        "may the tenant assign the Vexlow lease to quillberry, pendry or harrobin?",
        "Who may end the gift policy, Quillberry or Vexlow?",
        "Does the gift policy name Quillberry, Vexlow or Harrobin?",
        "What happens on the Effective Date, the Maturity Date and the Expiry Date?",
        "Do we have a gift policy with Quillberry, Vexlow or Harrobin?",
        "Did Quillberry and Vexlow sign the gift policy?",
        "Who must give notice under the Quillberry lease, Quillberry or Pendry?",
        "Whose consent is needed under the gift policy, Quillberry's or Vexlow's?",
    ],
)
def test_what_is_asked_of_one_document_is_no_list(question: str) -> None:
    engines = build(further=(*FILES, *BY_KIND))
    assert compared(question, engines, scope(OPEN)) is None


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Compare the gift policy with the event terms.", "Gift policy,Event terms"),
        (
            "COMPARE THE EVENT TERMS, THE GIFT POLICY AND THE CODE OF CONDUCT.",
            "Event terms,Gift policy,Code of conduct",
        ),
        ("Compare Quillberry, vexlow and harrobin on term.", "Quillberry,Vexlow,Harrobin"),
        ("Compare the leases with Quillberry Ltd, Vexlow, Ltd, and Harrobin on term.", "Quillberry,Vexlow,Harrobin"),
        ("How long do the leases of Quillberry, Vexlow and Harrobin run?", "Quillberry,Vexlow,Harrobin"),
        ('Compare "Quillberry", “Vexlow” and "Harrobin" on the term.', "Quillberry,Vexlow,Harrobin"),
        ("Compare the Quillberry / Vexlow / Harrobin leases on the term.", "Quillberry,Vexlow,Harrobin"),
        (
            "Compare (a) the Quillberry lease, (b) the Vexlow lease and (c) the gift policy.",
            "Quillberry,Vexlow,Gift policy",
        ),
        (
            "Does the Quillberry lease have the same term as the Vexlow and Harrobin ones?",
            "Quillberry,Vexlow,Harrobin",
        ),
        ("Is the Quillberry lease as long as the Vexlow and Harrobin leases?", "Quillberry,Vexlow,Harrobin"),
        ("Do Quillberry and Vexlow say how long their leases run?", "Quillberry,Vexlow"),
        ('Compare "Quillberry Ltd", "Vexlow Ltd" and "Harrobin Ltd" on the term.', "Quillberry,Vexlow,Harrobin"),
        ('What do the Quillberry and Vexlow leases say about "Rent" and "Term"?', "Quillberry,Vexlow"),
        ("Do Quillberry and Vexlow need consent to end the agreement?", "Quillberry,Vexlow"),
        ("Quillberry – Vexlow – Harrobin: how long is each term?", "Quillberry,Vexlow,Harrobin"),
        ("Quillberry | Vexlow | Harrobin: how long is each term?", "Quillberry,Vexlow,Harrobin"),
        ("Compare the term for Quillberry + Vexlow + Harrobin.", "Quillberry,Vexlow,Harrobin"),
        ("Compare the term for Quillberry, then Vexlow, then Harrobin.", "Quillberry,Vexlow,Harrobin"),
        ("Compare the term for Quillberry, along with Vexlow and Harrobin.", "Quillberry,Vexlow,Harrobin"),
        ("Compare 'Quillberry', ‘Vexlow’ and 'Harrobin' on the term.", "Quillberry,Vexlow,Harrobin"),
        ("How Long Are The Quillberry, Vexlow And Harrobin Leases?", "Quillberry,Vexlow,Harrobin"),
        (
            "How long is the Quillberry lease? And the Vexlow lease and the Harrobin lease?",
            "Quillberry,Harrobin,Vexlow",
        ),
        ("Compare Quillberry, Vexlow, Quillberry, Harrobin and Vexlow on the term.", "Quillberry,Vexlow,Harrobin"),
    ],
)
def test_further_ways_of_writing_a_list_lose_none(question: str, documents: str) -> None:
    engines = build(further=(*FILES, *BY_KIND))
    assert stems(compared(question, engines, scope(OPEN)), engines, scope(OPEN)) == documents.split(",")


@pytest.mark.parametrize("name", ["torquay", "zymurgia", "TORQUAY", "ZYMURGIA"])
def test_no_other_document_of_the_kind_takes_the_place_of_an_unknown_name(engines: Engines, name: str) -> None:
    question = f"compare the quillberry, vexlow and {name.lower()} leases"
    found = compared(question.upper() if name.isupper() else question, engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Vexlow"]
    assert found is not None
    assert found.unknown == (name.title(),)


def test_several_of_a_kind_that_nothing_is_called_are_unknown() -> None:
    engines = build(further=(*FILES, *BY_KIND))
    found = compared("Compare the gift policy, the code of conduct and the towage leases.", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Gift policy", "Code of conduct"]
    assert found is not None
    assert found.unknown == ("towage leases",)


def test_names_with_other_capitals_are_names() -> None:
    more = tuple((OPEN, f"/firm/more/{name}.txt", LEASE.format(name=name, years=9)) for name in ("Éclat", "iTelos"))
    engines = build(further=(*FILES, *more))
    found = compared("How long are the Quillberry, Éclat, iTelos and Vexlow leases?", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Éclat", "iTelos", "Vexlow"]


def test_a_document_that_is_not_asked_about_is_left_out(engines: Engines) -> None:
    question = "Compare the Quillberry lease and the Vexlow lease, but not the Harrobin lease, on the term."
    assert "Harrobin" not in stems(compared(question, engines, scope(OPEN)), engines, scope(OPEN))


def test_a_hidden_document_that_is_named_besides_is_not_added(engines: Engines) -> None:
    question = "How long is the Quillberry lease? And the Vexlow lease and the Torquay lease?"
    found = compared(question, engines, scope(OPEN))
    assert "Torquay" not in stems(found, engines, scope(OPEN))


@pytest.mark.parametrize(
    "question",
    [
        "Compare the terms of the Quillberry lease, the Vexlow covenant and the Harrobin agreement.",
        "Compare the terms of the Vexlow covenant, the Quillberry lease and the Harrobin agreement.",
        "Compare the terms of the Quillberry lease, the Harrobin agreement and the Vexlow covenant.",
    ],
)
def test_a_name_with_another_word_for_its_kind_is_not_dropped_from_a_list(engines: Engines, question: str) -> None:
    found = compared(question, engines, scope(OPEN))
    assert sorted(stems(found, engines, scope(OPEN))) == ["Harrobin", "Quillberry", "Vexlow"]
    assert found is not None
    assert found.asked == "What are the terms?"
    unseen = compared(question.replace("Vexlow", "Torquay"), engines, scope(OPEN))
    assert unseen is not None
    assert unseen.unknown == ("Torquay",)


def test_such_a_word_beside_one_named_document_is_what_is_asked_about() -> None:
    assert [*enumerated("Does the Quillberry lease bind the Vexlow tenant and the Harrobin Bank?")] == []


def test_a_word_that_compares_is_no_member_of_the_list_behind_it(engines: Engines) -> None:
    found = compared("Which term is bigger, Quillberry's or Vexlow's?", engines, scope(OPEN))
    assert stems(found, engines, scope(OPEN)) == ["Quillberry", "Vexlow"]
    assert found is not None
    assert found.unknown == ()
