"""Makes a whole firm's documents, its rules of access, and questions whose one right clause is known.

    python -m runs.making.make_firm OUT --data FOLDER [--documents 100000] [--questions 1000] [--largest 0] [--seed 1]

Matters have fifty documents; `--largest` gives the first one so many. Contracts are real ones with other parties,
dates, sums and law, letters have paragraphs of real guides and policies (`runs/making/firm`). In OUT: `files/MATTER/…`;
`rules.json` for `pincite access import`; `walls.json`, likewise, once the files were read from where they lie, since
walls on documents name these by their ids; `questions.jsonl` with a question a line: matter, file, and the clause's
exact words. The same seed gives the same firm. Matters are written one after the other, so memory does not grow with
them.

Of 500 users `sees-one` sees one in two hundred matters, `sees-tenth` a tenth, `sees-most` three quarters, and
`walled-off` as much, but for 5,000 documents that walls keep from them. None of it is real, and none of it is kept in
this repository.
"""

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from runs.making.firm.names import companies
from runs.making.firm.papers import Sources, companies_of, papers
from runs.making.firm.sources import contracts, paragraphs

from pincite.access.importing import FORMAT
from pincite.catalogue.entry import document_id
from pincite.documents.folder import printable
from pincite.documents.span import MatterId

OF_A_MATTER = 50

USERS, TEAMS = 500, 60

WALLED_DOCUMENTS = 5_000

SHARES = {"sees-one": 0.005, "sees-tenth": 0.1, "sees-most": 0.75, "walled-off": 0.75}
"""Users and the share of all matters that they see."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a firm is to be."""

    documents: int
    questions: int
    largest: int
    seed: int

    def sizes(self) -> list[int]:
        """How many documents each matter has."""
        rest = self.documents - self.largest
        sizes = [self.largest] if self.largest else []
        return sizes + [min(OF_A_MATTER, rest - first) for first in range(0, rest, OF_A_MATTER)]


def matter_name(number: int) -> str:
    """What a matter is called.

    >>> matter_name(7)
    'F-00007'
    """
    return f"F-{number:05}"


def make(out: Path, sources: Sources, plan: Plan, progress: TextIO) -> None:
    """Write a firm into a folder, in place of what lies there."""
    shutil.rmtree(out / "files", ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    sizes, began, done, company = plan.sizes(), time.monotonic(), 0, 0
    with (out / "questions.jsonl").open("w", encoding="utf-8") as questions:
        for number, size in enumerate(sizes):
            folder = out / "files" / matter_name(number)
            folder.mkdir(parents=True)
            asked = _asked(plan, number, sizes)
            for place, paper in enumerate(papers(number, size, company, sources, plan.seed)):
                (folder / paper.name).write_bytes(paper.content)
                if place in asked and paper.asked is not None:
                    line = {
                        "id": f"{matter_name(number)}-{place}",
                        "matter": matter_name(number),
                        "file": f"{matter_name(number)}/{paper.name}",
                        "question": paper.asked.question,
                        "clause": paper.asked.clause,
                    }
                    questions.write(json.dumps(line, ensure_ascii=False) + "\n")
            company += companies_of(size)
            done += size
            if number % 20 == 19 or number == len(sizes) - 1:
                rate = (time.monotonic() - began) / done * 1000
                progress.write(f"\r{done:,} of {plan.documents:,} documents, {rate:.1f} s per thousand ")
                progress.flush()
    progress.write("\n")
    _write(out / "rules.json", rules(len(sizes), plan.seed))
    _write(out / "walls.json", {"format": FORMAT, "walls": list(_walls(out / "files", plan, sizes))})


def rules(matters: int, seed: int) -> dict[str, object]:
    """Users, teams, matters, who sees which, and walls from matters, as `pincite access import` takes them."""
    chance = random.Random(f"{seed}/rules")
    names = [matter_name(number) for number in range(matters)]
    users = [f"user-{number:03}" for number in range(USERS - len(SHARES))]
    teams = {f"team-{number:02}": sorted(chance.sample(users, chance.randrange(4, 16))) for number in range(TEAMS)}
    teams["everybody"] = [f"team-{number:02}" for number in range(TEAMS)]
    grants = [{"who": f"team-{chance.randrange(TEAMS):02}", "matter": name} for name in names for _ in range(2)]
    grants += [{"who": chance.choice(users), "matter": chance.choice(names)} for _ in range(matters // 4)]
    for user, share in SHARES.items():
        order = list(names)
        random.Random(f"{seed}/{share}").shuffle(order)
        grants += [{"who": user, "matter": name} for name in sorted(order[: max(1, round(matters * share))])]
    walls = [{"who": chance.choice(users), "matter": chance.choice(names)} for _ in range(matters // 5)]
    return {
        "format": FORMAT,
        "users": [{"user": user} for user in (*users, *SHARES)],
        "groups": [{"group": team, "members": members} for team, members in teams.items()],
        "matters": [{"matter": name} for name in names],
        "grants": _each_once(grants),
        "walls": _each_once(walls),
    }


def _each_once(facts: list[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(fact) for fact in dict.fromkeys(tuple(sorted(each.items())) for each in facts)]


def _walls(files: Path, plan: Plan, sizes: list[int]) -> Iterator[dict[str, str]]:
    """Walls around documents that keep one user from each, by the ids that these get when they are read from here."""
    chance = random.Random(f"{plan.seed}/walls")
    wanted = set(chance.sample(range(plan.documents), min(WALLED_DOCUMENTS, plan.documents // 4)))
    at = 0
    for number, size in enumerate(sizes):
        matter = MatterId(matter_name(number))
        own = {place - at for place in wanted if at <= place < at + size} if wanted else set()
        for place, file in enumerate(sorted((files / matter).iterdir())):
            if place in own:
                path = printable(Path(os.path.abspath(file)))  # noqa: PTH100 - as `find_files` names it
                yield {"who": "walled-off", "document": document_id(matter, path)}
        at += size


def _asked(plan: Plan, matter: int, sizes: list[int]) -> frozenset[int]:
    """The places of the documents of a matter that are asked about: questions are spread evenly over matters."""
    count = len(sizes)
    wanted = (matter + 1) * plan.questions // count - matter * plan.questions // count
    chance = random.Random(f"{plan.seed}/{matter}/asked")
    return frozenset(chance.sample(range(sizes[matter]), min(wanted, sizes[matter])))


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of real documents, with its load.py")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--largest", type=int, default=0, help="documents of the largest matter, if it is to be large")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not 0 <= given.largest <= given.documents:
        parser.error("the largest matter cannot have more documents than the firm")
    plan = Plan(given.documents, given.questions, given.largest, given.seed)
    sources = Sources(contracts(given.data), paragraphs(given.data), companies(given.seed))
    make(given.out, sources, plan, sys.stderr)


if __name__ == "__main__":
    main()
