"""Adding documents: files and folders read into a matter."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.decision import visible_matter
from pincite.access.names import clean_name
from pincite.documents.folder import Failure
from pincite.documents.span import MatterId
from pincite.errors import AccessError, DocumentError
from pincite.ingest import Progress, Report, ingest
from pincite.session.label_names import labels_to_give
from pincite.session.labelling import ask_second_to_label
from pincite.session.people import add_matter
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session


async def add_documents(
    session: "Session",
    paths: Sequence[Path],
    matter: str,
    *,
    labels: Sequence[str] = (),
    sync: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Read files and folders into a matter; the workspace's owner makes one that is new.

    Unchanged files are not read again. A changed file replaces its earlier version. What cannot be read is in the
    report with its reason. Documents that would count as less sensitive by their new labels keep the old ones where
    that takes two people; another one is asked for, and the report says so. `sync` removes documents whose files are
    gone from the folders. `watch` is told the progress.

    Raises:
        AccessError: the user may not add to it; or a label is new and looks like another.
        DocumentError: there is nothing at any of the paths.
        WorkspaceError: another process is changing the documents.
    """
    given, into = await on_thread(_permitted, session, paths, matter, labels)
    async with session.firm.library() as library:
        report = await ingest(
            paths, into, given, session.principal, library=library, sync=sync, now=session.now, watch=watch
        )
        if not report.not_lowered:
            return report
        said = await on_thread(ask_second_to_label, session, report.not_lowered, given)
    return replace(report, warnings=(*report.warnings, *([Failure(str(paths[0]), said)] if said else [])))


def _permitted(
    session: "Session", paths: Sequence[Path], matter: str, labels: Sequence[str]
) -> tuple[tuple[str, ...], MatterId]:
    """The labels to give and the matter to add to, which is made where it is new.

    Raises:
        AccessError, DocumentError: as `add_documents`.
    """
    session.require("add")
    given = labels_to_give(session, labels)
    if clean_name(matter, "matter") not in session.rules.matters and not any(path.exists() for path in paths):
        named = ", ".join(str(path) for path in paths)
        raise DocumentError(f"there is nothing at {named}; nothing was read, and no matter was made: check the path")
    return given, matter_to_add_to(session, matter)


def matter_to_add_to(session: "Session", name: str) -> MatterId:
    """The matter to add to; if it does not exist, the workspace's owner creates it.

    Raises:
        NotVisible: whoever asks may not add to it, or it does not exist: the words are the same.
    """
    session.require("add")
    if session.is_owner and clean_name(name, "matter") not in session.rules.matters:
        add_matter(session, name)
    try:
        return visible_matter(name, session.scope())
    except AccessError:
        if session.is_owner:
            user = session.principal.user
            raise AccessError(
                f"{user} is no member of matter {name!r}, or is behind a wall from it, so nothing can be added; "
                f"try: pincite access grant {shlex.quote(user)} --matter {shlex.quote(name)}"
            ) from None
        raise
