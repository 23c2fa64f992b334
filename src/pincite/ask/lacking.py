"""What becomes of a question for which a part of the index could not be searched.

What was found stands, with a sentence on what was not searched. That nothing was found is never said: it may stand in
the part that is missing.
"""

from dataclasses import replace

from pincite.ask.reply import Refusal
from pincite.ask.request import Request
from pincite.ask.stages import Walked
from pincite.retrieval.not_searched import not_searched
from pincite.threads import on_thread


async def as_searched(request: Request, walked: Walked) -> Walked:
    """A walk that has ended, with what was not searched for it; unchanged if all of the index was.

    Raises:
        WorkspaceError: the catalogue cannot be read.
    """
    missing = request.missing
    if missing is None:
        return walked
    found = await on_thread(not_searched, missing, request.scope, request.sources.engines.catalogue)
    read = replace(walked.read, context=None)  # how much of all was read cannot be told
    walked = replace(walked, read=read, not_searched=found)
    if walked.refusal is None or walked.refusal.reason != "no_evidence":
        return walked
    return replace(walked, refusal=Refusal("failed", f"the question could not be answered: {found.sentence}"))
