"""The product as an evaluation of search sees it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.errors import AccessError, PinciteError
from pincite.session.evaluating.places import without_places
from pincite.session.refusals import record_refused
from pincite.session.searching import find_passages
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.documents.span import MatterId, Span
    from pincite.evaluation.retrieval import FileRange
    from pincite.evaluation.suite import Suite, SuiteQuestion
    from pincite.retrieval.evidence import Evidence
    from pincite.session.session import Session

CLOSED = "[a document that is not open to you]"
"""Replaces a document that was found for a user named by a question, and is closed to the reader of the report."""


class Searched:
    """The product as an evaluation sees it: one matter of a workspace, asked by whoever runs the suite."""

    def __init__(self, session: "Session", suite: "Suite", matter: "MatterId", what: str) -> None:
        """Search a matter for a suite; `what` names the use where somebody is refused. Waits for the disk."""
        self._session = session
        self._what = what
        self._suite = suite
        self._matter = matter
        self._scope = session.scope(matter=matter)
        entries = session.firm.catalogue.entries(self._scope)
        self._paths = {entry.document: suite.path_of(entry.path) or entry.path for entry in entries}
        self._entries = {self._paths[entry.document]: entry for entry in entries}
        self._pieces: dict[str, Sequence[FileRange]] = {}

    @property
    def documents(self) -> int:
        """How many documents are searched."""
        return len(self._entries)

    def length_of(self, path: str) -> int | None:
        """Characters of the document at a path within the suite; None if there is none."""
        return self._entries[path].characters if path in self._entries else None

    def place_of(self, span: "Span") -> "FileRange":
        """The place of a range within the suite.

        All documents that the reader of the report may not see get the same name, so that only a range's length shows.
        """
        from pincite.evaluation.retrieval import FileRange

        path = self._paths.get(span.document)
        return FileRange(CLOSED, 0, span.end - span.start) if path is None else FileRange(path, span.start, span.end)

    async def words_of(self, place: "FileRange") -> str:
        """The words of a place without those that the file hides; empty for a closed document."""
        from pincite.documents.regions import HIDDEN_TEXT, as_shown

        version = self._entries[place.path].version if place.path in self._entries else None
        if not version:
            return ""
        content = await on_thread(self._session.firm.catalogue.content, version)
        return as_shown(content, place.start, place.end, HIDDEN_TEXT)

    async def search(self, question: "SuiteQuestion", k: int) -> "tuple[Evidence, float]":
        """The passages, on the record as any search is."""
        try:
            found = await find_passages(self._session, question.text, k, as_user=question.as_user, matter=self._matter)
        except AccessError as error:
            await record_refused(self._session, self._what, error, question.as_user)
            raise
        return found.evidence, found.ms

    async def pieces_of(self, path: str) -> "Sequence[FileRange]":
        """The pieces of one document: all that a search finds that may see no other."""
        from pincite.evaluation.retrieval import FileRange

        if path not in self._pieces:
            entry = self._entries[path]
            scope = await on_thread(self._session.scope, matter=self._matter)
            alone = replace(scope, denied=scope.denied | self._paths.keys() - {entry.document})
            count = await self._session.firm.index.count(alone)
            [vector] = await self._session.firm.embedder.embed([entry.title or path])
            legs = await self._session.firm.index.search("", vector, alone, max(1, count))
            self._pieces[path] = [
                FileRange(path, hit.chunk.start, hit.chunk.end)
                for hit in legs.dense
                if hit.chunk.version == entry.version
            ]
        return self._pieces[path]

    async def require_open(self) -> None:
        """Refuse to report on documents of which one is closed by now: a report has words and paths of all.

        Raises:
            AccessError: one was closed or taken away while the questions were asked.
        """
        documents = {entry.document for entry in self._entries.values()}
        await on_thread(self._session.require_open, self._scope, documents)

    def reportable(self, error: PinciteError) -> str:
        """A failure without the places of the workspace and the suite, which a report's reader has no business with."""
        return without_places(str(error), self._session, self._suite)
