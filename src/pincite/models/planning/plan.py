"""What a model needs on a machine for a number of users and a context: all figures, from the model's own file."""

from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture
from pincite.models.planning.amounts import counted
from pincite.models.planning.cache import KvType, require_blocks, token_bytes, user_bytes
from pincite.models.planning.engines import Engine, engine_of
from pincite.models.planning.machine import Machine
from pincite.models.planning.parallel import device_bytes, require_divisible
from pincite.models.planning.positions import Stretch, stretch_for, usable_context
from pincite.models.planning.roofline import Work, prompt_work, step_work
from pincite.models.planning.workspace import workspace_bytes

PATIENCE_MS = 3_000.0
"""How long people wait for the first word."""

MOST_TOKENS = 2**26
MOST_USERS = 10**6

LONGEST_UNBOUNDED = 2**20
"""Tokens up to which a context is sought where the model itself sets no bound."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked for: `users` at once, each with `context` tokens of question and answer, on `devices`."""

    context: int
    users: int
    kv: KvType = "f16"
    devices: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures. Bytes with `device` in their name are of each device; the others are of all devices together.

    `users_at_once` is 0 where not even one user fits. `token` is None for a model that writes nothing.
    """

    model: Architecture
    machine: Machine
    demand: Demand
    engine: Engine
    stretch: Stretch | None
    device_weights: int
    device_kv_token: int
    device_kv_user: int
    device_workspace: int
    users_at_once: int
    longest_context: int
    prompt: Work
    token: Work | None

    @property
    def weights_bytes(self) -> int:
        """The sum of the model's tensors."""
        return self.model.weights_bytes

    @property
    def kv_bytes_per_token(self) -> int:
        """Cache that one token takes on all devices while no window is full."""
        return self.device_kv_token * self.demand.devices

    @property
    def kv_bytes_per_user(self) -> int:
        """Cache that one user takes on all devices, in whole blocks."""
        return self.device_kv_user * self.demand.devices

    @property
    def device_bytes(self) -> int:
        """What all users that are asked for take on each device."""
        return memory_bytes(self, self.demand.users)

    @property
    def who(self) -> str:
        """What is counted: users, or of a model that writes nothing the texts that it reads at once."""
        return "user" if self.model.decoder else "text"

    @property
    def fits(self) -> bool:
        """True if all users that are asked for fit at once."""
        return self.users_at_once >= self.demand.users

    @property
    def first_token_ms(self) -> float:
        """From a question that fills the context to the first word, for one user alone, in milliseconds."""
        return 1000 * self.prompt.seconds(self.machine)

    @property
    def token_ms(self) -> float | None:
        """From one word to the next while all users write, in milliseconds; None where nothing is written."""
        return None if self.token is None else 1000 * self.token.seconds(self.machine)

    @property
    def is_quick(self) -> bool:
        """True if the first word comes while people still wait."""
        return self.first_token_ms <= PATIENCE_MS


def memory_bytes(plan: Plan, users: int) -> int:
    """Bytes that a number of users take on each device, the weights and workspace included."""
    each = plan.device_kv_user
    passes = 1 if plan.model.decoder else users  # an encoder keeps nothing, but works on each text at once
    return plan.device_weights + plan.device_workspace * passes + each * users


def planned(model: Architecture, machine: Machine, demand: Demand) -> Plan:
    """The plan of a model on a machine.

    Raises:
        ModelError: more is asked for than the model can read or the machine has, or the model cannot be divided so.
    """
    _require_possible(model, machine, demand)
    engine = engine_of(machine, model.tensors_from)
    _require_cache(engine, demand)
    stretch = stretch_for(model, demand.context)
    layers, devices = model.decoder, demand.devices
    require_blocks(layers, demand.kv)
    weights = device_bytes(model, devices)
    workspace = workspace_bytes(model, demand.context, engine, devices)
    each = user_bytes(layers, demand.kv, demand.context, engine, devices)
    return Plan(
        model,
        machine,
        demand,
        engine,
        stretch,
        weights,
        token_bytes(layers, demand.kv, devices),
        each,
        workspace,
        _users(machine.usable_bytes - weights, workspace, each, writes=bool(layers)),
        _longest(model, machine, demand, engine),
        prompt_work(model, demand.kv, demand.context, engine.chunk, devices),
        step_work(model, demand.kv, demand.context, demand.users, devices) if layers else None,
    )


def _require_possible(model: Architecture, machine: Machine, demand: Demand) -> None:
    if not 1 <= demand.context <= MOST_TOKENS:
        raise ModelError(f"a context of {demand.context:,} tokens is none; plan 1 to {MOST_TOKENS:,} with --context")
    if not 1 <= demand.users <= MOST_USERS:
        raise ModelError(f"{demand.users:,} users are none; plan 1 to {MOST_USERS:,} with --users")
    if demand.devices > machine.devices:
        raise ModelError(
            f"--tp {demand.devices} needs {demand.devices} devices, and {machine.called} has "
            f"{counted(machine.devices, 'device')}; "
            "say how many it has with devices = … in the file of --machine"
        )
    require_divisible(model, demand.devices)


def _require_cache(engine: Engine, demand: Demand) -> None:
    if engine.name == "vllm" and demand.kv != "f16":
        raise ModelError(
            f"--kv {demand.kv} is a cache of llama.cpp, and the engine that is planned is vLLM, which has none such; "
            'plan --kv f16, or say engine = "llama.cpp" in the file of --machine'
        )


def _users(room: int, workspace: int, each: int, *, writes: bool) -> int:
    """Users whose cache fits beside the weights; of an encoder, texts that it can work on at once."""
    if not writes:
        return max(0, room // workspace)
    return max(0, (room - workspace) // each)


def _longest(model: Architecture, machine: Machine, demand: Demand, engine: Engine) -> int:
    """The longest context that all users fit with, no longer than the model reads; 0 where none does."""
    most = usable_context(model) or LONGEST_UNBOUNDED
    low, high = 0, max(most, demand.context)
    room = machine.usable_bytes - device_bytes(model, demand.devices)
    while low < high:
        middle = (low + high + 1) // 2
        each = user_bytes(model.decoder, demand.kv, middle, engine, demand.devices)
        workspace = workspace_bytes(model, middle, engine, demand.devices)
        if _users(room, workspace, each, writes=bool(model.decoder)) >= demand.users:
            low = middle
        else:
            high = middle - 1
    return low
