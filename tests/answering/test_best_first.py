"""The order of a refusal's passages: that of the search and that of the best sentences, by turns."""

from pincite.answering.answer import Answer
from pincite.answering.quote import Closest
from pincite.ask.draft import Draft, best_first
from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage

CLAUSES = ("Rent", "Roof", "Pets", "Notice", "Fees")


def draft(best: tuple[int, ...]) -> Draft:
    """A draft of five passages that states nothing; the sentences of those labelled `best` were read, best first."""
    text = "\n\n".join(f"{at}. {name}. The {name.lower()} clause." for at, name in enumerate(CLAUSES, start=1))
    content = read(text.encode(), "lease.txt")
    chunks = by_clause(DocumentId("d"), VersionId("v"), content, "")
    passages = tuple(
        Passage(at, chunk, MatterId("m"), "/lease.txt", "Lease", None, "", None, "", 1.0, 1, 1, 0.8)
        for at, chunk in enumerate((chunks * len(CLAUSES))[: len(CLAUSES)], start=1)
    )
    closest = tuple(Closest(label, 0, 4, CLAUSES[label - 1]) for label in best)
    return Draft(Evidence(passages, "i"), Answer(()), 0.1, abstained=False, tier="quote", closest=closest)


def test_passages_stand_in_the_order_of_search_and_reading_by_turns() -> None:
    ordered = best_first(draft((5, 2, 1)))
    assert [one.label for one in ordered.evidence.passages] == [1, 2, 3, 4, 5]
    assert [(one.text, one.label) for one in ordered.closest] == [("Fees", 2), ("Roof", 3), ("Rent", 1)]


def test_without_any_sentence_the_order_is_that_of_the_search() -> None:
    before = draft(())
    assert best_first(before).evidence.passages == before.evidence.passages
