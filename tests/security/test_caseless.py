"""Patterns that ignore case give what Python's own give, whatever the text."""

import random
import re

import pytest
from tests.security.test_directing import CLAUSES, ORDERS

from pincite.samples import folder
from pincite.security.caseless import Caseless, parts
from pincite.security.directing import FORMS
from pincite.security.kinds import LEGAL, TRAITS
from pincite.security.screening import PHRASES

OURS = (
    *((pattern.pattern, re.MULTILINE) for _, pattern in PHRASES),
    *((trait.words.pattern, 0) for trait in TRAITS),
    *((form, 0) for form in FORMS),
    (LEGAL.pattern, 0),
)

_LITERAL = re.compile(r"(?<!\\)[A-Za-z]{2,}|[:,;“\"]")


def _texts() -> list[str]:
    """Orders, clauses, lines of a policy, and words of the patterns themselves in any order; many have several."""
    drawn = random.Random(6)  # noqa: S311 - the same texts in every run
    words = [word for pattern, _ in OURS for word in _LITERAL.findall(pattern)]
    made = [" ".join(drawn.choices(words, k=12)) for _ in range(60)]
    policy = next(path for path in sorted(folder().rglob("*.md")))
    return [*ORDERS[::4], *CLAUSES[::6], *policy.read_text(encoding="utf-8").splitlines()[:20], *made]


def test_a_pattern_fits_the_same_texts_as_without_the_shortcut() -> None:
    fitting = 0
    texts = [written for text in _texts() for written in (text, text.swapcase(), text.replace("e", "é", 1))]
    for pattern, flags in OURS:
        ours, python = Caseless(pattern, flags), re.compile(pattern, flags | re.IGNORECASE)
        for text in texts:
            fits = python.search(text) is not None
            assert ours.is_in(text) == fits, (pattern, text)
            fitting += fits
    assert fitting > 500


@pytest.mark.parametrize(("pattern", "text"), [("r[ée]ponse", "LA RÉPONSE EST"), ("ask", "AS\u212a")])
def test_letters_outside_of_ascii_have_their_own_case(pattern: str, text: str) -> None:
    assert Caseless(pattern).is_in(text)


def test_what_fits_is_replaced_and_the_rest_keeps_its_case() -> None:
    assert Caseless("state of").replaced("The STATE OF Ohio", "a") == "The a Ohio"
    assert Caseless("state of").replaced("The County of York", "a") == "The County of York"


@pytest.mark.parametrize(
    ("pattern", "apart"),
    [
        (r"\bask|\btell|^say", [r"\b(?:ask|tell)", "^(?:say)"]),
        (r"(?:\bask\b|[|)(]x)|\|y", [r"\b(?:ask\b)", r"[|)(]x|\|y"]),
        (r"(?:a|b)?c|(?:a|b)d|(?:a|b)e", ["(?:a|b)?c", "(?:a|b)(?:d|e)"]),
        (r"(?:ask|tell)+|^?x", ["(?:ask|tell)+|^?x"]),
        (r"(a)\1|\bask|\btell", [r"(a)\1|\bask|\btell"]),
    ],
)
def test_alternatives_that_begin_alike_are_one_pattern(pattern: str, apart: list[str]) -> None:
    assert parts(pattern) == apart
