"""The parts of a compound question, each of which can be asked alone.

"What is the cap, and does it survive termination?" asks two things, which are in two clauses. Each part repeats what
the question says once: the frame before it ("In the Acme lease, ..."), the document, and what "it" refers to. Nothing
is lost: every word of the question that carries meaning is in some part.

The rankings of the parts are to be read by turns: first of the first, first of the second, and so on. On 311 questions
made of two (`runs/measuring/understanding.py`) that raised recall within 4,000 characters from .705 to .748 (+.044
[.028, .060]). Fusing them by reciprocal ranks lowered it to .614, because a piece that fits both parts a little then
comes before one that answers one part.
"""

import re

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.auxiliaries import AUXILIARIES
from pincite.retrieval.understanding.mentions import Mention, mentions_in
from pincite.retrieval.understanding.names import DOCUMENTS

MOST_PARTS = 4
"""The most parts of one question; each is searched by itself. What is asked after the fourth stays with the fourth."""

LONGEST_FRAME = 240
"""The most characters of the words before a question that say what it is about."""

LONGEST_ASKED = 1_200
"""The most characters of a question that is divided; a longer one is a story with a question in it."""

FEWEST_ALONE = 2
"""The fewest words with a meaning of a part without "it" that says what it asks: "on what notice?" goes on."""

_AUXILIARY = rf"(?:{AUXILIARIES}|need)"
_SUBJECT = r"(?:it|they|he|she|there|we|you|i|this|that|these|those|the|any|each|either|both|its|their|our|a|an)"
_ASKING = (
    rf"(?:(?:to|by|with|from|for|in|at|on|under)\s)?(?:(?:what|who|whom|whose)\b|which\s(?!{_AUXILIARY}\b)|"
    rf"(?:when|where|why)\s{_AUXILIARY}\b|how\s(?:much|many|long|often|soon|far|late|early|{_AUXILIARY})\b|"
    rf"(?!(?:have|do|need)\s(?:a|an|any|the)\b){_AUXILIARY}\s{_SUBJECT}\b)"
)
_ELLIPSIS = (
    r"(?:if\s(?:so|not)\b|(?:by|to|with|for|from)\s(?:whom|what|when|how\slong)\b|(?:when|where|why|how|who)\s?\?)"
)
_SEAM = re.compile(
    rf"\s*(?:[?;]\s*(?:(?:and|or|but|also|then)\s)?|,\s(?:(?:and|or|but),?\s(?:also\s|then\s)?)?|\s(?:and|or|but),?\s(?:also\s|then\s)?)(?={_ASKING}|{_ELLIPSIS})",
    re.IGNORECASE,
)
_STARTS = re.compile(_ASKING, re.IGNORECASE)
_WITHIN = re.compile(rf"(?:^|\W){_ASKING}", re.IGNORECASE)
_QUESTION_WORD = re.compile(r"what|who|whom|whose|when|where|why|how", re.IGNORECASE)
_ELLIPTIC = re.compile(_ELLIPSIS, re.IGNORECASE)
_FRAME = re.compile(
    rf"(?:(?:in|under|per|for|regarding|concerning|considering|consider|as\sto|as\sregards|with\s(?:regard|respect)\sto|according\sto|about|on|"
    rf"question\s(?:on|about)|if|when|where|once|after|before|upon|assuming|suppose|given|we\s(?:are|have|need)|i\s(?:am|have|need)|our|the|my)\b"
    rf"[^?]{{1,{LONGEST_FRAME}}}?[,;:.]\s)(?={_ASKING})",
    re.IGNORECASE,
)
_QUESTION_WORDS = re.compile(
    r"(?P<first>when|where|how|why|who|what)(?:,?\s(?:and|or)\s)(?P<second>when|where|how|why|who|(?:by|to|with|for)\s(?:whom|what))\s(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = (
    r"(?:(?:the\sones?|that|those|it\sis|they\sare|the\s[\w'’-]+(?:\s[\w'’-]+)?)\s(?:in|under|of)\s|(?:in|under|of)\s)?"
    r"(?P<other>(?:the|our|that|those|its|a)\s[^?]{1,120}?|[A-Z][^?]{1,120}?)\s*[?.]?"
)
_SIDES = (
    re.compile(
        r"(?:please\s)?(?:(?:compare|contrast)\s|(?:what\s(?:is|are)\s)?(?:the\s)?differences?\s(?:in|of)\s)(?P<what>[^?]{3,200}?)\s"
        rf"(?P<how>)(?P<place>in|under|of|between)\s(?P<one>[^?]{{2,120}}?)\s(?:and|with|to|versus|vs\.?|against)\s{_OTHER}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:how\s)?(?:do|does|is|are)\s(?P<what>[^?]{3,120}?)\s(?P<place>in|under|of)\s(?P<one>[^?]{2,120}?)\s(?P<how>differ|differs|different|compare|compared|"
        rf"[a-z]{{3,12}}er|(?:more|less)\s[a-z]{{4,15}}|worse)\s(?:from|to|with|than)\s{_OTHER}",
        re.IGNORECASE,
    ),
)
_ASKED_FOR = frozenset(content_words("compare contrast differences differ please one ones more less"))
"""Words that only say that two things are compared."""

_DETERMINER = r"(?:the|a|an|any|each|every|our|its|their|this|that|my)"
_DETERMINED = re.compile(rf"(?i:{_DETERMINER})\s|[A-Z]")
_WHAT_IS = re.compile(
    rf"(?:what|which|who|where|when|how\s(?:long|much|large|high))\s(?:is|are|was|were)\s(?P<subject>{_DETERMINER}\s[^,;?]{{2,80}}?|[A-Z][^,;?]{{1,60}}?)"
    r"(?=\s(?:in|under|of\sthe|for|at|on|by|if|when|that|which|who|given|set|due|required|paid|payable|and|or|to)\b|\s*[?,;]|$)",
    re.IGNORECASE,
)
_WHICH_NOUN = re.compile(
    rf"(?:how\s(?:much|many)|what|which|whose)\s(?P<subject>(?:[\w'’-]+\s){{0,3}}?[\w'’-]+)\s(?={_AUXILIARY}\s)",
    re.IGNORECASE,
)
_VERBS = """
    accept accrue acquire act adjust allow amend apply appoint approve arise assign assume attach be become begin
    bind bring buy cancel cap cease change charge claim collect commence comply consent contain continue control
    cover cure deal deduct deliver disclose do draw drop employ end enforce engage enter exceed exclude exercise
    expire extend extinguish fail fall follow get give go govern grant have hire hold include increase indemnify
    insure invoice issue keep last lapse leave lend let license limit maintain make mean merge need notify offer
    operate order own owe pass pay perform permit prepay prevent process prohibit provide publish purchase qualify
    receive reduce refuse reimburse reject release remain renew rent repair report represent require resign
    restrict retain return review run sell send serve settle share sign solicit start state stop store sublet
    supply survive take terminate transfer trigger use vary vest void vote waive warrant withhold work
""".split()  # noqa: SIM905 - words read best as words
_AUXILIARY_NOUN = re.compile(
    rf"(?:^|\b(?i:when|where|why|how|what|whom|long|often|soon|much)\s)(?i:{_AUXILIARY})\s"
    rf"(?P<subject>(?i:{_DETERMINER})\s(?:[\w'’-]+\s){{0,3}}?[\w'’-]+|[A-Z][\w'’&-]*(?:\s[A-Z][\w'’&-]*){{0,4}})\s(?:{'|'.join(_VERBS)})\b"
)
"""The noun after "does" or "may" ends before a verb; the noun alone does not show its end."""
_PRONOUN = re.compile(r"\b(?P<pronoun>it|they|them|its|their|he|she|him)\b(?!['’])", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|will|does|did|can|may|must)\sit\s(?:be\s)?(?:possible|true|permissible|permitted|enough|sufficient|lawful|legal|necessary|matter|clear|likely|reasonable)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    rf"\b(?:(?P<place>under|in|of|from|per|to|by|with)\s)?(?P<document>(?:the|our|this|that|my|its|each)\s"
    rf"(?:(?!(?:under|in|of|from|for|to|by|with|and|or|on|is|are|be)\b)[\w'’&.-]{{1,30}}\s){{0,6}}?"
    rf"(?:{'|'.join(sorted(DOCUMENTS))})\b(?:\s(?:between\s[^,;?]{{2,80}}|dated\s[^,;?]{{4,30}}|with\s[A-Z][^,;?]{{1,60}}|"
    r"of\s(?:\d[\w-]{0,6}\s)?(?-i:[A-Z])[\w ]{1,40}?(?-i:(?=\s[a-z]|[,?;]|$))))?)",
    re.IGNORECASE,
)
_NAME_IN = re.compile(r"(?:(?i:the|our|their)\s)?(?<![\w-])[A-Z0-9]")
_NAMES_DOCUMENT = re.compile(rf"\b(?:{'|'.join(sorted(DOCUMENTS))})\b", re.IGNORECASE)


def asks_at(text: str) -> bool:
    """True for words that begin as a question does.

    >>> asks_at("can they move it"), asks_at("when the lease was signed")
    (True, False)
    """
    return _STARTS.match(text) is not None


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a question, in order, at most `MOST_PARTS`; the question itself if it asks one thing.

    `text` has single spaces only.

    >>> parts_of("What is the cap, and does it survive termination?")
    ('What is the cap?', 'Does the cap survive termination?')
    >>> parts_of("In the Acme lease, who repairs the roof and when is rent due?")
    ('In the Acme lease, who repairs the roof?', 'In the Acme lease, when is rent due?')
    """
    if len(text) > LONGEST_ASKED:
        return (text,)
    sides = next((match for pattern in _SIDES if (match := pattern.fullmatch(text)) is not None), None)
    if sides is not None:
        found = _both_sides(sides)
    else:
        frame, asked = _framed(text)
        pieces = _pieces(asked)
        found = _double(frame, pieces[0]) if len(pieces) == 1 else _alone(frame, pieces)
    lost = set(content_words(text)) - set(content_words(" ".join(found)))
    if sides is not None:
        lost -= _ASKED_FOR.union(content_words(sides["how"]))
    return tuple(found) if not lost else (text,)


def is_question(part: str) -> bool:
    """True for a part that asks something; what somebody says before asking is a part too.

    >>> is_question("In the Acme lease, when is rent due?"), is_question("Acme takes a cut of 7%?")
    (True, False)
    """
    return _WITHIN.search(part) is not None


def _framed(text: str) -> tuple[str, str]:
    """The frame before the question, and the question."""
    frame = _FRAME.match(text)
    return (text[: frame.end()], text[frame.end() :]) if frame is not None else ("", text)


def _pieces(asked: str) -> list[str]:
    """A text of several questions, cut at the beginning of each."""
    pieces: list[str] = []
    at = 0
    for seam in _SEAM.finditer(asked):
        if len(pieces) == MOST_PARTS - 1:
            break
        if seam[0].strip() == "," and not (_STARTS.match(asked, at) and _QUESTION_WORD.match(asked, seam.end())):
            continue  # "Regarding rent, who ...", "..., which is long, has ...": no two questions
        if content_words(asked[at : seam.start()]):
            pieces.append(asked[at : seam.start()])
            at = seam.end()
    return [*pieces, asked[at:]]


def _alone(frame: str, pieces: list[str]) -> list[str]:
    """Each piece as a question of its own."""
    first = _asked(pieces[0])
    document = _document(first)
    subject = _subject(first) or (document[1] if document is not None else "")
    parts = [f"{frame}{first}" if frame else first]
    for piece in pieces[1:]:
        part = _asked(piece)
        pronoun = _PRONOUN.search(part)
        is_cut_short = pronoun is None and len(content_words(part)) < FEWEST_ALONE
        if _ELLIPTIC.match(part) is not None or is_cut_short:
            parts.append(f"{frame}{first.rstrip('?')}: {_small(part)}")
            continue
        if pronoun is not None and _EMPTY_IT.search(part) is None:
            if subject:
                owns = pronoun["pronoun"].lower() in ("its", "their")
                part = (
                    f"{part[: pronoun.start()]}{subject}{_possessive(subject) if owns else ''}{part[pronoun.end() :]}"
                )
            else:
                part = f"{part.rstrip('?')} ({first.rstrip('?')})?"
        if document is not None and document[1] not in part and _NAMES_DOCUMENT.search(part) is None:
            part = f"{part.rstrip('?')} {' '.join(document)}?"
        parts.append(f"{frame}{_small(part)}" if frame else part[0].upper() + part[1:])
    if frame:
        parts[0] = f"{frame}{_small(first)}" if not frame.rstrip().endswith(".") else parts[0]
    return parts


def _document(first: str) -> tuple[str, str] | None:
    """What the first part calls its document, with the word before it; None if it names none.

    >>> _document("How long does MSA-0031 run?"), _document("Who repairs the roof in the Acme lease?")
    (('under', 'MSA-0031'), ('in', 'the Acme lease'))
    """
    found = _DOCUMENT.search(first)
    if found is not None:
        return found["place"] or "under", found["document"]
    named = next((one for one in mentions_in(first) if not one.is_many and _is_named(first, one)), None)
    if named is None:
        return None
    name = _NAME_IN.search(first, named.start, named.end)  # a verb may stand before it: "ends Acme's lease"
    return "under", first[name.start() if name is not None else named.start : named.end]


def _is_named(text: str, mention: Mention) -> bool:
    """True for a document that is mentioned by more than its kind: "Acme's lease", "MSA-0031"."""
    return bool(mention.names) or any(map(str.isdigit, text[mention.start : mention.end]))


def _double(frame: str, asked: str) -> list[str]:
    """A question with two question words as two questions: "When and how may it be ended?"."""
    match = _QUESTION_WORDS.fullmatch(asked)
    if match is None:
        return [f"{frame}{asked}"]
    return [
        f"{frame}{match['first']} {match['rest']}",
        f"{frame}{match['second'] if frame else _large(match['second'])} {match['rest']}",
    ]


def _both_sides(sides: re.Match[str]) -> list[str]:
    """A comparison as two look-ups: the same thing in one document and in the other."""
    what, one, other = sides["what"], sides["one"], sides["other"]
    place = "in" if sides["place"].lower() == "between" else sides["place"]
    last = other.rsplit(" ", 1)[-1]
    if one.rsplit(" ", 1)[-1].lower() not in DOCUMENTS and last.lower() in DOCUMENTS:  # "the Alder and Birch leases"
        single = last[:-1] if last.endswith("s") and last[:-1].lower() in DOCUMENTS else last
        one, other = f"{one} {single}", f"{other[: -len(last)]}{single}"
    return [f"{_large(what)} {place} {one}", f"{_large(what)} {place} {other}"]


def _asked(piece: str) -> str:
    """A piece with the punctuation of a question at its end."""
    bare = piece.strip(" ,;—–-")
    return bare if bare.endswith(("?", ".", "!")) else f"{bare}?"


def _subject(first: str) -> str:
    """What "it" in a later part refers to, if the form of the first part shows it; otherwise empty."""
    for pattern in (_WHICH_NOUN, _WHAT_IS, _AUXILIARY_NOUN):
        match = pattern.search(first)
        if match is not None:
            subject = match["subject"]
            return subject if _DETERMINED.match(subject) is not None else f"the {subject}"
    return ""


def _possessive(subject: str) -> str:
    return "'" if subject.endswith("s") else "'s"


def _small(part: str) -> str:
    """A part with the initial that it has after other words."""
    return part[:1].lower() + part[1:] if part[:2] != part[:2].upper() else part


def _large(word: str) -> str:
    return word[:1].upper() + word[1:]
