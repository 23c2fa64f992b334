"""Which two documents does a question compare, as in "Compare the notice periods of the Acme and the Brill"?

Each side is named by words of its own; a word for both ("lease") may be said once. So the search is for the pair whose
cards together have most of the question's words, where each side has some that the other lacks. Between the words of
one side and those of the other, there must be a word that joins or opposes two things ("and", "versus", "or").
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.called import Called, called, pair_of
from pincite.retrieval.hints import TOGETHER, scarcity
from pincite.retrieval.meant import TITLED, by_title, said_by_words
from pincite.retrieval.places_apart import places_apart
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.comparing import absolute
from pincite.retrieval.understanding.intent import intent_of
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS
from pincite.threads import on_thread

MOST_CONSIDERED = 40
"""The most documents of which pairs are made: those that have most of the question's words."""

LEAST_OWN, LEAST_OWN_COMPARED = 7.0, 4.0
"""The least weight, as in `hints`, of the words that only one side has; less if the question says that it compares."""

LEAST_OWN_PLAIN = 20.0
"""Their least weight if nothing says that two things are compared or joins them: two names, each of one document
only."""

TIED, AS_MUCH, MOST_TIED = 0.2, 0.8, 6
"""The share of the best pair's fit by which another pair may be behind and still be examined, the share of its names
that the other must have, and the most pairs that are examined."""

SHARED = 0.8
"""Weight of the words that both sides have, so that of two guides on California the one on the same subject wins."""

OWN_WORD = 3.0
"""How much more a word must weigh on one side to belong to it."""

NAMING = 2.5
"""The least weight of a word with a capital, as a rarity, if the question compares: "California" and "Corporate" are in
many texts, and still name a document by its title."""

RARE = 3.0
"""Rarity from which a word in lower case may name a side ("the pretzel franchise")."""

FEWEST_LEFT = 1
"""The fewest content words that must be left to ask about each side: "May they assign?" has one."""

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
_JOINS = re.compile(
    r"\b(?:and|or|vs?|versus|against|than|with|from|to|between|as|beside|alongside|nor|but|while)\b|[,;/–—&:]",
    re.IGNORECASE,
)
_JOINS_AT_ONCE = re.compile(
    r"^\W*(?:(?:nda|lease|contract|agreement|licen[cs]e|deal|guide|policy|terms)\W+)?"
    r"(?:and|or|vs|versus|against|,|/|–|—|&)\W*(?:(?:in|under|for|the|a|an|that|of|with|at|by|on|to|its|what|how)\W+){0,3}$",
    re.IGNORECASE,
)
_JOINED_AT_ONCE = re.compile(r"\w\W*(?:\b(?:and|or|vs|versus|against)\b|/|–|—|&)\W*\w", re.IGNORECASE)
_COMPARING = re.compile(
    r"\b(?:compare[ds]?|comparing|comparison|both(?!\s(?:of\sthem|of\sus|the\s)?(?:part(?:y|ies)|sides|companies|directions|ways)\b)|"
    r"respectively|side\sby\sside|differ\w*|versus|vs|against|(?<!\bno\s)(?<!\bany\s)(?<!\bever\s)(?:longer|shorter|higher|lower)|dearer|cheaper|stricter|broader|narrower|"
    r"same(?=\W*$|\s?[,;:–—]|\s(?:in|under|for|as|at|by|on|with|between|across)\b|(?:\s[\w-]+){1,4}\s(?:as|and)\b)|"
    r"which\sof\sthe\stwo|as\sopposed|as\swell\sas|next\sto|beside|"
    r"alongside|on\sthe\sone\shand|stack\sup|(?:bigg|small|larg|great|fast|slow|quick|eas|hard|tough|soon|lat|earl|wid|tight|loos|"
    r"fair|kind|harsh|mild)i?er(?=.+\b(?:than|or)\b)|and\s(?:what|how)\sabout)\b|\bv\.\s(?=[A-Z])|"
    r"\b(?:earlier|later|sooner|better|worse|more|less)\b.{0,60}?\bthan\s(?:in|under|for|with|that|those)\b|"
    r"\b(?:how\s\w+|which|what)\b.{3,120}\band\s(?:how\s\w+|which|what)\b.{0,40}?\s(?-i:[A-Z])",
    re.IGNORECASE,
)

_SAYING_SO = re.compile(
    r"\b(?:compare[ds]?(?!\s(?:with|to)\b)|comparing|how\sdo(?:es)?(?=.*\bdiffer)|differ|respectively)\b", re.IGNORECASE
)
"""Words that only say that two things are compared, and are not asked about either."""

_NAMES_JOINED = re.compile(
    r"\b[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4}(?:,?\s(?:and|or|vs\.?|against)\s(?:(?:in|under|for|the)\s){0,2}|,\s(?:in|under)\s(?:the\s)?)[A-Z]"
)
_NAMES = re.compile(
    r"(?<=[\w,;:–—/] )[A-Z]|(?<=/)[A-Z]|^[A-Z][\w’'-]+(?=\s?(?:,|/|:|['’]s\b|and\b|or\b|vs?\b|versus\b))"
)

_OPPOSING = re.compile(
    r"\b(?:compar\w+|side\sby\sside|differ\w*|versus|vs|as\s(?:against|opposed|compared)|respectively|which\sof\sthe\stwo|"
    r"both(?=\s(?:the|of\sthe)\b)|(?:earlier|later|sooner|better|worse|more|less|\w{3,}er)\b.{0,90}?\b(?:than|or)\b|the\ssame\b.{0,60}?\b(?:as|and)\b)"
    r"|\bv\.\s",
    re.IGNORECASE,
)
"""Words that say only that two things are compared."""

_OPPOSED_AT_ONCE = re.compile(
    r"\W*(?:,\s)?(?:and|or|nor|versus|vs\.?|against|than|/|&|,|as\sagainst)\W+(?:(?:and|in|under|for|by|of|with|at|on|to|the|what|which|where|when|"
    r"how\s\w+|that|those|its|one|as|does)\W+){0,6}$"
    r"|\W*(?:and|but|while|whereas)\b[^.?!]{0,50}\b(?:in|under|of|for)\W+$"
    r"|[^.?!]*(?:,\s(?:and|or)|\b(?:as|unlike))\s(?:(?:in|under|for|by|of|with|at|on|the|that|those)\s){0,4}$",
    re.IGNORECASE,
)
"""The words between two documents that are joined or opposed."""

_OF_TWO = re.compile(r"\b(?:two|both|each|compare)\b", re.IGNORECASE)

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had)\b",
    re.IGNORECASE,
)

_NAME_LEFT = "¤"
_CAPITALS = r"[A-Z][\w’'&.-]*"
_KIND = (
    r"(?:agreements?|contracts?|deals?|ndas?|leases?|licen[cs]es?|polic(?:y|ies)|guides?|terms|forms?|arrangements?|collaboration|"
    r"documents?|one|side|papers?|pages?|codes?|franchises?|distributorships?|alliances?|agenc(?:y|ies)|ventures?|guarantees?|filings?|"
    r"programm?e?s?|sponsorships?|endorsements?|developers?|franchisees?|rules|notices?)"
)
_KINDS_JOINED = re.compile(
    r"\b(?P<kind>terms|policy|polic(?=ies)|agreement|page|guide|nda|lease|licen[cs]e|code|contract)s?\b(?:[^.?!:]{0,12})(?:,|\band\b|\bor\b|\bnor\b|\bthan\b)"
    r"\s(?:[\w’'-]+\s){0,5}?(?:terms|policy|agreement|page|guide|nda|lease|licen[cs]e|code|contract)\b"
    r"|,\s(?:and|but)\s(?:what|how\s\w+|which|who|where|when)\s(?:under|in|for|with|at|by)\b",
    re.IGNORECASE,
)
"""Two documents by their kinds: "the event terms and the corporate terms"."""

_BETWEEN = (
    r"\s*(?:,\s*(?=and\b|or\b|as\b))?(?:,|/|&|–|—|\bas\sagainst\b|\bas\sopposed\sto\b|\b(?:as\s)?compared\s(?:with|to)\b|\b(?:and|or|vs\.?|versus|against|than|to|with)\b)"
    r"[\s,.]*(?:(?:in|under|for|by|of|on|the|that|those|one|as)\s+){0,3}"
)
_LEFT_OVER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"¤(?:\s*¤)+"), "¤"),
    (re.compile(r",?\s(?:just\s)?(?:un)?like\s(?:(?:in|under|with|the)\s)*¤(?:\s(?:does|do)\b|,)?", re.IGNORECASE), ""),
    (
        re.compile(
            rf"^(?:is|are)\s(?:the\s)?¤(?:\s{_KIND})?\s(?:under|in|on|at|with|by|for|of|subject\sto)\sthe\ssame\s(?P<what>[\w\s-]+?)\sas\s(?:the\s)?¤(?:\s{_KIND})?",
            re.IGNORECASE,
        ),
        r"Which \g<what> applies",
    ),
    (
        re.compile(
            rf"\b(?P<do>do|does)\s(?:the\s)?¤(?:\s{_KIND})?{_BETWEEN}(?:the\s)?¤(?:\s{_KIND})?\s(?P<verb>[a-z-]+)(?=\W*$)",
            re.IGNORECASE,
        ),
        r"do they \g<verb>",
    ),
    (re.compile(r"^(?:please\s)?(?:put|set|lay|show)\s(?P<what>.+?)\sside\sby\sside\b", re.IGNORECASE), r"\g<what>"),
    (
        re.compile(
            r"\s(?:on\s)?the\sone\s(?:hand|side)\b|\s(?:on\s)?the\sother(?:\s(?:hand|side))?(?=\W*$)", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r",?\splease(?=\W*$)", re.IGNORECASE), ""),
    (re.compile(rf"(?<=[?.!])\s(?:the\s)?¤(?:\s{_KIND})?{_BETWEEN}(?:the\s)?¤(?:\s{_KIND})?\W*$", re.IGNORECASE), ""),
    (re.compile(rf"\s[-–—]\s(?:the\s)?¤{_BETWEEN}(?:the\s)?¤(?:\s{_KIND})?(?=\W*$)", re.IGNORECASE), ""),
    (
        re.compile(
            rf"^\W*(?:for|in|under|between|with|at|by)\s(?:both\s)?(?:the\s)?¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?(?:\son\sthe\sone\s(?:hand|side))?"
            rf"{_BETWEEN}¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?(?:\son\sthe\sother)?\s?,?\s(?=[a-z])",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            rf"^how\sdo(?:es)?\s(?:the\s)?¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?{_BETWEEN}¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?\s?(?:compare|differ|treat|"
            r"handle|deal)?\s?(?:on|in|as\sto|with|about|regarding)?\s",
            re.IGNORECASE,
        ),
        "What does it say about ",
    ),
    (
        re.compile(rf"^(?:the\s)?¤{_BETWEEN}¤\s(?:[a-z-]+\s)?(?:on|about|as\sto|regarding)\s", re.IGNORECASE),
        "What does it say about ",
    ),
    (
        re.compile(
            r"^(?:what['’]s|what\s(?:is|are)|the)?\s?(?:the\s)?differences?\s(?:between|of)\s(?=(?:the\s)?¤)",
            re.IGNORECASE,
        ),
        "",
    ),
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
            r"(?:,?\s(?:and|or)|,)\s(?:how\s\w+|which|what|who|where)\s"
            r"(?:(?:is|are|does|do|in|under|for|of|the|that|at|with|on|by|about)\s){0,4}¤(?=\W*$)"
            r"|,?\s(?:and|or)\s(?:the\sones?|that|those|one)\b[^,;:?.!]{0,40}?¤(?=\W*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"^(?P<before>[^¤]*¤.*?),?\s(?:and|or)\s(?:how\s\w+|which|what|who|where)\b[^,;:?.!]{0,40}?¤(?=\W*$)",
            re.IGNORECASE,
        ),
        r"\g<before>",
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
    (re.compile(r"^[^.?!¤]*¤[^.?!¤]*¤[^.?!]*[.?!]\s(?=[A-Z])"), ""),
    (re.compile(r",?\s(?:and\s)?how\s(?:many|much|long|often|far)(?=\W*$)", re.IGNORECASE), ""),
    (
        re.compile(
            r"[\s,;:–—-]+(?:and|or|nor|but|just|as\swell|next|beside|alongside|both|than|against|between|with|[–—-])(?=\W*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"\b(?:versus|vs|(?:as\s)?compared\s(?:with|to)|as\sagainst|as\sopposed\sto)\b", re.IGNORECASE), ""),
    (
        re.compile(r"^¤\s(?:as\sregards|as\sto|on|about|regarding|concerning)\s", re.IGNORECASE),
        "What does it say about ",
    ),
    (re.compile(r"\bdoes\s(?:the\s)?¤", re.IGNORECASE), "do they"),
    (
        re.compile(
            r"(?P<verb>\b(?!(?:is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|which|what|"
            r"when|where|how|why|whether|that|if|and|or|but)\b)[a-z]{3,}\s)(?:the\s)?¤",
            re.IGNORECASE,
        ),
        r"\g<verb>it",
    ),
    (re.compile(r"¤"), "they"),
    (re.compile(r"\s+(?=[,;:?.!])"), ""),
    (re.compile(r"[,;:.](?=[?.!])|(?<=[?!])\."), ""),
)
"""What to replace in a question whose two sides are left out: joined names become one, words that lead to them go."""

_THING = re.compile(
    r"^(?:the|their|our)\s(?:[\w-]+\s){0,3}?(?P<head>[\w-]+)(?=\W*$|\s(?:on|of|for|to|in|under|that|which|if|after|before|at)\b)(?!.*\?.)"
)
"""A thing to compare: "the notice periods"."""

_WHETHER = re.compile(
    r"^whether\s(?P<who>(?:the\s)?[\w-]+)\s(?P<modal>can|may|must|shall|should|will|could|has|have|is|are)\s(?P<rest>.+)$",
    re.IGNORECASE,
)

_UnitWeights = Mapping[str, Mapping[DocumentId, float]]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents that a question compares, in the order in which it names them, and what it asks about each.

    `asked` is the question without the words that name them, or the question itself if too little would be left.
    """

    documents: tuple[DocumentId, DocumentId]
    asked: str


async def sides(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None = None
) -> Sides | None:
    """The two documents that a question compares, among those that the scope permits; None if it compares none.

    If several pairs are named about equally well, an `embedder` finds the one with most about what is asked: for two
    licences between the same parties, or the guides on two states, the names do not decide.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
        ModelError: the embedder's files are missing or damaged.
    """
    spoken, by_kind = await on_thread(_spoken, question, scope, catalogue)
    if by_kind is not None:
        return by_kind
    by_place = await _by_place(question, spoken, scope, catalogue, index, embedder)
    if by_place is not None:
        return by_place
    if not (_is_comparing(question) or _JOINED_AT_ONCE.search(question) or len(_NAMES.findall(question)) > 1):
        return None
    units, looked_for = await _units(question, scope, catalogue, index)
    found = await on_thread(
        _named_pairs, question, units, spoken, scope, catalogue, most=1 if embedder is None else MOST_TIED
    )
    if not found:
        return None
    chosen = found[0][1] if embedder is None or len(found) == 1 else await _fullest(found, scope, index, embedder)
    await on_thread(catalogue.require_cards, chosen.documents, looked_for)
    return chosen


def _spoken(question: str, scope: Scope, catalogue: Catalogue) -> tuple[tuple[Called, ...], Sides | None]:
    """What a question calls by its kind, and the two documents that it compares by that; None if it does not.

    Raises:
        Altered: the card of one of them was changed without pincite.
    """
    spoken, of_kinds = called(question, scope, catalogue)
    by_kind = _by_kind(question, spoken)
    if by_kind is not None:
        catalogue.require_cards(by_kind.documents, of_kinds)
    return spoken, by_kind


def _named_pairs(
    question: str, units: _UnitWeights, spoken: Sequence[Called], scope: Scope, catalogue: Catalogue, *, most: int
) -> list[tuple[float, Sides]]:
    """The permitted pairs that a question names about equally well, at most so many, the best first."""
    of_names = _of_names(units, question)
    found: list[tuple[float, Sides]] = []
    first = 0.0
    for fit, one, other in _pairs(question, units, of_names):
        if found and (fit < found[0][0] * (1 - TIED) or len(found) == most):
            break
        own = min(_own(of_names, one, other), _own(of_names, other, one))
        first = own if not found else first
        if own < AS_MUCH * first:
            continue
        arranged = _arranged(question, one, other, units, spoken, is_plain=own >= LEAST_OWN_PLAIN)
        if arranged is not None and len(catalogue.permitted(arranged.documents, scope)) == len(arranged.documents):
            found.append((fit, arranged))
        elif not found:
            return []
    return found


def _by_kind(question: str, spoken: Sequence[Called]) -> Sides | None:
    """Two documents that are mentioned by their kinds, if the question opposes or joins them; otherwise None."""
    many = [one for one in spoken if one.mention.is_many and len(one.others) == 1 and one.documents]
    pair = pair_of(spoken)
    if pair is not None:
        one, other = pair
        between = question[one.mention.end : other.mention.start]
        rest = question[: one.mention.start] + between + question[other.mention.end :]
        if not (_OPPOSING.search(question) or _OPPOSED_AT_ONCE.match(between) or _is_terse(rest)):
            return None
        documents = one.documents[0], other.documents[0]
    elif len(many) == 1 and _OF_TWO.search(question):
        documents = many[0].documents[0], many[0].others[0]
    else:
        return None
    return Sides(documents, _asked(question, _places(spoken, documents)))


async def _by_place(
    question: str,
    spoken: Sequence[Called],
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
    embedder: Embedder | None,
) -> Sides | None:
    """The guides on two places that a question joins, if it names no other document; otherwise None."""
    apart = None if any(one.documents for one in spoken) else places_apart(question, scope, catalogue)
    if apart is None:
        return None
    asked = _asked(question, apart.mentions)
    found = [(1.0, Sides(pair, asked)) for pair in apart.pairs]
    chosen = found[0][1] if embedder is None or len(found) == 1 else await _fullest(found, scope, index, embedder)
    catalogue.require_cards(chosen.documents, apart.looked_for)
    return chosen


def _is_terse(text: str) -> bool:
    """True for words that are not a sentence: "Time to claim: MSA in store, SOW-2 on the road"."""
    return "," in text and _VERB.search(text) is None


def _places(spoken: Sequence[Called], documents: tuple[DocumentId, ...]) -> list[tuple[int, int]]:
    """The places at which a question mentions some documents by their kinds."""
    chosen = set(documents)
    sure = [one for one in spoken if chosen & {*one.documents} and chosen >= {*one.others}]
    return [(one.mention.start, one.mention.end) for one in sure if one.mention.is_many or not one.others]


def _asked(question: str, places: Sequence[tuple[int, int]]) -> str:
    """A question without the places that name either side, as it would be asked about one of them."""
    kept, at = "", 0
    for start, end in sorted(places):
        kept += question[at:start] + _NAME_LEFT
        at = end - 2 * question[start:end].endswith(("'s", "’s"))
    rest = absolute(of_one(_SAYING_SO.sub(" ", kept + question[at:])))
    return rest if len(content_words(rest)) >= FEWEST_LEFT else question


def _pairs(question: str, units: _UnitWeights, of_names: _UnitWeights) -> list[tuple[float, DocumentId, DocumentId]]:
    """Pairs of documents that each have words of their own, best fit first."""
    telling = units if _is_comparing(question) else of_names
    totals: dict[DocumentId, float] = {}
    for held in units.values():
        for document, weight in held.items():
            totals[document] = totals.get(document, 0.0) + weight
    considered = sorted(totals, key=lambda document: (-totals[document], document))[:MOST_CONSIDERED]
    least = LEAST_OWN if _JOINED_AT_ONCE.search(question) else LEAST_OWN_PLAIN
    if _is_comparing(question):
        least = LEAST_OWN_COMPARED
    found = []
    for one, other in combinations(considered, 2):
        if min(_own(telling, one, other), _own(telling, other, one)) < least:
            continue
        together = sum(max(held.get(one, 0.0), held.get(other, 0.0)) for held in units.values())
        found.append((together + SHARED * (totals[one] + totals[other]), one, other))
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


async def _fullest(found: Sequence[tuple[float, Sides]], scope: Scope, index: Searching, embedder: Embedder) -> Sides:
    """Of pairs that are named about equally well, the one whose best pieces are nearest to what is asked."""
    asked = found[0][1].asked
    vector = (await embedder.embed([asked]))[0]
    near: dict[DocumentId, float] = {}
    for document in dict.fromkeys(document for _, pair in found for document in pair.documents):
        legs = await index.search(asked, vector, scope, 1, frozenset({document}))
        near[document] = max((hit.score for hit in legs.dense), default=0.0)

    def full(one: tuple[float, Sides]) -> float:
        fit, pair = one
        return fit / found[0][0] + sum(near[document] for document in pair.documents)

    return max(found, key=full)[1]


def _is_comparing(question: str) -> bool:
    """True for a question that says that it compares, or joins two names."""
    return _says_so(question) or _NAMES_JOINED.search(question) is not None


def _says_so(question: str) -> bool:
    return (
        intent_of(question) == "compare"
        or _COMPARING.search(question) is not None
        or _KINDS_JOINED.search(question) is not None
    )


def _is_name(question: str, word: re.Match[str]) -> bool:
    """True for a word with a capital that does not come from the beginning of a sentence."""
    before = question[: word.start()].rstrip()
    opens = before[-1:] in ("", ".", "?", "!")
    follows = question[word.end() : word.end() + 40]
    is_joined = re.match(r"\W{0,2}(?:and|vs?|versus|against|/)\W|,\s?[A-Z]", follows.lstrip()) is not None
    return word[0][:1].isupper() and word[0].lower() not in OPENERS and (not opens or is_joined)


async def _units(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching
) -> tuple[_UnitWeights, tuple[str, ...]]:
    """The weight of each word and each pair of neighbours for each document, and the words that were looked up."""
    words = name_words(question)
    capital = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    capital = capital if _is_comparing(question) else set()
    wanted = sorted({word for word in words if rarity(word) > 0})
    pairs = sorted(set(joined(words)))
    looked_for = (
        *(key for word in wanted for key in (word, JOINED + word)),
        *(key for *_, both in pairs for key in (both, JOINED + both)),
    )
    found, titled, for_titles = await on_thread(_on_cards, question, looked_for, scope, catalogue)
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
    for document, title in titled.items() if len(set(titled.values())) > 1 else ():
        held = units.setdefault(title[0], {})
        held[document] = max(held.get(document, 0.0), TITLED)
    return units, tuple(dict.fromkeys((*looked_for, *also, *for_titles)))


def _on_cards(
    question: str, looked_for: tuple[str, ...], scope: Scope, catalogue: Catalogue
) -> tuple[Naming, dict[DocumentId, tuple[str, ...]], tuple[str, ...]]:
    """Which cards have these words, and what `by_title` finds."""
    return catalogue.naming(looked_for, scope), *by_title(question, scope, catalogue)


def _of_names(units: _UnitWeights, question: str) -> _UnitWeights:
    """The weights of words with a capital, alone and with a neighbour: they name a document and are not asked about."""
    names = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    return {unit: held for unit, held in units.items() if any(name and name in unit for name in names)}


def _own(units: _UnitWeights, one: DocumentId, other: DocumentId) -> float:
    """The weight of the words that one side has and the other lacks."""
    return sum(max(0.0, held.get(one, 0.0) - held.get(other, 0.0)) for held in units.values())


def _arranged(
    question: str, one: DocumentId, other: DocumentId, units: _UnitWeights, spoken: Sequence[Called], *, is_plain: bool
) -> Sides | None:
    """The pair in the order of the question; None if nothing between their words joins two things.

    If it `is_plain` that both are named, joining words are not needed.
    """
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
        if first != second and (is_plain or joins.search(question[end:start])):
            return Sides((first, second), _without(question, owned, _places(spoken, (first, second))))
    return None


def _without(question: str, owned: list[tuple[int, int, DocumentId]], mentions: Sequence[tuple[int, int]] = ()) -> str:
    """A question without the words that name either side, as it would be asked about one of them.

    If each side is named with a capital, other words that only one side has may be what is asked.
    """
    capitals = [one for one in owned if question[one[0]].isupper() and question[one[0] : one[1]].lower() not in OPENERS]
    rare = [one for one in owned if rarity("".join(name_words(question[one[0] : one[1]]))) >= RARE]
    for telling in (rare, owned):  # words with a capital come first, then rare ones, then any
        named = {document for *_, document in capitals}
        capitals += [one for one in telling if one[2] not in named]
    places = [(start, end) for start, end, _ in capitals if question[start:end].lower() not in DOCUMENTS]
    outside = [(start, end) for start, end in places if not any(a <= start < b for a, b in mentions)]
    return _asked(question, [*mentions, *outside])


def of_one(text: str) -> str:
    """What a question asks about one of two documents; in `text`, `_NAME_LEFT` replaces each name of either.

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
