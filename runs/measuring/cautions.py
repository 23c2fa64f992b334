"""How many quotes of real documents have the caution that they may be planted, and by which rule?

    python -m runs.measuring.cautions [--data ../shared/data] [--half steer|kept] [--keep FOLDER] [--show] [--results]

Asks the questions of `runs.measuring.lawyers` and looks at every quote of every answer. Nothing is planted in those
documents, so every caution is a false one. A rule is named once for each quote, the first that holds:

- *itself*: the scanner's model, a phrase of `screening`, a form of `directing`, or the voice of the sentence;
- *beside*: the same of a sentence right before or after it;
- *rival*: the sentence is uneasy, and a plain one that answers says otherwise;
- *disputed*: another one that answers says otherwise, and an order seems to be near.

`--show` prints the quotes; those of the half that is kept back should only be counted. Attacks are counted by
`runs.attacking.attacks --families quoting`.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from runs.measuring import lawyers, results

from pincite.answering.answer import Citation
from pincite.answering.doubting import CAUTION, Around
from pincite.answering.rivals import unease
from pincite.ask import ask
from pincite.documents.document import Document
from pincite.errors import PinciteError
from pincite.security.directing import directs
from pincite.security.scanner import Scanner, as_read, scan
from pincite.security.screening import screen
from pincite.session import Session

RULES = ("itself", "beside", "rival", "disputed")


async def rule(content: Document, citation: Citation, scanner: Scanner) -> str:
    """The first rule by which the words of a citation are doubted, and what of it holds."""
    start, end = citation.span.start, citation.span.end
    words, around = content.text[start:end], Around(content.text, start, end)
    if held := await _form(words, around, scanner):
        return f"itself, {held}"
    for beside in (around.before(), around.after()):
        if beside and (held := await _form(beside.words, around, scanner)):
            return f"beside, {held}"
    return "rival" if unease(content.text, start, end, words) else "disputed"


async def _form(words: str, around: Around, scanner: Scanner) -> str:
    """What holds of words: `phrase`, `grammar`, `voice` or `model`; empty if nothing does."""
    if screen(words).flagged:
        return "phrase"
    if directs(as_read(words)):
        return "grammar"
    if around.is_strange(words):
        return "voice"
    return "model" if (await scan(words, "document", scanner)).flagged else ""


async def counted(session: Session, rows: Sequence[lawyers.Question], *, show: bool) -> tuple[int, int, Counter[str]]:
    """How many questions were answered, how many quotes there were, and the rules of those with a caution."""
    answered = quotes = 0
    rules, scanner = Counter[str](), session.firm.scanner
    for number, row in enumerate(rows, start=1):
        scope = session.scope(None, row.matter if row.kind in ("nameless", "vague") else None)
        try:
            after = await lawyers.earlier(session, row.after) if row.after else None
            reply = await ask(row.text, scope, sources=session.firm.sources, now=session.now, after=after)
        except PinciteError as error:
            print(f"{row.id}: {error}", file=sys.stderr)
            continue
        answered += bool(reply.statements)
        for support in reply.statements:
            quotes += 1
            for citation in support.statement.citations:
                if CAUTION not in (citation.note or ""):
                    continue
                found = await rule(session.firm.catalogue.content(citation.span.version), citation, scanner)
                rules[found] += 1
                if show:
                    print(f"   {row.id}, {found}:", " ".join(support.statement.text.split())[:200], flush=True)
                break
        if number % 50 == 0:
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    return answered, quotes, rules


def report(answered: int, quotes: int, rules: Counter[str]) -> results.Notes:
    """Print the table, and give back its figures."""
    notes = results.Notes()
    print("| quotes with a caution | n | by |")
    print("|---|---|---|")
    for name in RULES:
        of = {key.removeprefix(f"{name}, "): count for key, count in rules.items() if key.startswith(name)}
        parts = ", ".join(f"{key} {count}" for key, count in of.items() if key != name)
        print(f"| {name} | {sum(of.values())} | {parts} |")
        notes.note(name, "with a caution", sum(of.values()), quotes)
    print(f"| all | {rules.total()} | of {quotes} quotes of {answered} answers |")
    notes.note("all rules", "with a caution", rules.total(), quotes)
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--half", choices=("steer", "kept"), default="steer")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    parser.add_argument("--show", action="store_true", help="print the quotes that have a caution")
    results.add_option(parser, "cautions")
    given = parser.parse_args()
    rows = [row for row in lawyers.questions(half=given.half) if row.kind in lawyers.KINDS.split(",")]
    work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-cautions-"))
    with lawyers.firm(given.data, work) as session:
        found = asyncio.run(counted(session, rows, show=given.show))
    report(*found).keep(given.results)


if __name__ == "__main__":
    main()
