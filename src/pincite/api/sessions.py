"""Somebody at work in a firm, for a program that waits and for one that awaits."""

from collections.abc import Callable, Sequence
from os import PathLike

from pincite.api.uses import Mode, Uses
from pincite.views.added import Added
from pincite.views.document import Document
from pincite.views.passage import Hit
from pincite.views.record import Record
from pincite.views.reply import Found, Reply, Statement
from pincite.views.shown import Shown


class Session:
    """Somebody at work in a firm. Each call asks the rules anew: a wall counts from the moment it stands.

    May be used from several threads at once.

    Each method raises AccessError, of which NotVisible is one, for what the user may not see or do, in the same words
    for what is hidden and for what is not there; and RecordError where it cannot be put on the record, and then nothing
    is given out. An argument that no call could have (`k=0`) is a ValueError, and leaves no record.
    """

    def __init__(self, uses: "Uses") -> None:
        self._uses = uses

    def __repr__(self) -> str:
        return f"<pincite.Session of {self.user!r}>"

    @property
    def user(self) -> str:
        """Who asks."""
        return self._uses.user

    def ask(
        self,
        question: str,
        *,
        matter: str | None = None,
        mode: Mode = "quote",
        after: str | int | None = None,
        on_statement: Callable[[Statement], None] | None = None,
        on_found: Callable[[Found], None] | None = None,
    ) -> Reply:
        """Answer a question over all that the user may see, or over one `matter`.

        `after` is the record (its number or id) of an earlier question of the user's, which this one goes on from.
        `on_statement` is given each statement as soon as it is on the record, in the firm's own thread. What it raises
        ends the question and is raised here; an error of pincite's own gives a refusal instead. It cannot use a
        `Session`, whose work that thread does. In the mode "write", `on_found` is given in the same way the quotes that
        are found before the model is asked; they are no part of its answer, and `Reply.found` has them too.

        Raises:
            QuestionError: the question is empty or too long.
            ModelError: the mode is "write" and no language model is set.
        """
        return self._uses.wait(self._uses.ask(question, matter, mode, after, on_statement, on_found))

    def search(self, question: str, k: int = 10, *, matter: str | None = None, after: int = 0) -> tuple[Hit, ...]:
        """The `k` passages that fit a question best, the best first; 1 to 1,000.

        `after` leaves out the first so many: give it the number of those that calls with the same `k` have given.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return self._uses.wait(self._uses.search(question, k, matter, after))

    def ingest(self, *paths: str | PathLike[str], matter: str, labels: Sequence[str] = (), sync: bool = False) -> Added:
        """Read files and folders into a matter; the workspace's owner makes one that is new.

        What cannot be read is in what this gives, with its reason. With `sync` documents are removed whose files are
        gone from the folders.

        Raises:
            DocumentError: there is nothing at any of the paths.
            WorkspaceError: another process is changing the documents.
        """
        return self._uses.wait(self._uses.ingest(paths, matter, labels, sync))

    def documents(self, *, matter: str | None = None) -> tuple[Document, ...]:
        """The documents that the user may see, in the order of their matters and paths."""
        return self._uses.wait(self._uses.documents(matter))

    def text(self, document: str) -> str:
        """A document's text, exactly; citations count its characters."""
        return self._uses.wait(self._uses.text(document))

    def show(self, citation: str) -> Shown:
        """The words that a citation stands for: "12.1", the first statement of record 12, or "DOC:START-END".

        Raises:
            CitationError: it is no citation, or names nothing.
        """
        return self._uses.wait(self._uses.show(citation))

    def record(self, record: str | int) -> Record:
        """A record, by its number or id, as far as the user may see it."""
        return self._uses.wait(self._uses.record(record))

    def records(self, count: int = 20) -> tuple[Record, ...]:
        """The newest `count` records that the user may see, the newest last."""
        return self._uses.wait(self._uses.records(count))


class AsyncSession:
    """As `Session`, for a program that awaits; each method raises what that of `Session` does."""

    def __init__(self, uses: "Uses") -> None:
        self._uses = uses

    def __repr__(self) -> str:
        return f"<pincite.AsyncSession of {self.user!r}>"

    @property
    def user(self) -> str:
        """Who asks."""
        return self._uses.user

    async def ask(
        self,
        question: str,
        *,
        matter: str | None = None,
        mode: Mode = "quote",
        after: str | int | None = None,
        on_statement: Callable[[Statement], None] | None = None,
        on_found: Callable[[Found], None] | None = None,
    ) -> Reply:
        """As `Session.ask`."""
        return await self._uses.later(self._uses.ask(question, matter, mode, after, on_statement, on_found))

    async def search(self, question: str, k: int = 10, *, matter: str | None = None, after: int = 0) -> tuple[Hit, ...]:
        """As `Session.search`."""
        return await self._uses.later(self._uses.search(question, k, matter, after))

    async def ingest(
        self, *paths: str | PathLike[str], matter: str, labels: Sequence[str] = (), sync: bool = False
    ) -> Added:
        """As `Session.ingest`."""
        return await self._uses.later(self._uses.ingest(paths, matter, labels, sync))

    async def documents(self, *, matter: str | None = None) -> tuple[Document, ...]:
        """As `Session.documents`."""
        return await self._uses.later(self._uses.documents(matter))

    async def text(self, document: str) -> str:
        """As `Session.text`."""
        return await self._uses.later(self._uses.text(document))

    async def show(self, citation: str) -> Shown:
        """As `Session.show`."""
        return await self._uses.later(self._uses.show(citation))

    async def record(self, record: str | int) -> Record:
        """As `Session.record`."""
        return await self._uses.later(self._uses.record(record))

    async def records(self, count: int = 20) -> tuple[Record, ...]:
        """As `Session.records`."""
        return await self._uses.later(self._uses.records(count))
