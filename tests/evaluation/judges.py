"""Judges that are real programs behind the chat port: they read what they are given and decide by words."""

import json
from collections.abc import Mapping, Sequence

from pincite.evaluation.prompts import prompt
from pincite.models.fakes import WORD_AND_MARKS, content_words
from pincite.models.ports import Completion, Message, Usage


class WordJudge:
    """Decides by shared words: what passages bear out, which passage is useful, which answer is nearer the question.

    `favours` makes it prefer the answer at one place whenever the two differ by less than `bias` shared words.
    """

    def __init__(self, favours: str = "", bias: int = 0) -> None:
        self._favours = favours
        self._bias = bias
        self.asked: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        return "word-judge-1"

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        self.asked.append(tuple(messages))
        system, user = messages
        given = json.loads(user.content)
        replies = {
            prompt("claims").text: self._claims,
            prompt("supported").text: self._supported,
            prompt("questions").text: self._questions,
            prompt("useful").text: self._useful,
            prompt("prefer").text: self._prefer,
        }
        text = json.dumps(replies[system.content](given))
        return Completion(text, self.name, Usage(0, len(WORD_AND_MARKS.findall(text))))

    def _claims(self, given: Mapping[str, str]) -> object:
        return {"claims": [part.strip() for part in given["answer"].split(";") if content_words(part)]}

    def _supported(self, given: Mapping[str, Sequence[str]]) -> object:
        words = content_words(" ".join(given["passages"]))
        return {"verdicts": [{"why": "words", "supported": content_words(claim) <= words} for claim in given["claims"]]}

    def _questions(self, given: Mapping[str, str]) -> object:
        words = sorted(content_words(given["answer"]))
        written = [f"What of {word}?" for word in (words * 3)[:3]] or ["What?"] * 3
        return {"questions": written, "noncommittal": "unknown" in words}

    def _useful(self, given: Mapping[str, str]) -> object:
        parts = [content_words(part) for part in given["answer"].split(";")]
        return {"why": "words", "useful": any(part <= content_words(given["passage"]) for part in parts)}

    def _prefer(self, given: Mapping[str, str]) -> object:
        wanted = content_words(given["question"])
        shared = {place: len(wanted & content_words(given[place])) for place in ("first", "second")}
        if self._favours and abs(shared["first"] - shared["second"]) <= self._bias:
            return {"why": "place", "better": self._favours}
        if shared["first"] == shared["second"]:
            return {"why": "alike", "better": "tie"}
        return {"why": "words", "better": "first" if shared["first"] > shared["second"] else "second"}
