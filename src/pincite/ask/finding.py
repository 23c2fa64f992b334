"""Quotes for whoever waits for a language model: what quote mode would state is shown while the model writes."""

from contextlib import aclosing
from dataclasses import replace

from pincite.ask.draft import Draft
from pincite.ask.drafter import Drafter
from pincite.ask.gate import Gate
from pincite.ask.request import Request
from pincite.ask.stages import Walked
from pincite.ask.walk import unclear
from pincite.verification.support import Support

MOST_FOUND = 3
"""Quotes that are shown: most answers of quote mode have no more, and the written answer stands below them."""


async def with_quotes(request: Request, gate: Gate, quoting: Drafter, walked: Walked) -> Walked:
    """The walk with the first quotes that quote mode would state, on the record; without, where it would state none.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    if walked.read.unmentioned or walked.read.query.intent == "out_of_scope":
        return walked
    quoted = replace(walked, draft=await quoting.drafted(walked.read))
    said: list[Support] = []
    if await unclear(request, quoted) is None:
        async with aclosing(quoting.checked(quoted)) as each:
            async for one in each:
                if not isinstance(one, Draft) and one.supported and len(said) < MOST_FOUND:
                    said.append(one)
    request.watch.mark("find")
    return replace(walked, found=await gate.found(said, quoted)) if said else walked
