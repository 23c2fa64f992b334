"""The words in which lawyers change an agreement: reads the order that one sentence gives.

Words in quotation marks are masked first, so that a clause's own "is deleted" orders nothing. A sentence in none of the
known forms is `unclear`: it is shown beside the clause and never applied.
"""

import re
from dataclasses import dataclass
from typing import Literal

Change = Literal["replaced", "inserted", "appended", "deleted", "substituted", "unclear"]
"""What happens to a place: it is replaced, words are inserted at it or appended to it, it is deleted, or words in it
are substituted."""

MASK = "¤"
"""Stands in for each character in quotation marks."""

_QUOTE = rf"[“\"]{MASK}*[”\"]"
_QUOTED = re.compile(r"“[^“”]{1,400}”|\"[^\"]{1,400}\"")

_VERBS = (
    r"(?:amended|deleted|replaced|restated|modified|supplemented|added|inserted|revised|removed|superseded|substituted|"
    r"changed|cancell?ed|terminated|rescinded|revoked|waived|stricken|struck|extended|renumbered|redesignated|reinstated|attached|corrected|eliminated)"
)
_ADVERBS = r"(?:\s*,?\s*(?:here\s?by|further|also|and|is|are|hereafter|accordingly|as\s+of\s+the\s+[A-Z]\w+\s+Date),?)*"
TRIGGER = re.compile(
    rf"\b(?:(?:is|are|shall\s+be|will\s+be|be|do|does|hereby){_ADVERBS}\s+(?P<done>{_VERBS})\b"
    r"|(?:agree|desire)(?:s|d)?(?:\s+hereby)?\s+to\s+(?:further\s+)?(?P<agreed>amend|delete|replace|substitute|modify|add|insert)\b"
    r"|hereby\s+(?:further\s+)?(?P<act>amends?|deletes?|replaces?|modif(?:y|ies)|adds?|inserts?|substitutes?)\b)"
    r"|(?:(?<=[.;:)]\s)|(?<=\n)|(?<=\t)|(?<=[ ]{2})|^)"
    r"(?P<order>Delete|Replace|Amend|Insert|Add|Strike|Remove|Substitute|Modify)\b",
    re.MULTILINE,
)
"""Words that order a change, wherever they stand in a sentence."""

NOT_AN_ORDER = re.compile(
    r"\bWHEREAS\b|\b[Ww]hereas\b|\b(?:may|can|could|might|not|only|unless|until|if|when|as|so|except\s+as(?:\s+\w+)?)"
    r"\s+(?:only\s+|otherwise\s+|expressly\s+|specifically\s+|hereby\s+|so\s+|heretofore\s+|previously\s+|herein\s+)*(?:be\s+|is\s+|are\s+)?(?:amended|deleted|replaced|modified|changed|added)"
    r"|\bdesires?\s+to\b|\bwish(?:es)?\s+to\b|\bwe?re\s+amended\b|\bhave\s+been\b|\bhas\s+been\b"
    r"|\bfrom\s+time\s+to\s+time\b|\bas\s+(?:previously\s+|further\s+)?amended\s+(?:by|and|from)\b(?=[^.]{0,40}$)"
)
"""Words of a sentence that wants, permits or reports a change but does not make one."""

CAUTIONS = re.compile(
    r"(?i)\bsolely\s+with\s+respect|\bonly\s+with\s+respect|\bfor\s+the\s+limited\s+purpose|\bmutatis\b|"
    r"\bprovided,?\s+(?:however,?\s+|further,?\s+)?that\b|\bexcept\s+that\b|\bto\s+the\s+extent\b|\bfor\s+so\s+long\b"
)
"""Words that limit a change to some cases. It cannot then be written into the clause."""

RENUMBERS = re.compile(r"(?i)\b(?:renumber|redesignat|reletter)")
"""Words that renumber a clause. References to it elsewhere in the agreement would have to follow."""

_THROUGHOUT = re.compile(
    r"(?i)\b(?:each|every|all|any)\s+(?:\w+\s+){0,3}?(?:references?|instances?|occurrences?|place|time|use)\b|"
    r"\bwherever\b|\beach\s+place\b|\bin\s+each\s+(?:place|instance)\b|\bthroughout\b"
)
_MIDDLE = rf"(?:[^{MASK}.;:]|\.(?=\d)){{0,160}}?"
_OUT_IN = re.compile(
    rf"(?i)(?:delet|strik|remov)(?:ing|e|es|ed)\b{_MIDDLE}(?P<old>{_QUOTE}){_MIDDLE}"
    rf"\b(?:insert|substitut|replac|add)(?:ing|e|es|ed)\b{_MIDDLE}(?P<new>{_QUOTE})"
)
_WITH = re.compile(
    rf"(?i)(?:replac|chang|amend|revis)(?:ing|e|es|ed)\b{_MIDDLE}(?P<old>{_QUOTE}){_MIDDLE}(?:\b(?:with|by)\b{_MIDDLE}|\bto(?:\s+(?:read|be|say|state))?\s*,?:?\s*)(?P<new>{_QUOTE})"
)
_PASSIVE = re.compile(
    rf"(?i)(?P<old>{_QUOTE}){_MIDDLE}\b(?:is|are|be)\b{_MIDDLE}(?:replaced|changed|amended|substituted|revised|deleted)\b"
    rf"{_MIDDLE}(?:\b(?:with|by|substituted|inserted)\b{_MIDDLE}|\bto(?:\s+(?:read|be|say|state))?\s*,?:?\s*)(?P<new>{_QUOTE})"
)
_FOR = re.compile(
    rf"(?i)(?:substitut|insert|add)(?:ing|e|es|ed)\b{_MIDDLE}(?P<new>{_QUOTE}){_MIDDLE}"
    rf"\b(?:for|in\s+place\s+of|in\s+lieu\s+of|in\s+substitution\s+(?:for|of)|instead\s+of)\b{_MIDDLE}(?P<old>{_QUOTE})"
)
_WHOLE = re.compile(
    rf"(?i)(?:replaced|substituted|restated|(?:and\s+)?replac(?:e|ing)\s+(?:it|them))\b(?:[^{MASK}.;:]|\.(?=\d)){{0,40}}?"
    rf"\b(?:with|by)\s+(?:the\s+(?:words?|phrase|following)\s+)?(?P<new>{_QUOTE})"
)
_BARE = re.compile(
    r"(?:replacing|changing)\s+(?:the\s+(?:words?|phrase|number|figure|amount|date|period|reference\s+to)\s+)?"
    r"(?P<old>[^.;:“”\"]{3,60}?)\s+(?:with|to|by)\s+(?P<new>[^.;:“”\"]{3,60}?)(?=\s*(?:[.;]|$|\bin\s+(?:the|its|each)\b))"
)
_BESIDE = re.compile(
    rf"(?i)(?:insert|add)(?:ing|e|es|ed)\b{_MIDDLE}(?P<new>{_QUOTE}){_MIDDLE}"
    rf"\b(?P<side>after|following|before|preceding|prior\s+to)\b{_MIDDLE}(?P<anchor>{_QUOTE})"
)
_BESIDE_FIRST = re.compile(
    rf"(?i)(?:insert|add)(?:ing|e|es|ed)\b{_MIDDLE}\b(?P<side>after|following|before|preceding|prior\s+to)\b{_MIDDLE}"
    rf"(?P<anchor>{_QUOTE}){_MIDDLE}(?P<new>{_QUOTE})"
)
_BESIDE_PASSIVE = re.compile(
    rf"(?i)(?P<new>{_QUOTE}){_MIDDLE}\b(?:is|are|be)\b{_MIDDLE}(?:added|inserted)\b{_MIDDLE}"
    rf"\b(?P<side>after|following|before|preceding|prior\s+to)\b{_MIDDLE}(?P<anchor>{_QUOTE})"
)
_WORDS_OUT = re.compile(rf"(?i)(?:delet|strik|remov)(?:ing|e|es)\b{_MIDDLE}(?P<old>{_QUOTE})")
_WORDS_OUT_PASSIVE = re.compile(
    rf"(?i)\b(?:words?|phrase|language|text|term|reference(?:s)?\s+to|date|number|figure)s?\s*,?\s*(?P<old>{_QUOTE}){_MIDDLE}"
    rf"\b(?:is|are|be)\b{_MIDDLE}\b(?:deleted|stricken|removed|struck)\b"
)
_AT_END = re.compile(
    r"(?i)\bsupplemented\b|(?:at|to)\s+the\s+(?:very\s+)?end\s+(?:of|there)|\badd(?:ed)?\s+(?:thereto|to\s+it)\b|\badd\s+thereto\b|\bby\s+(?:the\s+)?addi(?:ng|tion\s+of)"
    r"\s+(?:to\s+it\s+|thereto\s+)?the\s+following\b(?!\s+new\s+(?:section|article|clause))"
)
_NEW_SENTENCE = re.compile(
    r"(?i)\b(?:new|following|additional)\b[^.:;]{0,40}\b(?:sentences?|paragraphs?|language|text|words|provisions?|definitions?|terms?|proviso)\b"
)
ADDS = re.compile(r"(?i)\b(?:add(?:ed|ing|s)?|insert(?:ed|ing|s)?|addition)\b")
TAKES_OUT = re.compile(r"(?i)\b(?:delet(?:e|ed|es|ing)|stricken|struck|strik(?:e|ing)|remov(?:e|ed|ing)|eliminated)\b")
_PUTS_IN = re.compile(
    r"(?i)\b(?:replac(?:e|ed|es|ing)|restated?|restating|superseded?|substitut(?:e|ed|ing)|in\s+(?:lieu|place)|in\s+(?:its|their)\s+(?:place|stead)|"
    r"(?:to|shall|should|will|and)\s+(?:now\s+)?(?:be\s+)?read\b|so\s+(?:as\s+to|that\s+it)\s+reads?\b|reads?\s+(?:in\s+its\s+entirety\s+)?as\s+follows)\b"
)


@dataclass(frozen=True, slots=True)
class AmendmentOrder:
    """What a sentence orders. Its ranges are the words in quotation marks, without the marks.

    `old` are the words that go, or beside which the new ones stand. `new` are the words that come. Either is None where
    the sentence itself quotes none. `side` says on which side of `old` the new words go; it is empty when they replace
    `old`. `is_throughout` is true when every occurrence of the words changes.
    """

    change: Change
    old: tuple[int, int] | None = None
    new: tuple[int, int] | None = None
    side: Literal["", "after", "before"] = ""
    is_throughout: bool = False


def masked(text: str) -> str:
    """The text with every quoted character masked; its length stays the same.

    >>> masked('the date “May 1” is')
    'the date “¤¤¤¤¤” is'
    """
    return _QUOTED.sub(lambda match: match[0][0] + MASK * (len(match[0]) - 2) + match[0][-1], text)


def order_in(sentence: str, *, leads_in: bool) -> AmendmentOrder:
    """The order that a sentence gives. `leads_in` says that new words follow after its end ("to read as follows:").

    `sentence` is the original text; ranges count from its first character.
    """
    seen = masked(sentence)
    throughout = _THROUGHOUT.search(seen) is not None
    if not leads_in:
        for pattern in (_OUT_IN, _FOR, _WITH, _PASSIVE):
            if match := pattern.search(seen):
                return AmendmentOrder(
                    "substituted", _inner(match, "old"), _inner(match, "new"), is_throughout=throughout
                )
        for pattern in (_BESIDE, _BESIDE_FIRST, _BESIDE_PASSIVE):
            if match := pattern.search(seen):
                side: Literal["after", "before"] = (
                    "after" if match["side"].lower() in ("after", "following") else "before"
                )
                return AmendmentOrder("substituted", _inner(match, "anchor"), _inner(match, "new"), side, throughout)
        for pattern in (_WORDS_OUT, _WORDS_OUT_PASSIVE):
            if (match := pattern.search(seen)) and _is_words(seen, match):
                return AmendmentOrder("substituted", _inner(match, "old"), None, is_throughout=throughout)
        if match := _WHOLE.search(seen):
            return AmendmentOrder("replaced", None, _inner(match, "new"))
        if match := _BARE.search(seen):
            return AmendmentOrder("substituted", match.span("old"), match.span("new"), is_throughout=throughout)
    takes_out, puts_in = TAKES_OUT.search(seen) is not None, _PUTS_IN.search(seen) is not None
    if leads_in and puts_in:
        return AmendmentOrder("replaced")
    if leads_in and _AT_END.search(seen):
        return AmendmentOrder("appended")
    if leads_in and ADDS.search(seen):
        return AmendmentOrder("appended" if _NEW_SENTENCE.search(seen) else "inserted")
    if leads_in:
        return AmendmentOrder("replaced" if takes_out and re.search(r"(?i)\bfollowing\b", seen) else "unclear")
    return AmendmentOrder("deleted" if takes_out and not puts_in else "unclear")


def _is_words(seen: str, match: re.Match[str]) -> bool:
    """False where the quoted words only name what goes, as a heading or defined term does: the definition of “Fee”."""
    before = seen[match.start() : match.start("old")]
    return re.search(r"(?i)\bdefinition|\bentitled|\btitled|\bcaptioned|\bheading|\bsection|\bdefined", before) is None


def _inner(match: re.Match[str], name: str) -> tuple[int, int]:
    start, end = match.span(name)
    return start + 1, end - 1
