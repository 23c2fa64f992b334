"""The title of a document, for formats that do not state one."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from pincite.documents.document import Heading
from pincite.structure.facts.caption import case_name
from pincite.structure.facts.kinds import is_court_paper
from pincite.structure.outline.furniture import is_page_number
from pincite.structure.outline.unnumbered import names_company

TOP = 2000
"""Characters from the start that are searched for a title; the cover pages of EDGAR exhibits are shorter."""

HEAD = 200
"""Characters from the start within which a heading of the highest level is the document's title."""

MOST_WORDS = 16
"""Words of a title; a longer line in capitals is a legend ("CERTAIN INFORMATION HAS BEEN OMITTED ...")."""

_INSTRUMENT = re.compile(
    r"\b(?:AGREEMENTS?|CONTRACTS?|AMENDMENT|LEASE|LICEN[CS]E|INDENTURE|NOTE|DEED|BOND|GUARANT(?:Y|EE)|PLAN|POLICY|TERMS|"
    r"CONDITIONS|ADDENDUM|ADDENDA|LETTER|MEMORANDUM|CERTIFICATE|ASSIGNMENT|UNDERTAKING|WAIVER|NOTICE|MINUTES|REPORT|"
    r"ORDER|OPINION|SUMMARY|STATEMENT|SCHEDULE|WARRANT|CHARTER|BYLAWS|BY-LAWS|WILL|TRUST|RESOLUTIONS?|PROSPECTUS|"
    r"DISCLOSURE|GUIDELINES|CODE|MANUAL|PROPOSAL|CONSENT|RELEASE|SETTLEMENT|STIPULATION|COMPLAINT|MOTION|AFFIDAVIT|DECLARATION|JUDGMENT|BRIEF|MORTGAGE|STANDARDS?|EXHIBITS?|"
    r"POWERS? OF ATTORNEY)\b",
    re.IGNORECASE,
)
_BEFORE_PARTIES = ("AGREEMENT", "AMENDMENT", "LEASE", "CONTRACT", "ADDENDUM")
_NAMED_AFTER = re.compile(
    r"[\s)”\"’'.:,*–—-]*(?:$|\(|(?:OF|FOR|TO|NO|BY|ON|RE|AND|OR|BETWEEN|AMONG|NUMBER|IN|WITH|REGARDING|CONCERNING|"
    r"REQUIRED|AS|#)\b|[A-Z]$|"
    r"[–—-]|\d)",
    re.IGNORECASE,
)
"""What may follow the word that names an instrument in a title. In "Notice Address", "Notice" is part of another
name."""
_NOISE = re.compile(
    r"^\W*(?:EXHIBIT|EX-|SCHEDULE \w{1,3}$|EXECUTION|TABLE OF CONTENTS|CONTENTS|INDEX|SOURCE:|CONFIDENTIAL|CERTAIN |"
    r"PORTIONS|\[\*|\*\*|PURSUANT|DRAFT|COPY|FINAL|PAGE|DATED?\b|BETWEEN|BY AND|AMONG|REDACTED|PRIVILEGED|FILED|"
    r"CONFORMED|AND$|THIS\b|RECITALS|WITNESSETH|IN WITNESS|WHEREAS|NOW|TO:|RE:|FROM:)",
    re.IGNORECASE,
)
_EXHIBIT = re.compile(
    r"^\W*(?:EXHIBITS?|Exhibits?|EX-)\s*\(?[\w.()-]{1,12}\)?[\s:–—-]*(?:(?:PAGE|Page) \d{1,3} (?:of|OF) \d{1,3}\s)?"
)
_COPY = re.compile(r"^(?:EXECUTION|Execution|CONFORMED|Conformed)\s+(?:VERSION|Version|COPY|Copy)\b[\s:–—-]*")
_SENTENCE_END = re.compile(r"\.[\"”)\]]{0,3}\s+(?=[A-Z])")
_LEGEND = re.compile(
    r"confidential treatment|confidential portions|\bomitted\b|\bredacted\b|filed separately|excluded from this|"
    r"competitive(?:ly)? harm|publicly disclosed",
    re.IGNORECASE,
)
"""What the legend above an exhibit speaks of: words of it that are not shown."""

_REDACTED = re.compile(r"[\s\[{(]{0,4}\*{1,20}[\s\]})]{0,4}$")
_SEGMENT = re.compile(r"[^\r\n\f]+")
_GAP = re.compile(r"[ \t\u00a0]{2,}")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9&'’/.,()®™-]*(?:[ ][A-Z0-9&(\"“][A-Z0-9&'’/.,()\"”®™-]*)*(?![a-z])")
_PARTIES = re.compile(r",?\s(?:THIS|(?:BY AND )?(?:BETWEEN|AMONG)|DATED|EFFECTIVE)\b", re.IGNORECASE)
_JOINS_ON = re.compile(r"(?:\b(?:TO|OF|AND|FOR|THE)|[,&–-])$|^(?:TO|OF|AND|FOR|NO\.)\b", re.IGNORECASE)
_CONNECTORS = ("TO", "OF", "AND", "FOR", "TO THE", "OF THE")
_SENTENCE_CASE = re.compile(r"[A-Z][a-z’'-]+(?: [a-z][a-z’'-]+){0,4} (?:agreement|contract|lease|deed)")
"""A line by itself that names an instrument as a sentence would: "Distributorship agreement"."""

_NAMES_PARTIES = re.compile(
    r"(?P<title>(?:[A-Z][\w’'&/-]*\s+|(?:and|of|for|to)\s+){1,8}(?:Agreement|Contract|Lease))\s+"
    r"(?:(?:[Bb]y\s+and\s+)?[Bb]etween|[Aa]mong)\s+[A-Z]"
)
"""A line that begins with its title and goes on with the parties."""

_SAID_AGAIN = re.compile(r"(?P<title>[A-Z][^.;:\r\n]{5,100}?),?\s+(?i:This\s+(?P=title))\b")
"""A title and the first words below it on one line: "Amendment #3 to the Agreement This Amendment #3 to the ..."."""

_TWICE = re.compile(r"(?P<title>.{5,100}?)\s+(?P=title)")
_GENERIC = ("AGREEMENT", "CONTRACT", "LEASE")
"""Words that name no instrument alone: the line before such a word is a better title, or the first part of it."""

_RUN_IN = re.compile(
    r"\b[Tt](?:his|HIS)\s+((?:[A-Z][\w’'&/-]*\s+|and\s+|of\s+|for\s+|to\s+){0,10}"
    r"(?:Agreement|Contract|Lease|Amendment|Policy|AGREEMENT))\b"
)


_OF_COURT = re.compile(r"\b(?:OPINION|ORDER|JUDGE?MENT|DECISION|RULING|DECREE|VERDICT)S?\b", re.IGNORECASE)
"""What a court calls its own paper."""

_FILED = re.compile(r"\b(?:MOTION|BRIEF|OPPOSITION|NOTICE|MEMORANDUM|STATEMENT|DECLARATION|PETITION)\b", re.IGNORECASE)
"""What parties file about such a paper: "MOTION TO STAY PENDING DECISION"."""

_LETTERS = re.compile(r"(?P<s>(?<=['’])S(?![A-Z]))|[A-Z]+")
_SMALL = frozenset(("of", "and", "the", "for", "in", "on", "at", "to", "a", "an"))
_ALWAYS_CAPITAL = frozenset(
    "LLC LLP LP PLC USA US U.S U.S.A N.A NA PC P.C L.P L.L.C II III IV JP NV AG SA S.A GMBH UK".split()  # noqa: SIM905
)


def title_of(text: str, headings: Sequence[Heading], name: str) -> str:
    """The title: the heading at the top, else a line near it that names an instrument, else the file's name.

    Lines in capitals come before lines in title case. The number of an SEC exhibit and the legends around it are
    skipped. A court's paper is called by its case, what parties file by what it is. `name` may be a path; only its stem
    is used.
    """
    at_top = headings[0] if headings and headings[0].start < HEAD else None
    first = " ".join(text[at_top.start : at_top.end].split()).strip("*_ ") if at_top is not None else ""
    if _NOISE.match(first) or not first[:1].isalpha() or first.endswith(":"):
        first = ""
    if first and at_top is not None and at_top.level == 1:
        return (not _names_instrument(first) and _line_above(text[: at_top.start])) or first
    segments = list(_segments(text[:TOP]))
    in_capitals = _title_in_capitals(segments)
    # A motion, or a memorandum on the case, has a title of its own; a line of its text in title case is none.
    own = (one for one in (in_capitals, first) if _names_instrument(one))
    if all(_OF_COURT.search(one) and not _FILED.search(one) for one in own) and (case := _case(text)):
        return case
    found = in_capitals or _titled_line(segments) or first
    return found or _opening_title(segments) or _run_in_title(text[:TOP]) or PurePath(name).stem


def _case(text: str) -> str:
    """The name of the case of a court's paper: "Acme LLC v. State of Ohio"; empty where it has no caption."""
    names = [_mixed(name) for name in case_name(text)] if is_court_paper(text) else []
    return " v. ".join(names)


def _mixed(name: str) -> str:
    """A name in capitals as it is written elsewhere.

    >>> _mixed("STATE OF MISSOURI"), _mixed("O'NEILL HOLDINGS, LLC"), _mixed("Ruben Diaz")
    ('State of Missouri', "O'Neill Holdings, LLC", 'Ruben Diaz')
    >>> _mixed("MCDONALD'S CORP.")
    "McDonald's Corp."
    """
    if not name.isupper():
        return name
    words = [word if word.strip(",.") in _ALWAYS_CAPITAL else _LETTERS.sub(_initial, word) for word in name.split()]
    return " ".join(word.lower() if at and word.lower() in _SMALL else word for at, word in enumerate(words))


def _initial(letters: re.Match[str]) -> str:
    if letters["s"] is not None:
        return letters["s"].lower()
    word = letters[0].capitalize()
    return f"Mc{word[2:].capitalize()}" if word.startswith("Mc") and len(word) > 3 else word


def _line_above(text: str) -> str:
    """The title above the first heading, where nothing else stands there; else empty."""
    lines = list(_segments(text))
    return (_title_in_capitals(lines) or _titled_line(lines)) if len(lines) == 1 else ""


def _title_in_capitals(segments: Sequence[str]) -> str:
    """The first line in capitals that names an instrument, with the lines that belong to it; else empty."""
    for index, words in enumerate(segments):
        run = _capitals(words)
        if run and _names_instrument(run):
            return _fuller(segments[:index], run) or _once(_with_neighbours(segments, index, run))
        if len((named := _up_to_instrument(run)).split()) > 1:
            return named
    return ""


def _titled_line(segments: Sequence[str]) -> str:
    """The first line in title case that names an instrument, without the parties after it; else empty."""
    return next((_before_parties(words) for words in segments if _is_titled(words)), "")


def _opening_title(segments: Sequence[str]) -> str:
    """A title in small letters, or one with which a longer line begins; else empty."""
    for words in segments:
        if _SENTENCE_CASE.fullmatch(words):
            return words
        if (opening := _NAMES_PARTIES.match(words) or _SAID_AGAIN.match(words)) is not None:
            return " ".join(opening["title"].split())
    return ""


def _run_in_title(top: str) -> str:
    """The title that a first sentence gives ("This Supply Agreement is made"); empty for "This Agreement"."""
    run_in = _RUN_IN.search(top)
    return " ".join(run_in[1].split()) if run_in is not None and len(run_in[1].split()) > 1 else ""


def _segments(top: str) -> Iterator[str]:
    """The lines at the top without page numbers and legends, cut at wide gaps where line breaks were lost."""
    for line in _SEGMENT.finditer(top):
        for part in _GAP.split(line[0].strip(" \t\u00a0*_#|-=")):
            words = _without_legends(_EXHIBIT.sub("", " ".join(part.split())).strip(" *_#|"))
            words = _REDACTED.sub("", _COPY.sub("", words))
            if words and not is_page_number(words) and not _NOISE.match(words):
                yield words


def _without_legends(words: str) -> str:
    """A line without the sentences before its title that say what was left out of an exhibit.

    >>> _without_legends('PORTIONS MARKED "[**]" HAVE BEEN OMITTED. SUPPLY AGREEMENT')
    'SUPPLY AGREEMENT'
    """
    start = 0
    for end in _SENTENCE_END.finditer(words):
        if not _LEGEND.search(words, start, end.start()):
            break
        start = end.end()
    return words[start:]


def _fuller(before: Sequence[str], run: str) -> str:
    """A title that stands before a line with only "AGREEMENT", or ends with it; else empty."""
    if run not in _GENERIC:
        return ""
    for words in before:
        if _is_titled(words) or _SENTENCE_CASE.fullmatch(words):
            return _before_parties(words)
    above = before[-1] if before else ""
    is_first_part = (
        above.isupper() and len(above.split()) > 1 and above == _capitals(above) and not names_company(above)
    )
    return f"{above} {run}" if is_first_part else ""


def _before_parties(words: str) -> str:
    """A line up to where its parties or date begin, if its title stands before them."""
    title = _PARTIES.split(words, maxsplit=1)[0]
    return title if _names_instrument(title) else words


def _once(title: str) -> str:
    """A title that stands twice on one line, once; and without a bracket that does not close.

    >>> _once("SERVICES AGREEMENT SERVICES AGREEMENT"), _once("SUPPLY AGREEMENT (DA-9801")
    ('SERVICES AGREEMENT', 'SUPPLY AGREEMENT')
    """
    twice = _TWICE.fullmatch(title)
    title = twice["title"] if twice is not None else title
    return title.rpartition("(")[0].rstrip() if title.count("(") > title.count(")") else title


def _is_titled(words: str) -> bool:
    """True for a line in title case whose main word names an instrument."""
    return words[0].isalnum() and _names_instrument(words) and _in_title_case(words)


def _capitals(words: str) -> str:
    """The run of capitals that begins a line; empty when it is no title."""
    match = _CAPITALS.match(words)
    if match is None:
        return ""
    run = _PARTIES.split(match[0], maxsplit=1)[0].rstrip(' ,("“-')
    count = len(run.split())
    return run if 1 <= count <= MOST_WORDS and sum(letter.isalpha() for letter in run) >= 4 else ""


def _names_instrument(words: str) -> bool:
    """True for a line whose main word names an instrument."""
    return any(_NAMED_AFTER.match(words, match.end()) for match in _INSTRUMENT.finditer(words))


def _up_to_instrument(words: str) -> str:
    """A line in capitals, up to the name of its instrument; a party's name follows there."""
    match = _INSTRUMENT.search(words)
    return words[: match.end()] if match is not None and match[0] in _BEFORE_PARTIES else ""


def _with_neighbours(segments: Sequence[str], index: int, run: str) -> str:
    """A title with the neighbouring lines that belong to it: "AMENDMENT NO. 2 / TO / SUPPLY AGREEMENT"."""
    whole = run
    for following in segments[index + 1 : index + 4]:
        after = following if following in _CONNECTORS else _capitals(following)
        if not after or after != following or not (_JOINS_ON.search(whole) or _JOINS_ON.match(after)):
            break
        if len(whole.split()) + len(after.split()) > MOST_WORDS:
            break
        whole = f"{whole} {after}"
    return re.sub(r"\s+(?:TO|OF|AND|FOR|BETWEEN|BY|AMONG|WITH)$", "", whole)


def _in_title_case(words: str) -> bool:
    """True for a short line in which every longer word begins with a capital."""
    parts = [part.strip("“”\"'’()[],.:;") for part in words.split()]
    return 1 < len(parts) <= MOST_WORDS and all(
        part[:1].isupper() or part[:1].isdigit() or part[1:2] == "-" for part in parts if len(part) > 3
    )
