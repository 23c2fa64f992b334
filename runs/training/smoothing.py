"""Spreads large activations over the weights they meet, so that both lose little when they are rounded to 8 bits.

A graph in 8 bits scales everything that goes into a matrix by the largest number in it. In a large body a few channels
hold numbers ten to thirty times as large as the others (Dettmers et al., 2022), so the others keep two or three of
their eight bits. Here channel j is divided by s_j before it is rounded, and row j of the matrix is multiplied by it
(SmoothQuant, Xiao et al., 2023, equation 4): the product is the same, and neither side has outliers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SHARE = 0.7
"""How much of the difficulty goes over to the weights, 0 to 1: alpha of the paper, which recommends .5 for most models
and more where outliers are larger. Of .5, .7, .8, .9 and 1 it gives the scores nearest to those in 32 bits."""

SMALLEST = 1e-4
"""A channel that was never larger is treated as if it had been."""

LEAST, MOST = 1e-2, 1e3
"""Between which a channel's divisor stays."""


def divisors(largest_given: np.ndarray, largest_weights: np.ndarray, share: float = SHARE) -> np.ndarray:
    """What each channel is divided by, (n_channels,), with a geometric mean near 1.

    `largest_given` and `largest_weights` are the largest absolute numbers of each channel, in what goes into a matrix
    and in the matrix's row.
    """
    given, weights = np.maximum(largest_given, SMALLEST), np.maximum(largest_weights, SMALLEST)
    found = given**share / weights ** (1 - share)
    return np.clip(found / np.exp(np.log(found).mean()), LEAST, MOST).astype(np.float32)


def smooth(graph: Path, out: Path, examples: Iterable[Mapping[str, np.ndarray]], share: float = SHARE) -> int:
    """Write the graph with its activations smoothed; how many matrices were changed.

    `graph` has 32-bit weights, `examples` are inputs of the kind that it will read. Matrices that read the same numbers
    share one division.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(graph)
    held = {tensor.name: tensor for tensor in model.graph.initializer}
    by_given: dict[str, list[Any]] = defaultdict(list)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in held and len(held[node.input[1]].dims) == 2:
            by_given[node.input[0]].append(node)
    largest = largest_numbers(graph, list(by_given), examples)
    before: dict[str, Any] = {}
    for given, nodes in by_given.items():
        matrices = [numpy_helper.to_array(held[node.input[1]]) for node in nodes]
        by = divisors(largest[given], np.max([np.abs(matrix).max(1) for matrix in matrices], axis=0), share)
        model.graph.initializer.append(numpy_helper.from_array(1 / by, f"{given}_divided_by"))
        smoothed = f"{given}_smoothed"
        before[nodes[0].name] = helper.make_node("Mul", [given, f"{given}_divided_by"], [smoothed], name=smoothed)
        for node, matrix in zip(nodes, matrices, strict=True):
            name = f"{node.input[1]}_smoothed_{node.name}"
            model.graph.initializer.append(numpy_helper.from_array(matrix * by[:, None], name))
            node.input[0], node.input[1] = smoothed, name
    ordered = [each for node in model.graph.node for each in (before.get(node.name), node) if each is not None]
    used = {name for node in ordered for name in node.input}
    weights = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(ordered)
    model.graph.initializer.extend(weights)
    onnx.save(model, out)
    return sum(map(len, by_given.values()))


def largest_numbers(
    graph: Path, names: Sequence[str], examples: Iterable[Mapping[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """The largest absolute number of each channel, (n_channels,), of values inside a graph over all examples."""
    import onnx
    import onnxruntime

    model = onnx.load(graph)
    for name in names:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # fused, they have no names
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    found: dict[str, np.ndarray] = {}
    for example in examples:
        for name, value in zip(names, session.run(list(names), dict(example)), strict=True):
            each = np.abs(value).reshape(-1, value.shape[-1]).max(0)
            found[name] = np.maximum(found[name], each) if name in found else each
    return found
