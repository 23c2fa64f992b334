"""Questions that a document does not answer: about a kind of clause, or a term, that it does not mention."""

from collections.abc import Iterator, Sequence

from pincite.documents.span import DocumentId
from pincite.evaluation.drafting.defined import terms_of
from pincite.evaluation.drafting.source import DraftQuestion, DraftSource

CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Which events of force majeure does the {name} excuse?", ("force majeure", "act of god", "acts of god", "beyond")),
    ("Who pays if there is an arbitration under the {name}?", ("arbitrat",)),
    ("What liquidated damages does the {name} set?", ("liquidated",)),
    ("For how long after its end does the {name} forbid to compete?", ("compet",)),
    ("Under the {name}, what happens on a change of control?", ("change of control", "change in control")),
    ("With whom is source code placed in escrow under the {name}?", ("escrow", "source code")),
    ("Which most favoured customer terms does the {name} promise?", ("most favo", "favored", "favoured")),
    ("How often may books be audited under the {name}?", ("audit", "inspect", "books")),
    ("Which minimum purchases does the {name} require?", ("minimum", "at least")),
    ("Which royalties are due under the {name}?", ("royalt",)),
    ("Who indemnifies whom under the {name}?", ("indemni", "hold harmless", "make good")),
    ("What cap does the {name} put on liability?", ("liabilit", "liable", "cap")),
    ("Which personal data may be processed under the {name}?", ("personal data", "data protection", "privacy")),
    ("Under the {name}, who owns inventions that are made in the work?", ("invent", "patent", "intellectual")),
    ("Which warranty period does the {name} give?", ("warrant", "guarant")),
    ("Which insurance must be kept under the {name}?", ("insur",)),
    ("May the {name} be assigned without consent?", ("assign", "transfer")),
    ("When does the {name} renew by itself?", ("renew", "extend", "extension")),
    ("How is the {name} ended for convenience, on what notice?", ("terminat", "end this", "cancel")),
    ("Which exclusive territory does the {name} grant?", ("exclusiv", "territor")),
    ("May the {name} be performed by subcontractors?", ("subcontract", "sub-contract")),
    ("Which export controls does the {name} mention?", ("export",)),
    ("Whom does the {name} forbid to hire away, and for how long?", ("solicit", "hire", "employ")),
    ("What interest runs on late payments under the {name}?", ("interest", "late")),
    ("Under the {name}, which meetings of a steering committee are held?", ("committee",)),
)
"""Questions about kinds of clauses, each with words (or beginnings) without which no document answers it."""

Term = tuple[str, frozenset[DocumentId]]
"""A defined term, with the documents that define it."""

FEWEST_CHARACTERS = 600
"""Characters of a document. That a two-line note does not mention escrow makes no question."""

SHORTEST_TERM = 4


def absent_clauses(source: DraftSource) -> Iterator[DraftQuestion]:
    """A draft for each kind of clause that an agreement does not mention. Nobody asks a memorandum when it ends."""
    text = source.content.text.casefold()
    is_agreement = any(fact.kind in ("party", "governing_law") for fact in source.content.facts)
    if is_agreement and len(text) >= FEWEST_CHARACTERS:
        for question, marks in CLAUSES:
            if not any(mark in text for mark in marks):
                yield DraftQuestion("absent clause", source.document, question.format(name=source.name), (), "")


def absent_terms(source: DraftSource, others: Sequence[Term]) -> Iterator[DraftQuestion]:
    """A draft for each term of other documents that does not occur in this one."""
    text = " ".join(source.content.text.casefold().split())
    if len(text) >= FEWEST_CHARACTERS:
        for term, documents in others:
            if len(term) >= SHORTEST_TERM and term.casefold() not in text:
                question = f"What does “{term}” mean in the {source.name}?"
                yield DraftQuestion("absent term", source.document, question, (), "", words_of=documents)


def terms_of_all(sources: Sequence[DraftSource]) -> list[Term]:
    """All terms that the documents define, each once, in order, with the documents that define it."""
    found: dict[str, set[DocumentId]] = {}
    for source in sources:
        for term in terms_of(source):
            found.setdefault(term.term, set()).add(source.document)
    return [(term, frozenset(documents)) for term, documents in found.items()]
