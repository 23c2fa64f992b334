"""Asking back instead of answering: the question lacks the one before it, or could mean several documents.

Asking back costs the asker a turn, so it is done only in plain cases. The documents that a question could mean are
among those of the passages found for it, which the asker may see.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.citing import FILING_NUMBER
from pincite.answering.standing import asks_for_before
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId, MatterId
from pincite.retrieval.called import MOST_OF_A_KIND, Called, called
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.enumerated import enumerated
from pincite.retrieval.understanding.following import needs_earlier, says_nothing
from pincite.retrieval.understanding.opposing import is_comparing
from pincite.retrieval.understanding.overview import asks_for_overview
from pincite.retrieval.understanding.sections import sought_in
from pincite.retrieval.understanding.vague import is_vague, names_a_role, names_something, plain_words

NO_EARLIER = (
    "this goes on from an earlier question, and none was given; give its record with --after, or ask in full and name "
    "the document"
)

SEVERAL = (
    "this could be asked of each of several documents that you may see, and the question does not say which is meant; "
    "ask again and name one of them"
)

WHICH = (
    "this asks what a whole document says, and you may see several; which one? Ask again and name it, by a party or by "
    "its title"
)

WHICH_SECTION = (
    "this asks what a section of a document says, and you may see several documents; which one? Ask again and name it, "
    "by a party or by its title"
)

MOST_POSSIBLE = 6
"""The most documents that are named when asking back."""

NEAREST = 6
"""How many of the first passages are looked at to see whether the answer lies in several documents."""

FEWEST_TWINS = 3
"""The fewest documents of one title among them for which a question without a name could mean any of them."""

FEWEST_WITH_A_ROLE = 2
"""The same for a question about a party by its role: two employment agreements each have "the executive"."""

AGREEMENTS = frozenset(
    """
    agreement contract lease sublease license licence nda msa sow spa apa dpa sla loi mou deed letter guarantee guaranty
    mortgage indenture settlement note
    """.split()  # noqa: SIM905 - words read best as words
)
"""Documents that parties sign. A question about a policy or a guide is one about its subject."""

OF_ONE = 0.8
"""Least similarity of two files' names that are taken for versions of one document."""


def lacks_earlier(query: Query, evidence: Evidence) -> bool:
    """True for a question that needs the one before it, unless only one document can be meant."""
    if not needs_earlier(query.text):
        return False
    documents = {piece.span.document for search in evidence.searches for piece in search.considered}
    return says_nothing(query.text) or not (_names_any(evidence) or len(documents) == 1)


def overview_of_any(query: Query, scope: Scope, catalogue: Catalogue) -> bool:
    """True for a question about all that a document says, if it says of none which, and several may be seen."""
    if query.carried or not asks_for_overview(query.text) or catalogue.naming((), scope).documents < 2:
        return False
    found = [one for one in called(query.text, scope, catalogue)[0] if one.documents or one.is_too_many]
    return not any(one.mention.is_many or (one.documents and not one.others) for one in found)


def section_of_any(query: Query, scope: Scope, catalogue: Catalogue) -> bool:
    """True for a question for a section by its number, if it says of no document which, and several may be seen."""
    sought = [one for one in sought_in(query.text) if not one.is_by_heading and one.is_all(AGREEMENTS)]
    if query.carried or not sought or catalogue.naming((), scope).documents < 2:
        return False
    found = [one for one in called(query.text, scope, catalogue)[0] if one.documents or one.is_too_many]
    return not any(one.mention.is_many or (one.documents and not one.others) for one in found)


def of_any(query: Query, evidence: Evidence, scope: Scope, catalogue: Catalogue) -> list[DocumentId]:
    """The documents of which an overview may be asked for, of the kind that is said; none if very many."""
    found = [one for one in called(query.text, scope, catalogue)[0] if one.documents or one.is_too_many]
    fitting = {document for one in found for document in (*one.documents, *one.others)}
    if any(one.is_too_many for one in found) or (
        not fitting and catalogue.naming((), scope).documents > MOST_OF_A_KIND
    ):
        return []
    near = {one.chunk.document: one.path for one in evidence.passages}
    return _one_of_each({one: path for one, path in near.items() if not fitting or one in fitting})[:MOST_POSSIBLE]


def could_mean(
    query: Query,
    evidence: Evidence,
    answering: Sequence[int],
    closest: Sequence[int],
    scope: Scope,
    catalogue: Catalogue,
) -> list[DocumentId]:
    """The documents that a question without a name could mean, the likeliest first; empty if its meaning is plain.

    It could mean several if it speaks of "the agreement" and there are some, if what was found first is one clause of
    documents that are alike, if unrelated documents answer it as well, or if it has only a few words of any contract
    ("What's the notice period?") and passages of other agreements have them too. Different documents may well answer
    the parts of a compound question. A question that compares by kinds ("the MSA and the lease") could mean each
    document that fits, if each kind fits several. `answering` are the labels of the passages that answer, those that
    are quoted first; `closest` those of the passages that come nearest.
    """
    if query.carried:
        return []
    if several := _of_each_kind(query.text, scope, catalogue):
        near = _of_each_matter(evidence.passages, several)
        read = {one.chunk.document for one in evidence.passages}
        return [*near, *sorted(several - read)][:MOST_POSSIBLE]
    if len(query.parts) > 1 or query.intent not in ("lookup", "procedure"):
        return []
    spoken = _spoken_of(query.text, scope, catalogue)
    if spoken is not None:
        rest = f"{query.text[: spoken.mention.start]} {query.text[spoken.mention.end :]}"
        return [] if names_something(rest) else _of_kind(spoken, is_vague(rest), evidence, answering)
    if _names_any(evidence) or names_something(query.text) or _is_before_a_change(query.text, scope, catalogue):
        return []
    if is_vague(query.text) and len(families(_paths(evidence, answering))) > 1:
        is_signed = bool(_signed(evidence, answering, scope, catalogue))
        return possible(evidence, (*answering, *closest)) if is_signed else []
    if alike := _speaking_of(query.text, evidence):
        signed = _signed(evidence, [*answering, *alike], scope, catalogue)
        paths = {evidence.cite(label).chunk.document: evidence.cite(label).path for label in signed}
        first = answering[0] if answering else alike[0]  # what a guide or a policy answers is about its subject
        if first in signed and len(families(paths.values())) > 1:
            return _one_of_each(paths)[:MOST_POSSIBLE]
    return _twins(evidence, FEWEST_WITH_A_ROLE if names_a_role(query.text) else FEWEST_TWINS)


def _spoken_of(text: str, scope: Scope, catalogue: Catalogue) -> Called | None:
    """The one mention of an agreement in a question that does not say which of several; else None."""
    found = [one for one in called(text, scope, catalogue)[0] if one.documents or one.is_too_many]
    if (
        len(found) != 1
        or found[0].mention.is_many
        or AGREEMENTS.isdisjoint(word for kind in found[0].mention.kinds for word in kind)
    ):
        return None
    return found[0] if found[0].is_too_many or found[0].others else None


def _of_each_kind(text: str, scope: Scope, catalogue: Catalogue) -> set[DocumentId]:
    """The documents that a question sets side by side, if each mention that fits any fits several; else none."""
    found = [one for one in called(text, scope, catalogue)[0] if one.documents or one.is_too_many]
    fit_several = len(found) > 1 and all(one.others and not one.mention.is_many for one in found)
    if not fit_several or not (is_comparing(text) or any(len(one.members) == len(found) for one in enumerated(text))):
        return set()
    return {document for one in found for document in (*one.documents[:1], *one.others)}


def _is_before_a_change(text: str, scope: Scope, catalogue: Catalogue) -> bool:
    """True for a question about how the one agreement of a kind read before it was amended: only that has it so."""
    found = called(text, scope, catalogue)[0] if asks_for_before(text) else ()
    return any(one.documents and not one.others and not one.mention.is_many for one in found)


def _of_kind(spoken: Called, is_plain: bool, evidence: Evidence, answering: Sequence[int]) -> list[DocumentId]:
    """The documents of a kind that have what comes nearest, one of each family; empty if only one has it.

    A question with a rare word (not `is_plain`) may be about something that only one of them has. Then several must
    answer it.
    """
    fitting = {*spoken.documents[:1], *spoken.others} or _titled(evidence, spoken.mention.kinds)
    if len(_of_each_matter(evidence.passages[:NEAREST], fitting)) < 2:
        return []
    if not is_plain and len(_of_each_matter([evidence.cite(label) for label in answering], fitting)) < 2:
        return []
    return _of_each_matter(evidence.passages, fitting)[:MOST_POSSIBLE]


def _of_each_matter(passages: Sequence[Passage], fitting: Container[DocumentId]) -> list[DocumentId]:
    """The first document of each family of each matter, in the passages' order.

    Two clients' agreements may have files of one name.
    """
    by_matter: dict[MatterId, dict[DocumentId, str]] = {}
    for one in passages:
        if one.chunk.document in fitting:
            by_matter.setdefault(one.matter, {})[one.chunk.document] = one.path
    kept = {document for paths in by_matter.values() for document in _one_of_each(paths)}
    return [one for one in dict.fromkeys(passage.chunk.document for passage in passages) if one in kept]


def _titled(evidence: Evidence, kinds: Iterable[Sequence[str]]) -> set[DocumentId]:
    """The documents of passages whose titles say that they are of one of these kinds."""
    titles = {one.chunk.document: set(name_words(one.title)) for one in evidence.passages}
    return {document for document, title in titles.items() if any(title.issuperset(kind) for kind in kinds)}


def _speaking_of(text: str, evidence: Evidence) -> list[int]:
    """The labels of the passages that have what a question of a few words of any contract asks for; else none."""
    words = plain_words(text)
    return [one.label for one in evidence.passages if words.are_in(f"{one.chunk.heading} {one.text}")]


def _signed(evidence: Evidence, labels: Sequence[int], scope: Scope, catalogue: Catalogue) -> list[int]:
    """Those labels whose documents were signed between parties; guides that say the same are one answer."""
    cited = {label: evidence.cite(label).chunk.document for label in labels}
    entries = catalogue.permitted(set(cited.values()), scope)
    signed = {
        document
        for document, entry in entries.items()
        if not AGREEMENTS.isdisjoint(name_words(entry.title))
        or len([one for one in entry.facts if one.kind == "party"]) > 1
    }
    return [label for label, document in cited.items() if document in signed]


def _twins(evidence: Evidence, fewest: int) -> list[DocumentId]:
    """Documents of one title whose passages come first, as of a form that many have signed; empty if they are few."""
    if not evidence.passages:
        return []
    title = evidence.passages[0].title.casefold()
    near = {one.chunk.document: one.path for one in evidence.passages[:NEAREST] if one.title.casefold() == title}
    alike = _one_of_each(near)
    if len(alike) < fewest:
        return []
    all_alike = {one.chunk.document: one.path for one in evidence.passages if one.title.casefold() == title}
    return _one_of_each(all_alike)[:MOST_POSSIBLE]


def _one_of_each(paths: Mapping[DocumentId, str]) -> list[DocumentId]:
    """The first document of each family, in their order."""
    heads = families(paths.values())
    found: dict[str, DocumentId] = {}
    for document, path in paths.items():
        stem = PurePath(path).stem
        if stem in heads and stem not in found:
            found[stem] = document
    return list(found.values())


def _paths(evidence: Evidence, labels: Sequence[int]) -> list[str]:
    return [evidence.cite(label).path for label in labels]


def possible(evidence: Evidence, labels: Iterable[int] = ()) -> list[DocumentId]:
    """The documents that a question could mean: those of some passages first, then those of the others, best first."""
    passages = [*(evidence.cite(label) for label in labels), *evidence.passages]
    return list(dict.fromkeys(passage.chunk.document for passage in passages))[:MOST_POSSIBLE]


def families(paths: Iterable[str]) -> list[str]:
    """One file's name for each family of documents: an agreement with its versions, and with what is filed under it.

    >>> families(("/f/MSA-0031 Finch.pdf", "/f/MSA-0031 Amendment No. 2.pdf", "/f/Lease v1.docx", "/f/Lease v2.docx"))
    ['MSA-0031 Finch', 'Lease v1']
    """
    heads: list[str] = []
    for stem in dict.fromkeys(PurePath(path).stem for path in paths):
        if not any(_are_of_one(stem, head) for head in heads):
            heads.append(stem)
    return heads


def _are_of_one(stem: str, other: str) -> bool:
    filed, under = FILING_NUMBER.match(stem), FILING_NUMBER.match(other)
    if filed is not None and under is not None:
        return filed.group() == under.group()
    return SequenceMatcher(None, stem.lower(), other.lower(), autojunk=False).ratio() >= OF_ONE


def _names_any(evidence: Evidence) -> bool:
    return bool(evidence.named) or any(search.hints for search in evidence.searches)
