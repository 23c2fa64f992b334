"""Named things in a statement that are nowhere in the evidence: cases, laws, people, companies, days and sums.

A model without a source invents one. Names are found by their form, as in a question; each must be somewhere in the
evidence, in whatever form it is written there. Defined terms are left to the checks of single passages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pincite.chunking.ordinary import name_words, rarity
from pincite.retrieval.understanding.entities import entities_in
from pincite.retrieval.understanding.entity import Entity
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS
from pincite.structure.facts.names import has_form, is_form
from pincite.structure.sentences import sentences
from pincite.verification.checks.dates import DAYS, MONTHS, dates_in, is_given
from pincite.verification.checks.figures import is_borne_out
from pincite.verification.checks.finding import Finding
from pincite.verification.checks.plain import plain
from pincite.verification.checks.quantities import Quantity, quantities_in
from pincite.verification.checks.reading import FUNCTION_WORDS, stem_of, words_of

LONGEST_PIECE = 400
"""The most characters that are searched for names at once: `entities_in` returns at most 40 for each piece."""

MOST_QUANTITIES = 20_000
"""The most quantities that are read of all the evidence; a passage has some ten."""

OVERLAP = 120
"""Characters of a piece that the next one repeats, so that each name is whole in one of them."""

RARE = 2.3
"""The rarity (`chunking.ordinary`) from which a single word with a capital counts as a name: one document in twenty
has it, or fewer."""

SIDE = 10
"""Words on either side of a "v" in the evidence that are searched for the names of a case."""

SPREAD = 2
"""Words that may be between those of a name: "Karen Miller" and "Karen A. Miller"."""

_NOT_OF_NAME = frozenset(
    "mr mrs ms miss dr prof sir lady lord judge justice hon the of and for de van von la in re ex parte v vs a".split()  # noqa: SIM905 - read more easily as words
)
_RUN = re.compile(r"\d+|[^\W\d_]")
_BEFORE_BRACKET = re.compile(r"\s+(?=\(\w{1,4}\))")
_LOWER_TAIL = re.compile(r"(?<=\w)-[a-z]\w*")
_VERSUS = re.compile(r"\sv(?:s|ersus)?\.?\s", re.IGNORECASE)
_REPORT = re.compile(r"(?:\[\d{4}\]|\(?\d{4}\)?|\d{1,4}) .*\d$")
_NUMBERS = re.compile(r"\d[\w.:/-]*(?:\(\w{1,5}\))*")
_CAPITAL = re.compile(r"[^\W\d_](?:[\w&]|['-](?=\w))*")
_VERB_AFTER = re.compile(
    r"'s(?!\w)|\s(?:is|was|has|had|will|would|shall|must|may|can|says|said|held|holds|owes|owed|pays|paid|signed|signs|agreed|"
    r"agrees|argued|argues|testified|confirmed|wrote|claimed|claims|sued|won|lost|died|became|founded|acquired)(?!\w)"
)
_ORDINARY_ENDINGS = tuple("ing ed ly tion sion ment ness ity ism ous able one body".split())  # noqa: SIM905 - read more easily as words
_LATIN = ("us", "is", "os", "as", "ss")
"""Endings of names in -s; other words in -s at the start of a sentence are more often plurals."""

_OPENS = re.compile(r"(?:^|[.!?:;]\s*|\n\s*)[\"'(\[]*$")


@dataclass(frozen=True)
class Known:
    """All the evidence in the forms in which names are looked up, each made on first use.

    Make it once for all the statements of an answer: bringing the evidence into these forms takes most of the time.
    """

    text: str

    @cached_property
    def small(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @cached_property
    def words(self) -> list[str]:
        """Words in the form in which names are compared, in order, without titles and words that join names."""
        return [stem_or_word(word) for word in words_of(self.text) if word not in _NOT_OF_NAME]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Word -> its places."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of sections, with their brackets: "15(a)(4)"."""
        return frozenset(_NUMBERS.findall(_BEFORE_BRACKET.sub("", self.text)))

    @cached_property
    def sides(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        """The words before and after each "v" of the evidence."""
        found = []
        for match in _VERSUS.finditer(self.text):
            before = words_of(self.text[max(0, match.start() - 120) : match.start()])[-SIDE:]
            after = words_of(self.text[match.end() : match.end() + 120])[:SIDE]
            found.append((frozenset(map(stem_or_word, before)), frozenset(map(stem_or_word, after))))
        return found

    @cached_property
    def dates(self) -> dict[str, str]:
        """The dates of the evidence."""
        return dates_in(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities of the evidence."""
        return quantities_in(self.text, MOST_QUANTITIES)

    def has_name(self, words: Sequence[str]) -> bool:
        """Whether the evidence has words close together in this order."""
        if not words:
            return True
        reach = len(words) + SPREAD
        for start in self.places.get(words[0], ()):
            at = start
            for word in words[1:]:
                at = next(
                    (
                        place
                        for place in range(at + 1, min(len(self.words), start + reach))
                        if self.words[place] == word
                    ),
                    -1,
                )
                if at < 0:
                    break
            if at >= 0:
                return True
        return False


def prepared(evidence_texts: Sequence[str]) -> Known:
    """Texts prepared as the evidence of many statements."""
    return Known("\n".join(plain(one) for one in evidence_texts))


def inventions(text: str, evidence: Known | Sequence[str]) -> tuple[Finding, ...]:
    """What a text names that no text of the evidence has, each once, in order.

    `evidence` given as texts serves one statement; for several, prepare it once with `prepared`.

    >>> [found.message for found in inventions("Holt v. Crane lets Acme Ltd pay $5.", ["Acme Ltd pays $5."])]
    ['the case "Holt v. Crane" stands nowhere in the evidence']
    """
    statement = plain(text)
    known = evidence if isinstance(evidence, Known) else prepared(evidence)
    found: list[str] = []
    for start, end in _pieces(statement):
        found += _in_piece(statement[start:end], known)
    return tuple(Finding("invention", message) for message in dict.fromkeys(found))


def stem_or_word(word: str) -> str:
    """A word in the form in which names are compared."""
    bare = word.removesuffix("'s").replace("'", "")
    return stem_of(bare) or bare


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Sentences as ranges; long ones are cut between words."""
    for start, end in sentences(text, 0, len(text)):
        while end - start > LONGEST_PIECE:
            cut = text.rfind(" ", start + LONGEST_PIECE // 2, start + LONGEST_PIECE)
            cut = cut if cut > start else start + LONGEST_PIECE
            yield start, cut
            space = text.find(" ", cut - OVERLAP, cut)
            start = space + 1 if space > start else cut
        yield start, end


def _in_piece(piece: str, evidence: Known) -> Iterator[str]:
    taken: list[tuple[int, int]] = []
    messages: list[tuple[int, str]] = []
    for entity in entities_in(piece):
        if entity.kind in ("case_citation", "statute_citation", "party"):
            taken.append((entity.start, entity.end))
            called = _missing(entity, evidence)
            if called:
                messages.append((entity.start, f'{called} "{entity.text}"'))
    for start, word in _lone_names(piece, taken):
        if (
            stem_or_word(word.lower()) not in evidence.places
            and word.lower()[: max(4, len(word) - 3)] not in evidence.small
        ):
            messages.append((start, f'the name "{word}"'))
    messages += [
        (len(piece), f'the date "{written}"')
        for value, written in dates_in(piece).items()
        if not is_given(value, evidence.dates, evidence.text)
    ]
    messages += [
        (len(piece), f'the figure "{quantity.shown}"')
        for quantity in quantities_in(piece)
        if quantity.kind in ("amount", "percentage") and not _has_figure(quantity, evidence)
    ]
    for _, message in sorted(messages, key=lambda pair: pair[0]):
        yield f"{message} stands nowhere in the evidence"


def _missing(entity: Entity, evidence: Known) -> str:
    """The kind of an entity that the evidence lacks, in words; empty if the evidence has it."""
    if entity.kind == "statute_citation":
        return "" if _has_statute(entity, evidence) else "the law"
    if entity.kind == "case_citation":
        return "" if _has_case(entity.text, evidence) else "the case"
    words = _name(entity.text)
    if not words or entity.text.split()[-1].lower() in DOCUMENTS:
        return ""
    is_company = has_form(entity.text)
    if len(words) == 1 and not is_company and rarity_of(words[0]) < RARE:
        return ""
    opens_with_word = entity.start == 0 and len(words) > 2 and rarity_of(words[0]) < RARE
    if evidence.has_name(words) or (opens_with_word and evidence.has_name(words[1:])):
        return ""
    return "the company" if is_company else "the name"


def _has_figure(quantity: Quantity, evidence: Known) -> bool:
    """Whether the evidence has a figure, or a close one if the figure is bounded ("more than")."""
    near = replace(quantity, bound="about" if quantity.bound else "")
    return any(is_borne_out(near, other) for other in evidence.quantities)


def _name(text: str) -> list[str]:
    """The words that distinguish a name: without titles and forms of company."""
    text = _LOWER_TAIL.sub("", text.replace(",", " "))  # "AI-based" names AI
    words = [word for word in text.split() if not is_form(word.rstrip("."))]
    return [
        stem_or_word(word)
        for word in words_of(" ".join(words))
        if word not in _NOT_OF_NAME and (len(word) > 1 or word.isdigit())
    ]


def rarity_of(word: str) -> float:
    """How rare a word is in legal documents."""
    return min((rarity(one) for one in name_words(word)), default=0.0)


def _has_statute(entity: Entity, evidence: Known) -> bool:
    """Whether the evidence has a law by its number, or an act by its name and, anywhere, the section's number."""
    if _is_written(entity.value, evidence) or _is_written(entity.text, evidence):
        return True
    name = [word for word in _name(entity.value) if not word[0].isdigit() and word not in ("art", "pt")]
    return bool(name) and evidence.has_name(name) and evidence.numbers.issuperset(_NUMBERS.findall(entity.value))


def _is_written(citation: str, evidence: Known) -> bool:
    """Whether the evidence has a citation, whatever signs or words for "section" are between its letters and numbers.

    15 U.S.C. § 78j is found in "15 USC section 78j", and not in "15 U.S.C. § 78jj".
    """
    runs = [re.escape(run) for run in _RUN.findall(citation)]
    if not runs:
        return False
    parted = r"[\W_]{0,4}(?:(?:sections?|secs?|articles?|arts?|no)[\W_]{1,3})?"
    return re.search(rf"(?<![^\W_]){parted.join(runs)}(?![^\W_])", evidence.text, re.IGNORECASE) is not None


def _has_case(text: str, evidence: Known) -> bool:
    """Whether the evidence has a case: its names on both sides of one "v", and its report if the citation gives one."""
    report = _REPORT.search(text)
    names = text[: report.start()] if report is not None else text
    if report is not None and not _is_written(report[0], evidence):
        return False
    one, _, other = (_VERSUS.sub("\n", names, count=1)).partition("\n")
    first, second = set(_name(one)), set(_name(other))
    if not other:
        return evidence.has_name(_name(names))
    return any(first <= before and second <= after for before, after in evidence.sides)


def _lone_names(piece: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Rare words with a capital outside of the ranges taken."""
    for match in _CAPITAL.finditer(piece):
        word = match[0].removesuffix("'s")
        small = word.lower()
        if not word[0].isupper() or small in OPENERS or small in FUNCTION_WORDS or small in DOCUMENTS:
            continue
        if word in MONTHS or small in DAYS or any(start <= match.start() < end for start, end in taken):
            continue
        if rarity_of(small) >= RARE and (_OPENS.search(piece, 0, match.start()) is None or _does(piece, match, small)):
            yield match.start(), word


def _does(piece: str, match: re.Match[str], word: str) -> bool:
    """Whether the first word of a sentence reads as a name: a verb follows, and it does not look like another word."""
    following = _VERB_AFTER.match(piece, match.end())
    if following is None or word.endswith(_ORDINARY_ENDINGS):
        return False
    return not word.endswith("s") or word.endswith(_LATIN) or following[0].strip() in ("'s", "is", "was", "has")
