"""The questions with located answers that retrieval is trained and measured on, and which documents are kept apart.

    python -m runs.questions.legal_questions [--data ../shared/data] OUT

writes the side that is kept apart as a suite for `pincite eval retrieval`: `OUT/docs` holds the whole collection, all
sources together, `OUT/gold.jsonl` the questions about documents that nothing was trained on.

Sources: LegalBench-RAG (ContractNLI, MAUD), the clause spans of CUAD, questions of the law library's guides; to measure
only, for want of a licence to train on, the questions of PolicyQA. Documents are parted by a hash of what makes
them related (a contract's company, a guide's jurisdiction), so that no version of a training document is measured on.
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
import lzma
import random
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 7
APART = 20
"""Percent of the groups of related documents that are kept apart."""

PLACES = frozenset({"Document Name", "Parties", "Agreement Date", "Effective Date"})
"""Labels whose CUAD spans are only the first of many places that say the same."""

FORMS = (
    "Consider {name}; {question}",
    "{question} I mean {name}.",
    "In {name}: {question}",
    "Question on {name}. {question}",
    "{question} ({name})",
    "What does {name} say: {question}",
    "We are reviewing {name}. {question}",
)
"""Ways to say which document a question is about; the first is that of LegalBench-RAG."""


@dataclass(frozen=True)
class Asked:
    """A question about one document, whose answer stands at the `gold` spans of it; `name` is what it is called."""

    suite: str
    question: str
    name: str
    document: str
    gold: tuple[tuple[int, int], ...]

    @property
    def apart(self) -> bool:
        """True when nothing may be trained on its document."""
        return is_apart(self.document) or self.suite == "policyqa"

    def worded(self, form: str = FORMS[0]) -> str:
        """The question as a person asks it, naming the document."""
        return form.format(name=self.name, question=self.question) if self.name else self.question


@dataclass(frozen=True)
class Collection:
    """Texts by path (`suite/name`), and the questions about them."""

    texts: dict[str, str]
    asked: tuple[Asked, ...]


def is_apart(document: str) -> bool:
    """True for documents that are measured on."""
    return int(hashlib.sha256(f"{SEED}:{_related(document)}".encode()).hexdigest(), 16) % 100 < APART


def _related(document: str) -> str:
    """What documents that may repeat each other have in common: the company, or the jurisdiction."""
    suite, _, name = document.partition("/")
    if suite == "guides":
        return f"{suite}/{Path(name).stem}"
    key = re.split(r"[_\d(.]", name)[0]
    return f"{suite}/{re.sub(r'(?:inc|corp|ltd|llc|co|nda)$', '', key.lower().replace(' ', ''))[:12]}"


def collection(data: Path) -> Collection:
    """Everything under a folder of benchmark data."""
    texts: dict[str, str] = {}
    asked: list[Asked] = []
    for load in (contractnli, maud, cuad, policyqa, guides):
        found, questions = load(data)
        texts |= found
        asked += questions
    return Collection(texts, tuple(asked))


def contractnli(data: Path) -> tuple[dict[str, str], list[Asked]]:
    folder = data / "legalbench_rag"
    texts = {
        f"contractnli/{file.name}": file.read_bytes().decode() for file in (folder / "corpus/contractnli").iterdir()
    }
    return _legalbench(texts, json.loads((folder / "contractnli.json").read_bytes()), "contractnli")


def maud(data: Path) -> tuple[dict[str, str], list[Asked]]:
    folder = data / "legalbench_rag"
    with gzip.open(folder / "maud.json.gz") as stream:
        return _legalbench(dict(_tar(folder / "corpus_maud.tar.xz")), json.load(stream), "maud")


def _legalbench(
    texts: dict[str, str],
    tests: Any,  # noqa: ANN401 - JSON as it comes
    suite: str,
) -> tuple[dict[str, str], list[Asked]]:
    """The published tests; their offsets count a byte order mark, which is no text."""
    marked = {name for name, text in texts.items() if text.startswith("\ufeff")}
    asked = []
    for test in tests["tests"]:
        matched = re.match(r"Consider (.*?); ?(.*)$", test["query"], re.DOTALL)
        places = defaultdict(list)
        for snippet in test["snippets"]:
            shift = snippet["file_path"] in marked
            places[snippet["file_path"]].append((max(0, snippet["span"][0] - shift), snippet["span"][1] - shift))
        for document, gold in places.items():
            if matched is not None and document in texts:
                asked.append(Asked(suite, matched[2].strip(), matched[1].strip(), document, tuple(gold)))
    return {name: text.removeprefix("\ufeff") for name, text in texts.items()}, asked


def cuad(data: Path) -> tuple[dict[str, str], list[Asked]]:
    texts = {f"cuad/{Path(name).name}": text for name, text in _tar(data / "cuad/cuad_txt.tar.xz")}
    with (data / "cuad/category_descriptions.csv").open(encoding="utf-8-sig") as stream:
        described = {_letters(row[0].removeprefix("Category: ")): row[1] for row in csv.reader(stream)}
    with gzip.open(data / "cuad/cuad_spans.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row["category"] in ("Document Name", "Parties"):
            answers[row["doc"]][row["category"]] = row["human_answer"] or ""
    asked = []
    for row in rows:
        gold = tuple((span["start"], span["end"]) for span in row["spans"] if span["start"] is not None)
        if row["category"] in PLACES or not gold:
            continue
        title = " ".join(answers[row["doc"]].get("Document Name", "").split()).title() or "Agreement"
        parties = [
            " ".join(re.sub(r"\([^)]*\)?", "", party).split()).strip(" ,.")
            for party in answers[row["doc"]].get("Parties", "").split(";")
        ]
        parties = [party for party in parties if len(party) > 2][:2] or [re.split(r"[_\d]", row["doc"])[0]]
        name = f"the {title} between {' and '.join(parties)}"
        asked.append(Asked("cuad", _category(row["category"], described), name, f"cuad/{row['doc']}", gold))
    return texts, asked


def _category(category: str, described: dict[str, str]) -> str:
    """A CUAD category as a question: the first one of its description, where that has one."""
    words = " ".join(described[_letters(category)].removeprefix("Description:").split())
    if words.startswith("This category includes"):
        return "What are the exceptions or carveouts to non-compete, exclusivity and no-solicit of customers?"
    matched = re.match(r"[^?]+\?", words)
    return matched[0] if matched else words


def policyqa(data: Path) -> tuple[dict[str, str], list[Asked]]:
    with lzma.open(data / "policyqa/dev.json.xz") as stream:
        policies = json.load(stream)["data"]
    texts: dict[str, str] = {}
    asked = []
    for policy in policies:
        path, text = f"policyqa/{policy['title']}.txt", ""
        places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for paragraph in policy["paragraphs"]:
            context = paragraph["context"]
            for row in paragraph["qas"]:
                for answer in row["answers"]:
                    start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
                    if context[start:end] == answer["text"]:
                        places[row["question"]].add((len(text) + start, len(text) + end))
            text += context + "\n\n"
        texts[path] = text
        name = f'"{policy["title"]}"\'s privacy policy'
        asked += [Asked("policyqa", question, name, path, tuple(sorted(g))) for question, g in sorted(places.items())]
    return texts, asked


def guides(data: Path) -> tuple[dict[str, str], list[Asked]]:
    archive = dict(_tar(data / "legal_practice_library/library.tar.xz"))
    texts = {
        f"guides/{name}": text.removeprefix("\ufeff")
        for name, text in archive.items()
        if name.endswith(".md") and not name.startswith("case-")
    }
    with gzip.open(data / "legal_practice_library/guide_qa.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    asked = []
    for row in rows:
        path = f"guides/{row['doc']}"
        text = texts.get(path, "")
        place = text.find("{#" + row["section"] + "}")
        start = text.find("**Short answer.**", place) if place >= 0 else -1
        if start < 0 or start - place > 400:
            continue
        start += len("**Short answer.** ")
        end = text.find("\n\n", start)
        asked.append(Asked("guides", row["question"], "", path, ((start, len(text) if end < 0 else end),)))
    return texts, asked


def _tar(file: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(file) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                yield member.name, io.TextIOWrapper(content, "utf-8", newline="").read()


def _letters(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


def sampled(asked: Iterable[Asked], most: int) -> list[Asked]:
    """At most so many questions of each suite, drawn with a fixed seed."""
    by_suite: dict[str, list[Asked]] = defaultdict(list)
    for question in asked:
        by_suite[question.suite].append(question)
    found = []
    for suite in sorted(by_suite):
        random.Random(SEED).shuffle(by_suite[suite])
        found += by_suite[suite][:most]
    return found


def write_suite(found: Collection, out: Path, *, most: int, long_documents: int, mixed: bool) -> None:
    """The collection and the questions that were kept apart; of the long merger agreements only so many."""
    apart = [question for question in found.asked if question.apart]
    mergers = sorted({q.document for q in apart if q.suite == "maud"}) + sorted(
        name for name in found.texts if name.startswith("maud/") and not is_apart(name)
    )
    texts = {n: t for n, t in found.texts.items() if not n.startswith("maud/") or n in set(mergers[:long_documents])}
    for name, text in texts.items():
        file = out / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    chooser = random.Random(SEED)
    with (out / "gold.jsonl").open("w", encoding="utf-8") as lines:
        for number, question in enumerate(sampled((q for q in apart if q.document in texts), most)):
            row = {
                "id": f"{question.suite}-{number}",
                "suite": question.suite,
                "question": question.worded(chooser.choice(FORMS) if mixed else FORMS[0]),
                "gold": [[question.document, start, end] for start, end in question.gold],
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--per-suite", type=int, default=300)
    parser.add_argument("--mergers", type=int, default=20)
    parser.add_argument("--mixed", action="store_true", help="name the document in seven ways instead of one")
    options = parser.parse_args()
    found = collection(options.data)
    write_suite(found, options.out, most=options.per_suite, long_documents=options.mergers, mixed=options.mixed)


if __name__ == "__main__":
    main()
