"""What a question about many documents says of which it means: by party, matter or date, or all but some.

"Which agreements with Acme, signed after 2021, can be assigned?" asks of each agreement whether it can be assigned. The
rest says which agreements. The cards of documents answer the rest, and no sentence needs to.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pincite.retrieval.understanding.document_words import ALL, DESCRIBED, HERE, KINDS, LIST_VERB, THEM, VERB
from pincite.retrieval.understanding.names import OPENERS
from pincite.retrieval.understanding.periods import PERIOD, Period, period_of
from pincite.structure.facts.places import is_place

Borne = Callable[[str], bool]
"""Tells whether a document that may be seen has a name as one of its parties, or as its matter."""

MOST_PHRASES = 6
"""The most phrases of a question that say which documents it means."""

_EVERYTHING = r"everything|anything|something"
_DOCUMENTS = re.compile(rf"\b(?:{KINDS}|{THEM}|{_EVERYTHING})\b(?!['’-])", re.IGNORECASE)
_LEADING_UP = re.compile(
    rf"(?:(?:which|what|how\smany|whose|{LIST_VERB}|do|does|did|have|has|are|is|can|could|would|will|you|we|i|there|me|us|up|out|in|under|by|"
    rf"an?|the|all|every|each|any|some|these|those|our|my|their|both|of|among|(?!(?:{VERB}|if|when|why|how)\b)[\w&'’./-]+,?)\s){{0,9}}",
    re.IGNORECASE,
)
"""What may stand before the documents that a question is about, but no verb: there they are mentioned by a clause."""

_OF_ONE = re.compile(
    r"(?:which|what)\s(?!(?:of|are|is|about)\s)\S+\s(?:\S+\s)*(?:the|our|my|their|its|his|her|this|that|an?)\s",
    re.IGNORECASE,
)
"""Before a document that a question only asks something about: "Which law governs the …"."""

_ASKS = (
    r"requires?|allows?|permits?|lets?|contains?|includes?|provides?|(?:auto-?)?renews?|expires?|ends?|terminates?|survives?|lapses?|lasts?|runs?|"
    r"carry|carries|caps?|limits?|excludes?|prohibits?|forbids?|restricts?|impose|mentions?|refers?|says?|states?|sets?|gives?|grants?|binds?|"
    r"chooses?|covers?|address|deals?|speaks?|obliges?|waives?|disclaims?|lacks?|names?|uses?|makes?|defines?|specify|specifies|stipulates?|"
    r"becomes?|remains?|rely|asks?|demands?|offers?|protects?|indemnify|indemnifies|pays?|transfers?|assigns?|not|still|also|currently|"
    r"expressly|explicitly|specifically|automatically|never|only|under|in\swhich|signed|dated|made|executed|entered|concluded|we|i|there"
)
_THEN = (
    rf"(?=\s?(?:$|[,;:])|\s(?:{VERB}|{_ASKS}|(?:and|but)\s(?:{VERB}|{_ASKS})|"
    r"other\sthan|except\w*|excluding|besides|since|before|after)\b)"
)
"""What may follow words that say which documents are meant: "with Acme require", but not "with Acme employees"."""

_PLACE = re.compile(HERE, re.IGNORECASE)
_FORM = r"(?:,\s(?:Inc|LLC|L\.L\.C|LP|Ltd|Corp|N\.A|S\.A)\b\.?)"
_CAPITAL = r"[A-Z0-9][\w’'.&-]*"
_NAME = rf"{_CAPITAL}(?:\s(?:(?:of|&)\s)?{_CAPITAL}){{0,5}}{_FORM}?"
_NAMES = rf"(?:the\s)?{_NAME}(?:(?:,\s(?:(?:and|or)\s)?|\s(?:and|or)\s|\s?/\s?)(?:the\s)?{_NAME}){{0,5}}"
_APART = re.compile(rf"(?!{_FORM}),\s(?:(?:and|or)\s)?|\s(?:and|or)\s|\s?/\s?")
_ARE = r"(?:(?:(?:that|which)\s)?(?:(?:are|were|is|was)\s|(?:we|i)\s(?:have\s)?))?"
_WITH = re.compile(
    rf"\s{_ARE}(?:(?:signed|made|concluded|executed|entered\sinto|in\splace)\s)?"
    rf"(?P<how>with|between|among|involving|from|of|for|by)\s(?P<names>{_NAMES}){_THEN}"
)
_BEFORE = re.compile(rf"(?<![\w’'-])(?P<names>{_NAMES})(?:['’]s?)?\s(?:[\w&-]+\s){{0,3}}$")
_IN_MATTER = re.compile(
    rf"\s{_ARE}(?:in|of|from|under|within|for)\s(?:(?:the|our)\s)?(?:(?P<name>[\w&’'.-]+(?:\s[\w&’'.-]+){{0,5}}?)\s(?:matter|case\sfile|file)|"
    rf"matter\s(?P<number>[\w.’'&-]+(?:\s{_CAPITAL}){{0,4}})){_THEN}"
)
_SIGNED = re.compile(
    rf"\s{_ARE}(?:signed|dated|made|executed|entered\sinto|concluded|agreed)\s{PERIOD}{_THEN}", re.IGNORECASE
)
_FROM_THEN = re.compile(rf"\s(?=(?:from|of|since|before|after)\s){PERIOD}{_THEN}", re.IGNORECASE)
_IN_THEN = re.compile(rf"\s{PERIOD}{_THEN}", re.IGNORECASE)
_CHANGES = re.compile(r"(?:amendments?|addend(?:um|a)|supplements?|schedules?|annex(?:es)?|exhibits?)\b", re.IGNORECASE)
_CHANGES_TO = re.compile(rf"\sto\s(?:the\s)?(?P<names>{_NAME}){_THEN}")
"""Behind documents that change or complete another one: "amendments to MSA-0031"."""

_HAVE = re.compile(
    r"\s(?:do|did|have)\s(?:we|i)(?:\s(?:have|hold|got|signed|sign|made|concluded|entered\sinto))?|\s(?:are|is)\sthere",
    re.IGNORECASE,
)

_SETTING_APART = (
    r"(?i:except(?:ing)?(?:\sfor)?|excluding|besides|apart\sfrom|aside\sfrom|not\scounting|not\sincluding|without\scounting|"
    r"leaving\s(?:out|aside)|save\sfor)"
)
_BUT = rf"(?:(?i:other\sthan|but\snot)|{_SETTING_APART})"
_SMALL = rf"(?!(?i:{VERB}|and|or|to|in|on|for|by|as|if|when|where|with|under)\b)[\w&’'./-]+"
_LEFT_OUT = (
    rf"(?:(?i:the|our|any|all|those|its|their)\s){{0,2}}(?:(?:{_SMALL}\s){{0,4}}?(?i:{KINDS}|ones)\b(?:\s(?:with|between|of)\s(?:the\s)?{_NAME})?|"
    rf"(?i:those|the\sones|any)\s(?:with|of|from)\s(?:the\s)?{_NAME}|{_NAME}(?:['’]s?)?)"
)
_ALL_LEFT_OUT = rf"(?P<besides>{_LEFT_OUT}(?:(?:,\s(?:(?:and|or)\s)?|\s(?:and|or)\s){_LEFT_OUT}){{0,5}})"
_EXCEPT = re.compile(rf",?\s{_BUT}\s{_ALL_LEFT_OUT},?{_THEN}")
_EXCEPT_LAST = re.compile(rf"(?:,\s{_BUT}|\s{_SETTING_APART})\s{_ALL_LEFT_OUT}$")
_EXCEPT_FIRST = re.compile(rf"{_BUT}\s{_ALL_LEFT_OUT},\s(?=\w)")
_ARTICLE = re.compile(r"(?:(?:the|our|any|all|those|ones|its|their|with|of|from)\s)+", re.IGNORECASE)
_HAS_KIND = re.compile(rf"\b(?:{KINDS}|ones)\b", re.IGNORECASE)
_IS_BARE = re.compile(rf"(?:which|what|how\smany)\s(?:{ALL}){{0,3}}{DESCRIBED}(?:{KINDS}|{THEM})", re.IGNORECASE)
_AND = re.compile(r",?\s(?:and|but)\s(?=\w)|,(?=\s)(?!\s(?:which|what|who|how|where)\b)")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of many documents a question means; empty if it means all.

    A document must have any of the `parties` (with `has_all` all of them) and be of any of the `matters`. It must be
    dated within the `period`, and not be called as one of `besides`.
    """

    parties: tuple[str, ...] = ()
    has_all: bool = False
    matters: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    besides: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What it says of the documents, in words to stand behind "documents".

        >>> Narrowing(parties=("Acme", "Brill"), matters=("M-2",), besides=("NDAs",)).told
        'with “Acme” or “Brill” as a party, in the title or in the file name, of the matter “M-2”, other than “NDAs”'
        """
        said = []
        if self.parties:
            names = (" and " if self.has_all else " or ").join(f"“{name}”" for name in self.parties)
            said.append(f"with {names} as a party, in the title or in the file name")
        if self.matters:
            said.append(f"of the matter {' or '.join(f'“{name}”' for name in self.matters)}")
        if self.period.is_limited:
            said.append(f"dated {self.period.told}")
        if self.besides:
            said.append(f"other than {' or '.join(f'“{name}”' for name in self.besides)}")
        return ", ".join(said)

    def joined(self, other: "Narrowing") -> "Narrowing":
        """What two phrases of one question say together."""
        period = Period(other.period.since or self.period.since, other.period.until or self.period.until)
        return Narrowing(
            self.parties + other.parties,
            self.has_all or other.has_all,
            self.matters + other.matters,
            period,
            self.besides + other.besides,
        )


NOT_NARROWED = Narrowing()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of a question at `[start, end)` that say which documents it means."""

    start: int
    end: int
    says: Narrowing


def narrowed(question: str, is_borne: Borne) -> tuple[str, Narrowing]:
    """A question about many documents without the words that say which of them it means, and what these say.

    Names before the word for documents count only if they are borne ("the Acme agreements", not "the IP agreements").

    >>> def is_borne(name): return name in ("Acme", "Brill")
    >>> narrowed("Which Acme agreements can be assigned?", is_borne)[0]
    'Which agreements can be assigned?'
    >>> text, says = narrowed("Which contracts with Acme, other than NDAs, from 2021 can be assigned?", is_borne)
    >>> text, says.parties, says.besides, says.period.since
    ('Which contracts can be assigned?', ('Acme',), ('NDAs',), '2021-01-01')
    >>> narrowed("Which contracts were signed in 2020?", is_borne)[0]
    'Which contracts are there?'
    >>> narrowed("Show me everything with Acme", is_borne)[0]
    'Show me documents'
    >>> narrowed("Which contracts limit liability except for fraud?", is_borne)[1] == NOT_NARROWED
    True
    """
    text = question.rstrip(" ?.!")
    asking = question[len(text) :]
    says = NOT_NARROWED
    opening = _EXCEPT_FIRST.match(text)
    if opening is not None and (besides := _besides(opening, is_borne)):
        rest = text[opening.end() :]
        text, says = f"{rest[0].upper()}{rest[1:]}", Narrowing(besides=besides)
    documents = _DOCUMENTS.search(text)
    if (
        documents is None
        or not _LEADING_UP.fullmatch(text, 0, documents.start())
        or _OF_ONE.match(text[: documents.start()])
    ):
        return question, NOT_NARROWED
    start, end = documents.span()
    if (before := _names_before(text, documents.start(), is_borne)) is not None:
        text, says = _without(text, before), says.joined(before.says)
        start, end = (at - (before.end - before.start) for at in (start, end))
    for _ in range(MOST_PHRASES):
        phrase = next(_phrases(text, start, end, is_borne), None)
        if phrase is None:
            break
        text, says = _without(text, phrase), says.joined(phrase.says)
    return (f"{_as_question(text)}{asking}", says) if says != NOT_NARROWED else (question, NOT_NARROWED)


def _names_before(text: str, kind: int, is_borne: Borne) -> _Phrase | None:
    """Names of parties before the word for documents: "Acme and Brill" in "Which Acme and Brill agreements"."""
    start, words = 0, ""
    while not words and (found := _BEFORE.search(text, start, kind)) is not None:
        start, words = found.start("names"), found["names"]
        while words and _opens(first := words.partition(" ")[0]):
            start = min(start + len(first) + 1, kind)
            words = words[len(first) + 1 :]
    names: list[str] = []
    end = start
    for name in _APART.split(words):
        borne = next((one for one in _beginnings(name) if is_borne(_bare(one))), None)
        if borne is None:
            break
        names.append(_bare(borne))
        end = text.index(name, end) + len(borne)
    after = re.compile(r"(?:['’]s?)?\s").match(text, end)
    return _Phrase(start, after.end(), Narrowing(tuple(names))) if names and after is not None else None


def _phrases(text: str, start: int, documents: int, is_borne: Borne) -> Iterator[_Phrase]:
    """Phrases behind the word for documents, which stands at `[start, documents)`, and at the end of a question."""
    have, here = _HAVE.match(text, documents), _PLACE.match(text, documents)
    for at in (documents, *(one.end() for one in (have, here) if one is not None)):
        if (found := _IN_MATTER.match(text, at)) is not None and _is_matter(found, is_borne):
            yield _Phrase(*found.span(), Narrowing(matters=(found["name"] or found["number"],)))
        if (found := _EXCEPT.match(text, at)) is not None and (besides := _besides(found, is_borne)):
            yield _Phrase(*found.span(), Narrowing(besides=besides))
        is_signed = have is not None and at == have.end()
        found = _SIGNED.match(text, at) or (_IN_THEN if is_signed else _FROM_THEN).match(text, at)
        if found is not None and (period := period_of(found)) is not None:
            yield _Phrase(*found.span(), Narrowing(period=period))
        if (found := _WITH.match(text, at)) is not None and (names := _parties(found, is_borne)):
            yield _Phrase(*found.span(), Narrowing(names, has_all=found["how"] in ("between", "among")))
    if (found := _CHANGES_TO.match(text, documents)) is not None and _CHANGES.match(text, start):
        yield _Phrase(*found.span(), Narrowing((_bare(found["names"]),)))
    if (found := _EXCEPT_LAST.search(text, documents)) is not None and (besides := _besides(found, is_borne)):
        yield _Phrase(*found.span(), Narrowing(besides=besides))
    for found in _IN_MATTER.finditer(text, documents):
        if found.end() == len(text) and _is_matter(found, is_borne):
            yield _Phrase(*found.span(), Narrowing(matters=(found["name"] or found["number"],)))


def _without(text: str, phrase: _Phrase) -> str:
    """A question without a phrase, nor the "and" that joined it to the next: "signed in 2020 and governed by …"."""
    joining = _AND.match(text, phrase.end) if phrase.start < phrase.end else None
    rest = text[phrase.end :] if joining is None else f" {text[joining.end() :].lstrip()}"
    return f"{text[: phrase.start]}{rest}"


def _as_question(text: str) -> str:
    """What is left of a question, as a question: "Which contracts" asks which there are."""
    plain = re.sub(rf"\b(?:{_EVERYTHING})\b", "documents", text, count=1, flags=re.IGNORECASE)
    return f"{plain} are there" if _IS_BARE.fullmatch(plain) is not None else plain


def _is_matter(found: re.Match[str], is_borne: Borne) -> bool:
    """True for the name of a matter, and not for "in any other matter"."""
    name = found["name"] or found["number"]
    return name.lower() not in OPENERS and (name[0].isupper() or any(map(str.isdigit, name)) or is_borne(name))


def _parties(found: re.Match[str], is_borne: Borne) -> tuple[str, ...]:
    """The parties that a phrase names; none if no document has any of them and it may name something else."""
    names = tuple(_bare(one) for one in _APART.split(found["names"]))
    if any(is_borne(one) for one in names):
        return names
    may_be = all(not (one.isupper() or one[0].isdigit() or is_place(one)) for one in names)
    return names if may_be and found["how"] in ("with", "between", "involving") else ()


def _besides(found: re.Match[str], is_borne: Borne) -> tuple[str, ...]:
    """What each part of an exception is called; nothing if any of them is neither a document nor a party."""
    items = [_ARTICLE.sub("", one, count=1) for one in _APART.split(found["besides"])]
    are_documents = all(_HAS_KIND.search(one) or is_borne(_bare(one)) for one in items)
    return tuple(map(_bare, items)) if are_documents else ()


def _opens(word: str) -> bool:
    """True for a word that has a capital only because it begins a question: "List", "Which"."""
    return word.lower() in OPENERS or re.fullmatch(LIST_VERB, word, re.IGNORECASE) is not None


def _beginnings(words: str) -> list[str]:
    """The beginnings of a name, the longest first."""
    split = words.split()
    return [" ".join(split[:end]) for end in range(len(split), 0, -1)]


def _bare(name: str) -> str:
    return re.sub(r"['’]s?$", "", re.sub(r"^the\s", "", name).rstrip(".,"))
