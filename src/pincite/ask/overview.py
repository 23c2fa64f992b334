"""What quote mode answers when somebody asks for a summary: where the document itself states what it is.

Nobody summarises here, since nothing is said that is not quoted. What a document states of itself (its parties, date,
term and law) is known from when it was read, each with its place, so those sentences are quoted, and its clauses named.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import LONGEST_QUOTE, is_name
from pincite.answering.found import GrowingEvidence
from pincite.answering.units import quotable
from pincite.ask.amended import doubted
from pincite.ask.draft import Draft
from pincite.ask.stages import Read
from pincite.ask.texts import texts_in
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.document import Document, Fact, FactKind
from pincite.documents.regions import as_read
from pincite.documents.span import DocumentId, VersionId
from pincite.retrieval.called import called
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.following import RARE
from pincite.retrieval.hints import WORD
from pincite.retrieval.understanding.overview import asks_for_overview, may_ask_for_overview
from pincite.security.scanner import Scanner
from pincite.security.screening import screen
from pincite.threads import on_thread

STATED: tuple[tuple[FactKind, int], ...] = (
    ("party", 2),
    ("date", 1),
    ("effective_date", 1),
    ("term", 1),
    ("expiration_date", 1),
    ("governing_law", 1),
)
"""What is quoted of a document in an overview, in this order, and how many facts of each kind at most."""

_IN_FIGURES: tuple[FactKind, ...] = ("term", "expiration_date")
"""What needs no verb to be said: "TERM: from 1 May 2020 until 30 April 2021"."""

QUOTES_ONLY = (
    "in quote mode pincite quotes and does not summarise: these are the sentences in which the document states its "
    "parties, date, term and law, as far as they were found; its clauses say the rest"
)
"""What whoever asked for a summary must know of an answer."""


def nothing_stated(name: str) -> str:
    """A sentence that a document cannot be summarised, and states nothing of itself that could be quoted."""
    return (
        f"in quote mode pincite quotes and does not summarise, and nothing that {name} states of its parties, date, "
        "term or law can be quoted; its clauses say what it is about, and a question about one of them can be answered"
    )


def whole_document(read: Read, scope: Scope, catalogue: Catalogue) -> Entry | None:
    """The document of which a question asks what it says; None if it asks for something else, or names no one document.

    It is the only one that may be seen or that is asked within, the one that is named, or the one that an earlier
    question was about.
    """
    asked = read.query.newest or read.query.text
    if not may_ask_for_overview(asked):
        return None
    wanted = one_document(read, scope, catalogue)
    if wanted is None:
        return None
    names, without_names = names_of(wanted, read)
    return wanted if any(asks_for_overview(words, names) for words in (asked, *without_names)) else None


def one_document(read: Read, scope: Scope, catalogue: Catalogue) -> Entry | None:
    """The only document that a question can be about; None if it names none, or could mean several.

    Copies of one document in several matters are one, as long as they read the same.
    """
    asked = read.query.newest or read.query.text
    possible = _possible(read, asked, scope, catalogue)
    entries = catalogue.permitted(possible, scope)
    wanted = next((entries[one] for one in possible if one in entries), None)
    is_one = len({entry.version for entry in entries.values()}) == 1
    return wanted if wanted is not None and is_one and wanted.version is not None else None


def names_of(entry: Entry, read: Read) -> tuple[list[str], list[str]]:
    """The words by which a question calls a document, and the question without those that its search found.

    The second is empty for a question in several parts: a part without its names is not the whole question.
    """
    asked = read.query.newest or read.query.text
    parties = (fact.value for fact in entry.facts if fact.kind == "party")
    names = name_words(" ".join((entry.title, PurePath(entry.path).stem.replace("_", " "), *parties)))
    names += [word for word in _by_its_text(asked) if entry.document in read.evidence.named]
    searches = read.evidence.searches
    return names, [search.rest for search in searches if search.hints] if len(searches) == 1 else []


def _by_its_text(asked: str) -> list[str]:
    """The words by which a question may call a document that has them in its text alone: rare ones, with a capital."""
    words = (match[0] for match in WORD.finditer(asked) if match.start() > 0 and match[0][:1].isupper())
    return [plain for word in words for plain in name_words(word) if rarity(plain) >= RARE]


def _possible(read: Read, asked: str, scope: Scope, catalogue: Catalogue) -> tuple[DocumentId, ...]:
    if scope.documents and not scope.matters and not scope.labels:
        return tuple(scope.documents)
    if len(read.evidence.named) == 1:
        return read.evidence.named
    mentioned = [one for one in called(asked, scope, catalogue)[0] if one.documents]
    if len(mentioned) == 1 and not mentioned[0].others and not mentioned[0].mention.is_many:
        return mentioned[0].documents
    if read.query.carried:
        return read.query.carried[:1]
    found = {passage.chunk.document for passage in read.evidence.passages}
    return tuple(found) if len(found) == 1 and read.looked.of == 1 else ()


async def overview_of(entry: Entry, read: Read, catalogue: Catalogue, scanner: Scanner | None, tier: str) -> Draft:
    """The sentences in which a document states what it is, as a draft; it has none if nothing can be quoted.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    await texts_in(read.evidence, catalogue)  # read on another thread, and kept
    if entry.version is None or not read.evidence.passages:
        said: tuple[Statement, ...] = ()
        evidence = read.evidence
    else:
        content = await on_thread(catalogue.content, entry.version)
        said, evidence = stating(entry, content, read.evidence, catalogue.content)
    if scanner is not None:
        said = tuple([await doubted(one, evidence, catalogue.content, scanner) for one in said])
    return Draft(evidence, Answer(said), 1.0 if said else 0.0, abstained=False, tier=tier, overview=entry.document)


def stating(
    entry: Entry,
    content: Document,
    evidence: Evidence,
    content_of: Callable[[VersionId], Document],
    kinds: Sequence[tuple[FactKind, int]] = STATED,
) -> tuple[tuple[Statement, ...], Evidence]:
    """The sentences with a document's facts, each once, and the evidence with the passages that they stand in.

    `kinds` are the facts that are wanted, with how many of each at most. `evidence` has at least one passage.
    """
    growing = GrowingEvidence(evidence, content_of)
    said: list[Statement] = []
    covered: list[tuple[int, int]] = []
    for fact in _facts(entry.facts, kinds):
        if any(start <= fact.start and fact.end <= end for start, end in covered):
            continue
        unit = next((one for one in quotable(content, fact.start, fact.end) if one.start <= fact.start), None)
        if unit is None or unit.end < fact.end or any(unit.start < end and start < unit.end for start, end in covered):
            continue
        words = as_read(content, unit.start, unit.end)
        is_hidden = any(unit.start < end and start < unit.end for start, end in content.hidden)
        is_bare = is_name(words) and fact.kind not in _IN_FIGURES
        if is_hidden or is_bare or len(words) > LONGEST_QUOTE or screen(words).flagged:
            continue
        citation = growing.cited(entry, unit.start, unit.end, evidence.passages[0].label)
        said.append(Statement(words, (citation,)))
        covered.append((unit.start, unit.end))
    return tuple(said), growing.evidence


def _facts(facts: Sequence[Fact], kinds: Sequence[tuple[FactKind, int]]) -> Iterator[Fact]:
    for kind, most in kinds:
        yield from [fact for fact in facts if fact.kind == kind][:most]
