"""Decodes words in other letters: shifted, reversed, mirrored, with figures for letters, spaced out, without spaces.

Only runs of words that are not English are searched; prose is skipped. A key is accepted if the words then read as
English.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from pincite.security.encoded.blocks import MOST_BLOCKS, DecodedBlock
from pincite.security.encoded.english import COMMON, LETTERS, parted, reads, share_common

FEWEST_STRANGE = 3
"""The fewest consecutive uncommon words that are tried with the keys: names have two or three."""

FEWEST_COMMON, SHARE_IN_KEY = 3, 0.4
"""The fewest different common words, and their least share of all words, with which a key fits."""

FEWEST_SPELLED = 8
"""The fewest consecutive words of the telephone alphabet that spell something."""

FEWEST_JOINTS = 3
"""The fewest marks in place of spaces that join words."""

LONGEST_WINDOW = 2_000
"""The most characters that are tried with one key at a time."""

_SMALL, _LARGE = string.ascii_lowercase, string.ascii_uppercase
_WORD = re.compile(r"\S+")
_SPACED = re.compile(r"(?<!\S)(?:[^\W_][ \t._*|~-]{1,6}){5,}[^\W_](?!\w)")
_SOLID = re.compile(r"[A-Za-z]{18,400}")
_JOINED = re.compile(rf"(?:[A-Za-z]{{1,14}}[_.-]){{{FEWEST_JOINTS},60}}[A-Za-z]{{1,14}}")
_LEET = str.maketrans("013456789@$!|+", "oieashbbgasilt")
_LEET_WORD = re.compile(r"[A-Za-z0-9@$!|+']{2,40}")
_LEET_SIGN = re.compile(r"[0-9@$!|+]")
_PRINTABLE = "".join(map(chr, range(33, 127)))
_ROT47 = str.maketrans(_PRINTABLE, _PRINTABLE[47:] + _PRINTABLE[:47])
_MIRROR = str.maketrans(_SMALL + _LARGE, _SMALL[::-1] + _LARGE[::-1])
_UPSIDE_DOWN = dict(zip("ɐqɔpǝɟƃɓɥᴉıɾʞןlɯuodbɹsʇnʌʍxʎz", "abcdefgghiijkllmnopqrstuvwxyz", strict=True))
_NATO: Mapping[str, str] = {
    word: word[0]
    for word in [
        "alfa",
        "alpha",
        "bravo",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "golf",
        "hotel",
        "india",
        "juliett",
        "juliet",
        "kilo",
        "lima",
        "mike",
        "november",
        "oscar",
        "papa",
        "quebec",
        "romeo",
        "sierra",
        "tango",
        "uniform",
        "victor",
        "whiskey",
        "xray",
        "yankee",
        "zulu",
    ]
}


def _shift(by: int) -> dict[int, int]:
    return str.maketrans(_SMALL + _LARGE, _SMALL[by:] + _SMALL[:by] + _LARGE[by:] + _LARGE[:by])


def _backwards(text: str) -> str:
    return text[::-1]


def _each_backwards(text: str) -> str:
    return " ".join(word[::-1] for word in text.split(" "))


def _translating(table: dict[int, int]) -> Callable[[str], str]:
    return lambda text: text.translate(table)


_KEYS: tuple[Callable[[str], str], ...] = (
    *(_translating(_shift(by)) for by in range(1, 26)),
    _translating(_MIRROR),
    _translating(_ROT47),
    _backwards,
    _each_backwards,
)


def _locked() -> dict[str, tuple[int, ...]]:
    """A common word in other letters -> the keys that restore the word."""
    found: dict[str, set[int]] = {}
    for number in range(len(_KEYS)):
        for word in COMMON:
            if len(word) > 1:
                # Applying a key to a word gives the form that the inverse key restores.
                locked = _undone(number, word).lower()
                if locked not in COMMON or len(word) > 3:
                    found.setdefault(locked, set()).add(number)
    return {word: tuple(sorted(keys)) for word, keys in found.items()}


def _undone(number: int, word: str) -> str:
    """The word that a key turns into `word`. All keys except the shifts are their own inverse."""
    return word.translate(_shift(26 - (number + 1))) if number < 25 else _KEYS[number](word)


_LOCKED = _locked()
_BACKWARDS = (_backwards, _each_backwards)
_ROT47_KEY = 26


def ciphers(text: str) -> Iterator[DecodedBlock]:
    """All runs that read as English after decoding."""
    yield from _keyed(text)
    yield from _figures_for_letters(text)
    yield from _letter_by_letter(text)
    yield from _without_spaces(text)
    yield from _spelled(text)


def _keyed(text: str) -> Iterator[DecodedBlock]:
    if not _may_be_locked(text):
        return
    for start, end in _strange(text):
        window = text[start:end]
        keys = [_KEYS[number] for number in _likely_keys(window)]
        for key in (*keys, _without_pig_latin, _upright):
            said = key(window)
            if not said or not _fits(said):
                continue
            first, last = _trimmed(window, key)
            yield start + first, start + last, key(window[first:last])
            if key not in _BACKWARDS:  # both give the same words in opposite order
                break


def _may_be_locked(text: str) -> bool:
    """False for text without two common words in other letters, as most prose is."""
    locked = piggy = 0
    for word in text.lower().split():
        locked += word in _LOCKED or word.strip(string.punctuation) in _LOCKED
        piggy += word.endswith("ay")
        if locked > 1 or piggy > 2:
            return True
    return not text.isascii()


def _trimmed(window: str, key: Callable[[str], str]) -> tuple[int, int]:
    """A window without words at its ends that the key does not turn into common ones."""
    words = [match.span() for match in _WORD.finditer(window)]
    fitting = [at for at, ends in enumerate(words) if _is_common(key(window[slice(*ends)]))]
    if not fitting or len(fitting) < FEWEST_COMMON:
        return 0, len(window)
    return words[fitting[0]][0], words[fitting[-1]][1]


def _likely_keys(window: str) -> list[int]:
    """The keys that would turn some words into common ones, the likeliest first; at most three are tried."""
    votes: Counter[int] = Counter()
    for word in dict.fromkeys(window.lower().split()):
        for form in {word, word.strip(string.punctuation)}:
            votes.update(_LOCKED.get(form, ()))
    # ROT47 maps capitals to other signs.
    votes.update(_ROT47_KEY for word in window.split() if word.translate(_ROT47).lower() in COMMON)
    return [number for number, count in votes.most_common(3) if count >= 2]


def _upright(window: str) -> str:
    """Upside-down letters turned upright, read from either end; empty if there are too few."""
    if sum(not sign.isascii() and sign in _UPSIDE_DOWN for sign in window) * 4 < len(window):
        return ""
    turned = "".join(_UPSIDE_DOWN.get(sign, sign) for sign in window)
    return turned if _fits(turned) else turned[::-1]


def _fits(said: str) -> bool:
    """True for words that no wrong key produces by chance: three different common ones among few others."""
    words = LETTERS.findall(said.lower())
    return len(_common_in(said)) >= FEWEST_COMMON and share_common(words) >= SHARE_IN_KEY


def _common_in(said: str) -> set[str]:
    return {word for word in LETTERS.findall(said.lower()) if len(word) > 1 and word in COMMON}


def _strange(text: str) -> Iterator[tuple[int, int]]:
    """Runs of words with hardly a common one, between those that read as English; long ones in pieces."""
    words = [(match.start(), match.end(), _is_common(match[0])) for match in _WORD.finditer(text)]
    given = at = 0
    while at < len(words) and given < MOST_BLOCKS:
        first = at
        common = 0
        last = at
        while at < len(words) and words[at][1] - words[first][0] <= LONGEST_WINDOW:
            common += words[at][2]
            if common > 1 and common * 6 > at - first + 1:
                break
            if not words[at][2]:
                last = at
            at += 1
        if last - first + 1 >= FEWEST_STRANGE:
            given += 1
            yield words[first][0], words[last][1]
        at = max(last + 1, first + 1)


def _is_common(word: str) -> bool:
    bare = word.strip(string.punctuation + "“”’‘–—").lower()
    return len(bare) > 1 and bare in COMMON


def _figures_for_letters(text: str) -> Iterator[DecodedBlock]:
    """Words with figures and signs for letters ("1gn0r3"): at least two close together."""
    if _LEET_SIGN.search(text) is None:
        return
    places = [match.span() for match in _LEET_WORD.finditer(text) if _is_leet(match[0])][: 4 * MOST_BLOCKS]
    at = 0
    while at < len(places):
        first = last = at
        while last + 1 < len(places) and places[last + 1][0] - places[last][1] <= 30:
            last += 1
        if last > first:
            start = text.rfind("\n", max(0, places[first][0] - 60), places[first][0]) + 1 or max(
                0, places[first][0] - 60
            )
            end = min(len(text), places[last][1] + 60)
            written = text[start : min(end, start + LONGEST_WINDOW)]
            said = written.translate(_LEET)
            if len(_common_in(said)) >= len(_common_in(written)) + 2:
                yield start, end, said
        at = last + 1


def _is_leet(word: str) -> bool:
    """True for a word with letters and figures, but not for a section number or a sum ("78j", "$5")."""
    # The cheapest test first: most words have no such sign.
    return _LEET_SIGN.search(word) is not None and not word.isdigit() and word.lower().translate(_LEET) in COMMON


def _letter_by_letter(text: str) -> Iterator[DecodedBlock]:
    """Letters with spaces or marks between them. Wider gaps separate words; without them, the words are guessed."""
    for number, match in enumerate(_SPACED.finditer(text)):
        if number == MOST_BLOCKS:
            return
        block = match[0][:LONGEST_WINDOW]
        pieces = [
            re.sub(r"[\W_]", "", piece) for piece in re.split(r"[ \t]{2,}|[|~]|(?<=[._*-])[ \t]+(?=\w[._*-])", block)
        ]
        words = [piece for piece in pieces if piece]
        yield match.start(), match.end(), " ".join(words) if len(words) > 1 else parted(words[0])


def _without_spaces(text: str) -> Iterator[DecodedBlock]:
    """Sentences without spaces ("ignoreAllPreviousInstructions"), or with marks in place of spaces."""
    for number, match in enumerate(_SOLID.finditer(text)):
        if number == MOST_BLOCKS:
            break
        said = parted(match[0])
        words = said.lower().split()
        if len(words) > 2 and share_common(words) >= 0.6 and sum(map(len, words)) >= 3 * len(words):
            yield match.start(), match.end(), said
    if sum(map(text.count, "_.-")) < FEWEST_JOINTS:
        return
    for number, match in enumerate(_JOINED.finditer(text)):
        if number == MOST_BLOCKS:
            return
        said = re.sub(r"[_.-]", " ", match[0])
        if reads(said):
            yield match.start(), match.end(), said


def _spelled(text: str) -> Iterator[DecodedBlock]:
    """Words spelled in the telephone alphabet ("India Golf November")."""
    if sum(word.lower() in _NATO for word in LETTERS.findall(text)) < FEWEST_SPELLED:
        return  # the case for nearly all text, so their places need not be found
    run: list[tuple[int, int, str]] = []
    for match in (*LETTERS.finditer(text), None):
        letter = _NATO.get(match[0].lower()) if match else None
        if match and letter and (not run or match.start() - run[-1][1] <= 4):
            run.append((match.start(), match.end(), letter))
            continue
        if len(run) >= FEWEST_SPELLED:
            yield run[0][0], run[-1][1], parted("".join(sign for _, _, sign in run)[:LONGEST_WINDOW])
        run = [(match.start(), match.end(), letter)] if match and letter else []


def _without_pig_latin(window: str) -> str:
    """Words of pig Latin restored; empty if most words are not pig Latin."""
    words = LETTERS.findall(window)
    if len(words) == 1 and words[0].lower().endswith("ay"):
        return _righted(words[0])
    piggy = [word for word in words if word.lower().endswith("ay") and len(word) > 3]
    if len(piggy) < 3 or len(piggy) < 0.6 * len(words):
        return ""
    return LETTERS.sub(lambda match: _righted(match[0]), window)


def _righted(word: str) -> str:
    small = word.lower()
    if not small.endswith("ay") or len(small) < 4:
        return small
    body = small[:-2]
    tries = [body[:-1] if body[-1] in "wyh" else body, *(body[-size:] + body[:-size] for size in (1, 2, 3))]
    return next((one for one in tries if one in COMMON), tries[1])
