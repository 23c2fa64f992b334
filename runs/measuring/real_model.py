"""What a small language model writes about the sample matters, each sentence with the words that it leaves pinned to.

    python -m runs.measuring.real_model MODEL.gguf [--questions 30] [--kept FILE]

The first question is the one at which a model of 1.5 billion weights wrote one clause and quoted the next; the others
are spread evenly over the sample questions, whose askers ask them. Whether a pin bears its sentence is for a person to
say, so all that is said, kept back and quoted is printed. What the model replies is kept in FILE by what it was told:
the same replies are checked again, without the model, after a change of the checks; it is asked only what it was not
asked before.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

from click.testing import CliRunner

from pincite.ask import Reply, Writer, ask
from pincite.cli import main as pincite
from pincite.models.chat.llama_engine import LlamaEngine
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.fakes import InProcess
from pincite.models.ports import Completion, Message, Provider, Usage
from pincite.models.standing import none_registered
from pincite.routing.permits import Classification, Recipient, allow
from pincite.samples import SampleQuestion, manifest
from pincite.sensitivity import Sensitivity
from pincite.wiring import open_session

FIRST = "How can Halvorsen terminate the master services agreement for convenience?"
CONTEXT_TOKENS, ANSWER_TOKENS = 2_400, 240
TIMEOUT_S = 900.0
MARK = re.compile(r"[0-9a-f]{8,}")


class _Samples:
    """The samples' words, which anybody may read. Implements `Classifier`."""

    async def classification(self, words: Sequence[str]) -> Classification:  # noqa: ARG002 - all are samples'
        return Classification(0, Sensitivity.PUBLIC)


class Kept:
    """A language model whose replies are kept in a file by the words that it was asked with."""

    def __init__(self, model: Provider, file: Path | None) -> None:
        self._model, self._file = model, file
        self._known = json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}
        self.asked = 0

    @property
    def name(self) -> str:
        return self._model.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        # Marks and signs are drawn anew for each request; they are all that differs between two runs.
        told = MARK.sub("", json.dumps([asdict(one) for one in messages]))
        key = hashlib.sha256(told.encode()).hexdigest()
        if key not in self._known:
            self.asked += 1
            recipient = Recipient(self._model, self._model.name, Sensitivity.PUBLIC)
            allowed = await allow(recipient, _Samples(), messages, schema)
            reply = await self._model.complete(allowed, messages, max_tokens, schema)
            self._known[key] = {"text": reply.text, "model": reply.model, "usage": asdict(reply.usage)}
            if self._file:
                self._file.write_text(json.dumps(self._known), encoding="utf-8")
        known = self._known[key]
        return Completion(known["text"], known["model"], Usage(**known["usage"]))


def chosen(number: int) -> list[SampleQuestion]:
    """The first question and others, evenly spread over those with an answer and, one in six, over those without."""
    questions = [one for one in manifest().questions if one.question != FIRST]
    [first] = [one for one in manifest().questions if one.question == FIRST and one.is_answerable]
    some = [one for one in questions if one.is_answerable]
    none = [one for one in questions if not one.is_answerable and not one.is_walled_off]
    without = number // 6
    return [first, *spread(some, number - without - 1), *spread(none, without)]


def spread(questions: Sequence[SampleQuestion], number: int) -> list[SampleQuestion]:
    return [questions[at * len(questions) // number] for at in range(number)]


def show(question: SampleQuestion, reply: Reply) -> None:
    print(f"\n## {question.question}\n   the document: {question.quote or 'no answer'}")
    for support in reply.statements:
        print(f"   SAID {support.statement.text}")
        for citation in support.statement.citations:
            print(f"        [{citation.title} {citation.section}] “{' '.join(citation.quote.split())}”")
        for remark in support.remarks:
            print(f"        ({remark})")
    for reason in reply.coverage.reasons:
        print(f"   KEPT BACK: {reason[:300]}")
    if reply.refusal:
        print(f"   REFUSED {reply.refusal.reason}: {reply.refusal.message[:160]}")


async def answered(options: argparse.Namespace, workspace: Path) -> None:
    replies: list[Reply] = []
    engine = LlamaEngine(
        options.gguf, context_tokens=CONTEXT_TOKENS, timeout_s=TIMEOUT_S, registrations=none_registered
    )
    with closing(engine), open_session(workspace) as opened:
        model = Kept(engine, options.kept)
        for question in chosen(options.questions):
            began = time.monotonic()
            scope = opened.scope(question.asker, question.matter)
            tier = Tier(
                "on-prem", InProcess(model), Prices(), False, Sensitivity.PRIVILEGED, CONTEXT_TOKENS, ANSWER_TOKENS
            )
            writer = Writer(tier, opened.firm.verifier)
            sources = replace(opened.firm.sources, writers=(replace(writer, scanner=opened.firm.scanner),))
            reply = await ask(question.question, scope, sources=sources, now=opened.now, mode="write")
            replies.append(reply)
            show(question, reply)
            print(f"   {time.monotonic() - began:.0f} s", flush=True)
    said = sum(reply.coverage.statements for reply in replies)
    left = sum(reply.coverage.released for reply in replies)
    print(f"\n{len(replies)} questions, {said} statements, {left} released; the model was asked {model.asked} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--kept", type=Path, help="where the model's replies are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        os.environ.update(XDG_STATE_HOME=str(place / "state"), XDG_CONFIG_HOME=str(place / "config"))
        made = CliRunner().invoke(pincite, ["demo", "--workspace", str(place / "workspace"), "--json"])
        if made.exit_code != 0:
            raise SystemExit(made.output)
        asyncio.run(answered(options, place / "workspace"))


if __name__ == "__main__":
    main()
