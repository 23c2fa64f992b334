"""Parts beside the text: text boxes and words drawn as pictures."""

from collections.abc import Iterator

from lxml import etree

from pincite.readers.docx.markup import MC, W

BOX = W + "txbxContent"

ALTERNATIVES, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"

TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
"""Words drawn along a line: "DRAFT" across the page."""


def chosen(alternatives: etree._Element) -> etree._Element | None:
    """The alternative to read (of one drawing for new and old programs): the first that holds anything."""
    branches = [one for one in alternatives if one.tag in (CHOICE, FALLBACK)]
    return next((one for one in branches if len(one)), None)


def boxes_in(drawing: etree._Element) -> Iterator[etree._Element]:
    """The contents of text boxes and drawn words in a drawing: only the outermost, and each alternative once."""
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if element.tag in (BOX, TEXT_PATH):
            yield element
        elif element.tag == ALTERNATIVES:
            branch = chosen(element)
            if branch is not None:
                waiting.append(branch)
        else:
            waiting += list(element)[::-1]
