"""What a party may or must do, and how it is asked for: ending, assigning, paying, insuring, answering for something.

Each act is known by how a question asks it of one party ("Can Acme assign the lease?"), how a sentence says whose it is
("Finch may assign it"), and how a heading does ("Assignment by Finch").
"""

import re
from dataclasses import dataclass

NAME = r"[A-Z][\w&.’'-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&.’'-]*){0,4}"
_WHO = rf"(?:(?P<who>{NAME})|the\s(?P<role>[a-z]{{4,}}))"
_NOT_POSSESSIVE = r"(?<!['’]s\s)(?<!s['’]\s)"
"""Before a word after a name: "Can Acme's landlord end the lease?" is not asked of Acme."""

_MAY = r"\b(?:[Cc]an|[Cc]ould|[Mm]ay|[Mm]ight)\s(?:the\s(?=[A-Z]))?"
_MUST = r"\b(?:[Dd]oes|[Mm]ust|[Ww]ill|[Ww]ould|[Ss]hall|[Ss]hould|[Ii]s)\s(?:the\s(?=[A-Z]))?"

_HOLDS = (
    r"(?:may|can(?!\sno)|(?:shall\s)?ha(?:s|ve)\sthe\s(?:\w+\s)?(?:right|option)"
    r"|(?:is|shall|will)(?:\snot)?(?:\sbe)?\s(?:free|entitled|permitted))\b(?!(?:\s\w+){0,2}?\sbe\b)"
)
"""What gives somebody a right, where an active verb follows: "the subscription may be ended" gives it none."""

_BARRED = (
    r"(?:shall|will|must|may|can)\s?not(?:,[^,;]{1,100},)?"
    r"(?:\s(?:\w+ly|sell|assign|transfer|sublet|sublicense|pledge|encumber|delegate|subcontract|or|and|to),?){0,6}?\s"
)
"""What keeps somebody from doing something, before the verb: "shall not, without consent, sell or"."""

_AND_NO_OTHER = r"(?!.*\b(?:nor|vice|same|likewise|but|however|whereas|while)\b)"
"""Behind the verb: the sentence says nothing of the other party."""

_MODAL = r"(?:shall|will|must|which|who)\b"
"""With what another clause of a sentence begins, in which somebody else may act."""

_MUST_INDEMNIFY = (
    r"(?:shall|will|must|(?:hereby\s)?agrees?\s(?:to\s)?)"
    r"(?!\s(?:be\sentitled|have\sthe\sright|require|cause|procure|allow|permit|let|give|tender)\b)"
    rf"(?=\W*(?:(?!{_MODAL})\w+\W+){{0,8}}?(?:indemnify|defend)\b)"
)
"""A duty to indemnify or defend, and not to be indemnified, or to let somebody defend."""

_BEFORE_VERB = (
    r"(?:\s?,[^,;]{1,150},)?"
    r"(?:[\s,(]+(?!(?:if|unless|after|when(?:ever)?|where|that|withhold|approve|consent|object|continue|require|waive)\b)"
    r"[\w’'/).-]+){0,14}?[\s,(]+"
)
"""What may stand between a right and the verb that it is a right to: "may, at its option, upon notice to Acme,"."""

_ASIDE = r"(?:,\s(?:in|at|upon|on|with|without|by|for|after|as|acting|subject)\s[^,;.]{1,100}(?=,))?"
"""What may stand between a name and its verb: "Finch, in its sole discretion, may"."""

_BOTH = r"(?:either|neither|each|both|any|no)\s(?:of\sthe\s)?part(?:y|ies)(?:\shereto)?\b"

_HAS_A_DUTY_TO = (
    r"(?:shall|will|must|(?:hereby\s)?(?:agrees?|undertakes?|covenants?)\sto"
    r"|(?:is|shall\sbe)\s(?:obliged|required)\sto)"
)
"""What binds somebody to do something himself, where an active verb follows."""

_FILLER = r"(?:have|need|obliged|required|bound|to|still|also|then|first)"
"""What stands between who is asked about and what he must do: "does the Brazilian licensee pay" has no name."""

_HOW_MUCH = r"\b(?:how|when|what|which|until|within)\b"
"""How much, by when: where it is asked whether somebody must, that the other one must is an answer."""

_OWN_RIGHT = r"(?:\w+\s)?(?:[Rr]ights?|[Oo]ptions?)\sto(?=\s"

_INSPECT = r"(?:audit|inspect|examine|check|(?:look|go)\s(?:at|into|through|over))\b"
_BOOKS_OR_SITES = r"(?=.{0,200}\b(?:books?|records?|accounts?|facilit(?:y|ies)|premises|plants?|sites?)\b)"


@dataclass(frozen=True, slots=True)
class Act:
    """What a party may or must do: how it is asked, how a sentence says whose it is, and how a heading does.

    A question is about it only if it has something of `question_has`, too. A sentence with something of `shared` is on
    both parties, whoever else it names. Who is named by `also_names` counts only where `said` finds somebody. What only
    lets somebody do something is no answer where the act is a promise.
    """

    asked: tuple[re.Pattern[str], ...]
    said: tuple[re.Pattern[str], ...]
    headed: re.Pattern[str]
    question_has: re.Pattern[str] = re.compile("")
    shared: re.Pattern[str] = re.compile(
        rf"\b(?:{_BOTH}|[Tt]he\s[Pp]arties),?\s(?:may|can|shall|will|must|ha(?:s|ve)|agrees?)\b|\bby\s{_BOTH}",
        re.IGNORECASE,
    )
    also_names: re.Pattern[str] = re.compile(r"(?!)(?P<who>)")
    is_promise: bool = False
    gets: re.Pattern[str] = re.compile(r"(?!)(?P<who>)")
    """Who has the benefit of the act: where it is the party that is asked about, a sentence is on the other one's."""


_GIVES_FOR_IT = (
    r"(?:(?:have|need|to|also|first|ever)\s){0,3}(?:give|provide|serve|wait|owe|pay|need|require)\b[^,;.?]{0,60}?"
    r"\b(?:to|before|if|when|for)\s(?:(?:it|they|he|she)\s)?(?:(?:can|may|could|wants?\sto|do(?:es)?)\s)?"
)
"""What a party must do for its right: "how much notice does Acme have to give to terminate" is on Acme's right."""


def _act(asked: str, said: str, headed: str) -> Act:
    """A right, asked for with "can" and said with "may"; `said` are beginnings of its verbs, as alternatives."""
    held = rf"\b(?P<who>{NAME}){_ASIDE},?\s{_HOLDS}(?={_BEFORE_VERB}(?:{said})(?!ion|ment))"
    own = rf"\b(?P<who>{NAME})\s{_OWN_RIGHT}(?i:{said}))"
    barred = rf"\b(?P<who>{NAME}){_ASIDE},?\s{_BARRED}(?:{said})(?!ion|ment){_AND_NO_OTHER}"
    done = rf"\bbe\s(?:\w+\s)?(?:{said})\w*(?:,?\s[\w-]+){{0,8}}?,?\sby\s(?:[Tt]he\s)?(?P<who>{NAME})"
    return Act(
        (
            re.compile(rf"{_MAY}{_WHO}\s(?:{_NOT_POSSESSIVE}[a-z]+\s)?{asked}"),
            re.compile(rf"{_MUST}{_WHO}\s{_NOT_POSSESSIVE}{_GIVES_FOR_IT}{asked}"),
        ),
        (re.compile(held, re.DOTALL), re.compile(own), re.compile(barred, re.DOTALL), re.compile(done)),
        _heading(headed),
    )


def _duty(asked: str, said: str, headed: str, about: str = "", *, is_promise: bool = False, gets: str = r"(?!)") -> Act:
    """A duty, asked for with "how much must", and said with "shall"; `asked` and `said` are verbs, as alternatives.

    A question has a word of `about`, too. `gets` says that somebody has what the other party owes.
    """
    owed = (
        rf"\b(?P<who>{NAME}){_ASIDE},?\s{_HAS_A_DUTY_TO},?\s(?:(?!be\b|not\b|{_MODAL})[\w’'-]+,?\s){{0,8}}?(?:{said})\b"
    )
    return Act(
        (re.compile(rf"{_MUST}{_WHO}\s{_NOT_POSSESSIVE}(?:{_FILLER}\s){{0,4}}(?:{asked})\b"),),
        (re.compile(owed),),
        _heading(headed),
        re.compile(rf"(?is)\A(?=.*{_HOW_MUCH})(?=.*{about})"),
        is_promise=is_promise,
        gets=re.compile(rf"\b(?P<who>{NAME}){_ASIDE},?\s{gets}", re.DOTALL),
    )


def _promise(asked: str, owes: str, headed: str) -> Act:
    """What each party gives for itself alone, so that the other one's is no answer: an indemnity, secrecy."""
    return Act(
        (re.compile(rf"{_MUST}{_WHO}\s(?:{_NOT_POSSESSIVE}(?:[a-z]+\s){{1,3}})?(?:{asked})\b"),),
        (re.compile(rf"\b(?P<who>{NAME}){_ASIDE},?\s{owes}", re.DOTALL),),
        _heading(headed),
        is_promise=True,
    )


_IS_PAID = (
    r"(?:(?:shall|will|is|are)\s(?:be\s)?entitled\sto\s(?:receive|be\spaid)|(?:shall|will)\s(?:receive|be\spaid))\b"
    r"(?:(?!(?i:invoice|service|goods|product|notice|statement|discount))[^.;]){0,40}?"
    r"(?:\b(?:fees?|commissions?|royalt(?:y|ies)|percent|compensation)\b|%|\$)"
)
"""What says that somebody is paid: money comes right behind, and nothing else that one may receive."""

_IN_CONFIDENCE = r"\b(?=.{0,200}\b(?:confiden|secre|quiet|private))"
_INSURED = r"\b(?=.{0,200}\b(?:insur|cover(?:age)?\b))"
_INSURES = rf"(?:insure|(?:carry|keep|maintain|obtain|procure|purchase|provide|have|take\sout){_INSURED})"
_DUTY_BEFORE_VERB = rf"{_HAS_A_DUTY_TO},?\s(?:(?!be\b|{_MODAL})[\w’'-]+,?\s){{0,8}}?"
"""What binds somebody, and up to eight words before the verb."""

_LIABILITY = r"(?i:liabilit(?:y|ies))\b"
_NOT_CARVED_OUT = "".join(
    rf"(?<!{said}\s{the})" for said in (r"[Ee]xcept\sfor", r"[Oo]ther\sthan", "[Ee]xcluding") for the in ("", r"the\s")
)
"""Whose liability is excepted, the rest of the sentence need not be about."""

_WHOSE = r"\b(?:[Ii]s|[Aa]re|[Dd]oes|[Dd]o|[Ww]hat['’]s|of|on|to|for)\s(?:the\s(?=[A-Z]))?"


def _liable() -> Act:
    """Liability, and how far it goes: "Is Acme's liability capped?", "In no event shall Finch be liable"."""
    whose = rf"{_WHOSE}{_WHO}(?:['’]s|(?<=s)['’])\s(?:[\w-]+\s){{0,2}}?{_LIABILITY}"
    of_whom = rf"\b{_LIABILITY}\sof\s(?:the\s(?=[A-Z]))?{_WHO}"
    who = (
        r"\b(?:[Ii]s|[Ww]ill|[Ww]ould|[Ss]hall|[Mm]ust|[Cc]an|[Cc]ould|[Mm]ay)\s(?:the\s(?=[A-Z]))?"
        rf"{_WHO}\s{_NOT_POSSESSIVE}(?:(?:ever|still|also|be|held|made)\s){{0,3}}(?:liable|on\sthe\shook)\b"
    )
    the, liable = r"(?:[Tt]he\s|THE\s)?", r"(?i:liab(?:le|ility))\b"
    said = (
        rf"{_NOT_CARVED_OUT}\b(?P<who>{NAME})(?:['’][sS]|(?<=[sS])['’])\s(?:[\w-]+,?\s){{0,5}}?{_LIABILITY}",
        rf"\b{_LIABILITY}\s(?i:of)\s{the}(?P<who>{NAME})",
        rf"\b(?i:shall|will|may|can|is)\s{the}(?!NOT\b)(?P<who>{NAME})\s(?i:be|have)\s(?:[\w-]+\s){{0,3}}?" + liable,
        rf"\b(?P<who>{NAME})(?<!EVENT)(?<!CIRCUMSTANCES),?\s(?i:shall|will|may|is|can|has)\s"
        rf"(?:[\w-]+,?\s){{0,5}}?{liable}",
    )
    return Act(
        tuple(map(re.compile, (whose, of_whom, who))),
        tuple(map(re.compile, said)),
        _heading(r"[Ll]iability|LIABILITY"),
        shared=re.compile(rf"\b{_BOTH}", re.IGNORECASE),
        also_names=re.compile(rf"\b(?i:with\srespect\sto|in\sthe\scase\sof|as\sto)\s{the}(?P<who>{NAME})"),
    )


def _heading(act: str) -> re.Pattern[str]:
    """A heading that says whose an act is, and nobody else's: "Termination by Acme", and not "… by Acme or Finch"."""
    return re.compile(
        rf"\b(?:{act})\s(?:by|By|BY)\s(?:[Tt]he\s|THE\s)?(?P<who>{NAME})\s*(?:[.:;(–—-]|(?:[Ff]or|[Uu]pon|[Ww]ith)\b|$)"
    )


_ACTS = (
    _act(
        r"(?:terminates?|cancels?|rescind|ends?|quits?|leave|stops?|(?:walk|get|back|pull|opt)\s(?:away|out)|break\soff|drop|exit)\b",
        "terminat|cancel|rescind",
        r"[Tt]ermination|TERMINATION|[Cc]ancell?ation|CANCELL?ATION",
    ),
    _act(
        r"(?:assign|transfer|delegate|subcontract|hand\s(?:over|on)|pass\s(?:on|over))\b",
        "assign|transfer|delegat|subcontract",
        r"[Aa]ssignments?|ASSIGNMENTS?|[Tt]ransfers?|TRANSFERS?",
    ),
    _act(_INSPECT + _BOOKS_OR_SITES, "audit|inspect|examin", r"[Aa]udits?|AUDITS?|[Ii]nspections?|INSPECTIONS?"),
    _promise(
        r"indemnify|defend|hold(?=.{0,200}\bharmless\b)",
        _MUST_INDEMNIFY,
        r"[Ii]ndemni(?:fication|ty)|INDEMNI(?:FICATION|TY)",
    ),
    _promise(
        r"warrant|guarantee|warrant(?:y|ies)|guarantees?",
        rf"{_HAS_A_DUTY_TO}\s(?:(?!be\b|not\b)[\w’'-]+,?\s){{0,3}}?(?:warrant|guarantee)\b",
        r"[Ww]arrant(?:y|ies)|WARRANT(?:Y|IES)",
    ),
    _promise(
        rf"(?:keep|protect){_IN_CONFIDENCE}|keep\s(?:its|their)\smouth",
        rf"{_DUTY_BEFORE_VERB}(?:(?:keep|hold|maintain|protect|treat|preserve){_IN_CONFIDENCE}|disclose\b)",
        r"[Cc]onfidentiality|CONFIDENTIALITY",
    ),
    _promise(
        rf"insure|(?:carry|keep|maintain|obtain|have|take\sout|buy|get){_INSURED}",
        rf"{_DUTY_BEFORE_VERB}{_INSURES}\b",
        r"[Ii]nsurance|INSURANCE",
    ),
    _liable(),
    _duty(
        r"(?:pre)?pay|reimburse|refund",
        r"(?:pre)?pay|remit|reimburse|refund",
        r"[Pp]ayments?|PAYMENTS?",
        gets=_IS_PAID,
    ),
    # whether a party insures at all is a promise, above; how much, and until when, is a duty
    _duty(
        r"carry|keep|maintain|obtain|have|take\sout|buy|get|insure",
        _INSURES,
        r"[Ii]nsurance|INSURANCE",
        r"\b(?:insur|cover|polic(?:y|ies)\b)",
        is_promise=True,
    ),
    _duty(
        r"tell|notify|inform|report|warn|give(?=.{0,200}\bnotice\b)",
        r"tell|notify|inform|report|advise|give(?=.*\bnotice\b)",
        r"[Nn]otices?|NOTICES?",
    ),
    _duty(
        r"deliver|ship|supply|send|hand\sover",
        r"deliver|ship|supply|send",
        r"[Dd]elivery|DELIVERY",
    ),
    _duty(
        r"buy|purchase|order|take",
        r"buy|purchase|order|take",
        r"[Pp]urchases?|PURCHASES?",
    ),
)


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What a question asks of one party: its name or role in small letters, and the act.

    `rest` is the question without that party.
    """

    party: str
    act: Act
    rest: str
    is_role: bool


def asked_of(question: str) -> AskedOf | None:
    """The party that a question asks about: may it, or must it, do such a thing? None if it asks something else."""
    for act in _ACTS:
        asked = next(filter(None, (each.search(question) for each in act.asked)), None)
        if asked is not None and act.question_has.search(question):
            one = (asked["who"] or asked["role"]).casefold()
            return AskedOf(one, act, question.casefold().replace(one, ""), is_role=asked["who"] is None)
    return None
