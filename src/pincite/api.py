"""pincite from a program: a firm that is opened once, and sessions of those who ask in it.

    with pincite.open("firm") as firm:
        reply = firm.session("ines.varga").ask("Who may end the agreement?")

Everything runs in one thread of the firm's own, with its event loop: an application's threads and loops may share a
firm, whatever they are, and none of them waits for a database. `Session` waits for what it asks; `AsyncSession` is
awaited, and gives the same. What somebody is shown, or is refused, is on the record as it is from the command line.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar, get_args

from pincite.ask import Found as FoundOnRecord
from pincite.ask import Released
from pincite.errors import PinciteError, WorkspaceError
from pincite.firm_thread import GIVEN_UP, ExitedError, FirmThread
from pincite.session import Session as Working
from pincite.session.adding import add_documents
from pincite.session.asking import answer, found_now, given_out
from pincite.session.changing import settle_demands
from pincite.session.reading import list_documents, open_document
from pincite.session.records import read_newest, read_record
from pincite.session.refusals import refusals_recorded
from pincite.session.searching import find_passages
from pincite.session.showing import show_citation
from pincite.views.added import Added
from pincite.views.document import Document, documents_of
from pincite.views.passage import Hit
from pincite.views.record import Record
from pincite.views.reply import Found, Reply, Statement
from pincite.views.shown import Shown, shown_of
from pincite.wiring import Workspace, open_workspace

T = TypeVar("T")

Mode = Literal["quote", "write"]
"""Quote the documents word for word, or have the configured language model write and cite."""

MOST_HITS = 1000
"""As many as the command line gives."""


def open(folder: str | PathLike[str], *, create: bool = False) -> "Firm":
    """Open a workspace for this process: the folder that `pincite ingest` made; with `create`, a new one.

    Raises:
        WorkspaceError: there is none, or it cannot be made.
        UntrustedWorkspace: it may come from elsewhere, or asks for what this account did not agree to.
        ClockError: the clock is behind what was written down.
    """
    thread = FirmThread()
    with _python_spoken(), ExitStack() as unless_opened:
        unless_opened.callback(thread.end, lambda: None)
        workspace = thread.run(_opened(Path(folder), create))
        unless_opened.pop_all()
    return Firm(workspace, thread)


async def _opened(folder: Path, create: bool) -> Workspace:
    with ExitStack() as unless_opened:
        workspace = unless_opened.enter_context(open_workspace(folder, create=create))
        workspace.steady_now()
        if demanded := workspace.settings.two_person:
            settle_demands(workspace.session(), demanded)
        unless_opened.pop_all()
    return workspace


class Firm:
    """A workspace that is open in this process; close it, or use it in a `with` block.

    Any number may be open at once. While one is, the process's umask is 077: the files that it makes, the program's own
    too, can be read by its account only. A process that is forked has to open the firm itself.
    """

    def __init__(self, workspace: Workspace, thread: "FirmThread") -> None:
        self._workspace = workspace
        self._thread = thread

    def __repr__(self) -> str:
        return f"<pincite.Firm {str(self._workspace.root)!r}>"

    def session(self, user: str | None = None) -> "Session":
        """A session of this account, or of the `user` that it acts for, as only the workspace's owner may.

        Raises:
            UnknownPrincipal, AccessError: one of the two is unknown, or the user may not be acted for.
            WorkspaceError: the firm is closed, or was opened by the process that this one was forked from.
        """
        return Session(self._working(user))

    def async_session(self, user: str | None = None) -> "AsyncSession":
        """As `session`, for a program that awaits.

        Raises:
            UnknownPrincipal, AccessError: see `session`.
        """
        return AsyncSession(self._working(user))

    def _working(self, user: str | None) -> "_Uses":
        self._thread.require_open()
        with _python_spoken():
            return _Uses(self._workspace.session(_optional("user", user)), self._thread)

    def close(self) -> None:
        """Let go of all files, and end the language model, if one runs.

        What is still being asked is given up, which the record says; whoever waits for it gets a WorkspaceError.

        Raises:
            WorkspaceError: it is called in `on_statement`.
        """
        self._thread.end(self._workspace.close)

    def __enter__(self) -> "Firm":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Session:
    """Somebody at work in a firm. Each call asks the rules anew: a wall counts from the moment it stands.

    May be used from several threads at once.

    Each method raises AccessError, of which NotVisible is one, for what the user may not see or do, in the same words
    for what is hidden and for what is not there; and RecordError where it cannot be put on the record, and then nothing
    is given out. An argument that no call could have (`k=0`) is a ValueError, and leaves no record.
    """

    def __init__(self, uses: "_Uses") -> None:
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

    def search(self, question: str, k: int = 10, *, matter: str | None = None) -> tuple[Hit, ...]:
        """The `k` passages that fit a question best, the best first; 1 to 1,000.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return self._uses.wait(self._uses.search(question, k, matter))

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

    def __init__(self, uses: "_Uses") -> None:
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

    async def search(self, question: str, k: int = 10, *, matter: str | None = None) -> tuple[Hit, ...]:
        """As `Session.search`."""
        return await self._uses.later(self._uses.search(question, k, matter))

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


class _Uses:
    """What both sessions do, each use once, as a coroutine for the firm's thread."""

    def __init__(self, session: Working, thread: "FirmThread") -> None:
        self._session = session
        self._thread = thread

    @property
    def user(self) -> str:
        return self._session.principal.user

    def wait(self, use: Coroutine[Any, Any, T]) -> T:
        """What a use gives, once it has."""
        try:
            with _python_spoken():
                return self._thread.run(use)
        except ExitedError as exited:
            raise exited.cause from None

    async def later(self, use: Coroutine[Any, Any, T]) -> T:
        """What a use gives, for the loop of whoever awaits it."""
        future = self._thread.start(use)
        try:
            with _python_spoken():
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
        if mode not in get_args(Mode):
            raise ValueError(f"{mode!r} is no mode; give 'quote' or 'write'")
        asked, within = _text("question", question), _optional("matter", matter)

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

    async def search(self, question: str, k: int, matter: str | None) -> tuple[Hit, ...]:
        if not 1 <= k <= MOST_HITS:
            raise ValueError(f"{k} passages cannot be found; give a k of 1 to {MOST_HITS:,}")
        asked, within = _text("question", question), _optional("matter", matter)
        async with refusals_recorded(self._session, "python search"):
            found = await find_passages(self._session, asked, k, matter=within)
        return tuple(map(Hit.of, found.evidence.passages))

    async def ingest(
        self, paths: Sequence[str | PathLike[str]], matter: str, labels: Sequence[str], sync: bool
    ) -> Added:
        if not paths:
            raise ValueError("no file or folder was named, so nothing was read; give at least one path")
        if isinstance(labels, str):
            raise ValueError(f"labels are a list, and this is one string; give labels=[{labels!r}]")
        into, marked = _text("matter", matter), [_text("label", label) for label in labels]
        async with refusals_recorded(self._session, "python ingest"):
            return Added.of(await add_documents(self._session, [*map(Path, paths)], into, labels=marked, sync=sync))

    async def documents(self, matter: str | None) -> tuple[Document, ...]:
        within = _optional("matter", matter)
        async with refusals_recorded(self._session, "python documents"):
            listed = await list_documents(self._session, within)
        return documents_of(listed.entries, listed.near)

    async def text(self, document: str) -> str:
        wanted = _text("document", document)
        async with refusals_recorded(self._session, "python text"):
            return (await open_document(self._session, wanted, "text")).content.text

    async def show(self, citation: str) -> Shown:
        wanted = _text("citation", citation)
        async with refusals_recorded(self._session, "python show"):
            shown = await show_citation(self._session, wanted)
        cited = shown.cited
        return shown_of(cited.entry.document, cited.version, shown.content, cited.start, cited.end, shown.cautions)

    async def record(self, record: str | int) -> Record:
        wanted = _key(record)
        async with refusals_recorded(self._session, "python record"):
            return Record.of(await read_record(self._session, wanted, "python record"))

    async def records(self, count: int) -> tuple[Record, ...]:
        if count < 1:
            raise ValueError(f"{count} records cannot be shown; give a count of 1 or more")
        async with refusals_recorded(self._session, "python records"):
            return tuple(map(Record.of, await read_newest(self._session, count, "python records")))


@contextmanager
def _python_spoken() -> Iterator[None]:
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


def _optional(what: str, given: str | None) -> str | None:
    return None if given is None else _text(what, given)


def _key(record: str | int) -> str:
    """The number or the id of a record."""
    return f"{int(record)}" if isinstance(record, int) else _text("record", record)
