"""Questions about the terms that a document defines."""

from collections import Counter
from collections.abc import Iterator

from pincite.evaluation.drafting.source import DraftQuestion, DraftSource
from pincite.structure.outline.definitions import DefinedTerm, defined_terms

FEWEST_CHARACTERS = 24
"""Characters of a definition besides its term: (the “Buyer”) on a line of its own does not say who that is."""


def defined(source: DraftSource) -> Iterator[DraftQuestion]:
    """A draft for each defined term except the document's own name: (this “Agreement”) answers nothing."""
    for term in terms_of(source):
        if term.definition_end - term.definition_start < len(term.term) + FEWEST_CHARACTERS:
            continue
        question = f"What does “{term.term}” mean in the {source.name}?"
        yield from source.draft("definition", question, (term.definition_start, term.definition_end))


def terms_of(source: DraftSource) -> list[DefinedTerm]:
    """The terms that a document defines exactly once."""
    terms = defined_terms(source.content.text, source.content.clauses)
    times = Counter(term.term.casefold() for term in terms)
    return [term for term in terms if not term.is_own and times[term.term.casefold()] == 1]
