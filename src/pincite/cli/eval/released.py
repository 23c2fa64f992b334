"""What is kept of replies, looked at again before it is shown to anybody: to a person, or to a model."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pincite.cli.output import counted, fail

if TYPE_CHECKING:
    from pincite.evaluation.answered import Answered
    from pincite.session import Session


def still_open(session: "Session", *replies: "Answered", also: Iterable[str] = ()) -> bool:
    """Whether whoever asked may by now still see all that kept replies say anything of, and `also`, by document id."""
    return all(session.is_open(reply.documents.union(also), reply.as_user, reply.matter) for reply in replies)


def tell_left_out(number: int, what: str) -> None:
    """Say that something was not shown, and what to do; nothing where there is none."""
    if number:
        fail(
            f"{counted(number, what)} left out: part of what they show was closed to whoever asked, or taken away, "
            "since they were kept; run eval run again for what may be seen now"
        )
