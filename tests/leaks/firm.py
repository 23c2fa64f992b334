"""Random firms: users in groups in groups, matters, documents full of marks, and rules that change.

A mark is a word that nobody can guess and that stands in one place of the firm: in one sentence, one title, one file's
name, one folder's, the name of one matter or of one label. Where a mark comes out, that place came out.
"""

import random
import re
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from tests.leaks.oracle import Paper, Sentences

from pincite.access.scope import Principal
from pincite.catalogue.entry import version_id
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.readers.read import read
from pincite.documents.span import DocumentId, MatterId
from pincite.index.port import Row
from pincite.wiring.workspace import Workspace

MARK = re.compile(r"zq[a-z]{8}")

Kind = Literal["text", "title", "file", "folder", "matter", "label"]

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

CLAUSES = (
    "The {0} fee for {1} is ${2} per month, payable in advance.",
    "Party {0} shall give {2} months' written notice of {1} before the term ends.",
    "The Supplier warrants the {0} pumps for {2} months from delivery to {1}.",
    "The liability of {0} under this agreement is limited to ${2} for {1}.",
    "The existence of project {0} and of {1} is confidential for {2} years.",
)

QUESTIONS = (
    "How much is the {0} fee per month?",
    "What notice must party {0} give before the term ends?",
    "How long is the warranty for the {0} pumps?",
    "What is the liability of {0} limited to?",
    "Is the existence of project {0} confidential?",
    "What does {0} say about the fee, and how long is the warranty?",
    "Compare the notice in {0} with the notice in {1}.",
    "{0} {1}",
    "What fee is payable, and what is confidential?",
    "List what you know about {0}.",
)


@dataclass
class Firm:
    """A workspace with its random content, and what should be true of it. Everything comes from `rng`.

    `marks` says of each mark where it stands: its kind, and the document, matter or label. `typed` are the marks that
    each user wrote in a question or as a name: what somebody wrote may be read back to them. `undone` keeps the rules
    before each change, by its number; `to_index` are documents whose rows do not have their new labels yet.
    """

    workspace: Workspace
    rng: random.Random
    rules: Sentences
    papers: dict[str, Paper] = field(default_factory=dict)
    bodies: dict[str, tuple[str, str]] = field(default_factory=dict)
    marks: dict[str, tuple[Kind, str]] = field(default_factory=dict)
    typed: dict[str, set[str]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    at: datetime = BEGIN
    before: dict[int, Sentences] = field(default_factory=dict)
    changes: int = 0
    to_index: list[str] = field(default_factory=list)
    epoch: int = 0
    _seen: dict[tuple[int, str, bool], frozenset[str]] = field(default_factory=dict)

    @property
    def owner(self) -> Principal:
        return Principal(self.rules.owner, self.rules.owner)

    def mark(self, kind: Kind, of: str) -> str:
        word = "zq" + "".join(self.rng.choices(string.ascii_lowercase, k=8))
        self.marks[word] = (kind, of)
        return word

    def changed(self) -> None:
        self.epoch += 1
        self._seen.clear()

    # What may be seen

    def seen_by(self, user: str, *, on_record: bool = False) -> frozenset[str]:
        """The marks that a user may see now. Of the record the owner reads what no wall keeps from them, and a document
        that was taken out counts as if it still lay where it last lay."""
        key = (self.epoch, user, on_record)
        if key not in self._seen:
            self._seen[key] = frozenset(self._seen_by(user, on_record))
        return self._seen[key]

    def _seen_by(self, user: str, on_record: bool) -> set[str]:
        rules = self.rules
        answers = on_record and user == rules.owner and not rules.reads_nothing(user)
        open_papers = {
            document
            for document, paper in self.papers.items()
            if (on_record or not paper.is_gone)
            and (
                rules.may_see(user, document, paper, self.at)
                or (answers and not rules.is_walled(user, paper.matter, document))
            )
        }
        matters = {
            matter
            for matter in rules.matters
            if rules.is_member(user, matter, self.at) or (answers and not rules.is_walled(user, matter, None))
        } | {self.papers[document].matter for document in open_papers}
        labels = {label for document in open_papers for label in self.papers[document].labels}
        if not rules.reads_nothing(user):
            labels |= {label for _, _, label in rules.live(user, self.at) if label is not None}
        labels |= set(self.labels) if answers else set()
        return {
            mark
            for mark, (kind, of) in self.marks.items()
            if (of in matters if kind == "matter" else of in labels if kind == "label" else of in open_papers)
        }

    def leaked(self, output: str, user: str, *, on_record: bool = False) -> set[str]:
        """The marks in an output that were not the user's to see."""
        found = set(MARK.findall(output.lower())) & self.marks.keys()
        if not found:
            return found
        allowed = set(self.seen_by(user, on_record=on_record)) | self.typed.get(user, set())
        if on_record and self.rules.may_audit(user):
            allowed |= set().union(*self.typed.values()) if self.typed else set()
        return found - allowed

    def type(self, user: str, text: str) -> None:
        self.typed.setdefault(user, set()).update(MARK.findall(text.lower()))

    async def add_paper(self) -> None:
        """Put one more document into a random matter, as ingest does, without its processes."""
        rng = self.rng
        matter = rng.choice(sorted(self.rules.matters))
        labels = tuple(rng.sample(self.labels, rng.choice((0, 0, 1, 2))))
        own = f"new{len(self.papers)}"
        marks = [self.mark("text", own) for _ in range(10)]
        title, file, folder = self.mark("title", own), self.mark("file", own), self.mark("folder", own)
        lines = [f"{title.upper()} AGREEMENT", ""]
        for number, clause in enumerate(rng.sample(CLAUSES, rng.randrange(2, 5)), start=1):
            lines += [f"{number}. CLAUSE", ""]
            names = [word.capitalize() for word in marks[2 * number - 2 : 2 * number]]
            said = clause.format(*names, rng.randrange(9, 99))
            lines += [f"{number}.1 {said}", ""]
        path = f"/f/{folder}/{file} agreement.txt"
        document = await shelve(self.workspace, matter, path, labels, "\n".join(lines), self.at)
        self.bodies[document] = (path, "\n".join(lines))
        for mark in (*marks, title, file, folder):
            self.marks[mark] = (self.marks[mark][0], document)
        self.papers[document] = Paper(matter, labels)
        self.changed()


async def shelve(
    workspace: Workspace, matter: str, path: str, labels: tuple[str, ...], text: str, at: datetime
) -> DocumentId:
    """Read a text, cut it, and put it into catalogue and index under its id."""
    name = path.rpartition("/")[2]
    content = text.encode()
    found = read(content, name)
    catalogue, embedder = workspace.catalogue, workspace.embedder
    document = catalogue.identify(MatterId(matter), path)
    version = version_id(content, name)
    cutting = await chunks_of(
        document, version, found, fingerprint(found.title, name), name=name, strategy="auto", embedder=embedder
    )
    vectors = await embedder.embed([chunk.search_text for chunk in cutting.chunks])
    rows = [Row(chunk, MatterId(matter), labels, vector) for chunk, vector in zip(cutting.chunks, vectors, strict=True)]
    cut = cut_name("auto", found.format, name, embedder.name)
    catalogue.stage(document, MatterId(matter), path, labels, version, found, at, cut=cut)
    await workspace.index.upsert(rows, [document])
    catalogue.commit({document: labels}, at)
    return document
