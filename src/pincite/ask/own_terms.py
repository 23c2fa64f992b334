"""What quote mode answers when somebody asks how long one document is in force, or which law governs it.

Both are facts that were found with their places when the document was read, so no sentence has to be looked for. Where
none was found, or its sentence cannot be quoted, the question is like any other.
"""

import re
from collections.abc import Collection

from pincite.access.scope import Scope
from pincite.answering.answer import Answer
from pincite.ask.amended import doubted
from pincite.ask.draft import Draft
from pincite.ask.overview import names_of, one_document, stating
from pincite.ask.stages import Read
from pincite.ask.texts import texts_in
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.document import Document, FactKind
from pincite.retrieval.understanding.own_terms import OwnTerm, asks_for_term, may_ask_for_term
from pincite.security.scanner import Scanner
from pincite.threads import on_thread

KINDS: dict[OwnTerm, tuple[tuple[FactKind, int], ...]] = {
    "end": (("expiration_date", 1), ("term", 1)),
    "law": (("governing_law", 1),),
}
"""The facts that answer each, and how many of each kind at most are quoted."""

_RUN = re.compile(r"[A-Z][\w&.’-]*(?:\s[A-Z][\w&.’-]*)+")

CALLED: dict[OwnTerm, str] = {"end": "the term", "law": "the governing law"}


async def own_term_of(
    read: Read, scope: Scope, catalogue: Catalogue, scanner: Scanner | None, tier: str
) -> Draft | None:
    """The sentence that states a document's term or law; None where neither is asked or known.

    Raises:
        ModelError: the model of the scanner cannot be read.
        WorkspaceError: the document's text cannot be read.
    """
    found = await on_thread(_found, read, scope, catalogue)
    if found is None or not read.evidence.passages:
        return None
    asked, entry, content = found
    await texts_in(read.evidence, catalogue)
    said, evidence = stating(entry, content, read.evidence, lambda _version: content, KINDS[asked])
    if not said:
        return None
    if scanner is not None:
        said = tuple([await doubted(one, evidence, lambda _version: content, scanner) for one in said])
    return Draft(evidence, Answer(said), 1.0, abstained=False, tier=tier, section=CALLED[asked])


def _whole_names(asked: str, names: Collection[str]) -> list[str]:
    """The words of each run of capitals that has one of the names: "Buffalo Wild Wings" where "Buffalo" is one."""
    runs = [name_words(run) for run in _RUN.findall(asked)]
    return [word for run in runs if not set(names).isdisjoint(run) for word in run]


def _found(read: Read, scope: Scope, catalogue: Catalogue) -> tuple[OwnTerm, Entry, Document] | None:
    """What is asked, and of which document; None if it is something else, or its facts do not say."""
    asked = read.query.newest or read.query.text
    entry = one_document(read, scope, catalogue) if may_ask_for_term(asked) else None
    if entry is None or entry.version is None:
        return None
    names, without_names = names_of(entry, read)
    names += _whole_names(asked, names)
    wanted = next((one for words in (asked, *without_names) if (one := asks_for_term(words, names)) is not None), None)
    if wanted is None or not any(fact.kind == kind for fact in entry.facts for kind, _ in KINDS[wanted]):
        return None
    return wanted, entry, catalogue.content(entry.version)
