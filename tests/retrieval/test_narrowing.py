"""Questions about many documents that say which they mean: by party, matter or date, or all but some."""

import asyncio
from pathlib import Path

import pytest
from tests.retrieval.test_search import OPEN, WALLED, build, scope

from pincite.access.scope import Scope
from pincite.documents.span import MatterId
from pincite.retrieval.engines import Engines
from pincite.retrieval.narrowed_to import is_borne as is_borne_by
from pincite.retrieval.narrowed_to import narrowed_to
from pincite.retrieval.understanding.narrowing import NOT_NARROWED, narrowed

BORNE = frozenset(("Acme", "Brill", "Acme Systems", "Harrow"))
HARBOUR = MatterId("Harbour view")


def is_borne(name: str) -> bool:
    return name in BORNE


@pytest.mark.parametrize(
    ("question", "left", "told"),
    [
        ("Which agreements with Acme require consent?", "Which agreements require consent?", "“Acme” as a party"),
        ("Which of Acme’s contracts renew?", "Which of contracts renew?", "“Acme” as a party"),
        ("List all Acme and Brill agreements.", "List all agreements.", "“Acme” or “Brill” as a party"),
        ("Which NDAs have we signed with Acme?", "Which NDAs have we signed?", "“Acme” as a party"),
        ("Across our NDAs with Acme, which ones renew?", "Across our NDAs, which ones renew?", "“Acme” as a party"),
        ("Which deals between Harrow and Brill end?", "Which deals end?", "“Harrow” and “Brill” as a party"),
        ("Does any agreement with Acme lapse?", "Does any agreement lapse?", "“Acme” as a party"),
        ("Which leases in the Finch matter renew?", "Which leases renew?", "of the matter “Finch”"),
        ("Which contracts are in matter M-0031?", "Which contracts are there?", "of the matter “M-0031”"),
        ("Which contracts renew in the Finch matter?", "Which contracts renew?", "of the matter “Finch”"),
        ("Which leases signed before 2020 renew?", "Which leases renew?", "dated on or before 31 Dec 2019"),
        ("Which NDAs from 2021 renew?", "Which NDAs renew?", "dated from 1 Jan 2021 to 31 Dec 2021"),
        ("Which NDAs were signed after 3 May 2021?", "Which NDAs are there?", "dated on or after 4 May 2021"),
        ("How many NDAs did we sign in 2020?", "How many NDAs did we sign?", "dated from 1 Jan 2020 to 31 Dec 2020"),
        ("List all amendments to MSA-0031.", "List all amendments.", "“MSA-0031” as a party"),
        ("Which leases other than the Acme lease end?", "Which leases end?", "other than “Acme lease”"),
        ("Apart from the NDAs, which contracts end?", "Which contracts end?", "other than “NDAs”"),
        ("Which contracts end, except the leases and NDAs?", "Which contracts end?", "other than “leases” or “NDAs”"),
        ("Which contracts, excluding those with Brill, end?", "Which contracts end?", "other than “Brill”"),
    ],
)
def test_words_that_say_which_are_taken_from_the_question(question: str, left: str, told: str) -> None:
    text, says = narrowed(question, is_borne)
    assert text == left
    assert told in says.told


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts limit liability except for fraud?",
        "Which contracts with New York law have a jury waiver?",
        "Which contracts with MFN clauses renew?",
        "Which contracts with Acme employees forbid poaching?",
        "Which guarantees cover contracts with Acme?",
        "Which law governs the Acme licence?",
        "Which parties signed the Acme agreement?",
        "Which documents must the tenant deliver to Acme?",
        "Which IP licences are exclusive?",
        "Which contracts mention any agreement other than the MSA?",
        "Which contracts may be assigned other than to Acme?",
        "Which contracts contain a Change of Control clause?",
    ],
)
def test_what_a_clause_says_is_left_in_the_question(question: str) -> None:
    assert narrowed(question, is_borne) == (question, NOT_NARROWED)


def test_a_party_that_nobody_bears_leaves_no_document() -> None:
    text, says = narrowed("Which contracts with Zymurgia renew?", is_borne)
    assert (text, says.parties) == ("Which contracts renew?", ("Zymurgia",))


@pytest.mark.parametrize(
    "part", ["with Acme and ", "the lease, ", "Ab ", "in the A ", "other than the a b c ", "a/b.c-"]
)
@pytest.mark.parametrize("lead", ["Which contracts ", "Which contracts except ", "Which ", ""])
def test_long_questions_are_read_too(lead: str, part: str) -> None:
    question = f"{lead}{part * 2_000}"[:8_000]
    assert isinstance(narrowed(question, is_borne)[0], str)


AGREEMENT = (
    "{kind}\n\nThis {kind} is made as of {date} between {party} and Pendry LLC.\n\n1. Law\n\nOhio law governs.\n"
)
FILES = (
    (OPEN, "/firm/n/one.txt", "HOSTING AGREEMENT", "March 1, 2021", "Quillberry Inc."),
    (OPEN, "/firm/n/two.txt", "LEASE AGREEMENT", "May 4, 2022", "Quillberry Inc."),
    (OPEN, "/firm/n/three.txt", "MUTUAL NON-DISCLOSURE AGREEMENT", "June 5, 2023", "Vexlow Ltd"),
    (HARBOUR, "/firm/n/four.txt", "HOSTING AGREEMENT", "July 6, 2023", "Vexlow Ltd"),
    (WALLED, "/firm/n/five.txt", "HOSTING AGREEMENT", "July 6, 2023", "Torquay Ltd"),
)


@pytest.fixture(scope="module")
def engines() -> Engines:
    texts = (
        (matter, path, AGREEMENT.format(kind=kind, date=day, party=party)) for matter, path, kind, day, party in FILES
    )
    return build(further=tuple(texts))


def kept(question: str, engines: Engines, seen: Scope) -> tuple[set[str], tuple[str, ...]]:
    """The names of the files of this test that a question narrows itself to, and the names in it that none has."""
    entries = [one for one in engines.catalogue.entries(seen) if one.path.startswith("/firm/n/")]
    _, says = narrowed(question, is_borne_by(entries))
    found = narrowed_to(says, entries)
    return {Path(one.path).stem for one in found.entries}, found.unknown


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Which agreements with Quillberry end?", {"one", "two"}),
        ("Which agreements between Quillberry and Pendry end?", {"one", "two"}),
        ("Which agreements between Quillberry and Vexlow end?", set()),
        ("Which Vexlow agreements end?", {"three", "four"}),
        ("Which agreements in the Harbour view matter end?", {"four"}),
        ("Which agreements signed after 2021 end?", {"two", "three", "four"}),
        ("Which agreements signed in May 2022 end?", {"two"}),
        ("Which agreements with Quillberry signed since 2022 end?", {"two"}),
        ("Which agreements other than NDAs end?", {"one", "two", "four"}),
        ("Which agreements other than the Vexlow hosting agreement end?", {"one", "two", "three"}),
        ("Which agreements end, except the leases and those with Vexlow?", {"one"}),
    ],
)
def test_cards_say_which_documents_are_meant(engines: Engines, question: str, files: set[str]) -> None:
    assert kept(question, engines, scope(OPEN, HARBOUR)) == (files, ())


@pytest.mark.parametrize("name", ["Torquay", "Zymurgia"])
def test_a_hidden_party_is_like_a_missing_one(engines: Engines, name: str) -> None:
    assert kept(f"Which agreements with {name} end?", engines, scope(OPEN)) == (set(), (name,))
    assert asyncio.run(engines.index.count(scope(WALLED)))
