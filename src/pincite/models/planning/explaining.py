"""Derives each figure of a plan, line by line, in arithmetic that somebody can check by hand.

Every working is plain arithmetic over figures that the file or the machine says, or that a line above derived. ⌊…⌋
rounds down and ⌈…⌉ up.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.models.architecture.architecture import Architecture, Attention, Experts
from pincite.models.planning.amounts import counted
from pincite.models.planning.cache import KV_TYPES, cross_bytes, user_bytes
from pincite.models.planning.experts import expected_read
from pincite.models.planning.machine import Machine
from pincite.models.planning.parallel import ACTIVATION_BYTES, copies, exchanged_bytes, share, sums
from pincite.models.planning.plan import Plan
from pincite.models.planning.positions import usable_context
from pincite.models.planning.roofline import Multiplied, Work, multiplied, seen
from pincite.models.planning.workspace import tiled_scores_bytes, whole_scores_bytes, widest, workspace_bytes

ROLES = {
    "embedding": "embeddings",
    "output": "output",
    "attention": "attention",
    "feed-forward": "feed-forward blocks",
    "expert": "experts",
    "router": "gates of experts",
    "norm": "norms",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is, how it is worked out, what comes out, and in which unit. `working` may be empty."""

    what: str
    working: str
    result: float
    unit: str
    note: str = ""


def explained(plan: Plan) -> Iterator[Line]:
    """The figures of a plan in the order in which they follow from one another."""
    yield from _weights(plan)
    if plan.model.decoder:
        yield from _cache(plan)
    yield from _memory(plan)
    yield from _scores(plan)
    yield from _reading(plan)
    if plan.token is not None:
        yield from _writing(plan, plan.token)


def _weights(plan: Plan) -> Iterator[Line]:
    model = plan.model
    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for tensor in model.tensors:
        kinds[tensor.type] += tensor.bytes
        counts[tensor.type] += 1
    for kind, size in kinds.most_common():
        yield Line(f"tensors in {kind}", "", size, "B", counted(counts[kind], "tensor"))
    yield Line("weights", " + ".join(str(size) for _, size in kinds.most_common()), plan.weights_bytes, "B")
    roles: Counter[str] = Counter()
    for tensor in model.counted or model.tensors:
        roles[tensor.role] += tensor.elements
    del roles["table"]
    for role, numbers in roles.most_common():
        yield Line(f"parameters: {ROLES[role]}", "", numbers, "")
    yield Line("parameters", " + ".join(str(numbers) for _, numbers in roles.most_common()), model.parameters, "")
    if (experts := model.experts) is not None:
        yield from _experts(plan, experts)
    if plan.demand.devices > 1:
        yield from _divided(plan)


def _experts(plan: Plan, experts: Experts) -> Iterator[Line]:
    model, users = plan.model, plan.demand.users
    numbers = sum(tensor.elements for tensor in model.counted or model.tensors if tensor.role == "expert")
    yield Line(
        "active parameters",
        f"{model.parameters} − {numbers} + {numbers} × {experts.used} ÷ {experts.count}",
        model.active_parameters,
        "",
        "all but the experts that a token leaves out",
    )
    yield Line(
        f"experts of a layer that {counted(users, 'token')} read",
        _read(experts, users),
        round(expected_read(experts, users), 3),
        "",
        f"of {experts.count}, if all are used equally often; one token reads {experts.used}",
    )


def _read(experts: Experts, tokens: int) -> str:
    return f"{experts.count} × (1 − (1 − {experts.used} ÷ {experts.count}) ^ {tokens})"


def _divided(plan: Plan) -> Iterator[Line]:
    model, devices = plan.model, plan.demand.devices
    held: Counter[float] = Counter()
    for tensor in model.tensors:
        held[share(tensor, model, devices)] += tensor.bytes
    parts = " + ".join(f"{size} ÷ {round(1 / part)}" for part, size in sorted(held.items()))
    note = f"{devices} devices; norms, gates and latent projections are on each"
    yield Line("weights of a device", parts, plan.device_weights, "B", note)
    if (times := copies(model, devices)) > 1:
        yield Line("devices that hold one KV head", "", times, "", "there are fewer KV heads than devices")
    yield Line(
        "exchange of a token",
        f"{sums(model)} × {model.hidden} × {ACTIVATION_BYTES} × 2 × {devices - 1} ÷ {devices}",
        exchanged_bytes(model, devices),
        "B",
        f"{sums(model)} sums of {model.hidden:,} numbers over the devices, in a ring",
    )


def _cache(plan: Plan) -> Iterator[Line]:
    model, demand, engine = plan.model, plan.demand, plan.engine
    block = KV_TYPES[demand.kv]
    groups = Counter(layer.attention for layer in model.decoder)
    sums, kept = [], []
    for attention, count in groups.items():
        numbers = _numbers(attention, demand.devices)
        named = f"{count} layers of {attention.kind}" + _window(attention)
        sums.append(f"{count} × ({numbers}) × {block.bytes} ÷ {block.numbers}")
        cells = engine.cells(demand.context, attention.window)
        kept.append(f"{count} × {cells} × ({numbers}) × {block.bytes} ÷ {block.numbers}")
        yield Line(f"tokens kept by {named}", _cells(plan, attention), cells, "", f"in blocks of {engine.block}")
    unit = f"{block.bytes} bytes for {block.numbers} numbers" if block.numbers > 1 else f"{block.bytes} bytes a number"
    yield Line("cache of a token", " + ".join(sums), plan.device_kv_token, "B", f"{demand.kv}: {unit}")
    if (crossed := cross_bytes(model.decoder, demand.context, demand.devices)) > 0:
        crossing = Counter(layer.cross for layer in model.decoder if layer.cross is not None)
        read = [
            f"{count} × {demand.context} × ({_numbers(each, demand.devices)}) × 2" for each, count in crossing.items()
        ]
        note = "keys and values of each decoder layer, in f16"
        yield Line("cache of what the encoder read", " + ".join(read), crossed, "B", note)
        kept.append(str(crossed))
    yield Line("cache of a user", " + ".join(kept), plan.device_kv_user, "B")


def _numbers(attention: Attention, devices: int) -> str:
    latent = attention.latent
    if latent is not None:
        return f"{latent.kv_rank} + {latent.rope_dim}"
    heads = max(1, attention.kv_heads // devices)
    return f"{heads} × {attention.key_dim} + {heads} × {attention.value_dim}"


def _window(attention: Attention) -> str:
    return "" if attention.window is None else f" with a window of {attention.window:,}"


def _cells(plan: Plan, attention: Attention) -> str:
    """How many tokens a layer keeps, in whole blocks."""
    block, context = plan.engine.block, plan.demand.context
    whole = f"⌈{context} ÷ {block}⌉ × {block}"
    if attention.window is None:
        return whole
    if plan.engine.name == "llama.cpp":
        return f"min({whole}, ⌈({attention.window} + {plan.engine.chunk}) ÷ {block}⌉ × {block})"
    read = f"min({context}, {attention.window} − 1 + {plan.engine.chunk})"
    return f"min({whole}, ⌈{read} ÷ {block}⌉ × {block} + {block})"


def _memory(plan: Plan) -> Iterator[Line]:
    machine, demand = plan.machine, plan.demand
    tokens = min(plan.engine.chunk, demand.context)
    padded = f"⌈{demand.context} ÷ {plan.engine.block}⌉ × {plan.engine.block}"
    wide = f"⌊3 × {widest(plan.model)} ÷ {demand.devices}⌋ + 5 × {plan.model.hidden}"
    working = f"{tokens} × 4 × ({wide}) + {tokens} × {padded} × 2"
    note = f"{counted(tokens, 'token')} of a prompt at a time: vectors in 32 bits, and the mask in 16"
    yield Line("workspace", working, plan.device_workspace, "B", note)
    each = "of each device" if demand.devices > 1 else ""
    yield Line("usable memory", f"⌊{machine.memory} × {machine.usable:g}⌋", machine.usable_bytes, "B", each)
    room = f"{machine.usable_bytes} − {plan.device_weights}"
    if plan.model.decoder:
        working = f"max(0, ⌊({room} − {plan.device_workspace}) ÷ {plan.device_kv_user}⌋)"
        yield Line("users at once", working, plan.users_at_once, "", "beside the weights and the workspace")
        total = f"{plan.device_weights} + {plan.device_workspace} + {demand.users} × {plan.device_kv_user}"
    else:
        working = f"max(0, ⌊({room}) ÷ {plan.device_workspace}⌋)"
        yield Line("texts at once", working, plan.users_at_once, "", "an encoder keeps no cache")
        total = f"{plan.device_weights} + {demand.users} × {plan.device_workspace}"
    yield Line(f"memory of {counted(demand.users, plan.who)}", total, plan.device_bytes, "B", each)
    yield Line("longest context", "", plan.longest_context, "tokens", _bounded(plan))
    if plan.model.decoder and plan.longest_context:
        held = user_bytes(plan.model.decoder, demand.kv, plan.longest_context, plan.engine, demand.devices)
        work = workspace_bytes(plan.model, plan.longest_context, plan.engine, demand.devices)
        yield Line("workspace then", "", work, "B", "worked out as above, for that context")
        yield Line("cache of a user then", "", held, "B", "worked out as above, for that context")
        yield Line(
            "memory then",
            f"{plan.device_weights} + {work} + {demand.users} × {held}",
            plan.device_weights + work + demand.users * held,
            "B",
        )


def _bounded(plan: Plan) -> str:
    users, most = plan.demand.users, usable_context(plan.model)
    if most is not None and plan.longest_context > most:
        return "all that was asked for, beyond its training"
    if most is not None and plan.longest_context == most:
        return f"all that it was trained with; {counted(users, plan.who)} {'fits' if users == 1 else 'fit'} with it"
    return f"the longest that {counted(users, plan.who)} {'fits' if users == 1 else 'fit'} with"


def _scores(plan: Plan) -> Iterator[Line]:
    model, context = plan.model, plan.demand.context
    layer = max(model.layers, key=lambda each: each.attention.heads)
    heads, value = layer.attention.heads, layer.attention.value_dim
    whole = whole_scores_bytes(model, context)
    yield Line(
        "scores of a layer at once", f"{heads} × {context} × {context} × 2", whole, "B", "attention without tiles"
    )
    tiled = tiled_scores_bytes(model, context)
    working = f"{heads} × {context} × ({value} + 2) × 4"
    yield Line("the same in tiles", working, tiled, "B", "FlashAttention; the engine is assumed to have it")


def _reading(plan: Plan) -> Iterator[Line]:
    """The work up to the first word: every weight is multiplied with all tokens, chunk by chunk."""
    what = "first word" if plan.model.decoder else "a text"
    model, context, devices = plan.model, plan.demand.context, plan.demand.devices
    chunk, work = min(plan.engine.chunk, context), plan.prompt
    layers, weights = model.encoder or model.decoder, multiplied(model, devices, reading=True)
    yield from _matrices(what, weights, devices)
    chunks = f"⌈{context} ÷ {plan.engine.chunk}⌉"
    moved = f"{chunks} × {_moved(model, weights, chunk)} + {weights.output_bytes:.0f}"
    yield Line(f"{what}: weights moved", moved, round(work.weight_bytes), "B", "once a chunk, the output once")
    if work.cache_bytes:
        block = KV_TYPES[plan.demand.kv]
        scaled = f"{block.bytes} ÷ {block.numbers}"
        again = [
            f"{count} × ({_numbers(each, devices)}) × {scaled} × {_read_again(each, context, plan)}"
            for each, count in Counter(layer.attention for layer in layers).items()
        ]
        note = "each chunk reads that of the chunks before, or of its window"
        yield Line(f"{what}: cache moved", " + ".join(again), round(work.cache_bytes), "B", note)
    numbers = f"2 × ({context} × {_numbers_used(model, weights)} + {weights.output_numbers}) ÷ {devices}"
    yield Line(f"{what}: operations with weights", numbers, round(work.weight_flops), "FLOP")
    attended = [
        f"{count} × {_pair(attention, written=False)} × {_pairs(attention, context)}"
        for attention, count in Counter(layer.attention for layer in layers).items()
    ]
    working = f"({' + '.join(attended)}) ÷ {devices}"
    yield Line(f"{what}: operations of attention", working, round(work.attention_flops), "FLOP", "pairs of tokens")
    yield from _time(what, work, plan.machine)


def _writing(plan: Plan, work: Work) -> Iterator[Line]:
    """The work of one step, in which each user gets a word."""
    model, demand = plan.model, plan.demand
    users, devices, context = demand.users, demand.devices, demand.context
    weights, block = multiplied(model, devices, reading=False), KV_TYPES[demand.kv]
    if model.encoder:
        yield from _matrices("next word", weights, devices)
    moved = f"{_moved(model, weights, users)} + {weights.output_bytes:.0f}"
    yield Line("next word: weights moved", moved, round(work.weight_bytes), "B", "once for all users")
    groups = Counter(layer.attention for layer in model.decoder)
    kept = [
        f"{count} × {seen(each, context)} × ({_numbers(each, devices)}) × {block.bytes} ÷ {block.numbers}"
        for each, count in groups.items()
    ]
    crossed = cross_bytes(model.decoder, context, devices)
    cache = f"{users} × ({' + '.join([*kept, str(crossed)] if crossed else kept)})"
    yield Line("next word: cache moved", cache, round(work.cache_bytes), "B", "that of each user, without padding")
    numbers = f"2 × {users} × ({_numbers_used(model, weights)} + {weights.output_numbers}) ÷ {devices}"
    yield Line("next word: operations with weights", numbers, round(work.weight_flops), "FLOP")
    attended = [f"{count} × {_pair(each, written=True)} × {seen(each, context)}" for each, count in groups.items()]
    attended += [
        f"{count} × {_pair(each, written=True)} × {context}"
        for each, count in Counter(layer.cross for layer in model.decoder if layer.cross is not None).items()
    ]
    working = f"{users} × ({' + '.join(attended)}) ÷ {devices}"
    yield Line("next word: operations of attention", working, round(work.attention_flops), "FLOP")
    yield from _time("next word", work, plan.machine)


def _matrices(what: str, weights: Multiplied, devices: int) -> Iterator[Line]:
    """What tokens are multiplied with: bytes to move on each device, and numbers on all of them."""
    where = "on each device, " if devices > 1 else ""
    for name, size, numbers in (
        ("the layers", weights.dense_bytes, weights.dense_numbers),
        ("all experts", weights.expert_bytes, weights.expert_numbers),
        ("the output", weights.output_bytes, weights.output_numbers),
    ):
        if numbers:
            yield Line(f"{what}: matrices of {name}", "", round(size), "B", f"{where}{numbers} numbers in all")


def _read_again(attention: Attention, context: int, plan: Plan) -> str:
    """Tokens whose cache a prompt's chunks read, all together."""
    chunk = plan.engine.chunk
    before = -(-context // chunk) - 1
    most = context if attention.window is None else attention.window + chunk
    growing = min(before, most // chunk)
    parts = [f"{chunk} × {growing} × {growing + 1} ÷ 2"] if growing else []
    parts += [f"{before - growing} × {most}"] if before > growing else []
    return f"({' + '.join([*parts, str(min(context, most))])})"


def _moved(model: Architecture, weights: Multiplied, tokens: int) -> str:
    """Bytes that so many tokens at once move, without those of the output."""
    if model.experts is None:
        return f"{weights.dense_bytes:.0f}"
    read = f"{weights.expert_bytes:.0f} × {_read(model.experts, tokens)} ÷ {model.experts.count}"
    return f"({weights.dense_bytes:.0f} + {read})"


def _numbers_used(model: Architecture, weights: Multiplied) -> str:
    """Numbers that one token is multiplied with, without those of the output."""
    if model.experts is None:
        return str(weights.dense_numbers)
    return f"({weights.dense_numbers} + {weights.expert_numbers} × {model.experts.used} ÷ {model.experts.count})"


def _pair(attention: Attention, *, written: bool) -> str:
    """Operations for one query and one key."""
    latent = attention.latent
    if latent is not None and written:
        return f"2 × {attention.heads} × (2 × {latent.kv_rank} + {latent.rope_dim})"
    return f"2 × {attention.heads} × ({attention.key_dim} + {attention.value_dim})"


def _pairs(attention: Attention, context: int) -> str:
    """Pairs of a query and a key."""
    if not attention.is_causal:
        return f"{context} × {context}"
    near = seen(attention, context)
    whole = f"{near} × {near + 1} ÷ 2"
    return f"({whole} + {context - near} × {near})" if context > near else whole


def _time(what: str, work: Work, machine: Machine) -> Iterator[Line]:
    """The time of moving or multiplying, whichever is slower, and of the exchange between devices."""
    moving = f"({round(work.weight_bytes)} + {round(work.cache_bytes)}) ÷ {machine.bandwidth:.0f}"
    multiplying = f"({round(work.weight_flops)} + {round(work.attention_flops)}) ÷ {machine.flops:.0f}"
    slower = "moving bytes" if work.bytes / machine.bandwidth > work.flops / machine.flops else "multiplying"
    exchange = ""
    if machine.link is not None and work.rounds:
        exchange = f" + {round(work.exchanged)} ÷ {machine.link:.0f} + {work.rounds} × {machine.link_latency_s:g}"
    yield Line(
        f"{what}: time",
        f"1000 × (max({moving}, {multiplying}){exchange})",
        1000 * work.seconds(machine),
        "ms",
        f"bound by {slower}",
    )
