"""Which two documents does a question set side by side, as in "Compare the notice periods of the Acme and the Brill"?

Each side is named by words of its own, and what both have in common ("lease") may stand once for both. So the pair is
sought whose cards together have most of the question's words, each side some that the other lacks; and between the
words of the one and those of the other stands what joins or opposes two things ("and", "versus", "or").
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from pincite.access.scope import Scope
from pincite.catalogue.catalogue import Catalogue
from pincite.chunking.card import JOINED, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Index
from pincite.retrieval.hints import TOGETHER, scarcity
from pincite.retrieval.meant import TITLED, by_title, said_by_words
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.intent import intent_of
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

MOST_CONSIDERED = 40
"""Documents of which pairs are made: those whose cards have most of the question."""

LEAST_OWN, LEAST_OWN_COMPARED = 7.0, 4.0
"""What the words that one side alone has must weigh, as in `hints`; less where the question says that it compares."""

SHARED = 0.8
"""Weight of what both sides have, so that of two guides on California the one on the same subject is meant."""

OWN_WORD = 3.0
"""What a word must weigh more on one side to be that side's."""

NAMING = 2.5
"""What a word with a capital weighs at least, as a rarity, where the question compares: "California" and "Corporate"
are in many texts, and name a document by its title all the same."""

FEWEST_LEFT = 2
"""Content words that must be left to be asked of each side."""

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
_JOINS = re.compile(r"\b(?:and|or|vs|versus|against|than|with|from|to|between|as)\b|[,/–—&:]", re.IGNORECASE)
_JOINS_AT_ONCE = re.compile(
    r"^\W*(?:(?:nda|lease|contract|agreement|licen[cs]e|deal|guide|policy|terms)\W+)?"
    r"(?:and|or|vs|versus|against|,|/|–|—|&)\W*(?:(?:in|under|for|the|a|that|of)\W+){0,3}$",
    re.IGNORECASE,
)
_JOINED_AT_ONCE = re.compile(r"\w\W*(?:\b(?:and|or|vs|versus|against)\b|/|–|—|&)\W*\w", re.IGNORECASE)
_COMPARING = re.compile(
    r"\b(?:compare[ds]?|comparing|comparison|both|respectively|side\sby\sside|differ\w*|versus|vs|against|longer|shorter|"
    r"higher|lower|dearer|cheaper|stricter|broader|narrower|same|which\sof\sthe\stwo|as\sopposed)\b|"
    r"\b(?:earlier|later|sooner|better|worse|more|less)\b.{0,60}?\bthan\s(?:in|under|for|with|that|those)\b|"
    r"\b(?:how\s\w+|which|what)\b.{3,120}\band\s(?:how\s\w+|which|what)\b.{0,40}?\s(?-i:[A-Z])",
    re.IGNORECASE,
)

_SAYING_SO = re.compile(
    r"\b(?:compare[ds]?(?!\s(?:with|to)\b)|comparing|how\sdo(?:es)?(?=.*\bdiffer)|differ|respectively)\b", re.IGNORECASE
)
"""What only says that two things are compared, and is not asked of either."""

_NAMES_JOINED = re.compile(
    r"\b[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4},?\s(?:and|or|vs\.?|against)\s(?:(?:in|under|for|the)\s){0,2}[A-Z]"
)

_NAME_LEFT = "¤"
_CAPITALS = r"[A-Z][\w’'&.-]*"
_KIND = (
    r"(?:agreements?|contracts?|deals?|ndas?|leases?|licen[cs]es?|polic(?:y|ies)|guides?|terms|forms?|arrangements?|collaboration|"
    r"documents?|one|side)"
)
_BETWEEN = (
    r"\s*(?:,\s*(?=and\b|or\b|as\b))?(?:,|/|&|–|—|\bas\sagainst\b|\bas\sopposed\sto\b|\bcompared\s(?:with|to)\b|\b(?:and|or|vs\.?|versus|against|than|to|with)\b)"
    r"[\s,]*(?:(?:in|under|for|by|of|on|the|that|those|one|as)\s+){0,3}"
)
_LEFT_OVER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"¤(?:\s*¤)+"), "¤"),
    (re.compile(rf"¤(?:\s{_CAPITALS})+"), "¤"),
    (
        re.compile(
            rf"¤['’]s?\s(?!(?:and|or|with|against|in|versus|vs|to|as)\b|(?:[a-z]{{3,}}\s)?{_KIND}\b)(?=[a-z])",
            re.IGNORECASE,
        ),
        "the ",
    ),
    (re.compile(rf"¤(?:['’]s\b|['’]|\s{_CAPITALS})+"), "¤"),
    (re.compile(rf"(?<=\s)(?:{_CAPITALS}\s)+¤"), "¤"),
    (re.compile(rf"¤(?:[\s-](?:[a-z]{{3,}}\s)?{_KIND}\b)", re.IGNORECASE), "¤"),
    (re.compile(rf"¤{_BETWEEN}{_CAPITALS}"), "¤"),
    (re.compile(r"\b(?:the|both|each)\s(?:the\s)?¤"), "¤"),
    (re.compile(rf"¤\s(?P<word>[a-z-]+){_BETWEEN}¤\s(?P=word)\b"), r"¤ \g<word>"),
    (re.compile(rf"¤{_BETWEEN}¤\s[a-z-]+(?=\W*$)"), "¤"),
    (re.compile(r"[:–—]\s*¤\s[a-z-]+(?=\W*$)"), ""),
    (re.compile(rf"¤(?:{_BETWEEN}¤|\s*¤)+"), "¤"),
    (
        re.compile(
            r",?\s(?:and|or)\s(?:how\s\w+|which|what|who|where|the\sones?|that|those|one)\b[^,;:?.!]{0,40}?¤(?=\W*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"^\W*¤\s*[:–—,-]\s*"), ""),
    (re.compile(r"[:–—,.]?\s*(?:\b(?:and|or|against|between)\s)?¤(?=\W*$)(?<![a-z]\s¤)"), ""),
    (
        re.compile(
            r",?\s(?:\b(?:as|in|under|for|by|of|with|between|from|on|at|to|is|against|after)\s)+¤", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"(?<=[a-z])\s¤(?=\W*$)"), ""),
    (re.compile(r"\b(?:versus|vs|(?:as\s)?compared\s(?:with|to)|as\sagainst|as\sopposed\sto)\b", re.IGNORECASE), ""),
    (re.compile(r"¤"), "they"),
    (re.compile(r"\s+(?=[,;:?.!])"), ""),
    (re.compile(r"[,;:.](?=[?.!])|(?<=[?!])\."), ""),
)
"""What becomes of a question once its two sides are left out: joined names are one, what only leads to them goes."""

_THING = re.compile(
    r"^(?:the|their|our)\s(?:[\w-]+\s){0,3}?(?P<head>[\w-]+)(?=\W*$|\s(?:on|of|for|to|in|under|that|which|if|after|before|at)\b)(?!.*\?.)"
)
"""A thing to compare: "the notice periods"."""

_WHETHER = re.compile(
    r"^whether\s(?P<who>(?:the\s)?[\w-]+)\s(?P<modal>can|may|must|shall|should|will|could|has|have|is|are)\s(?P<rest>.+)$",
    re.IGNORECASE,
)

_Units = Mapping[str, Mapping[DocumentId, float]]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents that a question sets side by side, in the order in which it names them, and what it asks of each.

    `asked` is the question without what names them; the question itself where too little would be left.
    """

    documents: tuple[DocumentId, DocumentId]
    asked: str


async def sides(question: str, scope: Scope, catalogue: Catalogue, index: Index) -> Sides | None:
    """The two documents that a question sets side by side, among those that the scope permits; None where it does not.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
    """
    if not (_is_comparing(question) or _JOINED_AT_ONCE.search(question)):
        return None
    units, looked_for = await _units(question, scope, catalogue, index)
    totals: dict[DocumentId, float] = {}
    for held in units.values():
        for document, weight in held.items():
            totals[document] = totals.get(document, 0.0) + weight
    considered = sorted(totals, key=lambda document: (-totals[document], document))[:MOST_CONSIDERED]
    least = LEAST_OWN_COMPARED if _is_comparing(question) else LEAST_OWN
    best: tuple[float, DocumentId, DocumentId] | None = None
    for one, other in combinations(considered, 2):
        if min(_own(units, one, other), _own(units, other, one)) < least:
            continue
        together = sum(max(held.get(one, 0.0), held.get(other, 0.0)) for held in units.values())
        fit = together + SHARED * (totals[one] + totals[other])
        if best is None or fit > best[0]:
            best = fit, one, other
    if best is None or (found := _arranged(question, best[1], best[2], units)) is None:
        return None
    if len(catalogue.permitted(found.documents, scope)) < len(found.documents):
        return None
    catalogue.require_cards(found.documents, looked_for)
    return found


def _is_comparing(question: str) -> bool:
    """True for a question that says that it compares, or joins two names."""
    return _says_so(question) or _NAMES_JOINED.search(question) is not None


def _says_so(question: str) -> bool:
    return intent_of(question) == "compare" or _COMPARING.search(question) is not None


def _is_name(question: str, word: re.Match[str]) -> bool:
    """True for a word with a capital that it does not have for opening a sentence."""
    before = question[: word.start()].rstrip()
    opens = before[-1:] in ("", ".", "?", "!")
    follows = question[word.end() : word.end() + 40]
    is_joined = re.match(r"\W{0,2}(?:and|vs|versus|against|/)\W", follows.lstrip()) is not None
    return word[0][:1].isupper() and word[0].lower() not in OPENERS and (not opens or is_joined)


async def _units(question: str, scope: Scope, catalogue: Catalogue, index: Index) -> tuple[_Units, tuple[str, ...]]:
    """What each word of a question, and each pair of neighbours, weighs for which documents; and what was looked up."""
    words = name_words(question)
    capital = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    capital = capital if _is_comparing(question) else set()
    wanted = sorted({word for word in words if rarity(word) > 0})
    pairs = sorted(set(joined(words)))
    looked_for = (
        *(key for word in wanted for key in (word, JOINED + word)),
        *(key for *_, both in pairs for key in (both, JOINED + both)),
    )
    found = catalogue.naming(looked_for, scope)
    units: dict[str, dict[DocumentId, float]] = {}

    def add(unit: str, key: str, weight: float) -> None:
        holding = found.weights.get(key, {})
        worth = weight * scarcity(found.documents, math.ceil(sum(holding.values())))
        held = units.setdefault(unit, {})
        for document, share in holding.items():
            held[document] = max(held.get(document, 0.0), worth * share)

    for word in wanted:
        weight = max(rarity(word), NAMING) if word in capital else rarity(word)
        add(word, word, weight)
        add(word, JOINED + word, weight)
    for first, second, both in pairs:
        add(both, both, rarity(both))
        add(both, JOINED + both, TOGETHER * max(rarity(first), rarity(second)))
    names = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    said, also = await said_by_words(question, scope, catalogue, index)
    for document, parts in said.items():
        for unit, weight in parts.items():
            if unit in names:
                held = units.setdefault(unit, {})
                held[document] = max(held.get(document, 0.0), weight)
    titled, for_titles = by_title(question, scope, catalogue)
    for document, title in titled.items() if len(set(titled.values())) > 1 else ():
        held = units.setdefault(title[0], {})
        held[document] = max(held.get(document, 0.0), TITLED)
    return units, tuple(dict.fromkeys((*looked_for, *also, *for_titles)))


def _own(units: _Units, one: DocumentId, other: DocumentId) -> float:
    """What the words that one side has and the other lacks weigh."""
    return sum(max(0.0, held.get(one, 0.0) - held.get(other, 0.0)) for held in units.values())


def _arranged(question: str, one: DocumentId, other: DocumentId, units: _Units) -> Sides | None:
    """The pair in the order of the question; None where nothing stands between their words that joins two things."""
    owned: list[tuple[int, int, DocumentId]] = []
    words = list(_WORD.finditer(question))
    plain = ["".join(name_words(match[0])) for match in words]
    for at, match in enumerate(words):
        both = [plain[at] + plain[at + 1]] if at + 1 < len(words) else []
        for unit in (plain[at], *both):
            held = units.get(unit, {})
            more = held.get(one, 0.0) - held.get(other, 0.0)
            if abs(more) >= OWN_WORD:
                owned.append((match.start(), match.end(), one if more > 0 else other))
                break
    joins = _JOINS if _says_so(question) else _JOINS_AT_ONCE
    for (_, end, first), (start, _, second) in pairwise(owned):
        if first != second and joins.search(question[end:start]):
            return Sides((first, second), _without(question, owned))
    return None


def _without(question: str, owned: list[tuple[int, int, DocumentId]]) -> str:
    """A question without the words that name either side, as it would be put to one of them.

    Where each side is named with a capital, other words that only one of them holds may be what is asked.
    """
    capitals = [one for one in owned if question[one[0]].isupper() and question[one[0] : one[1]].lower() not in OPENERS]
    if len({document for *_, document in capitals}) > 1:
        owned = capitals
    kept, at = "", 0
    for start, end, _ in owned:
        if question[start:end].lower() in DOCUMENTS:
            continue
        end -= 2 * question[start:end].endswith(("'s", "’s"))
        kept += question[at:start] + _NAME_LEFT
        at = end
    rest = of_one(_SAYING_SO.sub(" ", kept + question[at:]))
    return rest if len(content_words(rest)) >= FEWEST_LEFT else question


def of_one(text: str) -> str:
    """What is asked of one of two, where `_NAME_LEFT` stands for each name of either.

    >>> of_one("How long is the notice in the ¤ lease, and how long in ¤ ¤'s?")
    'How long is the notice?'
    >>> of_one("Which state's law for ¤/¤, and which for ¤/¤ Tech?"), of_one("¤ and ¤: what do ¤ owe?")
    ("Which state's law?", 'what do they owe?')
    >>> of_one("How long is the ban after ¤ ¤'s closing or the one after ¤'?")
    'How long is the ban after the closing?'
    >>> of_one("the notice periods of ¤ and ¤"), of_one("whether the tenant may sublet: ¤ and ¤")
    ('What are the notice periods?', 'May the tenant sublet?')
    """
    rest = " ".join(text.split())
    for pattern, instead in _LEFT_OVER:
        rest = pattern.sub(instead, rest)
    rest = " ".join(rest.split())
    thing = _THING.match(rest)
    if thing is not None:
        return f"What {'are' if thing['head'].endswith('s') else 'is'} {rest.rstrip(' ?.')}?"
    whether = _WHETHER.match(rest)
    if whether is not None:
        return f"{whether['modal'].capitalize()} {whether['who']} {whether['rest'].rstrip(' ?.')}?"
    return rest
