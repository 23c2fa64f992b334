"""Names in a question: the parties, and the terms that a contract defines.

A capital is the only sign of either. "the Basket" is a term, "Brightline" a party, "Tallis Holdings LLC" a party
because of its form. The name of a document ("the Finch MSA") is neither, since it says where to look, not for what.
"""

import re
from collections.abc import Iterator

from pincite.retrieval.understanding.entity import Entity
from pincite.structure.facts.names import has_form, name_at
from pincite.structure.facts.places import is_place

OPENERS = frozenset(
    """
    is are was were be am does do did has have had can could may might must should shall will would what when where who
    whom whose which why how if in under by for with of to at on from as and or but the a an any this that these those
    our your my their its his her it they he she we you i compare contrast list name find show give tell explain
    summarise summarize describe identify please per see cite citing consider considering regarding concerning following
    between set out enumerate all every each no not also then so suppose assume according pursuant question about there
    both neither either after before since until upon during within walk brief let hello hi thanks thank yes
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that have a capital only because they begin a question."""

DOCUMENTS = frozenset(
    """
    agreement agreements contract contracts lease leases licence license deed deeds amendment amendments addendum policy
    policies terms nda ndas msa msas sow sows spa spas sla dpa dpas mou loi note notes indenture order orders schedule
    exhibit annex appendix guarantee guaranty mortgage plan charter bylaws articles certificate letter memorandum memo
    will trust offer opinion judgment complaint motion brief report minutes paper sheet statement invoice facility
    settlement bond debenture undertaking template handbook transcript deposition prospectus warrant guide form
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words for documents, in lower case."""

UPPER = "".join(letter for letter in map(chr, range(0x250)) if letter.isupper())
"""The capitals of European names, for a class of a pattern."""

_TERM_HEADS = frozenset(
    """
    information fees fee goods date term event events credits services service period products product property
    rent premises amount price commitment notice assets asset interest shares liabilities parties party affiliate
    affiliates expenses effect control law laws person persons business territory purpose works deliverables
    materials data rights software loss losses costs claims claim transferee transferees holder holders closing
    completion day days proposal consideration representative representatives subsidiary subsidiaries obligations
    threshold basket cap rate payment payments balance reserve account accounts tax taxes breach default conditions
    condition approval approvals user users records budget knowledge majeure buyer seller tenant landlord lessee
    lessor licensee licensor borrower lender supplier customer client contractor employer employee company vendor
    purchaser guarantor trustee agent distributor franchisor franchisee recipient discloser provider consultant
    shareholder shareholders investor investors founder parent target capital ratio officer fund committee executive
    """.split()  # noqa: SIM905 - words read best as words
)
"""Last words of the terms that contracts define."""

_NOT_NAMES = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday english french german american european section clause article rule part paragraph
    uk us usa eu ip ceo cfo llc plc inc gdpr vat gaap ifrs ebitda pdf email tbd faq ok court courts state federal
    definition definitions clauses sections information
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words with a capital that are neither parties nor defined terms."""

_ARTICLES = frozenset("the a an any each every all such its their our your this that no which what".split())  # noqa: SIM905 - read more easily as words
_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lady|Lord|Judge|Justice)\.?(?=\s)")
_QUOTED = re.compile(r"[“\"](?P<double>[^“”\"\n]{2,60})[”\"]|(?<![\w])[‘'](?P<single>[A-Z][^‘’'\n]{1,58})[’'](?![\w])")
_WORD = re.compile(r"[^\W\d_](?:[\w&/-]|['’](?!s\b)(?=\w))*")
_CAPITALS = r"[A-Z][\w-]*(?: [A-Z][\w-]*){0,4}"
_DEFINED = re.compile(
    r"\b(?:(?i:(?:definition|meaning) of (?:the )?(?:(?:term|word|phrase) )?|define (?:the )?(?:(?:term|word) )?)"
    rf"(?P<of>{_CAPITALS})|"
    rf"(?i:how|where) (?:is|are) (?P<how>{_CAPITALS}) defined\b|(?i:what) do(?:es)? (?P<what>{_CAPITALS}) mean\b)"
)
_BETWEEN = re.compile(r"\bbetween\s[^?;:]*$")
_SMALL_WORDS = re.compile(r"(?:['’]s)?((?:\s[a-z][a-z-]*){1,4})")
_JOINED_BEFORE = frozenset(
    """
    bank university city county state department ministry institute college church house board duke knights
    """.split()  # noqa: SIM905 - read more easily as words
)
_JOINED_AFTER = frozenset(("work", "default", "directors", "origin", "incorporation", "intent")) | _TERM_HEADS
_MATTERS = frozenset(
    """
    case claim matter dispute deal transaction litigation arbitration acquisition merger trial appeal
    """.split()  # noqa: SIM905 - read more easily as words
)
"""Words after a name that show that it is one: "the Tannahill case"."""

_DOCUMENT_WITHIN = frozenset(("agreement", "contract", "lease", "license", "licence"))
LONGEST_PAIR = 120
"""Characters on either side of a name that are read to find out what it is."""

LONGEST_FORM = 40
"""The most characters of a form of company with the word before it."""

LONGEST_NAME = 160
"""The most characters of one name."""

LONGEST_RUN = 8
"""The most words of one name."""


def without_openers(name: str) -> str:
    """A run of words with capitals, without those that only begin the question.

    >>> without_openers("Does the Housing Act")
    'Housing Act'
    """
    while name:
        first, _, rest = name.partition(" ")
        if first.lower() not in OPENERS:
            return name
        name = rest
    return name


def names_in(text: str) -> Iterator[Entity]:
    """Parties and defined terms, in no particular order; some may be inside others. `text` has single spaces only."""
    for match in _QUOTED.finditer(text):
        start, end = match.span("double" if match["double"] is not None else "single")
        yield _party(text, start, end) if _has_form(text, start, end) else _term(text, start, end)
    for match in _DEFINED.finditer(text):
        start, end = next(match.span(group) for group in ("of", "how", "what") if match[group] is not None)
        yield _term(text, start, end)
    at = 0
    for word in _WORD.finditer(text):
        if word.start() < at or not any(sign.isupper() for sign in word[0][:2]):  # iBio, eBay
            continue
        opens = text[max(0, word.start() - 2) : word.start()].rstrip()[-1:] in ("", *".?!:;")
        if word[0].lower() in OPENERS and (opens or word[0] in ("The", "I")):
            continue
        honorific = _HONORIFIC.match(text, word.start())
        after = honorific.end() + 1 if honorific is not None else word.start()
        formed = name_at(text, after, len(text))
        if honorific is not None and formed > after:
            yield _party(text, word.start(), formed)
            at = formed
        elif formed > after and _has_form(text, after, formed):
            at = formed
            yield _party(text, after, formed)
        else:
            at = _run_end(text, word.start())
            found = _named(text, word.start(), at, opens=opens) if at > word.start() else None
            if found is not None:
                yield found


def _has_form(text: str, start: int, end: int) -> bool:
    """True for a name that ends in a form of company; only its end is read.

    "SPA" is read as a share purchase agreement, which questions mention more often than an Italian company.
    """
    name = text[max(start, end - LONGEST_FORM) : end].rstrip(" ,")
    return has_form(name) and not name.endswith("SPA")


def _run_end(text: str, start: int) -> int:
    """The end of a run of words with capitals; "of" joins two in "Change of Control" and "Bank of Kentucky"."""
    end = start
    before = ""
    words = _WORD.finditer(text, start, start + LONGEST_NAME)
    for number, word in enumerate(words):
        if number == LONGEST_RUN or (end > start and text[end : word.start()] not in (" ", " & ")):
            break
        if word[0] == "of" and before:
            following = _WORD.match(text, word.end() + 1)
            if following is None or not following[0][0].isupper():
                break
            if before not in _JOINED_BEFORE and following[0].lower() not in _JOINED_AFTER:
                break
            end, before = word.end(), ""
        elif word[0][0].isupper():
            end, before = word.end(), word[0].lower()
        else:
            break
    return end


def _named(text: str, start: int, end: int, *, opens: bool) -> Entity | None:
    """A run of words with capitals as a party or a term; None if it is neither."""
    words = text[start:end].split()
    if words[-1] in ("No", "Nos") and len(words) > 1:  # "Amendment No. 1"
        words.pop()
    last = words[-1].lower()
    if last in DOCUMENTS or words[0].lower() in DOCUMENTS or is_place(text[start:end]) or _is_document(text, end):
        return None
    if len(words) == 1 and (last in _NOT_NAMES or (opens and not text.startswith(("'s", "’s"), end))):
        return None  # at the start of a sentence any word has a capital
    if _BETWEEN.search(text, max(0, start - LONGEST_PAIR), start) is not None and last not in _TERM_HEADS:
        return _party(text, start, end)
    if len(words) == 1 and words[0].isupper():  # initials: SPA, EBITDA, but "IBM's"
        return _party(text, start, end) if text.startswith(("'s", "’s"), end) else None
    before = text[max(0, start - LONGEST_PAIR) : start].rsplit(maxsplit=1)
    following = _SMALL_WORDS.match(text, end, end + LONGEST_PAIR)
    if following is not None and following[1].split()[0] in _MATTERS:
        return _party(text, start, end)
    has_article = bool(before) and before[-1].lower() in _ARTICLES
    if last in _TERM_HEADS or (has_article and not opens):
        return _term(text, start, end)
    return None if _DOCUMENT_WITHIN.intersection(word.lower() for word in words) else _party(text, start, end)


def _is_document(text: str, end: int) -> bool:
    """True if a name continues as a document's: "Acme's lease", "Confidentiality and Non-Disclosure Agreement"."""
    if text.startswith((" and ", " & "), end):
        after = text.index(" ", end + 1) + 1
        joined = text[after : _run_end(text, after)].split()
        return bool(joined) and joined[-1].lower() in DOCUMENTS
    following = _SMALL_WORDS.match(text, end, end + LONGEST_PAIR)
    for word in following[1].split() if following is not None else ():
        if word in DOCUMENTS or word in _STOPS:
            return word in DOCUMENTS
    return False


_STOPS = frozenset("of in under to from by for with on at is are was does has have and or the a an who that".split())  # noqa: SIM905 - read more easily as words


def _term(text: str, start: int, end: int) -> Entity:
    return Entity("defined_term", text[start:end], start, end, text[start:end].strip())


def _party(text: str, start: int, end: int) -> Entity:
    words = text[start:end].rstrip(" ,;:")
    if words.endswith(("'s", "’s")):
        words = words[:-2]
    return Entity("party", words, start, start + len(words), words)
