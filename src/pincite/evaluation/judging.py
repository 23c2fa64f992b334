"""A chat model as judge, with safeguards: pinned words, checked replies, both orders, repeated questions.

A judge is a model and the exact words in which it is asked. Its reply must be a JSON object of the requested form, bare
or in one code fence; otherwise it counts as no reply. Nothing is extracted from prose, nothing is repaired, and the
reason is kept.

Sources: L. Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", NeurIPS 2023, section 3.4, for the
position bias and asking in both orders; J. L. Fleiss, "Measuring nominal scale agreement among many raters",
Psychological Bulletin 76(5), 1971, for the agreement of repeats.
"""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pincite.errors import ModelError
from pincite.evaluation.preference import WinRecord
from pincite.evaluation.prompts import prompt
from pincite.evaluation.score import Figure, Scored, Unscorable, counted, figure_of
from pincite.models.ports import ChatModel, Message
from pincite.models.prompt import Prompt
from pincite.models.structured import members, parsed

REPLY_TOKENS = 1_500
"""Tokens of a reply: enough for forty verdicts with a reason of one line each."""

LONGEST_REPLY = 40_000
"""Characters. A longer reply is not what was requested, and is not parsed."""

Parsed = TypeVar("Parsed")
JsonObject = Mapping[str, object]

Choice = Literal["first", "second", "tie"]
Side = Literal["a", "b", "tie"]


@dataclass(frozen=True, slots=True)
class Judge:
    """A chat model that is asked in fixed words. `name` and `digest` identify the two on the record."""

    model: ChatModel
    prompt: Prompt

    @property
    def name(self) -> str:
        """Identifies the model."""
        return self.model.name

    @property
    def digest(self) -> str:
        """Identifies the exact words of the instructions."""
        return self.prompt.digest


async def asked(
    judge: Judge, given: JsonObject, schema: JsonObject, read: Callable[[JsonObject], Parsed]
) -> Parsed | Unscorable:
    """The judge's reply about `given`, as `read` parses it; or why there is none.

    `given` goes to the model as one JSON object, separate from the instructions: it is data. `schema` is the JSON
    Schema of the reply, an object, without bounds of length or number, which not every server supports. `read` checks
    those and everything else, and raises `ValueError` with a short reason.
    """
    messages = (
        Message("system", judge.prompt.text),
        Message("user", printable(json.dumps(given, ensure_ascii=False))),
    )
    try:
        completion = await judge.model.complete(messages, REPLY_TOKENS, schema)
    except ModelError as error:
        return Unscorable(f"the judge gave no reply: {error}")
    try:
        value = parsed(completion.text, LONGEST_REPLY)
    except ModelError:
        return Unscorable("the judge's reply is not JSON, or too long")
    wanted = schema["required"]
    try:
        said = members(value, wanted if isinstance(wanted, list) else ())
    except ModelError:
        return Unscorable("the judge's reply has not exactly the keys asked for")
    try:
        return read(said)
    except ValueError as error:
        return Unscorable(f"the judge's reply is unusable: {error}")


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A judge's verdict on two answers, asked with a first and then with b first.

    `side` is the verdict where both orders agree; None where they do not. `leaning` is then the place, first or second,
    that the judge chose both times; None where it said tie once. `unscorable` is why there is no verdict at all.
    """

    side: Side | None
    leaning: Literal["first", "second"] | None
    unscorable: str | None


@dataclass(frozen=True, slots=True)
class JudgedPairs:
    """The sum of many comparisons.

    `record` is how a fared against b, by consistent verdicts only. `inconsistency` is the share of comparisons whose
    verdict changed with the order. `first_place` is the share of those in which the first place was chosen both times
    (a half would mean no bias).
    """

    record: WinRecord
    inconsistency: Figure
    first_place: Figure


async def compared(judge: Judge, question: str, a: str, b: str) -> JudgedPair:
    """Ask which of two answers is better, in both orders."""
    forward = await asked(judge, {"question": question, "first": a, "second": b}, PREFERENCE, _choice)
    backward = await asked(judge, {"question": question, "first": b, "second": a}, PREFERENCE, _choice)
    if isinstance(forward, Unscorable):
        return JudgedPair(None, None, forward.reason)
    if isinstance(backward, Unscorable):
        return JudgedPair(None, None, backward.reason)
    sides: dict[tuple[Choice, Choice], Side] = {
        ("first", "second"): "a",
        ("second", "first"): "b",
        ("tie", "tie"): "tie",
    }
    leaning = forward if forward == backward and forward != "tie" else None
    return JudgedPair(sides.get((forward, backward)), leaning, None)


def summed(comparisons: Sequence[JudgedPair], clusters: Sequence[Hashable]) -> JudgedPairs:
    """The sum of comparisons. `clusters` names the document of each."""
    sides = Counter(comparison.side for comparison in comparisons)
    inconsistent, biased = [], []
    for comparison in comparisons:
        reason = comparison.unscorable
        turned = comparison.side is None
        inconsistent.append(Unscorable(reason) if reason else Scored(float(turned)))
        leans = comparison.leaning is not None
        biased.append(Unscorable(reason) if reason else counted(int(comparison.leaning == "first"), int(leans)))
    record = WinRecord(wins=sides["a"], ties=sides["tie"], losses=sides["b"])
    return JudgedPairs(record, figure_of(inconsistent, clusters), figure_of(biased, clusters))


def repeat_agreement(answers: Sequence[Sequence[Hashable | Unscorable]], clusters: Sequence[Hashable]) -> Figure:
    """How often two askings of one question agree: the mean over questions of the share of agreeing pairs.

    `answers` has the result of each asking, per question. Of n usable answers, with n_j times each, the share that
    agrees is sum n_j (n_j - 1) / (n (n - 1)) (Fleiss 1971, equation 2). A question with fewer than two is unscorable.
    """
    scores = []
    for given in answers:
        usable = [answer for answer in given if not isinstance(answer, Unscorable)]
        n = len(usable)
        agreeing = sum(count * (count - 1) for count in Counter(usable).values())
        scores.append(Scored(agreeing / (n * (n - 1))) if n > 1 else Unscorable("fewer than two usable replies"))
    return figure_of(scores, clusters)


def preference_judge(model: ChatModel) -> Judge:
    """The judge that decides which of two answers is better."""
    return Judge(model, prompt("prefer"))


def object_of(**properties: JsonObject) -> JsonObject:
    """The JSON Schema of an object with exactly these properties, in this order."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


PREFERENCE = object_of(why={"type": "string"}, better={"type": "string", "enum": ["first", "second", "tie"]})


def _choice(said: JsonObject) -> Choice:
    choices: dict[object, Choice] = {"first": "first", "second": "second", "tie": "tie"}
    better = said["better"]
    if not isinstance(better, str) or better not in choices:
        raise ValueError("no known choice")
    return choices[better]


def printable(text: str) -> str:
    """The text without lone surrogates, which cannot be sent to a provider."""
    return text.encode("utf-8", "replace").decode("utf-8")
