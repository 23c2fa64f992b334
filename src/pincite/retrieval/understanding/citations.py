"""Citations of statutes and cases in a question, from the United States, the United Kingdom and the European Union.

They are recognised as people type them into a search box ("11 USC 365", "s 21 Housing Act 1988"), not only as a court
prints them. Nothing is looked up: a citation is recognised by its form.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pincite.retrieval.understanding.entity import Entity
from pincite.retrieval.understanding.names import OPENERS, without_openers

_BRACKETS = r"(?:\s?\([A-Za-z0-9]{1,5}\)){0,6}"
_AT = rf"\d[\w]{{0,8}}(?:[.:–-]\d?[\w]{{1,8}}){{0,4}}{_BRACKETS}"
"""The number of a section: 365(d)(3), 1910.1200, 38-12-103."""

_SECTION = (
    r"(?:§{1,2}|[Ss]ections?|[Ss]ecs?\.|[Ss]s?\.?|[Aa]rt(?:icle|\.)?|[Rr]ules?|[Rr]eg(?:ulation|\.)?|[Cc]h?\.|"
    r"[Pp](?:ar)?t\.?)"
)

_US_CODE = re.compile(
    rf"(?<![\w.])(?P<title>\d{{1,2}})\s(?P<code>U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?|C\.?\s?F\.?\s?R\.?)(?![A-Za-z]),?\s?"
    rf"(?:§{{1,2}}\s?|[Ss]ec(?:tion|\.)s?\s?|(?P<part>[Pp](?:ar)?ts?\.?\s?))?(?P<at>{_AT})"
)
_AT_LARGE = re.compile(r"(?<![\w.])\d{1,3}\sStat\.\s\d{1,5}(?![\w%])")
_PUBLIC_LAW = re.compile(r"\bPub(?:lic|\.)\s?L(?:aw|\.)\s?(?:[Nn]o\.\s?)?(?P<at>\d{2,3}[-–]\d{1,4})(?!\d)")

_CODE_INITIALS = (
    r"N\.?R\.?S\.?(?:A\.?)?|O\.?R\.?S\.?|R\.?C\.?W\.?|C\.?R\.?S\.?|A\.?R\.?S\.?|O\.?C\.?G\.?A\.?|M\.?G\.?L\.?(?:A\.?)?|"
    r"G\.?L\.?|N\.?J\.?S\.?A\.?|H\.?R\.?S\.?|I\.?R\.?C\.?|U\.?C\.?C\.?|F\.?R\.?C\.?P\.?|C\.?P\.?L\.?R\.?|F\.?R\.?E\.?|"
    r"R\.?S\.?Mo\.?|K\.?R\.?S\.?|K\.?S\.?A\.?|M\.?C\.?A\.?|R\.?S\.?A\.?|V\.?S\.?A\.?|CPR|DGCL"
)
_INITIALS = re.compile(
    rf"(?<![\w.])(?P<code>(?:N\.Y\.\s)?(?:{_CODE_INITIALS}))(?![A-Za-z])\s(?:(?:§{{1,2}}|[Ss]ection|[Cc]h?\.)\s?)?(?P<at>\d{_AT[2:]})"
)
_ILLINOIS = re.compile(r"(?<![\w.])(?P<title>\d{1,3})\sILCS\s(?P<at>\d{1,4}/[\d.-]{1,10})")

_ABBREVIATED_WORD = r"(?:[A-Z][A-Za-z]{0,11}\.|N\.Y\.|[A-Z][a-z]{2,10}|&|of)"
_CODE_WORD = (
    r"(?:Code|Codes|Code\sAnnotated|Stat\.(?:\sAnn\.)?|Statutes?|Laws?(?:\sAnn\.)?|Ann\.|R\.\s(?:Civ|Crim|App|Bankr)\.\sP\.|R\.\sEvid\.|"
    r"Rules\sof\s(?:Civil|Criminal|Appellate)\sProcedure|Rules\sof\sEvidence|Regs?\.)"
)
_CODE = re.compile(
    rf"(?<![\w.])(?P<code>(?:[A-Z][\w.]{{1,14}}\s)(?:{_ABBREVIATED_WORD}\s){{0,5}}?{_CODE_WORD})(?![A-Za-z]),?\s"
    rf"(?:{_SECTION}\s?)?(?P<at>{_AT})"
)

_ACT_NAME = (
    r"(?:(?:[A-Z][A-Za-z’'-]{1,20}|&|U\.S\.)(?:,?\s(?:and|of|for|the|in|to|on|with|&|\([A-Z][A-Za-z’' ]{1,30}\)|"
    r"[A-Z][A-Za-z’'-]{1,20})){0,9}?\s(?:Act|Code|Regulations?|Rules|Order|Law|Directive|Constitution)(?:\sof)?(?:\s(?:19|20)\d\d)?)"
    r"(?![\w’'])"
)
_INITIALS_OF_ACTS = (
    r"HIPAA|ERISA|(?:UK\s|EU\s)?GDPR|CCPA|CPRA|FCPA|FLSA|FMLA|FCRA|FDCPA|TCPA|COPPA|DMCA|RICO|TUPE|PIPEDA|DGCL|ADEA|"
    r"NLRA|USERRA|GLBA|FERPA|UCTA|FSMA"
)
_OF_ACT = re.compile(
    rf"(?<![\w.])(?P<word>§{{1,2}}|[Ss]ections?|[Ss]s?\.?|[Aa]rt(?:icles?|s?\.)|[Rr]eg(?:ulation|\.)|[Rr]ule)\s?(?P<at>{_AT})\s"
    rf"(?:of\s)?(?:the\s)?(?P<act>{_INITIALS_OF_ACTS}(?![\w])|{_ACT_NAME})"
)
_ACT = re.compile(
    rf"(?<![\w.])(?P<act>(?:{_INITIALS_OF_ACTS})(?![\w])|{_ACT_NAME})"
    rf"(?:,?\s(?P<word>§{{1,2}}|[Ss]ections?|[Ss]s?\.?|[Aa]rt(?:icle|\.))\s?(?P<at>{_AT}))?"
)
_EU = re.compile(
    r"\b(?:Directive|Regulation)\s\(?(?:EU|EC|EEC)\)?\s?(?:No\.?\s)?\d{1,4}/\d{1,4}(?!\d)|\bS\.?I\.?\s\d{4}/\d{1,5}\b"
)

_REPORTERS = (
    r"U\.\s?S\.|US|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.\s?(?:2d|3d|4th)?|F\.\s?App['’]x|F\.\s?Supp\.(?:\s?[23]d)?|F\.R\.D\.|B\.R\.|"
    r"A\.\s?[23]d|P\.\s?[23]d|N\.\s?[EW]\.\s?(?:[23]d)?|S\.\s?[EW]\.\s?(?:[23]d)?|So\.\s?(?:[23]d)?|N\.Y\.S\.(?:\s?[23]d)?|"
    r"[A-Z][a-z]{1,5}\.(?:\s?(?:App|Rptr|Super|Ch|Misc|Sup|Ct|Cl)\.){0,3}(?:\s?(?:[2-9]d|[4-9]th))?|N\.Y\.(?:\s?[23]d)?|"
    r"WL|LEXIS|U\.S\.\s?LEXIS"
)
_REPORTED = re.compile(
    rf"(?<![\w.$£€])\d{{1,4}}\s(?:{_REPORTERS})\s(?:at\s)?\d{{1,8}}(?![\w%])|"
    r"\[(?:1[89]|20)\d\d\]\s(?:\d\s)?(?:[A-Z][A-Za-z.’']{0,9}(?:\s[A-Z][A-Za-z.’']{0,6}){0,2})\s\d{1,5}(?:\s\((?:Ch|QB|KB|Comm|Fam|Admin|TCC|Pat|IPEC)\))?|"
    r"\b(?:19|20)\d\d\s(?:VT|IL|ND|NM|OK|UT|WI|WY|SD|ME|MT|PA|CO|AR|NMSC|NMCA|NCSC|Ohio)\s(?:App\s)?\d{1,6}(?![\w%])|"
    r"\((?:1[5-9]|20)\d\d\)\s\d{1,3}\s[A-Z][A-Za-z.]{0,9}(?:\s[A-Z][A-Za-z.]{0,6}){0,2}\s\d{1,5}(?![\w%])"
)
_VERSUS = re.compile(r"(?<=\s)v\.?\s(?=[\w“\"])")
_NAME_WORD = re.compile(r"[^\s]+")
_IN_RE = re.compile(r"\b(?:In\sre|Ex\sparte|Re)\s(?=[A-Z])")
_ABBREVIATED = re.compile(r"(?:Inc|Corp|Co|Ltd|Bros|Dept|Bd|Assn)\.,?")
_FORM_AFTER = re.compile(r"\s(?:Inc|LLC|L\.L\.C|Corp|Ltd|Co|LP|LLP|PLC|N\.A)\b")
_JOINERS = frozenset("of the and & for de van von la d/b/a ex rel. on behalf".split())  # noqa: SIM905 - read more easily as words
MOST_NAME_WORDS = 8
"""The most words of one side's name."""

LONGEST_NAME = 160
"""The most characters that are read on either side of a "v"."""


def citations_in(text: str) -> Iterator[Entity]:
    """Every citation of a statute or case, in no particular order; some may be inside others.

    `text` has single spaces only.
    """
    yield from _statutes(text)
    yield from _cases(text)


def _statutes(text: str) -> Iterator[Entity]:
    for match in _US_CODE.finditer(text):
        code = "U.S.C." if "U" in match["code"] else "C.F.R."
        sign = "pt." if match["part"] is not None else "§"
        yield _statute(match, f"{match['title']} {code} {sign} {_number(match['at'])}")
    for match in _PUBLIC_LAW.finditer(text):
        yield _statute(match, f"Pub. L. {match['at'].replace('–', '-')}")
    for match in _ILLINOIS.finditer(text):
        yield _statute(match, f"{match['title']} ILCS {match['at']}")
    for pattern in (_AT_LARGE, _EU):
        for match in pattern.finditer(text):
            yield _statute(match, match[0])
    for pattern in (_CODE, _INITIALS):
        for match in pattern.finditer(text):
            code = without_openers(match["code"])
            sign = "" if "R." in code.split() else "§ "  # rules of court are cited by their bare number
            if code:
                yield _statute(match, f"{code} {sign}{_number(match['at'])}", match.end("code") - len(code))
    for match in _OF_ACT.finditer(text):
        yield _statute(match, _within(match["act"], match["word"], match["at"]))
    for match in _ACT.finditer(text):
        act = without_openers(match["act"])
        if len(act.split()) < 2 and match["at"] is None and not re.fullmatch(_INITIALS_OF_ACTS, act):
            continue
        if match["at"] is None and act.split()[-1] in ("Order", "Law", "Rules", "Code", "Directive"):
            continue  # "Purchase Order", "Choice of Law": words of contracts
        if act:
            value = _within(act, match["word"], match["at"]) if match["at"] is not None else act
            yield _statute(match, value, match.end("act") - len(act))


def _within(act: str, word: str, at: str) -> str:
    """A place in an act: `Housing Act 1988 § 21`, `GDPR art. 28`."""
    sign = "art." if word.lower().startswith("art") else "§"
    return f"{act} {sign} {_number(at)}"


def _statute(match: re.Match[str], value: str, start: int = -1) -> Entity:
    """A match as a citation; if given, `start` leaves out words that only begin the question."""
    start = match.start() if start < 0 else start
    return Entity("statute_citation", match.string[start : match.end()], start, match.end(), value)


def _number(at: str) -> str:
    return at.replace(" ", "").replace("–", "-")


def _cases(text: str) -> Iterator[Entity]:
    reported = [match.span() for match in _REPORTED.finditer(text)]
    for start, end in reported:
        yield _case(text, start, end)
    for versus in _VERSUS.finditer(text):
        start = _name_before(text, versus.start())
        end = _name_after(text, versus.end())
        if start < versus.start() and end > versus.end():
            yield _case(text, start, _with_report(text, end, reported))
    for match in _IN_RE.finditer(text):
        end = _name_after(text, match.end())
        if end > match.end():
            yield _case(text, match.start(), _with_report(text, end, reported))


def _case(text: str, start: int, end: int) -> Entity:
    return Entity("case_citation", text[start:end], start, end, text[start:end])


def _with_report(text: str, end: int, reported: list[tuple[int, int]]) -> int:
    """The end of a case, including the report after its name."""
    at = bisect_left(reported, (end, end))
    if at < len(reported) and reported[at][0] - end <= 2 and not text[end : reported[at][0]].strip(" ,"):
        return reported[at][1]
    return end


def _name_before(text: str, end: int) -> int:
    """The beginning of the name that ends before a "v"."""
    floor = max(0, end - LONGEST_NAME)
    words = list(_NAME_WORD.finditer(text, floor, end))[-MOST_NAME_WORDS:]
    start = end
    for word in reversed(words):
        bare = word[0].strip("“\"'(")
        if (
            word[0].endswith((",", ";", ":", "?"))
            and start < end
            and not re.search(r"(?:Inc|Corp|Co|Ltd|LLC)\.?,$", word[0])
        ):
            break
        if bare[:1].isupper() and bare.lower() not in OPENERS:
            start = word.start() + len(word[0]) - len(word[0].lstrip("“\"'("))
        elif bare.lower() not in _JOINERS or start == end:
            break
    return start


def _name_after(text: str, start: int) -> int:
    """The end of the name that begins after a "v"."""
    end = start
    for number, word in enumerate(_NAME_WORD.finditer(text, start, min(len(text), start + LONGEST_NAME))):
        bare = word[0].rstrip("?!”\"').,;:")
        if number == MOST_NAME_WORDS or not bare:
            break
        if bare[:1].isupper() or (bare[:1].isdigit() and end == start):
            end = word.start() + len(bare)
            if _ABBREVIATED.fullmatch(word[0]) is not None:
                end += 1
            elif word[0] != bare and not (len(bare) <= 2 or _FORM_AFTER.match(text, word.end())):
                break
        elif bare.lower() not in _JOINERS or end == start:
            break
    return end
