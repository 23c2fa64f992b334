"""Takes this machine's paths out of what an evaluation says: they do not concern the reader of a report."""

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.documents.folder import Failure
    from pincite.evaluation.suite import Suite
    from pincite.session.session import Session


def within(failure: "Failure", session: "Session", suite: "Suite") -> "Failure":
    """A file that was not read, by its path within the suite."""
    path = suite.path_of(failure.path) or PurePath(failure.path).name
    return replace(failure, path=path, reason=without_places(failure.reason, session, suite))


def without_places(sentence: str, session: "Session", suite: "Suite") -> str:
    """A sentence without the folders of the workspace and the suite."""
    from pincite.evaluation.failures import without_folders

    known = {str(suite.documents): "docs", str(suite.folder): suite.name, str(session.firm.root): "the workspace"}
    return without_folders(sentence, known)
