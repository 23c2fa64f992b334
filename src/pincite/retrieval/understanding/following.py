"""Does a question go on from an earlier one, and how does it read as a complete question?

"And after it expires?" says little by itself. The complete question is the earlier one followed by the new one. Two
forms change the earlier question instead: "the other way round" exchanges its two parties, and "What about Acme?"
replaces the party that it names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.aside import is_aside
from pincite.retrieval.understanding.auxiliaries import AUXILIARIES, DO, MODALS
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS
from pincite.retrieval.understanding.own_terms import may_ask_for_term
from pincite.retrieval.understanding.parties import may_ask_who
from pincite.structure.facts.places import place_names, place_of_people, with_places

MOST_CARRIED = 600
"""The most characters of an earlier question that are carried over; a longer one tells a case and asks at its end."""

FEW_LEFT = 2
"""The most content words with which a question about a pronoun says too little by itself."""

_GOES_ON = re.compile(r"(?:and|but|or|also|then|plus|so|ok(?:ay)?)\b[,:]?\s", re.IGNORECASE)
"""Words that tie a question to what went before."""

_ABOUT = re.compile(
    r"(?:(?:and|but|or|so)\b,?\s+)?(?:what|how)\s+about\b\s*(?P<what>[^?]*)|(?:and|or|but)\b,?\s+(?P<short>[^?]{1,60})",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"""
    (?:the\s)?other\sway\s(?:a?round|about) | vice[\s-]versa | conversely | (?:in|and|for)?\s?the\s(?:reverse|opposite)
    (?:\s(?:case|direction|situation))? | the\sother\s(?:party|side) | (?:and\s)?their\sside | in\sreverse
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REVERSED_ONLY = re.compile(
    rf"(?:(?:and|but|or|so|what|how|is|does|it|about|if|it['’]s|be|would|that|work|apply|go|in|for|the\ssame|true|also"
    rf"|then|now|please|too|as\swell|case)[\s,]+)*+(?:{_REVERSED.pattern})[\s?.!]*",
    re.VERBOSE | re.IGNORECASE,
)
"""A question that only says that the parties are to be exchanged."""

_BARE_SUBJECT = re.compile(
    r"(?:(?:when|where|why|how|for\show\slong|how\slong|until\swhen|since\swhen|by\swhen|under\swhat\s\w+)\s)?"
    rf"(?:{AUXILIARIES})(?:n['’]t)?\s"
    r"(?:it|that|this|these|those|he|she)\b",
    re.IGNORECASE,
)
"""A verb with a pronoun as its subject: "Can it be extended?"."""

_POINTING = frozenset(("that", "this", "these", "those"))
_FRAGMENT = re.compile(
    r"(?:why(?:\snot)?|how\sso|since\swhen|until\swhen|for\show\slong|how\slong|how\smuch|how\smany|by\swhen|where|when|who|"
    r"by\swhom|to\swhom|which(?:\sone)?|on\swhat\sterms|in\swhich\scase|under\swhich\s(?:clause|section)|says\swho)"
    r"(?:\s(?:exactly|then|and\swhy|again))?",
    re.IGNORECASE,
)
"""Questions that have only a question word."""

_ANAPHOR = re.compile(
    r"\b(?:it|its|they|them|their|he|she|him|her|his|those|these|this|such|same|ones?|there(?:after|of|by|under)|"
    r"then|else|instead|otherwise|former|latter|(?:the|any|each)\sother)\b|\bthat(?=[?.,]|$)"
    r"|\b(?:after|before|for|of|on|under|with|do|does|by)\sthat\b|^(?:what|how)\sabout\b",
    re.IGNORECASE,
)
"""Words that refer to something said before."""

_OF_A_DOCUMENT = re.compile(
    r"\b(?:this|that|the)\s(?:same\s|whole\s)?(?:agreement|contract|lease|deal|licen[cs]e|deed|nda|msa|sow|spa)\b"
    r"(?=\W*\Z|\s(?:for|in|by|with|under|on|from|at|until|to|ends?|expires?|lasts?|renews?|runs?|exclusive|binding|valid)\b)",
    re.IGNORECASE,
)
"""The document that was spoken of, by what it is: "that contract"."""

_QUANTITY = re.compile(r"\b(?:many|much|long|far|often|fast|soon|quickly|worth|exactly)\b", re.IGNORECASE)
"""Words that ask for a figure without saying of what: "How many months' worth?" has no subject."""

_NAME = re.compile(r"[^\W\d_a-z](?:[\w&/-]|['’](?!s\b)(?=\w)|\.(?=\w))*")
_JOINT = re.compile(r"\s(?:(?:of|&)\s)?")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")

_PAIRS = (
    ("landlord", "tenant"),
    ("lessor", "lessee"),
    ("licensor", "licensee"),
    ("seller", "buyer"),
    ("vendor", "purchaser"),
    ("supplier", "customer"),
    ("provider", "client"),
    ("employer", "employee"),
    ("lender", "borrower"),
    ("franchisor", "franchisee"),
    ("discloser", "recipient"),
    ("disclosing party", "receiving party"),
    ("principal", "agent"),
    ("assignor", "assignee"),
    ("grantor", "grantee"),
    ("insurer", "insured"),
)
ACROSS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
"""The role on the other side of each role."""

_ROLE = re.compile(rf"\b(?:{'|'.join(ACROSS)})\b")
"""Roles in lower case; those with a capital are found as names."""


_AUXILIARY = f"(?:{MODALS}|{DO})"
_ACTS = (
    r"(?:appoint|ask|assign|audit|avoid|be|buy|cancel|change|charge|claim|compete|cut|demand|disclose|do|drop|end|exit|"
    r"extend|fire|force|get|give|have|hire|inspect|keep|leave|license|make|move|open|pay|pull|quit|raise|recover|refuse|"
    r"reject|renew|require|sack|sell|stop|sublicense|sue|suspend|take|terminate|transfer|use|walk|withdraw|withhold)"
)
"""What a party does, after its name: "Can Papa John's end …?" and not "Can Papa John's staff …?"."""

_LED = re.compile(
    r"(?:(?:and|but|or|so|ok(?:ay)?|well|then|now|no|nope|sorry|right|hm+)\b[,.:;–—-]*\s+)*+"
    r"(?:(?:i|we)\s(?:meant?|was\sasking\sabout|were\sasking\sabout)\b,?\s|rather,?\s|(?:what|how)\sabout\s|"
    r"(?:(?:is|are|does)\s(?:it|that|this)\s)?(?:the\s)?same\s(?:question\s|thing\s)?(?=for|in|under|with|of|goes|applies)|(?:likewise|ditto)\s(?=for|in|under))?",
    re.IGNORECASE,
)
"""Words that lead to the one thing with which a question replaces another: "No, I meant …", "Same for …"."""

_MEANT = re.compile(r"^.*[.?!;,]\s(?:sorry,\s)?(?:i|we)\s(?:mean|meant),?\s(?=\w+\s\w)", re.IGNORECASE)
"""Words before the final form of a question that corrects itself: "Why can't they? I mean, who owns it?"."""

_FINITE = re.compile(
    rf"\b(?:{AUXILIARIES}|am|be|need|needs|"
    r"happens|applies|counts|pays|gets|owns|bears|says|goes|means|ends)\b|n['’]t\b|['’](?:re|ll|ve)\b|\b(?:it|that|who|what|there|he|she)['’]s\b",
    re.IGNORECASE,
)

_OF_A_FRAGMENT = re.compile(
    r"(?:no|nope|sorry|same|in|at|by|until|since|from|under|for|with|to|on|of|after|before|within|during|without|unless|except)\b",
    re.IGNORECASE,
)
"""The beginning of a part of a question that says where or when, and not what."""

MOST_OF_A_FRAGMENT = 9
"""The most words of a question without a verb that counts as a part of one."""

_PLACE_ALONE = re.compile(
    r"(?:(?:in|under|for|with|of|at|by|over)\s)?(?:(?:the|our|that)\s)?(?P<place>[A-Z][\w.]*(?:\s(?:of\s)?[A-Z][\w.]*){0,2})"
    r"(?:\s(?:law|one|office|version|form|guide))?"
)
"""The name of a place and hardly anything else: "in New York", "under the Irish one"."""

_EMPTY = re.compile(
    r"\b(?:in|under|for|with|of|on|at|by|the|a|an|and|or|that|this|one|ones|same|too|also|then|there|please|goes|"
    r"agreement|contract)\b|\W",
    re.IGNORECASE,
)
"""Words that add nothing to the name of a document."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A question that went on from another one, made complete.

    `text` is the complete question. `newest` are the words that ask for something new; empty if it is the earlier
    question with names exchanged or replaced.
    """

    text: str
    newest: str


def needs_earlier(text: str) -> bool:
    """True for a question that cannot be understood without the one before it; `text` has single spaces only.

    The answer is yes only if that is plain: asking back costs the user a turn.

    >>> [needs_earlier(q) for q in ("And after it expires?", "Can it be extended?", "What is the rent?")]
    [True, True, False]
    """
    bare = text.strip(" .,!?;:")
    if is_aside(text):
        return False
    if says_nothing(text):
        return True
    tied = _GOES_ON.match(bare)
    if tied is not None:
        bare = bare[tied.end() :]
        if tied[0].strip(" ,:").lower() in ("and", "but", "or", "plus") and not _names_in(bare):
            return True
    about = _ABOUT.fullmatch(bare)
    if about is not None and about["what"] is not None:
        topic = re.sub(r"^(?:the|for|with|to)\s", "", about["what"].strip(), flags=re.IGNORECASE)
        return not content_words(topic) or parties_in(f"about {topic}") == [topic]
    subject = _BARE_SUBJECT.match(bare)
    return subject is not None and not _names_in(bare[subject.end() :]) and _is_lost(bare, subject.end())


def corrected(text: str) -> str:
    """A question without the words that it takes back: "Why? I mean, who owns it?" asks who owns it."""
    found = _MEANT.match(text)
    return text[found.end() :] if found is not None else text


def unled(text: str) -> str:
    """A question without words that only lead to the thing it asks about; `text` has single spaces only.

    >>> unled("No, I meant any other breach."), unled("And under the lease?"), unled("Same for the MSA?")
    ('any other breach', 'under the lease', 'for the MSA')
    """
    found = _LED.match(text)
    return text[found.end() if found is not None else 0 :].strip(" .,!?;:")


def with_other_place(text: str, earlier: str) -> str:
    """The earlier question about the place that is all a question names; empty if it says more, or that had none.

    >>> with_other_place("And in Massachusetts?", "When is final pay due in Florida?")
    'When is final pay due in Massachusetts?'
    >>> with_other_place("And under the Irish one?", "What notice does the UK offer letter give?")
    'What notice does the Irish offer letter give?'
    >>> with_other_place("And who pays in Ohio?", "When is final pay due in Florida?")
    ''
    """
    said, before = _PLACE_ALONE.fullmatch(unled(text)), place_names(earlier)
    places = place_names(said["place"]) if said is not None else ()
    if len(places) != 1 or said is None or places[0][0] != said["place"] or len({one[0] for one in before}) != 1:
        return ""
    old, new = before[0], said["place"]
    if place_of_people(old[0]) is not None and place_of_people(new) is None:
        return ""  # "a Texan", and then "in Ohio"
    is_bare = re.search(r"\b(?:in|of|from|for|to)\s$", earlier[: old.start()]) is not None
    return f"{earlier[: old.start()]}{with_places(new) if is_bare else new}{earlier[old.end() :]}"


def is_fragment(text: str) -> bool:
    """True for a part of a question, which has no verb: "at what price in year two", "any other breach".

    >>> is_fragment("at what price in year two"), is_fragment("what does it cost")
    (True, False)
    """
    return _FINITE.search(text) is None and len(text.split()) <= MOST_OF_A_FRAGMENT


def is_empty(text: str) -> bool:
    """True if a question has only words that join or add nothing."""
    return not _EMPTY.sub("", text)


def _is_lost(text: str, end: int) -> bool:
    """True if nothing after a pronoun says what it refers to: "this agreement" does, "that" alone does not."""
    following = text[end:].split()
    pronoun = text[:end].rsplit(maxsplit=1)[-1].lower()
    if pronoun in _POINTING and following and content_words(following[0]) and following[0].lower() not in _VERBS:
        return False
    if pronoun == "it" and re.search(r"\b(?:to|that|if|whether|when|for)\b", text[end:]) is not None:
        return False  # "Is it permitted to sublet?"
    return len(content_words(text[end:])) <= FEW_LEFT


_VERBS = frozenset(
    """
    apply applies survive survives mean means include includes end ends expire expires last lasts renew renews continue
    cover covers hold change changes matter count counts extend happen cost bind need require still also
    ever automatically
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that follow "that" if it has no noun: "Does that survive?"."""


def says_nothing(text: str) -> bool:
    """True for a question that has no subject of its own: "Why?", "The other way round?"."""
    bare = text.strip(" .,!?;:")
    return (
        not content_words(bare) or _REVERSED_ONLY.fullmatch(bare) is not None or _FRAGMENT.fullmatch(bare) is not None
    )


def leans(text: str) -> bool:
    """True for a question that may refer to an earlier one; `text` has single spaces only.

    >>> [leans(q) for q in ("Must they return it?", "Which court hears disputes about the licence fees?")]
    [True, False]
    >>> leans("How long is that contract for?")
    False
    """
    if _is_of_a_document(text):
        return False
    return (
        needs_earlier(text)
        or _GOES_ON.match(text) is not None
        or _ANAPHOR.search(text) is not None
        or (len(content_words(_QUANTITY.sub(" ", text))) <= FEW_LEFT)
        or _MEANT.match(text) is not None
        or (_OF_A_FRAGMENT.match(text) is not None and is_fragment(text))
    )


def _is_of_a_document(text: str) -> bool:
    """True for a question that points at nothing but a document, and asks for its term, its law or its parties."""
    found = _OF_A_DOCUMENT.search(text)
    if found is None or _GOES_ON.match(text) is not None:
        return False
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return (may_ask_for_term(text) or may_ask_who(text)) and _ANAPHOR.search(rest) is None


def whole(question: str, earlier: str) -> Whole:
    """The complete form of a question that goes on from an earlier one; both have single spaces only.

    >>> whole("And the other way round?", "Can Acme claim lost profits from Brightwater?").text
    'Can Brightwater claim lost profits from Acme?'
    >>> whole("What about Finch?", "When may Acme terminate for breach?").text
    'When may Finch terminate for breach?'
    >>> whole("And after it expires?", "Must Acme keep it secret?").text
    'Must Acme keep it secret? And after it expires?'
    """
    before, bare = _shortened(earlier), question.strip(" .,!?;:")
    parties = parties_in(before)
    if _REVERSED_ONLY.fullmatch(bare) is not None and (both := _both(parties)) is not None:
        first, second = (_as_written(before, one) for one in both)
        return Whole(_exchanged(before, first, second), "")
    about = _ABOUT.fullmatch(bare)
    if about is not None:
        said = about["what"] if about["what"] is not None else about["short"]
        other = re.sub(r"^(?:the|for|with|to)\s", "", said.strip(" ,"), flags=re.IGNORECASE)
        if parties_in(f"about {other}") == [other] and parties and other not in parties:
            return Whole(_exchanged(before, _as_written(before, parties[0]), other), "")
    return Whole(f"{ended(before)} {question}", question)


def _shortened(earlier: str) -> str:
    """An earlier question, shortened; of more than two, the first, which names the subject, and the last are kept."""
    asked = [part.strip() for part in re.findall(r"[^?]+\??", earlier) if part.strip()]
    if len(asked) > 2:
        earlier = f"{asked[0]} {asked[-1]}"
    if len(earlier) <= MOST_CARRIED:
        return earlier
    return earlier[-MOST_CARRIED:].partition(" ")[2]


def ended(text: str) -> str:
    """A question with a sign that ends it, if it has none.

    >>> ended("How long is the term"), ended("Summarise the lease.")
    ('How long is the term?', 'Summarise the lease.')
    """
    return text if text.endswith((".", "?", "!")) else f"{text.rstrip(' ,;:')}?"


def _as_written(text: str, name: str) -> str:
    """A name with its "’s", if that belongs to it: "Can Papa John’s end it?"."""
    found = re.search(rf"\b{_AUXILIARY}\s({re.escape(name)}['’]s)(?=\s{_ACTS}\b)", text, re.IGNORECASE)
    return found[1] if found is not None else name


def parties_in(text: str) -> list[str]:
    """The parties in a question, by name or by role, each once, in order; "this Agreement" is none."""
    names = (name for name in _names_in(text) if name.split()[-1].lower() not in DOCUMENTS)
    found = [(text.index(name), name) for name in names]
    found += [(match.start(), match[0]) for match in _ROLE.finditer(text)]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def _both(parties: Sequence[str]) -> tuple[str, str] | None:
    """The two parties that are named, or one with the role opposite to it; None if that is not plain."""
    if len(parties) == 1 and (across := ACROSS.get(parties[0].lower())) is not None:
        return parties[0], across
    return (parties[0], parties[1]) if len(parties) == 2 else None


def _names_in(text: str) -> list[str]:
    """The names in a question, each once: runs of words with capitals that are not just its beginning."""
    found: list[str] = []
    at = 0
    while (match := _NAME.search(text, at)) is not None:
        start, end = match.span()
        at = end
        opens = not text[:start].strip() or text[:start].rstrip()[-1:] in ".?!:"
        if (start and text[start - 1].isalnum()) or match[0].lower() in OPENERS:
            continue
        while (joint := _JOINT.match(text, end)) and (more := _NAME.match(text, joint.end())):
            end = at = more.end()
        is_word = opens and end == match.end() and not match[0].isupper() and not _POSSESSIVE.match(text, end)
        if not is_word and text[start:end] not in found:  # any word has a capital where a question begins
            found.append(text[start:end])
    return found


def _exchanged(text: str, first: str, second: str) -> str:
    """A text with two names exchanged."""
    either = re.compile(rf"(?<!\w)(?:{re.escape(first)}|{re.escape(second)})(?!\w)")
    return either.sub(lambda found: second if found[0] == first else first, text)
