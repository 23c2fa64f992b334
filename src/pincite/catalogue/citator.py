"""Follows a reference to another document of the matter to the place that it names.

"Section 4.2 of the Supply Agreement" is resolved only if exactly one visible document of the same matter has that name.
A guess would send a lawyer to the wrong clause, so a name that fits two documents stays unresolved.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.catalogue.entry import Entry
from pincite.documents.document import Clause, Document, Reference
from pincite.documents.span import DocumentId, Span, VersionId

ITSELF = frozenset(("agreement", "contract", "lease", "amendment", "deed", "policy", "document"))
"""Names that only say what kind of thing a document is: they mean this document, or the one that it amends."""

_EARLIER = frozenset(("original", "existing", "underlying", "principal", "initial"))
_EMPTY = frozenset("the a an this that such said certain dated as of by and between among on effective entered".split())  # noqa: SIM905 - read more easily as words
_WORD = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED = re.compile(r"[,\s]+(?:dated|effective|as of|made|entered)\b.*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a reference leads: a span of a document and its clause; None for the whole document."""

    span: Span
    clause: Clause | None


def resolve(
    reference: Reference,
    source: Entry,
    visible: Sequence[Entry],
    content_of: Callable[[VersionId], Document],
) -> Resolved | None:
    """Where a reference leads; None if that is not certain or may not be seen.

    `visible` are entries that the asker may see; only those of the source's own matter count.
    """
    if reference.target_start is not None and reference.target_end is not None and source.version is not None:
        clause = _clause_at(content_of(source.version), reference.target_start, reference.target_end)
        span = Span(source.document, source.version, reference.target_start, reference.target_end)
        return Resolved(span, clause)
    if not reference.document:
        return None
    entry = _called(reference.document, source, visible)
    if entry is None or entry.version is None:
        return None
    content = content_of(entry.version)
    if reference.kind == "document":
        return Resolved(Span(entry.document, entry.version, 0, len(content.text)), None) if content.text else None
    clause = _numbered(reference.target, content.clauses)
    if clause is None:
        return None
    return Resolved(Span(entry.document, entry.version, clause.start, clause.end), clause)


def _called(name: str, source: Entry, visible: Sequence[Entry]) -> Entry | None:
    """The one other document of the matter with this name."""
    others = [entry for entry in visible if entry.matter == source.matter and entry.document != source.document]
    words = _words(name)
    if words - _EARLIER <= ITSELF:
        amended = next((fact.value for fact in source.facts if fact.kind == "amends"), "")
        name, words = amended, _words(amended)
    if not words - ITSELF:
        return None
    years = set(_YEAR.findall(name))
    named = [entry for entry in others if _fits(words, entry) and _of_year(entry, years)]
    exact = [entry for entry in named if _words(entry.title) == words]
    best: list[DocumentId] = [entry.document for entry in (exact or named)]
    return next((entry for entry in others if best == [entry.document]), None)


def _fits(words: frozenset[str], entry: Entry) -> bool:
    """True if a document's title has every word of a name, and does not say "amendment" where the name does not."""
    title = _words(entry.title)
    return words <= title and not ({"amendment", "addendum"} & (title - words))


def _of_year(entry: Entry, years: set[str]) -> bool:
    """True unless the name gives a year and the document's own dates give others."""
    own = {fact.value[:4] for fact in entry.facts if fact.kind in ("date", "effective_date")}
    return not years or not own or bool(years & own)


def _words(name: str) -> frozenset[str]:
    """The words that distinguish a name from others, without its date."""
    return frozenset(_WORD.findall(_DATED.sub("", name).lower())) - _EMPTY


def _numbered(number: str, clauses: Sequence[Clause]) -> Clause | None:
    """The only clause with a number."""
    wanted = _plain(number)
    found = [clause for clause in clauses if clause.number and _plain(clause.number) == wanted]
    return found[0] if len(found) == 1 else None


def _plain(number: str) -> str:
    """A clause number for comparing: lower case, no spaces, no full stops at the end."""
    return "".join(number.lower().split()).rstrip(".")


def _clause_at(content: Document, start: int, end: int) -> Clause | None:
    return next((clause for clause in content.clauses if (clause.start, clause.end) == (start, end)), None)
