"""Reads an XML file: a statute with its whole outline, or any other file by its blocks."""

from lxml import etree

from pincite.readers.reading import Reading, tidy_title
from pincite.readers.xml import names
from pincite.readers.xml.generic import read_blocks
from pincite.readers.xml.levels import clauses_of
from pincite.readers.xml.parsing import local_name, parse_xml
from pincite.readers.xml.regions import trimmed_regions
from pincite.readers.xml.statute import Statute

TITLES = ("{*}citableAsShortTitle", "{*}containsShortTitle")
"""Elements of a statute's metadata that give its short title."""


def read_xml(content: bytes) -> Reading:
    """The words of an XML file. The levels of a statute are those that its markup states.

    Raises:
        UnreadableFile: the file is not text, or nothing of it can be read.
        MemoryError: its tree does not fit into memory.
    """
    parsed = parse_xml(content)
    if not _is_statute(parsed.root):
        return read_blocks(parsed)
    statute = Statute(parsed.root)
    text = statute.built.text()
    regions = trimmed_regions(statute.regions, text)
    warnings = list(parsed.warnings)
    if statute.included:
        warnings.append(
            f"the file points to {statute.included} other files, whose words are not part of it: ingest those too"
        )
    return Reading(
        format="xml",
        title=_title(parsed.root),
        text=text,
        warnings=tuple(warnings),
        regions=regions,
        clauses=clauses_of(statute.levels, regions, text),
    )


def _is_statute(root: etree._Element) -> bool:
    """True for a file in which some levels have numbers of their own."""
    return any(
        local_name(number.getparent()) in names.LEVELS
        for name in names.NUMBERS
        for number in root.iter(f"{{*}}{name}")
        if number.getparent() is not None
    )


def _title(root: etree._Element) -> str:
    """The short title of an act, or else its title; for a section of a code, its number and heading."""
    code = root.get("containing-doc", "")
    if code and local_name(root) == "section":
        return tidy_title(f"{code} § {_words(root.find('{*}num'))}. {_words(root.find('{*}heading'))}")
    if code:
        return tidy_title(" ".join(_words(root.find(f"{{*}}{name}")) for name in ("prefix", "num", "heading")))
    described = root.find("{*}meta")
    for name in TITLES if described is not None else ():
        if short := _words(described.find(name)):
            return tidy_title(short)
    for short_title in (*root.iter("{*}shortTitle"), *root.iter("{*}short-title")):
        if short_title.get("role", "act") == "act" and not _is_quoted(short_title):
            return tidy_title(_words(short_title).strip("“”"))
    for name in ("title", "official-title", "officialTitle", "docTitle"):
        # A level of an act may also be called a title, but it has a number.
        stated = (
            one for one in root.iter(f"{{*}}{name}") if not any(local_name(part) in names.NUMBERS for part in one)
        )
        if words := _words(next(stated, None)):
            return tidy_title(words)
    return ""


def _is_quoted(element: etree._Element) -> bool:
    return any(local_name(around) in names.QUOTED for around in element.iterancestors())


def _words(element: etree._Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
