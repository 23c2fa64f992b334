"""Headings that only their look marks: which words that stand out are headings.

Names of parties, addresses, court captions, signature lines and warnings stand out as well. A heading reads as one and
stands over the words of a clause, or over a lower heading that does.
"""

import re
from collections.abc import Sequence

from pincite.documents.document import Heading
from pincite.structure.outline.furniture import furniture_key, is_page_number
from pincite.structure.outline.headings import LONGEST_HEADING, Span, reads_as_heading
from pincite.structure.outline.tree import DIVISIONS, Node
from pincite.structure.outline.unnumbered import JOINERS, has_body, is_of_opinion, names_company

MOST_WORDS_ASKED = 16
"""Most words of a heading that is a question ("What do we do with your data?")."""

MOST_WORDS_STOPPED = 7
"""Most words of a heading that ends in a full stop; longer ones are sentences."""

LATEST_TITLE = 2_000
"""Characters from the start within which the document's own title stands."""

FEWEST = 3
"""Other headings or numbers from which a title is only a title. With fewer, it is the heading of the only part."""

FEWEST_ALIKE = 2
"""Headings of one look among which a company's name is also a heading: an opinion may have a part on each company."""

FARTHEST = 20
"""Characters, all white space, from a heading to a lower one right below it."""

_NO_HEADING = re.compile(
    r"___|\$|/[sS]/|\||\.{4}|@|\bhttps?:|\bNos?\. ?\d|\d{5}|\bv\.|\bvs\.|\[\[|\{\{|"
    r"^(?:by|name|title|date|dated|attn|attention|address|tel|telephone|fax|e-?mail|re|to|from|cc|its|print)\b[^\w]|"
    r"\b(?:remainder of|intentionally|left blank|signature pages?|confidential treatment|has been omitted|redacted)\b|"
    r"^[(\[].*[)\]]\W*$|^(?:now,? therefore|in witness|whereas|witnesseth|between|by and between|and|page)\b",
    re.IGNORECASE,
)
"""What forms, letterheads, captions and blanks contain, but headings do not."""

_NUMBER = re.compile(r"(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)] ")

LONGEST_TITLE_LINE = 60
"""Characters between the line of a schedule and a line that continues its title ("to the Supply Agreement")."""

_FIELD = re.compile(
    r"\s{1,200}(?:(?:registered|legal|authori[sz]ed|postal|contact|e-?mail|bank|business) )?"
    r"(?:address|attention|attn|representative|telephone|tel|phone|fax|facsimile|e-?mail|name|title|date|by|signature|"
    r"person|account|zip|post ?code)(?: (?:no|number|code))?\.?[ \t]?:",
    re.IGNORECASE,
)
"""A line of a form below ("Address: ...", "Legal representative: ..."): the line above it is a party."""

_GAP = re.compile(r"[ ]{3}|\t")
"""The gap between cells of a row, or between the two ends of a line."""

_COURT = re.compile(
    r"\bCOURTS?\b.*\b(?:OF|FOR|DISTRICT|APPEALS)\b|\b(?:DISTRICT|CIRCUIT|SUPREME|SUPERIOR) COURT\b|"
    r"\b(?:PLAINTIFF|DEFENDANT|PETITIONER|RESPONDENT|APPELLANT|APPELLEE)S?[,.]?$|\bJUDGES?[.:]?$|"
    r"^(?:PLAINTIFF|DEFENDANT|PETITIONER|RESPONDENT|APPELLANT|APPELLEE)S?\W|"
    r"^(?:BEFORE|STATE OF|COMMONWEALTH OF|COUNTY OF|CASE|SO ORDERED|FOR THE\b.* (?:CIRCUIT|DISTRICT))\b|"
    r"^(?:CIVIL MINUTES|MINUTE ORDER|APPEAL FROM|CERTIORARI TO)\b|"
    r"\bDIVISION [IVX\d]+$",
    re.IGNORECASE,
)
"""What the caption of a court paper contains: the court, the parties' roles, the judges."""


def set_off_headings(text: str, set_off: Sequence[Heading], furniture: frozenset[str]) -> list[Heading]:
    """Those of the lines that stand out that are headings, in order."""
    found: list[Heading] = []
    companies: set[int] = set()
    for heading in reversed(set_off):
        line = " ".join(text[heading.start : heading.end].split())
        if _GAP.search(text, heading.start, heading.end) or not _reads_as_heading(line, furniture):
            continue
        below = found[-1] if found else None
        is_next = below is not None and not text[heading.end : min(below.start, heading.end + FARTHEST)].strip()
        holds = below is not None and is_next and below.level > heading.level and below.start <= heading.end + FARTHEST
        if holds or (has_body(text, heading.end) and not _FIELD.match(text, heading.end)):
            found.append(heading)
            if names_company(line) and not _NUMBER.match(line):
                companies.add(heading.start)
    return _without_parties(found[::-1], companies)


def _without_parties(headings: Sequence[Heading], companies: set[int]) -> list[Heading]:
    """The headings without company names, except names after another heading whose look other headings share."""
    alike: dict[int, int] = {}
    for heading in headings:
        alike[heading.level] = alike.get(heading.level, 0) + (heading.start not in companies)
    found: list[Heading] = []
    for heading in headings:
        is_among = bool(found) and alike[heading.level] >= FEWEST_ALIKE
        if heading.start not in companies or is_among:
            found.append(heading)
    return found


def without_title(text: str, headings: Sequence[Heading], first_label: int, labels: int) -> list[Heading]:
    """The headings without the document's own title: the first, alone at the highest level, before any number."""
    if not headings or len(headings) - 1 + labels < FEWEST:
        return list(headings)
    first = headings[0]
    is_alone = all(other.level > first.level for other in headings[1:])
    is_first = first.start < min(first_label, LATEST_TITLE)
    is_title = is_alone and is_first and not is_of_opinion(text[first.start : first.end].upper())
    return list(headings[1:] if is_title else headings)


def words_after(label_end: int, text: str, heading: Heading) -> Span | None:
    """The words of a heading after its number; None when there are none."""
    start = label_end
    while start < heading.end and text[start] in " \t\n:.-–—":
        start += 1
    return (start, heading.end) if start < heading.end else None


def goes_with_part(text: str, part: Node, start: int) -> bool:
    """True for a heading right below the line of a schedule or article: it is part of that line's title.

    Joining words in small letters may stand between them ("to the Supply Agreement").
    """
    if part.mark not in ("schedule", *DIVISIONS):
        return False
    end = part.heading[1] if part.heading is not None else part.label_end
    between = text[end : min(start, end + LONGEST_HEADING)].strip(" \t\n.:-–—")
    is_joined = not between or between[0].islower() or between[0] == "("
    return start - end <= LONGEST_HEADING and is_joined and len(between) <= LONGEST_TITLE_LINE


def _reads_as_heading(words: str, furniture: frozenset[str]) -> bool:
    """True for words on one line that stand out and read as a heading."""
    line = words.rstrip(" .:")
    if not line or set(line.upper().split()) <= JOINERS or is_page_number(line) or furniture_key(line) in furniture:
        return False
    if _NO_HEADING.search(words) or _COURT.search(line):
        return False
    if words.endswith(".") and len(line.split()) > MOST_WORDS_STOPPED:
        return False
    if line.endswith("?"):
        return line[0].isupper() and len(line.split()) <= MOST_WORDS_ASKED
    return sum(letter.isalpha() for letter in line) >= 3 and reads_as_heading(line)
