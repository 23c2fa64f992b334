"""What the gate between an answer and its reader lets through, and what it keeps back, over a whole pipeline.

    python -m runs.measuring.gate [--data ../shared/data] [--keep FOLDER] [--questions 300] [--reader]

The pipeline is the real one: contracts that no weights were trained on, read into a workspace, searched, packed into a
prompt, answered, bound, verified and recorded. Only the writer is made up, so that it is known what it should not have
said: it is a chat model that reads the passages it is shown and, by a fixed draw, writes

- of a clause that the contract has: what lawyers say such a clause says in general, or a sentence of the clause in
  other words (both true), or that sentence changed in one way (false); when it was not shown the clause, it abstains;
- of a clause that the contract lacks: what such a clause would say, cited to the best passage shown (false).

Reported: unsupported statements released, of all that were written and of all that were released; true ones kept back;
refusals, their precision and recall; seconds of verification. Intervals by bootstrap over contracts; seeds are fixed.
"""

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_quote import Asked, cuad
from runs.measuring import results
from runs.training.entailment.mutations import LEGAL
from runs.training.entailment.pairs import CATEGORY_CLAIMS
from runs.training.entailment.restating import restated

from pincite.ask import Sources, Writer, ask
from pincite.documents.span import MatterId
from pincite.ingest import ingest
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.fakes import InProcess
from pincite.models.onnx_entailment import OnnxEntailment
from pincite.models.ports import Completion, Message, Usage
from pincite.sensitivity import Sensitivity
from pincite.session import Session
from pincite.session.people import add_matter
from pincite.structure.sentences import sentences
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

SEED = 7
PASSAGE = re.compile(r'<passage[^>]*label="?(\d+)"?[^>]*>\n?(.*?)</passage', re.DOTALL)
CONTEXT_TOKENS = 8_192


@dataclass(frozen=True)
class Written:
    """What came of one question: what the writer did, and what was released."""

    document: str
    did: str
    is_true: bool
    released: bool
    answered: bool
    verify_ms: float
    text: str
    reasons: tuple[str, ...]


class MadeUp:
    """A chat model that writes one statement, which its maker knows to be true or false."""

    name = "made-up"

    def __init__(self, claim_of: Callable[[Mapping[int, str]], tuple[str, int, str] | None]) -> None:
        self._claim_of = claim_of

    async def complete(
        self,
        messages: Sequence[Message],
        max_tokens: int,  # noqa: ARG002 - what it writes is short
        schema: Mapping[str, object] | None = None,  # noqa: ARG002 - it knows the form
    ) -> Completion:
        shown = {int(label): text for label, text in PASSAGE.findall(messages[-1].content)}
        said = self._claim_of(shown)
        reply: dict[str, object] = {"answered": said is not None, "statements": []}
        if said is not None:
            text, label, quote = said
            reply["statements"] = [{"text": text, "citations": [{"label": label, "quote": quote}]}]
        return Completion(json.dumps(reply), self.name, Usage(0, 0))


def flat(text: str) -> str:
    return " ".join(text.split())


def found(gold: str, shown: Mapping[int, str]) -> tuple[int, str] | None:
    """The passage that holds the beginning of a gold clause, and a sentence of it to quote."""
    words = flat(gold)
    for label, text in shown.items():
        at = flat(text).find(words[:60])
        if at >= 0:
            here = flat(text)[at : at + len(words)]
            spans = [s for s in sentences(here, 0, len(here)) if len(here[slice(*s)].split()) >= 8]
            return (label, here[slice(*spans[0])]) if spans else None
    return None


def writer_of(asked: Asked, gold: Sequence[str], chooser: random.Random) -> tuple[MadeUp, list[tuple[str, bool]]]:
    """The writer for one question, and a list that says, once it has written, what it did and if that was true."""
    did: list[tuple[str, bool]] = []
    way = chooser.choice(("in general", "in other words", "changed"))

    def claim_of(shown: Mapping[int, str]) -> tuple[str, int, str] | None:
        if not shown:
            return None
        if not gold:
            label, text = min(shown.items())
            spans = [s for s in sentences(text, 0, len(text)) if len(text[slice(*s)].split()) >= 5] or [(0, len(text))]
            did.append(("absent clause", False))
            return CATEGORY_CLAIMS[asked.category], label, text[slice(*spans[0])]
        for clause in gold:
            place = found(clause, shown)
            if place is None:
                continue
            label, quote = place
            if way == "in general":
                did.append((way, True))
                return CATEGORY_CLAIMS[asked.category], label, quote
            if way == "changed":
                kinds = list(LEGAL)
                chooser.shuffle(kinds)
                for kind in kinds:
                    changed = LEGAL[kind](restated(quote, chooser, for_test=True), chooser)
                    if changed is not None:
                        did.append((kind, False))
                        return changed, label, quote
            did.append(("in other words", True))
            return restated(quote, chooser, for_test=True), label, quote
        return None

    return MadeUp(claim_of), did


async def run(session: Session, folder: Path, pool: Sequence[Asked], wanted: int, *, is_read: bool) -> list[Written]:
    async with session.firm.library() as library:
        if "contracts" not in session.rules.matters:
            add_matter(session, "contracts")
        await ingest(
            [folder], MatterId("contracts"), (), session.principal, library=library, sync=False, now=session.now,
            watch=lambda _: None,
        )  # fmt: skip
    verifier = Verifier(OnnxEntailment())
    chooser = random.Random(SEED)
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.txt")}
    results = []
    for kind in ("clause", "absent clause"):
        of_kind = [asked for asked in pool if asked.kind == kind and asked.category in CATEGORY_CLAIMS]
        for asked in chooser.sample(of_kind, min(wanted, len(of_kind))):
            gold = [texts[asked.document][a:b] for a, b in asked.gold]
            model, did = writer_of(asked, gold, chooser)
            tier = Tier(
                "on-prem",
                InProcess(model),
                Prices(),
                False,
                Sensitivity.PRIVILEGED,
                CONTEXT_TOKENS,
                answer_tokens=1_024,
            )
            writer = Writer(tier, verifier)
            reader = session.firm.reader if is_read else None
            firm = session.firm
            sources = Sources(
                firm.engines, firm.audit, (writer,), reader=reader, renew=firm.renewed, accounts=firm.accounts
            )
            reply = await ask(asked.question, session.scope(), sources=sources, now=session.now, mode="write")
            what, is_true = did[-1] if did else ("not found", True)
            text = reply.statements[0].statement.text if reply.statements else ""
            results.append(
                Written(
                    asked.document,
                    what,
                    is_true,
                    bool(reply.statements),
                    reply.answered,
                    reply.ms.get("verify", 0.0),
                    text,
                    reply.coverage.reasons,
                )
            )
    return results


def share(
    rows: Sequence[Written], of: Callable[[Written], bool], among: Callable[[Written], bool]
) -> tuple[float, tuple[float, float], int]:
    """A share with its 95 % interval by bootstrap over contracts, and the number of cases."""
    groups: dict[str, list[Written]] = defaultdict(list)
    for row in rows:
        groups[row.document].append(row)
    documents = sorted(groups)

    def figure(chosen: Sequence[str]) -> float:
        some = [row for document in chosen for row in groups[document] if among(row)]
        return sum(map(of, some)) / len(some) if some else float("nan")

    generator = np.random.default_rng(SEED)
    draws = [figure(generator.choice(documents, len(documents)).tolist()) for _ in range(1_000)]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return figure(documents), (float(low), float(high)), sum(map(among, rows))


def report(rows: Sequence[Written]) -> results.Notes:
    """Print the figures and examples of what went wrong; the figures are given back."""
    written = [row for row in rows if row.did != "not found"]
    has = [row for row in rows if row.did != "absent clause"]
    absent = [row for row in rows if row.did == "absent clause"]
    found = {
        "unsupported statements released, of those written": share(
            written, lambda r: r.released, lambda r: not r.is_true
        ),
        "unsupported, of those released": share(written, lambda r: not r.is_true, lambda r: r.released),
        "true statements kept back": share(written, lambda r: not r.released, lambda r: r.is_true),
        "clause not among the passages shown": share(has, lambda r: r.did == "not found", lambda _: True),
        "questions without an answer: refused": share(absent, lambda r: not r.answered, lambda _: True),
        "refusals: nothing answers": share(rows, lambda r: r.did == "absent clause", lambda r: not r.answered),
    }
    notes = results.Notes()
    for name, (value, (low, high), n) in found.items():
        print(f"{name:50} {value:.3f} [{low:.3f} {high:.3f}] of {n}")
        notes.note(name, "share", value, n, (low, high))
    for did in sorted({row.did for row in rows}):
        some = [row for row in rows if row.did == did]
        print(f"  {did:20s} {len(some):4d}  released {sum(r.released for r in some) / len(some):.3f}")
    times = np.array([row.verify_ms for row in written])
    print(f"verification of one statement: p50 {np.median(times):.0f} ms, p95 {np.percentile(times, 95):.0f} ms")
    for row in [r for r in written if r.released != r.is_true][:12]:
        print(f"  {row.did}: released {row.released}: {row.text[:200]} {'; '.join(row.reasons)[:200]}")
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--questions", type=int, default=300, help="with an answer, and as many without")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    parser.add_argument("--reader", action="store_true", help="have the reader order the passages and refuse first")
    results.add_option(parser, "gate")
    given = parser.parse_args()
    work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-gate-"))
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    folder = work / "contracts"
    folder.mkdir(parents=True, exist_ok=True)
    pool = cuad(given.data, folder)
    with open_session(work / "workspace", create=True) as session:
        report(asyncio.run(run(session, folder, pool, given.questions, is_read=given.reader))).keep(given.results)


if __name__ == "__main__":
    main()
