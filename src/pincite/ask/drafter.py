"""Drafters make an answer: it is quoted from the documents, or a language model writes it."""

from collections.abc import AsyncGenerator
from typing import Protocol

from pincite.ask.draft import Draft
from pincite.ask.stages import Read, Walked
from pincite.verification.support import Support


class Drafter(Protocol):
    """Drafts the answer to one question, and checks each of its statements; only checked statements are shown."""

    async def drafted(self, read: Read) -> Draft | None:
        """The draft, with today's amendments applied, as far as it is there before it is checked; or None.

        Raises:
            ModelError: a model's files are missing or damaged.
        """

    def checked(self, walked: Walked) -> AsyncGenerator[Support | Draft, None]:
        """Each statement of a draft with its verdict, in the order of the answer; and the draft whenever it has grown.

        Raises:
            ClosedError: part of what was read was closed to the asker meanwhile.
            NotPermitted: what was read may not be sent to the model.
            ModelError: a model's files are missing or damaged.
        """
