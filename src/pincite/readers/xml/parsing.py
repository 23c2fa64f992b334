"""Parses an XML file into a tree: no definition is loaded, no entity is expanded, no word is lost."""

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.encoding import decode_stated
from pincite.readers.untrusted_xml import tree_of

STATED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")

STATED_WITHIN = 1024
"""Bytes within which a file states its encoding, if it does."""

ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z_:][\w.:-]{0,63});)?")
"""An entity that XML does not define, or an unescaped ampersand, which parsers would drop."""

NUMBERED = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));")
"""A character reference by number."""

VERBATIM = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
"""A passage in which every character stands for itself."""

NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that XML 1.0 does not allow (section 2.2), in UTF-8."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's first element with all its content, and warnings."""

    root: etree._Element
    warnings: tuple[str, ...]


def parse_xml(content: bytes) -> Parsed:
    """The tree of an XML file.

    Names of characters that HTML knows (`&sect;`) become the characters. Other entities stay as written, so that they
    cannot include files or grow. A file that breaks the rules of XML is read as far as possible, with a warning.

    Raises:
        UnreadableFile: the file is not text, or nothing of it can be read.
        MemoryError: its tree does not fit into memory.
    """
    utf8, notes = _in_utf8(content)
    warnings = list(notes)
    plain, unknown = _plain(utf8)
    del utf8
    if unknown:
        some = ", ".join(f"&{name};" for name in sorted(unknown)[:5])
        warnings.append(f"the file uses entities of its own ({some}), which are left as they are written")
    root, complaint = _tree(plain)
    if complaint:
        warnings.append(
            f"the XML is damaged {complaint}: words there or after it may be missing or out of place; get a fresh copy"
        )
    return Parsed(root, tuple(warnings))


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _in_utf8(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The file in UTF-8 without a byte order mark, and warnings about its decoding."""
    stated = STATED.search(content[:STATED_WITHIN])
    decoded = decode_stated(content, stated[1].decode("ascii") if stated else "")
    if decoded.encoding == "utf-8":
        return content.removeprefix(b"\xef\xbb\xbf"), decoded.warnings
    return decoded.text.encode("utf-8", "replace"), decoded.warnings


def _plain(content: bytes) -> tuple[bytes, set[str]]:
    """The file with only XML's own entities after `&`, and the names of unknown entities."""
    unknown: set[str] = set()

    def written(match: re.Match[bytes]) -> bytes:
        name = (match[1] or b"").decode("ascii")
        characters = html5.get(f"{name};") if name else None
        if characters is not None:
            return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")
        if name:
            unknown.add(name)
        return b"&amp;" + match[0][1:]

    if NOT_XML.search(content):
        content = NOT_XML.sub(b"\xef\xbf\xbd", content)
    if b"&#" in content:
        content = NUMBERED.sub(_numbered, content)
    if ENTITY.search(content) is None:
        return content, unknown
    parts: list[bytes] = []
    at = 0
    for verbatim in VERBATIM.finditer(content):
        parts += [ENTITY.sub(written, content[at : verbatim.start()]), verbatim[0]]
        at = verbatim.end()
    return b"".join([*parts, ENTITY.sub(written, content[at:])]), unknown


def _numbered(match: re.Match[bytes]) -> bytes:
    """A character reference unchanged, or that of U+FFFD for a character that XML does not allow.

    Parsers that recover from damage would return a lone surrogate as a character.
    """
    number = int(match[1], 16) if match[1] else int(match[2])
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return match[0] if is_character or 0x10000 <= number < 0x110000 else b"&#xFFFD;"


def _tree(content: bytes) -> tuple[etree._Element, str]:
    """The tree, and where the file is damaged; empty when it is not.

    Raises:
        UnreadableFile: nothing of it can be read.
        MemoryError: its tree does not fit into memory.
    """
    damage = ""
    try:
        root = tree_of(content, encoding="utf-8", bare=True)
    except etree.XMLSyntaxError as error:
        damage = f"at line {error.lineno or 1}"
        root = _recovered(content)
    if root is None:
        raise UnreadableFile("the XML file is damaged and nothing of it can be read: get a fresh copy")
    return root, damage


def _recovered(content: bytes) -> etree._Element | None:
    """What can be read of a damaged file; None if nothing can.

    Raises:
        MemoryError: its tree does not fit into memory.
    """
    try:
        return tree_of(content, encoding="utf-8", bare=True, recover=True)
    except etree.XMLSyntaxError:
        return None
