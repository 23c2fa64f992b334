"""Encoders in ONNX files, those that ship among them, as a reference: their weights without the graph around them.

A graph in whole numbers of 8 bits rounds what goes into each multiplication. The reference rounds it too (the shape's
`is_rounded`), so that what is left between the two is rounding in float32; without, it says what rounding costs.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pincite.errors import ModelError
from pincite.models.reference.arrays import Floats
from pincite.models.reference.encoder import multiplied
from pincite.models.reference.naming import EncoderFamily, TensorSource, encoder_names
from pincite.models.reference.onnx_file import Graph, Node, read_graph
from pincite.models.reference.running import Reference
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.weights import Kept

PREFIX = "bert."

FAMILIES: tuple[EncoderFamily, ...] = ("bert", "mpnet")

STEP = re.compile(r"(?:/bert/encoder)?/(layer\.\d+/.+)/MatMul_output_0")
"""How the output of a step is called that multiplies: by the module that it is made in. The exporter gives the matrices
themselves no names."""

MULTIPLIES = ("MatMulInteger", "MatMul")

HEAD = "head.weight_Transposed"
"""What the name of the head's matrix begins with; that of its step differs."""

TABLES = ("token_embd", "position_embd", "token_types", "attn_rel_b")
"""What has no bias."""

MPNET_FIRST = 2
"""MPNet's first token has the position behind that of padding, which is 1. Source: transformers, `MPNetEmbeddings`."""

MPNET_FARTHEST = 128
"""Source: transformers, `MPNetEncoder.relative_position_bucket`."""


def onnx_encoder(*files: Path) -> Reference:
    """The encoder in an ONNX file of BERT's form or MPNet's, as transformers exports it.

    It is in float32 or quantised by onnxruntime, its activations smoothed or not. A file that was cut into parts is
    given by these, in their order.

    Raises:
        ModelError: The file cannot be read, is damaged, or holds something else.
    """
    graph = read_graph(*files)
    reader = _Reader(files[0], graph)
    tensors = dict(reader.tensors())
    table = tensors["position_embd.weight"]
    is_mpnet = reader.family == "mpnet"
    first = MPNET_FIRST if is_mpnet else 0
    shape = EncoderShape(
        layers=reader.layers,
        heads=reader.heads(table.shape[1]),
        vocabulary=len(tensors["token_embd.weight"]),
        epsilon=reader.epsilon(),
        activation="gelu",
        longest=len(table) - first,
        first_position=first,
        has_types=not is_mpnet,
        farthest=MPNET_FARTHEST if is_mpnet else None,
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
        self._steps = {output: node for node in graph.nodes for output in node.outputs}
        self._products = {_module(node): node for node in graph.nodes if _multiplies(node)}
        self.layers = len({module.split(".")[1] for module in self._products if module.startswith("layer.")})
        self.family, self._names = self._known()

    def _known(self) -> tuple[EncoderFamily, Mapping[str, TensorSource]]:
        """The family whose names the steps have, with these names."""
        for family in FAMILIES if self.layers else ():
            names = encoder_names(self.layers, prefix=PREFIX, family=family)
            if _of(names["blk.0.attn_q.weight"]) in self._products:
                return family, names
        raise self._other("has no layers of BERT or MPNet")

    def tensors(self) -> Iterator[tuple[str, Floats]]:
        """Each tensor under its name in llama.cpp."""
        for name, named in self._names.items():
            tensor, _, kind = name.rpartition(".")
            if name.startswith(("head_", "output")):
                continue
            if kind == "weight" and _of(named) in self._products:
                yield from self._multiplied(tensor, self._products[_of(named)])
            elif (found := self._constant(named.stored[0])) is not None:
                yield name, found
            elif not (kind == "bias" and tensor.endswith(TABLES)):
                raise self._other(f"lacks {named.stored[0]}")
        if "head" in self._products and (bias := self._constant("head.bias")) is not None:
            yield from self._multiplied("head", self._products["head"])
            yield "head.bias", bias

    def heads(self, width: int) -> int:
        """How many heads there are, by what scores are multiplied with: 1/√size."""
        scores = self._products.get(_of(self._names["blk.0.attn_q.weight"]).rpartition(".")[0])
        for node in self._graph.nodes if scores is not None else ():
            match node:
                case Node(operator="Mul" | "Div", inputs=(given, by)) if self._steps.get(given) is scores:
                    scale = self._constant(by)
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

    def _multiplied(self, tensor: str, product: Node) -> Iterator[tuple[str, Floats]]:
        """The matrix (out, in) that a step multiplies with, and what smooths the channels that it is given, if any."""
        matrix = self._constant(product.inputs[1].removesuffix("_quantized"))
        if matrix is None:
            raise self._other(f"has no matrix at {product.outputs[0]}")
        # the head is not copied: a product with its few rows laid out anew differs in its last bits
        yield f"{tensor}.weight", matrix.T if tensor == "head" else np.ascontiguousarray(matrix.T)
        given = product.inputs[0]
        match self._steps.get(given):
            case Node(operator="DynamicQuantizeLinear", inputs=(unrounded,)):
                given = unrounded
        match self._steps.get(given):
            case Node(operator="Mul", inputs=(_, by)):
                smoothing = self._constant(by)
                if smoothing is not None and smoothing.shape == matrix.shape[:1]:
                    yield f"{tensor}.smoothing", smoothing

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


def _multiplies(node: Node) -> bool:
    return node.operator in MULTIPLIES and len(node.inputs) > 1 and bool(node.outputs)


def _module(product: Node) -> str:
    """The module that a multiplication is made in, as its weights are named within the encoder; empty if in none."""
    if product.inputs[1].startswith(HEAD):
        return "head"
    found = STEP.match(product.outputs[0])
    return found[1].replace("/", ".") if found else ""


def _of(named: TensorSource) -> str:
    """The same of a tensor of the encoder."""
    return named.stored[0].removeprefix(f"{PREFIX}encoder.").rpartition(".")[0]
