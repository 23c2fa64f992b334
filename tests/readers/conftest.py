"""What the tests of readers share: Word files from pieces of their XML, as small as they can be."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)

ROOTS = {"numbering": "numbering", "styles": "styles", "settings": "settings", "footnotes": "footnotes",
         "endnotes": "endnotes", "comments": "comments"}  # fmt: skip
"""Parts that a document refers to, and the names of their root elements."""


class Word:
    """Writes Word files."""

    @staticmethod
    def run(words: str, properties: str = "") -> str:
        """A run of words."""
        look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'

    @staticmethod
    def paragraph(words: str, properties: str = "") -> str:
        """A paragraph of one run."""
        return f"<w:p><w:pPr>{properties}</w:pPr>{Word.run(words) if words else ''}</w:p>"

    @staticmethod
    def item(words: str, number_list: int, level: int = 0) -> str:
        """A paragraph of a list."""
        return Word.paragraph(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_list}"/></w:numPr>')

    @staticmethod
    def package(
        body: str,
        *,
        heads: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        rewrite: Callable[[str], str] = str,
        **parts: str,
    ) -> bytes:
        """A Word file.

        `parts` are the insides of parts by kind (`numbering`, `footnotes` …), `heads` those of heads and feet by the id
        that the body uses, `files` other parts by name: the kind of their relation and their bytes.
        """
        relations = [(f"r{kind}", kind, f"{kind}.xml") for kind, inside in parts.items() if inside]
        relations += [(name, "header", f"{name}.xml") for name in heads or {}]
        relations += [(f"f{at}", kind, name) for at, (name, (kind, _)) in enumerate((files or {}).items())]
        written = {"document": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"}
        written |= {
            kind: f"<w:{ROOTS[kind]} {SPACES}>{inside}</w:{ROOTS[kind]}>" for kind, inside in parts.items() if inside
        }
        written |= {name: f"<w:hdr {SPACES}>{inside}</w:hdr>" for name, inside in (heads or {}).items()}
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("_rels/.rels", _relations([("d", "officeDocument", "word/document.xml")]))
            archive.writestr("word/_rels/document.xml.rels", _relations(relations))
            for name, xml in written.items():
                archive.writestr(f"word/{name}.xml", rewrite(xml))
            for name, (_, content) in (files or {}).items():
                archive.writestr(f"word/{name}", content)
        return stream.getvalue()


@pytest.fixture
def word() -> Word:
    """What writes Word files."""
    return Word()


def _relations(listed: list[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{name}" Type="http://x/{kind}" Target="{to}"/>' for name, kind, to in listed)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )
