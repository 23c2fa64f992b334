"""What changes a catalogue."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pincite.catalogue.entry import Incoming
from pincite.catalogue.pending import Step
from pincite.catalogue.steps import Attached
from pincite.documents.span import DocumentId, MatterId
from pincite.sealing import Sealed


class Changing(Protocol):
    """Changes of the catalogue. Each is atomic: complete when the call returns, or not made at all."""

    def written(self) -> AbstractContextManager[None]:
        """While this lasts, this process changes documents again and again; its readers may wait for each other."""
        ...

    def planned(self, *steps: Step) -> Sealed | None:
        """What the record is to say about planned changes, which are written down until they are made.

        None for a catalogue that no record covers.

        Raises:
            WorkspaceError: the catalogue holds other documents than the record has, or cannot be written.
            RecordError: the record cannot be read.
        """
        ...

    def give_up(self, said: Sealed) -> Sealed:
        """Forget a planned change that is not made after all; returns what the record is to say about that.

        Raises:
            WorkspaceError: the catalogue cannot be written.
        """
        ...

    def note_agreement(self, version: str | None) -> None:
        """Note the version of the index in which all agrees, or take the note away."""
        ...

    def stage(self, incoming: Incoming, at: datetime) -> None:
        """Store a version's content and announce that its rows are about to be written.

        The earlier version stays current until `commit`.
        """
        ...

    def commit(
        self, documents: Mapping[DocumentId, Sequence[str]], at: datetime, pieces: Mapping[DocumentId, str] = {}
    ) -> None:
        """Make the staged versions of documents stand, each with its labels: their rows are in the index."""
        ...

    def move(self, documents: Sequence[DocumentId], matter: MatterId, step: Step | None = None) -> None:
        """Put documents under another matter, and announce that their rows are about to follow; see `settle`.

        Their ids and versions stay. What is attached to a document that stays behind is attached no longer, so that
        nothing leads from one matter into another. `step` is the change as it was planned (`steps.moving`).
        """
        ...

    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        ...

    def attach_all(self, attached: Sequence[Attached]) -> None:
        """Note for each document which one it is attached to, how many are attached to it, and what it came in.

        If the last two are None, they stay as they are; what a document came in then follows from its parent.
        """
        ...

    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        ...

    def recut(self, documents: Mapping[DocumentId, tuple[str, str]]) -> None:
        """Note of documents how they are cut now, and the digests of their rows in the index, in hex."""
        ...

    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:
        """Take documents out of the catalogue; their contents stay for the record."""
        ...
