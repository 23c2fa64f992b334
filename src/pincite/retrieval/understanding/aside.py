"""Is a question about anything that documents may say? Small talk, sums, programming and the weather are not.

To refuse a lawyer is worse than to search for a greeting, so only a question that is plainly about something else
counts. Such words must open the question, and none of its words may name a document, a clause or a legal concept. No
question is refused for lack of legal words: "what temperature must chamber 8 hold?" has none.
"""

import re

from pincite.retrieval.understanding.concepts import noticed
from pincite.retrieval.understanding.names import DOCUMENTS
from pincite.structure.facts.places import is_place

LONGEST = 300
"""The most characters of such a question; a longer one says something about a case."""

_SMALL_TALK = re.compile(
    r"""
    (?:hi|hello|hey|hiya|howdy|greetings|good\s(?:morning|afternoon|evening|night|day)|bye|goodbye|see\syou(?:\slater)?|
    thanks?(?:\s(?:you|a\slot|so\smuch|again|very\smuch))?|cheers|okay|ok|cool|great|nice|awesome|lol|sorry|
    yes|no|yep|nope|sure|testing|test)
      (?:[\s,!.]+(?:there|everyone|again|pincite|you|bot|assistant|for\s(?:that|this|your\shelp|the\shelp|everything)|
      (?:that|this|it)(?:['’]s|\sis|\swas)(?:\s(?:very|really|so|just|all|exactly))*+\s
      (?:what\s(?:i|we)\s(?:needed|wanted)|helpful|great|perfect|good|useful|clear|all|it)|that\swas\s\w+|all|
      very\shelpful|much\sappreciated|great|perfect|thanks?(?:\syou)?|so\smuch|a\slot|very\smuch|good|bye|now))*+
    | (?:how\sare\syou|how['’]?s\sit\sgoing|how\sare\sthings|what['’]?s\sup|how\sdo\syou\sdo)
      (?:\s(?:doing\stoday|today|doing|there|now))?
    | (?:who|what)\sare\syou | what(?:['’]s|\sis)\syour\sname | who\s(?:made|built|created|trained)\syou
    | are\syou\s(?:a\s|an\s)?(?:human|real|robot|bot|ai|sentient|there|alive) | what\scan\syou\sdo(?:\sfor\s(?:me|us))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGES = (
    "(?:french|spanish|german|japanese|chinese|italian|korean|arabic|russian|portuguese|latin|hindi|english|dutch|"
    "polish)"
)
_CODE = r"(?:python|java|javascript|typescript|c\+\+|c\#|rust|golang|sql|html|css|bash|regex|react)"
_ELSEWHERE = re.compile(
    rf"""
    (?:(?:what|how)(?:['’]?s|\sis|\swill\sbe)|tell\sme|check)\s(?:the\s)?weather\b
      (?:\s(?:like|today|tomorrow|tonight|now|forecast|this|in|outside|going|for)\b|$)
    | (?:will|is)\sit\s(?:going\sto\s)?(?:rain|raining|snow|snowing|be\s(?:sunny|hot|cold|warm)|sunny|hot|cold)
      (?:\s(?:today|tomorrow|tonight|now|outside|this|in)\b|$)
    | (?:tell|sing|write|give|make)\s(?:me|us)?\s?(?:a|an|another|some)\s(?:\w+\s){{0,2}}?
      (?:jokes?|poems?|songs?|bedtime\sstory|haiku|limericks?|riddles?|raps?|recipes?|lyrics)\b
    | how\s(?:do\s(?:i|you|we)|to)\s(?:cook|bake|fry|roast|brew|knit|lose\sweight)\b
    | (?:write|code|debug|refactor|implement|generate|create)\s(?:me\s|us\s)?(?:a|an|some|this|my)\s
      (?:[\w+\#-]+\s){{0,3}}?{_CODE}(?!\w)
    | (?:write|code|debug|refactor|implement)\s(?:me\s|us\s)?(?:a|an|some|this|my)\s(?:\w+\s){{0,2}}?
      (?:function|script|program|algorithm|unit\stest|website|web\sapp)\b
    | how\s(?:do\si|to|can\si)\b[^.?!]{{0,40}}\sin\s(?:{_CODE}|excel)(?!\w)
    | who\s(?:won|is\swinning|will\swin|scored\sin)\sthe\b[^.?!]{{0,40}}
      \b(?:cup|match|super\sbowl|league|olympics?|championship|oscars?|grammys?|tournament|grand\sprix)\b
    | (?:please\s)?translate\s(?:[“"'‘][^”"'’]{{1,60}}[”"'’]|\w+)\s(?:in)?to\s{_LANGUAGES}\b
    | how\sdo\s(?:you|i)\ssay\b[^.?!]{{0,40}}\bin\s{_LANGUAGES}\b
    | (?:recommend|suggest)\s(?:me\s|us\s)?(?:a|an|some|any)\s(?:\w+\s){{0,2}}?
      (?:restaurants?|movies?|films?|books?|hotels?|songs?|games?|wine|podcasts?|gifts?)\b
    | what(?:['’]s|\sis)\sthe\stime(?:\s(?:now|right\snow))?$ | what\s(?:time|day)\sis\sit(?:\s(?:now|today))?$
    | what(?:['’]s|\sis)\sthe\smeaning\sof\slife$ | what(?:['’]s|\sis)\syour\s(?:favou?rite|best)\s\w+
    | play\s(?:some\s)?(?:music|jazz)\b | set\s(?:a|an|my)\s(?:timer|alarm)\b
    | book\s(?:me\s)?a\s(?:flight|table|taxi|cab)(?:\s(?:for|at|to|from)\b|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_PLACE = re.compile(
    r"(?:what(?:['’]s|\sis|\swas)|name)\sthe\s(?:capital(?:\scity)?|population|national\santhem|flag|largest\scity)\sof\s"
    r"(?P<place>(?:the\s)?[A-Z][\w ]{2,40})$",
    re.IGNORECASE,
)
_ARITHMETIC = re.compile(
    r"(?:(?:what(?:['’]s|\sis)|calculate|compute|solve|evaluate|how\smuch\sis)\s)?"
    r"(?:(?>\d[\d.,]*+|pi|sqrt|sin|cos|tan|log|ln|plus|minus|times|divided\sby|multiplied\sby|squared|cubed|"
    r"to\sthe\spower\sof|the\ssquare\sroot\sof|%\sof|percent\sof|[-+*/^=()%×÷])\s?+)++",
    re.IGNORECASE,
)
_OPERATION = re.compile(
    r"[+*^=×÷]|\s[-/]\s|plus|minus|times|divided|multiplied|squared|cubed|power|root|sqrt|% of|percent of",
    re.IGNORECASE,
)
"""What makes figures a sum; without it they are a number to look up, a date or a range of years."""

_WORD = re.compile(r"[^\W\d_]+")
_EVERYDAY = frozenset(
    """
    will form note notes plan guide report letter paper articles order sheet terms offer brief bond
    """.split()  # noqa: SIM905 - words read best as words
)
"""Kinds of document that are also everyday words."""

_OF_LAW = DOCUMENTS - _EVERYDAY | frozenset(
    """
    clause clauses section statute act law laws legal court judge party parties client plaintiff defendant claimant
    tenant landlord buyer seller employer employee borrower lender contractor supplier customer matter
    document documents
    """.split()  # noqa: SIM905 - read more easily as words
)


def is_aside(text: str) -> bool:
    """True for a question that no document can answer; `text` has single spaces only.

    >>> [is_aside(q) for q in ("Hello!", "What is 17 times 23?", "What is the weather delay allowance?")]
    [True, True, False]
    """
    if len(text) > LONGEST:
        return False
    bare = text.strip(" .,!?;:")
    if _SMALL_TALK.fullmatch(bare) is not None:
        return True
    if _ARITHMETIC.fullmatch(bare) is not None and _OPERATION.search(bare) is not None:
        return True
    of_place = _OF_PLACE.match(bare)
    elsewhere = of_place is not None and is_place(of_place["place"])
    return (elsewhere or _ELSEWHERE.match(bare) is not None) and not is_of_law(text)


def is_of_law(text: str) -> bool:
    """True if a question names a document, a role in one, or a legal concept."""
    words = {match.group().lower() for match in _WORD.finditer(text)}
    return not words.isdisjoint(_OF_LAW) or bool(noticed(text))
