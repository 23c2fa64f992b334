"""Which words of a text are under a negation."""

from pincite.verification.checks.reading import TokenizedText

_NEGATORS = frozenset("not n't no never neither nor none nobody nothing cannot unable".split())  # noqa: SIM905 - read more easily as words
_FAILS = frozenset("fail fails failed failing".split())  # noqa: SIM905 - read more easily as words
_NO_NEGATION_BEFORE = frozenset(
    """
    only less more fewer later earlier greater sooner longer exceed limited necessarily just
    """.split()  # noqa: SIM905 - words read best as words
)
REACH = 5
"""The most words after a negation that it reaches: "shall not have any further liability"."""

_STOPS = frozenset(
    "and but or because if unless except when while which who that although though until however so where".split()  # noqa: SIM905 - read more easily as words
)


def negators(reading: TokenizedText, first: int, last: int) -> list[int]:
    """The places of words that deny; not those in "not only", "no later than", "whether or not", "No. 5"."""
    found: list[int] = []
    words = reading.words
    for at in range(first, last):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at > 0 else ""
        is_negator = word in _NEGATORS or word.endswith("n't")
        if word in _FAILS and following == "to":
            is_negator = True
        if not is_negator or (word in ("not", "no", "nothing") and following in _NO_NEGATION_BEFORE):
            continue
        if word == "not" and before == "or":
            continue  # "whether or not"
        if word == "no" and (reading.text.startswith(".", reading.spans[at][1]) or following[:1].isdigit()):
            continue
        if word == "nor" and found and found[-1] >= at - 12:
            continue
        found.append(at)
    return found


def reached(reading: TokenizedText, negator: int, last: int) -> list[int]:
    """The places of words that carry meaning under a negation, nearest first."""
    found: list[int] = []
    for at in range(negator + 1, min(last, negator + 1 + REACH)):
        if reading.words[at] in _STOPS or reading.is_parted(negator, at):
            break
        if reading.stems[at]:
            found.append(at)
    return found


def is_denied(reading: TokenizedText, at: int, first: int) -> bool:
    """Whether a word is under a negation."""
    return any(at in reached(reading, negator, at + 1) for negator in negators(reading, max(first, at - REACH), at))
