"""A sentence divided into its smallest claims, each a sentence that can be checked by itself.

The rules leave a sentence whole if a claim might say something that the sentence does not. Words stay together if they
are joined by "or" or "neither", in quotation marks or brackets, begun by a pronoun, or followed by a condition of
unclear reach. A condition at the beginning, or behind a comma at the end, is repeated with every claim.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CLAIMS = 12
"""The most claims of one sentence; a longer list is left whole."""

LONGEST = 2_000
"""The most characters of a sentence that is divided; a longer one is a list or a table."""

LONGEST_SUBJECT = 12
"""The most words of a subject that is repeated."""

FEWEST_WORDS = 3
"""The fewest words of a claim."""

_MODAL = "shall|must|will|may|can|cannot|should|would|could|might"
_BE = "is|are|was|were"
_FINITE = re.compile(rf"\b(?:{_MODAL}|{_BE}|has|have|had|does|do|did)\b", re.IGNORECASE)
_MODAL_FIRST = re.compile(rf"(?:{_MODAL}|{_BE}|has|have|had|does|do|did)\b(?!')")
_VERBS = frozenset(
    """
    pay deliver provide give make keep maintain return destroy notify indemnify defend hold use disclose terminate
    transfer assign sell buy purchase supply perform comply cooperate ensure obtain submit furnish issue execute sign
    file register renew extend reimburse refund repay remit bear appoint remove replace repair inspect audit review
    approve reject accept grant license sublicense distribute market promote manufacture develop install test train
    permit allow prohibit require cause procure protect preserve cease discontinue refrain solicit hire employ engage
    lease rent occupy vacate insure assume waive release acknowledge agree represent warrant undertake receive retain
    record report invoice collect deduct withhold set take bring enter publish copy modify adapt translate store delete
    process access share send serve amend
    """.split()  # noqa: SIM905 - words read best as words
)
"""Verbs in the form that follows a modal."""

_PAST = frozenset(
    """
    gave made kept held paid sold bought took sent brought became began left won lost led met wrote rose fell grew ran
    went came built found set put
    """.split()  # noqa: SIM905 - words read best as words
)
_PREPOSITIONS = frozenset("in on at by for from to with into under over against within upon before after as of".split())  # noqa: SIM905 - read more easily as words
_AFTER_VERB = _PREPOSITIONS | frozenset(
    "the a an its his her their our your this that these those each any all no such both about more less".split()  # noqa: SIM905 - read more easily as words
)
"""Words that follow a verb, and hardly ever an adjective before its noun."""

_OWN_SUBJECT = frozenset("the a an each any all no every such another".split())  # noqa: SIM905 - read more easily as words
_RELATIVES = re.compile(r"\b(?:that|which|who|whom|whose|where)\b", re.IGNORECASE)
_CONDITION = (
    r"unless|if|except|subject to|provided(?:,? however)?,? that|so long as|as long as|to the extent|only if|until|"
    r"when|where|notwithstanding|in the event|on condition that|other than|save (?:that|for|as)|without|only|while"
)
_HAS_CONDITION = re.compile(rf"\b(?:{_CONDITION})\b", re.IGNORECASE)
_BEHIND = re.compile(
    r",\s(?=(?:unless|if|except|subject to|provided(?:,? however)?,? that|so long as|as long as|to the extent|"
    r"in the event|notwithstanding|in each case|in all cases|on condition that|save (?:that|for|as)|only if)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    rf"(?:{_CONDITION}|upon|after|before|within|during|according to|under|pursuant to|in|on|at|as of|for|because|since|"
    r"once|although|from|following|prior to|by|with)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:neither|nor|either|respectively|whether|not only)\b|"
    rf"\bor (?:{_MODAL}|{_BE}|has|have|{'|'.join(sorted(_VERBS))})\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:^|(?<=[\s:;,]))\((?P<mark>[a-z]|[ivx]{1,4}|\d{1,2})\)\s")
_ITEM_END = re.compile(r"[,;]?(?:\sand)?$")
_AND = re.compile(r";\s(?:and\s|but\s)?|,\s(?:and|but)\s|\s(?:and|but)\s")
_RELATIVE = re.compile(r"(?P<subject>[^,;:]{2,120}),\s(?P<who>who|which)\s(?P<said>[^,;:]{3,200}),\s(?P<rest>[^;:]+)")
_APPOSITION = re.compile(r"(?P<subject>[A-Z][^,;:]{1,80}),\s(?P<said>(?:a|an|the)\s[^,;:]{3,120}),\s(?P<rest>[^;:]+)")
_QUOTES = re.compile(r'["“”«»]')
_JOINED = re.compile(r"\b(?:and|or|but)\b")


def claims(sentence: str) -> tuple[str, ...]:
    """The claims of a sentence, in order; the sentence itself if it makes one claim, nothing if it has no words.

    >>> claims("Before Closing, the Seller shall repair the roof and shall insure the house.")
    ('Before Closing, the Seller shall repair the roof.', 'Before Closing, the Seller shall insure the house.')
    """
    text = " ".join(sentence.split())
    if not any(sign.isalnum() for sign in text):
        return ()
    bare, stop = (text[:-1], text[-1]) if text[-1] in ".!" else (text, ".")
    if text.endswith("?") or len(text) > LONGEST:
        return (text,)
    parts = _items(bare) or _set_apart(bare) or _divided(bare)
    if not 1 < len(parts) <= MOST_CLAIMS or any(len(part.split()) < FEWEST_WORDS for part in parts):
        return (text,)
    return tuple(f"{part[0].upper()}{part[1:]}{stop}" for part in parts)


def _items(text: str) -> list[str]:
    """The items of a list "(a) ...; (b) ...", each after the words that introduce the list; empty if there is none."""
    marks = list(_ITEM.finditer(text))
    if len(marks) < 2 or not _in_order([match["mark"] for match in marks]) or _QUOTES.search(text) is not None:
        return []
    lead = text[: marks[0].start()].strip()
    ends = [*(match.start() for match in marks[1:]), len(text)]
    items = [text[match.end() : end].strip() for match, end in zip(marks, ends, strict=True)]
    if any(re.search(r"\bor$", item) for item in items) or _WHOLE.search(lead) is not None or _negates(lead):
        return []
    items = [_ITEM_END.sub("", item).rstrip(" ,;") for item in items]
    if not all(items) or any(_WHOLE.search(item) or _HAS_CONDITION.search(item) for item in items):
        return []
    lead = lead.rstrip(" :,")
    return [f"{lead} {item}" if lead else item for item in items]


def _negates(words: str) -> bool:
    """Whether words deny: "shall not do (a) and (b)" may still permit one of them."""
    return re.search(r"\b(?:not|no|never|cannot)\b|n't\b|n’t\b", words, re.IGNORECASE) is not None


def _in_order(marks: Sequence[str]) -> bool:
    """Whether marks count up from the first one: a b c, i ii iii, 1 2 3."""
    rows = (
        list("abcdefghijklmnopqrstuvwxyz"),
        "i ii iii iv v vi vii viii ix x xi xii".split(),  # noqa: SIM905 - read more easily as words
        [str(number) for number in range(1, 30)],
    )
    return any(list(marks) == row[: len(marks)] for row in rows)


def _set_apart(text: str) -> list[str]:
    """The claims, with a relative clause or apposition between commas after the subject as its own; empty if none."""
    for pattern in (_RELATIVE, _APPOSITION):
        match = pattern.fullmatch(text)
        if match is None or _QUOTES.search(text) is not None:
            continue
        subject, said, rest = match["subject"], match["said"], match["rest"]
        if _OPENING.match(subject) or _FINITE.search(subject) or len(subject.split()) > LONGEST_SUBJECT:
            continue
        verb = _FINITE.match(rest)
        if (verb is None and not _is_past(rest.split())) or _JOINED.search(subject) or _JOINED.search(said):
            continue
        if _HAS_CONDITION.search(said) is not None or _RELATIVES.search(subject) is not None:
            continue
        if pattern is _APPOSITION:
            copula = "was" if verb is None or verb[0].lower() in ("was", "were", "had", "did") else "is"
            said = f"{copula} {said}"
        return [f"{subject} {said}", *_divided(f"{subject} {rest}")]
    return []


def _is_past(words: Sequence[str]) -> bool:
    """Whether words begin with a verb in the past tense, not with an adjective in -ed."""
    if len(words) < 2:
        return False
    return words[0] in _PAST or (words[0].endswith("ed") and _follows_verb(words[1]))


def _follows_verb(word: str) -> bool:
    """Whether a word follows a verb rather than an adjective: an article, a preposition, a number."""
    return word.lower() in _AFTER_VERB or word[:1].isdigit() or word.startswith(("$", "£", "€"))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A subject and how its verb begins: `modal` is a modal or a form of be, have or do, empty for a bare verb."""

    subject: str
    modal: str


def _clause(words: str) -> _Clause | None:
    """The subject and verb with which words begin; None if that is not plain."""
    verb = _FINITE.search(words)
    if verb is not None:
        subject, modal = words[: verb.start()].strip(), verb[0]
    else:
        split = words.split()
        at = next((at for at in range(1, min(len(split), LONGEST_SUBJECT)) if _is_past(split[at:])), 0)
        subject, modal = " ".join(split[:at]), ""
    is_plain = 0 < len(subject.split()) <= LONGEST_SUBJECT and "," not in subject and _RELATIVES.search(subject) is None
    if not is_plain or _OPENING.match(subject) is not None or _QUOTES.search(subject) is not None:
        return None
    return _Clause(subject, modal)


def _divided(text: str) -> list[str]:
    """A sentence divided where "and", "but" or a semicolon joins clauses, or verbs of one subject."""
    before, core, behind = _framed(text)
    clause = _clause(core)
    if clause is None or _WHOLE.search(core) is not None or _HAS_CONDITION.search(core) is not None:
        return [text]
    inside = _inside(core)
    parts, start, lead, has_clauses = [], 0, "", False
    for joint in _AND.finditer(core):
        left, right = core[start : joint.start()], core[joint.end() :]
        if inside[joint.start()] or not right:
            continue
        following = _lead(clause, left if lead else left[len(clause.subject) :], right, joint[0])
        if following is None:
            continue
        parts.append(f"{lead}{left}".rstrip(" ,;"))
        start, lead = joint.end(), following
        if not following:
            has_clauses = True
            clause = _clause(right) or clause
    parts.append(f"{lead}{core[start:]}")
    if has_clauses and (behind or (before and ";" in core)):
        return [text]  # nobody can tell how far the condition reaches
    return [f"{before}{part}{behind}" for part in parts] if len(parts) > 1 else [text]


def _lead(clause: _Clause, left: str, right: str, joint: str) -> str | None:
    """The words to repeat before the part behind a joint: none if it is a clause of its own; None if it is not cut."""
    if _RELATIVES.search(left) is not None or len(left.split()) < 3:
        return None
    first, second = (*right.split()[:2], "", "")[:2]
    if _MODAL_FIRST.match(right) is not None:
        return f"{clause.subject} "
    modal = clause.modal.lower()
    has_infinitive = any(f" to {verb} " in f"{left} " for verb in _VERBS)
    if modal in _MODAL.split("|") and first in _VERBS and _follows_verb(second):
        return None if has_infinitive or _negates(left) or modal == "cannot" else f"{clause.subject} {clause.modal} "
    if modal in _BE.split("|") and first.endswith("ed") and second.lower() in _PREPOSITIONS:
        is_passive = re.match(r"\s*(?:(?:is|are|was|were)\s)?\w+(?:ed|en)\b", left) is not None
        return f"{clause.subject} {clause.modal} " if is_passive and not _negates(left) else None
    if not modal and _is_past(right.split()):
        return f"{clause.subject} "
    own = _clause(right[:200])
    if own is not None and (first.lower() in _OWN_SUBJECT or first[:1].isupper()) and own.modal:
        if re.search(r"\b(?:as|than)\b[^,]{0,60}$", left, re.IGNORECASE) is not None:
            return None  # "as the Bank and the Customer may agree"
        is_strong = joint[0] in ",;" or (own.modal.lower() in _MODAL.split("|") and len(own.subject.split()) <= 4)
        return "" if is_strong and _JOINED.search(own.subject) is None else None
    return None


def _framed(text: str) -> tuple[str, str, str]:
    """A sentence in three: the phrase before its subject, the core, and a condition behind a comma at its end."""
    before = behind = ""
    inside = _inside(text)
    if _OPENING.match(text) is not None:
        for comma in re.finditer(r",\s", text):
            if not inside[comma.start()] and _clause(text[comma.end() :][:200]) is not None:
                before, text = text[: comma.end()], text[comma.end() :]
                inside = inside[comma.end() :]
                break
    cut = next((match.start() for match in _BEHIND.finditer(text) if not inside[match.start()]), -1)
    if cut > 0:
        text, behind = text[:cut], text[cut:]
    return before, text, behind


def _inside(text: str) -> list[bool]:
    """For each character, whether it is in brackets or quotation marks."""
    found: list[bool] = []
    depth, is_quoted = 0, False
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == '"':
            is_quoted = not is_quoted
        elif sign in "“«":
            is_quoted = True
        elif sign in "”»":
            is_quoted = False
        found.append(depth > 0 or is_quoted)
    return found
