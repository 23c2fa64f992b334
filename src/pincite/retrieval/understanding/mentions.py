"""Documents that a question mentions by their kind: "the warehouse lease", "SOW-0031-02", "the Brightwater one".

Only the words are read here; `retrieval.called` finds the document that they fit. A later mention may lean on the one
before: in "the Halvorsen engagement letter and the Brightwater one", the second is an engagement letter too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pincite.chunking.ordinary import name_words
from pincite.retrieval.understanding.names import OPENERS

_LONG: dict[str, tuple[str, ...]] = {
    "msa": ("master service agreement", "master agreement"),
    "nda": ("nondisclosure agreement", "non disclosure agreement", "confidentiality agreement"),
    "sow": ("statement work",),
    "spa": ("stock purchase agreement", "share purchase agreement"),
    "apa": ("asset purchase agreement",),
    "dpa": ("data processing agreement", "data processing addendum"),
    "sla": ("service level agreement",),
    "loi": ("letter intent",),
    "mou": ("memorandum understanding",),
    "statement of work": ("sow", "statement work"),
    "letter of intent": ("loi", "letter intent"),
    "contract": ("agreement",),
    "agreement": ("contract",),
    "licence": ("license",),
    "license": ("licence",),
    "memo": ("memorandum",),
    "deal": ("agreement", "contract"),
}
"""Other words for a kind of document, as its card may have them."""

_PLAIN = frozenset(
    """
    lease sublease deed amendment addendum policy terms note indenture order schedule exhibit guarantee guaranty
    mortgage plan charter bylaws certificate letter memorandum trust opinion judgment complaint report minutes invoice
    settlement
    bond debenture undertaking template handbook transcript deposition prospectus
    warrant guide form summary quotation
    act statute survey checklist manual guideline statement
    """.split()  # noqa: SIM905 - words read best as words
)
"""Kinds that have only one name, which is not a verb."""

_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_COUNTS = frozenset(("two", "both"))
_ENDS = frozenset(
    """
    there here than versus vs against while whereas both two same different only other another one
    say says ask asks require requires need needs pay pays make makes give gives use uses allow allows under
    out up off down over more less much many most long soon often earlier later longer shorter
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that are not part of a document's name and end it to the left, besides those that open a question."""

_THINGS = frozenset(
    """
    housing pricing marketing licensing billing outsourcing processing branding consulting closing hosting financing
    engineering manufacturing servicing nursing staffing landing parking shipping catering training lending
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words in -ing that say what an agreement is about, and are not verbs."""

MOST_BEFORE = 5
"""The most words before a kind that may belong to the name of a document."""

_TOKEN = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*(?:['’]s\b|(?<=s)['’](?!\w))?")
_CODE = re.compile(r"\b[A-Z]{2,5}-\d{2,}(?:-\d+)*\b")
_NUMBER = re.compile(r"[\s-]*(?:(?:no\.?|number|#)\s?)?(?P<number>\d+(?:-\d+)*)\b", re.IGNORECASE)
_NUMBER_ALONE = re.compile(
    r"\b(?:no\.|number|#)\s?(?P<number>\d+)\b|\bthe\s(?P<ordinal>first|second|third)(?=\W|$)(?!\s[a-z])", re.IGNORECASE
)
_NAME_AFTER = re.compile(
    r"\s(?:(?:with|between|from)\s(?:the\s)?)?(?=[A-Z])(?P<name>[A-Z][\w&’'-]*(?:\s[A-Z][\w&’'-]*){0,3})"
)
_OF_WHAT = re.compile(r"\sof\s(?:service|use)\b", re.IGNORECASE)
"""What stands behind "terms" and says no more than that: "Terms of Service"."""
_CONTENTS = frozenset(("terms", "summary", "form", "order"))
"""Kinds that are also common nouns for what another document says: "the payment terms of the lease"."""

_OF_ANOTHER = re.compile(r"\s(?:of|in|under|for|to)\s", re.IGNORECASE)
_ONE = re.compile(r"\b(?:the|that)\s(?P<name>[A-Z][\w&’'-]*(?:\s[A-Z][\w&’'-]*){0,3})\sone\b")
_OWNERS = re.compile(
    r"(?<![\w&-])(?P<name>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})['’]s?(?=\W*(?:$|and\b|or\b|versus\b|vs\b|against\b|[,?;]))"
)
_ARTICLE = re.compile(r"(?:\b(?:the|our|their|its|his|her|this|that|both|each)\s(?:two\s)?)$", re.IGNORECASE)
_ADJACENT = re.compile(r"[\s/&-]+|\s?[(“\"']\s?")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a question mentions at `[start, end)`, with the words that say which one is meant.

    `kinds` are the forms in which a card may have its kind, each as words that must all be there. `names` are further
    words that the card must have; those in `sure` must be in the title or the file's name. `is_many` is true if several
    documents are mentioned at once.
    """

    start: int
    end: int
    kinds: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    sure: frozenset[str] = frozenset()
    is_many: bool = False


@cache
def kinds_in() -> frozenset[str]:
    """The words by which a title says of what kind a document is, as cards have them."""
    single = (one for one in _LONG if " " not in one)
    return frozenset(name_words(" ".join((*single, *_PLAIN, "notice waiver consent resolution"))))


def mentions_in(text: str) -> tuple[Mention, ...]:
    """The documents that a question mentions by their kind, in its order; `text` has single spaces only.

    >>> [(m.names, m.kinds[0]) for m in mentions_in("Which law: the Pell Harbor lease or MSA-0031?")]
    [(('pell', 'harbor'), ('lease',)), ((), ('msa', '0031'))]
    """
    tokens = list(_TOKEN.finditer(text))
    found: list[Mention] = [_coded(match) for match in _CODE.finditer(text)]
    for at, token in enumerate(tokens):
        if any(one.start <= token.start() < one.end for one in found):
            continue
        head = _head(text, tokens, at)
        if head is not None:
            found.append(_around(text, tokens, at, *head))
    found.sort(key=lambda one: one.start)
    kept = [one for number, one in enumerate(found) if not any(one.start < other.end for other in found[:number])]
    kept = [one for number, one in enumerate(kept) if not (kept[number + 1 :] and _is_content(text, one))]
    return tuple(sorted([*kept, *_leaning(text, kept)], key=lambda one: one.start))


def _is_content(text: str, mention: Mention) -> bool:
    """True for a word for what another document says, which is named behind it: "the terms of the lease"."""
    return mention.kinds[0][-1] in _CONTENTS and _OF_ANOTHER.match(text, mention.end) is not None


def _coded(match: re.Match[str]) -> Mention:
    return Mention(match.start(), match.end(), (tuple(name_words(match[0])),), ())


def _head(text: str, tokens: list[re.Match[str]], at: int) -> tuple[str, int, bool] | None:
    """The kind that a token names, the end of its words, and whether it is a plural; None for any other token."""
    word = tokens[at][0].lower()
    rest = text[tokens[at].start() :].lower()
    for long in ("statement of work", "letter of intent", "code of conduct"):
        first, _, more = long.partition(" ")
        for form, is_many in ((f"{first}s {more}", True), (long, False)):
            if rest.startswith(form) and not rest[len(form) : len(form) + 1].isalpha():
                return long, tokens[at].start() + len(form), is_many
    for kind in (word, word.removesuffix("s"), f"{word.removesuffix('ies')}y"):
        if kind in _LONG or kind in _PLAIN:
            return kind, tokens[at].end(), kind != word
    return None


def _around(text: str, tokens: list[re.Match[str]], at: int, kind: str, end: int, is_many: bool) -> Mention:
    """A kind with the words before and after it that say which document of the kind is meant."""
    first, names, sure = at, list[str](), set[str]()
    while first > 0 and at - first < MOST_BEFORE:
        before = tokens[first - 1]
        between, word = text[before.end() : tokens[first].start()], before[0].lower()
        if word in _COUNTS:
            is_many = True
        if not _ADJACENT.fullmatch(between) or _plain(word) in OPENERS or _is_verb(word):
            break
        if word in _ENDS and not (word == "use" and first == at and _is_of_use(tokens, first - 1)):
            break
        first -= 1
    for token in tokens[first:at]:
        number = _ORDINALS.get(token[0].lower())
        names += [number] if number else name_words(token[0])
        sure |= {number} if number else set() if token[0][0].isupper() else set(name_words(token[0]))
    of_what = _OF_WHAT.match(text, end) if kind == "terms" else None
    if of_what is not None:
        end = of_what.end()
    number_after = _NUMBER.match(text, end)
    if number_after is not None:
        end = number_after.end()
        names += (
            name_words(number_after["number"].lstrip("0") or "0")
            if "-" not in number_after["number"]
            else name_words(number_after["number"])
        )
        sure |= set(names[-1:])
    elif (after := _NAME_AFTER.match(text, end)) is not None and not _is_kind(after["name"]):
        end = after.end()
        names += name_words(after["name"])
    forms = (kind.replace(" of ", " "), *_LONG.get(kind, ()), *((f"{tokens[at][0].lower()}",) if is_many else ()))
    kinds = tuple(dict.fromkeys(tuple(name_words(one)) for one in forms))
    start = tokens[first].start()
    article = _ARTICLE.search(text, 0, start)
    return Mention(
        article.start() if article else start, end, kinds, tuple(dict.fromkeys(names)), frozenset(sure), is_many
    )


def _is_kind(name: str) -> bool:
    """True for words that begin with a kind of document, as in "the lease with the MSA": no name of a party."""
    first = name.partition(" ")[0].lower()
    return first in _LONG or first in _PLAIN


def _is_of_use(tokens: list[re.Match[str]], at: int) -> bool:
    """True for the "use" of "educational use agreement", which is no verb: a word of the name comes before it."""
    before = tokens[at - 1][0].lower() if at > 0 else ""
    return tokens[at][0][0].isupper() or (before.endswith(("al", "able", "d")) and before not in OPENERS)


def _is_verb(word: str) -> bool:
    return word.endswith("ing") and word not in _THINGS


def _plain(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _leaning(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Mentions by name or number only, which take their kind from the one before: "the Brightwater one", "no. 2"."""
    for match in (*_ONE.finditer(text), *_OWNERS.finditer(text), *_NUMBER_ALONE.finditer(text)):
        earlier = [one for one in found if one.end <= match.start() and one.kinds]
        if not earlier or any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        said = match.groupdict()
        if said.get("name") is not None:
            if match.re is _OWNERS and not earlier[-1].is_many and text[: match.start()].count(" ") == 0:
                continue
            yield Mention(match.start(), match.end(), earlier[-1].kinds, tuple(name_words(said["name"])))
        else:
            number = said.get("number") or _ORDINALS[str(said["ordinal"]).lower()]
            yield Mention(match.start(), match.end(), earlier[-1].kinds, (number,), frozenset((number,)))
