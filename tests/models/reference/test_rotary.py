"""Positions turn queries and keys as the tables of transformers say."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Rope, Scaling
from pincite.models.reference.rotary import Pairs, Turning, frequencies, rotate

TABLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "reference" / "rotary.json").read_text(encoding="utf-8")
)["tables"]


def _rope(config: dict[str, Any]) -> Rope:
    parameters = config["rope_parameters"]
    names = {
        "low_frequency": "low_freq_factor",
        "high_frequency": "high_freq_factor",
        "beta_fast": "beta_fast",
        "beta_slow": "beta_slow",
        "attention_factor": "attention_factor",
        "mscale": "mscale",
        "mscale_all_dim": "mscale_all_dim",
    }
    given = {name: parameters[key] for name, key in names.items() if key in parameters}
    original = parameters.get("original_max_position_embeddings", config["max_position_embeddings"])
    scaling = Scaling(parameters["rope_type"], parameters["factor"], original, **given)
    return Rope(parameters["rope_theta"], config["head_dim"], scaling)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table['config']['rope_parameters']['rope_type']}")
def test_frequencies_are_those_of_transformers(table: dict[str, Any]) -> None:
    radians, factor = frequencies(_rope(table["config"]), table["length"])
    assert np.abs(radians / np.array(table["frequencies"]) - 1).max() < 2e-6
    assert factor == pytest.approx(table["factor"], rel=1e-6)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table['config']['rope_parameters']['rope_type']}")
def test_a_scaling_changes_the_table(table: dict[str, Any]) -> None:
    rope = _rope(table["config"])
    plain, _ = frequencies(Rope(rope.base, rope.dims), table["length"])
    is_within = table["config"]["rope_parameters"]["rope_type"] == "dynamic" and table["length"] == 1
    assert np.allclose(plain, np.array(table["frequencies"]), rtol=1e-6) is is_within


def test_plain_frequencies_fall_from_one() -> None:
    radians, factor = frequencies(Rope(10_000.0, 8), 1)
    assert radians.tolist() == pytest.approx([1.0, 0.1, 0.01, 0.001])
    assert factor == 1.0


@pytest.mark.parametrize("pairs", ["halves", "adjacent"])
def test_products_depend_on_the_distance_alone(pairs: Pairs) -> None:
    random = np.random.default_rng(1)
    query, key = (random.standard_normal((1, 1, 16)).astype(np.float32) for _ in range(2))
    turning = Turning(Rope(10_000.0, 12), pairs)

    def product(at: int, of: int) -> float:
        turned = rotate(query, np.array([at]), turning, 1), rotate(key, np.array([of]), turning, 1)
        return float((turned[0] * turned[1]).sum())

    assert product(5, 2) == pytest.approx(product(105, 102), abs=1e-5)
    assert abs(product(5, 2) - product(5, 3)) > 1e-3


def test_pairs_that_lie_adjacent_are_halves_in_another_order() -> None:
    vectors = np.random.default_rng(2).standard_normal((3, 2, 8)).astype(np.float32)
    order = np.array([0, 4, 1, 5, 2, 6, 3, 7])
    at = np.arange(3)
    halves = rotate(vectors, at, Turning(Rope(100.0, 8), "halves"), 3)
    adjacent = rotate(vectors[..., order], at, Turning(Rope(100.0, 8), "adjacent"), 3)
    assert np.array_equal(halves[..., order], adjacent)


def test_numbers_beyond_the_turned_ones_stay() -> None:
    vectors = np.random.default_rng(3).standard_normal((2, 1, 8)).astype(np.float32)
    turned = rotate(vectors, np.array([3, 4]), Turning(Rope(100.0, 4), "halves"), 5)
    assert np.array_equal(turned[..., 4:], vectors[..., 4:])
    assert not np.allclose(turned[..., :4], vectors[..., :4])


def test_a_files_own_divisors_slow_its_pairs() -> None:
    vectors = np.ones((1, 1, 4), dtype=np.float32)
    turned = rotate(vectors, np.array([1]), Turning(Rope(1.0, 4), "halves", (1.0, 4.0)), 1)[0, 0]
    assert turned[:2].tolist() == pytest.approx([math.cos(1) - math.sin(1), math.cos(0.25) - math.sin(0.25)], abs=1e-6)


@pytest.mark.parametrize(
    ("scaling", "said"),
    [(Scaling("longrope", 4.0, 4096), "longrope"), (Scaling("yarn", 4.0), "lacks the context before it")],
)
def test_a_scaling_that_cannot_be_computed_is_refused(scaling: Scaling, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        frequencies(Rope(10_000.0, 8, scaling), 10)
