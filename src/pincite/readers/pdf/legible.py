"""Whether the letters of a page are the ones it shows.

A font that does not say which letters it draws yields arbitrary codes: no meaning at all, private symbols, or other
letters. The last case is a substitution cipher and is detected like one: the letters are as unevenly frequent as those
of a language, but they are the wrong ones.
"""

from collections import Counter

from pincite.readers.pdf.characters import Characters

MOSTLY_UNMAPPED = 0.3
"""Share of a page's letters without a meaning from which the page counts as unread: its fonts draw shapes but do not
say which letters they are. Ordinary pages have none or a few odd symbols; pages in such fonts have 90 % and more."""

MOSTLY_SYMBOLS = 0.3
"""Share of the signs in `SYMBOLS` from which a page consists of bare shapes; contracts have about 1 %."""

SYMBOLS = frozenset("!\"#%&'+<>?@[\\]^`{}~")
"""Signs that are rare in documents. Those of sums, blanks and leaders are not included."""

FEWEST_LETTERS = 300
"""Letters from which their frequencies reveal a cipher."""

LEAST_COINCIDENCE = 0.055
"""Probability that two letters drawn at random from the page are equal. 14,985 pieces of 1,500 characters of CUAD
contracts have .058 and more, other languages in Latin letters .060 to .076, codes and account numbers .040 to .050.

Source: W. Friedman, The index of coincidence and its applications in cryptography, 1922."""

LEAST_LIKENESS = 0.6
"""Cosine between the page's letter frequencies and those below, from which it is a language in its own letters. The
same pieces have .679 and more (lists of names; prose has .9); German, French, Spanish, Italian, Polish, Turkish and
Finnish have .87 to .96."""

SHIFTED = 0.9
"""Likeness from which letters shifted along the alphabet are shifted back, if they are unlike a language as they
are."""

FREQUENCIES = {
    **{"e": 12.3, "t": 9.7, "a": 8.0, "i": 7.9, "n": 7.7, "o": 7.4, "r": 7.2, "s": 6.2, "c": 4.0, "l": 4.0, "h": 3.9},
    **{"d": 3.6, "p": 2.7, "u": 2.6, "m": 2.5, "f": 2.4, "y": 1.8, "g": 1.8, "b": 1.5, "w": 1.0, "v": 1.0, "x": 0.3},
    **{"k": 0.3, "q": 0.2, "j": 0.1, "z": 0.1},
}
"""Letters per hundred, counted in 408 CUAD contracts."""

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def is_legible(characters: Characters) -> bool:
    """True when the letters of a page may be read as they are."""
    signs = characters.signs[characters.is_ink].tolist()
    if characters.unmapped > MOSTLY_UNMAPPED * len(signs):
        return False
    counts = Counter(signs)
    if sum(counts[sign] for sign in SYMBOLS) > MOSTLY_SYMBOLS * len(signs) and len(signs) >= FEWEST_LETTERS:
        return False
    return not _is_cipher(counts)


def _is_cipher(counts: Counter[str]) -> bool:
    """True when letters are as unevenly frequent as those of a language, but the wrong ones are frequent."""
    letters: Counter[str] = Counter()
    others = 0
    for sign, count in counts.items():
        if "a" <= (low := sign.lower()) <= "z" and len(low) == 1:
            letters[low] += count
        elif sign.isalpha():
            others += count
    total = letters.total()
    if total < FEWEST_LETTERS or others > total:
        return False
    coincidence = sum(count * (count - 1) for count in letters.values()) / (total * (total - 1))
    if coincidence < LEAST_COINCIDENCE:
        return False
    likeness = _likeness(letters, 0)
    if likeness < LEAST_LIKENESS:
        return True
    return likeness < SHIFTED**2 and any(_likeness(letters, shift) > SHIFTED for shift in range(1, len(ALPHABET)))


def _likeness(letters: Counter[str], shift: int) -> float:
    """Cosine between the frequencies of a language and those of letters shifted back along the alphabet."""
    moved = {ALPHABET[(ALPHABET.index(letter) - shift) % 26]: count for letter, count in letters.items()}
    product = sum(FREQUENCIES[letter] * count for letter, count in moved.items())
    lengths = sum(share**2 for share in FREQUENCIES.values()) * sum(count**2 for count in moved.values())
    return float(product / lengths**0.5)
