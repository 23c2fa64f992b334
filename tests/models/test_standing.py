"""What whoever sets a model's file is told of the way in which it was verified."""

from pathlib import Path

import pytest

from pincite.models.chat.llama_child import Way
from pincite.models.registry import Registered
from pincite.models.standing import Registration, Standing, Verification, of_another_way

MODEL = Registered("firm", Path("/m.gguf"), "ab" * 32, 1, 1, "llama", "Q4_K", 1, 4096, None, None)


def _standing(kv: str, *faults: str) -> Standing:
    verified = Verification("2026-11-30T05:00:00+00:00", 7, faults, kv)
    return Standing(MODEL.path, "registered", Registration(MODEL, 3, "ines", verified=verified))


@pytest.mark.parametrize(
    ("verified", "way", "said"),
    [
        ("f16", Way(), ""),
        ("q8_0", Way("q8_0"), ""),
        ("f16", Way("q8_0"), "run it with q8_0; verify it so: pincite models verify firm --kv q8_0"),
        ("q8_0", Way(), "verified with a cache in q8_0 (record 7)"),
        ("f16", Way("f16", 2.0), "run it with f16 and YaRN ×2"),
    ],
)
def test_a_model_that_runs_in_another_way_than_it_was_verified_is_cautioned_of(
    verified: str, way: Way, said: str
) -> None:
    found = of_another_way(_standing(verified), way)
    assert (said in found, bool(found)) == (True, bool(said))


def test_a_model_that_was_found_unsound_or_never_verified_has_another_caution() -> None:
    assert of_another_way(_standing("f16", "rope"), Way("q8_0")) == ""
    assert of_another_way(Standing(MODEL.path, "registered", Registration(MODEL, 3, "ines")), Way("q8_0")) == ""
    assert of_another_way(Standing(MODEL.path, "unregistered"), Way("q8_0")) == ""
