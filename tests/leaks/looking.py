"""What comes out of a firm: questions asked by everybody, and every place where words could come out again."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO

from rich.console import Console
from tests.leaks.changing import ChangingFirm
from tests.leaks.firm import QUESTIONS
from tests.permitting import tier_of

from pincite.access.explaining import explain
from pincite.access.scope import Scope
from pincite.ask import Mode, Reply, Writer, ask
from pincite.ask.reply import Released
from pincite.audit.reading import view
from pincite.cli.ask import print_reply
from pincite.errors import PinciteError
from pincite.models.fakes import WordOverlapEntailment
from pincite.models.ports import Completion, Message, Usage
from pincite.security.scanner import Phrases
from pincite.session.reading import near_among
from pincite.session.records import place_of, reader
from pincite.session.searching import find_passages
from pincite.verification.verifier import Verifier
from pincite.views.document import documents_of
from pincite.views.passage import Hit
from pincite.views.record import Record
from pincite.views.reply import Reply as ReplyView
from pincite.views.reply import Statement

FENCED = re.compile(r'<passage-\w+ label="(?P<label>\d+)"[^>]*>\n(?P<text>.*?)\n</passage-', re.DOTALL)

NEWEST = 40
"""Records that a reader looks back on."""


class Repeating:
    """A chat model that says what it reads, sentence by sentence, and keeps all that it was sent."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @property
    def name(self) -> str:
        return "repeating"

    async def complete(
        self, messages: Sequence[Message], _max_tokens: int, _schema: Mapping[str, object] | None = None
    ) -> Completion:
        told = "\n".join(message.content for message in messages)
        self.told.append(told)
        said = repeated(told)
        return Completion(said, self.name, Usage(len(told) // 4, len(said) // 4))


def repeated(told: str) -> str:
    """What a model says that repeats what it reads: the longest line of each of the first passages, cited."""
    statements = []
    for match in list(FENCED.finditer(told))[:4]:
        line = max(match["text"].splitlines(), key=len)
        statements.append({"text": line, "citations": [{"label": int(match["label"]), "quote": line}]})
    return json.dumps({"answered": bool(statements), "statements": statements})


@dataclass
class Looking:
    """Asks a firm and looks at what comes out. `has_files`: the index is on disk, so the command line sees it too."""

    firm: ChangingFirm
    has_files: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    def check(
        self,
        what: str,
        output: str,
        user: str,
        *others: str,
        on_record: bool = False,
        of: str | None = None,
        before: frozenset[str] = frozenset(),
    ) -> None:
        """Hold an output against the rules as they stand at this moment.

        What is written for several people may hold what any of them may see. `of` is whose record it is, where it is
        one; `before` are marks that were theirs to see until what is told of was done.
        """
        self.counts["outputs"] += 1
        self.counts[f"outputs: {what}"] += 1
        leaked = [self.firm.leaked(output, each, on_record=on_record, of=of) for each in (user, *others)]
        for mark in sorted(set.intersection(*leaked) - before):
            kind, place = self.firm.marks[mark]
            self.leaks.append(f"{what} shows {user} the {kind} of {place} ({mark}): {_around(output, mark)}")

    async def step(self) -> None:
        """One ask, with what happens before it and what is looked at after it."""
        firm, rng = self.firm, self.firm.rng
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            firm.some_change()
        if rng.random() < 0.5:
            await firm.settle_index()
        if rng.random() < 0.06:
            user, told, before = await firm.some_document_change()
            self.check("holding", told, user, before=before)
        await self.one_ask()
        draw = rng.random()
        user = rng.choice(sorted(firm.rules.users))
        if draw < 0.12:
            await self.search(user)
        elif draw < 0.2:
            self.list(user)
        elif draw < 0.3:
            self.by_name(user)
        elif draw < 0.36:
            self.record(user)
        elif draw < 0.4:
            self.explanations(user)

    # Questions

    def question(self, user: str) -> str:
        """A question by whoever has heard words of documents that they may not see."""
        firm, rng = self.firm, self.firm.rng
        pool = sorted(firm.marks.keys() - firm.seen_by(user)) if rng.random() < 0.7 else sorted(firm.marks)
        words = [rng.choice(pool or sorted(firm.marks)) for _ in range(2)]
        text = rng.choice(QUESTIONS).format(*words)
        firm.type(user, text)
        return text

    def matter(self, user: str) -> str | None:
        rng = self.firm.rng
        if rng.random() < 0.75:
            return None
        name = rng.choice([*sorted(self.firm.rules.matters), "zqnosuchma v. Co"])
        self.firm.type(user, name)
        return name

    async def one_ask(self) -> None:
        firm, rng = self.firm, self.firm.rng
        workspace = firm.workspace
        user = rng.choice(sorted(firm.rules.users))
        question, matter = self.question(user), self.matter(user)
        mode: Mode = "write" if rng.random() < 0.06 else "quote"
        self.counts["asks"] += 1
        model = Repeating()
        verifier = Verifier(WordOverlapEntailment())
        writer = Writer(
            tier_of(model, context_tokens=4_000, answer_tokens=500),
            verifier,
            scanner=Phrases(),
        )
        midway = rng.randrange(1, 7) if rng.random() < 0.3 else 0
        looks = [0]

        def renew(scope: Scope) -> Scope:
            looks[0] += 1
            if looks[0] == midway:
                self.counts["asks with a change midway"] += 1
                firm.some_change()
            return workspace.renewed(scope)

        async def release(released: Released) -> None:
            self.counts["released one by one"] += 1
            bare = replace(released, passage=replace(released.passage, labels=()))
            self.check("stream", f"{json.dumps(Statement.of(released.support).json())} {bare!r}", user)
            if rng.random() < 0.3:
                self.counts["changes between statements"] += 1
                firm.some_change()

        try:
            scope = workspace.session().scope(user, matter)
            sources = replace(workspace.sources, writers=(writer,), renew=renew)
            streamed = release if rng.random() < 0.5 else None
            reply = await ask(question, scope, sources=sources, now=workspace.now, mode=mode, release=streamed)
        except PinciteError as error:
            self.counts["asks refused"] += 1
            self.check("ask: error", str(error), user)
            return
        self.counts["asks answered"] += reply.answered
        self.counts["asks stopped"] += reply.refusal is not None and reply.refusal.reason == "failed"
        self.counts["passages shown"] += len(reply.passages)
        self.counts["warnings"] += len(reply.warnings)
        self.reply(reply, user, midway=bool(streamed) or bool(midway))
        if not midway and streamed is None:
            for told in model.told:
                self.check("prompt", told, user)

    def reply(self, reply: Reply, user: str, *, midway: bool) -> None:
        shown = reply
        if midway and reply.refusal is not None and reply.refusal.reason == "failed":
            # What had been released before the change was the asker's then, and was held against the rules then.
            shown = replace(reply, statements=())
        # Labels of passages are nowhere shown; they are those of the moment when it was looked for.
        bare = replace(shown, passages=tuple(replace(passage, labels=()) for passage in shown.passages))
        view = ReplyView.of(shown, self.firm.workspace.catalogue.content)
        self.check("reply", f"{json.dumps(view.json())} {view.excerpts} {view.closest} {bare!r}", user)
        if shown.warnings:
            self.check("warnings", " ".join(shown.warnings), user)
        if self.firm.rng.random() < 0.1:
            out = Console(file=StringIO(), width=200)
            print_reply(view, out)
            assert isinstance(out.file, StringIO)
            self.check("printed reply", out.file.getvalue(), user)

    async def search(self, user: str) -> None:
        question, matter, k = self.question(user), self.matter(user), self.firm.rng.randrange(1, 30)
        try:
            session = self.firm.workspace.session()
            evidence = (await find_passages(session, question, k, as_user=user, matter=matter)).evidence
        except PinciteError as error:
            self.check("search: error", str(error), user)
            return
        hits = [Hit.of(passage).json() for passage in evidence.passages]
        self.counts["pieces withheld"] += sum(len(one.withheld) for one in evidence.searches)
        # Its `searches` are for the record alone, which shows what was withheld only to those who may see it.
        self.check("search", f"{json.dumps(hits)} {replace(evidence, searches=())!r}", user)

    # Names

    def list(self, user: str) -> None:
        workspace = self.firm.workspace
        try:
            entries = workspace.catalogue.entries(workspace.session().scope(user, self.matter(user)))
        except PinciteError as error:
            self.check("list: error", str(error), user)
            return
        near = near_among(entries)
        self.check("list", json.dumps([one.json() for one in documents_of(entries, near)]), user)

    def by_name(self, user: str) -> None:
        """A document asked for by its id, by its file's name, or by the words that it begins with."""
        firm = self.firm
        document = firm.rng.choice(sorted(firm.papers))
        path = firm.bodies[document][0]
        file = path.rpartition("/")[2]
        name = firm.rng.choice((document, file, file.partition(" ")[0], file.removesuffix(".txt")))
        firm.type(user, name)
        try:
            entry = firm.workspace.catalogue.named(name, firm.workspace.session().scope(user))
            content = firm.workspace.catalogue.content(entry.version) if entry.version else None
            # Verbs name the parent only where it may be seen, `list` is one of them; what it came in none names.
            bare = replace(entry, parent=None, holders=())
            self.check("text and outline", f"{bare!r} {content!r}", user)
        except PinciteError as error:
            self.check("text: error", str(error), user)

    def explanations(self, user: str) -> None:
        firm = self.firm
        document = firm.rng.choice(sorted(firm.papers))
        firm.type(user, document)
        try:
            entry = firm.workspace.catalogue.named(document, firm.workspace.session().scope(user))
        except PinciteError as error:
            self.check("explain: error", str(error), user)
            return
        told = explain(user, entry.matter, entry.document, entry.labels, entry.holders, firm.workspace.rules, firm.at)
        self.check("explain", repr(told), user)

    # The record

    def record(self, user: str, *, newest: int = NEWEST) -> None:
        """All that a reader sees of the newest records, and of the texts that they keep."""
        workspace, session = self.firm.workspace, self.firm.workspace.session()
        try:
            scope = session.scope(user)
        except PinciteError:
            return
        whoever, where = reader(session, scope), place_of(session)
        entries = workspace.audit.entries(max(1, workspace.audit.head().seq - newest))
        shown = [seen for entry in entries if (seen := view(entry, whoever, where)) is not None]
        for seen in shown:
            texts = workspace.audit.texts(seen.entry) if seen.entry.texts else {}
            kind = f"record: {seen.entry.kind}"
            self.check(kind, f"{json.dumps(Record.of(seen).json())} {texts}", user, on_record=True, of=seen.entry.user)
        self.counts["records withheld"] += sum(bool(seen.without) for seen in shown)


def _around(output: str, mark: str) -> str:
    at = output.lower().find(mark)
    return " ".join(output[max(0, at - 120) : at + 80].split())
