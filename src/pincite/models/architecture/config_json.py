"""The architecture of a model in Hugging Face's form: config.json, with the headers of the weights beside it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pincite.models.architecture.architecture import Architecture
from pincite.models.architecture.config_fields import Config, read_config
from pincite.models.architecture.config_tensors import is_tied, shapes_of
from pincite.models.architecture.from_config import ENCODER_DECODERS, ENCODERS, KNOWN, WITHIN, family_of, layers_of
from pincite.models.architecture.gguf_fields import MOST_CONTEXT
from pincite.models.architecture.safetensors import tensors_beside
from pincite.models.architecture.tensors import Tensor

TYPE_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float8_e4m3fn": 1}

DEFAULT_TYPE = "float32"
"""What transformers loads where a configuration does not say the type of its numbers."""

EXPERT_NUMBER = re.compile(r"\.experts\.(\d+)\.")
LAYER_NUMBER = re.compile(r"(?:^|\.)(?:layers?|block)\.(\d+)\.")

PREFIXES = (("language_model.", ""), ("model.language_model.", "model."), ("bert.", ""))
"""What comes before a tensor's name where the model is part of another or has a head for a task, and what otherwise."""

EIGHT_BITS = "fp8"
"""What a configuration calls the method that keeps the matrices of layers in 8 bits, each number by itself."""

IN_LAYERS = re.compile(r"\.(?:self_attn|mlp|block_sparse_moe)\..*(?:proj|proj_with_mqa|w[123])\.weight$")
"""The matrices that such a method packs; embeddings, the head, norms and routers keep their type."""

MAY_BE_ABSENT = ("lm_head.", "pooler.")

LONGEST_TEMPLATE = 4_000_000


def architecture_beside(path: Path) -> Architecture:
    """What a config.json describes; its tensors are those of the weights in its folder, else those that follow from it.

    Raises:
        ModelError: the configuration is damaged, of a family that is not known here, lacks a value, or contradicts its
            weights.
    """
    whole = read_config(path)
    within = whole.part(WITHIN)
    config = whole if within is None or whole.family in KNOWN else within
    family = family_of(config)
    stored = tensors_beside(path)
    kind = config.text("dtype", "torch_dtype") or whole.text("dtype", "torch_dtype") or DEFAULT_TYPE
    packed = whole.part("quantization_config") or config.part("quantization_config")
    is_whole = packed is None or packed.text("quant_method") == EIGHT_BITS
    follow = tuple(_following(config, kind, has_eight_bits=packed is not None and is_whole))
    if stored and is_whole:
        _agree(config, follow, stored)
    return Architecture(
        family=family,
        title=whole.text("_name_or_path", "name_or_path") or path.resolve().parent.name,
        hidden=config.number("hidden_size", "d_model"),
        vocabulary=config.number("vocab_size"),
        layers=layers_of(config),
        trained_context=config.maybe("max_position_embeddings", "n_positions", most=MOST_CONTEXT),
        positions="learned" if family in ENCODERS else "relative" if family in ENCODER_DECODERS else "rope",
        norm="layer" if family in ENCODERS else "rms",
        norm_epsilon=_epsilon(config),
        is_tied=is_tied(config),
        tensors=stored or follow,
        tensors_from="safetensors" if stored else "config.json",
        counted=follow if packed is not None else (),
        chat_template_sha256=_template(path),
        metadata=config.values,
        notes=tuple(_notes(kind, packed, whole, config, is_stored=bool(stored))),
    )


def _following(config: Config, kind: str, *, has_eight_bits: bool) -> Iterator[Tensor]:
    size = TYPE_BYTES.get(kind)
    if size is None:
        raise config.wrong(f"has numbers of the unknown type {kind[:40]!r}")
    for name, shape in shapes_of(config):
        numbers = 1
        for each in shape:
            numbers *= each
        if has_eight_bits and IN_LAYERS.search(name):
            yield Tensor(name, shape, "f8_e4m3", numbers)
        else:
            yield Tensor(name, shape, kind, numbers * size)


def _epsilon(config: Config) -> float:
    for name in ("rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon"):
        if (found := config.maybe_decimal(name)) is not None:
            return found
    return 1e-6


def _notes(kind: str, packed: Config | None, whole: Config, config: Config, *, is_stored: bool) -> Iterator[str]:
    method = None if packed is None else (packed.text("quant_method") or "of an unnamed kind")[:40]
    if not is_stored:
        also = ", and in 8 bits, without scales, where they are matrices of a layer" if method == EIGHT_BITS else ""
        yield f"no weights lie beside config.json: their bytes are those of its tensors in {kind}{also}"
    if method is not None and (is_stored or method != EIGHT_BITS):
        where = "parameters are counted from config.json" if is_stored else "only the weights' files say their bytes"
        yield f"the weights are quantised ({method}): {where}"
    if whole.part("vision_config") is not None:
        what = (
            "of the part that sees pictures only the weights are" if is_stored else "the part that sees pictures is not"
        )
        yield f"{what} counted"
    if config.text("dtype", "torch_dtype") is None and not is_stored:
        yield f"config.json does not say the type of its numbers: {DEFAULT_TYPE}, as transformers would load it"


def _agree(config: Config, follow: tuple[Tensor, ...], stored: tuple[Tensor, ...]) -> None:
    """Refuse a configuration that gives its weights other shapes than they have."""
    found, experts = _by_plain_name(stored)
    layers = _layers(tensor.name for tensor in follow)
    stacks = {stack for stack, _ in layers}
    for tensor in follow:
        if (shape := found.get(tensor.name)) is None:
            if tensor.name.startswith(MAY_BE_ABSENT):
                continue
            raise config.wrong(f"asks for the tensor {tensor.name!r}, which its weights do not have")
        said = tensor.shape[1:] if tensor.role == "expert" else tensor.shape
        if shape != said:
            is_shaped, should = (" × ".join(map(str, each)) for each in (shape, said))
            raise config.wrong(
                f"says that the tensor {tensor.name!r} is {should}, and in its weights it is {is_shaped}"
            )
        if tensor.role == "expert" and experts[tensor.name] != tensor.shape[0]:
            raise config.wrong(
                f"says that there are {tensor.shape[0]} of {tensor.name!r}, and {experts[tensor.name]} are"
            )
    more = config.number("num_nextn_predict_layers", default=0, least=0)
    beyond = {number for stack, number in _layers(found) - layers if stack in stacks}
    if len(beyond) > more:
        raise config.wrong(f"says that there are {len(layers)} layers, and its weights have layer {max(beyond)} too")


def _layers(names: Iterable[str]) -> set[tuple[str, int]]:
    """The layers of tensors, each by what stands before its number: a part that sees pictures has its own."""
    return {(name[: found.start()], int(found[1])) for name in names if (found := LAYER_NUMBER.search(name))}


def _by_plain_name(stored: tuple[Tensor, ...]) -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, int]]:
    """The shapes of tensors by their names as in `config_tensors`, and how many experts have each."""
    shapes: dict[str, tuple[int, ...]] = {}
    experts: dict[str, int] = {}
    for tensor in stored:
        name = plain_name(tensor.name)
        name, is_expert = EXPERT_NUMBER.subn(".experts.*.", name)
        shapes[name] = tensor.shape
        experts[name] = experts.get(name, 0) + is_expert
    return shapes, experts


def plain_name(name: str) -> str:
    """The name that a tensor has in a model that is no part of another.

    >>> plain_name("model.language_model.layers.0.mlp.up_proj.weight")
    'model.layers.0.mlp.up_proj.weight'
    """
    for prefix, otherwise in PREFIXES:
        if name.startswith(prefix):
            return otherwise + name.removeprefix(prefix)
    return name


def _template(config: Path) -> str | None:
    """The hash of the chat template beside a configuration."""
    alone, tokenizer = config.with_name("chat_template.jinja"), config.with_name("tokenizer_config.json")
    if alone.is_file() and alone.stat().st_size <= LONGEST_TEMPLATE:
        return hashlib.sha256(alone.read_bytes()).hexdigest()
    if tokenizer.is_file():
        template = read_config(tokenizer).text("chat_template")
        return None if template is None else hashlib.sha256(template.encode()).hexdigest()
    return None
