"""Whether a sentence is on termination for cause only, where a question asks about termination without one.

"Dialog may terminate if Energous becomes insolvent" is as near as a right to leave to "Can Dialog walk away without a
reason?", and says nothing of it.
"""

import re

_ASKS_TO_END = re.compile(
    r"\b(?:end(?:s|ed|ing)?|terminat\w+|cancel\w*|rescind\w*|quit|leav(?:e|es|ing)|exit|drop|bail|"
    r"(?:walk|get|back|pull|opt|go|want\w*)\s(?:away|out|off)|break\s(?:off|away)|out\sof)\b",
    re.IGNORECASE,
)
_ASKS_WITHOUT_CAUSE = re.compile(
    r"\b(?:(?:for|with|giv(?:e|es|ing)|has|have|having)\sno\s(?:\w+\s)?(?:reason|cause|grounds?)"
    r"|without\s(?:(?:giving|having|needing|showing|stating|naming|any\sneed\sfor)\s)?(?:an?y?\s)?(?:\w+\s)?"
    r"(?:reason|cause|grounds?)"
    r"|for\sconvenience|for\sany\sreason|(?:whenever|any\s?time|as\ssoon\sas)\s(?:it|they|he|she|we|you)\s"
    r"(?:feels?\slike|wants?|likes?|wish(?:es)?|pleases?))\b",
    re.IGNORECASE,
)

_ENDS = r"(?:terminat(?:e|es|ed|ing|ion)|cancel\w*|rescind\w*|rescission)"
_EVENT = (
    r"(?:(?:breach\w*|default\w*|cause|insolven\w+|bankrupt\w+|failure|misconduct|non-?payment|dissolution|winding|"
    r"change\s(?:of|in)\scontrol|force\smajeure|(?:any|either|one)\sof\sthe\sfollowing|event\sof)\b)"
)
_IF = (
    r"(?:if(?!\s(?:any|so|applicable|desired|not)\b)|should|where|in\sthe\sevent|in\scase|"
    rf"unless(?!\s(?:otherwise|sooner|earlier|terminated)\b)|(?:up)?on\s(?:\w+\s){{0,4}}{_EVENT}|when)\b"
)
"""What leads in a condition; "the fee, if any" has none."""
_FOR = (
    r"(?:for|due\sto|because(?:\sof)?|on\saccount\sof|as\sa\sresult\sof|by\sreason\sof|following|after|in\sview\sof)"
    rf"\s(?:\w+\s){{0,4}}?[\"“”'‘’]?{_EVENT}"
)
_FOR_CAUSE = re.compile(
    rf"\b(?:{_ENDS}\b(?:[^\w.;]+\w+){{0,25}}?[^\w.;]+(?:{_IF}|{_FOR}))"
    rf"|\A\W*(?:(?:\w{{1,4}}|[\w.]+\d)\W+)?(?:{_IF}|{_FOR}).*?\b{_ENDS}\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_FOR_CAUSE_ONLY = re.compile(
    r"\b(?:without\s(?:\w+\s){0,2}?(?:reason|cause)|for\s(?:its\s|their\s)?(?:own\s)?convenience|(?:no|any)\sreason|"
    r"with\sor\swithout|at\swill|at\sany\stime|(?:sole|absolute|own|complete)\s(?:and\s\w+\s)?(?:discretion|option|"
    r"election)|(?:other|otherwise)\sthan\s(?:\w+\s)?for|not\sfor|no\s(?:right|option)\sto|may\snot|"
    r"if\s(?:it|he|she|they|such\sparty|either\sparty|(?:the\s)?\w+)\s(?:so\s)?(?:elects?|desires?|chooses?|wish(?:es)?|"
    r"decides?|gives?|provides?|determines?)|(?:desir|elect|choos|wish|want|intend|decid)\w*\sto\s(?:end|terminate|cancel)|"
    r"(?:sees?|deems?)\s(?:it\s)?fit|or\s(?:immediately|otherwise|at\sonce|forthwith)|reasons?\sother\sthan|notice,?\s(?:or|and)|no\s[\"“]cause|only|cannot|can\snot|neither|except)\b",
    re.IGNORECASE,
)
"""Words for ending it without a cause, for a ban on that, or for an exception: the sentence is on more than causes."""

_ASKS_FOR_EITHER = re.compile(
    r"\b(?:or|only|just|not)\s(?:only\s|just\s)?(?:for|with|on)\s(?:cause|breach|default)\b"
    r"|\b(?:owe[sd]?|severance|pay(?:s|ment)?|paid|receives?)\b",
    re.IGNORECASE,
)
"""For what a sentence on causes answers too: whether one is needed, or what is due once it was ended without one."""


def asks_to_end_without_cause(question: str) -> bool:
    """True for a question whether, or how, a contract may be ended without a cause.

    >>> asks_to_end_without_cause("Can Dialog walk away from Energous without giving a reason?")
    True
    >>> asks_to_end_without_cause("Which of these can be ended on notice without giving a reason?")
    True
    >>> asks_to_end_without_cause("Can Dialog walk away from Energous early?")
    False
    """
    asks = _ASKS_WITHOUT_CAUSE.search(question) is not None and _ASKS_TO_END.search(question) is not None
    return asks and _ASKS_FOR_EITHER.search(question) is None


def ends_for_cause_only(sentence: str) -> bool:
    """True for a sentence that lets a contract be ended on a condition, and names no right to end it without one.

    >>> ends_for_cause_only("Dialog may terminate this Agreement at once if Energous becomes insolvent.")
    True
    >>> ends_for_cause_only("Either party may terminate this Agreement on sixty days' written notice.")
    False
    >>> ends_for_cause_only("Dialog may terminate for its convenience, or if Energous becomes insolvent.")
    False
    """
    return _FOR_CAUSE.search(sentence) is not None and _NOT_FOR_CAUSE_ONLY.search(sentence) is None
