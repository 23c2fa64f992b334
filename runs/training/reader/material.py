"""What the reader learns from: questions, with the passages that answer them, their sentences, and near misses.

A passage is what search gives: a piece of a document, with the headings over it. A question may have several that
answer, or none; then "no answer" is right. Near misses are the pieces of the same document that lie nearest to the
question by the shipped embedder, the piece that answers the same question about another document, and what says the
same of the other party.
"""

import asyncio
import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from runs.questions.legal_questions import Asked, Collection, collection, is_apart
from runs.training.reader.wordings import CATEGORIES, TOPICS

from pincite.answering.units import quotable
from pincite.chunking.by_clause import by_clause
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.readers.read import read
from pincite.structure.sentences import sentences

SEED = 7
SHORTEST = 20
"""Characters of a sentence that can answer."""

NEAR = 24
"""Near misses that are kept of a document."""

MOST_ABSENT = 5
"""Categories of a contract that it lacks and that are asked about."""

WRITTEN = Path(__file__).with_name("questions")
"""Questions that were written by reading documents that may be learnt from."""

FIRST = "T?.jsonl", "T1?.jsonl"
"""Files of the first 11,523 of them, from which the embedder and the first reader learnt. The other 6,078 are mostly
short and plain ("Does Acme indemnify Finch?"), and many ask the same of the party that the document says nothing of."""

SETS = {"tosdr": 6000, "faq": 3000, "regulations": 900, "glossary": 700, "selqa": 2400, "disflqa": 1500, "acord": 0}
"""Rows of the published sets that are learnt from, at most; the others only measure."""


@dataclass(frozen=True)
class Passage:
    """A piece of a text, with the headings over it and the ranges of its sentences."""

    heading: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Task:
    """A question in one or more wordings, with where it is answered and what comes near.

    `right` has for a passage the numbers of its sentences that answer; `name` is what its document is called.
    `tempting` are sentences that do not answer and that another reader takes for answers: passage, and number in it.
    """

    source: str
    document: str
    wordings: tuple[str, ...]
    name: str
    right: tuple[tuple[int, tuple[int, ...]], ...]
    wrong: tuple[int, ...]
    tempting: tuple[tuple[int, int], ...] = ()


@dataclass
class Material:
    """Passages, and the tasks that name them by their places."""

    passages: list[Passage] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    def add(self, passage: Passage) -> int:
        self.passages.append(passage)
        return len(self.passages) - 1


@dataclass(frozen=True)
class Cut:
    """A document in pieces: where each stands, its place in the material, and where its sentences stand in it."""

    places: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[tuple[int, int], ...], ...]
    vectors: np.ndarray
    reading: Document

    def right(self, gold: Sequence[tuple[int, int]]) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The pieces that hold a sentence of which a range, or which of a range, has at least half."""
        found = []
        for place, spans in zip(self.places, self.sentences, strict=True):
            hits = tuple(
                at
                for at, (start, end) in enumerate(spans)
                if any(
                    2 * (min(end, b) - max(start, a)) >= min(end - start, b - a) and min(end, b) > max(start, a)
                    for a, b in gold
                )
            )
            if hits:
                found.append((place, hits))
        return tuple(found)

    def touched(self, gold: Sequence[tuple[int, int]]) -> set[int]:
        """The pieces that share a character with a range."""
        return {
            place
            for place, (start, end) in zip(self.places, self.spans, strict=True)
            if any(start < b and a < end for a, b in gold)
        }

    def near(self, vector: np.ndarray, but: Iterable[int]) -> tuple[int, ...]:
        """The pieces nearest to a question, without some."""
        left_out = set(but)
        order = np.argsort(-(self.vectors @ vector), kind="stable")
        return tuple([self.places[at] for at in order if self.places[at] not in left_out][:NEAR])


def material(data: Path) -> Material:
    """Everything that is published and may be learnt from: what is kept apart is in none of it."""
    made, found = Material(), collection(data)
    embedder = OnnxEmbedder()
    asked: dict[str, list[Asked]] = defaultdict(list)
    for question in found.asked:
        if not question.apart:
            asked[question.document].append(question)
    texts = {name: text for name, text in document_texts(data).items() if not is_apart(name)}
    cuts: dict[str, Cut] = {}
    mergers = [name for name in sorted(asked) if name.startswith("maud/")]
    for document in sorted((set(asked) | {name for name in texts if name.startswith("policies/")}) - set(mergers[24:])):
        cuts[document] = cut = _cut(made, document, texts[document], embedder)
        if document.startswith("cuad/"):
            made.tasks += _topics(document, cut, embedder)
            made.tasks += _moved(document, cut)
        made.tasks += _headed(document, cut, embedder)
        made.tasks += _defined(document, cut, embedder)
        made.tasks += _located(document, cut, asked[document], embedder)
    made.tasks += _absent(data, cuts, found, embedder)
    for name, most in SETS.items():
        made.tasks += _published(made, data, name, most)
    made.tasks += _acord(made, data)
    return made


def written(data: Path, folder: Path, files: Sequence[str] = ("*.jsonl",)) -> Material:
    """The questions that people wrote by reading, alone; those of some files."""
    made, texts, embedder = Material(), document_texts(data), OnnxEmbedder()
    for document, rows in sorted(by_hand(folder, files).items()):
        if is_apart(document):
            raise SystemExit(f"{document} is kept apart, and {folder} asks about it")
        made.tasks += _hand(document, _cut(made, document, texts[document], embedder), rows, embedder)
    return made


def together(given: Sequence[Material]) -> Material:
    """Several as one."""
    made = Material()
    for one in given:
        first = len(made.passages)
        made.passages += one.passages
        made.tasks += [
            replace(
                task,
                right=tuple((first + place, hits) for place, hits in task.right),
                wrong=tuple(first + place for place in task.wrong),
                tempting=tuple((first + place, at) for place, at in task.tempting),
            )
            for task in one.tasks
        ]
    return made


def document_texts(data: Path) -> dict[str, str]:
    """The texts of all documents by name, those of policies among them."""
    policies = {
        f"policies/{file.name}": file.read_text(encoding="utf-8", errors="replace")
        for file in sorted((data / "docs_policies_md").glob("*.md"))
        if "seriesseed" not in file.name and file.name != "PROVENANCE.md"
    }
    return collection(data).texts | policies


def _cut(made: Material, document: str, text: str, embedder: OnnxEmbedder) -> Cut:
    name = document.split("/")[-1]
    if Path(name).suffix not in (".txt", ".md"):  # the texts of PDF files, named after these
        name = f"{name}.txt"
    reading = read(text.encode(), name)
    mark = fingerprint(reading.title, name)
    places, spans, kept = [], [], []
    pieces = by_clause(DocumentId(document), VersionId("v"), reading, mark)
    for piece in pieces:
        found = []
        for unit in quotable(reading, piece.start, piece.end):
            start, end = max(unit.own_start, piece.start), min(unit.end, piece.end)
            if end - start >= SHORTEST:
                found.append((start, end))
        places.append(
            made.add(
                Passage(
                    f"{mark} › {piece.heading}" if piece.heading else mark,
                    reading.text[piece.start : piece.end],
                    tuple((start - piece.start, end - piece.start) for start, end in found),
                )
            )
        )
        spans.append((piece.start, piece.end))
        kept.append(tuple(found))
    vectors = asyncio.run(embedder.embed([piece.search_text for piece in pieces]))
    return Cut(tuple(places), tuple(spans), tuple(kept), vectors, reading)


def _embedded(embedder: OnnxEmbedder, texts: Sequence[str]) -> np.ndarray:
    return asyncio.run(embedder.embed(texts)) if texts else np.zeros((0, embedder.dimensions))


def _tasks(
    source: str,
    document: str,
    cut: Cut,
    embedder: OnnxEmbedder,
    questions: Sequence[tuple[tuple[str, ...], str, Sequence[tuple[int, int]]]],
) -> Iterator[Task]:
    """Tasks from (wordings, name, ranges that answer)."""
    vectors = _embedded(embedder, [wordings[0] for wordings, _, _ in questions])
    for (wordings, name, gold), vector in zip(questions, vectors, strict=True):
        right = cut.right(gold)
        if right:
            yield Task(source, document, wordings, name, right, cut.near(vector, cut.touched(gold)))


def _located(document: str, cut: Cut, asked: Sequence[Asked], embedder: OnnxEmbedder) -> Iterator[Task]:
    """The published questions; those on categories of CUAD in people's words too."""
    rows = []
    for question in asked:
        wordings: tuple[str, ...] = (question.question,)
        if question.suite == "cuad":
            wordings += CATEGORIES.get(_CATEGORY.get(question.question, ""), ())
        rows.append((wordings, question.name, question.gold))
    if len(rows) > 60:
        rows = random.Random(SEED).sample(rows, 60)
    yield from _tasks(asked[0].suite if asked else "", document, cut, embedder, rows)


_CATEGORY: dict[str, str] = {}
"""For each question made of a description, its category."""


def _absent(data: Path, cuts: dict[str, Cut], found: Collection, embedder: OnnxEmbedder) -> Iterator[Task]:
    """Categories that a contract lacks, by those who labelled it."""
    import gzip

    names = {question.document: question.name for question in found.asked if question.suite == "cuad"}
    with gzip.open(data / "cuad/cuad_spans.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    lacking: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if not row["spans"] and row["category"] in CATEGORIES:
            lacking[f"cuad/{row['doc']}"].append(row["category"])
    for document, categories in sorted(lacking.items()):
        if document not in cuts:
            continue
        cut = cuts[document]
        chosen = random.Random(f"{SEED} {document}").sample(categories, min(MOST_ABSENT, len(categories)))
        vectors = _embedded(embedder, [CATEGORIES[category][0] for category in chosen])
        for category, vector in zip(chosen, vectors, strict=True):
            yield Task("absent", document, CATEGORIES[category], names.get(document, ""), (), cut.near(vector, ()))


def _topics(document: str, cut: Cut, embedder: OnnxEmbedder) -> Iterator[Task]:
    """Topics by the headings and the wording of a document's sentences."""
    rows: list[tuple[tuple[str, ...], str, list[tuple[int, int]]]] = []
    text = cut.reading.text
    headings = [_own_heading(text, spans) for spans in cut.sentences]
    for topic in TOPICS:
        gold = [
            (start, end)
            for spans, heading in zip(cut.sentences, headings, strict=True)
            for start, end in spans
            if topic.sentence.search(text[start:end]) and (topic.heading.search(heading) or len(spans) == 1)
        ]
        if 0 < len(gold) <= 6:
            rows.append((topic.asked, "", gold))
    chosen = random.Random(f"{SEED} {document}").sample(rows, min(12, len(rows)))
    yield from _tasks("topic", document, cut, embedder, chosen)


def _own_heading(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words that stand before the first sentence of a piece and in its first words: its heading, as a rule."""
    if not spans:
        return ""
    start = spans[0][0]
    return text[max(0, start - 80) : start + 60]


def _headed(document: str, cut: Cut, embedder: OnnxEmbedder) -> Iterator[Task]:
    """Headings as terse questions: any sentence below answers."""
    chooser = random.Random(f"{SEED} headed {document}")
    clauses = [
        clause
        for clause in cut.reading.clauses
        if 6 < len(clause.heading) < 70 and 80 < clause.end - clause.start < 2_500
    ]
    rows = []
    for clause in chooser.sample(clauses, min(6, len(clauses))):
        words = " ".join(clause.heading.strip("# .").split())
        low = words.lower() if words.isupper() else words[:1].lower() + words[1:]
        forms = (
            (words,)
            if words.endswith("?")
            else (low, f"What does it say about {low}?", f"Anything on {low}?", f"{low}?")
        )
        start = clause.start + len(clause.number) + len(clause.heading)
        rows.append((forms, "", [(start, clause.end)]))
    yield from _tasks("heading", document, cut, embedder, rows)


_DEFINES = re.compile(r"[“\"](?P<term>[A-Z][^”\"]{2,40})[”\"]\s*(?:\([^)]{0,40}\)\s*)?(?:means|shall mean|refers to)\b")
_GIVEN = re.compile(r"\((?:the|each an?|an?|collectively,? the)?\s*[“\"](?P<term>[A-Z][^”\"]{2,40})[”\"]\)")


def _defined(document: str, cut: Cut, embedder: OnnxEmbedder) -> Iterator[Task]:
    """Defined terms, with the sentences that only use them as near misses."""
    rows = []
    text = cut.reading.text
    for spans in cut.sentences:
        for start, end in spans:
            for pattern, is_long in ((_DEFINES, True), (_GIVEN, False)):
                if (matched := pattern.search(text, start, end)) is not None:
                    term = matched["term"].strip(" ,")
                    forms: tuple[str, ...] = (
                        f"What does {term} mean?",
                        f"definition of {term}",
                        f"How is “{term}” defined?",
                    )
                    if not is_long:
                        forms = (
                            f"Who or what is the {term}?",
                            f"What is meant by {term}?",
                            f"Which company is {term}?",
                        )
                    rows.append((forms, "", [(start, end)]))
                    break
    chooser = random.Random(f"{SEED} defined {document}")
    yield from _tasks("definition", document, cut, embedder, chooser.sample(rows, min(4, len(rows))))


_MODAL = re.compile(
    r"^(?:\(?\w{1,4}[.)]\s+)?(?P<who>(?:The |Each )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?) "
    r"(?P<how>shall not|may not|will not|shall|may|must|will|agrees to) (?P<what>[a-z][^.;:]{25,160})[.;,]"
)
_OPPOSITE = {
    "licensor": "licensee", "seller": "buyer", "supplier": "customer", "vendor": "client", "landlord": "tenant",
    "franchisor": "franchisee", "company": "distributor", "lessor": "lessee", "manufacturer": "reseller",
    "provider": "customer", "consultant": "company", "agent": "principal", "sponsor": "company", "contractor": "owner",
}  # fmt: skip
_OPPOSITE |= {b: a for a, b in _OPPOSITE.items()}
_PLAIN = {
    "terminate": "end", "commence": "start", "purchase": "buy", "furnish": "give", "notify": "tell", "obtain": "get",
    "remit": "pay", "prior to": "before", "provide": "give", "maintain": "keep", "utilize": "use", "disclose": "tell",
    "promptly": "quickly", "pursuant to": "under", "written notice": "a letter", "reimburse": "pay back",
    "indemnify": "cover", "assign": "hand over", "manufacture": "make", "sole discretion": "own choice",
    "cease": "stop", "modify": "change", "inspect": "look at", "retain": "keep", "engage": "hire", "remedy": "fix",
    "cure": "fix", "in the event": "if", "subsequent": "later", "hereunder": "under this", "breach": "break",
    "deliver": "send",
}  # fmt: skip


def _moved(document: str, cut: Cut) -> Iterator[Task]:
    """Questions made of sentences that say who must or may do what; and the same about the other party: no answer."""
    chooser = random.Random(f"{SEED} modal {document}")
    found = []
    text = cut.reading.text
    for place, spans in zip(cut.places, cut.sentences, strict=True):
        for at, (start, end) in enumerate(spans):
            matched = _MODAL.match(" ".join(text[start:end].split()))
            if matched is not None and 20 < end - start < 700:
                found.append((place, at, matched))
    for place, at, matched in chooser.sample(found, min(8, len(found))):
        who, how, what = matched["who"], matched["how"], matched["what"]
        words = what.split()[: chooser.randint(5, 14)]
        said = " ".join(words)
        for formal, plain in _PLAIN.items():
            said = re.sub(rf"\b{formal}\b", plain, said)
        may = how in ("may", "may not")
        near = tuple(p for p in _around(cut.places, place) if p != place)
        forms = _forms(who, said, may=may)
        yield Task("modal", document, forms, "", ((place, (at,)),), near)
        other = _OPPOSITE.get(who.split()[-1].lower())
        if other is not None and chooser.random() < 0.7:
            yield Task("mirrored", document, _forms(f"the {other}", said, may=may), "", (), (place, *near))


def _forms(who: str, said: str, *, may: bool) -> tuple[str, ...]:
    who = who if not who.startswith(("The ", "Each ")) else who[:1].lower() + who[1:]
    if may:
        return (f"Can {who} {said}?", f"Is {who} allowed to {said}?", f"May {who} {said}?")
    return (f"Does {who} have to {said}?", f"Is {who} obliged to {said}?", f"Must {who} {said}?")


def _around(places: Sequence[int], place: int) -> list[int]:
    at = places.index(place)
    return list(places[max(0, at - 6) : at + 7])


def by_hand(folder: Path, files: Sequence[str] = ("*.jsonl",)) -> dict[str, list[dict]]:
    """Questions that people wrote by reading, a line each, by document."""
    found: dict[str, list[dict]] = defaultdict(list)
    for file in sorted({file for pattern in files for file in folder.glob(pattern)}) if folder.is_dir() else ():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for document in row["documents"]:
                found[document].append(row)
    return found


def _hand(document: str, cut: Cut, rows: Sequence[dict], embedder: OnnxEmbedder) -> Iterator[Task]:
    """Those of one document."""
    vectors = _embedded(embedder, [row["question"] for row in rows])
    for row, vector in zip(rows, vectors, strict=True):
        gold = [(start, end) for start, end in row.get("places", {}).get(document, ())]
        beside = [(start, end) for start, end in row.get("good", {}).get(document, ())]
        right = cut.right(gold)
        if bool(right) == (row["kind"] != "absent"):
            near = cut.near(vector, cut.touched([*gold, *beside]))
            yield Task("by hand", document, (row["question"],), "", right, near)


def _published(made: Material, data: Path, name: str, most: int) -> Iterator[Task]:
    """The sets of questions with passages: each with others of its document, and joined quotes where a row is one."""
    if not most:
        return
    with lzma.open(data / f"reader/{name}.jsonl.xz", "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in map(json.loads, lines) if row["ships"] and row["passage"]]
    chooser = random.Random(f"{SEED} {name}")
    by_document: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        if row["source"] != "site_policy" and "github" not in row["doc"].lower():  # pages that are kept apart
            by_document[row["doc"]].append(row)
    found: list[Task] = []
    for document, of in sorted(by_document.items()):
        others = list({row["passage"]: row for row in of}.values())
        for row in of:
            if not row["answerable"]:
                wrong = [made.add(_plain(row["passage"]))]
                found.append(Task(name, document, wordings(row), "", (), tuple(wrong)))
                continue
            beside = [other for other in others if other["passage"] != row["passage"]]
            beside = chooser.sample(beside, min(4, len(beside)))
            if name == "tosdr":
                parts = [row, *beside[:2]]
                chooser.shuffle(parts)
                text = "\n\n".join(part["passage"] for part in parts)
                start = text.find(row["passage"])
                passage, gold = _plain(text), [(start, start + len(row["passage"]))]
                beside = beside[2:]
            else:
                passage, gold = _plain(row["passage"]), row["sentences_that_answer"] or row["answers"] or []
            hits = tuple(
                at
                for at, (a, b) in enumerate(passage.sentences)
                if any(2 * (min(b, end) - max(a, start)) >= min(b - a, end - start) for start, end in gold)
            )
            if hits:
                wrong = [made.add(_plain(other["passage"])) for other in beside]
                found.append(Task(name, document, wordings(row), "", ((made.add(passage), hits),), tuple(wrong)))
    chooser.shuffle(found)
    yield from found[:most]


def wordings(row: dict) -> tuple[str, ...]:
    forms = [row["question"], *(row.get("everyday") or [])]
    if row.get("statement") and row["statement"] != row["question"]:
        forms.append(row["statement"])
    return tuple(form for form in forms if isinstance(form, str))


def _plain(text: str) -> Passage:
    """A passage of a published set, which has no headings."""
    spans = [span for span in sentences(text, 0, len(text)) if span[1] - span[0] >= 12]
    return Passage("", text[:2_400], tuple(span for span in spans if span[1] <= 2_400))


def _acord(made: Material, data: Path) -> Iterator[Task]:
    """Lawyers' queries, each with clauses that lawyers graded: 3 and 4 of 4 answer, 0 and 1 do not."""
    with lzma.open(data / "reader/acord.jsonl.xz", "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in map(json.loads, lines) if not is_apart(row["doc"])]
    by_group: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_group[row["group"]].append(row)
    for group, of in sorted(by_group.items()):
        right = [row for row in of if (row["grade"] or 0) >= 3]
        wrong = [row for row in of if (row["grade"] or 0) <= 1]
        chooser = random.Random(f"{SEED} acord {group}")
        for row in chooser.sample(right, min(8, len(right))):
            passage = _plain(row["passage"])
            if passage.sentences:
                near = [made.add(_plain(other["passage"])) for other in chooser.sample(wrong, min(5, len(wrong)))]
                hits = tuple(range(len(passage.sentences)))
                forms = (row["question"], *row["question_forms"])
                yield Task("acord", row["doc"], forms, "", ((made.add(passage), hits),), tuple(near))


def learn_categories(data: Path) -> None:
    """Fills `_CATEGORY` from the descriptions."""
    import csv

    from runs.questions.legal_questions import _category, _letters

    with (data / "cuad/category_descriptions.csv").open(encoding="utf-8-sig") as stream:
        described = {_letters(row[0].removeprefix("Category: ")): row[1] for row in csv.reader(stream)}
    for category in CATEGORIES:
        _CATEGORY[_category(category, described)] = category
