"""The sentence with which mail programs introduce an earlier message, and the writer it names.

"On 3 March 2024, Jane Roe wrote:" and its equivalents, in the languages of European and American firms.
"""

import re
from collections.abc import Sequence

from pincite.readers.mail.writers import LONGEST_NAME, MAIL_ADDRESS, Introduction, QuotedWriter, day, named

LONGEST_LINE = 400
"""Most characters of an introducing line; attributions are shorter, and paragraphs need not be examined."""


OPENERS = re.compile(r"(?:On|Am|Le|El|Il giorno|Il|Op|Den|Em|No dia|W dniu|Dnia|Il\s+\d)\s", re.IGNORECASE)
"""Beginnings of attributions that state a date first."""


VERBS = re.compile(
    r"\b(?:wrote|writes|schrieb|schreef|skrev|a\s+écrit|a\s+ecrit|escribió|escribio|ha\s+scritto|scrisse|escreveu|"
    r"(?:na)?pisał(?:\(a\)|a)?|pisze|kirjoitti)(?![\w])",
    re.IGNORECASE,
)


VERB_FIRST = re.compile("schrieb|schreef|skrev", re.IGNORECASE)


PARTICLES = frozenset(("de", "du", "di", "da", "del", "della", "der", "den", "van", "von", "zu", "la", "le", "y", "e"))
"""Words in names that are not capitalised."""


QUOTING = re.compile(r"(?:Quoting|Zitat von|Citando a?|Quotation de|Citation de)\s+(.{2,200})", re.IGNORECASE)
"""What web mail puts above: `Quoting Jane Roe <jane@roe.example>:`."""


BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d?:\d\d(?: (?:GMT|UTC)?[+-]\d\d:?\d\d)? (.{0,120}<[^<>\s]{3,250}>)\s?:")
"""What Gmail once wrote in languages other than English: `2024-03-03 14:05 GMT+01:00 Jane Roe <jane@roe.example>:`."""


TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\b\.?|\b)(?:\s?(?:Uhr|(?-i:[A-Z]{3,4}\b))(?:[+-]\d{1,2}\b)?)?"
    r"(?:\s?[+-]\d{4}\b)?(?:\s?\((?-i:[A-Z]{2,5})\))?",
    re.IGNORECASE,
)


YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2}\b")


def attribution(lines: Sequence[str], last: int, first_allowed: int) -> Introduction | None:
    """The "… wrote:" that ends with this line; None when there is none. It may extend over four lines."""
    ending = lines[last].rstrip(" \xa0\t*_")
    if not ending.endswith((":", "\uff1a")) or len(ending) > LONGEST_LINE:
        return None
    joined = ""
    for first in range(last, max(first_allowed, last - 3) - 1, -1):
        if not lines[first].strip() or len(joined) + len(lines[first]) > LONGEST_LINE:
            break
        joined = f"{lines[first].strip()} {joined}".strip()
        opened = OPENERS.match(joined)
        if opened is None:
            continue
        verb = VERBS.search(joined, opened.end())
        writer = _writer(joined, verb, opened.end()) if verb is not None else None
        is_dated = YEAR.search(joined) is not None or TIME.search(joined) is not None
        if writer is not None and (is_dated or MAIL_ADDRESS.search(joined)):
            is_sure = _has_time_or_address(joined) or _is_full_name(writer.name)
            return Introduction(first, last, writer, is_sure=is_sure, is_block=False)
    joined = lines[last].strip()
    quoting = QUOTING.match(joined)
    if quoting is not None:
        return Introduction(last, last, QuotedWriter(named(quoting[1])), is_sure=False, is_block=False)
    bare = BARE.fullmatch(joined)
    if bare is not None:
        return Introduction(last, last, QuotedWriter(named(bare[1]), day(joined)), is_sure=True, is_block=False)
    verb = VERBS.search(joined)
    writer = _writer(joined, verb, 0) if verb is not None and 0 < verb.start() <= LONGEST_NAME else None
    if writer is None:
        return None
    is_sure = MAIL_ADDRESS.search(joined) is not None and (YEAR.search(joined) or TIME.search(joined)) is not None
    return Introduction(last, last, writer, is_sure=is_sure, is_block=False)


def _writer(joined: str, verb: re.Match[str], start: int) -> QuotedWriter | None:
    """The writer in an attribution: "DATE, NAME wrote:", "DATE schrieb NAME:" or "NAME wrote on DATE:"."""
    before, after = joined[start : verb.start()], joined[verb.end() :].rstrip(" :*_\xa0\uff1a")
    if YEAR.search(after) and not YEAR.search(before):
        return QuotedWriter(named(before), day(after))
    if after.strip(" ,"):
        # German, Dutch and Swedish put the verb first. In other languages, words after it make a sentence of the
        # sender's.
        return QuotedWriter(named(after), day(before)) if VERB_FIRST.fullmatch(verb[0]) else None
    ends = [match.end() for pattern in (TIME, YEAR) for match in pattern.finditer(before)]
    cut = max(ends, default=0)
    return QuotedWriter(named(before[cut:]) or named(before), day(before))


def _has_time_or_address(joined: str) -> bool:
    return TIME.search(joined) is not None or MAIL_ADDRESS.search(joined) is not None


def _is_full_name(name: str) -> bool:
    """True for two or more words that are all capitalised, apart from particles: not "your client", not "you"."""
    words = [word for word in name.split() if word.lower() not in PARTICLES]
    return len(words) >= 2 and all(word[0].isupper() or not word[0].isalpha() for word in words)
