"""Content controls whose words Word takes from another part of the file, each time that it opens it.

What stands between the control's tags is then seen by nobody, unless it is the same. Controls of plain text and lists
to choose from are compared. Dates, pictures and boxes to tick look otherwise than the part has them.

Source: ECMA-376 part 1, 17.5.2.6 (dataBinding).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from pincite.readers.docx.markup import W, child, value
from pincite.readers.docx.package import Package

PROPERTIES: Final[Mapping[str, str]] = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "docProps/core.xml",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "docProps/app.xml",
}
"""Parts with the document's own properties, by the ids under which controls name them."""

LISTS: Final = ("dropDownList", "comboBox")

STORIES: Final = ("comments", "endnotes", "footer", "footnotes", "header")
"""Kinds of parts that have words beside the body."""

PREFIX: Final = re.compile(r"""xmlns:([\w.-]+)\s*=\s*(["'])(.*?)\2""")


@dataclass(frozen=True, slots=True)
class BoundParts:
    """The parts of a file that controls may take their words from, by their ids in capitals; empty for none."""

    by_id: Mapping[str, etree._Element] = field(default_factory=dict)

    def differs(self, control: etree._Element) -> bool:
        """True for a control that shows other words than are stored in it."""
        properties = child(control, "sdtPr")
        binding = child(properties, "dataBinding")
        kinds = [one for name in ("text", *LISTS) if (one := child(properties, name)) is not None]
        if binding is None or not kinds or not self.by_id:
            return False
        shown = self._value(binding)
        if shown is None:
            return False
        stored = _plain("".join(words.text or "" for words in control.iter(W + "t")))
        if not shown.strip():
            return bool(stored) and child(properties, "showingPlcHdr") is None
        return stored not in {_plain(shown), *(_plain(words) for words in _choices(kinds[0], shown))}

    def _value(self, binding: etree._Element) -> str | None:
        """What the part has for a control; None where nothing does, so that the control shows what is stored."""
        path, spaces = value(binding, "xpath") or "", dict(_spaces(value(binding, "prefixMappings") or ""))
        named = value(binding, "storeItemID")
        parts = self.by_id.values() if named is None else [self.by_id.get(named.upper())]
        for part in (one for one in parts if one is not None):
            try:
                found = etree.XPath(path, namespaces=spaces or None)(part)
            except etree.XPathError:
                return None
            if isinstance(found, list) and found:
                [first, *_] = found
                return "".join(first.itertext()) if isinstance(first, etree._Element) else str(first)
        return None


def bound_parts(package: Package) -> BoundParts:
    """The parts of a file that its controls take their words from; of a file without such controls none is read."""
    stories = [one.target for one in package.relations(package.main).values() if one.kind in STORIES]
    if not any(b"dataBinding" in (package.bytes_of(name) or b"") for name in (package.main, *stories)):
        return BoundParts()
    found = {name: part for name, file in PROPERTIES.items() if (part := package.part(file)) is not None}
    for relation in package.relations(package.main).values():
        if relation.kind != "customXml" or relation.is_outside:
            continue
        part = package.part(relation.target)
        for about in package.relations(relation.target).values():
            described = package.part(about.target) if about.kind == "customXmlProps" else None
            names = [] if described is None else [one for key, one in described.items() if key.endswith("itemID")]
            if part is not None:
                found |= {str(name).upper(): part for name in names}
    return BoundParts(found)


def _spaces(mappings: str) -> Iterator[tuple[str, str]]:
    for prefix, _, space in PREFIX.findall(mappings):
        yield prefix, space


def _choices(kind: etree._Element, chosen: str) -> Iterator[str]:
    """What a list shows for what the part has."""
    for item in kind.iterchildren(W + "listItem"):
        if value(item, "value") == chosen:
            yield value(item, "displayText") or chosen


def _plain(words: str) -> str:
    """Words without white space: lines may be kept otherwise."""
    return "".join(words.split())
