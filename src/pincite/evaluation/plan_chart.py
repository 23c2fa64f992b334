"""The chart of a plan: memory of a device by context, a line for each number of users, and what the device has."""

from collections.abc import Iterator
from dataclasses import replace

from pincite.errors import ModelError
from pincite.evaluation.plot import Curve, amounts, as_file
from pincite.models.planning.plan import Plan, memory_bytes, planned

SHORTEST = 512

GIB = 2**30


def plan_chart(plan: Plan) -> str:
    """The chart as a whole SVG file."""
    lines = list(_lines(plan))
    usable = plan.machine.usable_bytes / GIB
    title = f"Memory of {plan.model.title or plan.model.family} on {plan.machine.name}"
    said = [f"{line.label}: {line.points[0][1]:.1f} to {line.points[-1][1]:.1f} GiB" for line in lines]
    description = (
        f"By context from {lines[0].points[0][0]:,.0f} to {lines[0].points[-1][0]:,.0f} tokens, cache in "
        f"{plan.demand.kv}. {'; '.join(said)}. Usable are {usable:.1f} GiB."
    )
    limit = (f"{usable:,.1f} GiB usable", usable)
    device = "GiB" if plan.demand.devices == 1 else "GiB of each device"
    return as_file(amounts(title, description, lines, across="tokens of each user", up=device, limit=limit))


def _lines(plan: Plan) -> Iterator[Curve]:
    contexts = _contexts(plan)
    plans = [replaced for context in contexts if (replaced := _with_context(plan, context)) is not None]
    for slot, users in enumerate(_users(plan)):
        points = [(float(each.demand.context), memory_bytes(each, users) / GIB) for each in plans]
        label = f"{users:,} user" + ("" if users == 1 else "s")
        yield Curve(label, points, (), slot, is_main=users == plan.demand.users)


def _with_context(plan: Plan, context: int) -> Plan | None:
    """The same plan with another context; None where the model cannot read it."""
    try:
        return planned(plan.model, plan.machine, replace(plan.demand, context=context))
    except ModelError:
        return None


def _contexts(plan: Plan) -> list[int]:
    """Doubling from the shortest to what was asked for or fits, whichever is more, these two among them."""
    most = max(plan.demand.context, plan.longest_context, SHORTEST * 2)
    found = {plan.demand.context}
    at = SHORTEST
    while at <= most:
        found.add(at)
        at *= 2
    return sorted(found | ({most} if plan.longest_context else set()))


def _users(plan: Plan) -> list[int]:
    """One user, those asked for, and steps around them, at most five lines."""
    asked = plan.demand.users
    return sorted({1, max(1, asked // 4), max(1, asked // 2), asked, asked * 2})
