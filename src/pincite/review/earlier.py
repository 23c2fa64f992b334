"""Makes the answers of an interrupted run again from their record: only places are taken from it, no words."""

from collections.abc import Callable, Sequence

from pincite.answering.answer import Citation, Statement
from pincite.answering.doubting import with_caution
from pincite.answering.placing import cited
from pincite.ask.reply import State
from pincite.audit.event import Entry as Recorded
from pincite.audit.event import Json
from pincite.audit.parts import list_in
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.span import Span, VersionId
from pincite.review.cells import Answer
from pincite.verification.support import Support
from pincite.verification.verbatim import says_its_quotes

_STATES: dict[Json, State] = {"found": "found", "not_found": "not_found", "not_read": "not_read"}


def answers_in(
    record: Recorded, entry: Entry, questions: Sequence[str], content_of: Callable[[VersionId], Document]
) -> tuple[Answer, ...] | None:
    """The answers of a document; None if they are of another version or other questions, or not its words any more."""
    content = record.content
    if content is None or content.get("version") != entry.version or entry.version is None:
        return None
    statements = list_in(content.get("statements"))
    found: list[Answer] = []
    for cell in list_in(content.get("cells")):
        match cell:
            case {
                "question": str(question),
                "state": state,
                "chance": int() | float() as chance,
                "statements": list(own),
            }:
                supports = [_support(statements, number, entry, content_of) for number in own]
                if state not in _STATES or any(one is None for one in supports):
                    return None
                kept = tuple(one for one in supports if one is not None)
                found.append(Answer(question, _STATES[state], kept, float(chance)))
            case _:
                return None
    return tuple(found) if [answer.question for answer in found] == [*questions] else None


def _support(
    statements: Sequence[Json], number: Json, entry: Entry, content_of: Callable[[VersionId], Document]
) -> Support | None:
    """A statement by its number, if its words are those of the document at its place; else None."""
    if not isinstance(number, int) or not 1 <= number <= len(statements) or entry.version is None:
        return None
    match statements[number - 1]:
        case {"text": str(text), "citations": [_, *_] as rows, **rest}:
            citations = [_cited(row, entry, content_of) for row in rows]
            said = Statement(text, tuple(one for one in citations if one is not None))
            if len(said.citations) < len(citations) or not says_its_quotes(said, content_of):
                return None
            return Support(with_caution(said) if rest.get("doubtful") else said, 1.0, ())
    return None


def _cited(row: Json, entry: Entry, content_of: Callable[[VersionId], Document]) -> Citation | None:
    """A citation of the document as it is now; None if its words are not there."""
    match row:
        case {"label": int(label), "start": int(start), "end": int(end), "quote": str(quote), "version": version} if (
            version == entry.version and entry.version is not None
        ):
            content = content_of(entry.version)
            if content.text[start:end] == quote:
                span = Span(entry.document, entry.version, start, end)
                return cited(span, label, entry.path, entry.title, content)
    return None
