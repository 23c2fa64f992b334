"""Takes claims from a reply that is still being written, each as soon as its object is whole.

What it gives is the beginning of what `claimed` gives of the whole reply. Nothing is guessed: a string that is cut
within an escape, or an object without its last bracket, is no claim yet.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from pincite.answering.claimed import (
    LONGEST_REPLY,
    MOST_CLAIMS,
    MOST_SENTENCES,
    REASONING,
    Claim,
    claim,
    sentences_of,
)
from pincite.errors import ModelError
from pincite.models.structured import DEEPEST, FENCES
from pincite.strict_json import read_strictly

OTHERWISE = "the reply is not one JSON object and nothing else"

_Place = Literal[
    "before", "fence", "open", "key or end", "key", "in key", "colon", "answered", "list", "claim or end", "claim",
    "in claim", "after claim", "reasoning", "in reasoning", "after value", "after", "broken",
]  # fmt: skip
"""Where in the reply the next sign stands."""

_JSON_SPACE = frozenset(" \t\n\r")


class GrowingReply:
    """A reply so far. `problem` says why it can be no valid reply any more, and is empty as long as it can be one.

    With `reasons` it may have reasoning, of which nothing is kept.
    """

    def __init__(self, *, reasons: bool = False) -> None:
        self.problem = ""
        self._known = ("answered", "statements", *([REASONING] if reasons else []))
        self._place: _Place = "before"
        self._key = ""
        self._keys: set[str] = set()
        self._part: list[str] = []
        self._depth = 0
        self._in_string = self._is_escaped = False
        self._answered: bool | None = None
        self._waiting: list[Claim] = []
        self._length = self._claims = self._sentences = 0
        self._steps: dict[_Place, Callable[[str], None]] = {
            "before": self._before,
            "fence": self._fence,
            "open": self._open,
            "key or end": self._key_or_end,
            "key": self._begin_key,
            "in key": self._in_key,
            "colon": self._colon,
            "answered": self._answer,
            "list": self._list,
            "claim or end": self._claim_or_end,
            "claim": self._begin_claim,
            "in claim": self._in_claim,
            "after claim": self._after_claim,
            "reasoning": self._begin_reasoning,
            "in reasoning": self._in_reasoning,
            "after value": self._after_value,
        }

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that this piece completes, in order; none before the reply has said that it answers.

        Where the reply turns invalid, those before that place come all the same, and nothing after it.
        """
        for sign in piece:
            self._length += 1
            try:
                if self._length > LONGEST_REPLY:
                    raise ModelError(f"the reply has more than {LONGEST_REPLY:,} characters")
                if (step := self._steps.get(self._place)) is not None:
                    step(sign)
            except (ModelError, ValueError) as error:
                self.problem = error.failed if isinstance(error, ModelError) else f"{OTHERWISE}: {str(error)[:120]}"
                self._place = "broken"
                return
            if self._answered:
                yield from self._waiting
                self._waiting.clear()

    def _before(self, sign: str) -> None:
        if sign == "`":
            self._part, self._place = [sign], "fence"
        elif not sign.isspace():
            self._open(sign)

    def _fence(self, sign: str) -> None:
        if sign != "\n":
            self._part.append(sign)
        elif "".join(self._part).strip() in FENCES:
            self._place = "open"
        else:
            raise ModelError(OTHERWISE)

    def _open(self, sign: str) -> None:
        if sign == "{":
            self._place = "key or end"
        elif self._place == "before" or not sign.isspace():
            raise ModelError(OTHERWISE)

    def _key_or_end(self, sign: str) -> None:
        if sign == "}":
            self._place = "after"
        else:
            self._begin_key(sign)

    def _begin_key(self, sign: str) -> None:
        if self._is(sign, '"'):
            self._part, self._is_escaped, self._place = [sign], False, "in key"

    def _in_key(self, sign: str) -> None:
        self._part.append(sign)
        if self._is_escaped or sign != '"':
            self._is_escaped = sign == "\\" and not self._is_escaped
            return
        self._key = str(read_strictly("".join(self._part)))
        if self._key in self._keys or self._key not in self._known:
            raise ModelError("the reply is not an object with exactly the keys answered and statements")
        self._keys.add(self._key)
        self._place = "colon"

    def _colon(self, sign: str) -> None:
        if self._is(sign, ":"):
            self._part = []
            match self._key:
                case "answered":
                    self._place = "answered"
                case "statements":
                    self._place = "list"
                case _:
                    self._place = "reasoning"

    def _begin_reasoning(self, sign: str) -> None:
        if self._is(sign, '"'):
            self._is_escaped, self._place = False, "in reasoning"

    def _in_reasoning(self, sign: str) -> None:
        if self._is_escaped or sign != '"':
            self._is_escaped = sign == "\\" and not self._is_escaped
        else:
            self._place = "after value"

    def _answer(self, sign: str) -> None:
        if not self._part and sign in _JSON_SPACE:
            return
        self._part.append(sign)
        word = "".join(self._part)
        if not any(known.startswith(word) for known in ("true", "false")):
            raise ModelError("answered is neither true nor false")
        if word in ("true", "false"):
            self._answered = word == "true"
            self._require_answered()
            self._place = "after value"

    def _list(self, sign: str) -> None:
        if self._is(sign, "["):
            self._place = "claim or end"

    def _claim_or_end(self, sign: str) -> None:
        if sign == "]":
            self._place = "after value"
        else:
            self._begin_claim(sign)

    def _begin_claim(self, sign: str) -> None:
        if self._is(sign, "{"):
            self._part, self._depth, self._in_string, self._is_escaped = [sign], 1, False, False
            self._place = "in claim"

    def _in_claim(self, sign: str) -> None:
        self._part.append(sign)
        if self._is_escaped:
            self._is_escaped = False
        elif self._in_string:
            self._is_escaped = sign == "\\"
            self._in_string = sign != '"'
        elif sign == '"':
            self._in_string = True
        elif sign in "[{":
            self._depth += 1
            if self._depth > DEEPEST - 2:  # two are open around it
                raise ModelError("the reply has brackets in brackets deeper than any valid one")
        elif sign in "]}":
            self._depth -= 1
            if not self._depth:
                self._end_claim()

    def _end_claim(self) -> None:
        found = claim(read_strictly("".join(self._part)))
        self._claims += 1
        self._sentences += sentences_of(found)
        if self._claims > MOST_CLAIMS:
            raise ModelError(f"statements are more than {MOST_CLAIMS}")
        if self._sentences > MOST_SENTENCES:
            raise ModelError(f"the statements have more than {MOST_SENTENCES} sentences; write fewer")
        self._waiting.append(found)
        self._require_answered()
        self._place = "after claim"

    def _require_answered(self) -> None:
        if self._answered is False and self._claims:
            raise ModelError("answered is false and there are statements")

    def _after_claim(self, sign: str) -> None:
        if sign == "]":
            self._place = "after value"
        elif self._is(sign, ","):
            self._place = "claim"

    def _after_value(self, sign: str) -> None:
        if sign == "}":
            self._place = "after"
        elif self._is(sign, ","):
            self._place = "key"

    def _is(self, sign: str, wanted: str) -> bool:
        """True for the sign that is wanted, False for space before it.

        Raises:
            ModelError: it is another.
        """
        if sign != wanted and sign not in _JSON_SPACE:
            raise ModelError(OTHERWISE)
        return sign == wanted
