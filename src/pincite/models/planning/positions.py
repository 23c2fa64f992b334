"""Whether a context needs positions beyond those that a model was trained with, and what YaRN then costs.

Rotary positions fail beyond the trained length. YaRN stretches the slow dimensions and leaves the fast ones; its factor
applies to every input, short ones too, so it is planned only where the context needs it.

Source: Peng et al., "YaRN", ICLR 2024 (arXiv 2309.00071): section 3.2 for the stretching, eq. 22 for the temperature.
"""

import math
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture, Rope, Scaling
from pincite.models.planning.amounts import counted

MOST_STRETCH = 32.0
"""The largest factor that the authors tried (4,096 to 131,072 tokens), and they trained 400 steps more for it."""

STEPS = 4
"""A factor is rounded up to a quarter, as published configurations have it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The YaRN that a context needs: its factor, from how many tokens on."""

    factor: float
    original: int

    @property
    def temperature(self) -> float:
        """What attention's queries and keys are multiplied with: 0.1 ln(s) + 1."""
        return 0.1 * math.log(self.factor) + 1

    @property
    def price(self) -> str:
        """What it costs, as a sentence."""
        return (
            f"YaRN ×{self.factor:g} reads every input with stretched positions, short ones too, and multiplies queries "
            f"and keys by {self.temperature:.3f}: measure the answers before and after, since Qwen3-8B fell from 39.0 "
            "to 26.5 on Arena-Hard with a fixed ×4 (QwenLM/Qwen3 #1567)"
        )


def usable_context(model: Architecture) -> int | None:
    """Tokens that a model reads as its file has it; None where nothing bounds them."""
    if model.positions == "relative":
        return None
    stretched = [
        round(scaling.original_context * scaling.factor)
        for layer in model.layers
        if (scaling := _scaling(layer.attention.rope)) is not None
        and scaling.kind == "yarn"
        and scaling.original_context is not None
    ]
    return None if model.trained_context is None else max(model.trained_context, *stretched, 0)


def stretch_for(model: Architecture, context: int) -> Stretch | None:
    """The YaRN that a context needs; None where it fits what the model was trained with.

    Raises:
        ModelError: the model cannot read so much, stretched or not.
    """
    most = usable_context(model)
    if most is None or context <= most:
        return None
    said = f"the model was trained with {counted(most, 'token')}"
    if model.positions == "learned":
        raise ModelError(f"{said} and has learnt a position for each, so it cannot read {context:,}; plan fewer")
    if any(_scaling(layer.attention.rope) is not None for layer in model.layers):
        raise ModelError(f"{said} with positions that are stretched already, so it cannot read {context:,}; plan fewer")
    factor = math.ceil(context / most * STEPS) / STEPS
    if factor > MOST_STRETCH:
        raise ModelError(
            f"{said}, and {context:,} would need positions stretched ×{factor:g}; YaRN was never tried beyond "
            f"×{MOST_STRETCH:g}: plan for {most * MOST_STRETCH:,.0f} tokens or fewer"
        )
    return Stretch(factor, most)


def _scaling(rope: Rope | None) -> Scaling | None:
    return None if rope is None else rope.scaling
