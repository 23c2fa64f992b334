"""What no model can be, whatever kind of file says it: figures that each may be right and do not go together."""

from collections.abc import Iterable, Iterator

from pincite.models.architecture.architecture import Attention, Experts, Layer, Rope, Scaling


def contradictions(layers: Iterable[Layer]) -> Iterator[str]:
    """The part of these layers that cannot be computed, as it would follow the model's name in a sentence."""
    for layer in dict.fromkeys(layers):
        for attention in (layer.attention, layer.cross):
            if attention is not None and attention.rope is not None:
                yield from _of_rope(attention, attention.rope)
        if isinstance(layer.feed_forward, Experts):
            yield from _of_experts(layer.feed_forward)


def _of_rope(attention: Attention, rope: Rope) -> Iterator[str]:
    if rope.dims < 2 or rope.dims % 2 or rope.dims > attention.key_dim:
        yield f"turns {rope.dims} of the {attention.key_dim} numbers of a head by its position, and they turn in pairs"
    if rope.base <= 1:
        yield f"has positions of the base {rope.base:g}, and theirs is above 1"
    if rope.scaling is not None:
        yield from _of_scaling(rope.scaling, rope.dims)


def _of_scaling(scaling: Scaling, dims: int) -> Iterator[str]:
    if scaling.factor < 1:
        yield f"stretches positions by {scaling.factor:g}, and that is at least 1"
    if not 0 < scaling.beta_slow < scaling.beta_fast:
        yield f"stretches positions between {scaling.beta_slow:g} and {scaling.beta_fast:g} turns, which is no range"
    if not 0 < scaling.low_frequency < scaling.high_frequency:
        low, high = scaling.low_frequency, scaling.high_frequency
        yield f"stretches positions between the frequencies {low:g} and {high:g}, which is no range"
    if scaling.kind == "dynamic" and dims == 2:
        yield "stretches positions of one pair by their frequencies, of which there is one"


def _of_experts(experts: Experts) -> Iterator[str]:
    if experts.used > experts.count:
        yield f"sends a token through {experts.used} of {experts.count} experts"
    if experts.count % experts.groups or experts.groups_used > experts.groups:
        yield f"takes {experts.groups_used} of {experts.groups} groups of {experts.count} experts"
    elif experts.used > experts.count // experts.groups * experts.groups_used:
        few = experts.count // experts.groups * experts.groups_used
        yield f"sends a token through {experts.used} experts of groups that have {few}"
