"""Which models are asked for a temperature."""

import pytest

from pincite.models.chat.temperature import temperature


@pytest.mark.parametrize(
    "model",
    [
        "small",
        "llama-3.3-70b-instruct",
        "gpt-4.1-mini",
        "openai/gpt-4o",
        "gpt-5-chat-latest",
        "gpt-5.1",
        "gpt-50",
        "claude-3-5-sonnet-20241022",
        "claude-sonnet-4-20250514",
        "claude-opus-4-1-20250805",
        "claude-opus-4-6",
        "anthropic/claude-haiku-4-5-20251001",
        "turbo1",
    ],
)
def test_zero_for_what_has_one_right_answer(model: str) -> None:
    assert {temperature(task, model) for task in ("citing", "extraction", "judging")} == {0}


@pytest.mark.parametrize(
    "model",
    [
        "o1",
        "o3-mini",
        "openai/o4-mini-2025-04-16",
        "gpt-5",
        "gpt-5-mini-2025-08-07",
        "openai/gpt-5-nano",
        "claude-opus-4-7",
        "claude-opus-4-8-20260401",
        "claude-opus-5",
        "Claude-Sonnet-5-5",
        "anthropic/claude-haiku-5-5",
        "claude-fable-5-1",
        "claude-mythos-preview",
    ],
)
def test_none_for_those_that_take_none(model: str) -> None:
    assert temperature("citing", model) is None
