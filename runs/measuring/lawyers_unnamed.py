"""Questions that name nothing, asked of 408 contracts at once: what is answered, and from which of them?

    python -m runs.measuring.lawyers_unnamed ask OUT [--data ../shared/data] [--kinds …] [--half A|B|both] [--keep …]
    python -m runs.measuring.lawyers_unnamed report OUT

`runs/questions/lawyers_unnamed.jsonl` was written before anything was changed for it. A `nameless` question is about
one of the contracts, whose words are marked; another contract may answer it as well, which counts as wrong. `nothing`
answers those on dogs, divorces and lifeguards. A `vague` one any contract could answer, so it ought to be put back.
Failures of half A were read, and the weights of such questions are fitted on it too; half B is only counted.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from runs.measuring import lawyers_asked, results
from runs.measuring.lawyers_asked import answered, is_first_right, note, note_put_back
from runs.questions.legal_questions import collection

from pincite.session import Session
from pincite.wiring import open_session

QUESTIONS = Path(__file__).parents[1] / "questions" / "lawyers_unnamed.jsonl"
KINDS = ("nameless", "nothing", "vague")


def contracts(data: Path, folder: Path) -> list[Path]:
    """The contracts of CUAD, written below a folder."""
    found = []
    for name, text in collection(data).texts.items():
        if name.startswith("cuad/"):
            file = folder / name
            found.append(file)
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="")
    return found


@contextmanager
def firm(data: Path, work: Path) -> Iterator[Session]:
    """A workspace with all contracts in one matter; what it does not have yet is read in."""
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    files = contracts(data, work / "documents")
    with open_session(work / "workspace", create=True) as session:
        asyncio.run(lawyers_asked.stocked(session, {"contracts": files}))
    with open_session(work / "workspace") as session:
        yield session


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print what is right, put back and refused, by half, and give back the figures."""
    notes = results.Notes()
    for half, name in lawyers_asked.HALVES.items():
        of = answered(rows, replies, "nameless", half)
        right = [is_first_right(row, reply) for row, reply in of]
        wrong = [bool(reply["said"]) and not one for (_, reply), one in zip(of, right, strict=True)]
        note(notes, f"about one contract, {name}", "right", [(one, 1) for one in right], len(of))
        note(notes, f"about one contract, {name}", "wrong", [(one, 1) for one in wrong], len(of))
        refused = [(not reply["said"], 1) for _, reply in answered(rows, replies, "nothing", half)]
        note(notes, f"nothing answers, {name}", "refused", refused, len(refused))
        vague = [reply for _, reply in answered(rows, replies, "vague", half)]
        note_put_back(notes, f"any contract answers, {name}", vague, len(vague))
        note(notes, f"any contract answers, {name}", "answered", [(bool(one["said"]), 1) for one in vague], len(vague))
    return notes


def main() -> None:
    parser, *verbs = lawyers_asked.verbs(__doc__, KINDS, halved=True)
    for verb in verbs:
        results.add_option(verb, "lawyers-unnamed")
    given = parser.parse_args()
    rows = lawyers_asked.rows_of(QUESTIONS, given.kinds.split(","), given.half)
    if given.verb == "ask":
        with firm(given.data, given.keep or Path(tempfile.mkdtemp(prefix="pincite-unnamed-"))) as session:
            lawyers_asked.keep(given.out, asyncio.run(lawyers_asked.replies_to(rows, lambda _: session)))
    report(rows, lawyers_asked.kept(given.out)).keep(given.results)


if __name__ == "__main__":
    main()
