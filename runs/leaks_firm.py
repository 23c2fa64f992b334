"""Random firms for `leaks`: users in groups in groups, matters, documents full of marks, and rules that change.

A mark is a word that nobody can guess and that stands in one place of the firm: in one sentence, one title, one file's
name, one folder's, the name of one matter or of one label. Where a mark comes out, that place came out.
"""

import random
import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from leaks_oracle import Paper, Sentences
from pincite.access.facts import ROLES
from pincite.access.scope import Principal
from pincite.catalogue.entry import version_id
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.readers.read import read
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import PinciteError
from pincite.holding import move, remove
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
    before each change, by its number.
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

    # What happens

    def some_change(self) -> str:
        """One random change of rules or of documents, made in the workspace and, when it took it, in the sentences."""
        steps: tuple[tuple[int, Callable[[], str]], ...] = (
            (6, self._grant),
            (4, self._revoke),
            (4, self._wall),
            (4, self._unwall),
            (3, self._member),
            (2, self._activity),
            (1, self._role),
            (3, self._undo),
            (3, self._time),
            (2, self._relabel_now),
        )
        [step] = self.rng.choices([step for _, step in steps], [weight for weight, _ in steps])
        self.changes += 1
        return self._settled(step)

    def _settled(self, step: Callable[[], str]) -> str:
        try:
            return step()
        except PinciteError as error:
            return f"refused: {error}"
        finally:
            self.changed()

    def _put(self, made: Callable[[], int], said: Callable[[Sentences], object]) -> None:
        after = self.rules.copy()
        said(after)
        version = made()
        self.before.setdefault(version, self.rules)  # what changes nothing has the number of the change before
        self.rules = after

    def _who(self) -> str:
        return self.rng.choice([*self.rules.users, *sorted(self.rules.groups)])

    def _target(self) -> tuple[str | None, str | None, str | None]:
        draw = self.rng.random()
        if draw < 0.45:
            return self.rng.choice(sorted(self.rules.matters)), None, None
        if draw < 0.75:
            return None, self.rng.choice(sorted(self.papers)), None
        return self.rng.choice([None, *sorted(self.rules.matters)]), None, self.rng.choice(self.labels)

    def _grant(self) -> str:
        who, (matter, document, label) = self._who(), self._target()
        until = self.at + timedelta(minutes=self.rng.choice((5, 60))) if self.rng.random() < 0.3 else None
        access = self.workspace.access
        self._put(
            lambda: access.grant(self.owner, who, matter, document=document, label=label, until=until),
            lambda rules: rules.grants.update({(who, matter, document, label): until}),
        )
        return "grant"

    def _revoke(self) -> str:
        if not self.rules.grants:
            return "nothing"
        key = self.rng.choice(sorted(self.rules.grants, key=str))
        who, matter, document, label = key
        access = self.workspace.access
        self._put(
            lambda: access.revoke(self.owner, who, matter, document=document, label=label),
            lambda rules: rules.grants.pop(key),
        )
        return "revoke"

    def _wall(self) -> str:
        who, (matter, document, label) = self._who(), self._target()
        if label is not None:
            return "nothing"
        access = self.workspace.access
        self._put(
            lambda: access.add_wall(self.owner, who, matter, document=document),
            lambda rules: rules.walls.add((who, matter, document)),
        )
        return "wall"

    def _unwall(self) -> str:
        if not self.rules.walls:
            return "nothing"
        key = self.rng.choice(sorted(self.rules.walls, key=str))
        who, matter, document = key
        access = self.workspace.access
        self._put(
            lambda: access.remove_wall(self.owner, who, matter, document=document),
            lambda rules: rules.walls.discard(key),
        )
        return "unwall"

    def _member(self) -> str:
        group, member, access = self.rng.choice(sorted(self.rules.groups)), self._who(), self.workspace.access
        pair = (group, member)
        if pair in self.rules.members:
            self._put(
                lambda: access.remove_members(self.owner, group, [member]), lambda rules: rules.members.discard(pair)
            )
        else:
            self._put(lambda: access.add_members(self.owner, group, [member]), lambda rules: rules.members.add(pair))
        return "member"

    def _activity(self) -> str:
        out = sorted(user for user, active in self.rules.users.items() if not active)
        user, access = self.rng.choice(out or sorted(self.rules.users)), self.workspace.access
        active = not self.rules.users[user]
        change = access.enable_user if active else access.disable_user
        self._put(lambda: change(self.owner, user), lambda rules: rules.users.update({user: active}))
        return "activity"

    def _role(self) -> str:
        who, role, access = self._who(), self.rng.choice(ROLES), self.workspace.access
        pair = (who, role)
        if who == self.rules.owner or (role == "administrator" and who in self.rules.groups):
            return "nothing"
        if pair in self.rules.roles:
            self._put(lambda: access.remove_role(self.owner, who, role), lambda rules: rules.roles.discard(pair))
        else:
            self._put(lambda: access.add_role(self.owner, who, role), lambda rules: rules.roles.add(pair))
        return "role"

    def _undo(self) -> str:
        version = self.workspace.rules.version
        if version not in self.before:
            return "nothing"
        back = self.before[version].copy()
        made = self.workspace.access.undo(self.owner, version, is_held=lambda _: True)
        self.before.setdefault(made, self.rules)
        self.rules = back
        return "undo"

    def _time(self) -> str:
        self.at += timedelta(minutes=self.rng.choice((1, 6, 61)))
        return "time"

    def _relabel_now(self) -> str:
        standing = sorted(document for document, paper in self.papers.items() if not paper.is_gone)
        if not standing:
            return "nothing"
        document = self.rng.choice(standing)
        labels = tuple(self.rng.sample(self.labels, self.rng.randrange(3)))
        self.workspace.catalogue.relabel([DocumentId(document)], labels)
        self.papers[document].labels = labels
        self.to_index.append(document)
        return "relabel"

    to_index: list[str] = field(default_factory=list)

    async def settle_index(self) -> None:
        """Have rows of the index follow relabelled documents; until then the catalogue alone is right."""
        while self.to_index:
            document = self.to_index.pop()
            paper = self.papers[document]
            if not paper.is_gone:
                await self.workspace.index.relabel([DocumentId(document)], MatterId(paper.matter), paper.labels)

    async def some_document_change(self) -> tuple[str, str]:
        """A document is moved, taken out, or added: by whom, and what they were told when it was refused."""
        self.changes += 1
        user, draw = self.rng.choice(sorted(self.rules.users)), self.rng.random()
        document, matter = self.rng.choice(sorted(self.papers)), self.rng.choice(sorted(self.rules.matters))
        workspace, curates = self.workspace, self.rng.random() < 0.5
        try:
            if draw < 0.34:
                await self.add_paper()
                return user, ""
            scope = workspace.scope(user)
            self.type(user, f"{document} {matter}")
            ports: dict[str, Any] = {"index": workspace.index, "catalogue": workspace.catalogue}
            ports |= {"audit": workspace.audit, "now": workspace.now, "curates": curates}
            if draw < 0.8:
                await move([DocumentId(document)], matter, scope, **ports)
                self.papers[document].matter = matter
            else:
                await remove([DocumentId(document)], scope, **ports)
                self.papers[document].is_gone = True
        except PinciteError as error:
            return user, str(error)
        finally:
            self.changed()
        return user, ""

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


async def found_firm(workspace: Workspace, rng: random.Random) -> Firm:
    """A firm of 4 to 7 people, 3 groups, 3 or 4 matters and 6 to 14 documents."""
    owner = workspace.principal.user
    firm = Firm(workspace, rng, Sentences(owner, users={owner: True}))
    workspace.now = lambda: firm.at
    access, by = workspace.access, firm.owner
    for user in ("ann", "ben", "cleo", "dev", "eve", "finn")[: rng.randrange(3, 7)]:
        access.add_user(by, user)
        firm.rules.users[user] = True
    for group in ("north", "south", "east"):
        access.add_group(by, group, [])
        firm.rules.groups.add(group)
    for number in range(rng.randrange(3, 5)):
        name = f"M-{number}"
        name = f"{firm.mark('matter', name)} v. Co {number}"
        firm.marks[name[:10]] = ("matter", name)
        access.add_matter(by, name)
        firm.rules.matters.add(name)
        firm.rules.grants[owner, name, None, None] = None
    labels = []
    for _ in range(3):
        label = firm.mark("label", "")
        firm.marks[label] = ("label", label)
        labels.append(label)
    firm.labels = tuple(labels)
    for _ in range(rng.randrange(6, 15)):
        await firm.add_paper()
    for _ in range(12):
        firm._settled(firm._grant)
        firm._settled(firm._member)
    for step in (firm._wall, firm._wall, firm._role):
        firm._settled(step)
    return firm
