"""The statements of an answer, with each quote as a separate passage: a reader who follows a citation reads the quote.

A passage that supports a statement does not make a quote from it right: the quote may be the neighbouring sentence.
"""

from pincite.answering.lead_ins import lead_ins
from pincite.documents.document import Document
from pincite.evaluation.alce import CitedSentence
from pincite.evaluation.answered import Answered, CitedPlace, FoundPassage


def by_quote(answered: Answered) -> tuple[tuple[CitedSentence, ...], tuple[str, ...]]:
    """The statements, with labels that count quotes from 1, and the words behind each label.

    The words are the quote and its lead-in, as far as the passage shows it: a list item means nothing without its
    lead-in.
    """
    words: dict[CitedPlace, str] = {}
    cited = []
    for statement in answered.statements:
        for citation in statement.citations:
            words.setdefault(citation, f"{_lead(citation, answered.passages)} {citation.quote}".strip())
        places = list(words)
        cited.append(
            CitedSentence(statement.text, tuple(dict.fromkeys(places.index(one) + 1 for one in statement.citations)))
        )
    return tuple(cited), tuple(words.values())


def _lead(citation: CitedPlace, passages: tuple[FoundPassage, ...]) -> str:
    """The lead-in of a quote in the passage that holds it."""
    place = citation.place
    for found in passages:
        start, end = place.start - found.place.start, place.end - found.place.start
        if found.place.path == place.path and 0 <= start < end <= len(found.text):
            read = Document("text", "", found.text, (), (), (), (), b"")
            return " ".join(found.text[first:last] for first, last in lead_ins(read, start, end))
    return ""
