"""The parties: the names in the preamble, or else those at the signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Fact
from pincite.structure.facts.names import clean, has_form, has_legal_form, is_form, name_at
from pincite.structure.facts.opening import EARLY, Opening
from pincite.structure.facts.places import is_place

FEWEST = 2
"""Fewest parties that a preamble names; an agreement has no fewer."""

MOST_PARTIES = 24
"""Most parties taken from one preamble; agreements with more list them in a schedule."""

_START = re.compile(
    r"(?:(?P<and>(?:\band\b|\bAND\b|\bAnd\b)(?:\s*,?\s*(?:by\s+)?(?:and\s+)?(?:between|among)\b)?(?:\s*,?\s*on\s+the\s+other\s+(?:hand|part|side),?)?\s*[-–:]?)|(?P<semicolon>;)|"
    r"(?P<mark>\(\s*(?:\d{1,2}|[a-z]|[ivx]{1,4})\s*\)|(?<=\n)\s*\d{1,2}[.)](?=\s))|(?P<comma>,)|"
    r"(?P<label>\bParty\s+[A-Z1-9]\s*(?:\([^()]{1,40}\)\s*)?[::]))"
    r"\s*(?:,\s*)?(?:\(\s*(?:\d{1,2}|[a-z]|[ivx]{1,4})\s*\)\s*|\d{1,2}[.)]\s+)?(?:[*_]{1,3})?(?:the\s+)?"
    r"(?:Party\s+[A-Z1-9]\s*[::]\s*)?"
)
_FIRST = re.compile(
    r"\s*(?:\(\s*\w{1,3}\s*\)\s*|\d{1,2}[.)]\s+)?(?:[*_]{1,3})?(?:the\s+)?(?:Party\s+[A-Z1-9]\s*[::]\s*)?"
)
_ALIAS = re.compile(
    r"\s*,?\s*(?:\(\s*(?!each|individually|collectively|both|(?:the\s+)?[\"“]?Effective)"
    r"(?:[^()]{0,160}?)[\"“”'‘’]|hereinafter|\(\s*(?:hereinafter|the\s+[A-Z]|[A-Z][\w ]{1,30}\)))",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"\s*,?\s*(?:\([^()]{0,200}\)\s*,?\s*)?(?:(?:an?|the|having|with|whose|located|organi[sz]ed|incorporated|duly|acting|as|company|a/k/a|"
    r"f/k/a|d/b/a|dba|formerly|registered|existing|residing|on\s+behalf|in\s+its|of\s+\d|at\s+\d|established|"
    r"constituted|doing|which|who|together|individually|solely|not|for\s+itself|collectively|through|by\s+and\s+through|"
    r"successor|is|are|A|AN|HAVING|WITH|WHOSE|LOCATED|ORGANIZED|(?:[A-Z]\w+\s+){1,2}Branch)\b|\d)",
)
_ENDS_PARTY = re.compile(r"\s*(?:,\s*)?(?:\band\b|\bAND\b|;|\.\s|\n\s*\n|$|&)")
_NOT_PARTY = re.compile(
    r"(?:Licensor|Licensee|Supplier|Buyer|Seller|Purchaser|Customer|Company|Contractor|Distributor|Lessor|Lessee|"
    r"Landlord|Tenant|Borrower|Lender|Agent|Consultant|Client|Vendor|Parties|Party|Affiliates?|Subsidiar\w+|Provider|"
    r"Manufacturer|Reseller|Franchisee|Franchisor|Employer|Employee|Owner|Operator|Sponsor|Guarantor|Trustee|Executive|Bank|Trust|Fund|Franchise|Developer|Advisor|Adviser|Manager|Investor|Holder|Shareholder|"
    r"Stockholder|Member|Partner|Counter-?part(?:y|ies)|Service\s+Provider|Holding\s+Company|Administrator|Merchant|Publisher|Artist|Author)"
    r"(?:\s+[A-Z0-9])?",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    """
    a an and of the to for in on or by appointment business client company confidentiality consideration customer
    definitions delivery development distribution documentation duties effect equipment fees general goods grant group
    hosting indemnification insurance intellectual invoices legal liability license licence limitation maintenance
    management marketing materials notices obligations operation orders ownership parent payment performance price
    pricing product products professional program project property provision purchase purpose relationship reporting
    representations
    responsibilities rights sales schedule scope service services software specifications sponsorship subsidiary supply
    support taxes technical technology term termination terms territory training transaction use vendor warranties
    warranty web website work
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words of headings. A name that has only such words is a heading taken for one ("Provision of Services")."""

_SIGNED = re.compile(r"^[ \t]*(?P<name>[A-Z][^\n_/:]{3,100}?)[ \t,]*\r?\n\s{0,40}(?:By|BY)[ \t]*:", re.MULTILINE)
_SHORT_NAME = re.compile(
    r"\((?:(?:the|each|an?|together|collectively|hereinafter|hereafter|referred|called|to|as|with|its|and|,)[\s,]+){0,10}"
    r"[\"“][^\"“”()]{1,40}[\"”]",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![\w&’'-])[A-Z]")
_AGENCY = re.compile(r"\b(?:Commission|Department|Authority|Ministry|Exchange|Court)$", re.IGNORECASE)
"""Bodies that a letter gives a short name without their being parties to it."""

_CONNECTS = re.compile(
    r"(?:\A|[:•●]|\n[ \t]*\n|(?:\A|\n)[^a-z\n]{4,80}[A-Z)][ \t\u00a0]*\n|"
    r"\b(?:between|among|with|through|and|AND|BETWEEN|WITH)(?:\s+and\s+among)?(?:\s+the)?)\s*\Z"
)
"""What may stand before a party in a letter: the salutation, a new paragraph, a title, a word that leads to a party."""

_BODY = re.compile(
    r"^[ \t\u00a0]*(?:1\.(?:[ \t\u00a0]|$)|(?:ARTICLE|Article|SECTION|Section)[ \t]+[1I]\b)", re.MULTILINE
)

INTRODUCTIONS = 8_000
"""Characters from the start within which a letter introduces the parties."""

LONGEST_INTRODUCTION = 260
"""Characters from a party's name to its short name."""

SIGNATURES = 8_000
"""Characters at the end of a text within which the parties sign."""

_AND_NAME = re.compile(r"(?:,?\s+and\s+|,\s+)[A-Z]\w+\s+[A-Z]")
_ZIP_CODE = re.compile(r"\s+\d{5}\b")
_ORGANISATION = re.compile(
    r"\s*,?\s+(?:an?|A|AN)\s+[^,;()]{0,60}(?:corporation|company|partnership|association|trust|bank|entity|individual|"
    r"CORPORATION|COMPANY|PARTNERSHIP|Corporation|Company|Partnership)\b|\s*,\s*(?:an\s+)?[Ii]ndividual"
)
_INITIALS = re.compile(r"(?:[A-Z]\.\s?)+")
_BLANKED = re.compile(r"(\w)\1{2,}")
"""One letter over and over: a name that was struck out."""

_FIGURE = re.compile(r"\d")
_QUOTED = re.compile(r"[\"“”]([^\"“”]{1,60})[\"“”]")
_SENTENCE_END = re.compile(
    r"(?<!\W\w)(?<!\W\w\w)(?<!\W\w\w\w)(?<!\W\w\w\w\w)\.[)\"”]?\s+(?=[A-Z\"“])(?!H(?:ereinafter|EREINAFTER)|A(?:nd|ND)\b)"
)


@dataclass(frozen=True, slots=True)
class _PartyName:
    start: int
    end: int
    name: str
    is_sure: bool
    has_alias: bool


def parties(text: str, openings: Sequence[Opening]) -> tuple[Opening | None, list[Fact]]:
    """The parties in the order of the preamble, each once, without description and role; and that preamble.

    The first preamble with two names counts. Where none has two, one name may have been left blank; then the first
    preamble with a single certain name counts.
    """
    for fewest in (FEWEST, 1):
        for opening in openings:
            named = {_letters(party.name): party for party in reversed(_in_preamble(text, opening))}
            found = sorted(named.values(), key=lambda party: party.start)
            if len(found) < fewest or not _are_convincing(found):
                continue
            is_lone = fewest == 1 and not opening.is_certain
            if not is_lone or (opening.parties <= EARLY and any(has_legal_form(party.name) for party in found)):
                return opening, [Fact("party", party.name, party.start, party.end) for party in found]
    return None, _signing(text) or _introduced(text)


def _introduced(text: str) -> list[Fact]:
    """The companies that the first paragraphs give short names where no preamble names them, as in letter agreements.

    Only words before the first numbered clause count, and at least two companies are needed.
    """
    body = _BODY.search(text, 0, INTRODUCTIONS)
    end = body.start() if body is not None else min(len(text), INTRODUCTIONS)
    found: dict[str, Fact] = {}
    reached = 0
    for alias in _SHORT_NAME.finditer(text, 0, end):
        first = max(reached, alias.start() - LONGEST_INTRODUCTION)
        breaks = [match.end() for match in _SENTENCE_END.finditer(text, first, alias.start())]
        party = _last_introduced(text, max([first, *breaks]), alias.start(), is_listed=first == reached > 0)
        reached = alias.end()
        if party is not None:
            found.setdefault(_letters(party.value), party)
    return list(found.values()) if len(found) >= FEWEST else []


def _last_introduced(text: str, start: int, end: int, *, is_listed: bool) -> Fact | None:
    """The last company that begins a part of a list before a short name, and that the short name belongs to."""
    party = None
    at = start
    while (capital := _CAPITAL.search(text, at, end)) is not None:
        stop = name_at(text, capital.start(), end)
        at = max(stop, capital.end())
        name = clean(text[capital.start() : stop])
        if stop == capital.start() or not has_form(name) or is_form(name) or _NOT_PARTY.fullmatch(name):
            continue
        if _AGENCY.search(name):
            continue
        before = text[max(0, capital.start() - 100) : capital.start()]
        is_first = is_listed and not text[start : capital.start()].strip(" \t\r\n,;)and")
        if (is_first or _CONNECTS.search(before)) and (
            _DESCRIBED.match(text, stop, end) or not text[stop:end].strip(" \u00a0,\n")
        ):
            party = Fact("party", name, capital.start(), stop)
    return party


def _signing(text: str) -> list[Fact]:
    """The companies above the signatures, where no preamble names them."""
    found: dict[str, Fact] = {}
    for match in _SIGNED.finditer(text, max(0, len(text) - SIGNATURES)):
        start, end = match.span("name")
        name = clean(match["name"])
        if has_legal_form(name) and name_at(text, start, end) >= end - 1:
            found.setdefault(_letters(name), Fact("party", name, start, start + len(match["name"].rstrip(" ,"))))
    return list(found.values()) if len(found) >= FEWEST else []


def _are_convincing(named: Sequence[_PartyName]) -> bool:
    """True where one name has a legal form, or every name has an alias or is an organisation's."""
    return any(has_legal_form(party.name) for party in named) or all(party.is_sure for party in named)


def _in_preamble(text: str, opening: Opening) -> list[_PartyName]:
    first = _FIRST.match(text, opening.parties, opening.end)
    reached = first.end() if first is not None else opening.parties
    named = _named(text, reached, opening.end, is_first=True)
    found = []
    if named is not None:
        found, reached = [named], named.end
    aliases = {_letters(alias[1]) for alias in _QUOTED.finditer(text, opening.parties, opening.end)}
    while len(found) < MOST_PARTIES:
        start = _next_start(text, reached, opening.end)
        if start is None:
            break
        mark, at = start
        if found and _SENTENCE_END.search(text, found[-1].end + 1, at):
            break
        named = _named(text, at, opening.end, is_first=False)
        if (
            named is not None
            and _is_party(text, mark, named, found[-1] if found else None)
            and (has_legal_form(named.name) or _letters(named.name) not in aliases)
        ):
            found.append(named)
            reached = named.end
        else:
            reached = at
    return found


def _letter_words(name: str) -> list[str]:
    """The words of a name in small letters, without signs."""
    return re.findall(r"[a-z]+", name.lower())


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words.lower())


def _next_start(text: str, position: int, end: int) -> tuple[str, int] | None:
    """The kind of the next mark before which a party may begin, and the start of its name; brackets are skipped."""
    at = position
    while at < end:
        match = _START.search(text, at, end)
        if match is None:
            return None
        bracket = text.find("(", at, match.start() + 1)
        if bracket >= 0 and match["mark"] is None:
            close = text.find(")", bracket, end)
            if close < 0:
                return None
            if close > match.start():
                at = close + 1
                continue
        return match.lastgroup or "", match.end()
    return None


def _named(text: str, at: int, end: int, *, is_first: bool) -> _PartyName | None:
    stop = name_at(text, at, end)
    if stop == at:
        return None
    name = clean(text[at:stop])
    if (
        len(name) < 2
        or is_form(name)
        or _NOT_PARTY.fullmatch(name)
        or set(_letter_words(name)) <= _GENERIC
        or is_place(name)
        or not any(map(str.isalpha, name))
        or _BLANKED.fullmatch(_letters(name))
    ):
        return None
    if _ZIP_CODE.match(text, stop, end) or _INITIALS.fullmatch(name):
        return None
    if not has_legal_form(name) and _FIGURE.search(name):
        return None
    has_alias = _ALIAS.match(text, stop, min(end, stop + 260)) is not None
    is_sure = has_form(name) or has_alias or _ORGANISATION.match(text, stop, end) is not None
    if not is_sure and text[max(0, at - 4) : at].strip().lower() == "the":
        return None
    if not is_sure and not is_first and not (_DESCRIBED.match(text, stop, end) or _ENDS_PARTY.match(text, stop, end)):
        return None
    return _PartyName(at, at + len(text[at:stop].rstrip(" ,;")), name, is_sure, has_alias)


def _is_party(text: str, mark: str, named: _PartyName, before: _PartyName | None) -> bool:
    """True when the words after a mark are the next party and not a description of the previous one.

    Without a legal form, a name must stand right after the previous one, its alias or a comma: "Berlin and Munich" are
    offices.
    """
    if has_legal_form(named.name):
        return True
    if before is None:
        return False
    if mark == "comma":
        is_one_of_several = " " in named.name and _AND_NAME.match(text, named.end) is not None
        return before.has_alias and (named.has_alias or is_one_of_several)
    between = text[before.end : named.start]
    is_closed = before.has_alias or len(between) < 12 or re.search(r"[,;)]\s*(?:and|AND|&)", between) is not None
    return is_closed and (named.is_sure or not before.has_alias or mark in {"mark", "label"})
