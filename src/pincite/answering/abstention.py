"""Does a sentence say what the passages lack? Tells an abstention in words from a document's own negations."""

import re
from collections.abc import Sequence

from pincite.answering.locating import ShownPassage, stands_in

_GIVEN = r"(?:given|provided|supplied|available|retrieved|relevant|cited|shown|above|following)"
_READ = (
    rf"(?:(?:[Aa]ny|[Aa]ll)\sof\s)?(?:(?:(?:[Tt]he|[Tt]hese|[Tt]hose)\s)?(?:{_GIVEN}\s)?[Pp]assages"
    rf"|(?:(?:[Tt]he|[Tt]his|[Tt]hese|[Tt]hose|[Aa]ny|[Aa]ll)\s(?:{_GIVEN}\s)?|{_GIVEN}\s)"
    rf"(?:context|documents?|excerpts?|extracts?|information|texts?|sources?|evidence|materials?))(?:\s{_GIVEN})?"
)
"""What a model calls what it was given. In lower case: "the Documents" are a defined term."""

_SAY = (
    r"(?:says?|states?|mentions?|contains?|specif(?:y|ies)|address(?:es)?|provides?|includes?|indicates?|answers?|tells?|"
    r"gives?|holds?|describes?|defines?|covers?|discuss(?:es)?|shows?|reveals?|refers?|names?|identif(?:y|ies)|lists?|"
    r"explains?|establish(?:es)?|clarif(?:y|ies)|makes?\sclear)"
)
_SAID = (
    r"(?:said|stated|mentioned|contained|specified|addressed|provided|included|indicated|found|given|answered|described|"
    r"defined|covered|discussed|shown|set\sout|disclosed|named|identified|listed|explained|determined|clear|available|"
    r"present)"
)
_ADVERB = r"(?:\w{1,14}ly\s)?"
_FEW = r"(?:\s[^\s.]{1,30}){0,6}?\s"
_ABSTENTIONS = tuple(
    map(
        re.compile,
        (
            rf"\b{_READ}\s(?:(?:do|does|did)(?:\snot|n['’]t)|never|fails?\sto)\s{_ADVERB}{_SAY}\b",
            rf"\b{_READ}\s(?:{_SAY}|ha(?:s|ve))\s(?:nothing|no|neither)\b",
            rf"\b{_READ}\s(?:is|are)\ssilent\b",
            rf"\b{_READ},?\sit\s(?:is|was|can)(?:not|\snot|n['’]t|\sunclear)\b",
            rf"(?:\bnot|\bnever|\bcannot|\bnowhere|n['’]t)\s(?:be(?:en)?\s)?{_ADVERB}{_SAID}{_FEW}{_READ}(?!\w)",
            rf"\b(?:[Nn]othing|[Nn]one|[Nn]either)\s(?:(?:in|of|from)\s)?{_READ}\s{_ADVERB}{_SAY}\b",
            rf"\b[Nn]o\s(?:{_GIVEN}\s)?(?:passage|excerpt)s?\s(?:{_GIVEN}\s)?(?:{_SAY}|ha(?:s|ve))\b",
            r"\b[Nn]o(?:t\sany)?\s(?:\w{1,14}\s)?(?:information|mention|indication|evidence|answer|statement|reference|"
            rf"details?|provision){_FEW}{_READ}(?!\w)",
        ),
    )
)
"""The words in which models say that what they were given does not say something."""

_FOLLOWING = re.compile(r"(?:\s+\S{1,40}){0,3}")


def is_abstention(text: str, shown: Sequence[ShownPassage] = ()) -> bool:
    """True for an abstention in words: a sentence that says what the passages lack, so that none can support it.

    False if its words are in a passage: "the documents do not contain any untrue statement" may be a warranty.

    >>> is_abstention("The rent is not mentioned in the given passages.")
    True
    >>> is_abstention("The Tenant shall not obstruct the passages.")
    False
    """
    line = " ".join(text.split())
    for pattern in _ABSTENTIONS:
        for found in pattern.finditer(line):
            following = _FOLLOWING.match(line, found.end())
            words = line[found.start() : following.end() if following else found.end()]
            if not any(stands_in(words, one) for one in shown):
                return True
    return False
