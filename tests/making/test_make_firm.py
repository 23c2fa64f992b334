"""A made firm: the same from the same seed, each document once, and each question's clause in its document."""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from runs.making.firm.names import companies, party
from runs.making.firm.papers import Sources
from runs.making.firm.sources import Contract, contract_of
from runs.making.make_firm import Plan, make

from pincite.access.changes import State
from pincite.access.facts import User
from pincite.access.importing import changes_in, planned

LEASE = """EQUIPMENT LEASE AGREEMENT

This Equipment Lease Agreement is made on March 4, 2002 between Blue Harbor Machines, Inc. ("Lessor") and
Red Valley Farming Corporation ("Lessee").

1. Rent. Lessee shall pay Lessor $12,500 on the first day of each month, beginning on April 1, 2002.

2. Law. This Agreement is governed by the laws of the State of Delaware, without regard to its conflict of laws rules.

3. Assignment. Lessee may not assign this Agreement without the prior written consent of Blue Harbor
Machines, Inc., which may not be withheld without reason.
"""

LAW = "This Agreement is governed by the laws of the State of Delaware, without regard to its conflict of laws rules."
ASSIGNMENT = LEASE[LEASE.index("Lessee may not assign") :].rstrip()


def lease() -> Contract:
    """The lease, with its clauses as a set of contracts would have them."""

    def span(words: str) -> tuple[int, int]:
        return LEASE.index(words), LEASE.index(words) + len(words)

    spans = {
        "Document Name": [span("EQUIPMENT LEASE AGREEMENT")],
        "Parties": [span("Blue Harbor Machines, Inc."), span("Red Valley Farming Corporation"), span("Lessor")],
        "Governing Law": [span(LAW)],
        "Anti-Assignment": [span(ASSIGNMENT)],
    }
    made = contract_of("lease.txt", LEASE, spans, shortest=100)
    assert made is not None
    return made


@pytest.fixture
def sources() -> Sources:
    paragraphs = [
        f"Paragraph {number} of a guide says what the law of a state is on its subject." for number in range(9)
    ]
    return Sources([lease()], paragraphs, companies(1))


def made(folder: Path, sources: Sources, plan: Plan) -> Path:
    make(folder, sources, plan, StringIO())
    return folder


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted((folder / "files").rglob("*")):
        if file.is_file():
            yield str(file.relative_to(folder / "files")), file.read_bytes()


def questions(folder: Path) -> list[Mapping[str, str]]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]


SMALL = Plan(documents=230, questions=40, largest=0, seed=3)


def test_the_same_seed_gives_the_same_firm(tmp_path: Path, sources: Sources) -> None:
    one, other = made(tmp_path / "one", sources, SMALL), made(tmp_path / "other", sources, SMALL)
    assert list(files(one)) == list(files(other))
    for name in ("questions.jsonl", "rules.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_another_seed_gives_another_firm(tmp_path: Path, sources: Sources) -> None:
    one = made(tmp_path / "one", sources, SMALL)
    other = made(tmp_path / "other", sources, Plan(230, 40, 0, seed=4))
    assert not {content for _, content in files(one)} & {content for _, content in files(other)}


def test_there_are_as_many_documents_as_wanted_and_no_two_are_equal(tmp_path: Path, sources: Sources) -> None:
    found = list(files(made(tmp_path, sources, SMALL)))
    assert len(found) == 230
    assert len({hashlib.sha256(content).digest() for _, content in found}) == 230


def test_one_matter_may_have_most_documents(tmp_path: Path, sources: Sources) -> None:
    folder = made(tmp_path, sources, Plan(documents=230, questions=10, largest=180, seed=3))
    assert len(list((folder / "files" / "F-00000").iterdir())) == 180
    assert len(list(files(folder))) == 230


def test_the_clause_of_each_question_stands_in_its_document_and_in_no_other(tmp_path: Path, sources: Sources) -> None:
    folder = made(tmp_path, sources, SMALL)
    contents = dict(files(folder))
    asked = questions(folder)
    assert len(asked) == 40
    assert len({each["question"] for each in asked}) == 40
    for each in asked:
        content = contents[each["file"]].decode().replace("\r\n", "\n")
        assert each["clause"] in content, each


def test_the_clauses_of_a_contract_are_found_again_once_its_slots_are_filled() -> None:
    contract = lease()
    values = {
        (part.kind, part.number): f"{part.kind} {part.number}"
        for _, part in contract.parts
        if not isinstance(part, str)
    }
    text, clauses = contract.filled(values)
    assert "Blue Harbor" not in text
    assert "Delaware" not in text
    assert "$12,500" not in text
    words = {clause.category: text[clause.start : clause.end] for clause in clauses}
    assert words["Governing Law"] == LAW.replace("Delaware", "law 0")
    assert words["Anti-Assignment"].startswith("Lessee may not assign")
    assert words["Anti-Assignment"].endswith("consent of party 0, which may not be withheld without reason.")


def test_no_two_companies_have_one_name() -> None:
    names = companies(1)
    many = [party(names, number, random.Random(number)).short for number in range(3 * len(names))]  # noqa: S311 - no secret
    assert len(set(islice(many, len(names)))) == len(names)


def test_the_product_takes_the_rules_and_then_the_walls(tmp_path: Path, sources: Sources) -> None:
    folder = made(tmp_path, sources, SMALL)
    owner = State("olga", frozenset({User("olga")}))
    plan = planned(changes_in((folder / "rules.json").read_bytes()), owner)
    assert plan.faults == ()
    assert len(plan.diff.added) > 500
    walled = planned(changes_in((folder / "walls.json").read_bytes()), owner.after(plan.diff))
    assert walled.faults == ()
    assert len(walled.diff.added) == 230 // 4
