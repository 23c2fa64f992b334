"""Headings in plain text without a number: lines in capitals, in title case or in bold, and headings of notes."""

import re

from pincite.documents.document import Format
from pincite.structure.outline.furniture import REPEATS, furniture_key, is_page_number
from pincite.structure.outline.headings import MOST_WORDS, Span, reads_as_heading

_BOLD = re.compile(r"(?<![^\s])(?:\*\*|__)(?P<words>[^*_\n]{3,90})(?:\*\*|__)(?=[.:]?(?:\s|\Z))")
_CAPITAL_LINE = re.compile(r"^[ \t\u00a0*_]*([A-Z][^a-z\r\n]{3,90})[ \t\u00a0*_]*$", re.MULTILINE)
_CAPITAL_OPENING = re.compile(
    r"(?:^[ \t\u00a0]*|(?<=[.;:?!”\")\]])[ \t\u00a0]{3,})(?P<words>[A-Z][^a-z\r\n]{3,90}?)[ \t\u00a0]{3,}"
    r"(?=[A-Z“\"](?:(?![ \t\u00a0]{3})[^\r\n]){60})",
    re.MULTILINE,
)
"""A heading in capitals, set off by wide gaps from the sentence after it: the line break between them was lost."""

_COLUMNS_BELOW = re.compile(r"[^\r\n]{0,110}(?:\r?\n[ \t]*)+[^\r\n]{0,110}?\S[ \t\u00a0]{3,}\S")
"""A short line whose next line has a wide gap too: the two columns of a table."""

_COMPANY = re.compile(
    r"(?:,|\b(?:INC|LLC|L\.L\.C|L\.?P|CORP|CORPORATION|LTD|LIMITED|N\.A|CO|COMPANY|PLC|GMBH|S\.A|AG|B\.V|BANK|TRUST))[.,]?$"
)
JOINERS = frozenset(
    """
    AND BETWEEN AMONG BY WITH FOR TO OF FROM THE OR -AND- B E T W N & A AGREEMENT AGREEMENTS
    """.split()  # noqa: SIM905 - words read best as words
)
_BODY_FOLLOWS = re.compile(r"\s{1,200}(\S[^\r\n]{0,200})")

_TITLE_LINE = re.compile(r"^[ \t\u00a0*_]*([A-Z][A-Za-z&/’' -]{3,80}?)[ \t\u00a0*_]*$", re.MULTILINE)
_BODY_BELOW = re.compile(
    r"[ \t]*\r?\n[ \t]*\r?\n\s{0,200}[A-Z“\"][^\r\n|]{60,}?(?:[.:;][”\"]?[ \t]*(?:[\r\n]|\Z)|[.:;] [A-Z])"
)
_PARAGRAPH_BELOW = re.compile(
    r"[ \t]*\r?\n\s{0,200}(?:[A-Z“\"][^\r\n|]{60,}[.:;][”\"]?[ \t]*(?:[\r\n]|\Z)|\(a\) |1\. )"
)
_FIELDS = frozenset(
    """
    name title by date address attention attn telephone signature print its agreement the a an in if this to for and or
    of see
    """.split()  # noqa: SIM905 - words read best as words
)

_RUN_IN_HEADING = re.compile(
    r"^[ \t\u00a0]*(?P<words>[A-Z][A-Za-z/’'-]{2,20}(?:[ ][A-Za-z/’'-]{2,20}){0,8})\.[ \t\u00a0]{1,4}"
    r"(?=[A-Z“\"][^\r\n]{60})",
    re.MULTILINE,
)

FEWEST_RUN_IN = 3
"""Least paragraphs of a text that open with their headings."""

LINES_ARE_PARAGRAPHS: tuple[Format, ...] = ("docx", "html")
"""Formats in whose text each line is a paragraph."""

MOST_TITLE_WORDS = 9
"""Words of a heading in title case that has no number; longer lines are names and addresses."""

_OPINION = re.compile(
    r"\b(?:FACTS?|FACTUAL|BACKGROUND|DISCUSSION|ANALYSIS|CONCLUSIONS?|INTRODUCTION|HISTORY|JURISDICTION|"
    r"STANDARDS? OF REVIEW|ARGUMENT|SUMMARY OF|DISPOSITION|OVERVIEW)\b"
)
_NOTE_LINE = re.compile(
    r"^[ \t]*((?:(?:Historical and Revision|Editorial|Statutory|Revision) Notes(?: and Related Subsidiaries)?|"
    r"Executive Documents|Amendments|References in Text|Codification|Prior Provisions|Derivation|Change of Name|"
    r"Construction|Repeals?|Savings? (?:Provisions?|Clause)|"
    r"Separability|Severability|Regulations|Findings(?: and Purposes?)?|Applicability|"
    r"(?:Termination|Transfer) of [A-Z][a-z]+(?: [A-Z]?[a-z]+){0,5}|"
    r"(?:Effective(?: and Termination)? Dates?|Short Title)(?: of \d{4} Amendments?| of (?:Repeal|Title))?"
    r"(?:; [A-Z][\w ]{2,60})?))[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""Headings of the notes on a section of the United States Code."""

_NUMBERED = re.compile(r"\d{1,3}[.)\s]|\(\w{1,4}\)|(?:Article|Section|ARTICLE|SECTION)\b")

SHORTEST_BODY = 40
"""Characters of the line below a heading in capitals; shorter ones are cover pages and signature blocks."""

FEWEST_LETTERS = 4
"""Letters of a heading in capitals; fewer are a numeral or an abbreviation."""

MOST_OPENINGS = 1_000
"""Such headings in one text; more are a table. The limit keeps the time linear: each one is looked for in the text."""

OPENING = 120
"""Characters after a heading that show whether a sentence or an address follows it."""


def capital_lines(text: str, furniture: frozenset[str], format: Format) -> list[Span]:
    """Lines in capitals that head what follows, without running headers and names of parties.

    In Word files and web pages every line is a paragraph. A typeset page sets off its headings by position and not by
    blank lines; there, the line before must end a sentence.
    """
    found: list[Span] = []
    for match in _CAPITAL_LINE.finditer(text):
        words = match[1].strip(" \t*_:").split()
        if not words or sum(map(str.isalpha, match[1])) < FEWEST_LETTERS or set(words) <= JOINERS:
            continue
        line = " ".join(words)
        if names_company(line) or "___" in line or "/S/" in line or "$" in line or furniture_key(match[0]) in furniture:
            continue
        if len(words) > MOST_WORDS or is_page_number(line):
            continue
        is_clear = format in LINES_ARE_PARAGRAPHS or _is_own_paragraph(text, match.start())
        if not (is_clear or (format == "pdf" and _follows_sentence(text, match.start()))):
            continue
        if not has_body(text, match.end()):
            continue
        found.append((match.start(1), match.start(1) + len(match[1].rstrip(" \t*_:"))))
    return found


def capital_openings(text: str) -> list[Span]:
    """Headings in capitals on one line with the paragraph that they head, from which a wide gap sets them off.

    Words that stand elsewhere in the text too, in any place, are a running head, a party or a table's column.
    """
    found: list[Span] = []
    for match in _CAPITAL_OPENING.finditer(text):
        words = match["words"].rstrip(" \t\u00a0*_:.")
        after_sentence = text[match.start() - 1 : match.start()] not in ("", "\r", "\n")
        is_set_off = after_sentence or _is_own_paragraph(text, match.start())
        is_prose = _is_prose(text[match.end() : match.end() + OPENING])
        if _may_head(words) and is_set_off and is_prose and not _COLUMNS_BELOW.match(text, match.end()):
            found.append((match.start("words"), match.start("words") + len(words)))
    if len(found) > MOST_OPENINGS:
        return []
    return [span for span in found if text.count(text[slice(*span)]) < REPEATS]


def _may_head(line: str) -> bool:
    """True for words in capitals that may be a heading: no figure, sum, signature, party or half of a bracket."""
    words = line.split()
    if len(words) > MOST_WORDS or set(words) <= JOINERS or sum(map(str.isalpha, line)) < FEWEST_LETTERS:
        return False
    is_whole = "   " not in line and line.count("(") == line.count(")") and not any(map(str.isdigit, line))
    return is_whole and not names_company(line) and not any(sign in line for sign in ("___", "/S/", "$"))


def _is_prose(words: str) -> bool:
    """True when half of the words or more begin small, as in a sentence and not in an address."""
    known = [word for word in words.split() if word[0].isalpha()]
    return 2 * sum(word[0].islower() for word in known) >= len(known)


def names_company(line: str) -> bool:
    """True for a line that is the name of a party: it ends in a legal form or a comma."""
    return _COMPANY.search(line.upper()) is not None


def is_of_opinion(heading: str) -> bool:
    """True for a heading in capitals with which a court divides an unnumbered opinion: FINDINGS OF FACT."""
    return heading.isupper() and _OPINION.search(heading) is not None


def note_lines(text: str) -> list[Span]:
    """Lines that head the notes on a section of a code."""
    return [match.span(1) for match in _NOTE_LINE.finditer(text) if has_body(text, match.end())]


def run_in_headings(text: str) -> list[Span]:
    """Words in title case that open a paragraph as its heading: "Disclaimer of Liabilities. In no event ...".

    Only several such paragraphs are headed like this: the first words of one alone may be a short sentence.
    """
    found: list[Span] = []
    for match in _RUN_IN_HEADING.finditer(text):
        words = match["words"].split()
        if words[0].lower() in _FIELDS or len(words) > MOST_TITLE_WORDS or names_company(match["words"]):
            continue
        if _in_title_case(words) and reads_as_heading(match["words"]) and _is_own_paragraph(text, match.start()):
            found.append(match.span("words"))
    return found if len(found) >= FEWEST_RUN_IN else []


def bold_openings(text: str) -> list[Span]:
    """Words in bold that open a paragraph of Markdown and read as its heading: `**Privacy**. See our ...`."""
    found: list[Span] = []
    for match in _BOLD.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        words = match["words"].rstrip(" .:")
        if (not before or before.endswith("\n")) and words[:1].isupper() and reads_as_heading(words):
            found.append((match.start("words"), match.start("words") + len(words)))
    return found


def title_lines(text: str, furniture: frozenset[str], format: Format) -> list[Span]:
    """Lines in title case that head the paragraph below them.

    Where lines are not paragraphs, the heading must have blank lines around it.
    """
    is_paragraphs = format in LINES_ARE_PARAGRAPHS
    found: list[Span] = []
    for match in _TITLE_LINE.finditer(text):
        line = match[1].strip()
        words = line.split()
        if len(words) > MOST_TITLE_WORDS or words[0].lower() in _FIELDS or not _in_title_case(words):
            continue
        if names_company(line) or furniture_key(match[0]) in furniture:
            continue
        before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t")
        below = (_PARAGRAPH_BELOW if is_paragraphs else _BODY_BELOW).match(text, match.end())
        is_clear = (
            not before or before[-1] in "\r\n" if is_paragraphs else not before or before.endswith(("\n\n", "\r\n"))
        )
        if is_clear and below is not None:
            found.append((match.start(1), match.start(1) + len(line)))
    return found


def _in_title_case(words: list[str]) -> bool:
    """True when every longer word begins with a capital and at least one of them has small letters."""
    longer = [word for word in words if len(word) > 3]
    return bool(longer) and all(word[0].isupper() for word in longer) and any(not word.isupper() for word in longer)


def _is_own_paragraph(text: str, start: int) -> bool:
    """True when a blank line, or nothing, stands before a line."""
    before = text[max(0, start - 40) : start]
    gap = before[len(before.rstrip()) :]
    return len(gap) == start or gap.count("\n") >= 2 or gap.count("\r") >= 2


def _follows_sentence(text: str, start: int) -> bool:
    """True when the previous line ends a sentence."""
    before = text[max(0, start - 40) : start].rstrip()
    return before.endswith((".", ":", "?", ".”", '."', ".)", ".’", "]"))


def has_body(text: str, end: int) -> bool:
    """True when the words of a clause follow a line."""
    below = _BODY_FOLLOWS.match(text, end)
    if below is None or below[1][0].islower() or not any(letter.islower() for letter in below[1]):
        return False
    return len(below[1]) > SHORTEST_BODY or below[1][-1] in ".:;" or _NUMBERED.match(below[1]) is not None
