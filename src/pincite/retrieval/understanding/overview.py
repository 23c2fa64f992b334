"""Does a question ask what a whole document says? "Summarise the lease" does; "summarise the indemnity" does not."""

import re
from collections.abc import Collection

from pincite.chunking.ordinary import name_words

_FORMS = re.compile(
    r"\bsummar(?:y|ies|i[sz]e[sd]?|i[sz]ing)\b|\boverview\b|\bsynopsis\b|\bgist\b|\bnutshell\b|\btl;?dr\b|\brecap\b"
    r"|\bat\sa\sglance\b|\b(?:brief|walk)\s(?:me|us)\b|\btell\s(?:me|us)\sabout\b|\bexplain\s(?:this|the|that|our)\b"
    r"|\b(?:key|main|principal|important|material|essential|core|headline)\s(?:\w+\s)?(?:terms|points?|provisions|features|facts)\b"
    r"|\bwhat\s(?:does|do|is|are|has|can)\b.{0,200}\b(?:says?|contains?|covers?|provides?|about|regulates?|deals?\swith)\s?[?.!]*$"
    r"|\bwhat(?:['’]s|\sis)\sin\b|\boutline\s(?:this|the|that|our|of)\b|\bhigh[-\s]level\b",
    re.IGNORECASE,
)
"""How people ask for the whole of something."""

_NOTHING_MORE = frozenset(
    """
    a about agreement all also an and any are at basic basically be big both brief briefly bullet bullets by can clauses
    content contents contract core could cover covered covering covers contain contained contains deal deals deed
    document documents does do english essential everything explain facts features file for from general generally get
    gist give glance guide has have headline high i important in into is it its key lease letter level licence license
    list main major material me memo msa most my nda note nutshell of on one or our out outline overview page paper
    papers part parts picture plain please point points policy principal provide provided provides provision provisions
    quick quickly read recap regulate regulates run s say says section sections short should show simple sow statement
    sum summaries summary summarise summarised summarising summarize summarized summarizing synopsis tell term terms
    text that the them there these they thing things this those through tldr tl dr to top up us walk want was we were
    what which with whole words would you your need know understand like just entire full briefing conclusions together
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that say nothing of what in a document is asked about."""

_WORD = re.compile(r"[^\W_]+")


def may_ask_for_overview(text: str) -> bool:
    """True for a question in a form in which people ask for the whole of something, whatever that is."""
    return _FORMS.search(text) is not None


def asks_for_overview(text: str, names: Collection[str] = ()) -> bool:
    """True for a question about all that a document says; `names` are the words by which the document is called.

    >>> asks_for_overview("Give me an overview of the Acme lease.", ["acme"])
    True
    >>> asks_for_overview("Summarise the indemnity in the Acme lease.", ["acme"])
    False
    """
    if not may_ask_for_overview(text):
        return False
    called = set(names)
    rest = [word.lower() for word in _WORD.findall(text) if word.lower() not in _NOTHING_MORE]
    return all(called.issuperset(name_words(word)) for word in rest)
