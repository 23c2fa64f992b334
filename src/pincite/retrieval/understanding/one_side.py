"""What a question about two documents asks about either of them, without the words that name them.

"How long is the notice in the Acme lease, and how long in Brill's?" asks of each: "How long is the notice?".
"""

import re
from collections.abc import Sequence

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.comparing import absolute

FEWEST_LEFT = 1
"""The fewest content words that must be left to ask about each side: "May they assign?" has one."""

_SAYING_SO = re.compile(
    r"\b(?:compare[ds]?(?!\s(?:with|to)\b)|comparing|how\sdo(?:es)?(?=.*\bdiffer)|differ|respectively)\b", re.IGNORECASE
)
"""Words that only say that two things are compared, and are not asked about either."""

_NAME_LEFT = "¤"
_CAPITALS = r"[A-Z][\w’'&.-]*"
_KIND = (
    r"(?:agreements?|contracts?|deals?|ndas?|leases?|licen[cs]es?|polic(?:y|ies)|guides?|terms|forms?|arrangements?|collaboration|"
    r"documents?|one|side|papers?|pages?|codes?|franchises?|distributorships?|alliances?|agenc(?:y|ies)|ventures?|guarantees?|filings?|"
    r"programm?e?s?|sponsorships?|endorsements?|developers?|franchisees?|rules|"
    r"notices?(?!\s(?:periods?|requirements?|provisions?|clauses?)\b))"
)
_BETWEEN = (
    r"\s*(?:,\s*(?=and\b|or\b|as\b))?(?:,|/|&|–|—|\bas\sagainst\b|\bas\sopposed\sto\b|\b(?:as\s)?compared\s(?:with|to)\b|\b(?:and|or|vs\.?|versus|against|than|to|with)\b)"
    r"[\s,.]*(?:(?:in|under|for|by|of|on|the|that|those|one|as|its|their)\s+){0,3}"
)
_LEFT_OVER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"¤(?:\s*¤)+"), "¤"),
    (re.compile(r"\bthe\sone\s(?:on|about|for|from|of|with)\s(?:the\s)?¤", re.IGNORECASE), "¤"),
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
            rf"^how\sdo(?:es)?\s(?:the\s)?¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?{_BETWEEN}¤(?:['’]s?)?(?:\s(?:[a-z-]+\s)?{_KIND})?\s?(?:(?:compare|differ|treat|"
            r"handle|deal)(?:\s(?:on|in|as\sto|with|about|regarding))?|on|in|as\sto|with|about|regarding)\s",
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
            rf"(?:¤['’]s{_BETWEEN})?¤['’]s?\s(?!(?:and|or|with|against|in|versus|vs|to|as)\b|(?:[a-z]{{3,}}\s)?{_KIND}\b)(?=[a-z])",
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
            r"(?<![\s,;:–—-])[\s,;:–—-]+(?:and|or|nor|but|just|as\swell|next|beside|alongside|both|than|against|between|with|[–—-])(?=\W*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"\b(?:versus|vs|(?:as\s)?compared\s(?:with|to)|as\sagainst|as\sopposed\sto)\b", re.IGNORECASE), ""),
    (
        re.compile(r"^¤\s(?:as\sregards|as\sto|on|about|regarding|concerning)\s", re.IGNORECASE),
        "What does it say about ",
    ),
    (re.compile(r"^(?:in|under|for|at|with|by)\s(?:the\s)?¤,?\s", re.IGNORECASE), ""),
    (re.compile(r"\bdoes\s(?:the\s)?¤", re.IGNORECASE), "do they"),
    (re.compile(r"\bis\s(?:the\s)?¤", re.IGNORECASE), "are they"),
    (
        re.compile(
            rf"(?P<verb>\b(?!(?:{AUXILIARIES}|which|what|when|where|how|why|whether|that|if|and|or|but)\b)[a-z]{{3,}}\s)"
            r"(?:the\s)?¤",
            re.IGNORECASE,
        ),
        r"\g<verb>it",
    ),
    (re.compile(r"¤\sis\b", re.IGNORECASE), "they are"),
    (re.compile(r"¤\shas\b", re.IGNORECASE), "they have"),
    (re.compile(r"¤"), "they"),
    (re.compile(r"\s+(?=[,;:?.!])"), ""),
    (re.compile(r"[,;:.](?=[?.!])|(?<=[?!])\.|\?(?=\?)"), ""),
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


def asked_of_one(question: str, places: Sequence[tuple[int, int]]) -> str:
    """A question without the places that name either side, as it would be asked about one of them."""
    kept, at = "", 0
    for start, end in sorted(places):
        kept += question[at:start] + _NAME_LEFT
        at = end - 2 * question[start:end].endswith(("'s", "’s"))
    rest = absolute(of_one(_SAYING_SO.sub(" ", kept + question[at:])))
    return rest if len(content_words(rest)) >= FEWEST_LEFT else question


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
