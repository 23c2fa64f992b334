"""Prints what a model needs on a machine, and how each figure follows."""

import asyncio
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call, open_called, settings_of
from pincite.cli.output import NARROW, console, emit, fail, visible
from pincite.models.chat.llama_child import UNSTRETCHED
from pincite.models.planning.advice import shortfall
from pincite.models.planning.amounts import counted, lasting, size
from pincite.models.planning.plan import Demand, Plan, planned
from pincite.models.registry import CONFIG, NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pincite.models.architecture.architecture import Architecture
    from pincite.models.chat.llama_child import KvCache, Way
    from pincite.models.planning.explaining import Line
    from pincite.models.planning.machine import Machine
    from pincite.models.registry import Registered


INDENT = "    "


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the options ask for; without `kv` the cache is as settings.toml has it for the model, else f16."""

    context: int
    users: int
    kv: "KvCache | None"
    devices: int

    def demand(self, way: "Way | None") -> Demand:
        """The same of a model that settings.toml runs in this way, if it does."""
        kept = "f16" if way is None else way.kv
        return Demand(self.context, self.users, self.kv or kept, self.devices)


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model's file; what is registered of it, and how settings.toml runs it, where it was named by its name."""

    path: Path
    registered: "Registered | None" = None
    way: "Way | None" = None


def show_plan(
    path: Path, asked: PlanOptions, machine: Path | None, plot: Path | None, *, explain: bool, calibrate: bool
) -> None:
    """Print the plan, and write its chart; the exit status is 1 where the users do not fit.

    Raises:
        ModelError: the model or the machine cannot be read, or the model cannot do what is asked.
    """
    from pincite.cli.eval.written import require_writable
    from pincite.drafts import write_whole
    from pincite.models.architecture.reading import read_architecture
    from pincite.views.model_plan import ModelPlan

    if explain and call().as_json:
        raise click.UsageError("--explain is for people; leave out --json.")
    if plot is not None and plot.suffix.lower() != ".svg":
        raise click.BadParameter(
            f"--plot writes SVG, and {plot.name} is called otherwise; name a file that ends in .svg"
        )
    require_writable(plot)
    named = _found(path)
    model = read_architecture(named.path)
    plan = planned(model, _machine(machine, model, calibrate=calibrate), asked.demand(named.way))
    if plot is not None:
        from pincite.evaluation.plan_chart import plan_chart

        write_whole(plot, plan_chart(plan, named.registered.name if named.registered else _called(named.path)))
    if call().as_json:
        emit(ModelPlan(plan, named.registered))
    else:
        _print_named(named, plan)
        _print(plan, explain=explain)
    if not plan.fits:
        fail(shortfall(plan))
        raise click.exceptions.Exit(1)


def _called(path: Path) -> str:
    """What a model that is not registered is called: by its file, or by the folder of its config.json.

    What it says of itself may be the name of another: quantised and tuned files keep that of the first.
    """
    path = path.absolute()
    return path.parent.name if path.name == CONFIG else path.name


def _found(given: Path) -> NamedModel:
    """The file that was named; a name that is no file here is that of a registered model."""
    if given.exists() or NAME.fullmatch(str(given)) is None or not call().workspace.is_dir():
        return NamedModel(given)
    from pincite.session.registering import unchanged_model

    with open_called() as session:
        registered = asyncio.run(unchanged_model(session, str(given)))
        place = realpath(registered.path)
        used = [one for one in settings_of(session).models if one.gguf is not None and realpath(one.gguf) == place]
    return NamedModel(registered.path, registered, used[0].way if used else None)


def _print_named(named: NamedModel, plan: Plan) -> None:
    """What is registered, and how settings.toml runs it, where that is not as it is planned here."""
    if named.registered is None:
        return
    out = console()
    out.print(f"{'registered':<18}{named.registered.name} {named.registered.sha256[:8]}", soft_wrap=True)
    if named.way is None:
        return
    needed = UNSTRETCHED if plan.stretch is None else plan.stretch.factor
    if (named.way.kv, named.way.yarn_factor) != (plan.demand.kv, needed):
        stretched = "" if named.way.yarn_factor == UNSTRETCHED else f" and YaRN ×{named.way.yarn_factor:g}"
        here = f"{plan.demand.kv}" + ("" if needed == UNSTRETCHED else f" and YaRN ×{needed:g}")
        out.print(f"{'settings.toml':<18}{named.way.kv}{stretched}; planned here: {here}", soft_wrap=True)


def _machine(file: Path | None, model: "Architecture", *, calibrate: bool) -> "Machine":
    if file is not None and calibrate:
        raise click.UsageError("--calibrate measures this machine, and --machine names another; give one of them.")
    if file is not None:
        from pincite.models.planning.machine import read_machine

        return read_machine(file)
    from pincite.models.planning.engine_speed import is_installed, load_now, measured_machine

    return measured_machine(model, calibrate=calibrate, has_engine=is_installed(), load=load_now())


def _print(plan: Plan, *, explain: bool) -> None:
    from pincite.models.planning.assumptions import assumptions

    out = console()
    for name, value in _figures(plan):
        out.print(f"{name:<18}{visible(value)}", soft_wrap=True)
    out.print()
    if explain:
        from pincite.models.planning.explaining import explained

        for line in explained(plan):
            for text, indent in _worked(line, is_narrow=out.width < NARROW):
                out.print(_wrapped(text, out.width, indent), soft_wrap=True)
        out.print()
    for sentence in assumptions(plan):
        out.print(_wrapped(f"- {sentence}", out.width), soft_wrap=True)


def _wrapped(text: str, width: int, indent: str = "", further: str = "  ") -> str:
    """A text on lines of a width, with nothing in it that steers a terminal; no word and no number is cut."""
    return fill(
        visible(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent + further,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _figures(plan: Plan) -> "Iterator[tuple[str, str]]":
    model, demand = plan.model, plan.demand
    yield "model", f"{model.title or model.family} ({_shape(plan)})"
    parameters = f"{model.parameters:,}"
    if model.active_parameters != model.parameters:
        parameters += f", of which one token uses {model.active_parameters:,}"
    yield "parameters", parameters
    yield "weights", size(plan.weights_bytes)
    if model.decoder:
        yield "cache of a token", f"{plan.kv_bytes_per_token:,} bytes ({demand.kv})"
        yield "cache of a user", f"{size(plan.kv_bytes_per_user)} for {counted(demand.context, 'token')}"
    devices = "" if demand.devices == 1 else f" on each of {demand.devices} devices"
    yield "memory", f"{size(plan.device_bytes)} of {size(plan.machine.usable_bytes)}{devices}"
    yield f"{plan.who}s at once", f"{plan.users_at_once:,} in memory ({demand.users:,} asked for)"
    longest = counted(plan.longest_context, "token") if plan.longest_context else "none"
    yield "longest context", f"{longest} with {counted(demand.users, plan.who)}"
    yield "first word after" if model.decoder else "a text is read in", lasting(plan.first_token_ms)
    if plan.token_ms is not None:
        yield "then a word every", lasting(plan.token_ms)


def _shape(plan: Plan) -> str:
    model = plan.model
    kinds = sorted({layer.attention.kind for layer in model.layers})
    layers = f"{len(model.layers)} layers"
    if model.encoder and model.decoder:
        layers = f"{len(model.encoder)} layers that read, {len(model.decoder)} that write"
    return f"{model.family}, {layers}, {' and '.join(kinds)}"


def _worked(line: "Line", *, is_narrow: bool) -> "Iterator[tuple[str, str]]":
    """A figure, its note and its working, each with its indentation; a narrow terminal has the note on its own line."""
    amount = f"{line.result:,.3f}" if isinstance(line.result, float) else f"{line.result:,}"
    result = f"{amount} {line.unit}".rstrip()
    yield f"{line.what} = {result}" + (f" ({line.note})" if line.note and not is_narrow else ""), ""
    if line.note and is_narrow:
        yield f"({line.note})", INDENT
    if line.working:
        yield f"= {line.working}", INDENT
