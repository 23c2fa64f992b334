"""Names of companies and people, as written in a preamble or a signature block."""

import re

_STRONG = (
    r"GmbH\s*&\s*Co\.?\s*KG(?:aA)?|Limited(?!\s+(?:Liability|Partnership|Brands))|Inc|Incorporated|LLC|L\.\s?L\.\s?C|Ltd|Ltda|LP|L\.\s?P|LLP|L\.\s?L\.\s?P|LLLP|PLLC|P\.\s?C|P\.\s?A|PLC|P\.\s?L\.\s?C|"
    r"GmbH|mbH|AG|A\.\s?G|KG|KGaA|SE|N\.\s?V|NV|B\.\s?V|BV|S\.\s?A|SA|SAS|S\.\s?A\.\s?S|S\.\s?A\.\s?R\.\s?L|SARL|"
    r"S\.?\s?(?:à|a)\s?\.?\s?r\.?\s?l|S\.\s?p\.\s?A|SpA|S\.\s?r\.\s?l|Srl|AB|ASA|A/S|ApS|Oy|Oyj|Pty|Pte|Bhd|N\.\s?A|"
    r"S\.\s?de\s?R\.\s?L(?:\.\s?de\s?C\.\s?V)?|S\.\s?A\.\s?de\s?C\.\s?V|K\.\s?K|Kft|Zrt|JSC|OJSC|LDA|F\.?S\.?B"
)
_WEAK = (
    r"Corp|Corporation|Co|Company|Limited|Partners|Partnership|Trust|Bank|Association|Foundation|University|Institute|"
    r"Holdings?|Group|Fund|Enterprises|Cooperative|Authority|Department|City|County|Ministry|Society|Center|Centre|"
    r"Hospital|College|Council|Commission|Industries|Laboratories|Systems|Technologies|Services"
)
_SUFFIX = re.compile(rf",?\s+(?P<suffix>(?i:{_STRONG}))(?![\w-])\.?")
_WEAK_SUFFIX = re.compile(rf"\w\s(?i:{_WEAK})\.?$")
_LEGAL_FORM = re.compile(rf"\w.*[\s,](?:{_STRONG}|Corp|Corporation|Limited)\.?$", re.IGNORECASE | re.DOTALL)
_COMMA_WEAK = re.compile(r",\s+(?i:Corp|Corporation|Co|Company|Limited)(?!\w)\.?(?!\s+[a-z])")
_WORD = re.compile(
    r"[a-z]?[A-Z0-9ÀÁÂÄÅÆÇÉÈÊËÍÎÑÓÔÖØÚÜ][\w&'’`/®™©@+*!.-]*|[a-z0-9-]{2,30}\.(?:com|net|org|io)\b|&|/(?=\s)"
)
_GAP = re.compile(r"[ \t\u00a0]*(?:\r?\n)?[ \t\u00a0]*")
_JOINING = re.compile(
    r"(?:of\s+the|for\s+the|of|for|For|the|de\s+la|de\s+los|de|du|des|do|da|dos|del|della|di|la|le|van\s+der|van\s+de|van|von|"
    r"der|den|y|e|et|und|OF\s+THE|OF|FOR|THE)\s+(?=[A-ZÀ-Þ])"
)
_TRADES = (
    r"(?:Science|Research|Technology|Engineering|Development|Trad(?:e|ing)|Commerce|Film|Entertainment|Design|Construction|"
    r"Manufacturing|Culture|Education|Import|Export|Sales|Marketing|Licensing|Merchandising|Investment|Fire|Marine|Health|"
    r"Gas|Electric|Oil|Light|Power|Telephone|Telegraph|Savings|Loan|Accident|Casualty|Storage|Warehousing|Logistics|Media|"
    r"Communications?|Industry|Services?|Consulting|Management)"
)
_TRADES_JOINED = re.compile(rf"(?i:and)\s+(?={_TRADES}\b)|(?i:and)\s+(?={_TRADES.upper()}\b)")
_TRADE_ENDS = re.compile(rf"\b(?:{_TRADES}|{_TRADES.upper()})\s*$")
"""Words of business that "and" joins in one name: Science and Technology, Film and Entertainment."""

_BRACKETED = re.compile(r"\([A-Z][\w. ]{1,20}\)\s+(?=[A-Z]|limited|company)")
_SAME_FORM = (("corporation", "corp"), ("company", "co"), ("incorporated", "inc"), ("limited", "ltd"))
"""Legal forms in full and abbreviated. Different forms are never equal."""

_NO_NAME = frozenset(
    """
    This THIS That Agreement AGREEMENT Whereas WHEREAS Recital Recitals RECITAL RECITALS Section SECTION Article
    ARTICLE Exhibit EXHIBIT Schedule SCHEDULE By BY Date DATE Dated DATED Each EACH Its ITS It If In IN On ON Such All
    ALL Any Hereinafter HEREINAFTER Hereafter Together Collectively COLLECTIVELY Individually As AS With WITH Between
    BETWEEN Among AMONG Witnesseth WITNESSETH Background BACKGROUND Effective EFFECTIVE Parties PARTIES Party PARTY
    Whose Having HAVING Address ADDRESS Attention Name Title Page January February March April May June July August
    September October November December You Your We Our Us I Table TABLE Suite Floor Street Road Avenue P.O A AN An
    CONFIDENTIAL Confidential Introduction INTRODUCTION Preamble PREAMBLE Execution EXECUTION Contents CONTENTS
    Addendum ADDENDUM Amendment AMENDMENT Lease LEASE Terms TERMS Contract CONTRACT Both BOTH Hereby Is IS To TO For
    Witness WITNESS Purpose PURPOSE Definitions DEFINITIONS Source No Nos
    """.split()  # noqa: SIM905 - 140 quoted words read worse
)
"""Words that begin no name, though they are written with a capital."""

_ROAD = re.compile(
    r"(?:Street|Road|Avenue)(?:[ \t][A-Z][\w&’'-]*){0,4}?,?[ \t]"
    r"(?:Inc|LLC|L\.L\.C|LLP|L\.L\.P|LP|L\.P|Ltd|Limited|Corp|Corporation|Company|Co|plc|PLC|N\.A|Trust|Bank)\b"
)
"""A street within a company's name, up to its form: "Orchard Street Properties LP"."""

_NUMBERED = re.compile(r"\b\d+[ \t]|[\r\n]")
"""What makes a street an address: its number, or a line of its own."""

_ABBREVIATED = re.compile(r"(?:\.\s?\w{1,3}|\b(?:Inc|Corp|Co|Ltd|Ltda|Jr|Sr|Bros|Pty|Pte))\.$", re.IGNORECASE)
LONGEST = 120
"""Characters of a name."""

MOST_WORDS = 14


def name_at(text: str, position: int, end: int) -> int:
    """Where the name that begins at a position ends; the position itself where none begins.

    A name is a run of capitalised words, joined by "of", "de" and the like, up to its legal form if it has one.

    >>> line = "Foo Bar Co., Ltd., a company"
    >>> line[: name_at(line, 0, len(line))]
    'Foo Bar Co., Ltd.'
    >>> line = "Orchard Street Properties LP, 12 Orchard Street"
    >>> line[: name_at(line, 0, len(line))]
    'Orchard Street Properties LP'
    """
    at = stop = position
    end = min(end, position + LONGEST)
    words = 0
    while words < MOST_WORDS:
        word = _WORD.match(text, at, end)
        is_named = words > 0 and _ROAD.match(text, at, end) is not None and not _NUMBERED.search(text, position, at)
        if word is None or (word[0].rstrip(".,:;") in _NO_NAME and not is_named):
            break
        words += 1
        stop = word.end()
        if word[0].endswith(".") and not _is_abbreviated(word[0]):
            stop -= 1
            break
        after = _forms(text, stop, end)
        if after > stop:
            return after
        at = _GAP.match(text, stop, end).end()  # type: ignore[union-attr]  # an empty gap matches too
        if at == stop:
            break
        bracketed = _BRACKETED.match(text, at, end)
        at = bracketed.end() if bracketed is not None else at
        joining = _JOINING.match(text, at, end)
        if joining is None and _TRADE_ENDS.search(text, position, at):
            joining = _TRADES_JOINED.match(text, at, end)
        if joining is not None:
            at = joining.end()
        elif text.startswith(("The ", "THE "), at):
            break
    while stop > position and text[stop - 1] in "&,;:-/'’*!":
        stop -= 1
    return max(position, stop)


def _forms(text: str, position: int, end: int) -> int:
    """Where the legal forms after a word end ("Co., Ltd."); the position itself where none follows."""
    at = position
    weak = _COMMA_WEAK.match(text, at, end)
    if weak is not None:
        at = weak.end()
    while True:
        form = _SUFFIX.match(text, at, end)
        if form is None:
            return at
        at = form.end()


def spellings(name: str) -> str:
    """A pattern for a name with its legal form in full or abbreviated, as writers vary them: Orrin Corp., Inc.

    >>> bool(re.fullmatch(spellings("Orrin Motor Company, Inc."), "Orrin Motor Co. Incorporated"))
    True
    >>> bool(re.fullmatch(spellings("Orrin Motor Limited"), "Orrin Motor LLC"))
    False
    """
    parts = []
    words = name.replace(",", " ").split()
    for at, word in enumerate(words):
        bare = word.rstrip(".").lower()
        line = next((forms for forms in _SAME_FORM if bare in forms), None) if at else None
        # Matches the stop of an abbreviation, but not one that ends a sentence.
        stop = r"\.?" if at < len(words) - 1 else r"(?:\.(?!\s*$|\s+[A-Z]))?"
        parts.append(rf"(?i:{'|'.join(line)}){stop}" if line else re.escape(word))
    return r",?\s+".join(parts)


def is_form(word: str) -> bool:
    """True for a word that by itself ends a company's name (Inc., GmbH)."""
    return _SUFFIX.fullmatch(" " + word) is not None


def has_legal_form(name: str) -> bool:
    """True for a name that ends in a legal form (Inc., GmbH) and has other words before it."""
    return _LEGAL_FORM.search(name) is not None


def has_form(name: str) -> bool:
    """True for a name that ends in a legal form or in a word for an organisation (Bank, University)."""
    return has_legal_form(name) or _WEAK_SUFFIX.search(name) is not None


def clean(words: str) -> str:
    """A name on one line, without a comma or stop after it; the stop of an abbreviation stays."""
    name = " ".join(words.split()).strip(" ,;:*_\"“”'")
    return name if not name.endswith(".") or _ABBREVIATED.search(name) else name[:-1]


def _is_abbreviated(word: str) -> bool:
    """True where the stop after a word belongs to it: an initial, an abbreviation, or more of the name follows."""
    bare = word.rstrip(".")
    if (
        len(bare) <= 2
        or "." in bare
        or bare in {"Mrs", "Messrs", "Prof", "Bros", "Corp", "CORP", "Intl", "Mfg", "Tech"}
    ):
        return True
    return is_form(word)
