"""SmolLM2 from its GGUF file: what transformers computes from the same file in float32."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities

MODEL = Path(__file__).parents[3] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.mark.live
@pytest.mark.skipif(not MODEL.exists(), reason=f"{MODEL} is not there: python -m runs.making.fetch_gguf")
def test_log_probabilities_are_those_of_transformers() -> None:
    kept: dict[str, Any] = json.loads(
        (Path(__file__).parents[2] / "data" / "reference" / "smollm2.json").read_text(encoding="utf-8")
    )
    assert hashlib.sha256(MODEL.read_bytes()).hexdigest() == kept["sha256"]
    found = log_probabilities(load(MODEL), kept["tokens"])
    likeliest = np.array(kept["likeliest"])
    of_likeliest = np.take_along_axis(found, likeliest, axis=-1)
    assert np.abs(of_likeliest - np.array(kept["of_likeliest"])).max() <= 2e-3
    assert np.abs(found[:, kept["others"]] - np.array(kept["of_others"])).max() <= 2e-3
    assert found.argmax(axis=-1).tolist() == likeliest[:, 0].tolist()
    assert np.exp(found).sum(axis=-1) == pytest.approx(1, abs=1e-4)
