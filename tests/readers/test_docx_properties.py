"""Whatever stands in whatever, the ranges that are found fit the text and one another."""

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.readers.docx.reader import read_docx
from pincite.readers.read import read
from pincite.sandbox.frames import document_frame, document_from

if TYPE_CHECKING:
    from tests.readers.conftest import Word

WHO = 'w:author="J. Roe" w:date="2024-03-01T00:00:00Z"'

LEAVES = (
    "<w:r><w:t>fee </w:t></w:r>",
    '<w:r><w:t xml:space="preserve"> </w:t></w:r>',
    '<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>',
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>',
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r><w:instrText>PAGE</w:instrText></w:r>',
    '<w:r><w:br/></w:r>',
    '<w:r><w:tab/></w:r>',
    '<w:r><w:footnoteReference w:id="1"/></w:r>',
    '<w:commentRangeStart w:id="1"/>',
    '<w:commentRangeEnd w:id="1"/>',
    f'<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>',
    '<w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>',
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:sectPr/></w:pPr>',
    '<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>',
    f'<w:trPr><w:del {WHO}/></w:trPr>',
)  # fmt: skip

AROUND = (
    "<w:p>{}</w:p>",
    "<w:tbl>{}</w:tbl>",
    "<w:tr>{}</w:tr>",
    "<w:tc>{}</w:tc>",
    f"<w:del {WHO}>{{}}</w:del>",
    f"<w:ins {WHO}>{{}}</w:ins>",
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    '<w:fldSimple w:instr="PAGE">{}</w:fldSimple>',
    "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>",
    "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback><w:p/></mc:Fallback></mc:AlternateContent>",
)

LIST = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def wrapped(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda around, parts: around.format("".join(parts)), st.sampled_from(AROUND), st.lists(inside, max_size=6)
    )


BODIES = st.lists(st.recursive(st.sampled_from(LEAVES), wrapped, max_leaves=25), max_size=6).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(BODIES)
def test_what_is_found_in_any_document_fits_together(word: "Word", body: str) -> None:
    content = word.package(
        body, numbering=LIST, footnotes=f'<w:footnote w:id="1">{body}</w:footnote>',
        comments=f'<w:comment w:id="1">{body}</w:comment>',
    )  # fmt: skip
    document = read(content, "a.docx")

    assert document_from(*document_frame(document)) == document


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(BODIES)
def test_a_number_stands_before_a_word_and_after_the_number_before_it(word: "Word", body: str) -> None:
    reading = read_docx(word.package(body, numbering=LIST))

    places = [number.start for number in reading.numbers]
    assert places == sorted(set(places))
    assert all(not reading.text[place].isspace() for place in places)
