"""Words that a clause must have to be about what a list asks for: no clause sends disputes to arbitration without one.

Sentences that stand next to what is asked look like what is asked: mediation like arbitration, an extension on request
like one that comes by itself. Where the law has only one word for a thing, the words tell them apart.
"""

import re

_NEEDED: tuple[tuple[str, str], ...] = (
    (r"\barbitrat", r"\barbitrat"),
    (r"\bmediat", r"\bmediat"),
    (r"\bjur(?:y|ies)\b", r"\bjur(?:y|ies|or)"),
    (r"\b(?:under|re)?insur(?!gen)", r"\b(?:under|re|self-)?insur"),
    (
        r"\bauto(?:matic\w*)?[\s-](?:renew|exten|roll)|\bevergreen\b"
        r"|\b(?:renew|exten[ds]|roll|carry|carries|run|go|goes|continue|prolong)\w*\b.{0,40}\b(?:by\s(?:itself|themselves)|automatic\w*|"
        r"on\s(?:its|their)\sown|unless)\b",
        r"\bautomatic|\bunless\b|\bsuccessive\b|\bevergreen\b|\b(?:year|month)[\s-]to[\s-](?:year|month)\b|\babsen(?:t|ce)\b|\bfail\w*\sto\b",
    ),
    (r"\baudit", r"\b(?:audit|inspect|examin|books\b|records?\b)"),
    (
        r"\binterest\b.*\b(?:late|overdue|unpaid)\b|\b(?:late|overdue|unpaid)\b.*\binterest\b",
        r"\binterest\b|%|\bper\s?cent|\blate\b",
    ),
    (
        r"\b(?:poach|lur(?:e|ing)|entic|hir(?:e|ing)|recruit|solicit)\w*\b.*\b(?:employees?|staff|people|personnel|workers?)\b",
        r"\b(?:solicit|hir(?:e|ing)|employ|entic|recruit|induc|engag)",
    ),
    (r"\bassign(?:s|ed|ing|able|ability|ments?)?\b", r"\b(?:assign|transfer|delegat|convey|successor)"),
    (r"\bfirst\s(?:refusal|offer|dibs|chance|look|negotiation)\b", r"\b(?:first|prior|refus|offer|match)"),
    (r"\bindemni", r"\bindemn|\bharmless\b|\bdefend"),
    (r"\bforce\smajeure\b|\bacts?\sof\sgod\b", r"\bforce\smajeure\b|\bbeyond\b.*\bcontrol\b|\bacts?\sof\sgod\b"),
    (r"\bsub-?(?:let|leas)", r"\b(?:sub-?(?:let|leas)|licen[cs])"),
    (r"\bescrow\b", r"\bescrow\b"),
    (r"\bcookies?\b", r"\bcookie"),
    (r"\bpatents?\b", r"\bpatent"),
    (r"\broyalt(?:y|ies)\b", r"\broyalt"),
    (r"\bwarrant(?:y|ies)\b", r"\b(?:warrant|guarant)"),
    (
        r"\b(?:stated|certain|fixed|set|given|specified|specific|particular)\s(?:(?:number|amount|sum)\sof\s(?:dollars|euros|pounds)|dollar\samount)\b",
        r"[$€£¥]\s?\d|\b\d[\d,.]*\s(?:dollars|euros|pounds|USD|EUR|GBP)\b|\b(?:thousand|million)\b",
    ),
)
"""What a question has, and what the sentence that answers then has or the headings over it."""

_RULES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE | re.DOTALL)) for asked, said in _NEEDED
)


def needed(question: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that a clause must all have to answer a question that is put to each of many documents.

    >>> [bool(one.search("Disputes go to mediation.")) for one in needed("Does it send disputes to arbitration?")]
    [False]
    >>> needed("Does it say who pays?")
    ()
    """
    return tuple(said for asked, said in _RULES if asked.search(question))
