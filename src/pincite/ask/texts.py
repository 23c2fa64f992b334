"""The texts of a question's evidence, read at once: what is made of them then waits for no disk."""

from collections.abc import Callable

from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence
from pincite.threads import on_thread

TextOf = Callable[[VersionId], Document]
"""Gives what was read of a version."""


async def texts_in(evidence: Evidence, catalogue: Catalogue) -> TextOf:
    """The texts of all documents that the evidence is of; another version is read when it is asked for.

    Raises:
        WorkspaceError: one of them is not stored, or is damaged.
    """
    versions = dict.fromkeys(passage.chunk.version for passage in evidence.passages)
    texts = await on_thread(catalogue.contents, tuple(versions)) if versions else {}
    return lambda version: texts[version] if version in texts else catalogue.content(version)
