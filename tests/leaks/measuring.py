"""Evaluations of a firm: answers measured, search measured, questions drafted; and what their reports show to whom."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.leaks.channels import acting, printed, refused, some_line
from tests.leaks.firm import FOLDER
from tests.leaks.looking import Looking

from pincite.cli.eval.diagnose import _print_losses
from pincite.cli.eval.figures import print_report
from pincite.cli.eval.retrieval import _print_figures
from pincite.cli.eval.run import _Order, _report, read_questions
from pincite.documents.span import MatterId
from pincite.errors import PinciteError
from pincite.evaluation.answering_report import REPLIES
from pincite.evaluation.page import page
from pincite.evaluation.report import RetrievalReport, summarised
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.run import run
from pincite.evaluation.suite import Suite, SuiteQuestion, require_fitting
from pincite.session.evaluating.against import require_visible
from pincite.session.evaluating.drafting import draft_questions
from pincite.session.evaluating.searched import Searched
from pincite.views.search_measured import Diagnosed, SearchMeasured
from pincite.wiring.workspace import Workspace


async def answers(looking: Looking, user: str) -> None:
    """`eval run`: its replies are each for whoever the question names, its report for whoever any of them names."""
    firm, rng = looking.firm, looking.firm.rng
    users = [user] if rng.random() < 0.6 else [user, *sorted(firm.rules.users.keys() - {user})]
    against = rng.choice(sorted(firm.rules.matters)) if rng.random() < 0.3 else None
    firm.type(user, against or "")
    asked = []
    for number in range(rng.randrange(1, 4)):
        fields, asker = some_line(looking, number, users)
        document = rng.choice(sorted(firm.papers))
        name = {"document": document} if rng.random() < 0.6 else {"path": firm.bodies[document][0]}
        fields |= {"gold": [{**name, "start": 0, "end": rng.choice((20, 9_999))}], "reference": "a fee"}
        for each in (user, asker):
            firm.type(each, f"{json.dumps(fields)} {against}")
        asked.append((fields, asker))
    with tempfile.TemporaryDirectory(dir=firm.workspace.root) as place, printed() as words:
        file, folder = Path(place) / "questions.jsonl", Path(place) / "out"
        file.write_text("".join(f"{json.dumps(fields)}\n" for fields, _ in asked), encoding="utf-8")
        try:
            with acting(looking.firm.workspace, user) as session:
                found, unusable = read_questions(file)
                if against is not None:
                    require_visible(session, against, found)
                order = _Order(file, "quote", None, folder, rng.random() < 0.5, against, "eval run")
                print_report(await _report(session, found, unusable, order), folder)
        except PinciteError as error:
            refused(looking, "eval run", error, user)
            return
        looking.counts["asks in evaluations"] += len(asked)
        askers = {fields["id"]: asker for fields, asker in asked}
        for line in (folder / REPLIES).read_text(encoding="utf-8").splitlines():
            looking.check("eval run: reply", line, askers[json.loads(line)["id"]])
        report = [words(), *(each.read_text("utf-8") for each in sorted(folder.iterdir()) if each.name != REPLIES)]
    looking.check("eval run: report", "\n".join(report), user, *askers.values())


async def suites(looking: Looking, user: str) -> None:
    """`eval retrieval` and `eval diagnose` over the part of a matter that whoever reads the report may see.

    What the suite names is known to them: their own folder holds it.
    """
    firm, rng = looking.firm, looking.firm.rng
    matter = rng.choice(sorted(firm.rules.matters))
    lying = sorted(document for document, paper in firm.papers.items() if paper.matter == matter)
    if not lying:
        return
    users = [None, None, *sorted(firm.rules.users.keys() - {user})]
    questions = []
    for number in range(rng.randrange(1, 4)):
        document = rng.choice([each for each in lying if each in firm.seen_by(user)] or lying)
        path = firm.bodies[document][0].removeprefix(f"{FOLDER}/")
        gold = FileRange(path, 0, rng.choice((20, len(firm.bodies[document][1]))))
        asker = rng.choice(users)
        questions.append(SuiteQuestion(f"q{number}", "all", looking.question(asker or user), (gold,), asker))
        firm.type(user, f"{path} {questions[-1].text}")
        firm.type(asker or user, matter)
    firm.type(user, matter)
    with printed() as words:
        try:
            report = await measured(looking.firm.workspace, user, matter, questions, rng.choice((1, 300)))
        except PinciteError as error:
            refused(looking, "eval retrieval", error, user)
            return
        _print_figures(report, None)
        _print_losses(report, 5)
        values = json.dumps([SearchMeasured(report).json(), Diagnosed(report).json()])
        looking.counts["asks in evaluations"] += len(questions)
        looking.check("eval retrieval and diagnose", f"{values} {page(report, None)} {words()}", user)


async def measured(
    whole: Workspace, user: str, matter: str, questions: Sequence[SuiteQuestion], characters: int
) -> RetrievalReport:
    """The report of a suite over what a user may see of a matter; without reading the files in, which are there.

    Raises:
        PinciteError: the matter is not theirs, or a question has its answer where they see nothing.
    """
    suite = Suite(Path(FOLDER).parent, matter, tuple(questions))
    with acting(whole, user) as session:
        system = Searched(session, suite, MatterId(matter), "eval retrieval")
        require_fitting(suite, system.length_of)
        outcomes = await run(suite, system, 20, characters=characters, watch=lambda _: None)
        groups, mean = summarised(outcomes)
        opening = ("firm", whole.now(), 20, characters, "suite", session.firm.embedder.name, system.documents, ())
        return RetrievalReport(*opening, outcomes, groups, mean)


async def drafts(looking: Looking, user: str) -> None:
    """`eval make-questions`."""
    rng, matter = looking.firm.rng, looking.matter(user)
    with printed():
        try:
            with acting(looking.firm.workspace, user) as session:
                made = await draft_questions(session, 5, 0.2, rng.randrange(99), matter=matter)
        except PinciteError as error:
            refused(looking, "eval make-questions", error, user)
            return
    looking.check("eval make-questions", json.dumps(made.lines), user)
