"""The record of a written answer says how the firm's own engine ran the model that wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.walk.conftest import Firm
from tests.walk.test_cascade import GOOD, Asked, _said

from pincite.models.chat.runs import Runs
from pincite.models.fakes import Scripted
from pincite.models.ports import Completion, Message

RUNS = Runs("ab" * 32, None, "llama.cpp, of a test", "f16", "ngram_simple", 1, 0)


class OwnEngine(Scripted):
    """A scripted model that says how it was run, as llama.cpp's adapter does."""

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The next reply."""
        return replace(await super().complete(messages, max_tokens, schema), runs=RUNS)


def test_the_record_names_weights_engine_cache_and_seed(firm: Firm) -> None:
    _, record = Asked(OwnEngine([_said(GOOD)]), Scripted([]))(firm)
    [sent] = record["facts"]["sent"]
    assert sent["runs"] == {
        "weights": "ab" * 32,
        "adapter": None,
        "engine": "llama.cpp, of a test",
        "kv": "f16",
        "speculation": "ngram_simple",
        "seed": 1,
        "temperature": 0,
        "repeats": False,
    }


def test_a_model_that_somebody_else_runs_says_nothing_of_that(firm: Firm) -> None:
    _, record = Asked(Scripted([_said(GOOD)]), Scripted([]))(firm)
    [sent] = record["facts"]["sent"]
    assert "runs" not in sent
