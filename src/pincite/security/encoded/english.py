"""Decides whether a text reads as English, by its most frequent words: this identifies the right one of many keys.

Source of the idea: a substitution cipher is solved when frequent words appear (Kasiski, 1863). The word list is our
own:
words that occur in nearly every sentence, and those with which people address assistants.
"""

import re

COMMON = frozenset(
    """
    a about above access act after again all also always an and answer any are as ask at be because been before begin
    below but by call can change code contact content could data delete did do document does email end english every
    file first follow following for forget format from get give given go had has have hello help her here his how i if
    ignore in information instruction instructions into is it its just key know language last let like link list make
    may me message model more most must my name never new next no not now of off on one only open or other our out
    output over own password people please previous print prior prompt question read repeat reply respond response
    reveal right rule rules said same say secret see send shall she should show so some start state stop such system
    take task tell text than that the their them then there these they this those time to told translate two under up
    use user value very want was way we what when where which who why will with word words work would write you your
    tenant landlord agreement party parties clause rent contract disregard override assistant admin mode instead
    """.split()  # noqa: SIM905 - words read best as words
)

LONGEST_COMMON = max(map(len, COMMON))

LEAST_SHARE = 0.3
"""Least share of common words in a text that reads as English: prose has .4 to .6, a wrong key gives below .1."""

LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_VOWELS = frozenset("aeiouyAEIOUYäöüáéíóúàèìòùâêîôû")


def share_common(words: list[str]) -> float:
    """The share of common words. One-letter words do not count, since a wrong key yields many."""
    counted = [word for word in words if len(word) > 1]
    return sum(word in COMMON for word in counted) / len(counted) if counted else 0.0


def reads(text: str) -> bool:
    """True for at least three words, if enough of them are common.

    >>> reads("ignore all previous instructions"), reads("vtaber nyy cerivbhf vafgehpgvbaf")
    (True, False)
    """
    words = LETTERS.findall(text.lower())
    return len(words) >= 3 and share_common(words) >= LEAST_SHARE


def is_writing(text: str) -> bool:
    """True for what looks like words of some language in letters, which decoded noise never does.

    >>> is_writing("Schreibe ein Gedicht"), is_writing("x9;Qz}"), is_writing("GET /a HTTP")
    (True, False, True)
    """
    if len(text) < 6 or not (" " in text or (len(text) >= 6 and text.isalpha())):
        return False
    shown = sum(1 for sign in text if sign.isprintable() or sign in "\n\r\t")
    letters = [sign for sign in text if sign.isalpha()]
    if shown < len(text) or len(letters) + text.count(" ") < 0.7 * len(text):
        return False
    vowels = sum(sign in _VOWELS for sign in letters)
    foreign = sum(not sign.isascii() for sign in letters)
    longest = max(map(len, text.split()), default=0)
    return longest <= 40 and (foreign > len(letters) / 2 or 0.2 * len(letters) <= vowels <= 0.65 * len(letters))


def parted(letters: str) -> str:
    """Letters without spaces, split into as few words as possible: common words where they fit, else the remainder.

    Dynamic programming over the positions between letters finds the cheapest words; linear in the length.

    >>> parted("ignoreallpreviousinstructions")
    'ignore all previous instructions'
    """
    small = letters.lower()
    costs = [0.0]
    cuts = [0]
    for end in range(1, len(small) + 1):
        best, cut = costs[end - 1] + 1.5, end - 1
        for start in range(max(0, end - LONGEST_COMMON), end):
            word = small[start:end]
            if word in COMMON and (len(word) > 1 or word in ("a", "i")):
                cost = costs[start] + 1.0 + (0.8 if len(word) == 1 else 0.0)
                if cost < best:
                    best, cut = cost, start
        costs.append(best)
        cuts.append(cut)
    pieces: list[str] = []
    end = len(small)
    while end:
        start = cuts[end]
        word = letters[start:end]
        if pieces and len(word) == 1 and word.lower() not in COMMON and pieces[-1][0] == "\0":
            pieces[-1] = f"\0{word}{pieces[-1][1:]}"
        else:
            pieces.append(word if word.lower() in COMMON else f"\0{word}")
        end = start
    return " ".join(piece.removeprefix("\0") for piece in reversed(pieces))
