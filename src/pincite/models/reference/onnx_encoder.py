"""Encoders in ONNX files, those that ship among them, as a reference: their weights without the graph around them.

A graph in whole numbers of 8 bits rounds what goes into each multiplication. The reference rounds it too (the shape's
`is_rounded`), so that what is left between the two is rounding in float32; without, it says what rounding costs.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pincite.errors import ModelError
from pincite.models.reference.arrays import Floats
from pincite.models.reference.encoder import multiplied
from pincite.models.reference.naming import encoder_names
from pincite.models.reference.onnx_file import Graph, Node, read_graph
from pincite.models.reference.running import Reference
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.weights import Kept

PREFIX = "bert."

MATRICES = {
    "attn_q": "attention/self/query",
    "attn_k": "attention/self/key",
    "attn_v": "attention/self/value",
    "attn_output": "attention/output/dense",
    "ffn_up": "intermediate/dense",
    "ffn_down": "output/dense",
}
"""What the steps are called that multiply with a matrix; the exporter gives the matrices themselves no names."""

MULTIPLIES = ("MatMulInteger", "MatMul")

HEAD = "head.weight_Transposed"


def onnx_encoder(*files: Path) -> Reference:
    """The encoder in an ONNX file of BERT's form, as transformers exports it, in float32 or quantised by onnxruntime.

    A file that was cut into parts is given by these, in their order.

    Raises:
        ModelError: The file cannot be read, is damaged, or holds something else.
    """
    graph = read_graph(*files)
    reader = _Reader(files[0], graph)
    tensors = dict(reader.tensors())
    layers = sum(name.endswith("attn_q.weight") for name in tensors)
    table = tensors["position_embd.weight"]
    shape = EncoderShape(
        layers=layers,
        heads=reader.heads(table.shape[1]),
        vocabulary=len(tensors["token_embd.weight"]),
        epsilon=reader.epsilon(),
        activation="gelu",
        longest=len(table),
        is_rounded=any(node.operator == "DynamicQuantizeLinear" for node in graph.nodes),
    )
    return Reference(shape, Kept(tensors))


def embedding(hidden: Floats) -> Floats:
    """The vector of a text: the mean of its hidden states (n, width), with length 1.

    Source: Reimers and Gurevych, "Sentence-BERT", 2019, section 3 (mean pooling).
    """
    mean = hidden.mean(axis=0)
    made: Floats = mean / np.linalg.norm(mean)
    return made


def head_scores(model: Reference, hidden: Floats) -> Floats:
    """What the head of an encoder that ships makes of a text: of its first hidden state, followed by the mean of all.

    Raises:
        ModelError: The encoder has no such head.
    """
    if "head.weight" not in model.weights:
        raise ModelError("this encoder has no head; compare its vectors")
    if not isinstance(model.shape, EncoderShape):
        raise ModelError("only an encoder has a head; compare log-probabilities")
    pooled = np.concatenate((hidden[0], hidden.mean(axis=0)))
    made: Floats = multiplied(model.shape, model.weights, "head", pooled[None])[0]
    return made


class _Reader:
    """Finds the parts of an encoder in a graph."""

    def __init__(self, file: Path, graph: Graph) -> None:
        self._file, self._graph = file, graph

    def tensors(self) -> Iterator[tuple[str, Floats]]:
        """Each tensor under its name in llama.cpp."""
        steps = {output: node for node in self._graph.nodes for output in node.outputs}
        layers = 0
        while any(name.startswith(f"/layer.{layers}/attention/self/query/MatMul") for name in steps):
            layers += 1
        if not layers:
            raise self._other("has no layers of BERT")
        for name, named in encoder_names(layers, prefix=PREFIX).items():
            if name.startswith(("head_", "output")):
                continue
            part = name.removesuffix(".weight").split(".", 2)[-1]
            if name.endswith(".weight") and part in MATRICES:
                yield name, self._matrix(f"/layer.{name.split('.')[1]}/{MATRICES[part]}/MatMul", steps)
            elif (found := self._constant(named.stored[0])) is not None:
                yield name, found
            elif not name.endswith(("embd.bias", "types.bias")):
                raise self._other(f"lacks {named.stored[0]}")
        if (head := self._constant(HEAD)) is not None and (bias := self._constant("head.bias")) is not None:
            yield "head.weight", head.T
            yield "head.bias", bias

    def heads(self, width: int) -> int:
        """How many heads there are, by what scores are multiplied with: 1/√size."""
        for node in self._graph.nodes:
            if node.operator in ("Mul", "Div") and node.inputs[0] == "/layer.0/attention/self/MatMul_output_0":
                scale = self._constant(node.inputs[1])
                if scale is not None and scale.size == 1 and scale.item() > 0:
                    size = round(scale.item() ** (-2 if node.operator == "Mul" else 2))
                    if 0 < size <= width and width % size == 0:
                        return width // size
        raise self._other("does not say how its scores are scaled")

    def epsilon(self) -> float:
        """What is added to variances, alike in all norms."""
        found = {
            node.floats.get("epsilon", 1e-5) for node in self._graph.nodes if node.operator == "LayerNormalization"
        }
        if len(found) != 1:
            raise self._other("has norms with several epsilons, or none")
        return found.pop()

    def _matrix(self, step: str, steps: dict[str, Node]) -> Floats:
        """The matrix (out, in) that a step multiplies with."""
        for output, node in steps.items():
            if output.startswith(f"{step}_output") and node.operator in MULTIPLIES:
                found = self._constant(node.inputs[1].removesuffix("_quantized"))
                if found is not None:
                    return np.ascontiguousarray(found.T)
        raise self._other(f"has no matrix at {step}")

    def _constant(self, name: str) -> Floats | None:
        """A constant in float32, whether it is stored so or in whole numbers with a scale and a zero."""
        constants = self._graph.constants
        if name in constants:
            plain: Floats = constants[name].astype(np.float32)
            return plain
        parts = [f"{name}_{part}" for part in ("quantized", "scale", "zero_point")]
        if not all(part in constants for part in parts):
            return None
        stored, scale, zero = (constants[part].astype(np.float32) for part in parts)
        made: Floats = (stored - zero) * scale
        return made

    def _other(self, what: str) -> ModelError:
        return ModelError(f"{self._file.name} {what}, so it is no encoder that the reference can read; name another")
