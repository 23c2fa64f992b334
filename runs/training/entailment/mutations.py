"""Ways to make a true legal sentence false: one change each, of a kind that has a name.

Each way is a function from a sentence and a chooser to the changed sentence, or None where it has nothing to change.
What it gives is never entailed by what it was given, as a lawyer reads it: dropping "unless …" claims more than was
said, `and` for `or` asks for more than was asked. Changes that weaken a sentence into something it still entails
("prior written consent" to "consent" after "without") are left out.
"""

import random
import re
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str | None]

WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty
""".split()  # noqa: SIM905 - words read best as words
TENS = {
    20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
}  # fmt: skip
NUMBER_WORDS = {word: value for value, word in enumerate(WORDS)} | {word: value for value, word in TENS.items()}

SPELLED = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
BOTH = re.compile(rf"\b({SPELLED})(?:-(one|two|three|four|five|six|seven|eight|nine))?\s*\((\d{{1,3}})\)", re.I)
FIGURE = re.compile(r"(?<![\w.$(§-])\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w)]|\.\d|\s*\.\s*$)")
WORD_FIGURE = re.compile(
    rf"\b({SPELLED})\b(?=\s+(?:days?|months?|years?|weeks?|hours?|percent|business|calendar|times|copies|men|women|people|"
    r"dogs|children|girls|boys))",
    re.I,
)
BEFORE_LABEL = re.compile(
    r"(?:Section|Sections|Article|Clause|Exhibit|Schedule|Annex|Appendix|Paragraph|No\.|§)\s*$", re.I
)
MONTHS = """
    January February March April May June July August September October November December
""".split()  # noqa: SIM905 - words read best as words
DATE = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:,\s*(\d{{4}}))?")
YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
UNIT = re.compile(r"\b(business days?|calendar days?|days?|weeks?|months?|years?|quarters?|hours?)\b", re.I)
UNITS = ("days", "weeks", "months", "years", "business days", "hours")

PARTNERS = (
    ("Licensor", "Licensee"),
    ("Buyer", "Seller"),
    ("Purchaser", "Seller"),
    ("Supplier", "Customer"),
    ("Vendor", "Customer"),
    ("Provider", "Client"),
    ("Contractor", "Company"),
    ("Consultant", "Company"),
    ("Executive", "Company"),
    ("Employee", "Employer"),
    ("Distributor", "Company"),
    ("Distributor", "Manufacturer"),
    ("Landlord", "Tenant"),
    ("Lessor", "Lessee"),
    ("Lender", "Borrower"),
    ("Franchisor", "Franchisee"),
    ("Disclosing Party", "Receiving Party"),
    ("Discloser", "Recipient"),
    ("Parent", "Company"),
    ("Indemnifying Party", "Indemnified Party"),
    ("Agent", "Principal"),
    ("Transferor", "Transferee"),
    ("Assignor", "Assignee"),
    ("Grantor", "Grantee"),
    ("Controller", "Processor"),
    ("landlord", "tenant"),
    ("employer", "employee"),
    ("plaintiff", "defendant"),
    ("buyer", "seller"),
)
MODALS = (
    (r"\bshall not\b", ("may", "shall", "is not required to")),
    (r"\bmay not\b", ("may", "must")),
    (r"\bmust not\b", ("may", "must")),
    (r"\bwill not\b", ("will", "may")),
    (r"\bshall\b(?! (?:not|mean|be deemed|have the meaning))", ("may", "is not required to", "shall not", "need not")),
    (r"\bmust\b(?! not)", ("may", "need not", "must not")),
    (r"\bmay\b(?! not)", ("shall", "may not", "must", "is required to")),
    (r"\bis required to\b", ("may", "is not required to")),
    (r"\bis entitled to\b", ("is not entitled to", "is required to")),
    (r"\bagrees to\b", ("may", "refuses to")),
    (r"\bcan\b(?! ?not)", ("cannot",)),
    (r"\bcannot\b", ("can",)),
)
NEGATIONS = (
    (r"\b(shall|may|must|will|does|do|is|are|was|were|has|have|can|should|would) not\b", r"\1"),
    (r"\bneither (\w+) nor\b", r"either \1 or"),
    (r"\bNo (party|Party|person|amendment|waiver|assignment|failure)\b", r"Any \1"),
    (r"\bnothing in\b", "something in"),
    (r"\bwithout\b", "with"),
    (r"\bnever\b", "always"),
    (r"\b(shall|must|will|may)\b(?! not)", r"\1 not"),
    (r"\b(is|are|was|were|has|have)\b(?! not| no\b| been not)", r"\1 not"),
)
POLES = (
    ("permitted", "prohibited"),
    ("includes", "excludes"),
    ("including", "excluding"),
    ("increase", "decrease"),
    ("increased", "reduced"),
    ("before", "after"),
    ("prior to", "following"),
    ("exclusive", "non-exclusive"),
    ("revocable", "irrevocable"),
    ("transferable", "non-transferable"),
    ("direct", "indirect"),
    ("terminate", "renew"),
    ("termination", "renewal"),
    ("accept", "reject"),
    ("grant", "withhold"),
    ("grants", "withholds"),
    ("enforceable", "unenforceable"),
    ("valid", "invalid"),
    ("public", "confidential"),
    ("written", "oral"),
    ("first", "last"),
    ("all", "none"),
    ("lawful", "unlawful"),
    ("solely", "partly"),
    ("jointly", "separately"),
    ("earlier", "later"),
    ("lesser", "greater"),
    ("binding", "non-binding"),
    ("perpetual", "temporary"),
    ("mutual", "one-sided"),
    ("limited", "unlimited"),
    ("in advance", "in arrears"),
    ("buy", "sell"),
    ("receive", "give"),
    ("succeed", "fail"),
    ("large", "small"),
    ("young", "old"),
    ("indoors", "outdoors"),
    ("inside", "outside"),
    ("winning", "losing"),
    ("empty", "full"),
    ("happy", "sad"),
    ("north", "south"),
    ("east", "west"),
    ("higher", "lower"),
    ("more", "less"),
    ("best", "worst"),
    ("black", "white"),
    ("alone", "together"),
    ("standing", "sitting"),
    ("sleeping", "awake"),
    ("open", "closed"),
)
QUALIFIERS = re.compile(
    r"(?:,|\()?\s*\b(?:except|unless|subject to|provided,? (?:however,? )?that|other than|to the extent|so long as|"
    r"only if|if and only if|as long as|save (?:for|that|as)|but only|conditioned (?:up)?on)\b"
    r"[^.;]{8,160}?(?=[.;]|,\s|$)",
    re.I,
)
COMPARISONS = (
    ("at least", "at most"),
    ("not less than", "not more than"),
    ("no less than", "no more than"),
    ("no fewer than", "no more than"),
    ("more than", "less than"),
    ("greater than", "less than"),
    ("in excess of", "below"),
    ("up to", "at least"),
    ("maximum", "minimum"),
    ("exceeds", "is below"),
    ("exceed", "fall below"),
    ("within", "not before"),
    ("no later than", "no earlier than"),
)
SECTION = re.compile(
    r"\b(Sections?|Articles?|Clauses?|Exhibits?|Schedules?|Annex|Appendix|§)\s+(\d+(?:\.\d+)*|[A-Z]\b)"
)
CONDITIONAL = re.compile(r"\b(?:if|unless|upon|any|not|no|without|neither|whether)\b", re.I)
AND_OR = re.compile(r"(?<=\w) (and|or) (?=[a-z]{3,})")
EVERY = (("each", "one"), ("every", "some"), ("all", "some of the"), ("both", "one of the"), ("either", "neither"))

KINDRED = (
    "red blue green yellow orange purple pink brown black white gray",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    " ".join(month for month in MONTHS if month not in ("March", "May")),
    "Delaware California Texas Nevada Florida Illinois Massachusetts Georgia Ohio Virginia Michigan Colorado Oregon "
    "Washington Arizona Minnesota Maryland Pennsylvania Wisconsin Utah",
    "France Germany Italy Spain Portugal Japan China India Brazil Mexico Canada Australia Russia Egypt Kenya Sweden "
    "Norway Poland Greece Turkey Ireland Scotland England Switzerland Austria Belgium Denmark Finland Chile Peru Cuba",
    "French German Italian Spanish Portuguese Japanese Chinese Indian Brazilian Mexican Canadian Australian Russian "
    "Egyptian Swedish Norwegian Polish Greek Turkish Irish Scottish English British American Swiss Austrian Danish",
    "London Paris Berlin Rome Madrid Tokyo Beijing Delhi Moscow Cairo Vienna Boston Chicago Dallas Denver Seattle "
    "Houston Toronto Sydney Dublin Oslo Stockholm Amsterdam Brussels Lisbon Athens Singapore",
    "guitar piano violin drums trumpet saxophone flute cello harp trombone clarinet banjo accordion",
    "kitchen bedroom bathroom garage basement attic hallway office library",
    "dog cat horse cow sheep goat pig rabbit bird fish elephant lion tiger monkey chicken",
    "dogs cats horses cows sheep goats pigs rabbits birds elephants lions tigers bears monkeys ducks chickens",
    "man woman boy girl baby", "men women boys girls babies", "brother sister mother father son daughter uncle aunt",
    "wood metal plastic glass paper stone leather cotton silk wool brick concrete rubber",
    "wooden metallic glass plastic stone leather woolen",
    "carrot potato tomato onion cabbage lettuce pepper cucumber spinach broccoli pumpkin",
    "apple banana pear grape peach cherry lemon melon mango",
    "coffee tea water milk juice beer wine soda vodka whiskey rum cider champagne lemonade",
    "Mercury Venus Mars Jupiter Saturn Uranus Neptune Pluto",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
    "one two three four five six seven eight nine ten eleven twelve",
    "soccer football baseball basketball tennis hockey golf rugby volleyball cricket",
    "car truck bus train bicycle motorcycle airplane boat ship helicopter taxi van",
    "doctor teacher lawyer farmer chef soldier painter singer dancer pilot nurse engineer actor writer",
    "hat shirt jacket coat dress skirt pants shoes boots gloves scarf sweater tie helmet",
    "running walking sitting sleeping swimming jumping dancing eating climbing singing cooking",
    "summer winter autumn", "morning afternoon evening night",
    "quarterly monthly weekly annually daily", "arbitration mediation litigation",
    "million billion thousand", "king queen prince president minister", "novel poem film song album",
    "actor director producer singer author composer",
)  # fmt: skip
KINDRED_OF = {word: group for line in KINDRED for group in [tuple(line.split())] for word in group}

INVENTED = (
    "and must give written notice at least {n} days in advance",
    "and pay interest at {n}% per month on late amounts",
    "together with all reasonable attorneys' fees",
    "for a period of {n} years after termination",
    "but only within the United States",
    "and its affiliates worldwide",
    "subject to a cap of ${n}00,000",
    "with the approval of the board of directors",
    "in the form attached to the agreement as an exhibit",
    "and maintain insurance of at least ${n} million",
    "regardless of fault",
    "and may assign this right to any third party",
    "at no additional cost",
    "on the first business day of each month",
    "after consulting an independent expert",
)
INVENTED_GENERAL = (
    "in {year}",
    "with {n} other people",
    "for the first time",
    "because of the bad weather",
    "and won an award for it",
    "near the river",
    "on a sunny afternoon",
    "after a long debate",
    "to raise money for charity",
    "which surprised the critics",
    "with great success",
    "in front of a large crowd",
)


def number(sentence: str, chooser: random.Random) -> str | None:
    """Another figure, in words and digits alike where both stand."""
    places: list[tuple[int, int, str]] = []
    for match in BOTH.finditer(sentence):
        value = _other(int(match[3]), chooser)
        places.append((match.start(), match.end(), f"{_spelled(value)} ({value})"))
    taken = [(start, end) for start, end, _ in places]
    for match in FIGURE.finditer(sentence):
        before = sentence[: match.start()]
        if any(start <= match.start() < end for start, end in taken) or BEFORE_LABEL.search(before):
            continue
        whole = int(match[1].replace(",", ""))
        if YEAR.fullmatch(match[1]) or (match[2] is None and whole == 0):
            continue
        if before.rstrip().endswith(tuple(MONTHS)):
            continue
        value = _other(whole, chooser)
        grouped = f"{value:,}" if "," in match[1] else str(value)
        sign = "$" if match[0].startswith("$") else ""
        places.append((match.start(), match.end(), f"{sign}{grouped}{match[2] or ''}"))
    for match in WORD_FIGURE.finditer(sentence):
        if not any(start <= match.start() < end for start, end in taken):
            value = _other(NUMBER_WORDS[match[1].lower()], chooser)
            places.append((match.start(), match.end(), _cased(_spelled(value), match[1])))
    return _replaced(sentence, places, chooser)


def date(sentence: str, chooser: random.Random) -> str | None:
    """Another day, month or year."""
    places = []
    for match in DATE.finditer(sentence):
        month, day, year = match[1], int(match[2]), match[3]
        match chooser.choice(("month", "day", "year") if year else ("month", "day")):
            case "month":
                month = chooser.choice([other for other in MONTHS if other != month])
            case "day":
                day = chooser.choice([other for other in range(1, 29) if other != day])
            case _:
                year = str(int(year) + chooser.choice((-5, -2, -1, 1, 2, 3, 10)))
        places.append((match.start(), match.end(), f"{month} {day}" + (f", {year}" if year else "")))
    if not places:
        for match in YEAR.finditer(sentence):
            places.append((match.start(), match.end(), str(int(match[1]) + chooser.choice((-10, -3, -1, 1, 2, 5)))))
    return _replaced(sentence, places, chooser)


def time_unit(sentence: str, chooser: random.Random) -> str | None:
    """Days for months, business days for days."""
    places = []
    for match in UNIT.finditer(sentence):
        if not re.search(rf"(?:\d|\)|{SPELLED}|per|each|every)\s*$", sentence[: match.start()], re.I):
            continue
        stem = match[1].lower().rstrip("s")
        unit = chooser.choice([other for other in UNITS if other.rstrip("s") != stem])
        places.append((match.start(), match.end(), unit if match[1].lower().endswith("s") else unit.removesuffix("s")))
    return _replaced(sentence, places, chooser)


def party(sentence: str, chooser: random.Random) -> str | None:
    """The other party in one place where only one is named."""
    places = []
    for one, other in PARTNERS:
        for named, partner in ((one, other), (other, one)):
            if partner in sentence:
                continue
            for match in re.finditer(rf"\b{named}\b(?! (?:Party|Parties|of))", sentence):
                places.append((match.start(), match.end(), partner))
    for match in re.finditer(r"\b(?:Either|either|Each|each) [Pp]arty\b", sentence):
        places.append((match.start(), match.end(), _cased("only one party", match[0])))
    return _replaced(sentence, places, chooser)


def swapped(sentence: str, chooser: random.Random) -> str | None:
    """Each of two parties in the other's place."""
    pairs = [
        (one, other)
        for one, other in PARTNERS
        if re.search(rf"\b{one}\b", sentence) and re.search(rf"\b{other}\b", sentence)
    ]
    if not pairs:
        return None
    one, other = chooser.choice(pairs)
    changed = re.sub(rf"\b(?:{one}|{other})\b", lambda match: other if match[0] == one else one, sentence)
    return None if changed == sentence else changed


def modal(sentence: str, chooser: random.Random) -> str | None:
    """A duty for a right, a right for a prohibition."""
    places = []
    for pattern, others in MODALS:
        for match in re.finditer(pattern, sentence):
            places.append((match.start(), match.end(), chooser.choice(others)))
    return _replaced(sentence, _apart(places), chooser)


def negation(sentence: str, chooser: random.Random) -> str | None:
    """A "not" more or less."""
    places = []
    for pattern, other in NEGATIONS:
        for match in re.finditer(pattern, sentence):
            places.append((match.start(), match.end(), match.expand(other)))
        if places and chooser.random() < 0.6:
            break
    return _replaced(sentence, _apart(places), chooser)


def pole(sentence: str, chooser: random.Random) -> str | None:
    """The opposite word."""
    places = []
    for one, other in POLES:
        for here, there in ((one, other), (other, one)):
            for match in re.finditer(rf"(?<![-\w]){here}(?![-\w])", sentence, re.I):
                if re.search(rf"\b{there}\b", sentence, re.I):
                    continue
                places.append((match.start(), match.end(), _cased(there, match[0])))
    return _replaced(sentence, places, chooser)


def qualifier(sentence: str, chooser: random.Random) -> str | None:
    """Without an exception or a condition that the sentence has."""
    places = [(match.start(), match.end(), "") for match in QUALIFIERS.finditer(sentence)]
    changed = _replaced(sentence, places, chooser)
    if changed is None:
        return None
    changed = re.sub(r"^\s*,\s*", "", changed)
    changed = re.sub(r"\s+([.,;])", r"\1", re.sub(r",\s*([.;])", r"\1", changed))
    changed = re.sub(r"\s{2,}", " ", changed).strip()
    return changed[:1].upper() + changed[1:] if len(changed.split()) >= 5 else None


def comparison(sentence: str, chooser: random.Random) -> str | None:
    """At most for at least."""
    places = []
    for one, other in COMPARISONS:
        for here, there in ((one, other), (other, one)):
            for match in re.finditer(rf"\b{here}\b", sentence, re.I):
                places.append((match.start(), match.end(), _cased(there, match[0])))
    return _replaced(sentence, _apart(places), chooser)


def section(sentence: str, chooser: random.Random) -> str | None:
    """A reference to another section."""
    places = []
    for match in SECTION.finditer(sentence):
        label = match[2]
        if label[0].isdigit():
            head, _, last = label.rpartition(".")
            value = int(last) + chooser.choice((-2, -1, 1, 2, 3))
            label = f"{head}.{max(value, 1)}" if head else str(max(value, 1))
        else:
            label = chooser.choice([letter for letter in "ABCDEFG" if letter != label])
        if label != match[2]:
            places.append((match.start(2), match.end(2), label))
    return _replaced(sentence, places, chooser)


def and_or(sentence: str, chooser: random.Random) -> str | None:
    """All for any in a list, where no condition turns the meaning round."""
    if CONDITIONAL.search(sentence):
        return None
    places = [(m.start(1), m.end(1), "or" if m[1] == "and" else "and") for m in AND_OR.finditer(sentence)]
    return _replaced(sentence, places, chooser)


def every(sentence: str, chooser: random.Random) -> str | None:
    """Neither for either; a claim of all where some are meant."""
    places = []
    for one, other in (("some", "all"), ("some of the", "all of the"), ("any", "no"), ("either", "neither")):
        for match in re.finditer(rf"\b{one}\b", sentence, re.I):
            places.append((match.start(), match.end(), _cased(other, match[0])))
    return _replaced(sentence, _apart(places), chooser)


def kindred(sentence: str, chooser: random.Random) -> str | None:
    """Another of the same kind: a state, a colour, a nation, an instrument."""
    places = []
    for match in re.finditer(r"\b[A-Za-z]+\b", sentence):
        if group := KINDRED_OF.get(match[0]):
            others = [word for word in group if word != match[0] and word not in sentence]
            if others:
                places.append((match.start(), match.end(), chooser.choice(others)))
    return _replaced(sentence, places, chooser)


def invented(sentence: str, chooser: random.Random) -> str | None:
    """Something added that was never said."""
    added = chooser.choice(INVENTED).format(n=chooser.choice((2, 3, 5, 10, 15, 30, 60, 90)))
    return f"{sentence.rstrip(' .;:,')} {added}."


def invented_general(sentence: str, chooser: random.Random) -> str | None:
    """Something added that was never said, outside the law."""
    added = chooser.choice(INVENTED_GENERAL).format(n=chooser.randint(2, 9), year=chooser.randint(1950, 2020))
    return f"{sentence.rstrip(' .;:,')} {added}."


def spliced(sentence: str, other: str, chooser: random.Random) -> str | None:
    """The beginning of one sentence with the end of another."""
    first, second = sentence.split(), other.split()
    if len(first) < 10 or len(second) < 10:
        return None
    cut, from_ = chooser.randint(4, len(first) - 5), chooser.randint(4, len(second) - 4)
    return " ".join([*first[:cut], *second[from_:]])


LEGAL: dict[str, Mutation] = {
    "number": number,
    "date": date,
    "time unit": time_unit,
    "party": party,
    "swapped parties": swapped,
    "modal": modal,
    "negation": negation,
    "opposite": pole,
    "qualifier dropped": qualifier,
    "comparison": comparison,
    "section": section,
    "and/or": and_or,
    "quantifier": every,
    "place or kind": kindred,
    "addition": invented,
}
GENERAL: dict[str, Mutation] = {
    "number": number,
    "date": date,
    "negation": negation,
    "opposite": pole,
    "place or kind": kindred,
    "comparison": comparison,
    "addition": invented_general,
}
HELD_OUT = ("section", "comparison", "quantifier")
"""Kinds that are never trained on in legal text, to see what becomes of a change that the model has not met."""


def _other(value: int, chooser: random.Random) -> int:
    """Another plausible figure."""
    common = (1, 2, 3, 5, 6, 7, 10, 12, 14, 15, 18, 20, 21, 24, 30, 36, 45, 48, 60, 75, 90, 100, 120, 180, 365)
    if value <= 400 and chooser.random() < 0.6:
        return chooser.choice([other for other in common if other != value])
    return chooser.choice([v for v in (value + 1, value * 2, value * 10, value + 5, max(1, value // 2)) if v != value])


def _spelled(value: int) -> str:
    if value <= 20:
        return WORDS[value]
    if value < 100:
        tens, ones = TENS[value // 10 * 10], value % 10
        return f"{tens}-{WORDS[ones]}" if ones else tens
    if value < 1000:
        hundreds = f"{WORDS[value // 100]} hundred" if value // 100 <= 20 else str(value)
        return f"{hundreds} {_spelled(value % 100)}" if value % 100 else hundreds
    return f"{value:,}"


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _apart(places: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Places that do not overlap, the first of each that do."""
    kept: list[tuple[int, int, str]] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _replaced(sentence: str, places: list[tuple[int, int, str]], chooser: random.Random) -> str | None:
    """The sentence with one of the places changed."""
    if not places:
        return None
    start, end, new = chooser.choice(places)
    changed = sentence[:start] + new + sentence[end:]
    return None if changed == sentence else changed
