"""OpenDocument texts: those with parts that their pages do not show are refused before they are converted."""

import io
import zipfile

import pytest

from pincite.errors import UnreadableFile
from pincite.readers.formats.refusals import NeedsConversion
from pincite.readers.read import read

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "text")) + (
    f' xmlns:draw="{OASIS}:drawing:1.0" xmlns:svg="{OASIS}:svg-compatible:1.0"'
)


def text(inner: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:text>{inner}</office:text></office:body>"
            "</office:document-content>",
        )
    return file.getvalue()


def section(shown: str, inner: str = "<text:p>The fee is nine.</text:p>") -> str:
    return f'<text:section text:name="s" {shown}>{inner}</text:section>'


def frame(size: str) -> str:
    return f"<text:p><draw:frame {size}><draw:text-box><text:p>The fee.</text:p></draw:text-box></draw:frame></text:p>"


@pytest.mark.parametrize(
    "inner",
    [
        section('text:display="none"'),
        section('text:display="condition" text:condition="ooow:1"'),
        section("", section('text:display="none"')),
        frame('svg:width="0.01cm" svg:height="0.01cm"'),
        frame('svg:width="8cm" svg:height="0.2mm"'),
        frame('draw:display="none" svg:width="8cm" svg:height="1cm"'),
    ],
)
def test_a_text_that_hides_a_part_is_refused(inner: str) -> None:
    with pytest.raises(UnreadableFile, match="parts that its pages do not show") as raised:
        read(text(inner), "a.odt")
    assert not isinstance(raised.value, NeedsConversion)


@pytest.mark.parametrize(
    "inner",
    [section(""), section('text:display="none"', "<text:p/>"), frame('svg:width="8cm" svg:height="1cm"')],
)
def test_a_text_that_shows_its_parts_is_converted(inner: str) -> None:
    with pytest.raises(NeedsConversion):
        read(text(inner), "a.odt")
