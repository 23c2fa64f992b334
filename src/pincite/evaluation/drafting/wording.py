"""A draft reworded by a language model, if the new words keep to the span."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pincite.evaluation.drafting.source import DraftQuestion, DraftSource
from pincite.evaluation.judging import JsonObject, Judge, asked, object_of
from pincite.evaluation.prompts import prompt
from pincite.evaluation.score import Unscorable
from pincite.models.ports import ChatModel
from pincite.verification.inventions import inventions

LONGEST = 300
"""Characters of a question."""

GIVEN_AWAY = 8
"""Consecutive words that a question may not share with the answer: these alone would find it."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_SCHEMA = object_of(question={"type": "string"})


def wording_judge(model: ChatModel) -> Judge:
    """A judge that words questions."""
    return Judge(model, prompt("draft"))


async def worded(draft: DraftQuestion, source: DraftSource, judge: Judge) -> tuple[DraftQuestion, str]:
    """The draft with the model's question and an empty text; or the unchanged draft and why it is rejected."""
    given = {"document": source.name, "question": draft.question, "answer": draft.reference}
    said = await asked(judge, given, _SCHEMA, _question)
    if isinstance(said, Unscorable):
        return draft, said.reason
    why = strays(said, draft, source.name)
    return (draft, why) if why else (replace(draft, question=said), "")


def strays(question: str, draft: DraftQuestion, name: str) -> str:
    """Why a question does not keep to the span of a draft; empty where it does."""
    known = [draft.question, draft.reference, name]
    before, named, after = question.casefold().partition(name.casefold())
    if not named:
        return "it does not name the document"
    if not question.endswith("?") or (before + after).count("?") > 1:
        return "it is not one question"
    numbers = set(_NUMBER.findall(question)) - {number for text in known for number in _NUMBER.findall(text)}
    if numbers:
        return f"it has a number of its own ({min(numbers)})"
    invented = inventions(question, known)
    if invented:
        return invented[0].message
    if _shares_run(question, draft.reference) and not _shares_run(draft.question, draft.reference):
        return "it gives the answer away"
    return ""


def _shares_run(question: str, answer: str) -> bool:
    """True where both share `GIVEN_AWAY` consecutive words."""
    runs = _runs(_WORD.findall(question.casefold()))
    return bool(runs) and not runs.isdisjoint(_runs(_WORD.findall(answer.casefold())))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + GIVEN_AWAY]) for at in range(len(words) - GIVEN_AWAY + 1)}


def _question(said: JsonObject) -> str:
    question = said["question"]
    if not isinstance(question, str) or not question.strip() or len(question) > LONGEST:
        raise ValueError("no question of a line or two")
    return " ".join(question.split())
