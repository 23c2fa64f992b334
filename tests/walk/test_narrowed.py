"""Lists that a question narrows: only the documents that it means are looked into, and the reply says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.walk.conftest import Firm, filed_in

LAW = "1. Law. This Agreement is governed by the laws of the State of Ohio.\n"
FILES = {
    "first/Alder hosting.txt": f"HOSTING AGREEMENT\n\nThis Agreement is made as of March 1, 2021 between Alder Inc. "
    f"and Tannick Foods LLC.\n\n{LAW}",
    "first/Alder NDA.txt": f"MUTUAL NON-DISCLOSURE AGREEMENT\n\nThis Agreement is made as of May 4, 2022 between "
    f"Alder Inc. and Tannick Foods LLC.\n\n{LAW}",
    "first/Birch supply.txt": f"SUPPLY AGREEMENT\n\nThis Agreement is made as of June 5, 2023 between Birch Ltd and "
    f"Tannick Foods LLC.\n\n{LAW}",
    "second/Cedar supply.txt": f"SUPPLY AGREEMENT\n\nThis Agreement is made as of June 6, 2023 between Cedar Ltd and "
    f"Tannick Foods LLC.\n\n{LAW}",
}


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Four agreements in two matters; alice sees the first matter."""
    with filed_in(tmp_path_factory.mktemp("narrowed"), FILES) as firm:
        yield firm


def _files(reply: dict[str, Any]) -> set[str]:
    return {Path(one["citations"][0]["path"]).stem for one in reply["statements"]}


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Which agreements with Alder are governed by Ohio law?", {"Alder hosting", "Alder NDA"}),
        ("which alder agreements are governed by Ohio law?", {"Alder hosting", "Alder NDA"}),
        (
            "Which agreements other than NDAs are governed by Ohio law?",
            {"Alder hosting", "Birch supply", "Cedar supply"},
        ),
        ("Which agreements in the second matter are governed by Ohio law?", {"Cedar supply"}),
        ("Which agreements signed after 2022 are governed by Ohio law?", {"Birch supply", "Cedar supply"}),
        ("List all Alder agreements.", {"Alder hosting", "Alder NDA"}),
        ("Which NDAs do we have with Alder?", {"Alder NDA"}),
        ("Which contracts were signed in 2023?", {"Birch supply", "Cedar supply"}),
        ("Show me everything signed with Birch.", {"Birch supply"}),
    ],
)
def test_only_the_documents_that_are_meant_are_on_the_list(drawer: Firm, question: str, files: set[str]) -> None:
    reply: dict[str, Any] = drawer.json("ask", question)
    assert _files(reply) == files
    assert any(note.startswith("only documents ") for note in reply["warnings"])


@pytest.mark.parametrize("name", ["Cedar", "Zymurgia"])
@pytest.mark.parametrize("question", ["Which agreements with {} renew?", "Do we have an NDA with {}?"])
def test_a_hidden_party_is_refused_like_a_missing_one(drawer: Firm, question: str, name: str) -> None:
    reply: dict[str, Any] = drawer.json("ask", question.format(name), "--as", "alice")
    assert reply["refusal"]["message"].replace(name, "X") == (
        "you may see no document with “X” as a party, in the title or in the file name"
    )
    assert reply["passages"] == []


def test_a_kind_that_a_party_has_not_signed_is_said_to_be_none(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "Which supply agreements with Alder are governed by Ohio law?")
    assert reply["refusal"]["message"] == (
        "none of the 2 documents with “Alder” as a party, in the title or in the file name that you may see is a "
        "supply agreement, by title, type or file name"
    )
    assert reply["warnings"] == []


def test_the_record_says_how_a_list_was_narrowed(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json(
        "ask", "Which agreements with Alder signed after 2021 are governed by Ohio law?"
    )
    shown: dict[str, Any] = drawer.json("audit", "show", str(reply["audit"]["seq"]))
    narrowed = "with “Alder” as a party, in the title or in the file name, dated on or after 1 Jan 2022"
    assert shown["content"]["narrowed"] == narrowed
    assert [Path(one["document"]).name[:9] for one in shown["content"]["looked_into"]] == ["alder-nda"]
