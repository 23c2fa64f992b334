"""Twins: does what somebody may not see change what they are shown?

A twin of a firm is made for a user, in which the documents and matters that the user may not see do not exist, nor the
rules about them. Both get the same questions from the same user, and whatever differs in the replies, but for ids,
times, hashes and versions, is counted: words, order, and scores to the last bit.
"""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.leaks.changing import found_firm
from tests.leaks.channels import printed
from tests.leaks.firm import FOLDER, QUESTIONS, Firm, shelve
from tests.leaks.measuring import measured

from pincite.access.changes import between
from pincite.access.facts import Fact, Grant, Matter, Wall
from pincite.ask import ask
from pincite.cli.eval.diagnose import _print_losses
from pincite.errors import PinciteError
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.suite import SuiteQuestion
from pincite.index.memory import MemoryIndex
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.views.passage import Hit
from pincite.views.reply import Reply
from pincite.views.search_measured import Diagnosed, SearchMeasured
from pincite.wiring import open_workspace
from pincite.wiring.workspace import Workspace

UNCOMPARED = ("id", "index_version", "audit", "ms")


def opened(root: Path, kind: str) -> Workspace:
    root.mkdir(parents=True)
    index = f'[index]\nbackend = "{kind}"\n' if kind != "memory" else ""
    (root / "settings.toml").write_text(f'embedder = "hashing"\n{index}', encoding="utf-8")
    workspace = open_workspace(root, create=True)
    if kind == "memory":
        workspace.__dict__["index"] = MemoryIndex(workspace.embedder.dimensions)
    return workspace


async def twin_of(firm: Firm, user: str, root: Path, kind: str) -> Workspace:
    """The firm without what a user may not see."""
    workspace, rules = opened(root, kind), firm.rules
    workspace.now = lambda: firm.at
    seen = {document for document, paper in firm.papers.items() if rules.may_see(user, document, paper, firm.at)}
    matters = {firm.papers[document].matter for document in seen}
    matters |= {matter for matter in rules.matters if rules.is_member(user, matter, firm.at)}

    def is_there(fact: Fact) -> bool:
        if isinstance(fact, Matter):
            return fact.name in matters
        if isinstance(fact, Grant | Wall):
            target = fact.target
            return (target.matter is None or target.matter in matters) and (
                target.document is None or target.document in seen
            )
        return True

    facts = [fact for fact in firm.workspace.access.state().facts if is_there(fact)]
    workspace.access.change(workspace.session().principal, "twin", lambda state: between(state.facts, facts))
    for document in sorted(seen):
        path, body = firm.bodies[document]
        paper = firm.papers[document]
        parent = paper.parent if paper.parent in seen else None
        made = await shelve(workspace, paper.matter, path, paper.labels, body, firm.at, parent)
        assert made == document
    return workspace


async def shown(workspace: Workspace, user: str, question: str, matter: str | None) -> dict[str, object]:
    """All that one question gives, by ask and by search; or the error."""
    try:
        scope = workspace.session().scope(user, matter)
        reply = await ask(question, scope, sources=workspace.sources, now=workspace.now)
        found = await search(understand(question), scope, 10, workspace.now(), workspace.engines)
    except PinciteError as error:
        return {"error": str(error)}
    view = Reply.of(reply, workspace.catalogue.content)
    told: dict[str, object] = {name: part for name, part in view.json().items() if name not in UNCOMPARED}
    told |= {"excerpts": repr(view.excerpts), "closest": repr(view.closest)}
    considered = [
        (piece.span.document, piece.span.start, {name: repr(score) for name, score in piece.scores.items()})
        for search_made in found.searches
        for piece in search_made.considered
    ]
    return {**told, "hits": [Hit.of(passage).json() for passage in found.passages], "considered": considered}


async def reported(workspace: Workspace, firm: Firm, user: str, questions: Sequence[str]) -> list[object]:
    """What an evaluation of search reports to a user about each matter in which something is theirs to see.

    Each question has its answer at the beginning of one of their documents. Times and versions are left out.
    """
    own = sorted(each for each, paper in firm.papers.items() if firm.rules.may_see(user, each, paper, firm.at))
    found: list[object] = []
    for matter in sorted({firm.papers[each].matter for each in own}):
        lying = [each for each in own if firm.papers[each].matter == matter]
        asked = [
            SuiteQuestion(f"q{n}", "all", words, (FileRange(_within(firm, lying[n % len(lying)]), 0, 40),), None)
            for n, words in enumerate(questions)
        ]
        with printed() as words:
            report = await measured(workspace, user, matter, asked, 300)
            _print_losses(report, 5)
        found.append([_timeless(SearchMeasured(report).json()), _timeless(Diagnosed(report).json()), words()])
    return found


def _within(firm: Firm, document: str) -> str:
    return firm.bodies[document][0].removeprefix(f"{FOLDER}/")


def _timeless(part: object) -> object:
    if isinstance(part, dict):
        return {name: _timeless(value) for name, value in part.items() if name not in ("at", "ms", "index_version")}
    return [_timeless(one) for one in part] if isinstance(part, list) else part


def differences(one: dict[str, object], other: dict[str, object]) -> list[str]:
    """Which parts differ, the order of the passages told apart from their scores."""
    parts = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
    for name in ("passages", "hits"):
        if name in parts and _order(one.get(name)) == _order(other.get(name)):
            parts[parts.index(name)] = f"{name}: scores only"
    return parts


def _order(passages: object) -> object:
    return [(p["document"], p["start"]) for p in passages] if isinstance(passages, list) else passages


async def compare(seed: int, questions: int, place: Path, kind: str) -> tuple[Counter[str], list[str]]:
    rng = random.Random(seed)  # noqa: S311 - a firm is made again from its number
    counts, examples = Counter[str](), list[str]()
    with opened(place / f"{seed}", kind) as workspace:
        firm = await found_firm(workspace, rng)
        for _ in range(20):
            firm.some_change()
        await firm.settle_index()
        for number, user in enumerate(sorted(firm.rules.users)):
            if firm.rules.reads_nothing(user):
                continue
            with await twin_of(firm, user, place / f"{seed}-{number}", kind) as other:
                for _ in range(questions):
                    words = rng.sample(sorted(firm.marks), 2)
                    question = rng.choice(QUESTIONS).format(*words)
                    matter = rng.choice([None, None, None, *sorted(firm.rules.matters)])
                    one, two = [await shown(each, user, question, matter) for each in (workspace, other)]
                    counts["pairs"] += 1
                    counts["pairs with passages"] += bool(one.get("passages"))
                    found = differences(one, two)
                    counts["pairs that differ"] += bool(found)
                    counts.update(f"differs: {part}" for part in found)
                    if found and len(examples) < 2:
                        name = found[0].partition(":")[0]
                        examples.append(
                            f"{seed} {user} {question!r} {found}: {one.get(name)!s:.300} | {two.get(name)!s:.300}"
                        )
                asked = [rng.choice(QUESTIONS).format(*rng.sample(sorted(firm.marks), 2)) for _ in range(3)]
                reports = [await reported(each, firm, user, asked) for each in (workspace, other)]
                counts["reports"] += len(reports[0])
                counts["reports that differ"] += sum(a != b for a, b in zip(*reports, strict=True))
                names = [(firm.bodies[d][0].rpartition("/")[2], d) for d in firm.papers]
                for file, document in names:
                    for name in (file, document):
                        counts["names"] += 1
                        counts["names that differ"] += told(workspace, name, user) != told(other, name, user)
    return counts, examples


def told(workspace: Workspace, name: str, user: str) -> str:
    try:
        entry = workspace.catalogue.named(name, workspace.session().scope(user))
        return f"{entry.document} {entry.path} {entry.labels} {entry.version}"
    except PinciteError as error:
        return str(error)
