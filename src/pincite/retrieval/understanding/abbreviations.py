"""Abbreviations for kinds of documents, written out as titles have them: "T&Cs", "TOS", "IP agreement"."""

import re

_LONG = (
    (r"[Tt]s?\s?&\s?[Cc]s?", "terms and conditions"),
    (r"TOS|ToS", "terms of service"),
    (r"[Oo]\s?&\s?[Mm]", "operations and maintenance"),
    (r"IP(?=\s(?:\w+\s)?(?:agreement|contract|deal|licen[cs]e)\b)", "intellectual property"),
    (r"JV(?=\s(?:agreement|contract|deal)\b)", "joint venture"),
)
"""Only such as name nothing else in a firm, each with what titles say. What `mentions` knows as a kind by itself, as
"NDA" and "MSA", is not among them: a file may have it in its name."""

KINDS_IN_SHORT = frozenset("nda mnda msa sow spa apa dpa sla loi mou tsa eula csa ip".split())  # noqa: SIM905 - read more easily as words
"""Initials for what a document is or is about, in small letters. They have capitals and are nobody's name."""

_ANY = re.compile(
    "|".join(rf"(?<![\w&/'’])(?P<n{at}>{short})(?!\w|\s?&|\s[A-Z])" for at, (short, _) in enumerate(_LONG))
)


def written_out(question: str) -> str:
    """A question in which such abbreviations are written out.

    >>> written_out("Acme TOS: who owns the data?")
    'Acme terms of service: who owns the data?'
    >>> written_out("the Finch IP agreement, and its T&Cs")
    'the Finch intellectual property agreement, and its terms and conditions'
    """
    return _ANY.sub(lambda found: _LONG[int(str(found.lastgroup)[1:])][1], question)
