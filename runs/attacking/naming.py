# ruff: noqa: E501 - a variant is one line, however long
"""Names that a reader could take for others, made known as users, groups, matters and labels."""

import random
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from functools import partial
from pathlib import Path

from runs.attacking.encodings import CYRILLIC, GREEK
from runs.attacking.family import Attempt, Draw, Family

from pincite.access.memory import MemoryRecorder
from pincite.access.port import AccessStore
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.errors import AccessError

NAMES = (
    "Larkspur", "Halvorsen Pumps", "Quillby & Sons", "maud.ellery", "ines.varga", "Fund II", "Ash Lane 12", "O'Brien",
    "Brightwater-Estate", "Project Kestrel", "12/2024 Moore v. Cole", "acquisition", "compliance", "Sherwood Mills",
)  # fmt: skip
"""What stands as user, matter and label before anybody imitates it."""

OWNER = Principal("olga", "olga")


def _signs(wanted: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(sign for sign in map(chr, range(0x80, sys.maxunicode)) if wanted(sign))


UNSEEN = (
    *_signs(lambda sign: unicodedata.category(sign) == "Cf" and "SIGN" not in unicodedata.name(sign, "")),
    *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)),
    "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0", "\u17b4", "\u17b5", "\u180b", "\u2800", "\U0001d159",
)  # fmt: skip
"""What has no width: formats, selectors, joiners, fillers."""

SPACES = _signs(lambda sign: unicodedata.category(sign) == "Zs")
DASHES = _signs(lambda sign: unicodedata.category(sign) == "Pd")
FIGURES = _signs(lambda sign: unicodedata.category(sign) == "Nd")


def _dressed() -> Mapping[str, tuple[str, ...]]:
    """Signs that the compatibility forms of Unicode take for one of ASCII, by that one."""
    found: dict[str, list[str]] = {}
    for sign in map(chr, range(0x80, sys.maxunicode)):
        plain = unicodedata.normalize("NFKC", sign)
        if len(plain) == 1 and plain.isascii() and plain.isalnum():
            found.setdefault(plain, []).append(sign)
    return {plain: tuple(signs) for plain, signs in found.items()}


DRESSED = _dressed()
SCRIPTS = (CYRILLIC, GREEK)
PAIRS = (("m", "rn"), ("w", "vv"), ("l", "I"), ("l", "1"), ("I", "l"), ("O", "0"), ("o", "0"), ("rn", "m"), ("I", "|"))
MARKS = ("\u0301\u0301", "\u0338", "\u0336", "\u0332\u0332", "\u20d2", "\u0334")
TURNS = ("\u202e", "\u2067\u202e", "\u200f\u202e")
APOSTROPHES = "\u2019\u02bc\u2018\u02b9\u2032\u00b4\uff07\u02bb\u05f3"


def _one(name: str, chance: random.Random, signs: Mapping[str, Sequence[str]]) -> str:
    """A name with one of its signs exchanged, and perhaps more."""
    places = [at for at, sign in enumerate(name) if sign in signs]
    if not places:
        return name
    chosen = {chance.choice(places), *(at for at in places if chance.random() < 0.3)}
    return "".join(chance.choice(signs[sign]) if at in chosen else sign for at, sign in enumerate(name))


def _unseen(name: str, chance: random.Random) -> str:
    at = chance.randint(0, len(name))
    return name[:at] + "".join(chance.choices(UNSEEN, k=chance.randint(1, 3))) + name[at:]


def _script(name: str, chance: random.Random) -> str:
    table = chance.choice(SCRIPTS)
    return _one(name, chance, {chr(sign): chr(other) for sign, other in table.items()})


def _wholly(name: str, chance: random.Random) -> str:
    """A word of the name in another script as far as that has its letters."""
    table = chance.choice(SCRIPTS)
    words = name.split(" ")
    at = chance.randrange(len(words))
    words[at] = words[at].translate(table)
    return " ".join(words)


def _pair(name: str, chance: random.Random) -> str:
    fit = [(one, other) for one, other in PAIRS if one in name]
    if not fit:
        return name
    one, other = chance.choice(fit)
    return name.replace(one, other, 1)


def _twice(name: str, chance: random.Random) -> str:
    """Two kinds, one upon the other. Letters for others come first, since capitals have others than small ones."""
    for kind in (chance.choice((_pair, _dress, _script)), chance.choice((_unseen, _spaced, _cased, _marked))):
        name = kind(name, chance)
    return name


def _spaced(name: str, chance: random.Random) -> str:
    if " " not in name or chance.random() < 0.3:
        return chance.choice((f"{chance.choice(SPACES)}{name}", f"{name}{chance.choice(SPACES)}"))
    return name.replace(" ", chance.choice([*SPACES, "  ", " \u00a0"]), 1)


def _cased(name: str, chance: random.Random) -> str:
    return "".join(chance.choice((sign.upper(), sign.lower(), sign)) for sign in name)


def _dress(name: str, chance: random.Random) -> str:
    return _one(name, chance, DRESSED)


def _marked(name: str, chance: random.Random) -> str:
    """A mark that hardly shows: through, under or over a letter by a stroke of its own."""
    at = chance.randrange(1, len(name) + 1)
    return f"{name[:at]}{chance.choice(MARKS)}{name[at:]}"


def _signed(name: str, chance: random.Random) -> str:
    """Other dashes, apostrophes, slashes, dots and figures."""
    signs: dict[str, Sequence[str]] = {
        "-": DASHES, "'": APOSTROPHES, "/": "\u2044\u2215\uff0f\u29f8", ".": "\u2024\uff0e\u00b7\u3002", "&": "\uff06\ufe60",
    }  # fmt: skip
    signs |= {str(figure): [one for one in FIGURES if unicodedata.digit(one) == figure] for figure in range(10)}
    return _one(name, chance, signs)


def _turned(name: str, chance: random.Random) -> str:
    """The same letters, written from the right by a control."""
    return f"{chance.choice(TURNS)}{name[::-1]}"


KINDS: Mapping[str, Callable[[str, random.Random], str]] = {
    "something unseen in it": _unseen, "a letter of another script": _script, "a word of another script": _wholly,
    "letters in dress": _dress, "letters for others": _pair, "other spaces": _spaced, "other capitals": _cased,
    "a mark": _marked, "other signs and figures": _signed, "turned round": _turned, "two of these": _twice,
}  # fmt: skip


def tried(draws: Sequence[Draw], place: Path) -> Iterator[Attempt]:
    """Make each imitation known in every way there is."""
    SqliteAccess.create(place / "access.db", "olga")
    with SqliteAccess(place / "access.db", MemoryRecorder()) as store:
        for name in NAMES:
            store.add_user(OWNER, name)
            store.add_matter(OWNER, name)
            store.grant(OWNER, "olga", label=name)
        for draw in draws:
            name = copy = draw.chance.choice(NAMES)
            while copy == name:
                name = draw.chance.choice(NAMES)
                copy = KINDS[draw.kind](name, draw.chance)
            ways: Mapping[str, Callable[[], int]] = {
                "user": partial(store.add_user, OWNER, copy),
                "group": partial(store.add_group, OWNER, copy, []),
                "matter": partial(store.add_matter, OWNER, copy),
                "label": partial(store.grant, OWNER, "olga", label=copy),
                "wall": partial(store.add_wall, OWNER, name, copy),
            }
            known = _names(store)
            made = f"{copy.encode('unicode_escape').decode()} for {name}"
            way = draw.chance.choice(list(ways))
            with suppress(AccessError):
                ways[way]()
            # Where spaces around a name were cut off, it is the genuine name that was meant, and nothing new stands.
            new = sorted(_names(store) - known)
            yield Attempt(draw.number, draw.kind, f"{way} {made}", f"new names: {new}" if new else "")


def _names(store: AccessStore) -> set[str]:
    """Every name that the rules hold."""
    words = (part for fact in store.state().facts for part in astuple(fact))
    flat = (one for part in words for one in (part if isinstance(part, tuple) else (part,)))
    return {one for one in flat if isinstance(one, str)}


FAMILY = Family("naming", "a name that looks like another is taken", tuple(KINDS), tried)
