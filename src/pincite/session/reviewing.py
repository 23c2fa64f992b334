"""A review: each of some questions put to each document that may be seen, on the record document by document."""

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from pincite.review import Plan, Review, Reviewed, planned, review, still_open

if TYPE_CHECKING:
    from pincite.session.session import Session


def plan_review(
    session: "Session", questions: Sequence[str], *, matter: str | None = None, again: bool = False
) -> Plan:
    """What a review is to do; `again` ignores the results of an earlier run of the same questions.

    Raises:
        QuestionError: there is no question, or one is empty or too long, or there are too many.
        NotVisible: the matter does not exist or may not be seen.
    """
    firm = session.firm
    scope = session.scope(matter=matter)
    return planned(questions, scope, matter=matter, sources=firm.sources, audit=firm.audit, again=again)


async def run_review(session: "Session", plan: Plan, so_far: Review) -> AsyncGenerator[Reviewed, None]:
    """Each document with its answers, as soon as they are on the record; `so_far` counts them.

    Raises:
        AccessError: the user has been shut out.
        IndexingError: the index could not be searched.
        ModelError: a model's files are missing or damaged.
        RecordError: the record cannot be written; then nothing more is given out.
    """
    async for reviewed in review(plan, sources=session.firm.sources, now=session.now, so_far=so_far):
        yield reviewed


async def open_still(session: "Session", plan: Plan, found: Sequence[Reviewed], so_far: Review) -> Sequence[Reviewed]:
    """The documents of a review that are still open, for a table that is given out as a whole.

    Raises:
        AccessError: the user has been shut out.
        RecordError: the record cannot be written; then nothing is given out.
    """
    return await still_open(plan, found, sources=session.firm.sources, now=session.now, so_far=so_far)
