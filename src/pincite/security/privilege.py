"""Tells a text that claims privilege from one that only speaks of it.

A mark claims ("PRIVILEGED & CONFIDENTIAL" on a line of its own, or in a subject), and so does a sentence in which a
document says it of itself ("this memorandum is protected by the attorney-client privilege"). A contract's clause on
privilege (a waiver, who holds it after closing, documents in a data room) speaks of what people shall do about some
documents, and claims nothing.
"""

import re
from collections.abc import Iterator

from pincite.security.findings import Finding
from pincite.sensitivity import Sensitivity

LEVEL = Sensitivity.PRIVILEGED

LONGEST_MARK, AROUND = 160, 400
"""The most characters of a line that is a mark, and of a sentence on either side of the word that claims privilege: a
text without full stops costs no more than another."""

_CLIENT = r"(?:attorney|solicitor|lawyer|barrister|counsel)s?['’]?s?(?:[- ]+(?:and[- ]+)?|/)client(?:s|['’]s)?"
_PRIVILEGE = (
    rf"(?:{_CLIENT}|(?:legal\ )?professional|legal[- ]advice|litigation|common[- ]interest|joint[- ]defen[cs]e)"
    "[- ]privileged?"
)

_CLAIMING = re.compile(
    rf"\b(?:privileged|{_PRIVILEGE}|{_CLIENT} (?:communications?|correspondence|confidential|work)|"
    r"attorneys?['’]? work[- ]product|"
    r"anticipation of litigation|contemplation of litigation|(?:request|direction|instructions?) of (?:\w+ )?counsel|"
    r"a/?c priv(?:ileged)?|(?:rule|fre) 408|without prejudice|"
    r"anwaltskorrespondenz|anwaltsgeheimnis|mandatsgeheimnis|secret professionnel|avocat[- ]client|"
    r"segreto professionale|secreto profesional)\b",
    re.I,
)
"""What makes a line of nothing but words of marks a mark."""

_CLAIM_PARTS = (
    *("privileg", "client", "product", "litigation", "counsel", "priv", "408", "prejudice", "anwalts", "mandats"),
    *("professionnel", "segreto", "secreto"),
)
"""Parts of words without one of which `_CLAIMING` finds nothing: looking for them takes a tenth of its time."""

_MARKING = frozenset(
    """
    408 a a/c ac an and anwaltsgeheimnis anwaltskorrespondenz any as at attached attorney attorney's attorney-client
    attorney/client attorneys attorneys' avocat avocat-client by c/o client client's clients common common-interest
    communication communications confidential confidentiality confidentiel contains contemplation contract copy
    correspondence costs counsel counsel's couvert defence defense direction disclose disclosure discoverable
    discovery distribute distribution do doc doctrine document documents draft e e-mail email et evidence exempt
    eyes federal final foia for forward fre from general highly in information inside instruction instructions
    interest internal is joint joint-defense lawyer lawyer-client lawyer/client le legal legally letter litigation
    mail mandatsgeheimnis material materials memo memorandum negotiation not note of off offer only or outside par
    pending prejudice prepared priv privilege privileged product profesional professional professionale
    professionnel protected purposes re record reply request rule rules save secret secreto segreto sent settlement
    solicitor solicitor's solicitor-client solicitor/client streng strictly subject the this to trial under
    vertraulich very without work work-product
    """.split()  # noqa: SIM905 - words read best as words
)
"""The words of marks."""

_TO_A_RIGHT = re.compile(
    r"\bwithout prejudice\b(?! ?(?:$|[-–—,;:/&)\]]|save\b|and\b|subject to contract|"
    "privileged|communication|offer|settlement|letter|draft))",
    re.I,
)
"""The phrase of contracts: "without prejudice to any other right"."""

_NUMBERED = re.compile(
    r"\s*(?:§|\(?[0-9ivx]{1,4}[.)]|\d+(?:\.\d+)+|(?:article|section|clause|schedule|exhibit|annex)\b)", re.I
)
_TITLED = re.compile(r"\s*(?:privileged|confidential) (?:communications?|information|documents?|materials?)\W*$", re.I)
"""Headings of clauses."""

_PARTS = re.compile(r"\s+[-–—|*]+\s+|[:|\[\]()*•;\t]+|(?<=\w)\.\s|\s{3,}")
_WORD = re.compile(r"[^\W_]+(?:['’/&-][^\W_]+)*['’]?")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){5,}[^\W\d_](?![^\W_])")
"""A word whose letters stand apart: "P R I V I L E G E D"."""

_LOUD = re.compile(
    r"\b(?:PRIVILEGED (?:AND|&|/) CONFIDENTIAL|CONFIDENTIAL (?:AND|&|/) PRIVILEGED|ATTORNEY[- ]CLIENT PRIVILEGED|"
    r"ATTORNEY[- ]CLIENT COMMUNICATION|ATTORNEYS?['’]? WORK[- ]PRODUCT|LEGALLY PRIVILEGED)\b"
)
"""A mark in capitals, wherever it stands."""

_STOP = re.compile(r"[.!?;]\s+|\n[ \t]*\n")
_ITSELF = (
    r"(?:e-?mails?|messages?|memorand(?:um|a)|memos?|letters?|communications?|correspondence|documents?|reports?|"
    r"transmissions?|notes?|advice|opinion|files?|faxe?s?|facsimiles?|attachments?|analys[ie]s|minutes|transcripts?|"
    r"summar(?:y|ies)|discussions?|draft|chain|thread)"
)
_CLAIMS = re.compile(
    rf"""
    # "this email and its attachments are privileged"
    \b(?:this|these|our|my|the\ (?:attached|enclosed|following|above|foregoing))\ (?:[\w&/-]+\ ){{0,4}}?{_ITSELF}\b
    [^.;]{{0,160}}?
    \b(?:privileged|{_PRIVILEGE}|privilege|work[-\ ]product)\b
    # "everything below is strictly privileged"
  | \b(?:this|it|that|these|they|everything\ (?:here|below|above))\ (?:is|are|remains?)\ (?:[\w-]+\ ){{0,2}}?
    privileged\b
    # "is protected by the attorney-client privilege"
  | \b(?:is|are|was|were)\ (?:\w+\ )?(?:protected\ by|subject\ to|covered\ by|exempt\ from\ disclosure\ under)[ ]
    (?:the\ )?{_PRIVILEGE}\b
    # "prepared at the request of counsel", "in anticipation of litigation"
  | \b(?:prepared|written|drafted|compiled|made)\ (?:[\w-]+\ ){{0,4}}?(?:at|upon|on|under|in|by)\ (?:the\ )?
    (?:
        (?:request|direction|instructions?|instance|behest|supervision)\ of
      | anticipation\ of
      | contemplation\ of
    )\ (?:[\w'’-]+\ ){{0,5}}?
    (?:counsel|attorneys?|solicitors?|lawyers?|litigation|proceedings)\b
    # "treat this as privileged"
  | \b(?:treat|keep|mark|regard|consider)(?:ed)?\ (?:[\w-]+\ ){{1,4}}?privileged\b
    # "prepared for the dominant purpose of litigation"
  | \b(?:prepared|written|drafted|created|commissioned|sent)\ (?:[\w'’-]+\ ){{0,6}}?for\ the[ ]
    (?:dominant\ |sole\ |primary\ )?purposes?\ of[ ]
    (?:[\w-]+\ ){{0,3}}?(?:litigation|proceedings|legal\ advice)\b
    # "without prejudice offer"
  | \bwithout\ prejudice[ ]
    (?:offer|letter|communication|correspondence|meeting|discussions?|negotiations?|save\ as\ to\ costs)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Sentences in which a text says of itself that it is privileged, or was made for what makes it so."""
_SPEAKS_OF = re.compile(
    r"\b(?:shall|must|will|agree[sd]?|waive[rsd]?|waiving|party|parties|agreement|contract|hereunder|hereto|hereof|"
    r"thereof|herein|deemed|notwithstanding|such|seller|buyer|purchaser|licensor|licensee|each|nothing|"
    r"other than|except|provided|to the extent|required to|would|unless|if)\b",
    re.I,
)
"""What a clause has, and a document that speaks of itself lacks."""


def claims(text: str) -> Iterator[Finding]:
    r"""The marks and sentences by which a text claims privilege for itself. Takes linear time.

    >>> [one.kind for one in claims("Privileged & Confidential\nThis memo was prepared at the request of counsel.")]
    ['mark of privilege', 'claim of privilege']
    >>> list(claims("12.4 Privilege. The parties shall not waive any attorney-client privilege."))
    []
    """
    for start, end in _lines(text):
        if _is_mark(text[start:end]):
            yield Finding("mark of privilege", LEVEL, start, end)
    if "PRIVILEGED" in text or "ATTORNEY" in text:
        for match in _LOUD.finditer(text):
            yield Finding("mark of privilege", LEVEL, *match.span())
    for start, end in _sentences(text):
        sentence = " ".join(text[start:end].split())
        if _CLAIMS.search(sentence) and not _SPEAKS_OF.search(sentence) and not _NUMBERED.match(sentence):
            yield Finding("claim of privilege", LEVEL, start, end)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip() and len(line) <= LONGEST_MARK:
            yield start, start + len(line.rstrip("\r\n"))
        start += len(line)


def _is_mark(line: str) -> bool:
    """True for a line, or a part of one set off by signs, that has the words of marks only and claims privilege."""
    line = _SPACED.sub(lambda match: match[0].replace(" ", ""), line)
    if not may_claim(line) or _CLAIMING.search(line) is None or _NUMBERED.match(line) or _TITLED.match(line):
        return False
    return any(_marks(part) for part in (line, *_PARTS.split(line)))


def may_claim(line: str) -> bool:
    """False for a line in which `_CLAIMING` finds nothing.

    A pattern that ignores case takes dotless i, dotted I and long s for i and s, and `lower` does not.
    """
    folded = line.lower()
    if not line.isascii():
        folded = folded.replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")
    return any(part in folded for part in _CLAIM_PARTS)


def _marks(part: str) -> bool:
    words = _WORD.findall(part.casefold())
    return (
        bool(words)
        and all(word in _MARKING for word in words)
        and _CLAIMING.search(part) is not None
        and _TO_A_RIGHT.search(part) is None
        and _TITLED.match(part) is None
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences that have a word of privilege, each up to `AROUND` characters before and behind the word."""
    done = 0
    for at in _touching(text):
        if at < done:
            continue
        start = max(0, at - AROUND)
        for stop in _STOP.finditer(text, start, at):
            start = stop.end()
        ended = _STOP.search(text, at, at + AROUND)
        done = ended.start() if ended is not None else min(len(text), at + AROUND)
        yield start, done


def _touching(text: str) -> list[int]:
    """Where the words stand without which nothing claims privilege, in order."""
    folded = text.lower()
    if len(folded) != len(text):  # a letter whose small form is two characters
        folded = "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)
    folded = folded.replace("\n", " ")
    found: list[int] = []
    for word in _TOUCHES:
        at = folded.find(word)
        while at >= 0:
            found.append(at)
            at = folded.find(word, at + len(word))
    return sorted(found)


_TOUCHES = (
    "privileg",
    "work product",
    "work-product",
    "without prejudice",
    *(f"{word} of" for word in ("request", "direction", "instruction", "instructions", "instance", "behest")),
    *(f"{word} of" for word in ("supervision", "anticipation", "contemplation", "purpose", "purposes")),
)
