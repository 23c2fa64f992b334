"""Questions about what a document states about itself: its law, term, dates and parties."""

from collections.abc import Iterator, Mapping

from pincite.documents.document import FactKind
from pincite.evaluation.drafting.source import DraftQuestion, DraftSource

QUESTIONS: Mapping[FactKind, str] = {
    "governing_law": "Which law governs the {name}?",
    "term": "How long does the {name} run?",
    "effective_date": "When does the {name} take effect?",
    "expiration_date": "When does the {name} expire?",
    "date": "What is the date of the {name}?",
    "amends": "Which agreement does the {name} amend?",
}
"""A question for each kind of fact that a document states once. With several, nobody could say which is meant."""

PARTIES = "Who are the parties to the {name}?"


def stated(source: DraftSource) -> Iterator[DraftQuestion]:
    """A draft for each fact that the document states once, in a sentence; and one for its parties."""
    for kind, question in QUESTIONS.items():
        facts = [fact for fact in source.content.facts if fact.kind == kind]
        if len(facts) == 1:
            sentence = source.sentence_at(facts[0].start, facts[0].end)
            if sentence is not None:
                yield from source.draft("fact", question.format(name=source.name), sentence)
    parties = [fact for fact in source.content.facts if fact.kind == "party"]
    places = dict.fromkeys(source.sentence_at(fact.start, fact.end) for fact in parties)
    if len(parties) > 1 and None not in places:
        found = (place for place in places if place is not None)
        yield from source.draft("fact", PARTIES.format(name=source.name), *found)
