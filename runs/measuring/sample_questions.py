"""How many of the questions about the sample matters quote mode answers rightly, at several thresholds.

    python -m runs.measuring.sample_questions [--thin 0.2 0.3 0.4] [--formula]

Each question is asked by whom the manifest names. An answer is right when a statement holds the words that the manifest
marks, or stands in them. The matters and questions are our own, so this is no independent measure.
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from runs.measuring import results

from pincite.answering import formula, reading
from pincite.ask import Reply, ask
from pincite.cli import main as pincite
from pincite.samples import SampleQuestion, manifest
from pincite.session import Session
from pincite.wiring import open_session


def is_right(question: SampleQuestion, reply: Reply) -> bool:
    assert question.quote is not None
    wanted = " ".join(question.quote.split())
    said = [" ".join(support.statement.text.split()) for support in reply.statements]
    return any(wanted in text or text in wanted for text in said)


async def replies(session: Session, questions: list[SampleQuestion]) -> list[Reply]:
    return [
        await ask(
            question.question,
            session.scope(question.asker, question.matter),
            sources=session.firm.sources,
            now=session.now,
        )
        for question in questions
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thin", type=float, nargs="+")
    parser.add_argument("--formula", action="store_true", help="choose by the formula instead of by the reader")
    results.add_option(parser, "samples")
    given = parser.parse_args()
    notes = results.Notes()
    questions = list(manifest().questions)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        os.environ.update(XDG_STATE_HOME=str(place / "state"), XDG_CONFIG_HOME=str(place / "config"))
        made = CliRunner().invoke(pincite, ["demo", "--workspace", str(place / "workspace"), "--json"])
        if made.exit_code != 0:
            raise SystemExit(made.output)
        with open_session(place / "workspace") as session:
            if given.formula:
                file = session.firm.root / "settings.toml"
                file.write_text('reader = "none"\n', encoding="utf-8")
        with open_session(place / "workspace") as session:
            by: Any = formula if given.formula else reading
            for thin in given.thin or [by.THIN]:
                by.THIN = thin  # an experiment with the constant, not a test of it
                pairs = list(zip(questions, asyncio.run(replies(session, questions)), strict=True))
                answerable = [is_right(one, reply) for one, reply in pairs if one.is_answerable]
                walled = [not reply.answered for one, reply in pairs if one.is_walled_off]
                nothing = [
                    not reply.answered for one, reply in pairs if not one.is_answerable and not one.is_walled_off
                ]
                print(
                    f"THIN {thin:<6} right {sum(answerable)} of {len(answerable)}; refused where nothing answers "
                    f"{sum(nothing)} of {len(nothing)}, where what answers is closed {sum(walled)} of {len(walled)}",
                    flush=True,
                )
                for name, found in (
                    ("answered with the marked words", answerable),
                    ("refused, because nothing answers", nothing),
                    ("refused, because a wall closes what answers", walled),
                ):
                    notes.note(name, "as they should be", sum(found), len(found))
    notes.keep(given.results)


if __name__ == "__main__":
    main()
