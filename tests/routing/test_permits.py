"""Leave to send words: for one model, one content and one version of the rules, and looked at before each try."""

import ast
import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.errors import LeaveLapsed, NotPermitted, RecordError
from pincite.models.ports import Message
from pincite.routing.permits import Allowed, Classification, Recipient, allow
from pincite.sensitivity import Sensitivity

PACKAGE = Path(__file__).parents[2] / "src" / "pincite"
ASKED = (Message("system", "Answer."), Message("user", "How much is the rent?"))
LEVELS = st.sampled_from(list(Sensitivity))


class Rules:
    """What is asked how sensitive words are; a test changes what it says."""

    def __init__(self, level: Sensitivity = Sensitivity.INTERNAL, version: int = 1) -> None:
        self.now = Classification(version, level, (f"matter lease: {level.word}",))
        self.asked: list[tuple[str, ...]] = []
        self.error: Exception | None = None

    async def classification(self, words: Sequence[str]) -> Classification:
        self.asked.append(tuple(words))
        if self.error is not None:
            raise self.error
        return self.now


def to(provider: object, accepts: Sensitivity = Sensitivity.CONFIDENTIAL) -> Recipient[object]:
    return Recipient(provider, "large-2", accepts)


def leave(provider: object, rules: Rules, accepts: Sensitivity = Sensitivity.CONFIDENTIAL) -> Allowed[object]:
    return asyncio.run(allow(to(provider, accepts), rules, ASKED, None))


@given(LEVELS, LEVELS)
def test_leave_is_given_up_to_what_a_model_may_read(level: Sensitivity, accepts: Sensitivity) -> None:
    provider, rules = object(), Rules(level)
    if level <= accepts:
        assert leave(provider, rules, accepts).provider is provider
        return
    with pytest.raises(NotPermitted, match=f"is {level.word} .matter lease: {level.word}., and the language model"):
        leave(provider, rules, accepts)


def test_all_words_that_would_be_sent_are_classified() -> None:
    rules = Rules()
    leave(object(), rules)
    assert rules.asked == [("Answer.", "How much is the rent?")]


def test_leave_is_for_one_provider() -> None:
    allowed = leave(object(), Rules())
    with pytest.raises(NotPermitted, match="was given for something else"):
        asyncio.run(allowed.require(object(), ASKED, None))


@pytest.mark.parametrize(
    ("messages", "schema"),
    [
        ((ASKED[0], Message("user", "How much is the rent? ")), None),
        ((ASKED[0], Message("assistant", "How much is the rent?")), None),
        (ASKED[1:], None),
        ((*ASKED, Message("user", "And the deposit?")), None),
        (ASKED, {"type": "object"}),
    ],
)
def test_leave_is_for_one_content(messages: Sequence[Message], schema: dict[str, object] | None) -> None:
    provider = object()
    allowed = leave(provider, Rules())
    with pytest.raises(NotPermitted, match="was given for something else"):
        asyncio.run(allowed.require(provider, messages, schema))


def test_a_level_that_rises_stops_the_next_try() -> None:
    provider, rules = object(), Rules()
    allowed = leave(provider, rules)
    asyncio.run(allowed.require(provider, ASKED, None))
    rules.now = Classification(2, Sensitivity.PRIVILEGED, ("matter lease: privileged",))
    with pytest.raises(NotPermitted, match="is privileged"):
        asyncio.run(allowed.require(provider, ASKED, None))


def test_a_label_that_rises_without_a_new_version_stops_the_next_try() -> None:
    provider, rules = object(), Rules()
    allowed = leave(provider, rules)
    rules.now = Classification(1, Sensitivity.PRIVILEGED, ("label privileged",))
    with pytest.raises(NotPermitted, match="label privileged"):
        asyncio.run(allowed.require(provider, ASKED, None))


def test_other_rules_that_still_allow_it_take_new_leave() -> None:
    provider, rules = object(), Rules()
    allowed = leave(provider, rules)
    rules.now = Classification(2, Sensitivity.PUBLIC)
    with pytest.raises(LeaveLapsed, match="the rules changed"):
        asyncio.run(allowed.require(provider, ASKED, None))


def test_words_that_become_more_sensitive_take_new_leave_even_where_they_may_still_be_sent() -> None:
    provider, rules = object(), Rules()
    allowed = leave(provider, rules)
    rules.now = Classification(1, Sensitivity.CONFIDENTIAL, ("label confidential",))
    with pytest.raises(LeaveLapsed, match="became confidential"):
        asyncio.run(allowed.require(provider, ASKED, None))
    rules.now = Classification(1, Sensitivity.PUBLIC)
    asyncio.run(allowed.require(provider, ASKED, None))


def test_rules_that_cannot_be_read_give_no_leave() -> None:
    rules = Rules()
    allowed = leave(provider := object(), rules)
    rules.error = RecordError("the record cannot be read")
    with pytest.raises(RecordError):
        leave(object(), rules)
    with pytest.raises(RecordError):
        asyncio.run(allowed.require(provider, ASKED, None))


def test_nobody_else_makes_leave() -> None:
    with pytest.raises(TypeError, match="made by allow"):
        Allowed(object(), to(object()), Rules(), Classification(1, Sensitivity.PUBLIC), b"")
    makers = [
        file.relative_to(PACKAGE)
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Allowed"
    ]
    assert makers == [Path("routing/permits.py")]


def test_every_provider_looks_at_the_leave() -> None:
    """A class with a `complete` that takes leave uses it: it requires it, or hands it to one that does."""
    lax = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in sorted((PACKAGE / "models").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.AsyncFunctionDef)
        and any(argument.arg == "allowed" for argument in node.args.args)
        and not _only_declares(node)
        and not any(isinstance(inner, ast.Name) and inner.id == "allowed" for inner in ast.walk(node))
    ]
    assert lax == []


def _only_declares(function: ast.AsyncFunctionDef) -> bool:
    """True for a method of a protocol, which ends in three dots."""
    last = function.body[-1]
    return isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is ...
