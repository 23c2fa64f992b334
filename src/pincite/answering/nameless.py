"""A question without the names that only say which document is meant: "the Acme / Finch lease" is the lease.

A reader looks for the words of a question, so sentences that have the name of the party look like answers. A name that
says who must do something stays.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from pincite.answering.mirrored import party_of
from pincite.retrieval.understanding.names import DOCUMENTS

_NAME = r"[A-Z][\w&.’'-]*(?:\s(?:of\s|&\s)?[A-Z][\w&.’'-]*){0,3}"
_NAMES = rf"(?P<one>{_NAME})(?:(?:\s?[/+–—]\s?|\s-\s|\sand\s)(?P<other>{_NAME}))?"
_KIND = rf"(?:{'|'.join(sorted(DOCUMENTS))}|deal|alliance|franchise|partnership|relationship|arrangement|consultancy)\b"
_BEFORE_KIND = re.compile(rf"\b(?P<kept>[Tt]he|[Tt]his|[Oo]ur|[Tt]heir)\s{_NAMES}(?=\s(?:[a-z-]+\s){{0,3}}?{_KIND})")
_BEHIND_KIND = re.compile(rf"(?<=\s)(?P<kept>{_KIND})\s(?:with|between)\s{_NAMES}(?!\w)")


def nameless(question: str, parties: Mapping[str, Sequence[str]]) -> str:
    """A question about one document, without the parties that stand beside what it is called.

    `parties` are the short names and roles of the document's parties, by their names.

    >>> of = {"Acme Inc.": ("Lessor",), "Finch LLC": ("Lessee",)}
    >>> nameless("How much notice ends the Acme / Finch warehouse lease?", of)
    'How much notice ends the warehouse lease?'
    >>> nameless("What does Acme pay under the lease with Finch?", of)
    'What does Acme pay under the lease?'
    >>> nameless("Does the Texas lease bind Acme and Finch?", of)
    'Does the Texas lease bind Acme and Finch?'
    """
    said = _BEFORE_KIND.sub(_unless_other(parties), question)
    return _BEHIND_KIND.sub(_unless_other(parties), said)


def _unless_other(parties: Mapping[str, Sequence[str]]) -> Callable[[re.Match[str]], str]:
    """What takes names out of a match; as it is where one of them is not a party's."""

    def without(found: re.Match[str]) -> str:
        names = [re.sub(r"['’]s?$", "", name).casefold() for name in (found["one"], found["other"]) if name]
        return found["kept"] if all(party_of(name, parties) is not None for name in names) else found[0]

    return without
