"""Does a question ask for a section of a document, and for nothing else? "What does section 5 of the lease say?" does.

A section is named by its number, in whatever way it is written ("Article IV", "clause 7.2", "the third recital",
"paragraph (b) of section 4"), or by words of its heading ("the confidentiality clause"). Only the words are read here;
`retrieval.places` finds the clause.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pincite.chunking.ordinary import name_words
from pincite.retrieval.places import HEADING, LAST, Step
from pincite.structure.outline import numbering

_KEYS: dict[str, str] = {
    **dict.fromkeys(("section", "sec", "§", "§§", "clause", "cl", "provision", "item", "condition"), "section"),
    **dict.fromkeys(("paragraph", "para", "subsection", "subclause", "subparagraph"), "section"),
    **dict.fromkeys(("article", "art"), "article"),
    "part": "part",
    "chapter": "chapter",
    "recital": "recital",
    **dict.fromkeys(("schedule", "sched"), "schedule"),
    **dict.fromkeys(("exhibit", "ex"), "exhibit"),
    **dict.fromkeys(("annex", "annexure"), "annex"),
    **dict.fromkeys(("appendix", "app"), "appendix"),
    "attachment": "attachment",
}
"""What each word for a part of a document stands for."""

_KEY = (
    r"(?:sub-?(?:section|clause|paragraph)|section|clause|provision|item|condition|paragraph|article|part|chapter|recital|"
    r"schedule|exhibit|annexure|annex|appendix|attachment|(?:sec|cl|para|art|sched|ex|app)\.?(?=\s?[\divxlc(A-Z])|§{1,2})"
)
_BRACKETS = r"(?:\s?\((?:[a-z]{1,2}|[ivxl]{1,6}|\d{1,3})\))"
_SPELLED = (
    r"(?:(?:twenty|thirty|forty|fifty)(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen)"
)
_LABEL = (
    rf"(?:\d{{1,3}}[a-z]?(?:[.-]\d{{1,3}}[a-z]?){{0,4}}(?![\w%]|\.\d){_BRACKETS}{{0,5}}|[ivxlc]{{1,7}}(?!\w){_BRACKETS}{{0,5}}|"
    rf"{_SPELLED}(?!\w)|[a-z](?:[-.]?\d{{1,2}})?(?![\w'’]){_BRACKETS}{{0,5}}|{_BRACKETS}{{1,5}})"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty|forty)[-\s](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    r"seventeenth|eighteenth|nineteenth|twentieth|thirtieth|\d{1,2}(?:st|nd|rd|th)|last|final)"
)
_PLACE = re.compile(
    rf"(?<![\w.-])(?:the\s(?P<ordinal>{_ORDINAL})\s(?P<counted>{_KEY})(?![\w])"
    rf"|(?:the\s)?(?P<key>{_KEY})(?:\s|(?<=§)|(?=[\d(]))(?:the\s(?P<behind>{_ORDINAL})(?!\w)|(?:(?:number|no\.?|num\.?|#)\s?)?"
    rf"[“\"‘']?(?P<label>{_LABEL})[”\"’']?)"
    rf"|(?P<bare>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?![\w%]|\.\d){_BRACKETS}{{0,5}}|\d{{1,2}}(?:\([a-z0-9]{{1,4}}\)){{1,5}}(?!\w)))",
    re.IGNORECASE,
)
_WITHIN = re.compile(r",?\s(?:of|in|to|under)\s(?:the\s)?", re.IGNORECASE)
_BEHIND = re.compile(r"\s?,?\s?", re.IGNORECASE)
_TITLED = re.compile(r"\s?[(“\"][^()“”\"]{2,60}[)”\"]")
_BEFORE_KEY = re.compile(
    r"\bthe\s(?P<words>(?:[\w&/’'-]+,?\s){1,6})(?P<key>section|clause|article|provision|paragraph|schedule)s?\b",
    re.IGNORECASE,
)
_BEHIND_KEY = re.compile(
    r"\bthe\s(?P<key>section|clause|article|provision|paragraph|schedule|part)\s"
    r"(?:on|about|titled|entitled|called|headed|named|dealing\swith|regarding|concerning)\s(?:the\s)?"
    r"[“\"‘']?(?P<words>[\w&/’', -]{3,80}?)[”\"’']?(?=\s(?:says?|states?|provides?|reads?|contains?)\b|\s?[?.!]*$)",
    re.IGNORECASE,
)
_ENDS_HEADING = re.compile(r"\s(?:in|of|from|under)\s", re.IGNORECASE)

_ASKED = re.compile(
    r"\b(?:says?|states?|provides?|contains?|covers?|reads?|requires?|regulates?|means?|about|in|text|wording|words|"
    r"language|content|contents|show|give|quote|print|open|pull|tell|see|explain|summari[sz]e|what|verbatim)\b",
    re.IGNORECASE,
)
_NOTHING_MORE = frozenset(
    """
    a about an and as at be can content contents contract contracts cover covers covered contain contains contained
    agreement deal deals deed did do does document entire entirely exact exactly explain for from full fully give go i
    in into is it its just language let letter like look may me mean means need of on open our out please policy print
    provide provided provides pull quote read reads regulate regulates require requires s say says said saying see
    show state stated states summarise summarize tell terms text that the their there these this those to under up us
    verbatim want was we what with whole within word wording words would you your hereof
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that ask for what a section says and for nothing within it."""

_WORD = re.compile(r"[^\W_]+")

LONGEST = 300
"""Characters of a question that may ask for a section and nothing else; a longer one says more."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A place that a question asks for: its steps, the outermost first, and the words that name it (`called`).

    `rest` is the question without those words.
    """

    steps: tuple[Step, ...]
    called: str
    rest: str

    @property
    def is_by_heading(self) -> bool:
        """Whether it is named by words that may stand in its heading, and not by a number."""
        return self.steps[0].word == HEADING

    def is_all(self, names: Collection[str] = ()) -> bool:
        """True if the question asks for nothing else; `names` are the words by which its document is called."""
        called = set(names)
        rest = [word.lower() for word in _WORD.findall(self.rest) if word.lower() not in _NOTHING_MORE]
        return all(called.issuperset(name_words(word)) for word in rest)


def sought_in(text: str) -> tuple[Sought, ...]:
    """The places that a question may ask for, the likeliest reading first; none if it names none, or several.

    >>> [(one.called, one.is_all(["acme"])) for one in sought_in("What does section 5 of the Acme agreement say?")]
    [('section 5', True)]
    >>> [one.is_all() for one in sought_in("What does section 5 say about notice?")]
    [False]
    """
    if len(text) > LONGEST or (_ASKED.search(text) is None and not _PLACE.match(text)):
        return ()
    found = _by_number(text)
    return (found,) if found is not None else tuple(_by_heading(text))


def _by_number(text: str) -> Sought | None:
    places = [match for match in _PLACE.finditer(text) if match["bare"] is None]
    places = places or list(_PLACE.finditer(text))
    if not places:
        return None
    steps = [_step(places[0])]
    end = places[0].end()
    for one, after in pairwise(places):
        between = text[one.end() : after.start()]
        between = between.removeprefix(found[0]) if (found := _TITLED.match(between)) else between
        if _WITHIN.fullmatch(between):
            steps.insert(0, _step(after))
        elif _BEHIND.fullmatch(between):
            steps.append(_step(after))
        else:
            return None
        end = after.end()
    start = places[0].start()
    titled = _TITLED.match(text, end)
    end = titled.end() if titled is not None else end
    called = text[start:end].removeprefix("the ").removeprefix("The ").strip()
    return Sought(tuple(steps), called, f"{text[:start]} {text[end:]}")


def _step(match: re.Match[str]) -> Step:
    """One place: what it is called, and its number as the outline may have it."""
    key = (match["counted"] or match["key"] or "section").lower().rstrip(".").replace("-", "")
    ordinal = match["ordinal"] or match["behind"]
    if ordinal is not None:
        number = re.match(r"\d+", ordinal)
        label = LAST if ordinal.lower() in ("last", "final") else number[0] if number else _value(ordinal)
    else:
        label = _value((match["label"] or match["bare"]).replace(" ", ""))
    return Step(_KEYS.get(key, "section"), label)


def _value(label: str) -> str:
    value = numbering.words(label)
    return str(value) if value is not None else label.lower()


def _by_heading(text: str) -> Iterator[Sought]:
    for match in _BEFORE_KEY.finditer(text):
        words = match["words"].split()
        for first in range(len(words)):
            said = " ".join(words[first:]).strip(" ,")
            start = match.end("words") - len(" ".join(words[first:])) - 1
            yield Sought((Step(HEADING, said),), said, f"{text[:start]} {text[match.end('key') :]}")
    for match in _BEHIND_KEY.finditer(text):
        ends = [
            len(match["words"]),
            *sorted((one.start() for one in _ENDS_HEADING.finditer(match["words"])), reverse=True),
        ]
        for end in ends:
            said = match["words"][:end].strip(" ,")
            rest = text[match.start("words") + end :]
            yield Sought((Step(HEADING, said),), said, f"{text[: match.start()]} {rest}")
