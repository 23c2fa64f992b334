"""Why a model of some architectures is neither planned nor computed here, for the sentence that says so."""

from typing import Final

STATES: Final = frozenset(
    (
        *("mamba", "mamba2", "falcon_mamba", "jamba", "bamba", "zamba", "zamba2", "falcon-h1", "falcon_h1"),
        *("nemotron_h", "nemotron_h_moe", "granitehybrid", "granitemoehybrid", "plamo2", "recurrent_gemma"),
        *("qwen3next", "qwen3_next", "kimi-linear", "kimi_linear", "lfm2", "lfm2moe", "lfm2_moe"),
        *("rwkv", "rwkv5", "rwkv6", "rwkv7", "rwkv6qwen2", "arwkv7"),
    )
)
"""Families with layers that keep a state in the place of keys and values, as GGUF files and config.json call them."""

PICTURES: Final = frozenset(("clip", "clip_vision_model", "siglip", "siglip_vision_model", "pixtral", "mllama"))
"""Parts of models that see pictures, and families whose layers attend to what such a part has seen."""


def why_unknown(family: str, known: tuple[str, ...]) -> str:
    """What is to be said of a family that is not known.

    >>> why_unknown("mamba", ("llama",))[:52]
    'whose layers keep a state and not keys and values, s'
    """
    if family in STATES:
        return "whose layers keep a state and not keys and values, so it is neither planned nor computed here"
    if family in PICTURES:
        return (
            "which sees pictures, and of such a model only the part that writes is planned; name the file of that part"
        )
    return f"which is not known here; known are {', '.join(known)}"
