"""What a comparison asks about each side alone: "Is the notice longer in A or in B?" asks how long each one is.

Neither document says that its notice is longer. So the words that compare ("longer", "dearer", "the same") are replaced
by a question that each document can answer.
"""

import re

from pincite.retrieval.understanding.auxiliaries import AUXILIARIES

_LONG, _MUCH, _WHAT, _WHEN = "How long is", "How much is", "What is", "When is"

_ASKING = {
    **dict.fromkeys(("longer", "shorter", "longest", "shortest"), _LONG),
    **dict.fromkeys(
        ("higher", "lower", "dearer", "cheaper", "larger", "smaller", "bigger", "greater", "costlier"),
        _MUCH,
    ),
    **dict.fromkeys(("earlier", "later", "sooner", "quicker", "faster", "slower"), _WHEN),
    **dict.fromkeys(
        (
            "stricter", "broader", "narrower", "wider", "tougher", "harder", "softer", "laxer", "tighter", "looser",
            "better",
            "worse", "kinder", "fairer", "harsher", "milder", "safer", "different", "identical", "alike", "equal",
        ),
        _WHAT,
    ),
}  # fmt: skip
COMPARATIVES = frozenset(_ASKING)
"""Words by which two things are compared, in lower case."""

_MORE = "|".join(_ASKING)
_WHICH = (
    r"\b(?:which|what)\s(?:one\s|of\s(?:them|(?:the|these)\stwo)\s(?:(?!is|are|lasts|runs|goes)[\w-]+\s)?|(?:[\w-]+\s)?(?:agreement|contract|lease|licen[cs]e|nda|policy|"
    r"deal|guide|document|side|franchise|alliance|form)s?\s)?"
)
"""The word that asks for one of two, with what they are: "which lease"."""

_COMPARED = re.compile(rf"\b(?:{_MORE}|the\ssame|more|less|fewer)\b", re.IGNORECASE)

_IS_MORE = re.compile(
    rf"\b(?:is|are|was|were|does|do)\s(?P<what>(?!(?:there|it|that|this|they|we|you|i)\b)[^,;:?.]{{3,90}}?)\s(?:(?:last|run|go\son)\s)?(?:the\s)?"
    rf"(?P<more>{_MORE}|same)(?:\sin\sboth)?(?P<rest>\s(?:for|to|if|when|after|before|of)\b[^?]*)?(?=\W*$)",
    re.IGNORECASE,
)
_WHICH_LASTS = re.compile(
    rf"{_WHICH}(?:is|lasts|runs|comes|takes)\s(?:the\s)?(?P<more>{_MORE})\s?[,:–—-]\s?(?P<what>[^?]{{3,120}}?)(?=\W*$)",
    re.IGNORECASE,
)
_WHICH_HAS = re.compile(
    rf"\b(?:which|who)\s(?:of\s(?:them|the\stwo)\s)?(?:[\w-]+\s){{0,2}}?(?:has|gives|sets|gets|allows|grants|offers|asks|demands|wants|needs|takes|imposes|charges|provides|"
    rf"requires|carries|leaves)\s(?:(?:us|you|me|them|for)\s)?(?:the\s|an?\s)?(?P<more>{_MORE})\s(?P<what>[^,;?]{{3,90}}?)(?=\W*$)",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\bwhich\s(?:of\s(?:them|the\stwo)\s)?(?P<what>(?:[\w-]+\s){0,3}?)(?:is|are|costs?|works\sout|comes\sout|would\sbe)\s(?:the\s)?"
    r"(?:dearer|cheaper|more\sexpensive|less\sexpensive|costlier|more|less)(?P<rest>\s(?:to|for|if|in)\b[^?]*)?(?=\W*$)",
    re.IGNORECASE,
)
_LONGER_TO = re.compile(
    r"\bwho\s(?:has|gets)\s(?:longer|more\stime|less\stime)\s(?P<rest>(?:to|for)\b[^?]+?)(?=\W*$)", re.IGNORECASE
)
_ASKS_MORE = re.compile(
    r"^(?:do|does)\s(?P<who>\w+)\s(?P<verb>[\w\s-]{3,30}?)\s(?:an?\s|the\s)?(?:more|less|fewer|longer|shorter|higher|lower|bigger|smaller|larger|greater)\s"
    r"(?P<what>[^,;?]{3,60}?)\sthan\s(?:they|it)\b[^?]*",
    re.IGNORECASE,
)
_WHICH_ABOUT = re.compile(
    rf"(?:\bwho\s|{_WHICH})(?:is|are)\s(?:the\s)?(?:{_MORE})\s(?P<rest>(?:about|on|as\sto|with|regarding)\s[^?]+?)(?=\W*$)",
    re.IGNORECASE,
)
_THEY_ARE = re.compile(
    rf"\bare\sthey\s(?:{_MORE})\s(?P<rest>(?:about|on|as\sto|with|regarding)\s[^?]+?)(?=\W*$)", re.IGNORECASE
)
_WHICH_LONGER = re.compile(rf"{_WHICH}(?:runs|lasts|goes\son|is)\s(?:longer|shorter)(?=\W*$)", re.IGNORECASE)
_SOONER = re.compile(
    rf"{_WHICH}(?P<can>can|may|must)\sbe\s(?P<done>[\w-]+(?:\sout\sof)?)\s(?:earlier|later|sooner|faster|quicker)(?=\W*$)",
    re.IGNORECASE,
)
_THE_MORE = re.compile(rf"\bthe\s(?:{_MORE})\s(?=\w)", re.IGNORECASE)
_VERB = re.compile(
    rf"\b(?:{AUXILIARIES}|be|who|what|which|how|when|where|why|whose|whether)\b",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"s['’](?=\s)|\b\w{3,}ing\b|[?,;:]|^(?:compare|and|or|both|put|set|show|give|explain)\b", re.IGNORECASE
)
_HEAD = re.compile(
    r"^(?P<head>.*?[\w’'-]+)(?=\W*$|\s(?:on|of|for|to|in|under|after|before|by|with|if|when|that|which|from|at)\b)",
    re.IGNORECASE,
)


_OFFERED = re.compile(
    r"[,:;–—]\s[^,:;?.!]{2,80}?(?:\s(?:or|and|versus|vs\.?|against)\s|\s?/\s?)[^,:;?!]{2,80}[?.!]*$|\bof\s(?:the|these|our|my)\stwo\b",
    re.IGNORECASE,
)
"""Two things between which a question has somebody choose: "…, the lease or the MSA?"."""

_WHICH_OF = re.compile(r"(?:which|who|what)\b", re.IGNORECASE)
_NAMED_BEFORE = re.compile(
    r"(?<=\s)[A-Z]|\b(?:the|our|their|its|this|that)\s(?:[\w-]+\s){1,3}(?:agreement|contract|lease|licen[cs]e|nda|policy|terms|deal|guide)\b"
)
"""A name, or a document that is mentioned by its kind."""


def offers_two(text: str) -> bool:
    """True for a question that ends with two things, one of which it asks for; `text` has single spaces only.

    >>> offers_two("Which agreement runs longer, the lease or the MSA?"), offers_two("Which contracts renew?")
    (True, False)
    """
    return _OFFERED.search(text) is not None


def is_offered_two(text: str) -> bool:
    """True for a question which of two things it is, of which only the two have names; `text` has single spaces only.

    >>> is_offered_two("Which goes further: the policy on gifts or the one on bullying?")
    True
    >>> is_offered_two("What law governs the Acme lease, Vermont or Montana?")
    False
    """
    offered = _OFFERED.search(text)
    before = text[: offered.start()] if offered is not None else ""
    return _WHICH_OF.match(text) is not None and bool(before) and _NAMED_BEFORE.search(before) is None


def absolute(text: str) -> str:
    """A question that compares, put as it is asked about one side; any other question unchanged.

    >>> absolute("No-fault exit: is the notice longer?"), absolute("Which has the higher cap?")
    ('No-fault exit: How long is the notice?', 'How much is the cap?')
    >>> absolute("Which lasts longer, the ban on new shares?"), absolute("Is the place to sue the same?")
    ('How long is the ban on new shares?', 'What is the place to sue?')
    >>> absolute("Which franchise is dearer to start and to run?")
    'How much does the franchise cost to start and to run?'
    >>> absolute("Which agreement runs longer?"), absolute("Which policy is stricter on gifts?")
    ('How long does it last?', 'What does it say on gifts?')
    >>> absolute("Which agreement needs the longer notice?"), absolute("Which contract can be ended sooner?")
    ('How long is the notice?', 'How soon can it be ended?')
    >>> absolute("are they stricter about photos?")
    'What do they say about photos?'
    >>> absolute("Insurance limits"), absolute("Can we keep copies?")
    ('What are the insurance limits?', 'Can we keep copies?')
    """
    if _COMPARED.search(text) is not None:
        for pattern, instead in _FORMS:
            turned = pattern.sub(instead, text)
            if turned != text:
                return f"{turned.rstrip(' .?')}?"
    plain = text.strip(" .?!:,")
    if plain and _VERB.search(plain) is None and not _NO_THING.search(plain) and len(plain.split()) <= MOST_OF_A_THING:
        return _of_thing(plain)
    return text


MOST_OF_A_THING = 4
"""The most words of a question without a verb that is the name of a thing."""


def _of_thing(name: str) -> str:
    """The question that is meant by the mere name of a thing."""
    are = "are" if _is_plural(name) else "is"
    bare = re.sub(r"^(?:the|their|its|our)\s", "", name, flags=re.IGNORECASE)
    small = bare if bare[1:2].isupper() else f"{bare[:1].lower()}{bare[1:]}"
    return f"What {are} the {small}?"


def _asked(found: re.Match[str]) -> str:
    """The question about a thing that is longer, dearer or the same."""
    what, more = found["what"].strip(), found["more"].lower()
    asking = _ASKING.get(more, _WHAT)
    the = "" if re.match(r"(?:the|our|their|its|a|an|your|my)\s", what, re.IGNORECASE) else "the "
    rest = found.groupdict().get("rest") or ""
    if _is_plural(what):
        asking = asking.replace(" is", " are")
    return f"{asking} {the}{what}{rest}"


def _cost(found: re.Match[str]) -> str:
    what = found["what"].strip()
    return f"How much does {f'the {what}' if what else 'it'} cost{found['rest'] or ''}"


_FORMS = (
    (_ASKS_MORE, lambda found: f"How much {found['what']} do {found['who']} {found['verb']}"),
    (_WHICH_ABOUT, lambda found: f"What does it say {found['rest']}"),
    (_THEY_ARE, lambda found: f"What do they say {found['rest']}"),
    (_WHICH_LONGER, lambda _: "How long does it last"),
    (_SOONER, lambda found: f"How soon {found['can']} it be {found['done']}"),
    (_LONGER_TO, lambda found: f"How long is there {found['rest']}"),
    (_WHICH_LASTS, _asked),
    (_COSTS, _cost),
    (_WHICH_HAS, _asked),
    (_IS_MORE, _asked),
    (_THE_MORE, lambda _: "the "),
)


def _is_plural(name: str) -> bool:
    """True for the name of several things: "the notice periods of the lease"."""
    head = _HEAD.match(name)
    return head is not None and head["head"].endswith("s") and not head["head"].endswith("ss")
