"""Questions about many documents without a word for them: "Which suppliers …?", "Where is a jury waived?".

They are about the people who have the documents, about nobody in particular ("Does anyone owe us …?"), or about a place
in any of them. Such a question may also be about one document. So it counts only if it mentions none: neither "the
tenant", whom each lease has, nor a name, which the caller checks (`Many.is_certain`).
"""

import re

from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.document_words import ALL, DESCRIBED, HERE, LIST_VERB
from pincite.retrieval.understanding.many_asked import FEWEST_ASKED, JOINING, Many
from pincite.retrieval.understanding.one_document import DEFINITE

_HOLDERS = (
    r"customers|clients|suppliers|vendors|(?:service\s)?providers|landlords|tenants|lessors|lessees|borrowers|lenders|"
    r"licensors|licensees|franchisors|franchisees|distributors|resellers|dealers|agents|employers|employees|contractors|"
    r"subcontractors|consultants|counter-?parties|partners|companies|firms|sellers|buyers|purchasers|guarantors|insurers|"
    r"banks|investors|manufacturers|sponsors|bidders|universities|authorities|states|jurisdictions|countries|products|"
    r"services|projects|programs|programmes|funds|brands|platforms|apps|developers|operators|publishers|retailers|carriers|"
    r"hospitals|laboratories|artists|athletes|celebrities|authors|outlets|stores"
)
"""Words for whatever documents belong to or are about: each customer has a contract, each state a guide."""

_SOMEBODY = (
    r"(?:any|some)(?:one|body)(?:\selse)?|(?:any|some|no|one|another)\s(?:other\s)?(?:party|side|counterparty|customer|client|supplier|vendor|"
    r"landlord|tenant|borrower|lender|licensor|licensee|franchisee|distributor|contractor|partner|company|employer)|"
    r"(?:either|one)\sof\s(?:them|the\sparties|the\ssides)|either\s(?:party|side)|both\s(?:parties|sides)|a\s(?:party|customer|supplier|"
    r"client|counterparty|company|side)|(?:the\s)?other\s(?:party|side)|(?:the\s)?counter-?part(?:y|ies)"
)

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
    rf"^(?:{AUXILIARIES})\s(?:any|all|each|every|some|most)\s(?:of\s)?(?:{ALL}){{0,2}}{DESCRIBED}(?P<kind>{_HOLDERS}){HERE}?\s"
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
    rf"^(?:(?:{AUXILIARIES})\s|is\sthere\s)?(?P<subject>anyone|anybody|(?<=\s)(?:someone|somebody)|any\s(?:party|side|counterparty|customer|client|supplier|vendor|"
    r"landlord|tenant|borrower|lender|licensor|licensee|franchisee|distributor|contractor|partner|company|employer))\s"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    rf"^(?:(?:is|are)\sthere\s)?(?:anything|something){HERE}?\s(?P<rest>(?:that|which)\b.+)$", re.IGNORECASE
)
_ANYWHERE = re.compile(
    rf"^(?P<rest>(?:{AUXILIARIES})\b(?=.+\b(?:anywhere|somewhere)\b).+|(?:did|have|has)\s(?:we|anyone)\sever\b.+)$",
    re.IGNORECASE,
)
_WHERE_SOMEBODY = re.compile(
    rf"^where(?:\selse)?\s(?P<rest>(?:(?:{AUXILIARIES})\s)(?:we|i|they|the\sparties|{_SOMEBODY})\b.+)$", re.IGNORECASE
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
UNNAMED = (
    _WHICH_HOLDERS, _LIST_HOLDERS, _DO_HOLDERS, _WHO_OF, _WHO_MUST, _WHOM, _ANYBODY, _ANYTHING, _ANYWHERE,
    _EVERYBODY, _WHO_DOES_US, _WHERE_IS, _WHERE_SOMEBODY, _WHERE_DONE, _WHERE_DOES,
)  # fmt: skip
"""Questions without a word for the documents, which may be about one."""

_PLACED = re.compile(
    r"^(?:\S+\s){0,3}?(?:(?:have|has|need|want|required|obliged)\sto\s)?(?:sue|litigate|go\sto\scourt|send|deliver|hold|hear|locate|find|look|perform|"
    r"file|arbitrate|bring|say|mean|store|keep|pay|register|sit|meet|complain|sign|claim|turn|work|live|start|begin|serve|"
    r"stand|report|ship|get\sit|buy\sit)\b(?!\s(?:up|out))",
    re.IGNORECASE,
)
"""Actions that have a place, after "where"."""

_AGREED = re.compile(
    r"\b(?:agreed?|promised?|undertaken|committed|accepted|bound|given|free|entitled)\b", re.IGNORECASE
)


def of_unnamed(found: re.Match[str]) -> Many | None:
    """What a question without a word for documents asks; None if it means one of them."""
    pattern, rest = found.re, found["rest"].strip(" ,:;")
    if pattern in _WHERE and _PLACED.match(rest) and not _AGREED.search(rest):
        return None
    if pattern in (_WHO_MUST, _WHOM, _ANYBODY) and DEFINITE.search(rest):
        return None
    joined = JOINING.sub("", rest)
    if len(joined.split()) < FEWEST_ASKED:
        return None
    is_whole = pattern in (_WHO_MUST, _WHOM, _ANYBODY, _WHO_DOES_US, *_WHERE)
    asked = found.string if is_whole else f"who {joined}" if pattern is _EVERYBODY else joined
    if pattern is _WHERE_IS:
        asked = re.sub(r"^(?:is|are)\sthere\s|^\w+\s\w+\sfind\s", "is there ", rest, flags=re.IGNORECASE)
    return Many("document", f"{asked}?", is_certain=False)
