"""Drafters make an answer: it is quoted from the documents, or a language model writes it."""

from collections.abc import AsyncIterator
from typing import Protocol

from pincite.ask.draft import Draft
from pincite.ask.stages import Read, Walked
from pincite.verification.support import Support


class Drafter(Protocol):
    """Drafts the answer to one question, and checks each of its statements; only checked statements are shown."""

    async def drafted(self, read: Read) -> Draft | None:
        """The draft, with today's amendments applied; None if nothing can be drafted.

        Raises:
            ModelError: a model's files are missing or damaged.
        """

    def checked(self, walked: Walked) -> AsyncIterator[Support]:
        """Each statement of a draft with its verdict, in the order of the answer.

        Raises:
            ClosedError: part of what was read was closed to the asker before a model was asked about it again.
            ModelError: a model's files are missing or damaged, or it gave no usable reply.
        """
