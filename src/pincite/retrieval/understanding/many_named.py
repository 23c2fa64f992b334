"""Questions about many documents with a word for them: "Which contracts …?", "List all the NDAs that …".

The word may also be something that a clause mentions ("Which documents must the tenant deliver?"): then the question is
not about many.
"""

import re

from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.document_words import ALL, DESCRIBED, HERE, KINDS, LIST_VERB, LOOSE, THEM, VERB
from pincite.retrieval.understanding.many_asked import FEWEST_ASKED, JOINING, Many
from pincite.retrieval.understanding.one_document import OBJECT, ONE, THE_ONE, THIS_ONE

_SEVERAL = rf"(?:{KINDS})(?:(?<=s)|(?<=[ea]nda))"
"""A kind of documents in the plural: "leases", "memoranda"."""

_INSIDE = re.compile(  # "In which of our contracts is there a cap?"
    rf"""
    ^(?:in|under|on|by|for|to|from|with)\s(?:which|what|how\smany)\s
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{KINDS}|{THEM}){HERE}?,?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHICH = re.compile(
    rf"""
    # "Which of these contracts have a cap?"
    ^(?:which|what|how\smany)(?:\s(?:of|among))?\s
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{KINDS}|{THEM})(?:(?<=these|those)\s(?:terms|texts|pages|instruments|pieces))?
    {HERE}?,?\s
    (?P<rest>.+)$
    # "Which have a cap?", without a word for them
  | ^which\s
    (?P<none>
        (?:
            (?:are|were)(?!\sthe\b) | have | lack
          | (?:do|are|were|have|can|may|must|could)\snot | don['’]t | aren['’]t | can['’]t | cannot
          | (?:can|may|must|could)\sbe
          | mention | refer | allow | permit | let | forbid | prohibit | contain | include | require | exclude | cap
          | limit | provide | bind | renew | expire | last | run | need | carry | choose | cover | give | say | set
          | put | impose | speak | deal | oblige | waive | disclaim | restrict
        )\s.+
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHAT_ARE = re.compile(  # "What are the leases that end in 2027?"
    rf"""
    ^(?:what|which)\sare\s
    (?:{ALL}){{1,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|ones){HERE}?,?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHARE = re.compile(  # "What share of our leases has a break clause?"
    rf"""
    ^(?:which|what|how\s(?:large|big)\sa|how\smuch)\s
    (?:percentage|percent|share|proportion|portion|part|number|fraction)\sof\s
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM}){HERE}?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHOSE = re.compile(rf"^whose\s{DESCRIBED}(?P<kind>{_SEVERAL}){HERE}?\s(?P<rest>.+)$", re.IGNORECASE)
_LIST = re.compile(  # "List all the NDAs that bind us."
    rf"""
    ^{LIST_VERB}\s(?:(?:me|us|up|out)\s)?
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{KINDS}|those|them|ones){HERE}?,?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ALL_THAT = re.compile(  # "Show me everything that expires this year."
    rf"""
    ^(?:{LIST_VERB}\s)?(?:(?:me|us)\s)?
    (?:all|everything|every\sone|any|anything|which\sones|those)(?:\sof\s(?:them|these|those))?{HERE}?\s
    (?=that|which|whose|where|with|under)(?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PLURALS = re.compile(  # "Leases with a break clause"
    rf"""
    ^(?:(?:{ALL}){{1,3}})?{DESCRIBED}
    (?P<kind>(?!(?:is|has|does|was)\b){_SEVERAL}){HERE}?,?\s
    (?P<rest>
        (?:
            [:,–—-]\swhich | that | which | whose | where | in\swhich | under\swhich | on\swhich | by\swhich
          | with | without | under | governed | subject | dated | signed | containing | \w{{3,14}}ing
        )\b.+
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ANY_ONE = re.compile(  # "Any of our contracts that we can end early"
    rf"""
    ^(?:any|every|each)\s(?:single\s)?(?:(?:one\s)?of\s(?:{ALL}){{0,2}})?
    {DESCRIBED}(?P<kind>{KINDS}|{THEM}){HERE}?,?\s
    (?P<rest>
        (?:
            that | which | whose | where | in\swhich | under\swhich | with | without | under | we | i | you
          | governed | subject | dated | signed | containing | \w{{3,14}}ing
        )\b.+
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DO_ANY = re.compile(  # "Do any of the leases allow subletting?"
    rf"""
    ^(?:{AUXILIARIES}|whether|if)\s
    (?:any|all|each|every|some|either|most|one|none|both)\s(?:one\s)?(?:of\s)?
    (?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{KINDS}|{THEM}){HERE}?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THERE = re.compile(  # "Are there any contracts without a cap?"
    rf"""
    ^(?:is|are)\sthere\s(?:(?:an?|any|some|one|other)\s){{0,2}}
    {DESCRIBED}(?P<kind>{KINDS}){HERE}?,?\s
    (?P<rest>
        (?:
            that | which | whose | where | in\swhich | under\swhich | with | without | under
          | governed | ending | \w{{3,14}}ing
        )\b.+
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HAVE_WE = re.compile(  # "Have we ever signed an agreement without a cap?"
    rf"""
    ^(?:do|have|did)\s(?:we|i)\s(?:(?:ever|anywhere)\s)?(?:have|hold|got|get|sign|signed)\s
    (?:{ALL}|some\s|an?\s){{0,2}}{DESCRIBED}(?P<kind>{KINDS}){HERE}?,?\s
    (?P<rest>
        (?:
            that | which | whose | where | in\swhich | under\swhich | with | without | under
          | governed | \w{{3,14}}ing
        )\b.+
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HAVE_WE_ANY = re.compile(  # "Do we have anything that limits liability?"
    rf"""
    ^(?:do|have|did)\s(?:we|i)\s(?:(?:ever|anywhere)\s)?(?:have|hold|got|get|sign|signed)\s
    (?:anything|something){HERE}?\s
    (?P<rest>(?:that|which|with|without|under|where|\w{{3,14}}ing)\b.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SAY = re.compile(  # "What does each of the leases say about subletting?"
    rf"""
    ^(?:what|how)\s(?:do|does|did)\s
    (?:
        (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM})
      | (?:each|every)\s(?:of\s(?:{ALL}){{1,2}})?{DESCRIBED}(?P<each>{KINDS}|{THEM})
    ){HERE}?\s
    (?:each\s)?(?:say|provide|state|deal|treat|handle|address|regulate|stand|read|speak)\s
    (?:(?:about|on|as\sto|with|for|of|regarding|concerning)\s)?
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THING_OF_EACH = re.compile(  # "Give me the notice period in each of the leases."
    rf"""
    ^(?:(?:tell|give|show|get)\s(?:me|us)\s|compare\s|summari[sz]e\s|list\s)?
    (?P<rest>
        (?!(?:{AUXILIARIES}|who|which|what|where|how|all|any|every|each|those|that)\b)
        (?:the\s)?[^,;:?]{{3,60}}?
    )\s
    (?:in|under|of|for|by|from|across)\s
    (?:
        (?:each|every)\s(?:one\s)?(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<each>{KINDS}|{THEM})
      | all\s(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM})
    ){HERE}?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOPIC = re.compile(  # "Subletting: which leases allow it?"
    rf"""
    ^(?P<rest>[^,;:?–—]{{3,80}}?)\s?[:,–—-]\s?
    (?:in\s|under\s)?(?:which|what)\s(?:of\s)?
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM}){HERE}?
    (?:\s(?:have|has|contain|allow|say|mention|provide)(?:\s(?:it|one|that|this|so|for\s(?:it|that)))?)?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ANY_IN = re.compile(  # "Any break clause anywhere?", "Any caps in our contracts?"
    rf"""
    ^any\s(?P<rest>(?:[\w'’-]+\s){{1,8}}?)
    (?:
        (?:anywhere|somewhere)\b.*
      | (?:in|under|among|across)\s(?:any\sof\s)?(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM}){HERE}?
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_KIND_OF = re.compile(  # "All exclusive distribution agreements"
    rf"""
    ^(?:{ALL}){{0,3}}
    (?P<rest>(?!(?:material|key|related|other|certain|such|following|{VERB})\b)(?:[\w.'’-]+\s){{1,3}})
    (?P<kind>(?:contracts|agreements|deals|ndas|leases|guides|policies)){HERE}?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_THEM = re.compile(  # "Of our leases with Finch, which allow subletting?"
    rf"""
    ^(?:of|among|out\sof|across|in|within|from|throughout|for)\s
    (?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_SEVERAL}|{THEM}|portfolio){HERE}?
    (?P<more>\s(?:with|from|between)\s[^,]+)?,?\s
    (?:which|what|how\smany|who|where)(?:\s(?:ones?|of\sthem|contracts|agreements|documents))?\s
    (?P<rest>.+)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IN_ALL = re.compile(  # "What is the notice period in each lease?"
    rf"""
    ^(?P<rest>(?:{AUXILIARIES}|who|which|what|where|how)\b.+?),?\s
    (?:in|under|across|among|by|of|throughout)\s
    (?:
        (?:(?:all|each|every|any|most|which)\s(?:one\s)?(?:of\s)?(?:{ALL}){{0,2}}|(?:these|those|our|my)\s)
        {DESCRIBED}(?P<kind>{_SEVERAL}|{THEM})
      | (?:each|every|any)\s{DESCRIBED}(?P<each>{KINDS})
    ){HERE}?
    (?P<more>,?\s.+)?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASKED_IN_A_WORD = frozenset(("renew", "expire", "lapse", "autorenew", "evergreen"))
"""What is asked of agreements in one word: "Which contracts expire?"."""

_OF_TOPICS = (_SAY, _THING_OF_EACH, _TOPIC, _ANY_IN, _KIND_OF)
"""Questions that give only a topic: "Jury waiver: which contracts?"."""

_INSIDE_THEM = re.compile(rf"^(?:in|under|by)\s(?:which|what)\s(?P<rest>(?:{AUXILIARIES})\s.+)$", re.IGNORECASE)

NAMED = (
    _INSIDE, _INSIDE_THEM, _WHICH, _WHAT_ARE, _SHARE, _WHOSE, _OF_THEM, _LIST, _ALL_THAT, _PLURALS, _ANY_ONE, _DO_ANY,
    _THERE, _HAVE_WE, _HAVE_WE_ANY, _IN_ALL, _SAY, _TOPIC, _ANY_IN, _THING_OF_EACH, _KIND_OF,
)  # fmt: skip
"""Questions with a word for the documents that they are about."""

_IF_SO = re.compile(
    rf"^(?:if|whether)\s[^,;?]*\s(?:{THEM})\s[^,;?]*,\s(?:then\s)?(?:{AUXILIARIES}|who|which|what|where|how|when|whose)\b",
    re.IGNORECASE,
)
"""A condition about people, before the question itself: "If one of them is sold, may the other end the Acme lease?"."""

_OF_OURS = re.compile(rf"\bof\s(?:all\s)?(?:these|those|our|my)\s{DESCRIBED}$", re.IGNORECASE)
"""Words before a kind if the documents at hand are meant: "which of these licences"."""

_CAN_BE = re.compile(
    r"^(?:can|may|could)(?:not|\snot|n['’]t)?\sbe\s(?:\w+ly\s)?"
    r"(?:ended|terminated|assigned|revoked|renewed|extended|cancel+ed|transferred|broken|"
    r"withdrawn|prolonged|stopped|changed|amended|suspended)\b",
    re.IGNORECASE,
)
"""Words for what can happen only to an agreement."""

_LETS = re.compile(
    r"^(?:can|could|may|will|would|shall|should)\s(?:not\s)?(?:let|allow|permit|bind|stop|prevent|cost|give|make)\s"
    r"(?:us|them|the|either|any|a)\b",
    re.IGNORECASE,
)

_MODAL = re.compile(
    r"^(?:must|shall|should|may|can|could|need|needs|do|does|did|has\sto|have\sto|will|would|to)\b", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"^(?:are|were|is|was)\s(?:\w+\s)?(?:to\sbe|required|needed|necessary|due|attached|enclosed|listed)\b"
    r"|^(?:marked\b.+\bto\sbe|be)\b|^form(?:s)?\spart\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"^(?:of|to|from|by)\s(?:insurance|sale|the|a|be)\b(?=.*\b(?:must|shall|may|should)\b)", re.IGNORECASE
)
_LACKING: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?:do|does|did)(?:\snot|n['’]t)\s"
            r"(?!(?:allow|permit|let|authori[sz]e|entitle|enable|oblige|bind|we|i|you|they|the)\b)",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"^(?P<verb>have|has|contain|contains|include|includes|with|set|give|gives|name|names)\sno\s", re.IGNORECASE
        ),
        r"\g<verb> ",
    ),
    (re.compile(r"^without\s", re.IGNORECASE), "with "),
    (re.compile(r"^lack(?:s|ing)?\s", re.IGNORECASE), "have "),
    (re.compile(r"^(?:(?:are|is)\s)?silent\s(?:on|about|as\sto)\s", re.IGNORECASE), "speak of "),
    (re.compile(r"^says?\snothing\s(?:on|about|of)\s", re.IGNORECASE), "speak of "),
    (re.compile(r"^(?P<be>are|is)(?:\snot|n['’]t)\s(?=(?:governed|subject|covered)\b)", re.IGNORECASE), r"\g<be> "),
)
"""Ways to ask for documents that lack something, each with its positive form. A ban in a clause ("may not", "do not
allow") is not among them: it is something that the clause says."""
_SINGULAR = {
    one[:-1] + "ies" if one.endswith("y") else plural: one
    for one, plural in {
        "policy": "", "guaranty": "", "counterparty": "", "counter-party": "", "company": "", "university": "",
        "authority": "", "country": "", "memorandum": "memoranda",
    }.items()
}  # fmt: skip
_DESCRIBED_BY_WORDS = frozenset(("contract", "agreement", "deal", "document", "paper", "arrangement", "msa"))
"""Words for documents whose kind the words before them say: "purchase agreements", and not "purchase commitments"."""

MOST_DESCRIBING = 3
"""The most words before the word for documents that may describe them."""


def of_named(found: re.Match[str]) -> Many | None:
    """What a question with a word for documents asks; None if that word is something that a clause mentions."""
    pattern, groups = found.re, found.groupdict()
    named = groups.get("kind") or groups.get("each") or ""
    rest = JOINING.sub("", (groups["rest"] or groups["none"] or "") + (groups.get("more") or "")).strip(" ,:;")
    is_short = len(rest.split()) < FEWEST_ASKED and "-" not in rest and rest.lower() not in _ASKED_IN_A_WORD
    if is_short and pattern not in (_ALL_THAT, _DO_ANY, *_OF_TOPICS):
        return None
    is_inside = pattern in (_INSIDE, _INSIDE_THEM, _IN_ALL, _OF_THEM, *_OF_TOPICS)
    is_ours = named != "" and _OF_OURS.search(found.string[: found.start("kind" if groups.get("kind") else "each")])
    if pattern is _DO_ANY and _IF_SO.match(found.string):
        return None
    having = _without_lack(rest)
    is_loose = named.lower() in LOOSE and not is_inside and not is_ours
    if is_loose and (
        (_MODAL.match(having) and not _CAN_BE.match(rest) and not _LETS.match(rest))
        or _PASSIVE.match(rest)
        or THE_ONE.search(rest)
        or ONE.match(rest)
    ):
        return None
    if named and not groups.get("each") and not _is_of_several(found, named):
        return None
    if not (is_inside or is_ours) and (OBJECT.match(rest) or _RELATIVE.match(rest) or THIS_ONE.search(rest)):
        return None
    kind = _one_of(named)
    asked = _of_topic(pattern, having, kind) if pattern in _OF_TOPICS else f"{having}?"
    called = _called(found, rest if pattern is _KIND_OF else "")
    return Many(kind, asked, is_lacking=having != rest, called=called)


def _called(found: re.Match[str], topic: str) -> str:
    """The words for documents, with the few before them that may describe them."""
    groups = found.groupdict()
    name = next((name for name in ("kind", "each") if groups.get(name)), None)
    if name is None:
        return ""
    if _one_of(found[name]) not in _DESCRIBED_BY_WORDS:
        return found[name]
    before = found.string[: found.start(name)].split()[-MOST_DESCRIBING:]
    return " ".join([topic or " ".join(before), found[name]])


def _of_topic(pattern: re.Pattern[str], topic: str, kind: str) -> str:
    """The question about one document, made from a topic."""
    bare = re.sub(r"^the\s", "", topic, flags=re.IGNORECASE)
    if re.match(r"[A-Z][a-z]+(?:\s[a-z]|$)", bare):  # the capital of the question's first word
        bare = f"{bare[0].lower()}{bare[1:]}"
    if pattern is _SAY:
        return f"What does this {kind} say about {topic}?"
    if pattern is _ANY_IN:
        return f"Is there any {topic}?"
    if pattern is _THING_OF_EACH:
        return f"What is the {bare}?"
    return f"Does this {kind} provide for {bare}?" if pattern is _TOPIC else f"Is this one of the {topic} {kind}s?"


def _without_lack(rest: str) -> str:
    """What is asked, in its positive form if the question is for documents that lack it.

    >>> _without_lack("do not have a cap"), _without_lack("without an end date"), _without_lack("are silent on tax")
    ('have a cap', 'with an end date', 'speak of tax')
    >>> _without_lack("may not be assigned"), _without_lack("can be ended without notice")
    ('may not be assigned', 'can be ended without notice')
    """
    for pattern, instead in _LACKING:
        turned = pattern.sub(instead, rest)
        if turned != rest:
            return turned
    return rest


def _is_of_several(found: re.Match[str], named: str) -> bool:
    """False if a word for documents in the singular means a known one: "check the lease for …"."""
    if named.lower().endswith(("s", "memoranda")) or named.lower() in ("ones", "those", "them", "these"):
        return True
    before = found.string[: found.start("kind")].lower().split()
    if found.re is _INSIDE:
        return named.lower() not in ("form", "letter", "file")
    return found.re is not _LIST or bool({"any", "every", "each", "one"} & set(before))


def _one_of(kind: str) -> str:
    """The word for one document of a kind.

    >>> _one_of("NDAs"), _one_of("policies"), _one_of("these")
    ('nda', 'policy', 'document')
    """
    small = kind.lower()
    if small in ("", "them", "these", "those", "ours", "ones", "portfolio"):
        return "document"
    return _SINGULAR.get(small, small.removesuffix("s"))
