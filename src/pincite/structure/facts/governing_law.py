"""The law that governs a document, from the sentence in which the parties chose it."""

import re
from collections.abc import Iterator

from pincite.documents.document import Fact
from pincite.structure.facts.anchors import anchors
from pincite.structure.facts.places import ADJECTIVE, NAME, place

WINDOW = 400
"""Characters around the verb within which the law is named; the longest chain of verbs before it in CUAD has 290."""

MOST_SENTENCES = 60
"""Sentences with such a verb and the word "law" that are examined; the most in 408 contracts is 25."""

_VERB = re.compile(
    r"govern|GOVERN|Govern|constru|CONSTRU|Constru|interpret|INTERPRET|(?:shall|will)\s+(?:apply|be\s+applicable|control)|"
    r"subject\s+to\s+the\s+law|SUBJECT\s+TO\s+THE\s+LAW|determined\s+in\s+accordance\s+with\s+the\s+law"
)
_VERBS = (
    *("govern", "GOVERN", "Govern", "constru", "CONSTRU", "Constru", "interpret", "INTERPRET", "shall", "will"),
    "subject to the law",
    "SUBJECT TO THE LAW",
    "determined in accordance with the law",
)
_OF_PLACE = (
    r"(?:(?:State|Commonwealth|Province|Republic|Federal\s+Republic|Kingdom|Grand\s+Duchy|Swiss\s+Confederation|Country|"
    r"Territory|Special\s+Administrative\s+Region|courts?)\s*,?\s*(?:of|ofthe)\s*(?:the\s+)?)"
)
_LAW_OF = re.compile(
    r"\blaws?(?:\s*\([^()]{1,120}\)|\s*,[^,.;]{1,60},)?(?:\s*,?\s*(?:and|rules|regulations|statutes|decisions|judicial|"
    r"jurisdiction|courts|equity|principles|as\s+applied|in\s+force|applicable)){0,6}\s*,?\s*(?:of|in|ofthe|from)\s*"
    r"(?:the\s*)?(?:state\s+and\s+federal\s+laws?\s+of\s+(?:the\s+)?)?"
    rf"{_OF_PLACE}?(?P<place>{NAME})"
    rf"(?:\s*,?\s*(?:and|or)\s+(?:by\s+)?(?:the\s+)?(?:laws?\s+)?(?:of\s+)?(?:the\s+)?{_OF_PLACE}(?P<further>{NAME}))?",
    re.IGNORECASE,
)
_PLACE_LAW = re.compile(
    rf"\b(?:(?:State\s+of\s+)?(?P<place>{NAME}|{ADJECTIVE})(?:\s+State)?)"
    r"\s+(?:substantive\s+|internal\s+|domestic\s+|contract\s+|state\s+)?laws?\b(?P<further>)?",
    re.IGNORECASE,
)
_LAW_THEREOF = re.compile(
    rf"\b{_OF_PLACE}(?P<place>{NAME})(?P<further>)?[^.;]{{0,200}}?\blaws?\s+"
    r"(?:thereof|of\s+(?:that|said|such)\s+(?:state|commonwealth|province|country|jurisdiction))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:Governing|Applicable|Choice\s+of)\s+Law(?:\s+and\s+(?:Jurisdiction|Venue))?\s{0,3}[:|]\s{0,9}"
    rf"(?:the\s+)?(?:laws?\s+of\s+(?:the\s+)?)?{_OF_PLACE}?(?P<place>{NAME})\s{{0,9}}(?:[.\n|;]|$)",
    re.IGNORECASE,
)
_LAW = re.compile(r"\b(?:[Ll]aws?|LAWS?)\b")
LONGEST_PLACE = 80
"""Characters from the start of a place's name to the word "law" after it."""

_OTHER_MATTER = re.compile(
    r"\b(?:organi[sz]ed|incorporated|existing|formed|licen[sc]ed|qualified|registered|domiciled|chartered|courts?|"
    r"conflicts?|choice|convention|securities|prohibited|complian\w+|comply|subject)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"[^.;]{0,120}?\b(?:shall|will|to|must|does|do)?\s*(?:govern|apply|control|be\s+applicable)", re.IGNORECASE
)
_INSTRUMENT = re.compile(
    r"\b(?:this|the|these|said|our|each)\s+(?:[\w&’'“”\"(),-]+\s+){0,6}?(?:agreement|contract|lease|amendment|addendum|note|"
    r"guaranty|guarantee|deed|terms|letter|instrument|licen[sc]e|policy|plan|indenture|order|statement|warrant|bond|"
    r"document|power|manual)s?\b|\b(?:hereof|hereunder|hereto|herefrom)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:agreement|disputes?|claims?|controvers\w+|validity|interpretation|construction|performance|rights|matters|"
    r"transactions?|questions|all|clause|section)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\bNo)(?<!\bInc)[.;](?=\s+[A-Z(])|\n\s*\n\s*(?=\(?\d)")


def governing_law(text: str, end: int) -> Iterator[Fact]:
    """The governing law that the parties chose, in `text[:end]`, with the words that choose it.

    A law counts where one sentence has both the law and the verb that makes it govern. The law under which a party is
    organised does not count, nor the law to which rules on conflicts of laws would lead. The first sentence about the
    whole instrument comes before one about some of its matters.
    """
    labelled = None
    for at in anchors(text, ("Law", "LAW"), end):
        labelled = labelled or _LABELLED.search(text, max(0, at - 12), min(end, at + 120))
    if labelled is not None:
        yield Fact("governing_law", place(labelled["place"]), labelled.start(), labelled.end("place"))
        return
    second: Fact | None = None
    looked_at = 0
    for at in anchors(text, _VERBS, end):
        if looked_at == MOST_SENTENCES:
            break
        verb = _VERB.match(text, at, end)
        if verb is None:
            continue
        sentence_start, sentence_end = _sentence(text, verb.start(), end)
        if _LAW.search(text, sentence_start, sentence_end) is None:
            continue
        looked_at += 1
        for pattern in (_LAW_OF, _PLACE_LAW, _LAW_THEREOF):
            for match in _chosen(text, pattern, verb, sentence_start, sentence_end):
                chosen = place(match["further"] or match["place"])
                fact = Fact("governing_law", chosen, *match.span())
                is_its_own = _INSTRUMENT.search(text, sentence_start, match.start()) is not None
                if is_its_own and chosen != "United States":
                    yield fact
                    return
                if (is_its_own or chosen != "United States") and pattern is not _PLACE_LAW:
                    second = second or fact
    if second is not None:
        yield second


def _sentence(text: str, position: int, end: int) -> tuple[int, int]:
    """The sentence around a position, at most `WINDOW` characters to either side."""
    start = max(0, position - WINDOW)
    for stop in _SENTENCE_END.finditer(text, start, position):
        start = stop.end()
    stop_at = min(end, position + WINDOW)
    after = _SENTENCE_END.search(text, position, stop_at)
    return start, after.start() + 1 if after is not None else stop_at


def _found(text: str, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of a pattern, tried only where it may begin, because it holds the names of all places."""
    if pattern is not _PLACE_LAW:
        yield from pattern.finditer(text, start, end)
        return
    for law in _LAW.finditer(text, start, end):
        match = pattern.search(text, max(start, law.start() - LONGEST_PLACE), min(end, law.end() + 1))
        if match is not None and match.end() >= law.end():
            yield match


def _chosen(text: str, pattern: re.Pattern[str], verb: re.Match[str], start: int, end: int) -> Iterator[re.Match[str]]:
    """The laws that the verb of a sentence makes govern."""
    for match in _found(text, pattern, start, end):
        if match.start() < verb.start() < match.end():
            yield match
        elif match.start() < verb.start():
            if _VERB_AFTER.match(text, match.end(), end) and not _OTHER_MATTER.search(text, start, match.start()):
                yield match
        elif not _OTHER_MATTER.search(text, verb.end(), match.start()) and (
            _SUBJECT.search(text, start, match.start()) or _INSTRUMENT.search(text, start, match.start())
        ):
            yield match
