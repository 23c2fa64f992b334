"""Drafters: how an answer comes about. It is quoted from the documents, or a language model writes it."""

from collections.abc import AsyncIterator
from typing import Protocol

from pincite.ask.draft import Draft
from pincite.ask.stages import Read, Walked
from pincite.verification.support import Support


class Drafter(Protocol):
    """Drafts the answer to one question, and checks each statement of it: nothing is shown that it did not check."""

    async def drafted(self, read: Read) -> Draft | None:
        """What is to be said, as the amendments of today leave it; None where there is nothing that could be drafted.

        Raises:
            ModelError: a model's files are missing or damaged.
        """

    def checked(self, walked: Walked) -> AsyncIterator[Support]:
        """Each statement of a draft with its verdict, in the order in which they are said.

        Raises:
            ClosedError: part of what was read was closed to the asker, and a model was to be asked about it again.
            ModelError: a model's files are missing or damaged, or it gave no usable reply.
        """
