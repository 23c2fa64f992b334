"""Questions that are asked of many documents at once: "Which contracts are governed by New York law?".

They say which documents they mean ("contracts", "all the NDAs") and what each of them must say ("are governed by New
York law"). The second part is asked about every document by itself. A question about one document is not among them,
even if it names a plural ("Which documents must the tenant deliver?").

People also ask such questions without a word for documents: about the people who have them ("Which suppliers …?"),
about nobody in particular ("Does anyone owe us …?"), or about a place in any of them ("Where is a jury waived?"). Such
a question may also be about one document. So it counts only if it mentions none: neither "the tenant", whom each lease
has, nor a name, which the caller checks (`Many.is_certain`).
"""

import re
from dataclasses import dataclass

from pincite.retrieval.understanding.document_words import (
    ALL,
    DESCRIBED,
    HERE,
    KINDS,
    LIST_VERB,
    LOOSE,
    THEM,
    VERB,
    without_lead,
)

_HOLDERS = (
    r"customers|clients|suppliers|vendors|(?:service\s)?providers|landlords|tenants|lessors|lessees|borrowers|lenders|"
    r"licensors|licensees|franchisors|franchisees|distributors|resellers|dealers|agents|employers|employees|contractors|"
    r"subcontractors|consultants|counter-?parties|partners|companies|firms|sellers|buyers|purchasers|guarantors|insurers|"
    r"banks|investors|manufacturers|sponsors|bidders|universities|authorities|states|jurisdictions|countries|products|"
    r"services|projects|programs|programmes|funds|brands|platforms|apps|developers|operators|publishers|retailers|carriers|"
    r"hospitals|laboratories|artists|athletes|celebrities|authors|outlets|stores"
)
"""Words for whatever documents belong to or are about: each customer has a contract, each state a guide."""

_BE = r"do|does|did|is|are|was|were|has|have|had|can|could|will|would|must|may|shall|should"
_SOMEBODY = (
    r"(?:any|some)(?:one|body)(?:\selse)?|(?:any|some|no|one|another)\s(?:other\s)?(?:party|side|counterparty|customer|client|supplier|vendor|"
    r"landlord|tenant|borrower|lender|licensor|licensee|franchisee|distributor|contractor|partner|company|employer)|"
    r"(?:either|one)\sof\s(?:them|the\sparties|the\ssides)|either\s(?:party|side)|both\s(?:parties|sides)|a\s(?:party|customer|supplier|"
    r"client|counterparty|company|side)|(?:the\s)?other\s(?:party|side)|(?:the\s)?counter-?part(?:y|ies)"
)

_INSIDE = re.compile(
    rf"^(?:in|under|on|by|for|to|from|with)\s(?:which|what|how\smany)\s(?:{ALL}){{0,3}}{DESCRIBED}"
    rf"(?P<kind>{KINDS}|{THEM}){HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"^(?:which|what|how\smany)(?:\s(?:of|among))?\s(?:{ALL}){{0,3}}{DESCRIBED}"
    rf"(?P<kind>{KINDS}|{THEM})(?:(?<=these|those)\s(?:terms|texts|pages|instruments|pieces))?{HERE}?,?\s(?P<rest>.+)$"
    r"|^which\s(?P<none>(?:(?:are|were)(?!\sthe\b)|have|lack|(?:do|are|were|have|can|may|must|could)\snot|don['’]t|aren['’]t|can['’]t|cannot|"
    r"(?:can|may|must|could)\sbe|mention|refer|allow|permit|let|forbid|prohibit|contain|include|require|exclude|cap|limit|provide|"
    r"bind|renew|expire|last|run|need|carry|choose|cover|give|say|set|put|impose|speak|deal|oblige|waive|disclaim|restrict)\s.+)$",
    re.IGNORECASE,
)
_WHAT_ARE = re.compile(
    rf"^(?:what|which)\sare\s(?:{ALL}){{1,3}}{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|ones){HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"^(?:which|what|how\s(?:large|big)\sa|how\smuch)\s(?:percentage|percent|share|proportion|portion|part|number|fraction)\sof\s"
    rf"(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|{THEM}){HERE}?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHOSE = re.compile(rf"^whose\s{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])){HERE}?\s(?P<rest>.+)$", re.IGNORECASE)
_LIST = re.compile(
    rf"^{LIST_VERB}\s"
    rf"(?:(?:me|us|up|out)\s)?(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{KINDS}|those|them|ones){HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_ALL_THAT = re.compile(
    rf"^(?:{LIST_VERB}\s)?(?:(?:me|us)\s)?(?:all|everything|every\sone|any|anything|which\sones|those)"
    rf"(?:\sof\s(?:them|these|those))?{HERE}?\s(?=that|which|whose|where|with|under)(?P<rest>.+)$",
    re.IGNORECASE,
)
_PLURALS = re.compile(
    rf"^(?:(?:{ALL}){{1,3}})?{DESCRIBED}(?P<kind>(?!(?:is|has|does|was)\b)(?:{KINDS})(?<=[sa])){HERE}?,?\s"
    r"(?P<rest>(?:[:,–—-]\swhich|that|which|whose|where|in\swhich|under\swhich|on\swhich|by\swhich|with|without|under|governed|subject|"
    r"dated|signed|containing|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_ANY_ONE = re.compile(
    rf"^(?:any|every|each)\s(?:single\s)?(?:(?:one\s)?of\s(?:{ALL}){{0,2}})?{DESCRIBED}(?P<kind>{KINDS}|{THEM}){HERE}?,?\s"
    r"(?P<rest>(?:that|which|whose|where|in\swhich|under\swhich|with|without|under|we|i|you|governed|subject|dated|"
    r"signed|containing|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_DO_ANY = re.compile(
    rf"^(?:{_BE}|whether|if)\s(?:any|all|each|every|some|either|most|one|none|both)\s(?:one\s)?(?:of\s)?"
    rf"(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{KINDS}|{THEM}){HERE}?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_THERE = re.compile(
    rf"^(?:is|are)\sthere\s(?:(?:an?|any|some|one|other)\s){{0,2}}{DESCRIBED}(?P<kind>{KINDS}){HERE}?,?\s"
    r"(?P<rest>(?:that|which|whose|where|in\swhich|under\swhich|with|without|under|governed|ending|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_HAVE_WE = re.compile(
    rf"^(?:do|have|did)\s(?:we|i)\s(?:(?:ever|anywhere)\s)?(?:have|hold|got|get|sign|signed)\s(?:{ALL}|some\s|an?\s){{0,2}}{DESCRIBED}"
    rf"(?P<kind>{KINDS}){HERE}?,?\s"
    r"(?P<rest>(?:that|which|whose|where|in\swhich|under\swhich|with|without|under|governed|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_HAVE_WE_ANY = re.compile(
    rf"^(?:do|have|did)\s(?:we|i)\s(?:(?:ever|anywhere)\s)?(?:have|hold|got|get|sign|signed)\s(?:anything|something){HERE}?\s"
    r"(?P<rest>(?:that|which|with|without|under|where|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_SAY = re.compile(
    rf"^(?:what|how)\s(?:do|does|did)\s(?:(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|{THEM})|(?:each|every)\s(?:of\s(?:{ALL}){{1,2}})?"
    rf"{DESCRIBED}(?P<each>{KINDS}|{THEM})){HERE}?\s(?:each\s)?(?:say|provide|state|deal|treat|handle|address|regulate|stand|read|speak)\s"
    r"(?:(?:about|on|as\sto|with|for|of|regarding|concerning)\s)?(?P<rest>.+)$",
    re.IGNORECASE,
)
_THING_OF_EACH = re.compile(
    rf"^(?:(?:tell|give|show|get)\s(?:me|us)\s|compare\s|summari[sz]e\s|list\s)?(?P<rest>(?!(?:{_BE}|who|which|what|where|how|all|any|every|each|those|that)\b)"
    r"(?:the\s)?[^,;:?]{3,60}?)\s(?:in|under|of|for|by|from|across)\s"
    rf"(?:(?:each|every)\s(?:one\s)?(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<each>{KINDS}|{THEM})|"
    rf"all\s(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|{THEM})){HERE}?$",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    rf"^(?P<rest>[^,;:?–—]{{3,80}}?)\s?[:,–—-]\s?(?:in\s|under\s)?(?:which|what)\s(?:of\s)?(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|{THEM})"
    rf"{HERE}?(?:\s(?:have|has|contain|allow|say|mention|provide)(?:\s(?:it|one|that|this|so|for\s(?:it|that)))?)?$",
    re.IGNORECASE,
)
_ANY_IN = re.compile(
    rf"^any\s(?P<rest>(?:[\w'’-]+\s){{1,8}}?)(?:(?:anywhere|somewhere)\b.*|(?:in|under|among|across)\s(?:any\sof\s)?(?:{ALL}){{0,3}}{DESCRIBED}"
    rf"(?P<kind>(?:{KINDS})(?<=[sa])|{THEM}){HERE}?)$",
    re.IGNORECASE,
)
_KIND_OF = re.compile(
    rf"^(?:{ALL}){{0,3}}(?P<rest>(?!(?:material|key|related|other|certain|such|following|{VERB})\b)(?:[\w.'’-]+\s){{1,3}})"
    rf"(?P<kind>(?:contracts|agreements|deals|ndas|leases|guides|policies)){HERE}?$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    rf"^(?:of|among|out\sof|across|in|within|from|throughout|for)\s(?:{ALL}){{0,3}}{DESCRIBED}"
    rf"(?P<kind>(?:{KINDS})(?<=[sa])|{THEM}|portfolio){HERE}?(?P<more>\s(?:with|from|between)\s[^,]+)?,?\s"
    r"(?:which|what|how\smany|who|where)(?:\s(?:ones?|of\sthem|contracts|agreements|documents))?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    rf"^(?P<rest>(?:{_BE}|who|which|what|where|how)\b.+?),?\s(?:in|under|across|among|by|of|throughout)\s"
    rf"(?:(?:(?:all|each|every|any|most|which)\s(?:one\s)?(?:of\s)?(?:{ALL}){{0,2}}|(?:these|those|our|my)\s)"
    rf"{DESCRIBED}(?P<kind>(?:{KINDS})(?<=[sa])|{THEM})|(?:each|every|any)\s{DESCRIBED}(?P<each>{KINDS})){HERE}?(?P<more>,?\s.+)?$",
    re.IGNORECASE,
)
_OF_TOPICS = (_SAY, _THING_OF_EACH, _TOPIC, _ANY_IN, _KIND_OF)
"""Questions that give only a topic: "Jury waiver: which contracts?"."""

_INSIDE_THEM = re.compile(rf"^(?:in|under|by)\s(?:which|what)\s(?P<rest>(?:{_BE})\s.+)$", re.IGNORECASE)

_CERTAIN = (
    _INSIDE, _INSIDE_THEM, _WHICH, _WHAT_ARE, _SHARE, _WHOSE, _OF_THEM, _LIST, _ALL_THAT, _PLURALS, _ANY_ONE, _DO_ANY,
    _THERE, _HAVE_WE, _HAVE_WE_ANY, _IN_ALL, _SAY, _TOPIC, _ANY_IN, _THING_OF_EACH, _KIND_OF,
)  # fmt: skip
"""Questions with a word for the documents that they are about."""

_WHICH_HOLDERS = re.compile(
    rf"^(?:(?:in|for|with|from|against|to|under|by)\s)?(?:which|what|how\smany)\s(?:of\s)?(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_HOLDERS})"
    rf"{HERE}?,?\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_LIST_HOLDERS = re.compile(
    rf"^{LIST_VERB}\s(?:(?:me|us|up|out)\s)?(?:{ALL}){{0,3}}{DESCRIBED}(?P<kind>{_HOLDERS}){HERE}?,?\s"
    r"(?P<rest>(?:that|who|whose|which|where|in\swhich|with|from\swhom|\w{3,14}ing)\b.+)$",
    re.IGNORECASE,
)
_DO_HOLDERS = re.compile(
    rf"^(?:{_BE})\s(?:any|all|each|every|some|most)\s(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{_HOLDERS}){HERE}?\s"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHO_OF = re.compile(
    rf"^who(?:\s(?:all|else))?\s(?:of|among)\s(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{_HOLDERS})\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHO_MUST = re.compile(
    r"^who\s(?:all\s|else\s)?(?P<rest>(?:has|have)\sto\b.+|must\b.+|needs\sto\b.+|is\s(?:required|obliged|bound|forced|barred)\b.+|"
    r"(?:has|have)\s(?:promised|agreed|given|granted|waived|accepted|guaranteed|undertaken|committed|taken|signed|pledged|lent|assumed|vouched)\b.+|"
    r"(?:can|may|could)\s(?:\w+\s){1,3}?(?:us|our)\b.*|owes\sus\b.+|(?:has|have)\s(?:a|an|some)\s.+|"
    r"(?:can|may|could)\s(?:terminate|walk|assign|sublet|leave|cancel|end)\b.+)$",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"^(?:to|with|against|for|from|by)\swhom\s(?P<rest>(?:have|do|did|can|may|must|are|could|will)\s(?:we|i)\b.+)$",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    rf"^(?:(?:{_BE})\s|is\sthere\s)?(?P<subject>anyone|anybody|(?<=\s)(?:someone|somebody)|any\s(?:party|side|counterparty|customer|client|supplier|vendor|"
    r"landlord|tenant|borrower|lender|licensor|licensee|franchisee|distributor|contractor|partner|company|employer))\s"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    rf"^(?:(?:is|are)\sthere\s)?(?:anything|something){HERE}?\s(?P<rest>(?:that|which)\b.+)$", re.IGNORECASE
)
_ANYWHERE = re.compile(
    rf"^(?P<rest>(?:{_BE})\b(?=.+\b(?:anywhere|somewhere)\b).+|(?:did|have|has)\s(?:we|anyone)\sever\b.+)$",
    re.IGNORECASE,
)
_WHERE_SOMEBODY = re.compile(
    rf"^where(?:\selse)?\s(?P<rest>(?:(?:{_BE})\s)(?:we|i|they|the\sparties|{_SOMEBODY})\b.+)$", re.IGNORECASE
)
_WHERE_DONE = re.compile(
    r"^where(?:\selse)?\s(?P<rest>(?:is|are|was|were)\s(?:\S+\s){1,8}?"
    r"(?:excluded|exempt(?:ed)?|shut\sout|ruled\sout|left\sout|carved\sout|waived|given(?:\s(?:up|away))?|capped|uncapped|limited|unlimited|"
    r"allowed|permitted|forbidden|barred|banned|prohibited|restricted|required|needed|compulsory|mandatory|granted|promised|"
    r"offered|charged|disclaimed|reserved|free\sto|entitled|bound\sto|obliged|protected|guaranteed|automatic|void|voidable|"
    r"unenforceable|enforceable|mentioned|addressed|missing|silent|illegal|possible|impossible|due|owed|payable|enough|sufficient|"
    r"(?:non-?)?refundable|off\sthe\stable|of\sthe\sessence|out\sof\sthe\squestion|up\sto\sus|exclusive|final|binding|mutual|"
    r"assignable|transferable|perpetual|irrevocable|insured|indexed|triggered|shared|split|covered|excused|conditional|"
    r"one-sided|agreed|chosen|fixed|frozen|non-negotiable)\b.*)$",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"^(?:(?:list|name|show|give)\s(?:me\s|us\s)?)?(?:everyone|everybody|anyone|anybody|all\sthose)\swho\s(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHO_DOES_US = re.compile(r"^who\s(?:else\s)?(?P<rest>\w{3,}s\sus\b.*)$", re.IGNORECASE)
_WHERE_DOES = re.compile(
    r"^where(?:\selse)?\s(?P<rest>(?:does|do)\s(?!the\b|this\b|that\b|it\b|these\b|those\b)(?:[\w’'-]+\s){1,4}?(?:apply|govern|cost|carry|bear|trigger|survive|renew|"
    r"end|expire|lapse|earn|allow|let|make|stop|bind|count|matter|mean|suffice|require|need|entitle|lead|result|void|cover|"
    r"include|exclude|release|excuse|disclaim|limit|cap|waive|reserve|promise|grant|give|guarantee|warrant|indemnify)\b.*)$",
    re.IGNORECASE,
)
_WHERE_IS = re.compile(
    r"^where(?:\selse)?\s(?P<rest>(?:(?:is|are)\sthere|(?:can|could|do|will|would|might)\swe\sfind\s(?:an?|any))\s.+)$",
    re.IGNORECASE,
)
_WHERE = (_WHERE_IS, _WHERE_SOMEBODY, _WHERE_DONE, _WHERE_DOES)
_UNCERTAIN = (
    _WHICH_HOLDERS, _LIST_HOLDERS, _DO_HOLDERS, _WHO_OF, _WHO_MUST, _WHOM, _ANYBODY, _ANYTHING, _ANYWHERE,
    _EVERYBODY, _WHO_DOES_US, _WHERE_IS, _WHERE_SOMEBODY, _WHERE_DONE, _WHERE_DOES,
)  # fmt: skip
"""Questions without a word for the documents, which may be about one."""

_ROLE = (
    r"agreement|contract|lease|deal|licen[cs]e|nda|policy|guide|document|arrangement|engagement|plan|will|trust|deed|"
    r"agent|distributor|reseller|dealer|landlord|tenant|lessor|lessee|borrower|lender|licensor|licensee|franchisor|franchisee|"
    r"buyer|seller|purchaser|vendor|supplier|customer|client|provider|contractor|subcontractor|consultant|company|employer|"
    r"employee|guarantor|insurer|bank|investor|manufacturer|sponsor|developer|bidder|recipient|discloser|owner|operator|user|"
    r"author|artist|publisher|university|authority|trustee|fund|issuer|holder|shareholders?|directors?|partnership"
)
_ONE = re.compile(
    rf"\b(?:the|this|that|its|said)\s(?:[\w-]+\s){{0,2}}?(?:{_ROLE})(?:['’]s?)?\b(?!\s(?:side|party)\b)", re.IGNORECASE
)
"""Somebody or something that is once in each document: a question that mentions it means one document."""

_WE_ARE = re.compile(
    r"^where(?:\selse)?\s(?:are|were|is|was)\s(?:we|i|they|somebody|someone|anybody|anyone|(?:either|one|a)\s(?:party|side))\s(?:the|its|their)\s",
    re.IGNORECASE,
)
"""Words that say who "the only supplier" is."""

_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those)\s(?!(?:other|others|end|law|laws|right|rights|state|jury|courts?|sale|un|united|us|eu|uk|same|"
    r"first|full|public|event|case|business|parties|counter-?part(?:y|ies)|moment|time|fees|fee|taxes|price|term|future|"
    r"ordinary|benefit|power|option|duty|obligation|opportunity|chance|ability|international|use|source)\b)\w",
    re.IGNORECASE,
)
"""A thing that is already known: a question that mentions it means one document, unless each document has it."""

_OBJECT = re.compile(
    rf"^(?:{_BE})\s(?:the|its|this|that|each|his|her)\s(?!other\s)(?:[\w-]+\s){{0,2}}?(?:{_ROLE}|parties|party|side)\b",
    re.IGNORECASE,
)
"""Words after the kind if somebody does something with it: "which contracts must the seller assign?"."""

_OF_OURS = re.compile(rf"\bof\s(?:all\s)?(?:these|those|our|my)\s{DESCRIBED}$", re.IGNORECASE)
"""Words before a kind if the documents at hand are meant: "which of these licences"."""

_CAN_BE = re.compile(
    r"^(?:can|may|could)(?:not|\snot|n['’]t)?\sbe\s(?:\w+ly\s)?(?:ended|terminated|assigned|revoked|renewed|extended|cancel+ed|transferred|broken|"
    r"withdrawn|prolonged|stopped|changed|amended|suspended)\b",
    re.IGNORECASE,
)
"""Words for what can happen only to an agreement."""

_LETS = re.compile(
    r"^(?:can|could|may|will|would|shall|should)\s(?:not\s)?(?:let|allow|permit|bind|stop|prevent|cost|give|make)\s(?:us|them|the|either|any|a)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"^(?:\S+\s){0,3}?(?:(?:have|has|need|want|required|obliged)\sto\s)?(?:sue|litigate|go\sto\scourt|send|deliver|hold|hear|locate|find|look|perform|"
    r"file|arbitrate|bring|say|mean|store|keep|pay|register|sit|meet|complain|sign|claim|turn|work|live|start|begin|serve|"
    r"stand|report|ship|get\sit|buy\sit)\b(?!\s(?:up|out))",
    re.IGNORECASE,
)
"""Actions that have a place, after "where"."""

_THIS_ONE = re.compile(rf"\b(?:this|that|said)\s(?:{KINDS})\b", re.IGNORECASE)
_THE_ONE = re.compile(r"\b(?:the|this)\s(?:agreement|contract|lease|deal|nda|policy)\b", re.IGNORECASE)
_OF_TWO = re.compile(r"\bof\sthe\stwo\b", re.IGNORECASE)
_AGREED = re.compile(
    r"\b(?:agreed?|promised?|undertaken|committed|accepted|bound|given|free|entitled)\b", re.IGNORECASE
)
_JOINING = re.compile(
    r"^(?:[,:–—-]\s*)?(?:(?:in|under|by|to|for|from|on|with|against)\s(?:which|what|whom)|that|which|who|where|whose|and)\s",
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
            r"^(?:do|does|did)(?:\snot|n['’]t)\s(?!(?:allow|permit|let|authori[sz]e|entitle|enable|oblige|bind|we|i|you|they|the)\b)",
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

FEWEST_ASKED = 2
"""The fewest words that must be left to ask about each document."""

MOST_DESCRIBING = 3
"""The most words before the word for documents that may describe them."""


@dataclass(frozen=True, slots=True)
class Many:
    """What a question asks about each of many documents.

    `kind` is its word for them, in lower case and in the singular; `asked` is what it asks about one, in its own words.
    `is_certain` is true if it has a word for documents; otherwise it is about many only if it names none. If it asks
    for documents that lack something (`is_lacking`), `asked` asks whether one has it, since no sentence can be quoted
    for what a document does not say. `called` are its words for them with what describes them ("distribution
    agreements"), as `kinds` reads them.
    """

    kind: str
    asked: str
    is_certain: bool = True
    is_lacking: bool = False
    called: str = ""


def many_in(text: str) -> Many | None:
    """What a question asks about each of many documents; None if it is about one or none.

    >>> many_in("Which contracts are governed by New York law?").asked
    'are governed by New York law?'
    >>> many_in("List all that auto-renew").asked
    'auto-renew?'
    >>> many_in("Where is a jury waived?").is_certain
    False
    >>> many_in("Which documents must the tenant deliver?") is many_in("Which law governs the lease?") is None
    True
    """
    plain = without_lead(text)
    if _OF_TWO.search(plain):
        return None
    for pattern in _CERTAIN:
        found = pattern.match(plain)
        if found is not None:
            return _certain(found)
    if _ONE.search(_WE_ARE.sub("", plain)):
        return None
    for pattern in _UNCERTAIN:
        found = pattern.match(plain)
        if found is not None and (many := _uncertain(found)) is not None:
            return many
    return None


def _certain(found: re.Match[str]) -> Many | None:
    """What a question with a word for documents asks; None if that word is something that a clause mentions."""
    pattern, groups = found.re, found.groupdict()
    named = groups.get("kind") or groups.get("each") or ""
    rest = _JOINING.sub("", (groups["rest"] or groups["none"] or "") + (groups.get("more") or "")).strip(" ,:;")
    if len(rest.split()) < FEWEST_ASKED and "-" not in rest and pattern not in (_ALL_THAT, _DO_ANY, *_OF_TOPICS):
        return None
    is_inside = pattern in (_INSIDE, _INSIDE_THEM, _IN_ALL, _OF_THEM, *_OF_TOPICS)
    is_ours = named != "" and _OF_OURS.search(found.string[: found.start("kind" if groups.get("kind") else "each")])
    having = _without_lack(rest)
    is_loose = named.lower() in LOOSE and not is_inside and not is_ours
    if is_loose and (
        (_MODAL.match(having) and not _CAN_BE.match(rest) and not _LETS.match(rest))
        or _PASSIVE.match(rest)
        or _THE_ONE.search(rest)
        or _ONE.match(rest)
    ):
        return None
    if named and not groups.get("each") and not _is_of_several(found, named):
        return None
    if not (is_inside or is_ours) and (_OBJECT.match(rest) or _RELATIVE.match(rest) or _THIS_ONE.search(rest)):
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


def _uncertain(found: re.Match[str]) -> Many | None:
    """What a question without a word for documents asks; None if it means one of them."""
    pattern, rest = found.re, found["rest"].strip(" ,:;")
    if pattern in _WHERE and _PLACED.match(rest) and not _AGREED.search(rest):
        return None
    if pattern in (_WHO_MUST, _WHOM, _ANYBODY) and _DEFINITE.search(rest):
        return None
    joined = _JOINING.sub("", rest)
    if len(joined.split()) < FEWEST_ASKED:
        return None
    is_whole = pattern in (_WHO_MUST, _WHOM, _ANYBODY, _WHO_DOES_US, *_WHERE)
    asked = found.string if is_whole else f"who {joined}" if pattern is _EVERYBODY else joined
    if pattern is _WHERE_IS:
        asked = re.sub(r"^(?:is|are)\sthere\s|^\w+\s\w+\sfind\s", "is there ", rest, flags=re.IGNORECASE)
    return Many("document", f"{asked}?", is_certain=False)


def _one_of(kind: str) -> str:
    """The word for one document of a kind.

    >>> _one_of("NDAs"), _one_of("policies"), _one_of("these")
    ('nda', 'policy', 'document')
    """
    small = kind.lower()
    if small in ("", "them", "these", "those", "ours", "ones", "portfolio"):
        return "document"
    return _SINGULAR.get(small, small.removesuffix("s"))
