"""What does a question ask for: one thing, a list, a comparison, a summary, a procedure, or nothing that we answer?

Words decide, not meaning: each kind is recognised by how people ask for it. A question without signs of another kind is
a look-up.
"""

import re
from typing import Literal

from pincite.retrieval.understanding.aside import is_aside

Intent = Literal["lookup", "compare", "list", "summarise", "procedure", "out_of_scope"]

_GRADES = (
    "longer|shorter|higher|lower|broader|narrower|wider|stricter|stronger|weaker|better|worse|greater|smaller|larger"
)
_COMPARE = re.compile(
    rf"""
    \b(?:compar(?:e|es|ed|ing|ison)|contrast(?:ed|ing)?|differences?|differ|differs|different\s(?:from|than|to)|
    versus|vs|redlines?|side\sby\sside|discrepanc(?:y|ies)|deviat(?:e|es|ions?))\b
    | \b(?:vary|varies)\s(?:across|between|among|from)\b
    | \bchanged?\s(?:between|since|from)\b | \bwhat\s(?:has\s|was\s)?changed\b
    | \b(?:what|how)\s(?:did|does|do|has|have)\b[^.?!]{{0,60}}
      \b(?:amend\w{{0,6}}|drafts?|version|redline|supplement|variation)\b(?:[^.?!]|\bNo\.){{0,40}}\bchanged?\b
    | \bwhich\b[^.?!]{{0,80}}\b(?:has|have|is|are|gives?|offers?|sets?|provides?|contains?|allows?|imposes?)\b
      [^.?!]{{0,30}}\b(?:{_GRADES}|earlier|later|cheaper|longest|shortest|highest|lowest|broadest|strictest|strongest|best|worst|
      most|more|less|least)\b
    | \b(?:both|the\stwo|all\sthree|each\sof\sthe|across)\b[^.?!]{{0,80}}\bthe\ssame\b
    | \b(?:{_GRADES}|more\s[a-z]{{4,15}}|less\s[a-z]{{4,15}})\b[^.?!]{{0,60}}
      \bthan\s(?:the\sone|those|that\s(?:in|of|under)|in\s|under\s|ours\b|its\b|
      (?:the|our|their)\s(?:[A-Z\d]|first\b|second\b|other\b|old\b|new\b|original\b|previous\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SUMMARISE = re.compile(
    r"""
    \b(?:summari[sz](?:e|es|ed|ing)|summary(?!\s(?:judg|dismiss|proce|of\saccount))|summaries|overview|tl;?dr|gist|
    nutshell|condense|recap|digest\sof|synopsis|abridge|boil\s(?:it|this|down)|high[-\s]level|bullet\spoints?|in\sbrief|
    at\sa\sglance|brief\s(?:me|us|the)|walk\s(?:me|us)\sthrough|outline\s(?:the|of|for)|take-?aways)\b
    | \b(?:plain|simple|layman['’]?s?|everyday)\s(?:english|terms|language|words)\b
    | \b(?:key|main|principal|most\simportant|important|material|salient|essential|core|headline|major)\s
      (?:terms|points?|provisions|risks?|issues|features|findings|commercial\sterms|conclusions|messages?|elements|
      facts|arguments)\b
    | ^(?:please\s)?explain\s(?:to\s(?:me|us)\s)?(?:the|this|our|that|clause|section)\b(?![^.?!]{0,40}\bhow\sto\b)
    | \bwhat\s(?:is|are|was)\s(?:this|the|that|these|our)\b[^.?!]{0,60}\b(?:all\s)?about\s?[?.]?$
    | \bwhat(?:['’]s|\sis)\sin\s(?:this|the)\b[^.?!]{0,40}$
    """,
    re.VERBOSE | re.IGNORECASE,
)

_START = r"(?:^|[.;:,?!(]\s?|\b(?:and|please|know|me|us|of)\s)"
"""The beginning of a clause of the question."""

_PLURAL = (
    r"(?:(?!has\b|is\b|was\b|does\b|this\b|its\b|happens\b|constitutes\b|governs\b|applies\b)[a-z-]{2,20}(?<!s)s|"
    r"people|persons|men|women|children|criteria)(?!['’])"
)
_BEFORE_PLURAL = (
    r"(?:(?:(?-i:[A-Z])[\w'’-]{1,20}|(?:types|kinds|sorts)\sof|"
    r"(?!(?:the|a|an|of|for|in|on|to|under|by|is|are|was|were|does|do|did|must|may|can|shall|will|should|if|when)\b)"
    r"(?![\w'’-]{0,20}[^s\W]s\s)[\w'’-]{1,20})\s){0,3}?"
)
"""Words between "which" and a plural: none is a verb, and a word in -s there would be one ("which law governs")."""

_LIST = re.compile(
    rf"""
    ^(?:list|enumerate|itemi[sz]e|catalogue|tabulate)\b | \blist\s(?:them|all|out|every|each|the)\b
    | \b(?:a|the)\slist\sof\b
    | \b(?:find|show|give|get|pull|name|identify|locate|extract|flag|set\sout|collect)\s(?:me\s|us\s|out\s|up\s)?
      (?:all|every|each|any|the\s(?:various|different))\b
    | ^(?:name|identify|set\sout|state)\sthe\s(?:\w{{1,20}}\s){{0,3}}?{_PLURAL}\b
    | ^(?:all|every|each)\s(?:of\s)?(?:the\s|our\s)?\w
    | {_START}which\s(?:of\s(?:the|our|my|these|those|their|all)\s)?{_BEFORE_PLURAL}{_PLURAL}\s
      (?!(?:the|a|an|any|all|its|their|his|her|to|on|in|for|by|with|from|at|under|when|if|no|it)\b)
    | {_START}what\s(?:all\s)?(?:are|were)\s(?:all\s|some\s|each\s)?(?:of\s)?
      (?:the\s|our\s|my\s|their\s|its\s|[a-z]{{1,20}}['’]s?\s|any\s)?(?:[\w'’/&-]{{1,20}}\s){{0,4}}?{_PLURAL}\b
    | {_START}what\s{_BEFORE_PLURAL}{_PLURAL}\s
      (?:is|are|was|were|do|does|did|has|have|can|could|may|must|should|shall|will|would|need|apply|applied|exist|survive)\b
    | {_START}who\s(?:are|were)\s(?:all\s)?(?:the|our|its|their)\b | {_START}(?:who|what|where)\selse\b
    | \bin\swhich\s{_PLURAL}\b | \bunder\s(?:which|what)\s(?:circumstances|conditions)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROCEDURE = re.compile(
    rf"""
    (?:{_START}|\b(?:tell|explain|show|describe)\s(?:me\s|us\s|to\sme\s)?|[-—]\s?)
      how\s(?:do|does|did|can|could|may|might|should|must|would|shall|will|to|is|are|was|were|else|best|exactly|
      the|a|an|we|i)\b
      (?![^.?!]{{0,60}}\b(?:define[ds]?|defining|treat(?:s|ed)?|affect(?:s|ed)?|relate[sd]?|interact|describe[sd]?|
      relevant|rank|respond|likely|related|look)\b)
    | \b(?:steps?|(?<!legal\s)(?<!judicial\s)(?<!due\s)process|procedures?|formalit(?:y|ies)|mechanics|mechanism|
      protocol|instructions)\s
      (?:to|for|of|by|in|must|apply|is|are|do|does|required|needed|we|that|when|under)\b
    | \b(?:what|which)\s(?:are\sthe\s)?(?:steps|formalities|procedures?|process(?:es)?)\b
    | \bwhat\s(?:must|should|do|does|can|need|would)\b[^.?!]{{0,50}}
      \b(?:do|have\sto\sdo|need\sto\sdo)\s(?:to|before|in\sorder|if|when|after|in\scase|about|next|first)\b
    | \bwhat\s(?:is|are)\s(?:required|needed|necessary)\s(?:to|before|in\sorder)\b
    | \bways?\sto\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_POLITE = re.compile(
    r"^(?:(?:please|pls|hi|hello|hey|ok|okay|so|now)[,!.]?\s|(?:can|could|would|will)\syou\s(?:please\s)?|"
    r"(?:i|we)(?:['’]d|\swould)\slike\s(?:you\s)?to\s){1,5}",
    re.IGNORECASE,
)
"""Polite words before what is asked."""


def intent_of(text: str) -> Intent:
    """The kind of a question; `text` has single spaces only.

    >>> [intent_of(q) for q in ("What is the cap?", "Which leases end in 2026?", "How do we terminate?", "Hello!")]
    ['lookup', 'list', 'procedure', 'out_of_scope']
    """
    asked = _POLITE.sub("", text)
    if is_aside(text) or (asked and is_aside(asked)):
        return "out_of_scope"
    if _COMPARE.search(asked) is not None:
        return "compare"
    if _SUMMARISE.search(asked) is not None:
        return "summarise"
    if _PROCEDURE.search(asked) is not None:
        return "procedure"
    if _LIST.search(asked) is not None:
        return "list"
    return "lookup"
