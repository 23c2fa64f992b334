"""A question, and questions that were asked."""

from typing import Literal

from pydantic import Field

from pincite.ask import Mode
from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.web.api.schemas.described import Described, WholeText


class AskRequest(Described):
    """A question, and what it is about."""

    question: WholeText = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="The question, in a person's own words. Naming the document helps.",
        examples=["How much rent does the Tenant pay per month?"],
    )
    matter: WholeText | None = Field(
        None, max_length=300, description="Ask in this matter only; otherwise in all that the token reaches."
    )
    after: WholeText | None = Field(
        None,
        min_length=1,
        max_length=32,
        description="The record (its id or number) of an earlier question of yours that this one goes on from.",
    )
    mode: Mode = Field(
        "quote",
        description="`quote` answers in the documents' own words; `write` has the firm's language model write, and "
        "gives out what the cited words bear out. It takes a model that is set.",
    )


class Progress(Described):
    """How far a question about many documents is: the event `progress`."""

    done: int = Field(description="Documents that have been looked into.")
    of: int = Field(description="Documents that are to be looked into.")


class Begun(Described):
    """A question that is being answered."""

    id: str = Field(description="The id that its reply has on the record.")
    events: str = Field(description="Where its statements can be read as they are released.")
    reply: str = Field(description="Where its reply can be read once it is there.")


class Asked(Described):
    """A question that was asked."""

    id: str = Field(description="The id of its reply.")
    seq: int = Field(description="The number of its record.")
    asked: str = Field(description="When its reply was recorded (ISO 8601).")
    question: str = Field(description="The question, as it was sent.")
    state: Literal["answering", "answered", "refused", "failed"] = Field(description="What came of it.")
    after: int | None = Field(description="The number of the record that it goes on from.")
    reason: str | None = Field(description="Why there is no answer, as the code of the refusal.")


class AskedBefore(Described):
    """Questions of one's own, the newest first."""

    questions: list[Asked] = Field(description="The questions.")
    next: str | None = Field(description="Give it as `cursor` to get the ones before; null at the end.")
