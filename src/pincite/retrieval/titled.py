"""Which documents have the title that a question says: "the event terms", "the Kerber confidentiality agreement"?

Titles are of ordinary words, so they are told by the word for a document at their end, not by how rare they are.
"""

from collections.abc import Sequence

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import SURE, WORD
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

TITLED = 16.0
"""The score of a document whose title, file or parties have "terms", "policy", "agreement" … and every word before it,
however ordinary these are: "the event terms"."""

MOST_TITLED, MOST_BEFORE = 3, 3
"""The most documents that such words may fit to be a title, not a kind, and the most words that are read before the
last."""

APART = 2.5
"""Least rarity of a word that tells documents apart; a more common one says what is asked."""

_ONE = frozenset(("terms", "bylaws", "articles", "minutes"))
"""Words for one document that end like a plural."""


def by_title(
    question: str, scope: Scope, catalogue: Catalogue
) -> tuple[dict[DocumentId, tuple[str, ...]], tuple[str, ...]]:
    """Documents whose title is in a question, each with its words, and the words that were looked for on cards."""
    titles = titles_in(question)
    looked_for = tuple(sorted({word for title in titles for word in title}))
    return titled(titles, catalogue.naming(looked_for, scope)), looked_for


def titles_in(question: str) -> list[tuple[str, ...]]:
    """Runs of words that end in a word for one document; the longest first for each such word.

    A shorter run begins only after a name or after a word that every document has: "the Kerber confidentiality
    agreement" is also a "confidentiality agreement", but "developer program agreement" is not a "program agreement".
    """
    words = [match[0] for match in WORD.finditer(question)]
    found = []
    for at, word in enumerate(words):
        if word.lower() not in DOCUMENTS or (word.lower().endswith("s") and word.lower() not in _ONE):
            continue
        first = max(0, at - MOST_BEFORE)
        for start in range(first, at):
            before = "".join(name_words(words[start - 1])) if start > first else ""
            if words[start].lower() not in OPENERS and (not before or not 0 < rarity(before) < APART):
                found.append(tuple(name_words(" ".join(words[start : at + 1]))))
    return found


def titled(titles: Sequence[tuple[str, ...]], found: Naming) -> dict[DocumentId, tuple[str, ...]]:
    """Documents that have all words of a run, if only few do, each with its first such run."""
    return bearing(titles, found, MOST_TITLED)


def bearing(runs: Sequence[tuple[str, ...]], found: Naming, most: int) -> dict[DocumentId, tuple[str, ...]]:
    """Documents whose cards surely have all words of a run, if at most `most` do, each with its first such run.

    A run that is the end of one that fits is left out: of three covenant agreements, "the Texas covenant agreement" is
    one.
    """
    found_in: dict[DocumentId, tuple[str, ...]] = {}
    for run in runs:
        if any(run == longer[-len(run) :] for longer in found_in.values()):
            continue
        fitting = found.having_all(run, SURE)
        if fitting is not None and len(fitting) <= most:
            for document in fitting:
                found_in.setdefault(document, run)
    return found_in
