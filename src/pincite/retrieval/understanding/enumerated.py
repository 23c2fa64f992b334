"""The documents that a question lists: by names ("the Acme, Brill and Corvo agreements"), by kinds, or by both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pincite.retrieval.understanding.mentions import Mention, mentions_in
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS, UPPER

_WORD = rf"(?:[{UPPER}0-9]|(?<![\w’'.-])[a-z]{{1,2}}(?=[A-Z]))[\w’'.-]*"
"""A word of a name: it begins with a capital, or as "iTelos" does."""

_FORM = r"(?:,?\s(?:Inc|L\.?L\.?C|L\.?L\.?P|L\.?P|Ltd|Corp|Co|plc|PLC|N\.?V|S\.?A|GmbH|AG)\b\.?)"
_FORM_BEHIND = re.compile(_FORM)
_ENDS_IN_FORM = re.compile(rf"{_FORM}$")
_COMPANY = r"&\s(?=(?:Co|Sons|Company|Brothers|Partners|Associates)\b)"
_NAME = re.compile(rf"(?<![\w’'-]){_WORD}(?:\s(?:of\s|{_COMPANY})?{_WORD})*{_FORM}?")
_ARTICLE = re.compile(r"(?:the|our|their|its|his|her|this|that|both|each)\s", re.IGNORECASE)
_HAS_ARTICLE = re.compile(r"\b(?:the|our|their|its|his|her)\s$", re.IGNORECASE)
_ASIDE = re.compile(r"\s\([^()]{1,20}\)")
_OTHER_KIND = re.compile(r"\s(?!ones\b)[a-z][a-z-]{3,}(?=\s?[,;|–—]|\s(?:and|or|nor|versus|vs)\b|\W*$)")
"""A word behind a name and before the next member: "covenant" in "the Acme lease, the Brill covenant and the Dun NDA".
Beside two documents that are named by their kinds it is one too, if not one of ours."""

_ONES = re.compile(r"\sones?\b")
_AND_NAME = re.compile(rf"\s?[&/]\s?(?=[{UPPER}])")
_OF_ANOTHER = re.compile(rf"\swith\sthe\s(?=[{UPPER}])")
_GOES_ON = re.compile(r",\s|\s(?:and|or|&)\s")
_PARTY_BEHIND = re.compile(rf"\s(?:with|between|from|of|for)\s(?:the\s)?(?=[{UPPER}])")
_OF_PARTY = re.compile(r"\s(?:of|for)\s(?:the\s)?")
"""The words between a plural kind and its first party: "of" in "the leases of Acme and Brill"."""

_QUOTED = re.compile(
    rf"[\"“”„«]([{UPPER}][^\"“”„«»?!]{{0,60}})[\"“”»]|(?<!\w)['‘]([{UPPER}][^\"“”'‘’?!]{{0,60}})['’](?!\w)"
)
_SLASH = re.compile(r"\s/\s")
_SLASHES = re.compile(rf"(?<![\w’'.-]){_WORD}(?:\s{_WORD}){{0,3}}(?:\s/\s{_WORD}(?:\s{_WORD}){{0,3}}){{2,}}")
"""Three names or more with slashes between; two are rather the parties of one document."""

_WIDE_COMMA = re.compile(r"\s?[，、；]\s?")
_ITEM_MARK = re.compile(r"(?:(?<=\s)|^)\((?:[a-h]|[1-8]|i{1,3}|iv|v)\)\s(?=[" + UPPER + r"]|(?:the|our|their)\s)")

_OF_WHICH = r"(?:(?:of|in|under|by|for|with|that\sof|those\s(?:of|in|under))\s)?(?:(?:the|our|their)\s)?"
_JOINER = re.compile(
    rf"\s?(?:[,;|–—]\s?|/(?:\s(?=(?:the|our|their)\s))?|\s)(?:(?:and\sthen|and\salso|and|or|nor|&|\+|then|versus|vs\.?|against|"
    rf"along\swith|with|than|plus|as\swell\sas)\s)?{_OF_WHICH}"
)
_JOINS = re.compile(r"[,;/&|–—+]|\b(?:and|or|nor|versus|vs|against|with|than|plus|as)\b")
_BEYOND = re.compile(
    r"\s(?:[^,;:.?!]{0,60}\s)?(?:than|unlike|same\s(?:[^,;:.?!]{1,40}\s)?as|as\s\w+\sas|(?:as\s)?compared?\s(?:to|with)"
    rf"|as\s(?:against|opposed\sto)|with\sthose)\s{_OF_WHICH}"
)
"""What stands between two parts of a list that are set against each other: "… have a longer notice than the …"."""


FEWEST_NAMED = 2
"""The fewest documents with a name and a kind beside which a name with any other word is one as well."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of a list at `[start, end)`, and what it is called, without an article.

    A name has the kind that is said behind a later one; `said` is the name without it. `is_kind` if the words begin
    with a kind or with what a document is about, as "credit agreement" does. `is_many` if one alone means several: "the
    Acme agreements".
    """

    start: int
    end: int
    name: str
    said: str
    is_kind: bool = False
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of documents in a question, in its order; `has_kind` if it says of what kind any of them is.

    Its first `before` members stand in front of the words that set them against the others, as in "Is the cap of the
    Acme lease higher than in the Brill and Corvo leases?"; 0 where all stand together.
    """

    members: tuple[Member, ...]
    has_kind: bool
    before: int = 0

    @property
    def is_of_kinds(self) -> bool:
        """True if no member has a name: "the MSA, the NDA and the lease"."""
        return all(one.is_kind for one in self.members)

    @property
    def names(self) -> tuple[str, ...]:
        """What each is called."""
        return tuple(one.name for one in self.members)


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that may name a document; `named` is where its name ends, and a kind stands behind it up to `end`."""

    start: int
    end: int
    named: int
    mention: Mention | None = None

    @property
    def is_kind(self) -> bool:
        return self.named == self.start


def without_list_marks(question: str) -> str:
    """A question without marks that only set off the members of a list: quotes, "(a)", spaced slashes, wide commas.

    >>> without_list_marks('Compare "Acme LLC", “Brill”， and Corvo.')
    'Compare Acme LLC, Brill, and Corvo.'
    >>> without_list_marks("Compare (a) the lease, (b) the MSA and (c) the NDA.")
    'Compare the lease, the MSA and the NDA.'
    >>> without_list_marks("Compare the Acme / Brill / Corvo leases with the Dun / Eck lease.")
    'Compare the Acme, Brill, Corvo leases with the Dun / Eck lease.'
    >>> without_list_marks('Do (a) and (b) of the Acme and Brill leases define "Fees"?')
    'Do (a) and (b) of the Acme and Brill leases define "Fees"?'
    """
    is_quoting = len(_QUOTED.findall(question)) > 1  # a single quoted word is usually a term, not a member
    plain = _QUOTED.sub(_unquoted, question) if is_quoting else question
    plain = _SLASHES.sub(lambda names: _SLASH.sub(", ", names[0]), _WIDE_COMMA.sub(", ", plain))
    marks = [mark.group() for mark in _ITEM_MARK.finditer(plain)]
    is_marked = len(marks) > 1 and marks[0] in ("(a) ", "(1) ", "(i) ") and len({*marks}) == len(marks)
    return _ITEM_MARK.sub("", plain) if is_marked else plain


def _unquoted(quoted: re.Match[str]) -> str:
    """Quoted words without their quotes if they could be a name, such as "Acme LLC" or "Effective Date"."""
    words = quoted[1] or quoted[2]
    return words if _NAME.fullmatch(words) is not None else quoted[0]


def enumerated(question: str) -> Iterator[Listed]:
    """The lists of two or more documents in a question, in order; none if it has capitals throughout.

    >>> [one.names for one in enumerated("Do the Acme, Brill and Corvo hosting agreements renew?")]
    [('Acme hosting agreements', 'Brill hosting agreements', 'Corvo hosting agreements')]
    >>> [one.names for one in enumerated("Compare the lease with the Acme and Brill NDAs.")]
    [('lease', 'Acme NDAs', 'Brill NDAs')]
    >>> [*enumerated("Compare the notice in the Acme lease.")], [*enumerated("Are fire, flood and theft covered?")]
    ([], [])
    >>> [one.names for one in enumerated("Do Acme/Brill and Corvo/Dun renew?")]
    [('Acme/Brill', 'Corvo/Dun')]
    """
    runs: list[list[_Said]] = []
    for one in [] if question.isupper() else _said(question):
        if runs and _is_joined(question, runs[-1][-1].end, one.start):
            runs[-1].append(one)
        else:
            runs.append([one])
    runs = [_by_document(question, one) for one in _with_other_kinds(question, runs)]
    while runs:
        first = runs.pop(0)
        if runs and _are_opposed(question, first, runs[0]):
            yield _listed(question, [*first, *runs.pop(0)], len(first))
        elif len(first) > 1:
            yield _listed(question, first)


def _said(question: str) -> list[_Said]:
    """What may name a document, in order: mentions of a kind, and words with a capital elsewhere."""
    mentions = mentions_in(question)
    covered = [*(match.span() for match in _ASIDE.finditer(question)), *((one.start, one.end) for one in mentions)]
    found = [part for one in mentions for part in _mentioned(question, one)]
    for match in _NAME.finditer(question):
        start, end = match.span()
        while (word := question[start:end].partition(" ")[0]).lower() in OPENERS and start + len(word) < end:
            start += len(word) + 1
        if question[start:end].lower() not in OPENERS and not any(a < end and start < b for a, b in covered):
            found.append(_Said(start, end, end))
    found.sort(key=lambda one: one.start)
    joined: list[_Said] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and one.is_kind and before.mention is None and question[before.end : one.start] == " ":
            joined[-1] = replace(one, start=before.start, named=before.end)
        elif before is not None and one.mention is None and _is_party_of(question, before, one):
            joined[-1] = replace(before, end=one.end)
        else:
            joined.append(one)
    return [replace(one, end=behind.end()) if (behind := _behind(question, one)) is not None else one for one in joined]


def _behind(question: str, one: _Said) -> re.Match[str] | None:
    """What follows words that may name a document and belongs to them: "(2019)", or "one" or "ones" after a name."""
    ones = _ONES.match(question, one.end) if one.mention is None else None
    return ones or _ASIDE.match(question, one.end)


def _is_party_of(question: str, documents: _Said, name: _Said) -> bool:
    """True for a name after a plural kind that has none before it: "Hall" in "the leases of Hall, Reyes and Dun"."""
    is_many = documents.is_kind and documents.mention is not None and documents.mention.is_many
    return is_many and _OF_PARTY.fullmatch(question, documents.end, name.start) is not None


def _mentioned(question: str, mention: Mention) -> Iterator[_Said]:
    """What a mention of a kind has: it may hold a further name, as "Acme lease with the Brill" does."""
    article = _ARTICLE.match(question, mention.start, mention.end)
    start = article.end() if article is not None else mention.start
    form = _FORM_BEHIND.match(question, mention.end)
    end = form.end() if form is not None else mention.end
    while (name := _NAME.match(question, start, mention.end)) is not None:
        joint = _AND_NAME.match(question, name.end(), mention.end)
        if joint is None:
            break
        yield _Said(start, name.end(), name.end())
        start = joint.end()
    is_kind = name is None or re.split(r"\W", name[0], maxsplit=1)[0].lower() in DOCUMENTS
    named = start if name is None or is_kind else start + len(_without_kind(name[0]))
    other = _OF_ANOTHER.search(question, named, mention.end)
    if other is None or (is_kind and _GOES_ON.match(question, mention.end) is None):
        yield _Said(start, end, named, mention)
        return
    yield _Said(start, other.start(), named, mention)
    yield _Said(other.end(), end, end)


def _without_kind(name: str) -> str:
    """A name without the kind that is written like a part of it: "Brill" of "Brill NDAs"."""
    before, _, last = name.rpartition(" ")
    return before if before and last.lower() in DOCUMENTS else name


def _is_joined(question: str, end: int, start: int) -> bool:
    return _JOINER.fullmatch(question, end, start) is not None and _JOINS.search(question, end, start) is not None


def _with_other_kinds(question: str, runs: Sequence[list[_Said]]) -> list[list[_Said]]:
    """The runs, joined where a name with a word that is no kind known here stands in a list of named documents."""
    joined: list[list[_Said]] = []
    for run in runs:
        whole = [*joined[-1], *run] if joined else []
        end = _end_of_other_kind(question, joined[-1][-1], whole) if joined else None
        if end is not None and _is_joined(question, end, run[0].start):
            joined[-1] = [*joined[-1][:-1], replace(joined[-1][-1], end=end), *run]
        else:
            joined.append(run)
    if joined and (end := _end_of_other_kind(question, joined[-1][-1], joined[-1])) is not None:
        joined[-1][-1] = replace(joined[-1][-1], end=end)
    return joined


def _end_of_other_kind(question: str, one: _Said, beside: Sequence[_Said]) -> int | None:
    """Where such a word behind a name ends, if at least two of those beside it are named by their kinds; else None."""
    named = [other for other in beside if other.mention is not None and not other.is_kind]
    if one.mention is not None or len(named) < FEWEST_NAMED or not _HAS_ARTICLE.search(question[: one.start]):
        return None
    word = _OTHER_KIND.match(question, one.end)
    return None if word is None else word.end()


def _by_document(question: str, run: Sequence[_Said]) -> list[_Said]:
    """A run in which names joined by a slash are one member, as two parties of a document: "Acme/Brill and Corvo/Dun".

    If slashes join all of it, each is a document: "Acme/Brill/Corvo".
    """
    slashes = [question[one.end : other.start] == "/" for one, other in pairwise(run)]
    if all(slashes) or not any(slashes):
        return list(run)
    kept = [run[0]]
    for one, is_slash in zip(run[1:], slashes, strict=True):
        if is_slash and kept[-1].mention is None:
            kept[-1] = replace(one, start=kept[-1].start)
        else:
            kept.append(one)
    return kept


def _are_opposed(question: str, first: Sequence[_Said], second: Sequence[_Said]) -> bool:
    """True for two parts of one list; a word with a capital that only begins the question is no part."""
    opens = first[0].mention is None and first[0].start == 0 and not question[: first[0].end].endswith(("'s", "’s"))
    return (
        max(len(first), len(second)) > 1
        and not opens
        and _BEYOND.fullmatch(question, first[-1].end, second[0].start) is not None
    )


def _listed(question: str, said: Sequence[_Said], before: int = 0) -> Listed:
    members: list[Member] = []
    shared = ""  # the kind that is said behind a name, which the names before it have too
    for number, one in reversed([*enumerate(said)]):
        if one.mention is None:
            name = _without_stop(_without_aside(question[one.start : one.named]))
            has_own = _OTHER_KIND.match(question, one.named, one.end + 1) is not None
            members.insert(0, Member(one.start, one.end, name if has_own else f"{name}{shared}", name))
        else:
            shared = "" if one.is_kind else _without_aside(question[one.named : one.end])
            members.insert(0, _member(question, said, number))
    return Listed(tuple(members), any(one.mention is not None for one in said), before)


def _member(question: str, said: Sequence[_Said], number: int) -> Member:
    """A member that has a kind."""
    one = said[number]
    is_many = one.mention is not None and one.mention.is_many
    name = _without_aside(question[one.start : one.end])
    shares = number > 0 and said[number - 1].mention is None and not one.is_kind
    party = _PARTY_BEHIND.search(name)
    if is_many and one.is_kind and party is not None and number + 1 < len(said) and said[number + 1].mention is None:
        name = name[party.end() :]  # "the agreements with Acme, Brill and Corvo"
        return Member(one.start, one.end, name, name)
    said_so = name if one.is_kind else question[one.start : one.named]
    return Member(one.start, one.end, name, said_so, one.is_kind, is_many and not shares)


def _without_aside(text: str) -> str:
    return _ASIDE.sub("", text)


def _without_stop(text: str) -> str:
    """A name without the full stop that ends the question."""
    return text if _ENDS_IN_FORM.search(text) is not None else text.rstrip(".")


def with_two(question: str, listed: Listed) -> tuple[str, tuple[tuple[int, int], tuple[int, int]]]:
    """A question with only two members of a list, and where they stand in it.

    They are the first and the last, joined by "and". Of a list in two parts, they are the last of each part.

    >>> asked = "Do the Acme, Brill and Corvo agreements renew?"
    >>> with_two(asked, next(enumerated(asked)))
    ('Do the Acme and Corvo agreements renew?', ((7, 11), (16, 32)))
    >>> asked = "Is the Acme lease longer than the Brill and Corvo leases?"
    >>> with_two(asked, next(enumerated(asked)))[0]
    'Is the Acme lease longer than the Corvo leases?'
    """
    members, at = listed.members, listed.before
    last = members[-1]
    if at:
        first, other, second = members[0], members[at - 1], members[at]
        kept = question[: first.start] + question[other.start : other.end]
        two = f"{kept}{question[other.end : second.start]}"
    else:
        first = other = members[0]
        kept = question[: first.end]
        two = f"{kept} and "
    places = ((first.start, len(kept)), (len(two), len(two) + last.end - last.start))
    return f"{two}{question[last.start :]}", places
