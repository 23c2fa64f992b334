"""What a session does for a program, each use once, and how what it gives reaches whoever waits or awaits."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pincite.ask import Found as FoundOnRecord
from pincite.ask import Released
from pincite.errors import PinciteError, WorkspaceError
from pincite.firm_thread import GIVEN_UP, ExitedError, FirmThread
from pincite.retrieval.further import MOST_HITS
from pincite.session import Session as Working
from pincite.session.adding import add_documents
from pincite.session.asking import answer, found_now, given_out
from pincite.session.reading import list_documents, open_document
from pincite.session.records import read_newest, read_record
from pincite.session.refusals import refusals_recorded
from pincite.session.search_pages import Onward, digest
from pincite.session.searching import find_passages
from pincite.session.showing import show_citation
from pincite.views.added import Added
from pincite.views.document import Document, documents_of
from pincite.views.passage import Hit
from pincite.views.record import Record
from pincite.views.reply import Found, Reply, Statement
from pincite.views.shown import Shown, shown_of

T = TypeVar("T")

Mode = Literal["quote", "write"]
"""Quote the documents word for word, or have the configured language model write and cite."""


class Uses:
    """What both sessions do, each use once, as a coroutine for the firm's thread."""

    def __init__(self, session: Working, thread: "FirmThread") -> None:
        self._session = session
        self._thread = thread

    @property
    def user(self) -> str:
        """Who asks."""
        return self._session.principal.user

    def wait(self, use: Coroutine[Any, Any, T]) -> T:
        """What a use gives, once it has."""
        try:
            with python_spoken():
                return self._thread.run(use)
        except ExitedError as exited:
            raise exited.cause from None

    async def later(self, use: Coroutine[Any, Any, T]) -> T:
        """What a use gives, for the loop of whoever awaits it."""
        future = self._thread.start(use)
        try:
            with python_spoken():
                return await asyncio.wrap_future(future)
        except ExitedError as exited:
            raise exited.cause from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise WorkspaceError(GIVEN_UP) from None

    async def ask(
        self,
        question: str,
        matter: str | None,
        mode: Mode,
        after: str | int | None,
        on_statement: Callable[[Statement], None] | None,
        on_found: Callable[[Found], None] | None,
    ) -> Reply:
        """See `Session.ask`."""
        if mode not in get_args(Mode):
            raise ValueError(f"{mode!r} is no mode; give 'quote' or 'write'")
        asked, within = _text("question", question), optional("matter", matter)

        async def release(released: Released) -> None:
            if on_statement is not None:
                on_statement(Statement.of(released.support))

        async def found(quotes: FoundOnRecord) -> None:
            if on_found is not None:
                on_found(await found_now(self._session, quotes))

        async with refusals_recorded(self._session, "python ask"):
            reply = await answer(
                self._session,
                asked,
                matter=within,
                mode=mode,
                release=None if on_statement is None else release,
                found=None if on_found is None else found,
                after=None if after is None else _key(after),
            )
            return await given_out(self._session, reply)

    async def search(self, question: str, k: int, matter: str | None, after: int) -> tuple[Hit, ...]:
        """See `Session.search`."""
        if not 1 <= k <= MOST_HITS:
            raise ValueError(f"{k} passages cannot be found; give a k of 1 to {MOST_HITS:,}")
        if not 0 <= after < MOST_HITS:
            raise ValueError(f"no passages can be found after {after}; give a number from 0, below {MOST_HITS:,}")
        asked, within = _text("question", question), optional("matter", matter)
        onward = Onward(digest(asked, within), k, after, "") if after else None
        async with refusals_recorded(self._session, "python search"):
            found = await find_passages(self._session, asked, k, matter=within, onward=onward)
        return tuple(map(Hit.of, found.evidence.passages))

    async def ingest(
        self, paths: Sequence[str | PathLike[str]], matter: str, labels: Sequence[str], sync: bool
    ) -> Added:
        """See `Session.ingest`."""
        if not paths:
            raise ValueError("no file or folder was named, so nothing was read; give at least one path")
        if isinstance(labels, str):
            raise ValueError(f"labels are a list, and this is one string; give labels=[{labels!r}]")
        into, marked = _text("matter", matter), [_text("label", label) for label in labels]
        async with refusals_recorded(self._session, "python ingest"):
            return Added.of(await add_documents(self._session, [*map(Path, paths)], into, labels=marked, sync=sync))

    async def documents(self, matter: str | None) -> tuple[Document, ...]:
        """See `Session.documents`."""
        within = optional("matter", matter)
        async with refusals_recorded(self._session, "python documents"):
            listed = await list_documents(self._session, within)
        return documents_of(listed.entries, listed.near)

    async def text(self, document: str) -> str:
        """See `Session.text`."""
        wanted = _text("document", document)
        async with refusals_recorded(self._session, "python text"):
            return (await open_document(self._session, wanted, "text")).content.text

    async def show(self, citation: str) -> Shown:
        """See `Session.show`."""
        wanted = _text("citation", citation)
        async with refusals_recorded(self._session, "python show"):
            shown = await show_citation(self._session, wanted)
        cited = shown.cited
        return shown_of(cited.entry.document, cited.version, shown.content, cited.start, cited.end, shown.cautions)

    async def record(self, record: str | int) -> Record:
        """See `Session.record`."""
        wanted = _key(record)
        async with refusals_recorded(self._session, "python record"):
            return Record.of(await read_record(self._session, wanted, "python record"))

    async def records(self, count: int) -> tuple[Record, ...]:
        """See `Session.records`."""
        if count < 1:
            raise ValueError(f"{count} records cannot be shown; give a count of 1 or more")
        async with refusals_recorded(self._session, "python records"):
            return tuple(map(Record.of, await read_newest(self._session, count, "python records")))


@contextmanager
def python_spoken() -> Iterator[None]:
    """Within the block, errors name what a program can do instead of what is typed in a terminal."""
    try:
        yield
    except PinciteError as error:
        error.speak_python()
        raise


def _text(what: str, given: str) -> str:
    """A text as it stands, whatever a subclass of `str` makes of it: what is decided on is what the record has.

    Raises:
        ValueError: it is no text.
    """
    if not isinstance(given, str):
        raise ValueError(f"the {what} is of the type {type(given).__name__}, and no text; give a str")
    return str.__str__(given)


def optional(what: str, given: str | None) -> str | None:
    """A text as it stands, or None where none is given.

    Raises:
        ValueError: it is no text.
    """
    return None if given is None else _text(what, given)


def _key(record: str | int) -> str:
    """The number or the id of a record."""
    return f"{int(record)}" if isinstance(record, int) else _text("record", record)
