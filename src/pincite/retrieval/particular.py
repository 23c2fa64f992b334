"""What a question says of the one document that it means, besides its names: of what kind it is, and of what date.

"The June 2020 cooperation agreement" and "the Connecticut hotel franchise agreement" name nobody. The first is told by
its date. The second is no guide on the law of Connecticut, which has the place in its title.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from pincite.catalogue.cards import Naming
from pincite.catalogue.entry import Entry
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import SURE
from pincite.retrieval.understanding.mentions import Mention, mentions_in

MOST_DATED = 400
"""The most documents of a kind whose dates are looked at."""

_AGREEMENTS = frozenset(("agreement", "contract", "nda", "msa", "lease", "license", "licence", "sow", "dpa", "sla"))

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_WORDS = frozenset(name_words(" ".join(_MONTHS)))
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]}|\.)?" if len(month) > 3 else month for month in _MONTHS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:(?:{_DAY}\s)?(?P<month>{_MONTH})\s(?:{_DAY},?\s)?)?(?P<year>(?:19|20)\d\d)"
_BEFORE = re.compile(rf"\b{_DATE}\s?\Z|\b(?P<bare>may)\s\Z", re.IGNORECASE)
_WITHIN = re.compile(rf"\b{_DATE}\b", re.IGNORECASE)
_BEHIND = re.compile(
    rf"\s(?:(?:of|dated(?:\sas\sof)?|signed\sin|made\sin)\s|\(){_DATE}(?=\W*\Z|[,.;:?)]|\s(?:with|between|is|are|on\sthe)\b)",
    re.IGNORECASE,
)
_REACH = 20
"""Characters before a mention in which its date may stand: "the June 15, 2020 agreement"."""

_INDEFINITE = re.compile(r"\b(?:an?|any|each|every|no|such|some|most|many|another|other|by|without)\s\Z", re.IGNORECASE)
_IS_OTHER = re.compile(
    r"\s(?:law|claims?|disputes?|terms?|rights?|guides?|rules?|surveys?|statutes?|acts?)\b", re.IGNORECASE
)
"""What makes of a kind a word for something else: "contract law", "the employment contract guide"."""


def particular(question: str) -> Mention | None:
    """The agreement that a question mentions by its kind, if it mentions one, and a particular one.

    >>> (particular("Who pays under the hotel franchise agreement?") or 0).names
    ('hotel', 'franchise')
    >>> [particular(asked) for asked in ("Is a ship lease valid?", "Are ship leases valid?", "Is the lease valid?")]
    [None, None, None]
    """
    found = [
        one
        for one in mentions_in(" ".join(question.split()))
        if not _AGREEMENTS.isdisjoint({kind[-1] for kind in one.kinds})
    ]
    if len(found) != 1 or found[0].is_many or not found[0].names:
        return None
    before, behind = question[: found[0].start], question[found[0].end :]
    first = question[found[0].start : found[0].end].partition(" ")[0]
    is_any = _INDEFINITE.search(before) or _INDEFINITE.search(f"{first} ")
    return None if is_any or _IS_OTHER.match(behind) else found[0]


def words_of(mention: Mention) -> Iterator[str]:
    """The words of a mention that are looked for on cards."""
    yield from mention.names
    for kind in mention.kinds:
        yield from kind


def of_kind(mention: Mention, found: Naming) -> set[DocumentId]:
    """The documents whose title, file or parties have a mention's kind, and what it says before it in small letters."""
    of_any = {one for kind in mention.kinds for one in set.intersection(*(_having(word, found) for word in kind))}
    about = [word for word in mention.sure if not _is_of_date(word)]
    return of_any.intersection(*(_having(word, found) for word in about))


def date_of(question: str, mention: Mention) -> str:
    """The date by which a question tells the document that it mentions: "2020-06", "2020", or nothing.

    >>> asked = "Who pays under the June 2020 hotel agreement?"
    >>> date_of(asked, mentions_in(asked)[0])
    '2020-06'
    >>> asked = "How much is due under the hotel agreement from 2020 on?"
    >>> date_of(asked, mentions_in(asked)[0])
    ''
    """
    before = _BEFORE.search(question[max(0, mention.start - _REACH) : mention.start])
    said = _WITHIN.search(question, mention.start, mention.end) or _BEHIND.match(question, mention.end)
    if before is not None and before["year"] is not None:
        said = before
    if said is None:
        return ""
    month = said["month"] or (before["bare"] if before is not None else None)
    at = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower())) if month else 0
    return f"{said['year']}-{at:02}" if at else said["year"]


def dated(date: str, entries: Mapping[DocumentId, Entry], among: Collection[DocumentId]) -> list[DocumentId]:
    """Those of some documents that bear a date, by their facts; `entries` are those that may be seen."""
    return [
        one
        for one in among
        if one in entries
        and any(fact.kind in ("date", "effective_date") and fact.value.startswith(date) for fact in entries[one].facts)
    ]


def _having(word: str, found: Naming) -> set[DocumentId]:
    return {one for one, share in found.weights.get(word, {}).items() if share >= SURE}


def _is_of_date(word: str) -> bool:
    return word in _MONTH_WORDS or re.fullmatch(r"\d+", word) is not None
