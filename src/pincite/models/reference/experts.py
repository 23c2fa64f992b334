"""Mixture of experts: a router sends each token to a few of many feed-forward networks.

All experts lie in memory, and a token uses k of them: the total counts for memory, the active ones for arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.models.architecture.architecture import Experts
from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.feed_forward import sigmoid


@dataclass(frozen=True, slots=True, eq=False)
class Routing:
    """What a router decided: its logits (n, experts), the experts chosen (n, used) and their weights (n, used)."""

    logits: Floats
    chosen: Positions
    weights: Floats


def softmax(logits: Floats) -> Floats:
    """e^x over its sum, along the last axis."""
    powers: Floats = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def route(logits: Floats, experts: Experts, correction: Floats | None = None) -> Routing:
    """The experts of each token. `correction` is added for the choice, and not to the weights.

    Sources: Shazeer et al., "Outrageously Large Neural Networks", 2017, equations 2 to 5 (without noise); Jiang et al.,
    "Mixtral of Experts", 2024, section 2.1 (softmax over the k chosen); DeepSeek-AI, "DeepSeek-V3", 2024, equations 12
    to 16 (sigmoid, correction) and section 2.1.2 (groups, by the sum of their two best experts).
    """
    affinity = softmax(logits) if experts.gate == "softmax" else sigmoid(logits)
    wanted = affinity if correction is None else affinity + correction
    if experts.groups > 1:
        wanted = _within_groups(wanted, experts)
    chosen = np.argsort(-wanted, axis=-1, kind="stable")[:, : experts.used]
    weights = np.take_along_axis(affinity, chosen, axis=-1)
    if experts.is_normalised:
        weights = weights / weights.sum(axis=-1, keepdims=True)
    return Routing(logits, chosen, weights * np.float32(experts.scale))


def _within_groups(wanted: Floats, experts: Experts) -> Floats:
    """Minus infinity for the experts outside the best groups."""
    grouped = wanted.reshape(len(wanted), experts.groups, -1)
    merit = np.sort(grouped, axis=-1)[..., -2:].sum(axis=-1)
    best = np.argsort(-merit, axis=-1, kind="stable")[:, : experts.groups_used]
    is_open = np.zeros(merit.shape, dtype=np.bool_)
    np.put_along_axis(is_open, best, True, axis=-1)
    return np.where(is_open[..., None], grouped, -np.inf).reshape(wanted.shape).astype(np.float32)


def tokens_by_expert(routing: Routing) -> Positions:
    """How many tokens went to each expert, shape (experts,)."""
    return np.bincount(routing.chosen.ravel(), minlength=routing.logits.shape[-1]).astype(np.int64)


def load_balancing_loss(routings: Sequence[Routing]) -> float:
    """How uneven the experts of all layers are used in training: k when even, more the fewer do all the work.

    Source: Fedus et al., "Switch Transformers", 2021, equations 4 to 6, for k > 1 and over all layers' tokens together,
    as Mixtral is trained.
    """
    tokens = sum(len(routing.logits) for routing in routings)
    share = np.sum([tokens_by_expert(routing) for routing in routings], axis=0) / tokens
    likelihood = np.sum([softmax(routing.logits).sum(axis=0) for routing in routings], axis=0) / tokens
    return float(len(share) * (share * likelihood).sum())
