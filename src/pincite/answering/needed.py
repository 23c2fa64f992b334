"""Words that a clause must have to be about what a list asks for: no clause sends disputes to arbitration without one.

Sentences that stand next to what is asked look like what is asked: mediation like arbitration, an extension on request
like one that comes by itself. Where the law has only one word for a thing, the words tell them apart.
"""

import re

_NO_CAUSE = (
    r"\bfor\s(?:its\s|their\s)?(?:own\s)?convenience\b|\bwith\sor\swithout\s(?:cause|reason)\b"
    r"|\bwithout\s(?:any\s)?(?:just\s|good\s|showing\s(?:of\s)?)?(?:cause|reasons?)\b|\bno\s(?:reason|cause|fault)\b"
    r"|\bfor\sany\s(?:or\sno\s)?(?:other\s)?(?:reason|cause)\b|\bnon-cause\b|\breason\sor\sno\b|\bwithout\sgiving\b"
)
"""What says outright that no cause is needed."""

_AT_ANY_TIME = (
    r"\bat\sany\stime\b|\bat\swill\b"
    r"|\b(?:sole|absolute|own|unfettered|unrestricted|complete|full)\s(?:and\s\w{1,20}\s)?(?:discretion|option|election)\b"
)
_ON_NOTICE = (
    r"\bterminat\w*\b.{0,120}\b(?:up)?on\b.{0,60}\bnotice\b|\b(?:by|with)\b.{0,60}\bnotice\b"
    r"|\bnotice\b.{0,60}\bterminat"
)
_CAUSE = (
    r"\b(?:breach|default|fail(?:s|ure|ed)?|insolven|bankrupt|force\smajeure|change\s(?:of|in)\scontrol|event\sof|"
    r"for\s(?:just\s|good\s)?[\"“]?cause\b|in\sthe\sevent|occurrence|violat|dissol|cease|mutual"
)
_CONDITION = r"|expir|renew|if\b|unless\b|except\b|pursuant\b|following\b|accordance\b"
_MAY_END = (
    r"(?=.*(?:\bterminate\b|\bcancel\b|\bend\s(?:this|the)\b|\bterminable\b|\b(?:be|earlier)\s(?:terminated|cancel\w+)\b|"
    r"\bterminat(?:ion|ing)\b.{0,60}\b(?:convenience|without\scause)))"
    r"(?=.*\b(?:may|can|rights?|entitled|option|elects?|power|permitted|wishing|earlier|terminable|convenience)\b)"
)
_NOT_ENDED = (
    r"\b(?:may|shall|can|will|must)\s?(?:not|never)\sbe\s(?:[a-z]+ly\s)?(?:terminated|cancell?ed)\b"
    r"|\b(?:neither|no)\s(?:of\sthe\s)?part(?:y|ies)\b[^.;:]{0,40}\b(?:may|shall|can|will|has|have)\b"
    r"(?!\s(?:be\s(?:liable|responsible)|have\sany\s(?:liability|obligation|claim))\b)[^.;:]{0,40}"
    r"\b(?:terminate|cancel|(?:right|option)\sof\s(?:termination|cancell?ation))\b"
)
"""That nobody may end a contract: "may not be terminated by either Party for its own convenience"."""

_GRANTED = (
    r"\b(?:may|can)\s(?:[a-z]+ly\s)?(?:terminate|cancel|be\s(?:terminated|cancell?ed))\b"
    rf"(?:(?!\b(?:not|neither|no)\b)[^.;]){{0,120}}?(?:{_NO_CAUSE}|{_AT_ANY_TIME})"
)
_STILL_ENDED = rf"(?:(?:(?!{_NOT_ENDED}).)*?|.*(?:{_NOT_ENDED}).*?)(?:{_GRANTED})"
"""Beside what nobody may do, or a certain party may not: "… but Acme may terminate it at any time"."""

_AT_WILL = (
    rf"\A(?:(?!.*(?:{_NOT_ENDED}))|(?={_STILL_ENDED})){_MAY_END}(?:.*(?:{_NO_CAUSE})|(?!.*{_CAUSE}))(?:.*(?:{_AT_ANY_TIME}))"
    rf"|(?!.*{_CAUSE}{_CONDITION}))(?:.*(?:{_ON_NOTICE})))"
)
"""A right to end a contract that no cause is needed for: it says so, or it needs nothing but time or notice."""

_DEALING = (
    r"(?:rights?|licen[cs]\w*|distribut\w*|suppl\w*|provider|agents?|agency|dealer\w*|resell\w*|franchis\w*|sponsor\w*|"
    r"partner\w*|territor\w*|appoint\w*|manufactur\w*|sources?|seller|vendor|relationship|basis|market\w*|represent\w*|"
    r"promot\w*|host|carrier|engage\w*|arrangement|commerci\w*)\b"
)
_EXCLUSIVE = (
    rf"(?<!non-)(?<!non\s)(?<!not\s)(?<!non)\bexclusive\b(?=(?:\W+\w+){{0,4}}?\W+{_DEALING})"
    r"(?!\W+(?:\w+\W+){0,3}?(?:remed|jurisd|liab|propert|owner|control))"
    r"|\bexclusivity\b|\bon\san\sexclusive\sbasis\b|\bexclusively\s(?:from|through|to|with|purchas|sell|distribut|market|promot)"
    r"|\b(?:shall|will|may|agrees?)\snot\b.{0,120}\b(?:appoint|engage|grant|enter|license|sell|purchase|market|distribute|"
    r"promote|provide|authori[sz]e)\b.{0,120}\b(?:any\s(?:other|third)|other\s(?:person|part|entit|distribut)|another)"
)
"""That one party alone deals with the other; remedies, courts and liability are "exclusive" in any contract."""

_RENEWS_ALONE = (
    r"\bauto(?:matic\w*)?[\s-](?:renew|exten|roll)|\bevergreen\b"
    r"|\b(?:renew|exten[ds]|prolong)\w*\s(?:itself|themselves)\b"
    r"|\b(?:renew|exten[ds]|roll|carry|carries|run|go|goes|continue|prolong)\w*\b.{0,40}\b(?:by\s(?:itself|themselves)|automatic\w*|"
    r"on\s(?:its|their)\sown|unless)\b"
)
"""Of a question, that a term goes on by itself."""

_NEEDED: tuple[tuple[str, str], ...] = (
    (r"\barbitrat", r"\barbitrat"),
    (r"\bmediat", r"\bmediat"),
    (r"\bjur(?:y|ies)\b", r"\bjur(?:y|ies|or)"),
    (r"\b(?:under|re)?insur(?!gen)", r"\b(?:under|re|self-)?insur"),
    (
        _RENEWS_ALONE,
        r"\bautomatic|\bunless\b|\bsuccessive\b|\bevergreen\b|\b(?:year|month)[\s-]to[\s-](?:year|month)\b|\babsen(?:t|ce)\b|\bfail\w*\sto\b",
    ),
    (
        r"\baudit|\b(?:look|inspect|examin|check|see|go|review|access|verif)\w*\b.{0,30}\b(?:books|records|accounts)\b",
        r"\b(?:audit|inspect|examin|books\b|records?\b)",
    ),
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
    (
        r"\b(?:change|transfer)s?\s(?:of|in)\s(?:control|ownership)\b|\btak(?:en|es?|ing)\sover\b|\btake-?overs?\b|\bmergers?\b"
        r"|\b(?:is|are|gets?|be|being|was)\s(?:acquired|bought(?:\s(?:out|up))?|swallowed)\b",
        r"\bcontrol|\bmerg|\bacqui|\bconsolidat|\bamalgamat|\bsubstantially\sall\b|\bowner|\btake-?over|\b(?:sale|transfer)\sof\b",
    ),
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

_TELLING: tuple[tuple[str, str], ...] = (
    (
        r"\bwithout\s(?:any\s|a\s|just\s|good\s|giving\s(?:a\s|any\s)?|having\sto\sgive\s(?:a\s|any\s)?)?(?:cause|reasons?)\b"
        r"|\bfor\s(?:\w{1,9}\s)?convenience\b|\bno\s(?:particular\s)?(?:reason|cause)\b"
        r"|\b(?:terminat|cancel|end|walk|get\sout)\w*\b.{0,40}\b(?:at\swill|for\s(?:any|whatever)\sreason)\b"
        r"|\b(?:terminat|cancel|walk|get\sout)\w*\b.{0,40}\bat\sany\stime\b"
        r"|\bbe\s(?:ended|terminated|cancell?ed)\s(?:up)?(?:on|with|by)\b.{0,30}\bnotice\b(?!.{0,40}\b(?:breach|default|cause)\b)",
        _AT_WILL,
    ),
    (
        r"(?<!non-)(?<!non\s)(?<!not\s)(?<!non)\bexclusiv(?:e|ity)\b(?!\s(?:remed|jurisd|venue|court|forum|liab|propert|owner))",
        _EXCLUSIVE,
    ),
    (
        r"\bgovern\w*\b.{0,60}\blaws?\b|\blaws?\b.{0,60}\bgovern",
        r"\bgovern|\bconstru|\binterpret|\baccord|\bsubject\sto\b|\bappl(?:y|ies|ied|icable)\b|\bchoice\sof\slaw\b",
    ),
)
"""What a question has, and what tells a sentence that surely answers it from its neighbours; others may answer too."""


def _compiled(rules: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE | re.DOTALL)) for asked, said in rules
    )


_RULES, _TELLING_RULES = _compiled(_NEEDED), _compiled(_TELLING)


def needed(question: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that a clause must all have to answer a question that is put to each of many documents.

    >>> [bool(one.search("Disputes go to mediation.")) for one in needed("Does it send disputes to arbitration?")]
    [False]
    >>> [bool(one.search("If Acme is in default, it ends.")) for one in needed("Does it end if Acme is taken over?")]
    [False]
    >>> needed("Does it say who pays?")
    ()
    """
    return tuple(said for asked, said in _RULES if asked.search(question))


_ASKS_AT_WILL = _TELLING_RULES[0][0]
_ASKS_TO_GO_ON_ALONE = re.compile(_RENEWS_ALONE, re.IGNORECASE)
_SAYS_NOT = re.compile(_NOT_ENDED, re.IGNORECASE)
_STILL = re.compile(_STILL_ENDED, re.IGNORECASE | re.DOTALL)


def asks_at_will(question: str) -> bool:
    """True for a question which contracts may be ended without a cause."""
    return _ASKS_AT_WILL.search(question) is not None


def asks_to_go_on_alone(question: str) -> bool:
    """True for a question which contracts are renewed by themselves.

    >>> asks_to_go_on_alone("Which leases roll over unless somebody stops them?")
    True
    >>> asks_to_go_on_alone("Which leases can be renewed?")
    False
    """
    return _ASKS_TO_GO_ON_ALONE.search(question) is not None


def forbids_ending(sentence: str) -> bool:
    """True if all that a sentence says about ending a contract is that nobody may.

    >>> forbids_ending("It may not be terminated by either Party at any time for its own convenience.")
    True
    >>> forbids_ending("Acme may not terminate it.")
    False
    """
    return _SAYS_NOT.search(sentence) is not None and _STILL.match(sentence) is None


def telling(question: str) -> re.Pattern[str] | None:
    """The pattern of a sentence that surely answers a list's question, where the law's words tell it; None elsewhere.

    A sentence without it may answer too, in other words. So it is no condition: it says how sure a row is.

    >>> found = telling("Which agreements can be terminated without cause?")
    >>> found is not None and found.search("Either party may terminate this Agreement for a breach.") is None
    True
    """
    return next((said for asked, said in _TELLING_RULES if asked.search(question)), None)
