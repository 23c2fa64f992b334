"""A GGUF file says the same as the files that it was converted from."""

from pathlib import Path

import numpy as np
import pytest
from tests.models.reference.made import FAMILIES, expected, gguf_of

from pincite.models.reference.loading import load
from pincite.models.reference.running import log_probabilities


@pytest.mark.parametrize("name", FAMILIES)
def test_a_converted_file_gives_what_transformers_gives(name: str, tmp_path: Path) -> None:
    wanted = expected(name)
    model = load(gguf_of(name, tmp_path / "model.gguf"))
    found = log_probabilities(model, wanted["tokens"])
    assert np.abs(found - np.array(wanted["log_probabilities"])).max() <= 1e-4
