"""Words of RTF that nobody sees are marked before LibreOffice converts the file, and nothing else changes."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hidden_words import rich
from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted
from tests.steps import steps

from pincite.readers.read import read
from pincite.readers.rtf.marking import hidden_in, marked
from pincite.retrieval.joining import visible_words

ALL = list(rich.planted())


@pytest.mark.parametrize("one", ALL, ids=[one.id for one in ALL])
def test_words_that_nobody_sees_are_marked(one: Planted) -> None:
    words = b" ".join(one.content[start:end] for start, end, _ in hidden_in(one.content))
    assert (SECRET.encode() in words) is one.is_hidden
    if "page" not in one.name and "default" not in one.name:
        assert BEFORE.encode() not in words
        assert AFTER.encode() not in words


def test_a_file_that_hides_nothing_is_left_as_it_is() -> None:
    content = rich.letters(r"\cf2")
    assert marked(content) is content


WORDS = (
    r"{ } {\* \cf1 \v \v0 \plain \pard \par \cell \row \trowd \trhidden \cellx90 \intbl \sect \sectd \u8217? \'e9 "
    r"\bin2 \shptxt \shpinst \upr \ud \footnote \stylesheet \s1 \cs1 \fs1 \sl-1 \trrh-1 \ words"
)

PARTS = st.lists(
    st.sampled_from([*WORDS.split(" "), "words ", "\n", "{\\colortbl;\\red255\\green255\\blue255;}"]), max_size=40
)


@settings(max_examples=150, deadline=None)
@given(PARTS)
def test_marking_adds_marks_and_nothing_else(parts: list[str]) -> None:
    content = "".join(parts).encode()
    ranges = [(start, end) for start, end, _ in hidden_in(content)]
    assert all(start < end for start, end in ranges)
    assert all(first[1] <= second[0] for first, second in pairwise(ranges))
    rest, at = b"", 0
    for start, end in ranges:
        rest += content[at:start] + content[start:end]
        at = end
    assert rest + content[at:] == content
    assert (len(marked(content)) > len(content)) is bool(ranges)


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [rb"{\cf1 x}", rb"{\v ", rb"{\*\shpinst\shpleft0\shpright0{\shptxt x}}", rb"\trowd\trhidden\cellx9\intbl x\row "],
)
def test_marking_takes_steps_in_proportion_to_the_file(piece: bytes) -> None:
    def taken(count: int) -> int:
        content = rb"{\rtf1{\colortbl;\red255\green255\blue255;}" + count * piece
        return steps(lambda: marked(content))

    assert taken(4_000) <= 2.5 * taken(2_000)


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: it converts RTF")
def test_what_is_marked_is_hidden_in_what_libreoffice_makes(tmp_path: Path) -> None:
    for at, one in enumerate(ALL):
        (tmp_path / f"{at}.rtf").write_bytes(marked(one.content))
    subprocess.run(
        [str(shutil.which("soffice")), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path),
         *(str(path) for path in sorted(tmp_path.glob("*.rtf")))],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    wrong = []
    for at, one in enumerate(ALL):
        document = read((tmp_path / f"{at}.docx").read_bytes(), "a.docx")
        if (SECRET in visible_words(document, 0, len(document.text))) is one.is_hidden and not one.unlike:
            wrong.append(one.id)
    assert wrong == []
