"""Kinds of documents: which one a question names ("our distribution agreements"), and which one a title states.

A list of leases leaves out what calls itself something else. A title that states no kind that is known here leaves
open what the document is, so such a document stays on every list.
"""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Literal

from pincite.catalogue.entry import Entry
from pincite.chunking.ordinary import name_words

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("nda", r"ndas?|non-?\s?disclosure|confidentiality|secrecy", r"ndas?|non-?\s?disclosure|confidential\w*|secrecy"),
    ("lease", r"(?:sub-?)?leases?|tenanc(?:y|ies)", r"(?:sub-?)?leases?|leasing|tenanc(?:y|ies)"),
    ("master agreement", r"msas?|master", r"msas?|master"),
    ("statement of work", r"sows?|statements?\sof\swork", r"sows?|statements?\sof\swork|work\sorders?"),
    ("data processing agreement", r"dpas?|data\sprocessing", r"dpas?|data\sprocess\w+|data\sprotection"),
    ("service level agreement", r"slas?|service\slevels?", r"slas?|service\slevels?"),
    ("share purchase agreement", r"spas?|(?:share|stock)\spurchase", r"spas?|(?:share|stock|equity)\s\w*\s?purchase"),
    ("licence", r"licen[cs]e|licen[cs]es|licensing", r"(?:sub-?)?licen[cs]\w+|eula"),
    ("distribution agreement", r"distribut(?:ion|or|orship)", r"distribut\w+"),
    ("reseller agreement", r"resell(?:er|ing)", r"(?:re-?sell\w*|re-?sale|value[\s-]added)"),
    ("supply agreement", r"supply", r"suppl\w+"),
    ("manufacturing agreement", r"manufactur\w+", r"manufactur\w+"),
    ("purchase agreement", r"purchase|purchase\sorders?", r"purchas\w+|sale"),
    ("services agreement", r"services?", r"servic\w+"),
    ("consulting agreement", r"consult(?:ing|ancy)", r"consult\w+|advis\w+"),
    ("employment agreement", r"employment|executive", r"employ\w+|executive"),
    ("franchise agreement", r"franchis(?:e|es|ing)", r"franchis\w+"),
    ("agency agreement", r"agency", r"agen(?:cy|ts?)"),
    ("sponsorship agreement", r"sponsor(?:ship|ing)?s?", r"sponsor\w*"),
    ("endorsement agreement", r"endorsement", r"endorse\w*"),
    ("placement agreement", r"(?:private\s)?placement", r"plac(?:ement|ing)"),
    ("underwriting agreement", r"underwriting", r"underwrit\w+"),
    ("outsourcing agreement", r"outsourcing", r"outsourc\w+"),
    ("maintenance agreement", r"maintenance", r"maint[ea]\w+|support"),
    ("hosting agreement", r"hosting", r"host\w+"),
    ("development agreement", r"development", r"develop\w+"),
    ("collaboration agreement", r"collaboration|co-?operation", r"collaborat\w+|co-?operat\w+"),
    ("joint venture agreement", r"joint\sventures?|jvs?", r"joint\sventures?|jv"),
    ("co-branding agreement", r"co-?branding", r"co-?brand\w*"),
    ("affiliate agreement", r"affiliate", r"affiliat\w+"),
    ("transportation agreement", r"transport(?:ation)?|carriage|freight", r"transport\w*|carriage|freight|shipping"),
    ("marketing agreement", r"marketing", r"market\w+"),
    ("promotion agreement", r"promotion(?:al)?s?", r"promot\w+"),
    ("alliance agreement", r"(?:strategic\s)?alliances?", r"alliance"),
    ("restrictive covenant agreement", r"non-?\s?competes?|non-?\s?competition|restrictive\scovenants?",
     r"non-?\s?compet\w+|restrictive\scovenants?|non-?\s?solicit\w*"),
    ("settlement", r"settlements?", r"settle\w*|release"),
    ("loan agreement", r"loans?|credit|facility|financing", r"loans?|credit|facilit\w+|financ\w+"),
    ("guarantee", r"guarant(?:ee|ees|y|ies)", r"guarant\w+"),
    ("mortgage", r"mortgages?", r"mortgage\w*|deed\sof\strust"),
    ("indenture", r"indentures?", r"indentures?"),
    ("amendment", r"amendments?|addend(?:um|a)", r"amendments?|addend(?:um|a)|amended\sand\srestated"),
    ("side letter", r"side\sletters?", r"side\sletters?|letter"),
    ("term sheet", r"term\ssheets?", r"term\ssheets?|heads\sof\sterms"),
    ("shareholders agreement", r"shareholders?[’']?|stockholders?[’']?", r"(?:share|stock)holder\w*[’']?\w*"),
    ("partnership agreement", r"partnership", r"partner\w*"),
    ("escrow agreement", r"escrow", r"escrow"),
    ("security agreement", r"security|pledge", r"security|pledge|collateral"),
    ("merger agreement", r"mergers?|acquisition", r"mergers?|acquisition|reorgani[sz]ation"),
    ("joint filing agreement", r"joint\sfilings?", r"joint\sfilings?"),
    ("separation agreement", r"separation|severance", r"separation|severance"),
    ("voting agreement", r"voting", r"voting"),
    ("law", r"statutes?|acts?|laws?|regulations?|ordinances?", r"(?:statutes?|acts?|laws?|regulations?|ordinances?)"),
    ("policy", r"polic(?:y|ies)", r"polic(?:y|ies)|terms|guidelines|statement|conduct|rules|standards?"),
    ("opinion", r"opinions?|decisions?|judge?ments?", r"opinions?|decisions?|judge?ments?|\w+\sv\.?\s+\w.*"),
    ("memorandum", r"memos?|memorand(?:um|a)", r"memo\w*"),
    ("deed", r"deeds?", r"deeds?"),
)  # fmt: skip
"""Each kind with what questions call its documents, and what their titles have. The second is wider, so that a
document that goes by another word for the same stays on the list."""

_WHOLE = r"(?<!\w)(?:{})(?!\w)"

_GENERIC = frozenset(
    "agreement contract deal deals document doc docs paper file files form forms matter arrangement and or".split()  # noqa: SIM905 - words read best as words
)
"""Words for any document, which name no kind, in the form of `name_words`."""

_BEHIND = re.compile(
    r"\s?[:;,(–—]|\s-\s|\s(?:for|between|by|among|to|under|regarding|dated|of(?!\sworks?\b|\strust\b|\sterms\b)|no\.?|number)\s",
    re.IGNORECASE,
)
"""Behind what a title says that the document is: "Amendment No. 1 to the Lease" is an amendment."""

_FORM_OF = re.compile(r"^form\s+of\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
"""Before the title of a form."""

_ASKED = tuple((kind, re.compile(_WHOLE.format(asked), re.IGNORECASE)) for kind, asked, _ in _KINDS)
_STATED = tuple((kind, re.compile(_WHOLE.format(stated), re.IGNORECASE)) for kind, _, stated in _KINDS)


def kinds_asked(words: str) -> frozenset[str]:
    """The kinds that words for documents name.

    >>> sorted(kinds_asked("license and supply agreements")), kinds_asked("signed contracts")
    (['licence', 'supply agreement'], frozenset())
    """
    return frozenset(kind for kind, pattern in _ASKED if pattern.search(words))


def kinds_stated(title: str) -> frozenset[str]:
    """The kinds that a title or a file's name states.

    >>> sorted(kinds_stated("MUTUAL CONFIDENTIALITY AGREEMENT")), kinds_stated("Exhibit 10.14")
    (['nda'], frozenset())
    """
    return frozenset(kind for kind, pattern in _STATED if pattern.search(as_title(title)))


def as_title(name: str) -> str:
    """A file's name with blanks between its words.

    >>> as_title("Acme_MasterLease")
    'Acme Master Lease'
    """
    return re.sub(r"[_.]+|(?<=[a-z])(?=[A-Z])", " ", name)


def of_kind(entries: Sequence[Entry], called: str) -> tuple[Entry, ...]:
    """Those of some documents that may be what a question calls them.

    Left out are documents that say by title and file name to be something else. All stay if the words name no kind
    that is known here, or if no document says to be of it.
    """
    asked = kinds_asked(called)
    stated = [kinds_stated(f"{entry.title} {PurePath(entry.path).stem}") for entry in entries]
    if not any(asked & kinds for kinds in stated):
        return tuple(entries)
    return tuple(entry for entry, kinds in zip(entries, stated, strict=True) if not kinds or asked & kinds)


Called = Literal["so", "perhaps", "otherwise", "untold"]
"""Whether words call a document what a question does: by the same name; by a near one ("advisory" for "consulting"), or
only behind what they say that it is; something else; or nothing that is known here."""


def names_kind(called: str) -> bool:
    """True if a question's words for documents name a kind, and do not only say "contracts".

    >>> names_kind("joint filing agreements"), names_kind("NDAs"), names_kind("contracts"), names_kind("files")
    (True, True, False, False)
    """
    return bool(set(name_words(called)) - _GENERIC)


def is_known(called: str) -> bool:
    """True if a question's words for documents name kinds that are known here, and say no more of them.

    >>> is_known("license and supply agreements"), is_known("exclusive distribution agreements")
    (True, False)
    """
    return bool(kinds_asked(called)) and not words_beside_kinds(called)


def words_beside_kinds(called: str) -> tuple[str, ...]:
    """The words for documents that name no kind that is known here, in the form of `name_words`.

    >>> words_beside_kinds("the Acme hosting agreement"), words_beside_kinds("NDAs")
    (('the', 'acme'), ())
    """
    left = called
    for _, pattern in _ASKED:
        left = pattern.sub(" ", left)
    return tuple(word for word in name_words(left) if word not in _GENERIC)


def calls_so(words: str, called: str) -> Called:
    """Whether words by which a document says what it is call it what a question does.

    >>> [calls_so(title, "consulting agreements") for title in ("CONSULTING AGREEMENT", "ADVISORY AGREEMENT")]
    ['so', 'perhaps']
    >>> calls_so("Amendment No. 2 to the Lease", "leases"), calls_so("AGREEMENT", "leases")
    ('otherwise', 'untold')
    >>> calls_so("FORM OF SUB-RESELLER AGREEMENT", "reseller agreements")
    'so'
    >>> calls_so("GUARANTEES OF MASTER FRANCHISE AGREEMENT", "franchise agreements")
    'otherwise'
    >>> calls_so("JOINT FILING AGREEMENT", "joint filing agreements")
    'so'
    """
    head = _BEHIND.split(_FORM_OF.sub("", words), maxsplit=1)[0]
    if not is_known(called):
        return "so" if _in_a_row(name_words(called), name_words(head)) else "untold"
    asked = kinds_asked(called)
    needs = any if re.search(r"\b(?:and|or)\b|[,/&]", called) else all
    for where, how in ((_ASKED, "so"), (_STATED, "perhaps")):
        patterns = dict(where)
        if needs(patterns[kind].search(head) for kind in asked):
            return "so" if how == "so" else "perhaps"
    if kinds_stated(head):
        return "otherwise"
    return "perhaps" if asked & kinds_asked(words) else "untold"


def one_called(called: str) -> str:
    """One of the documents that a question calls so, with its article.

    >>> one_called("consulting agreements"), one_called("NDAs"), one_called("policies"), one_called("amendment")
    ('a consulting agreement', 'an NDA', 'a policy', 'an amendment')
    """
    one = re.sub(r"ies$", "y", called)
    one = "memorandum" if one.lower() == "memoranda" else re.sub(r"(?<=[^s])s$", "", one)
    is_by_letters = re.match(r"[FHLMNRSX][A-Z]", one) is not None
    article = "an" if is_by_letters or re.match(r"[aeio]|u(?!ni|se)", one, re.IGNORECASE) else "a"
    return f"{article} {one}"


def _in_a_row(few: Sequence[str], many: Sequence[str]) -> bool:
    """True if some words stand one behind the other among others."""
    return any(list(many[at : at + len(few)]) == list(few) for at in range(len(many) - len(few) + 1))
