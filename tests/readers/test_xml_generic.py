"""XML that is no statute: blocks are lines, and nothing in a file can draw in another, grow or stop the reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import UnreadableFile
from pincite.readers.xml.reader import read_xml

ELEMENTS = st.recursive(
    st.text(st.sampled_from("ab &<é\n"), max_size=6).map(
        lambda words: words.replace("&", "&amp;").replace("<", "&lt;")
    ),
    lambda inside: st.tuples(
        st.sampled_from(
            ["p", "b", "title", "table", "tr", "td", "footnote", "section", "num", "quotedContent", "page"]
        ),
        st.lists(inside, max_size=4),
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=20,
)
"""Elements of both kinds of files in any order, whatever their schemas say."""


def test_blocks_are_lines_and_words_between_elements_are_parts_of_a_line() -> None:
    reading = read_xml(b"<doc><title>Rules</title><sec><title>Scope</title><p>One <b>bold</b> word.</p></sec></doc>")
    assert reading.text == "Rules\nScope\nOne bold word."
    assert reading.title == "Rules"
    assert [(reading.text[one.start : one.end], one.level) for one in reading.headings] == [("Rules", 1), ("Scope", 2)]


def test_tables_and_notes_are_regions() -> None:
    reading = read_xml(
        b"<doc><table><row><entry>a</entry><entry>b</entry></row></table><footnote>Note.</footnote></doc>"
    )
    assert reading.text == "a | b\nNote."
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [
        ("table", "a | b"),
        ("footnote", "Note."),
    ]


@settings(deadline=None)
@given(ELEMENTS)
def test_whatever_elements_nest_regions_and_clauses_lie_in_the_text(body: str) -> None:
    reading = read_xml(f"<doc>{body}</doc>".encode())
    ranges = [(one.start, one.end) for one in reading.regions]
    ranges += [(one.start, one.end) for one in reading.headings]
    ranges += [(one.start, one.end) for one in reading.clauses or ()]
    for start, end in ranges:
        assert 0 <= start < end <= len(reading.text)
        assert reading.text[start:end] == reading.text[start:end].strip()


@settings(deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=12), st.data())
def test_no_word_is_lost_and_their_order_stays(words: list[str], data: st.DataObject) -> None:
    names = st.sampled_from(["p", "b", "title", "td", "tr", "table", "footnote", "section", "content", "page"])
    body = " ".join(f"<{(name := data.draw(names))}>{word}</{name}>" for word in words)
    found = read_xml(f"<doc>{body}</doc>".encode()).text.replace("|", " ")
    assert found.split() == words


def test_entities_are_left_as_they_are_written() -> None:
    reading = read_xml(b'<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>x &b; &c;</a>')
    assert reading.text == "x &b; &c;"
    assert reading.warnings == ("the file uses entities of its own (&b;, &c;), which are left as they are written",)


def test_an_entity_bomb_stays_small() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    reading = read_xml(f'<!DOCTYPE a [<!ENTITY a0 "boom">{levels}]><a b="&a11;">&a11;</a>'.encode())
    assert reading.text == "&a11;"


def test_characters_that_html_names_and_bare_signs_are_characters() -> None:
    assert read_xml(b"<a>&sect; 5 R&D <![CDATA[&sect; <b>]]></a>").text == "§ 5 R&D &sect; <b>"


def test_numbers_that_are_no_characters_become_the_replacement_character() -> None:
    assert read_xml(b"<a>&#xD800;x&#0;&#65;</a>").text == "\ufffdx\ufffdA"


def test_the_stated_encoding_counts() -> None:
    assert read_xml('<?xml version="1.0" encoding="iso-8859-1"?><a>Straße</a>'.encode("latin-1")).text == "Straße"


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes_with_a_warning() -> None:
    reading = read_xml(b"<a>\n<p>one</p><p>two")
    assert reading.text == "one\ntwo"
    assert reading.warnings[0].startswith("the XML is damaged at line 2")


@pytest.mark.parametrize("depth", [300, 100_000])
def test_elements_nested_without_end_are_no_crash(depth: int) -> None:
    reading = read_xml(b"<a>before" + b"<a>" * depth + b"</a>" * depth + b"</a>")
    assert reading.warnings[0].startswith("the XML is damaged at line 1")


@pytest.mark.parametrize("content", [b"words only", b"<", b"<?xml version='1.0'?>"])
def test_what_has_no_element_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="nothing of it can be read"):
        read_xml(content)
