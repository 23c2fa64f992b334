"""Does a question ask how long a document is in force, or which law governs it, and nothing else?"""

import re
from collections.abc import Collection
from typing import Literal

from pincite.chunking.ordinary import name_words
from pincite.retrieval.understanding.names import DOCUMENTS

OwnTerm = Literal["end", "law"]

_IN_FORCE = r"(?:last|run|continue|remain|stay|go\son|good\sfor|in\s(?:force|effect)|valid|binding)"
_OVER = r"(?:ends?|expires?|lapses?|runs?\sout|comes?\sto\san\send|be\sover|(?:is|are)\s(?:over|up))"
_END = re.compile(
    rf"\bhow\slong\s(?:does|do|will|is|are|shall|did|was)\b.{{1,120}}\b{_IN_FORCE}\b"
    r"|\bhow\slong\s(?:is|are|was)\b.{1,120}\bfor(?=\W*\Z)"
    rf"|\b(?:until|till|up\sto)\swhen\s(?:does|do|will|is|are|shall)\b.{{1,120}}\b(?:{_IN_FORCE}|bind)\b"
    rf"|\bwhen\s(?:does|do|will|is|are|shall)\b.{{1,120}}\b(?:{_OVER}|over|up)\b"
    r"|\b(?:what|how\slong)(?:\s(?:is|are)|['’]s)\s(?:the\s)?(?:initial\s|first\s)?(?:term|duration|length|expiry\sdate|expiration\sdate"
    r"|end\sdate)\b",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:which|what|whose)\s(?:(?:state|country)(?:['’]s)?\s)?laws?\b.{0,120}\b(?:governs?|applies|apply|controls?|governed|"
    r"under|subject)\b|\bunder\s(?:which|what|whose)\slaws?\b|\bgoverning\slaw\b",
    re.IGNORECASE,
)
_NOTHING_MORE = frozenset(
    """
    a according agreement an and apply applies are as at be between bind binding by come comes continue contract
    control controls country current date deal did do does document duration effect end ends expire expires expiration
    expiry first for force from go good govern governed governing governs how in initial is it its last lasts
    lapse lapses law laws length long of on original our out over parties please remain run runs shall state stay
    subject tell term terms that the their this till to under until up valid was we what when which whose will with
    you your
    """.split()  # noqa: SIM905 - words read best as words
)
_TOPICS = (
    r"confidential\w*|non-?disclosure|secre\w+|non-?compet\w*|non-?solicit\w*|warrant\w*|guarant\w*|exclusiv\w*|options?|support|"
    r"maintenance|insurance|indemnit\w*|escrow|subscription|guaranty|training|hosting|licen[cs]es?"
)
_TOPIC = re.compile(
    rf"\b(?:{_TOPICS})\b(?![\s/-](?:[\w/-]+\s){{0,2}}?(?:{'|'.join(sorted(DOCUMENTS))})\b)", re.IGNORECASE
)
"""What a document may be called by and has a time of its own for: the secrecy of an agreement on secrecy."""

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")


def may_ask_for_term(text: str) -> bool:
    """True for a question in a form in which people ask for the time or the law of a document."""
    return _END.search(text) is not None or _LAW.search(text) is not None


def asks_for_term(text: str, names: Collection[str] = ()) -> OwnTerm | None:
    """Whether it is asked how long a document is in force, or its law; `names` are the words by which it is called.

    >>> asks_for_term("How long does the Acme lease run?", ["acme", "lease"])
    'end'
    >>> asks_for_term("Which law governs it?"), asks_for_term("How long does the warranty of the lease run?", ["lease"])
    ('law', None)
    """
    asked: OwnTerm | None = "law" if _LAW.search(text) else "end" if _END.search(text) else None
    if asked is None or (asked == "end" and _TOPIC.search(text)):
        return None
    called = set(names)
    rest = [word for word in _WORD.findall(text) if word.lower() not in _NOTHING_MORE]
    return asked if all(called.issuperset(name_words(word)) for word in rest) else None
