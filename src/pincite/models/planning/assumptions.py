"""What a plan takes for granted, and what it advises, as sentences: whoever relies on the figures reads these too."""

from collections.abc import Iterator

from pincite.models.planning.amounts import counted, lasting
from pincite.models.planning.experts import expected_read
from pincite.models.planning.parallel import copies, sums
from pincite.models.planning.plan import PATIENCE_MS, Plan
from pincite.models.planning.positions import usable_context


def assumptions(plan: Plan) -> Iterator[str]:
    """The sentences, the verdict first."""
    yield from verdict(plan)
    yield from _context(plan)
    yield from _waiting(plan)
    filled = "the memory" if plan.machine.devices == 1 else "each device"
    yield f"memory and speed are {plan.machine.source}; {plan.machine.usable:.0%} of {filled} may be filled"
    if plan.machine.note:
        yield plan.machine.note
    yield (
        f"the engine is {plan.engine.name}: cache in blocks of {counted(plan.engine.block, 'token')}, a prompt read "
        f"{plan.engine.chunk:,} tokens at a time, attention in tiles (flash attention)"
    )
    if not plan.machine.is_engine:
        yield "times are the least that memory and arithmetic allow (roofline): real engines take longer"
    yield from _experts(plan)
    yield from _devices(plan)
    yield from plan.model.notes


def verdict(plan: Plan) -> Iterator[str]:
    """Whether all users fit in memory; and whether the first word comes while people wait, by itself if it does not."""
    demand, lasts, limit = plan.demand, lasting(plan.first_token_ms), f"{PATIENCE_MS / 1000:g} s"
    what = "the first word comes" if plan.model.decoder else "one is read"
    users, tokens = counted(demand.users, plan.who), counted(demand.context, "token")
    if plan.fits:
        each = f"{tokens} fits" if demand.users == 1 else f"{tokens} each fit"
        quick = f"; {what} after {lasts}, within {limit}" if plan.is_quick else ""
        yield f"{users} with {each} in memory{quick}"
    elif plan.users_at_once:
        yield f"{users} with {tokens} each do not fit in memory, but {plan.users_at_once:,} do"
    else:
        yield f"not even one {plan.who} with {tokens} fits in memory"
    if not plan.is_quick:
        yield f"{what} only after {lasts}, and people wait {limit}"


def _waiting(plan: Plan) -> Iterator[str]:
    if not plan.model.decoder:
        yield "it writes nothing: the time is that of one text as long as the context, read in one go"
        return
    context = plan.demand.context
    filled = f"all {context:,} tokens" if context > 1 else "the one token"
    words = f"a question that fills {filled}, asked by one user alone"
    if plan.demand.users == 1:
        yield f"the first word is that of {words}"
        return
    last = lasting(plan.first_token_ms * plan.demand.users)
    yield f"the first word is that of {words}; if all {plan.demand.users:,} ask at once, the last waits {last}"
    if plan.engine.name == "llama.cpp":
        yield (
            f"these {plan.demand.users:,} write side by side, in a server at an address (--parallel "
            f"{plan.demand.users}); the llama.cpp that pincite starts itself (gguf in settings.toml) answers one after "
            "the other"
        )


def _context(plan: Plan) -> Iterator[str]:
    if plan.stretch is not None:
        yield f"{plan.demand.context:,} tokens are more than the {plan.stretch.original:,} of its training"
        yield plan.stretch.price
    elif usable_context(plan.model) is None:
        yield "its positions are relative, so nothing in the file bounds its context"
    windows = {layer.attention.window for layer in plan.model.decoder} - {None}
    if windows:
        count, all_layers = (
            sum(layer.attention.window is not None for layer in plan.model.decoder),
            len(plan.model.decoder),
        )
        yield f"{count} of {all_layers} layers keep no more than a window, so a user takes less than tokens × bytes"
    if any(layer.cross is not None for layer in plan.model.decoder):
        yield "question and answer may each have as many tokens as the context; what the encoder read is kept in f16"


def _experts(plan: Plan) -> Iterator[str]:
    experts, users = plan.model.experts, plan.demand.users
    if experts is not None:
        read = expected_read(experts, users)
        yield (
            f"a step of {counted(users, plan.who)} reads {read:.1f} of {experts.count} experts in each layer, if all "
            f"are used equally often; one user reads {experts.used}"
        )


def _devices(plan: Plan) -> Iterator[str]:
    devices = plan.demand.devices
    if devices == 1:
        return
    if plan.engine.name == "llama.cpp":
        yield "devices share the model as in vLLM, each with a part of every layer; llama.cpp gives each whole layers"
    if (times := copies(plan.model, devices)) > 1:
        yield f"there are fewer KV heads than devices, so {times} devices each keep a copy of one"
    if any(layer.attention.latent is not None for layer in plan.model.decoder):
        yield f"the latent vectors of MLA cannot be divided, so each of the {devices} devices keeps all of them"
    if not plan.machine.link_latency_s:
        yield f"a token takes {sums(plan.model)} exchanges between devices, without the time that each takes to begin"
