"""The secret sign of a request: another one each time, told by no reply as a whole, and on no record."""

import asyncio
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.permitting import tier_of
from tests.walk.conftest import Firm
from tests.walk.test_pins import AGREEMENT, DISPUTE, INTEREST, INVOICE, QUESTION, SET_OFF, TIME

from pincite.answering.prompting import secret_signs_in
from pincite.ask import Reply, Writer, ask
from pincite.models.ports import Completion, Message, Usage
from pincite.verification.together import AFTER, ODD
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

HEADING = ("supply", "of", "pumps", "payment")
"""Words that the agreement has in capitals too."""

CLAUSES = (INVOICE, TIME, INTEREST, DISPUTE, SET_OFF)


@dataclass
class Obedient:
    """A model that was talked into telling the sign of its instructions in the statements that `say` makes of it."""

    say: Callable[[str], Sequence[tuple[str, int, str]]]
    signs: list[str] = field(default_factory=list)
    name: str = "obedient"

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        [sign] = secret_signs_in(messages[0].content)
        self.signs.append(sign)
        statements = [
            {"text": text, "citations": [{"label": label, "quote": quote}]} for text, label, quote in self.say(sign)
        ]
        reply = json.dumps({"answered": True, "statements": statements})
        return Completion(reply, self.name, Usage(1, 1))


def _plainly(_: str) -> list[tuple[str, int, str]]:
    return [(f"{clause}.", 1, clause) for clause in CLAUSES]


def _bare(sign: str) -> list[tuple[str, int, str]]:
    """Two words of each clause in capitals: which they are tells some bits, and no more than a sentence may."""
    told = []
    for clause, figure in zip(CLAUSES, sign, strict=False):
        words = clause.split()
        plain = [at for at, word in enumerate(words) if word.isalpha() and word.islower() and word not in HEADING]
        for at in (int(figure, 16) % len(plain), (int(figure, 16) + 1) % len(plain)):
            words[plain[at]] = words[plain[at]].upper()
        told.append((f"{' '.join(words)}.", 1, clause))
    return told


def _straight(sign: str) -> list[tuple[str, int, str]]:
    return [(f"{INVOICE}.", 1, INVOICE), (f"{TIME} ({sign}).", 1, TIME)]


@pytest.fixture
def agreed(empty_firm: Firm) -> Firm:
    empty_firm.folder.mkdir()
    (empty_firm.folder / "pumps.txt").write_text(AGREEMENT, encoding="utf-8")
    (empty_firm.workspace / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    empty_firm.run("ingest", str(empty_firm.folder), "--matter", "pumps")
    return empty_firm


def asked(firm: Firm, model: Obedient) -> Reply:
    with open_session(firm.workspace, None) as session:
        entailment = session.firm.entailment
        writer = Writer(
            tier_of(model, context_tokens=32_000, answer_tokens=4_000),
            Verifier(entailment),
        )
        sources = replace(session.firm.sources, writers=(writer,))
        return asyncio.run(ask(QUESTION, session.scope(matter="pumps"), sources=sources, now=session.now, mode="write"))


def test_each_request_has_a_sign_of_its_own(agreed: Firm) -> None:
    model = Obedient(_plainly)
    for _ in range(2):
        assert len(asked(agreed, model).statements) == len(CLAUSES)
    assert len(set(model.signs)) == 2


def test_a_reply_tells_no_more_by_all_its_sentences_than_one_may(agreed: Firm) -> None:
    reply = asked(agreed, Obedient(_bare))
    assert len(reply.statements) == 1
    assert list(reply.coverage.reasons) == [ODD, AFTER, AFTER, AFTER]


def test_the_record_has_a_salted_hash_of_the_sign_and_can_be_replayed(agreed: Firm) -> None:
    model = Obedient(_straight)
    reply = asked(agreed, model)
    assert reply.record is not None
    kept = agreed.run("audit", "show", str(reply.record.seq), "--json").stdout
    [sign] = model.signs
    assert sign not in kept
    [(salt, digest)] = set(re.findall(r"sha256 of (\w{16}) and it: (\w{64})", kept))
    assert hashlib.sha256((salt + sign).encode()).hexdigest() == digest
    replayed: dict[str, Any] = agreed.json("audit", "replay", str(reply.record.seq))
    assert replayed["prompt"]["same"]
