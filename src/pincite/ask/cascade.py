"""Write mode: the models that may read what was found are asked in turn, until what one says holds."""

from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import replace

from pincite.ask.draft import Draft
from pincite.ask.drafter import Drafter
from pincite.ask.finding import with_quotes
from pincite.ask.gate import Gate
from pincite.ask.reply import Refusal
from pincite.ask.request import Request
from pincite.ask.routing import QUOTE, routed
from pincite.ask.stages import ABSTAINED, KEPT_BACK, Attempt, Read, Routed, Walked
from pincite.ask.walk import checked, drafted, ended, found, with_closest
from pincite.errors import ModelError, NotPermitted, OverBudget
from pincite.models.chat.prices import FREE
from pincite.models.chat.tier import Tier
from pincite.verification.support import Support

NOT_PAID = "no answer was written, since asking a language model might cost too much"
KEPT_IN = "no answer was written, since no language model may read what was found"


async def written_answer(request: Request, drafter_of: Callable[[str, bool], Drafter]) -> AsyncGenerator[Walked, None]:
    """The stages of a question whose answer a model words: read, routed, and for each model tried drafted and checked.

    `drafter_of` gives the drafter of a tier, and is told whether it is the last that may be asked. An answer stands if
    something of it holds when it was checked; else the next tier is asked. Where a model is full, that is one that
    neither costs money nor leaves the firm if the full one does not, unless the sources say otherwise. Statements go
    out as they are checked only where no further tier is left, since what went out cannot be taken back. Where somebody
    waits, quotes go out before the first model is asked.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    gate = Gate(request)
    walked = Walked(Read(request.query))
    async for walked in found(request, gate):
        yield walked
    if walked.refusal is not None:
        return
    route = await routed(request, walked.read)
    walked = replace(walked, routed=route)
    yield walked
    if route.decision.tier is None:
        yield await _kept_in(request, walked, Refusal("no_permitted_model", _none_permitted(request, route)))
        return
    if request.found is not None and route.decision.path[0] != QUOTE:
        walked = await with_quotes(request, gate, drafter_of(QUOTE, False), walked)
        yield walked
    left = deque(route.decision.path)
    while len(left) > 1:
        tier = left.popleft()
        try:
            async with aclosing(_held(request, gate, drafter_of(tier, False), _trying(walked, tier))) as stages:
                async for walked in stages:
                    yield walked
        except ModelError as error:
            walked = _failed(walked, tier, str(error))
            if _was_full(request, tier):
                further = [one for one in left if _may_stand_in(request, tier, one)]
                if not further:
                    yield await _kept_in(request, walked, _full(request, tier, left))
                    return
                left = deque(further)
        except _FallsShort as short:
            walked = _failed(walked, tier, str(short))
        else:
            yield await ended(request, gate, walked)
            return
        yield walked
    [last] = left
    drafter = drafter_of(last, True)
    walked = await drafted(request, drafter, _trying(walked, last))
    yield walked
    try:
        async with aclosing(checked(request, gate, drafter, walked)) as stages:
            async for walked in stages:
                yield walked
    except NotPermitted as error:
        refusal = _not_asked(error)
        if walked.draft is None or walked.draft.model is None:
            yield await _kept_in(request, walked, refusal)
        else:  # something was written, and none of it goes out
            yield replace(walked, refusal=refusal)
        return
    yield await ended(request, gate, walked)


def _was_full(request: Request, tier: str) -> bool:
    """Whether the last call of a tier found no room there."""
    calls = [call for call in request.calls if call.tier is not None and call.tier.name == tier]
    return bool(calls) and calls[-1].was_full


def _may_stand_in(request: Request, full: str, other: str) -> bool:
    """Whether a tier may be asked in the place of one that is full: for that alone nobody pays, or leaves the firm."""
    return request.sources.leaves_when_full or not _would(request, full, other)


def _would(request: Request, full: str, other: str) -> list[str]:
    """What asking one tier in the place of another would do that the other does not."""
    here, there = (_tier(request, name) for name in (full, other))
    today = request.now().date()
    does = {
        "leave the firm": there.leaves_firm and not here.leaves_firm,
        "cost money": there.prices.at(today) != FREE and here.prices.at(today) == FREE,
    }
    return [what for what, is_so in does.items() if is_so]


def _tier(request: Request, name: str) -> Tier:
    [tier] = [writer.tier for writer in request.writers if writer.tier.name == name]
    return tier


def _full(request: Request, tier: str, others: Iterable[str]) -> Refusal:
    """The refusal of a question whose model is full, where only others are left that would pay or leave the firm."""
    would = [f"{other} would {' and '.join(_would(request, tier, other))}" for other in others]
    return Refusal(
        "model_full",
        f"no answer was written, since the model {tier} is asked as much as it can take at the moment, and "
        f"{', and '.join(would)}; ask again in a minute, or ask for quotes, or have whoever runs this set when_full",
    )


class _FallsShort(Exception):  # noqa: N818 - never leaves this module
    """An answer does not stand."""


async def _held(request: Request, gate: Gate, drafter: Drafter, walked: Walked) -> AsyncGenerator[Walked, None]:
    """The walk with a draft, and with its statements once they are known to stand.

    Raises:
        _FallsShort: it does not stand.
        ModelError: the model gave no usable reply.
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    walked = await drafted(request, drafter, walked)
    yield walked
    draft = walked.draft
    if draft is None or _nobody_was_asked(draft):  # a further model would not be asked either
        return
    supports: list[Support] = []
    async with aclosing(drafter.checked(walked)) as found:
        async for one in found:
            if isinstance(one, Draft):
                draft = one
                walked = replace(walked, draft=draft)
                yield walked
            else:
                request.watch.mark("verify")
                await gate.require_open(walked)
                supports.append(one)
    if draft.problem:
        raise ModelError(draft.problem)
    if not any(support.supported for support in supports):
        raise _FallsShort(ABSTAINED if draft.abstained else KEPT_BACK)
    for support in supports:
        walked = await gate.settled(support, walked)
        yield walked


def _nobody_was_asked(draft: Draft) -> bool:
    """True where a reader found that hardly any passage can answer."""
    return not draft.problem and draft.prompting is None


def _trying(walked: Walked, tier: str) -> Walked:
    """The walk as a further tier is tried, without what one before it drafted."""
    return replace(walked, draft=None, attempts=(*walked.attempts, Attempt(tier)))


def _failed(walked: Walked, tier: str, problem: str) -> Walked:
    """The walk after a tier's answer did not stand."""
    return replace(walked, draft=None, attempts=(*walked.attempts[:-1], Attempt(tier, problem)))


def _not_asked(error: NotPermitted) -> Refusal:
    """The refusal of a question that a model may not be asked, for what it would read or for what that would cost."""
    if isinstance(error, OverBudget):
        return Refusal("over_budget", f"{NOT_PAID}: {error}")
    return Refusal("no_permitted_model", f"{KEPT_IN}: {error}")


async def _kept_in(request: Request, walked: Walked, refusal: Refusal) -> Walked:
    """The walk of a question that no model may be asked, with the best sentence of each passage that was found."""
    unsaid = Draft(walked.read.evidence, said=(), strength=0.0, abstained=False, tier=request.tier)
    walked = replace(walked, draft=unsaid)
    walked = replace(walked, draft=await with_closest(request, walked))
    return replace(walked, refusal=refusal)


def _none_permitted(request: Request, route: Routed) -> str:
    """Why no model is asked, and what would help."""
    most = max(writer.tier.accepts for writer in request.writers)
    level, because = route.classified.level, route.classified.reasons
    why = f" ({because[0]})" if because else ""
    return (
        f"{KEPT_IN}: it is {level.word}{why}, and the models that are set up may read what is {most.word} at most; ask "
        "for quotes instead, or have whoever runs this set the level of the matter, or what a model accepts"
    )
