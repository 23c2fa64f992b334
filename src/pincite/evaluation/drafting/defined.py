"""Questions about the terms that a document defines."""

from collections import Counter
from collections.abc import Iterator

from pincite.evaluation.drafting.source import DraftQuestion, Source
from pincite.structure.outline.definitions import DefinedTerm, defined_terms

FEWEST_CHARACTERS = 24
"""Characters of a definition beside its term: (the “Buyer”) after a line of its own says nothing of who that is."""


def defined(source: Source) -> Iterator[DraftQuestion]:
    """A draft for each defined term, its own name left out: (this “Agreement”) answers nothing."""
    for term in terms_of(source):
        if term.definition_end - term.definition_start < len(term.term) + FEWEST_CHARACTERS:
            continue
        question = f"What does “{term.term}” mean in the {source.name}?"
        yield from source.draft("definition", question, (term.definition_start, term.definition_end))


def terms_of(source: Source) -> list[DefinedTerm]:
    """The defined terms of a document that are defined once."""
    terms = defined_terms(source.content.text, source.content.clauses)
    times = Counter(term.term.casefold() for term in terms)
    return [term for term in terms if not term.is_own and times[term.term.casefold()] == 1]
