"""The names in a question: those that it gives documents, and those that stand nowhere, or only in a few documents.

A name is a word with a capital inside of a sentence. What the asker may not see counts as nowhere, so that a refusal
for a name is the same for what is hidden and for what does not exist.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import WORD
from pincite.retrieval.understanding.names import OPENERS, without_openers
from pincite.structure.facts.cities import states_of
from pincite.structure.facts.places import is_place

RARE = 5.0
"""Rarity from which a word with a capital is a name. Every document that has all such words is meant as well; words
that no document has do not count."""

TELLING = 3.2
"""Rarity from which a word with a capital may be a name that a few documents have: "Crockett" is in some texts of the
table too."""

FEW = 5
"""The most documents in which such a name stands, if only they may answer."""

_WORD = r"[A-Z][\w&.-]*+(?:['’]s)?"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|and|&)\s+)?{_WORD}){{0,5}}"
_KIND = r"(?i:agreements?|contracts?|deal|ndas?|msas?|leases?|licen[cs]es?|mou|deeds?|policy|terms)"
_CALLED = (
    re.compile(rf"(?<![\w&.-])({_NAME})\s+(?:[a-z-]+\s+){{0,2}}?{_KIND}\b"),
    re.compile(rf"\b{_KIND}\s+(?:with|between|from)\s+({_NAME})"),
)
"""A name before or after a word for a document: "the Acme supply contract", "our deal with Acme"."""

LONGEST_INITIALS = 5
"""The most letters of initials; a document may have only the full name."""

LEAST_CAPITALS = 0.5
"""Share of a question's words from which capitals say nothing: it is a headline."""

_OPENING = '*.?!:;–—“"('
"""Signs after which any word may have a capital."""

_BEFORE_TERMS = frozenset("the a an this that our my your their its his her any each every no".split())  # noqa: SIM905 - words read best as words
"""Words before a term with a capital: "the Indemnitor"."""

_PLACE_NOUNS = (
    "apartment branch building campus centre center clinic depot dock facility factory farm flat garage hangar hotel "
    "house lab laboratory land lot mall mill mine office parcel plant port premises property restaurant shop showroom "
    "site space store studio terminal tower unit warehouse well yard"
)
_THING_IN = re.compile(
    rf"\b(?:the|our|that|this|their|my)\s(?:[\w-]+\s){{0,2}}(?:{'|'.join(_PLACE_NOUNS.split())})s?\sin\s\Z",
    re.IGNORECASE,
)
"""What says which thing is meant by its place, before that: "the old cold store in"."""

_MADE_UP = re.compile(r"[a-z]{2}[A-Z]")
"""A capital within a word, as firms and products have it: "PowerHouse", not "McAllen"."""

_PEOPLES = ("ish", "ese", "ian", "dutch", "french", "german")
"""Endings of words for peoples, which are not names: "the Spanish contract"."""


def without_called(question: str, name: str) -> str:
    """A question in which a document is no longer called by a name; as it is if no word would be left.

    >>> without_called("Who must insure under the Acme supply contract?", "Acme")
    'Who must insure under the supply contract?'
    >>> [without_called(asked, "Acme") for asked in ("What does our deal with Acme say?", "Is Acme's lease signed?")]
    ['What does our deal say?', 'Is the lease signed?']
    """
    called = re.escape(name)
    rest = re.sub(rf"\s(?:with|between|from|of)\s{called}(?:['’]s?)?(?=\W|$)", "", question)
    rest = re.sub(rf"(?<=\b[Tt]he\s){called}(?:['’]s?)?\s|(?<=\b[Oo]ur\s){called}(?:['’]s?)?\s", "", rest)
    rest = re.sub(rf"\b{called}['’]s?\s", "the ", rest)
    rest = " ".join(re.sub(rf"\b{called}\b", "", rest).split())
    return rest if re.search(r"\w", rest) else question


def given(question: str) -> Iterator[tuple[str, list[str]]]:
    """The names that a question gives documents, each with its rare words: ("Acme", ["acme"]) for "the Acme lease"."""
    for match in (match for called in _CALLED for match in called.finditer(question)):
        name = without_openers(" ".join(match[1].split()))
        rare = [word for word in name_words(name) if rarity(word) >= RARE]
        if rare and not (is_place(name) or name.lower().endswith(_PEOPLES)):
            yield _without_s(name), rare


def unknown_name(question: str, held: Set[str]) -> str:
    """The name that a question gives a document if none of the name's rare words is anywhere; otherwise empty."""
    for name, rare in given(question):
        is_short = name.isupper() and len(name) <= LONGEST_INITIALS
        if not (held & set(rare) or is_short):
            return name
    return ""


def unmentioned_name(question: str, looked_up: Set[str], held: Set[str]) -> str:
    """The first name in a question that is neither on a card nor in a text; empty if each is, or if it may be no name.

    The first word of a sentence has a capital anyhow, and what has an article is a term or a role rather than a name.
    Initials may be written out, and a text may have a state for a place, or the country for a people. Beside a name
    that something has ("GitHub's conference in Zylkene"), it may be where it happened.
    """
    for at, match in _names(question):
        plain = "".join(name_words(match[0]))
        if plain in looked_up - held and rarity(plain) >= RARE:
            name = _without_s(_whole_name(question, _words(question), at))
            return "" if _names_another(question, name, held) else name
    return ""


def documents_with_names(question: str, parts: Mapping[DocumentId, Mapping[str, float]]) -> Collection[DocumentId]:
    """The documents that have all names of a question that only a few have; empty if it has no such name.

    `parts` are the words of the question that each document has, on its card or in its text. What stands after "in"
    says where something happens, and any document may have the address.
    """
    plain = {"".join(name_words(match[0])) for at, match in _names(question) if not _is_where(_words(question), at)}
    having = {name: {one for one, said in parts.items() if name in said} for name in plain if rarity(name) >= TELLING}
    few = [documents for documents in having.values() if 0 < len(documents) <= FEW]
    return set.intersection(*few) if few else ()


def _names(question: str) -> Iterator[tuple[int, re.Match[str]]]:
    """The words of a question that may be names, each with its place among its words; none in a headline."""
    found = _words(question)
    if sum(match[0][0].isupper() for match in found) >= LEAST_CAPITALS * len(found):
        return
    for at, match in enumerate(found):
        word = _without_s(match[0])
        before = question[: match.start()].rstrip()
        opens = _begins_sentence(question, match) or before.rpartition(" ")[2].lower() in _BEFORE_TERMS
        if (
            word[0].isupper()
            and not (opens or word.isupper() or word.lower() in OPENERS or word.lower().endswith(_PEOPLES))
            and not (is_place(word) or states_of(word))
        ):
            yield at, match


def _words(question: str) -> list[re.Match[str]]:
    return [match for match in WORD.finditer(question) if len(match[0]) > 1]


def _is_where(words: Sequence[re.Match[str]], at: int) -> bool:
    """True for a word with a capital after "in", or after another such one: "in San Diego".

    Not if it says which thing is meant: "the warehouse in Milpitas", nor a name that no place has: "MightyCell".
    """
    if _MADE_UP.search(words[at][0]):
        return False
    first = at
    while first > 0 and words[first - 1][0][0].isupper():
        first -= 1
    if first == 0 or words[first - 1][0].lower() != "in":
        return False
    return _THING_IN.search(words[at].string, 0, words[first].start()) is None


def _names_another(question: str, name: str, held: Set[str]) -> bool:
    """True if a question has a further rare name, one that is on a card or in a text."""
    rest = question.replace(name, "")
    return any(
        match[0][0].isupper() and not _begins_sentence(rest, match) and plain in held and rarity(plain) >= RARE
        for match in WORD.finditer(rest)
        for plain in name_words(match[0])[:1]
    )


def _without_s(word: str) -> str:
    """A name without the mark of whose something is."""
    return word.removesuffix("'s").removesuffix("’s")


def _whole_name(question: str, found: Sequence[re.Match[str]], at: int) -> str:
    """The words with capitals that stand side by side around one: "Sistine Chapel" around "Chapel"."""

    def continues(left: re.Match[str], right: re.Match[str]) -> bool:
        return question[left.end() : right.start()] == " " and left[0][0].isupper() and right[0][0].isupper()

    first = last = at
    while first > 0 and continues(found[first - 1], found[first]) and not _begins_sentence(question, found[first - 1]):
        first -= 1
    while last + 1 < len(found) and continues(found[last], found[last + 1]):
        last += 1
    return question[found[first].start() : found[last].end()]


def _begins_sentence(question: str, match: re.Match[str]) -> bool:
    """True for a word that has its capital from where it stands."""
    return question[: match.start()].rstrip()[-1:] in ("", *_OPENING)
