"""Which documents are contracts, for questions that say no more than that: "Which contracts are there?".

"Contract" names no kind, since any agreement is one, but a policy or a guide is none. What a document states of itself
tells: its title, its type, and who its parties are.
"""

import re
from collections.abc import Sequence
from pathlib import PurePath

from pincite.catalogue.entry import Entry
from pincite.chunking.ordinary import name_words
from pincite.retrieval.understanding.kinds import Called, as_title, of_kind

_FOR_CONTRACTS = frozenset(("agreement", "contract", "deal", "deals"))
_FOR_ANY = frozenset(("document", "doc", "paper", "file"))
"""Words that say of documents only that they are contracts, or not even that, in the form of `name_words`."""

_CONTRACT = re.compile(
    r"(?<!\w)(?:\w*agreements?|contracts?|(?:sub-?)?leases?|(?:sub-?)?licen[cs]es?|ndas?|msas?|sows?|dpas?|slas?|spas?|mou|"
    r"loi|deeds?|amendments?|addend(?:um|a)|guarant(?:y|ee)s?|indentures?|mortgages?|notes?|settlements?|releases?|"
    r"letters?|undertakings?|terms\s(?:of|and)|bonds?|orders?|supplements?)(?!\w)",
    re.IGNORECASE,
)
"""What contracts are called."""

_OF_COURT = re.compile(
    r"\bv\.?s?\.?\s(?=[A-Z])|\b(?i:appell(?:ant|ee)s?|plaintiffs?|defendants?|petitioners?|respondents?|supreme\scourt|court\sof|"
    r"district\scourt|docket|opinion|judg(?:e)?ment|complaint|memorandum\sopinion)\b"
)
"""What papers of a court are called: their parties are no parties to a contract."""

_NO_CONTRACT = re.compile(
    r"(?<!\w)(?:polic(?:y|ies)|guides?|guidelines?|handbooks?|manuals?|faqs?|statutes?|codes?\sof|reports?|minutes|memo(?:s|randum)?)(?!\w)",
    re.IGNORECASE,
)
"""What other papers are called, which state no title of their own."""
_BY_A_COURT = re.compile(r"(?i:orders?|opinions?|judge?ments?)")
"""Types of papers of a court; other orders are contracts."""

_OF_CONTRACTS = frozenset(("party", "amends", "term", "effective_date", "expiration_date"))
"""Kinds of facts that hardly anything but a contract states."""


def means_contracts(called: str) -> bool:
    """True if a question's words for documents say only that they are contracts.

    >>> means_contracts("contracts"), means_contracts("supply agreements"), means_contracts("files")
    (True, False, False)
    """
    return _says_only(called, _FOR_CONTRACTS)


def are_contracts(called: str) -> bool:
    """True if a question's words for documents say that they are contracts, of whatever kind.

    >>> are_contracts("which of our supply agreements"), are_contracts("leases")
    (True, False)
    """
    return not _FOR_CONTRACTS.isdisjoint(name_words(called)[-1:])


def means_any(called: str) -> bool:
    """True if a question's words mean every document.

    >>> means_any("documents"), means_any("contracts")
    (True, False)
    """
    return _says_only(called, _FOR_ANY)


def _says_only(called: str, words: frozenset[str]) -> bool:
    said = set(name_words(called))
    return bool(said) and said <= words


def is_contract(entry: Entry) -> Called:
    """Whether a document is a contract, by what it states of itself; "perhaps" if only its file's name says so."""
    types = [fact.value for fact in entry.facts if fact.kind == "type"]
    parties = sum(fact.kind == "party" for fact in entry.facts)
    said = [words for words in (entry.title, *types) if not _BY_A_COURT.fullmatch(words)]
    if is_of_court(entry) and not any(_CONTRACT.search(words) for words in said):
        return "otherwise"
    if parties > 1 or any(_CONTRACT.search(words) for words in (entry.title, *types)):
        return "so"
    if _CONTRACT.search(as_title(PurePath(entry.path).stem)) or any(one.kind in _OF_CONTRACTS for one in entry.facts):
        return "perhaps"
    is_other = _NO_CONTRACT.search(f"{entry.title} {as_title(PurePath(entry.path).stem)}") is not None
    return "otherwise" if is_other or any(fact.kind in ("title", "type") for fact in entry.facts) else "untold"


def is_of_court(entry: Entry) -> bool:
    """True for a document that a court, or somebody before it, wrote, by its title or its file's name."""
    return _OF_COURT.search(f"{entry.title} {as_title(PurePath(entry.path).stem)}") is not None


def asked_about(entries: Sequence[Entry], called: str) -> tuple[Entry, ...]:
    """Those of some documents that may be what a question calls them.

    Left out are documents that say to be of another kind and, if it asks about contracts, what is none. All stay if
    none says to be what is asked about.
    """
    wanted = of_kind(entries, called)
    if not are_contracts(called) or not any(is_contract(entry) == "so" for entry in wanted):
        return wanted
    return tuple(entry for entry in wanted if is_contract(entry) != "otherwise")
