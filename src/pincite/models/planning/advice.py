"""What lacks where a plan does not fit, and what would help: nothing is advised but what was planned and fits."""

from collections.abc import Iterator
from dataclasses import replace

from pincite.errors import ModelError
from pincite.models.planning.amounts import counted, size
from pincite.models.planning.cache import KV_NAMES
from pincite.models.planning.parallel import obstacle
from pincite.models.planning.plan import Demand, Plan, planned

SHORTEST = 256
"""Tokens of a context that is worth advising: a question with one passage."""


def shortfall(plan: Plan) -> str:
    """Why a plan does not fit, and what would help, as one sentence."""
    demand, room = plan.demand, plan.machine.usable_bytes
    where = " on each device" if demand.devices > 1 else ""
    needed = plan.device_bytes
    base = plan.device_weights + plan.device_workspace
    if plan.device_weights > room:
        what, needed = "the weights alone need", plan.device_weights
    elif base > room:
        what, needed = "the weights and the workspace alone need", base
    else:
        each = " each need" if demand.users > 1 else " needs"
        what = f"{counted(demand.users, plan.who)} with {counted(demand.context, 'token')}{each}"
    helps = _either(list(_helping(plan)))
    return f"{what} {size(needed)}{where}, and {size(room)} are usable; {helps}"


def _helping(plan: Plan) -> Iterator[str]:
    """Each change of one setting with which all fits; where there is none, devices with fewer users."""
    found = [*_fewer(plan), *_smaller_cache(plan), *_more_devices(plan)]
    yield from found
    if found:
        return
    for devices in _devices(plan):
        other = _planned(plan, replace(plan.demand, devices=devices))
        if other is not None and other.users_at_once:
            yield f"plan --tp {devices} with at most {counted(other.users_at_once, plan.who)}"
            return
    yield "nothing that this machine has would help: take a smaller model, fewer bits a number, or more memory"


def _fewer(plan: Plan) -> Iterator[str]:
    if plan.users_at_once:
        yield f"plan at most {counted(plan.users_at_once, plan.who)}"
    if SHORTEST <= plan.longest_context < plan.demand.context:
        yield f"plan at most {counted(plan.longest_context, 'token')} (--context)"


def _smaller_cache(plan: Plan) -> Iterator[str]:
    for kind in KV_NAMES[KV_NAMES.index(plan.demand.kv) + 1 :] if plan.model.decoder else ():
        if _fits(plan, replace(plan.demand, kv=kind)):
            yield f"plan a smaller cache (--kv {kind})"
            return


def _more_devices(plan: Plan) -> Iterator[str]:
    for devices in _devices(plan):
        if _fits(plan, replace(plan.demand, devices=devices)):
            yield f"plan more devices (--tp {devices})"
            return


def _devices(plan: Plan) -> Iterator[int]:
    """Numbers of devices that the machine has, beyond those asked for, and that the model can be divided over."""
    more = range(plan.demand.devices + 1, plan.machine.devices + 1)
    return (devices for devices in more if obstacle(plan.model, devices) is None)


def _fits(plan: Plan, demand: Demand) -> bool:
    other = _planned(plan, demand)
    return other is not None and other.fits


def _planned(plan: Plan, demand: Demand) -> Plan | None:
    """The plan with another demand; None where the model or the engine cannot do it."""
    try:
        return planned(plan.model, plan.machine, demand)
    except ModelError:
        return None


def _either(changes: list[str]) -> str:
    """Changes of which each alone helps; the first names what is done, and the others do not say it again."""
    first, *others = changes
    rest = [other.removeprefix("plan ") for other in others]
    if not rest:
        return first
    return ", ".join([first, *rest[:-1]]) + f" or {rest[-1]}"
