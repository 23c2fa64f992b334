"""The words by which a question compares, opposes or joins two things: "as against", "versus", "and in".

Which two documents it means is found from their cards (`retrieval/sides.py`).
"""

import re

from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.comparing import is_offered_two
from pincite.retrieval.understanding.intent import intent_of

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
_BOTH = r"both(?!\s(?:of\sthem|of\sus|the\s)?(?:part(?:y|ies)|sides|companies|directions|ways)\b)"
"""Both documents, not both sides of one."""

_LONGER = (
    r"(?<!\bno\s)(?<!\bany\s)(?<!\bever\s)(?:longer|shorter|higher|lower)|dearer|cheaper|stricter|broader|narrower"
)
_SAME_AS = (
    r"same(?=\W*$|\s?[,;:–—]|\s(?:in|under|for|as|at|by|on|with|between|across)\b|(?:\s[\w-]+){1,4}\s(?:as|and)\b)"
)
_EASIER_THAN = (
    r"(?:bigg|small|larg|great|fast|slow|quick|eas|hard|tough|soon|lat|earl|wid|tight|loos|"
    r"fair|kind|harsh|mild)i?er(?=.+\b(?:than|or)\b)"
)
_V = r"\bv\.\s(?=[A-Z])"
_MORE_THAN_IN = r"\b(?:earlier|later|sooner|better|worse|more|less)\b.{0,60}?\bthan\s(?:in|under|for|with|that|those)\b"
_WHAT_AND_WHAT = r"\b(?:how\s\w+|which|what)\b.{3,120}\band\s(?:how\s\w+|which|what)\b.{0,40}?\s(?-i:[A-Z])"
_COMPARING = re.compile(
    rf"\b(?:compare[ds]?|comparing|comparison|{_BOTH}|respectively|side\sby\sside|differ\w*|versus|vs|against|{_LONGER}|"
    rf"{_SAME_AS}|which\sof\sthe\stwo|as\sopposed|as\swell\sas|next\sto|beside|alongside|on\sthe\sone\shand|stack\sup|"
    rf"{_EASIER_THAN}|and\s(?:what|how)\sabout)\b|{_V}|{_MORE_THAN_IN}|{_WHAT_AND_WHAT}",
    re.IGNORECASE,
)
"""Words by which a question may compare two things."""

_NAMES_JOINED = re.compile(
    r"\b[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4}(?:,?\s(?:and|or|vs\.?|against)\s(?:(?:in|under|for|the)\s){0,2}|,\s(?:in|under)\s(?:the\s)?)[A-Z]"
)
_PARTIES = re.compile(r"\b(?:between|among)\s[^?;:]{1,160}?\sand\s", re.IGNORECASE)
"""What stands before the last party of one document: "the lease between Finch Ltd and Wren Ltd"."""

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
_VERB = re.compile(rf"\b(?:{AUXILIARIES}|be)\b", re.IGNORECASE)
_KINDS_JOINED = re.compile(
    r"\b(?P<kind>terms|policy|polic(?=ies)|agreement|page|guide|nda|lease|licen[cs]e|code|contract)s?\b(?:[^.?!:]{0,12})(?:,|\band\b|\bor\b|\bnor\b|\bthan\b)"
    r"\s(?:[\w’'-]+\s){0,5}?(?:terms|policy|agreement|page|guide|nda|lease|licen[cs]e|code|contract)\b"
    r"|,\s(?:and|but)\s(?:what|how\s\w+|which|who|where|when)\s(?:under|in|for|with|at|by)\b"
    r"|\b(?:the|our|their|its|your)\s[\w’'-]+\s(?:and|or|&)\s(?:the\s)?[\w’'-]+\s(?:policies|guides|pages|ndas|leases|licen[cs]es|contracts|agreements|codes)\b",
    re.IGNORECASE,
)
"""Two documents by their kinds: "the event terms and the corporate terms", "the leave and travel policies"."""


def is_comparing(question: str) -> bool:
    """True for a question that says that it compares, or joins two names."""
    return says_it_compares(question) or _NAMES_JOINED.search(question) is not None


def compares_beyond_parties(question: str) -> bool:
    """True for a question that compares: it says so, or joins two names that are not the parties of one document.

    >>> compares_beyond_parties("Who audits the lease between Finch Ltd and Wren Ltd?")
    False
    >>> compares_beyond_parties("Do Finch and Wren pay?")
    True
    """
    return says_it_compares(question) or _NAMES_JOINED.search(_PARTIES.sub(" ", question)) is not None


def may_name_two(question: str) -> bool:
    """False for a question that can compare no two things: it neither says so, nor joins any, nor has two names."""
    return is_comparing(question) or joins_at_once(question) or len(_NAMES.findall(question)) > 1


def joins_at_once(question: str) -> bool:
    """True for a question in which two words are joined, with nothing in between."""
    return _JOINED_AT_ONCE.search(question) is not None


def joining(question: str) -> re.Pattern[str]:
    """The words that join two names in a question: few of them if it does not say that it compares."""
    return _JOINS if says_it_compares(question) else _JOINS_AT_ONCE


def opposes(question: str, between: str, rest: str) -> bool:
    """True if a question sets two documents against each other that it mentions by their kinds.

    `between` are its words between the two mentions, `rest` all its words without them.
    """
    return bool(_OPPOSING.search(question) or _OPPOSED_AT_ONCE.match(between) or _is_terse(rest))


def speaks_of_two(question: str) -> bool:
    """True for a question that counts the documents that it is about: "both leases"."""
    return _OF_TWO.search(question) is not None


def says_it_compares(question: str) -> bool:
    """True for a question that says in words that it compares."""
    return (
        intent_of(question) == "compare"
        or _COMPARING.search(question) is not None
        or _KINDS_JOINED.search(question) is not None
        or is_offered_two(question)
    )


def _is_terse(text: str) -> bool:
    """True for words that are not a sentence: "Time to claim: MSA in store, SOW-2 on the road"."""
    return "," in text and _VERB.search(text) is None
