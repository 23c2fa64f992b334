"""A question without what politeness puts around it, which says nothing of how hard it is.

A router looks at a question by its length, its form and its vector, and "Hello, could you help me with this, please?"
changes all three. So it looks at what is asked alone, both when it learns and when it is asked; and so do the search
and those who read what it found. The words are a closed list of greetings, requests, apologies and thanks; nothing is
learnt, and what merely looks polite stays.
"""

import re

_YOU = r"(?:can|could|would|will)\s(?:you|somebody|someone|anybody|anyone)"
_POLITELY = r"(?:\s(?:please|pls|kindly|perhaps|possibly|maybe))?"
_ME = r"(?:me|us)"
_THIS = r"(?:(?:this|a|one|the\sfollowing)\s(?:(?:quick|short)\s)?(?:question|query|point)|this|that|it|the\sfollowing)"
_TELL = rf"(?:(?:tell|telling)\s{_ME}|(?:let|letting)\s{_ME}\sknow|(?:explain|explaining)\sto\s{_ME})"
_HELP = (
    rf"(?:(?:help|helping|assist|assisting)\s{_ME}(?:\sout)?(?:\s(?:with|on)\s{_THIS})?"
    rf"|(?:answer|answering|look\sat|looking\sat|have\sa\slook\sat)\s{_THIS}(?:\sfor\s{_ME})?)"
)
_ASK = (
    rf"(?:{_YOU}|would\syou\sbe\s(?:so\s|very\s)?(?:kind|good)(?:\senough)?(?:\sas)?\sto|would\syou\smind"
    r"|(?:i|we)\s(?:was|were|am|are)\swondering\s(?:if|whether)\syou\s(?:can|could|would|might)"
    r"|(?:i|we)(?:['’]d|\swould)\s(?:really\s|much\s)?appreciate\sit\sif\syou\s(?:can|could|would))"
)
_THANKS = (
    r"(?:many\s)?thank(?:s|\syou)(?:\s(?:a\slot|so\smuch|very\smuch|a\smillion|again|in\sadvance|"
    r"for\s(?:your|any|the|all\syour)\s(?:help|time|assistance|patience)))*"
)
_WELL = (
    r"(?:ok(?:ay)?|great|perfect|cool|nice|lovely|excellent|brilliant|wonderful|fantastic|awesome|super|got\sit|understood|"
    r"(?:that['’]?s\s|that\sis\s)?(?:very\s|really\s)?(?:helpful|clear|useful)|that\shelps)"
)
_PARTED = r"(?:\s?[,;:.!?…]+(?:\s|$)|\s[–—-]+\s|[^\S\n]*\n|\s*$)"
_QUESTION = (
    r"(?=(?:what|who|whom|whose|which|when|where|why|how|whether|if|is|are|does|do|did|can|could|would|will|may|must|"
    r"please|pls|i|we)\b)"
)

_GOES_ON = (
    rf"(?:{_THANKS}|and|but|so|now|then|also|same|what|who|whom|whose|which|when|where|why|how|whether|if|is|are|does|do|did|"
    r"can|could|would|will|may|must|should|has|have)\b"
)
"""What shows that a word like "great" before it is no name: "Great, thanks", and not "Great, France"."""

_OPENING = re.compile(
    rf"""
    (?:
      (?:hi|hello|hey|hiya|greetings|good\s(?:morning|afternoon|evening|day))
        (?:\s(?:there|all|everyone|everybody|team|again|pincite|colleagues?|counsel))?
      | dear\s(?:all|team|sir(?:\sor\smadam|s)?|madam|colleagues?|counsel|pincite|assistant)
      | i\shope\s(?:you(?:['’]re|\sare)(?:\sall)?(?:\sdoing|\skeeping)?\swell|this\s(?:message\s)?finds\syou\swell)
      | (?:(?:i['’]?m|i\sam|we\sare|we['’]re)\s)?(?:so\s)?sorry\sto\s(?:bother|trouble|disturb)\syou(?:\sagain)?
      | excuse\sme | {_THANKS}
      | (?:(?:just|only)\s)?(?:a|one|another)\s(?:quick\s|short\s|brief\s|further\s)?question | quick\squestion
      | (?:please|pls|kindly)\s{_HELP}
      | {_ASK}{_POLITELY}\s{_HELP}{_POLITELY}
    )
    (?:,?\s(?:please|pls))?
    (?:{_PARTED}(?:but\s)?|\s{_QUESTION})
    |
    {_WELL}(?:{_PARTED}|\s)(?={_GOES_ON})
    |
    (?:
      (?:{_ASK}{_POLITELY}|please|pls|kindly)\s{_TELL}{_POLITELY} | please | pls | kindly
      | (?:i|we)(?:['’]d|\swould)\s(?:like|love)\sto\s(?:know|ask(?:\syou)?)
    )
    (?:{_PARTED}|\s)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""One courtesy before the question: parted from it, or before a word that begins one; and what leads into it."""

_CLOSING = re.compile(
    rf"""
    (?:
      (?:,?\s)(?:please|pls)
      | (?:^|[,;:.!?…–—-]\s*|\n\s*)
        (?:
          {_THANKS} | cheers | (?:(?:kind|best|warm)\s)?(?:regards|wishes)
          | (?:i|we)(?:['’]d|\swould)?\s(?:really\s|much\s)?appreciate\s
            (?:it|(?:your|any|the)\s(?:help|time|assistance))
          | any\shelp(?:\s(?:is|would\sbe))\s(?:much\s|very\s|greatly\s)?(?:appreciated|welcome)
          | please | if\syou\s(?:don['’]t|do\snot)\smind | if\s(?:at\sall\s)?possible | if\syou\s(?:could|would)
        )
    )
    \s?(?P<end>[.!?…]*)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""One courtesy after it, at the end of what is looked at."""

REACH = 160
"""Characters at either end in which a courtesy may lie."""

MOST = 8
"""Courtesies that are taken from either end at most."""

_ENDS = tuple(".!?…")


def without_courtesies(question: str) -> str:
    r"""The question without greetings, requests, apologies and thanks around it; itself if there is nothing else.

    >>> without_courtesies("Hello! Could you help me with this, please?\nWho signs the lease?  Many thanks in advance.")
    'Who signs the lease?'
    >>> without_courtesies("Great, thanks! And in Ohio?"), without_courtesies("Great Wharf, who signs?")
    ('And in Ohio?', 'Great Wharf, who signs?')
    >>> without_courtesies("Super, Inc.: what is the rent?"), without_courtesies("Nice, France: which court?")
    ('Super, Inc.: what is the rent?', 'Nice, France: which court?')
    >>> [without_courtesies(said) for said in ("Hello!", "Please, who signs, if you don't mind?", "Can you sublet?")]
    ['Hello!', 'who signs?', 'Can you sublet?']
    """
    asked = question.strip()
    for _ in range(MOST):
        found = _OPENING.match(asked[:REACH])
        if found is None or not found.end():
            break
        asked = asked[found.end() :].lstrip()
    for _ in range(MOST):
        start = max(len(asked) - REACH, 0)
        found = _CLOSING.search(asked, start)
        if found is None:
            break
        mark = found.group()[:1] if found.group()[:1] in _ENDS else found["end"]
        asked = asked[: found.start()].rstrip() + mark
    return asked if asked != question.strip() and any(map(str.isalnum, asked)) else question
