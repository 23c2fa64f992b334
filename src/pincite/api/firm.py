"""Opens a workspace for a program, with a thread in which everything about it runs."""

from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from types import TracebackType

from pincite.api.sessions import AsyncSession, Session
from pincite.api.uses import Uses, optional, python_spoken
from pincite.firm_thread import FirmThread
from pincite.session.changing import settle_demands
from pincite.wiring import Workspace, open_workspace


def open(folder: str | PathLike[str], *, create: bool = False) -> "Firm":
    """Open a workspace for this process: the folder that `pincite ingest` made; with `create`, a new one.

    Raises:
        WorkspaceError: there is none, or it cannot be made.
        UntrustedWorkspace: it may come from elsewhere, or asks for what this account did not agree to.
        ClockError: the clock is behind what was written down.
    """
    thread = FirmThread()
    with python_spoken(), ExitStack() as unless_opened:
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

    def _working(self, user: str | None) -> "Uses":
        self._thread.require_open()
        with python_spoken():
            return Uses(self._workspace.session(optional("user", user)), self._thread)

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
