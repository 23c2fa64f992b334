"""What a question may carry over from an earlier one, read from the earlier record as the reader may see it today."""

from collections.abc import Callable, Iterable, Mapping

from pincite.access.scope import Scope
from pincite.audit import redacting
from pincite.audit.event import Json
from pincite.audit.parts import list_in
from pincite.audit.reading import View, matters_in
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import NotVisible, QuestionError, Remedy
from pincite.retrieval.following import EarlierQuestion
from pincite.retrieval.query import cleaned
from pincite.routing.courtesies import without_courtesies

MOST_ABOUT = 4
"""Documents that an earlier question is taken to be about, the likeliest first."""

MOST_TURNS = 200
"""Questions of a conversation of which it is found out what they rest on."""

ContentOf = Callable[[int], Mapping[str, Json] | None]
"""Gives the whole content of a record of that number, whoever may see it; None if there is none, or if it is erased."""


def earlier_of(
    seen: View, scope: Scope, catalogue: Catalogue, content_of: ContentOf = lambda _: None
) -> EarlierQuestion:
    """The earlier question behind a record, with the documents that it was about and that the scope permits today.

    What it rests on, and the questions that it goes on from, is told by whole contents: `seen` lacks the documents that
    are closed to its reader by now, whose words the question may have all the same. Without them, it is not known.

    With an answer, it was about the first cited document that it names, else about the first cited one. Without an
    answer, it was about the documents that it names, else about the first one found. A question about many documents
    was about all that answer it.

    Raises:
        NotVisible: the reader may see that there is such a record, but not what was asked.
        QuestionError: the record is not of a question.
    """
    entry = seen.entry
    if seen.without or entry.content is None:
        raise NotVisible(f"record {entry.seq} cannot be gone on from: {seen.without}")
    asked = entry.content.get("question")
    if not isinstance(asked, str):
        raise QuestionError(
            f"record {entry.seq} is of the kind {entry.kind!r} and has no question to go on from",
            remedy=Remedy("give the number that ask printed below its answer", "give the audit.seq of a reply"),
        )
    query = entry.content.get("query")
    understood = query.get("text") if isinstance(query, dict) else None
    permitted = catalogue.permitted(_about(entry.content), scope)
    whole = content_of(entry.seq)
    rests_on = all_rested_on(whole, content_of) if whole is not None else None
    if rests_on is not None and not rests_on <= catalogue.permitted(rests_on, scope).keys():
        rests_on = None
    documents = tuple(document for document in _about(entry.content) if document in permitted)[:MOST_ABOUT]
    question = understood if isinstance(understood, str) else " ".join(asked.split())
    newest = cleaned(without_courtesies(asked))
    return EarlierQuestion(
        seq=entry.seq,
        question=question,
        documents=documents,
        matters=frozenset(permitted[document].matter for document in documents) | _named(entry.content, documents),
        answer=next((span for span in redacting.quoted(entry.content) if span.document in documents), None),
        rests_on=rests_on,
        read=all_read(whole or {}, content_of),
        newest=newest if entry.content.get("after") is not None and question.endswith(f" {newest}") else "",
    )


def all_rested_on(content: Mapping[str, Json], content_of: ContentOf) -> frozenset[DocumentId] | None:
    """The documents that a question and all that it goes on from rest on; None if not all of them can be known.

    These are all that were shown with it: whoever goes on from it read them, also where only one of them was cited.
    `content` is that of the question's record, and `content_of` gives those of the earlier ones.
    """
    found: set[DocumentId] = set()
    for _ in range(MOST_TURNS):
        rests_on = {document for document, _ in redacting.rested_on(content, by_model=True)}
        rests_on |= {document for document, _ in redacting.cited(content)}
        if not rests_on:
            return None
        found |= rests_on.union(_hinted(content))
        match content.get("after"):
            case None:
                return frozenset(found)
            case {"record": int(number)} if (earlier := content_of(number)) is not None:
                content = earlier
            case _:
                return None
    return None


def all_read(content: Mapping[str, Json], content_of: ContentOf) -> frozenset[tuple[DocumentId, VersionId]]:
    """The versions of documents that were shown with a question and with all that it goes on from, as far as is known.

    `content` is that of the question's record, and `content_of` gives those of the earlier ones.
    """
    found: set[tuple[DocumentId, VersionId]] = set()
    for _ in range(MOST_TURNS):
        for row in list_in(content.get("passages")):
            match row:
                case {"document": str(document), "version": str(version)}:
                    found.add((DocumentId(document), VersionId(version)))
        match content.get("after"):
            case {"record": int(number)} if (earlier := content_of(number)) is not None:
                content = earlier
            case _:
                break
    return frozenset(found)


def are_of_the_same_files(read: Iterable[tuple[DocumentId, VersionId]], catalogue: Catalogue) -> bool:
    """True for versions whose files were not removed since; another file at the same path is that document now."""
    by_document: dict[DocumentId, set[VersionId]] = {}
    for document, version in read:
        by_document.setdefault(document, set()).add(version)
    return all(versions <= catalogue.since_added(document) for document, versions in by_document.items())


def _named(content: Mapping[str, Json], documents: Iterable[DocumentId]) -> frozenset[MatterId]:
    """The matters that a record names for the documents it was about, and for what it carried over itself."""
    about = set(documents)
    found = {matter for document, matter in redacting.shown(content) if document in about and matter is not None}
    return frozenset(found) | frozenset(matters_in(content.get("after")))


def _about(content: Mapping[str, Json]) -> list[DocumentId]:
    """The documents that a question was about, the likeliest first."""
    cited = list(dict.fromkeys(document for document, _ in redacting.cited(content)))
    hinted = _hinted(content)
    named = [document for document in cited if document in hinted][:1] if cited else hinted
    found = [document for document, _ in redacting.shown(content)]
    if "looked_into" in content:  # a question about many documents was about all that answer it
        return cited
    return named or cited[:1] or found[:1]


def _hinted(content: Mapping[str, Json]) -> list[DocumentId]:
    """The documents that a question named, or that it carried over itself, the likeliest first."""
    hints = [
        row[0]
        for search in list_in(content.get("searches"))
        if isinstance(search, dict)
        for row in list_in(search.get("hints"))
        if isinstance(row, list) and row
    ]
    return [DocumentId(name) for name in dict.fromkeys(hints) if isinstance(name, str)]
