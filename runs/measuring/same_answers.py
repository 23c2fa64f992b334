"""Asks two checkouts the same questions, and compares every reply field by field.

    python -m runs.measuring.same_answers BEFORE AFTER [--questions 1000] [--changed FIELD …] [--keep FOLDER]
                                          [--data ../shared/data] [--out FILE] [--backend lance]

BEFORE and AFTER are folders of checkouts, each with its environment in `.venv`. Each is asked through its own command
line, in quote mode, so that nothing is taken for granted of its modules: all questions of the sample matters, by whom
the manifest names, and so many questions about real documents on which things were developed (`legal_questions`). Each
makes its own workspaces, of the same files at the same place. `--backend` sets the search engine of AFTER's workspaces
and makes their indexes anew by it; BEFORE and AFTER may be the same checkout then.

Compared is all that `--json` gives, but for what names or times one reply (`OWN`), the ends of documents' ids, which
are a hash of the place, and fields that are said to be changed on purpose, as `--changed statements.support chance`
names them. It prints how many replies are the same and which fields differ how often; `--out` gets each difference with
both values. It ends with status 1 where anything differs.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runs.questions.legal_questions import Asked, collection

from pincite.samples import manifest

OWN = frozenset({"audit", "ms", "index_version"})
"""Fields that differ from reply to reply: the place on the record, times, and which state of the index was searched."""

DOCUMENT_ID = re.compile(r"\b((?:[a-z0-9]+-)+)[a-z2-7]{10}\b")

PER_DOCUMENT = 25
"""At most so many questions about one document, so that 1,000 are about some 50."""

Value = object


@dataclass(frozen=True)
class Difference:
    """A field of the reply to a question that two checkouts give otherwise."""

    question: str
    place: str
    before: Value
    after: Value

    @property
    def name(self) -> str:
        """The field, without the numbers of statements, citations and passages."""
        return re.sub(r"\[\d+\]", "", self.place)


MISSING = "missing"
"""What stands for a field that only the other reply has."""


def leaves(value: Value, place: str = "") -> Iterator[tuple[str, Value]]:
    """Every single value in JSON, with its place: `statements[0].citations[1].start`; an empty list or object as such.

    >>> dict(leaves({"a": [{"b": 1}, {"b": None}], "c": []}))
    {'a[0].b': 1, 'a[1].b': None, 'c': []}
    """
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{place}[{number}]")
    else:
        yield place, value


def differences(
    question: str, before: Mapping[str, Value], after: Mapping[str, Value], changed: Collection[str] = ()
) -> list[Difference]:
    """Where two replies to a question differ, but for what is each one's own and what is said to be changed."""
    one, other = (dict(leaves({key: reply[key] for key in reply if key not in OWN})) for reply in (before, after))
    found = [
        Difference(question, place, one.get(place, MISSING), other.get(place, MISSING)) for place in {**one, **other}
    ]
    return [
        each
        for each in found
        if each.before != each.after
        and not any(each.name == name or each.name.startswith(f"{name}.") for name in changed)
    ]


def plain(line: str, checkout: Path) -> dict[str, Value]:
    """A line of the command line's replies, without the place of the checkout and the ends of ids."""
    read: dict[str, Value] = json.loads(DOCUMENT_ID.sub(r"\1ID", line.replace(f"{checkout}/", "")))
    return read


def development(data: Path, many: int) -> tuple[dict[str, str], list[Asked]]:
    """So many questions that are not kept apart, and the texts of the documents that they are about."""
    held = collection(data)
    by_document: dict[str, list[Asked]] = {}
    for question in held.asked:
        if not question.apart and question.document in held.texts:
            by_document.setdefault(question.document, []).append(question)
    chosen: list[Asked] = []
    for suite in suites_in_turn(by_document):
        if len(chosen) >= many:
            break
        chosen += by_document[suite][:PER_DOCUMENT]
    chosen = chosen[:many]
    return {question.document: held.texts[question.document] for question in chosen}, chosen


def suites_in_turn(documents: Collection[str]) -> list[str]:
    """Documents by name, one of each suite after the other, so that a few questions are of every kind.

    >>> suites_in_turn(["cuad/b", "maud/a", "cuad/a"])
    ['cuad/a', 'maud/a', 'cuad/b']
    """
    of_suite: dict[str, list[str]] = {}
    for name in sorted(documents):
        of_suite.setdefault(name.partition("/")[0], []).append(name)
    turns = [(number, suite, name) for suite, names in of_suite.items() for number, name in enumerate(names)]
    return [name for _, _, name in sorted(turns)]


@dataclass(frozen=True)
class Checkout:
    """A checkout whose command line is asked; what it makes lies in `place`."""

    root: Path
    place: Path
    backend: str | None = None

    def set_engine(self, workspace: str) -> None:
        """Make a workspace's index anew by the engine that this checkout is told to use."""
        settings = self.place / workspace / "settings.toml"
        if self.backend is None or (settings.exists() and "[index]" in settings.read_text(encoding="utf-8")):
            return
        with settings.open("a", encoding="utf-8") as file:
            file.write(f'\n[index]\nbackend = "{self.backend}"\n')
        self.run(workspace, "index", "rebuild")

    def run(self, workspace: str, *arguments: str | Path, may_fail: bool = False) -> str:
        """What a command prints on one of its workspaces."""
        command: list[str | Path] = [
            self.root / ".venv" / "bin" / "python",
            "-m",
            "pincite",
            "--workspace",
            self.place / workspace,
        ]
        own = {"XDG_STATE_HOME": str(self.place / "state"), "XDG_CONFIG_HOME": str(self.place / "config")}
        done = subprocess.run(
            [*command, *arguments],
            cwd=self.root,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not may_fail:
            raise SystemExit(f"{self.root}: {' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def replies(self, workspace: str, questions: Path) -> list[dict[str, Value]]:
        """What is said to each line of a batch; a line that fails has its error."""
        said = self.run(workspace, "--json", "ask", "--batch", questions, may_fail=True).splitlines()
        asked = questions.read_text(encoding="utf-8").count("\n")
        if len(said) != asked:
            raise SystemExit(f"{self.root}: {len(said)} replies came to {asked} questions")
        return [plain(line, self.root) for line in said]


def written(rows: Sequence[Mapping[str, Value]], file: Path) -> Path:
    """A batch of questions."""
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def asked_of(checkout: Checkout, samples: Path, questions: Path, documents: Path | None) -> list[dict[str, Value]]:
    """All replies of a checkout, which makes what it has not made yet; `documents` None for the samples alone."""
    checkout.place.mkdir(parents=True, exist_ok=True)
    if not (checkout.place / "samples").exists():
        checkout.run("samples", "demo")
    checkout.set_engine("samples")
    found = checkout.replies("samples", samples)
    if documents is None:
        return found
    checkout.run("development", "ingest", documents, "--matter", "Development")  # what was read in before is left out
    checkout.set_engine("development")
    return found + checkout.replies("development", questions)


def compared(before: Checkout, after: Checkout, given: argparse.Namespace, place: Path) -> list[Difference]:
    """Every difference between the replies of two checkouts; prints how many replies are the same."""
    asked: list[Mapping[str, Value]] = [
        {"question": each.question, "as": each.asker, **({"matter": each.matter} if each.matter else {})}
        for each in manifest().questions
    ]
    samples = written([{"id": f"sample-{n}", **row} for n, row in enumerate(asked, start=1)], place / "samples.jsonl")
    texts, chosen = development(given.data, given.questions) if given.questions else ({}, [])
    for name, text in texts.items():
        file = place / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    rows = [{"id": f"{each.suite}-{n}", "question": each.worded()} for n, each in enumerate(chosen, start=1)]
    questions = written(rows, place / "questions.jsonl")
    documents = place / "documents" if chosen else None
    one, other = (asked_of(each, samples, questions, documents) for each in (before, after))
    found = [
        difference
        for was, became in zip(one, other, strict=True)
        for difference in differences(str(was["id"]), was, became, given.changed)
    ]
    differing = {each.question for each in found}
    answered = sum(reply.get("answered") is True for reply in one)
    print(f"{len(one)} questions ({len(asked)} of the sample matters), {answered} answered: ", end="")
    print(f"{len(one) - len(differing)} replies are the same")
    for name, count in Counter(each.name for each in found).most_common():
        print(f"  {name}: {count} differ, in {len({each.question for each in found if each.name == name})} replies")
    return found


def main() -> None:
    """Compare, and end with status 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--questions", type=int, default=1_000, help="about documents of others; 0 for none")
    parser.add_argument("--changed", nargs="+", default=[], help="fields that are changed on purpose")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, help="where workspaces are made, or stand already")
    parser.add_argument("--backend", help="the search engine of AFTER's workspaces, if another than BEFORE's")
    parser.add_argument("--out", type=Path, help="a file for each difference, as JSON lines")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = given.keep.resolve() if given.keep else Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        before = Checkout(given.before.resolve(), place / "before")
        after = Checkout(given.after.resolve(), place / "after", given.backend)
        found = compared(before, after, given, place)
    if given.out is not None:
        written([vars(each) for each in found], given.out)
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
