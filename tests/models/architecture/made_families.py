"""Small GGUF files of several families, of zeros, as llama.cpp loads them."""

from collections.abc import Callable, Mapping, Sequence

from tests.models.architecture.made_gguf import Made

HIDDEN, WORDS, WIDE = 64, 40, 96
HEADS, KV_HEADS, HEAD = 4, 2, 32
QUERY_RANK, KV_RANK, ROPE, PLAIN, VALUE = 48, 64, 32, 32, 32
EXPERTS, EXPERT_WIDE = 8, 32

Tensors = dict[str, tuple[Sequence[int], int]]

F32 = 0


def fields(family: str, layers: int, more: Mapping[str, object]) -> dict[str, object]:
    own: dict[str, object] = {
        "block_count": layers,
        "context_length": 32768,
        "embedding_length": HIDDEN,
        "feed_forward_length": WIDE,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "rope.freq_base": 10_000.0,
        "vocab_size": WORDS,
        **more,
    }
    return {
        "general.architecture": family,
        "tokenizer.ggml.model": "none",
        **{f"{family}.{name}": value for name, value in own.items()},
    }


def made(family: str, layers: int, layer: Callable[[int], Mapping[str, Sequence[int]]], **more: object) -> Made:
    tensors: Tensors = {"token_embd.weight": ((WORDS, HIDDEN), F32), "output_norm.weight": ((HIDDEN,), F32)}
    for at in range(layers):
        tensors |= {f"blk.{at}.{name}.weight": (shape, F32) for name, shape in layer(at).items()}
    return Made(fields(family, layers, {name.replace("__", "."): value for name, value in more.items()}), tensors)


def attention(norms: Sequence[str] = ()) -> dict[str, Sequence[int]]:
    return {
        "attn_norm": (HIDDEN,),
        "attn_q": (HEADS * HEAD, HIDDEN),
        "attn_k": (KV_HEADS * HEAD, HIDDEN),
        "attn_v": (KV_HEADS * HEAD, HIDDEN),
        "attn_output": (HIDDEN, HEADS * HEAD),
        **{name: (HEAD if name in ("attn_q_norm", "attn_k_norm") else HIDDEN,) for name in norms},
    }


def dense() -> dict[str, Sequence[int]]:
    return {
        "ffn_norm": (HIDDEN,),
        "ffn_gate": (WIDE, HIDDEN),
        "ffn_up": (WIDE, HIDDEN),
        "ffn_down": (HIDDEN, WIDE),
    }


def experts(*, shared: bool) -> dict[str, Sequence[int]]:
    own: dict[str, Sequence[int]] = {
        "ffn_norm": (HIDDEN,),
        "ffn_gate_inp": (EXPERTS, HIDDEN),
        "ffn_gate_exps": (EXPERTS, EXPERT_WIDE, HIDDEN),
        "ffn_up_exps": (EXPERTS, EXPERT_WIDE, HIDDEN),
        "ffn_down_exps": (EXPERTS, HIDDEN, EXPERT_WIDE),
    }
    if shared:
        own |= {"ffn_gate_shexp": (EXPERT_WIDE, HIDDEN), "ffn_up_shexp": (EXPERT_WIDE, HIDDEN)}
        own |= {"ffn_down_shexp": (HIDDEN, EXPERT_WIDE)}
    return own


def latent() -> dict[str, Sequence[int]]:
    return {
        "attn_norm": (HIDDEN,),
        "attn_q_a": (QUERY_RANK, HIDDEN),
        "attn_q_a_norm": (QUERY_RANK,),
        "attn_q_b": (HEADS * (PLAIN + ROPE), QUERY_RANK),
        "attn_kv_a_mqa": (KV_RANK + ROPE, HIDDEN),
        "attn_kv_a_norm": (KV_RANK,),
        "attn_k_b": (HEADS, KV_RANK, PLAIN),
        "attn_v_b": (HEADS, VALUE, KV_RANK),
        "attn_output": (HIDDEN, HEADS * VALUE),
    }


def grouped() -> Made:
    return made("llama", 3, lambda _: attention() | dense())


def window_of_gemma3() -> Made:
    norms = ("attn_q_norm", "attn_k_norm", "post_attention_norm", "post_ffw_norm")
    return made("gemma3", 8, lambda _: attention(norms) | dense(), attention__sliding_window=512)


def window_of_gemma2() -> Made:
    norms = ("post_attention_norm", "post_ffw_norm")
    return made("gemma2", 5, lambda _: attention(norms) | dense(), attention__sliding_window=1024)


def mixture() -> Made:
    return made(
        "qwen3moe",
        2,
        lambda _: attention(("attn_q_norm", "attn_k_norm")) | experts(shared=False),
        expert_count=EXPERTS,
        expert_used_count=2,
        expert_feed_forward_length=EXPERT_WIDE,
    )


def deepseek() -> Made:
    return made(
        "deepseek2",
        3,
        lambda at: latent() | (dense() if not at else experts(shared=True)),
        attention__head_count_kv=1,
        attention__kv_lora_rank=KV_RANK,
        attention__q_lora_rank=QUERY_RANK,
        attention__key_length=KV_RANK + ROPE,
        attention__value_length=KV_RANK,
        attention__key_length_mla=PLAIN + ROPE,
        attention__value_length_mla=VALUE,
        rope__dimension_count=ROPE,
        leading_dense_block_count=1,
        expert_count=EXPERTS,
        expert_used_count=2,
        expert_feed_forward_length=EXPERT_WIDE,
        expert_shared_count=1,
        expert_weights_scale=1.0,
        expert_gating_func=1,
    )
