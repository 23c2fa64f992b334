"""What the header of an RTF file states for the whole file: colours, including those of a theme, and styles.

Source: RTF specification 1.9.1, "color table", "style sheet", "theme data".
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from pincite.readers.visibility import BLACK, WHITE, Colour, laid_over

COLOUR_TABLE = re.compile(rb"\{\\colortbl\b\s?([^{}]{0,200000})\}")

COLOUR_PART = re.compile(rb"\\(red|green|blue|ctint|cshade)(\d{1,3})")

OF_THEME = re.compile(rb"\\c(maindarkone|mainlightone|maindarktwo|mainlighttwo|accent(?:one|two|three|four|five|six)|"
                      rb"hyperlink|followedhyperlink|backgroundone|textone|backgroundtwo|texttwo)\b")  # fmt: skip

SCHEME = {
    b"maindarkone": "dk1", b"mainlightone": "lt1", b"maindarktwo": "dk2", b"mainlighttwo": "lt2",
    b"accentone": "accent1", b"accenttwo": "accent2", b"accentthree": "accent3", b"accentfour": "accent4",
    b"accentfive": "accent5", b"accentsix": "accent6", b"hyperlink": "hlink", b"followedhyperlink": "folHlink",
    b"backgroundone": "lt1", b"textone": "dk1", b"backgroundtwo": "lt2", b"texttwo": "dk2",
}  # fmt: skip
"""Theme names of the colours in a colour table, as Word maps them where a file says nothing else."""

THEME_DATA = re.compile(rb"\{\\\*\\themedata\s([0-9a-fA-F\s]{0,4000000})\}")

MAPPING = re.compile(rb"\{\\\*\\colorschememapping\s([0-9a-fA-F\s]{0,20000})\}")

USUAL_MAPPING = (b'bg1="lt1"', b'tx1="dk1"', b'bg2="lt2"', b'tx2="dk2"')

STATED = re.compile(
    rb"<a:(dk1|lt1|dk2|lt2|accent[1-6]|hlink|folHlink)>\s{0,20}"
    rb'<a:(?:srgbClr\s+val|sysClr[^<>]{0,80}lastClr)="([0-9A-Fa-f]{6})"'
)

MOST_TABLES = 4
"""Most colour tables that are read in one file. Programs write one, but each may count."""

LARGEST_THEME = 1_000_000

Properties = Mapping[str, int]
"""Values of control words by name."""


@dataclass(frozen=True, slots=True)
class RtfStyle:
    """What a style states about letters and paragraphs."""

    letters: Properties = field(default_factory=dict)
    block: Properties = field(default_factory=dict)


def colours_of(content: bytes) -> list[tuple[Colour, ...]]:
    """The colours for each number: several where figures and theme disagree, none where Word chooses."""
    tables = [one[1].split(b";") for one in islice(COLOUR_TABLE.finditer(content), MOST_TABLES)]
    if not tables:
        return []
    theme, is_usual = _theme(content), _has_usual_mapping(content)
    return [
        tuple(colour for entry in entries for colour in _candidates(entry, theme, is_usual=is_usual))
        for entries in zip_longest(*tables, fillvalue=b"")
    ]


def _candidates(entry: bytes, theme: Mapping[str, Colour], *, is_usual: bool) -> tuple[Colour, ...]:
    parts = {name: min(255, int(value)) / 255 for name, value in COLOUR_PART.findall(entry)}
    has_figures = b"red" in parts or b"green" in parts or b"blue" in parts
    figures = (parts.get(b"red", 0.0), parts.get(b"green", 0.0), parts.get(b"blue", 0.0))
    named = OF_THEME.search(entry)
    found = (figures,) if has_figures else ()
    if named is None:
        return found
    name = SCHEME[named[1]]
    if not is_usual and not named[1].startswith((b"accent", b"hyper", b"followed", b"main")):
        name = {"lt1": "dk1", "dk1": "lt1", "lt2": "dk2", "dk2": "lt2"}[name]
    base = theme.get(name)
    if base is None:
        return found
    base = laid_over(base, parts.get(b"ctint", 1.0), WHITE)
    return (*found, laid_over(base, parts.get(b"cshade", 1.0), BLACK))


def _theme(content: bytes) -> dict[str, Colour]:
    """The colours of the file's theme; black and white where it has no readable theme."""
    colours = {"lt1": WHITE, "dk1": BLACK}
    found = THEME_DATA.search(content)
    packed = _bytes_of(found[1]) if found is not None else b""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for one in archive.infolist():
                if one.filename.startswith("theme/theme/") and one.filename.endswith(".xml"):
                    with archive.open(one) as part:
                        for name, figures in STATED.findall(part.read(LARGEST_THEME)):
                            red, green, blue = (share / 255 for share in bytes.fromhex(figures.decode("ascii")))
                            colours[name.decode("ascii")] = red, green, blue
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return colours
    return colours


def _has_usual_mapping(content: bytes) -> bool:
    found = MAPPING.search(content)
    words = _bytes_of(found[1]) if found is not None else b""
    return not words or all(part in words for part in USUAL_MAPPING)


def _bytes_of(figures: bytes) -> bytes:
    """The bytes that hex figures encode; empty where they encode none."""
    try:
        return bytes.fromhex(b"".join(figures.split()).decode("ascii"))
    except ValueError:
        return b""
