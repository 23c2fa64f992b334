"""Approved answers that somebody's questions may be answered like: their own better answers, as far as they stand.

They come from what the asker said of replies (`pincite feedback --better … --at …`). Each is looked at again for every
question, and once more before anything is sent: what it rests on must be open to the asker, current, and no more
sensitive than the model may read.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pincite.answering.examples import Example, diverse
from pincite.ask.earlier import all_read, all_rested_on, are_of_the_same_files
from pincite.audit.feedback import FEEDBACK, is_on
from pincite.audit.reading import DocumentPlace, PlaceOf, documents_in, reader_of, view
from pincite.documents.regions import NOT_IN_FORCE
from pincite.documents.span import DocumentId
from pincite.errors import WorkspaceError
from pincite.retrieval.joining import visible_words
from pincite.security.scanner import scan
from pincite.session.feedback_content import is_withdrawn, read_back
from pincite.session.records import whole_contents
from pincite.session.turn_parts import STATES
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.ask.earlier import ContentOf
    from pincite.audit.event import Entry
    from pincite.catalogue.port import Catalogue
    from pincite.models.ports import Embedder
    from pincite.session.firm import Firm
    from pincite.views.feedback import VersionSpan

MOST_LOOKED_AT = 100
"""A person's newest feedback among which examples are looked for."""


class Examples:
    """Finds the examples for a question. Implements `ask.sources.Exampling`."""

    def __init__(self, firm: "Firm", most: int) -> None:
        """`most` are shown at once."""
        self._firm = firm
        self._most = most

    async def __call__(self, question: str, scope: "Scope", embedder: "Embedder") -> tuple[Example, ...]:
        """The asker's own approved answers that are most like the question and unlike each other.

        Raises:
            PinciteError: the record, the rules or a model's files cannot be read.
        """
        known = await on_thread(lambda: list(approved(self._firm, scope)))
        if not known:
            return ()
        vectors = await embedder.embed([question, *(one.question for one in known)])
        found: list[Example] = []
        for place in diverse(vectors[:1], vectors[1:], 2 * self._most):
            if len(found) < self._most and not await self._is_flagged(known[place]):
                found.append(known[place])
        return tuple(found)

    async def _is_flagged(self, example: Example) -> bool:
        """True if some of its words address an assistant: nobody needs such an example."""
        scanner = self._firm.scanner
        return any([(await scan(words, "document", scanner)).flagged for words in example.words[1:]])


def approved(firm: "Firm", scope: "Scope") -> Iterator[Example]:
    """The answers that a scope's user would have given, as far as all that they rest on is open to them and current.

    The newest that they said of a reply counts, also if it takes back what they said before.
    """
    catalogue = firm.catalogue
    whoever = replace(reader_of(scope, firm.rules), is_owner=False, audits=False)
    where = _places(catalogue)
    passed: set[int] = set()

    content_of = whole_contents(firm)
    for entry in islice(firm.audit.newest(scope.principal.user, (FEEDBACK,)), MOST_LOOKED_AT):
        of = is_on(entry)
        if of is None or of in passed:
            continue
        passed.add(of)
        said, reply = view(entry, whoever, where), firm.audit.find(str(of))
        asked = view(reply, whoever, where) if reply is not None else None
        if said is None or asked is None or said.without or asked.without or is_withdrawn(said.entry):
            continue
        example = _example(catalogue, said.entry, asked.entry, content_of)
        if example is not None and example.is_short and is_standing(example, catalogue, scope):
            yield example


def is_standing(example: Example, catalogue: "Catalogue", scope: "Scope") -> bool:
    """True if all that an example rests on is within a scope, and its documents are current."""
    return (
        bool(example.documents) and example.matters <= scope.matters and not catalogue.closed(example.documents, scope)
    )


def _example(catalogue: "Catalogue", said: "Entry", reply: "Entry", content_of: "ContentOf") -> Example | None:
    """The example that feedback on a reply gives; None if it says no better answer, or not where that stands.

    A question that goes on from others has their words, so it rests on all that these do, also on what is closed by
    now; where nobody knows that, or where another file is by now the document that was read, it is no example.
    """
    told, content = dict(said.content or {}), reply.content or {}
    judged = read_back(told)
    query, question = content.get("query"), content.get("question")
    understood = query.get("text") if isinstance(query, dict) else None
    if judged.better is None or judged.place is None or reply.kind not in STATES or not isinstance(question, str):
        return None
    whole = content_of(reply.seq) or {}
    quote, rests_on = _quoted(catalogue, judged.place), all_rested_on(whole, content_of)
    if not quote or (rests_on is None and content.get("after") is not None):
        return None
    if not are_of_the_same_files(all_read(whole, content_of), catalogue):
        return None
    return Example(
        record=said.seq,
        question=understood if isinstance(understood, str) else question,
        answer=" ".join(judged.better.split()),
        quote=quote,
        documents=frozenset({*documents_in(told), *(rests_on or ()), DocumentId(judged.place.document)}),
        matters=said.matters or frozenset(),
    )


def _quoted(catalogue: "Catalogue", place: "VersionSpan") -> str:
    """The words at a place as they are seen; empty if that version is no longer the current one, or not in force."""
    entry = catalogue.standing(DocumentId(place.document))
    if entry is None or entry.version != place.version:
        return ""
    try:
        content = catalogue.content(entry.version)
    except WorkspaceError:
        return ""
    if any(start < place.end and place.start < end for start, end in content.ranges(*NOT_IN_FORCE)):
        return ""
    return " ".join(visible_words(content, place.start, place.end).split())


def _places(catalogue: "Catalogue") -> PlaceOf:
    @cache
    def placed(document: DocumentId) -> DocumentPlace | None:
        matter, entry = catalogue.matter_of(document), catalogue.standing(document)
        return None if matter is None else DocumentPlace(matter, entry.labels if entry else ())

    return placed
