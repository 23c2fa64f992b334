"""The chart of a plan: memory of a device by context, a line for each number of users, and what the device has."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pincite.errors import ModelError
from pincite.evaluation.charts.drawing import as_file
from pincite.evaluation.charts.lines import Curve, amounts
from pincite.models.planning.plan import Plan, memory_bytes, planned

SHORTEST = 512

MOST_ABOVE = 3
"""Times the highest line: what is usable is drawn up to there, since it would press the lines to the ground else."""

STEPS = 4
"""Contexts that are planned for each doubling, so that the lines bend smoothly."""


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    bytes: int

    def of(self, count: float) -> float:
        return count / self.bytes


GIB, MIB = _Unit("GiB", 2**30), _Unit("MiB", 2**20)


def plan_chart(plan: Plan, name: str) -> str:
    """The chart as a whole SVG file; `name` is what the model is called, which its file's inner title need not say."""
    plans = [found for context in _contexts(plan) if (found := _with_context(plan, context)) is not None]
    highest = max(memory_bytes(plans[-1], users) for users in _users(plan))
    unit = GIB if highest >= GIB.bytes else MIB
    lines, usable = list(_lines(plan, plans, unit)), unit.of(plan.machine.usable_bytes)
    title = f"Memory of {name} on {plan.machine.name}, cache in {plan.demand.kv}"
    said = [f"{line.label}: {line.points[0][1]:.1f} to {line.points[-1][1]:.1f}" for line in lines]
    description = (
        f"{unit.name} by context from {lines[0].points[0][0]:,.0f} to {lines[0].points[-1][0]:,.0f} tokens. "
        f"{'; '.join(said)}. Usable are {usable:,.1f}.{_trained(plan, ' It was trained with {} tokens.')}"
    )
    is_near = plan.machine.usable_bytes <= MOST_ABOVE * highest
    name = f"{usable:,.1f} {unit.name} usable" if is_near else f"{usable:,.1f} {unit.name} are usable, far above"
    up = unit.name if plan.demand.devices == 1 else f"{unit.name} of each device"
    limit = (name, usable if is_near else None)
    most, across = plan.model.trained_context, "tokens of each user, logarithmic"
    is_drawn = most is not None and plans[0].demand.context <= most <= plans[-1].demand.context
    mark = (_trained(plan, "trained with {}"), float(most)) if most is not None and is_drawn else None
    across += "" if is_drawn else _trained(plan, " (trained with {})")
    return as_file(amounts(title, description, lines, across=across, up=up, limit=limit, mark=mark))


def _trained(plan: Plan, said: str) -> str:
    """How many tokens the model was trained with, in a text that has a place for it; nothing where that is not said."""
    most = plan.model.trained_context
    return "" if most is None else said.format(f"{most:,}")


def _lines(plan: Plan, plans: list[Plan], unit: _Unit) -> Iterator[Curve]:
    for slot, users in enumerate(_users(plan)):
        points = [(float(each.demand.context), unit.of(memory_bytes(each, users))) for each in plans]
        label = f"{users:,} user" + ("" if users == 1 else "s")
        yield Curve(label, points, (), slot, is_main=users == plan.demand.users)


def _with_context(plan: Plan, context: int) -> Plan | None:
    """The same plan with another context; None where the model cannot read it."""
    try:
        return planned(plan.model, plan.machine, replace(plan.demand, context=context))
    except ModelError:
        return None


def _contexts(plan: Plan) -> list[int]:
    """Doubling in steps from the shortest to what was asked for or fits, whichever is more, these two among them."""
    most = max(plan.demand.context, plan.longest_context, SHORTEST)
    steps = range(STEPS * math.floor(math.log2(most / SHORTEST)) + 1)
    found = {plan.demand.context, *(round(SHORTEST * 2 ** (step / STEPS)) for step in steps)}
    return sorted(found | ({most} if plan.longest_context else set()))


def _users(plan: Plan) -> list[int]:
    """One user, those asked for, and steps around them, at most five lines."""
    asked = plan.demand.users
    return sorted({1, max(1, asked // 4), max(1, asked // 2), asked, asked * 2})
