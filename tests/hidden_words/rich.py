# ruff: noqa: E501 - each file is written out on a line of its own
"""RTF files that hide or show words, and which of them LibreOffice, which converts them, is known to show."""

from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

COLOURS = (
    r"{\colortbl;\red255\green255\blue255;\red0\green0\blue128;\red250\green250\blue250;\red0\green0\blue0;"
    r"\cbackgroundone\ctint255\cshade255\red0\green0\blue0;\caccentone\ctint255\cshade255\red21\green96\blue130;}"
)


def rtf(inner: str, head: str = "") -> bytes:
    """A file with this between two paragraphs that are seen; `SECRET` stands for itself."""
    return (
        rf"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Arial;}}}}{COLOURS}{head}\pard\plain\fs24 {BEFORE}\par "
        + inner.replace("SECRET", SECRET)
        + rf"\pard\plain\fs24 {AFTER}\par}}"
    ).encode()


def letters(words: str) -> bytes:
    return rtf(rf"{{{words} SECRET}}\par ")


def block(words: str, of_letters: str = "") -> bytes:
    return rtf(rf"\pard{words}\plain\fs24{of_letters} SECRET\par ")


def row(
    row_words: str, of_cell: str = "", words: str = r"SECRET\cell x\cell", cells: str = r"\cellx4000\cellx8000"
) -> bytes:
    return rtf(rf"\trowd{row_words}{of_cell}{cells}\pard\intbl {words}\row\pard ")


def shape(words: str = "", sides: str = r"\shpleft900\shptop0\shpright5000\shpbottom900") -> bytes:
    return rtf(rf"{{\shp{{\*\shpinst{sides}{{\sp{{\sn shapeType}}{{\sv 202}}}}{words}{{\shptxt SECRET\par}}}}}}\par ")


HIDDEN: dict[str, bytes] = {
    "hidden": letters(r"\v"),
    "hidden, in a group of its own": rtf(r"{\object{\*\objdata 00}{\result\v SECRET}}\par "),
    "white": letters(r"\cf1"),
    "nearly white": letters(r"\cf3"),
    "white in figures of its own": letters(r"\cf1\'54\'68"),
    "white in the middle of a word of Unicode": rtf(r"{\cf1\u84 T\u104 hSECRET}\par "),
    "marked in its colour": letters(r"\cf2\highlight2"),
    "the old mark in its colour": letters(r"\cf2\cb2"),
    "shaded in its colour": letters(r"\cf2\chcbpat2"),
    "a full pattern in its colour": letters(r"\cf4\chshdng10000\chcfpat4\chcbpat1"),
    "a dense pattern in its colour": letters(r"\cf4\chshdng9500\chcfpat4\chcbpat1"),
    "its paragraph in its colour": block(r"\cbpat2", r"\cf2"),
    "its paragraph in a pattern of its colour": block(r"\shading10000\cfpat2", r"\cf2"),
    "its paragraph in its colour, said afterwards": rtf(r"\pard\plain\fs24\cf2 SECRET\cbpat2\par "),
    "of half a point": letters(r"\fs1"),
    "of two points": letters(r"\fs4"),
    "of two points and a half, raised": letters(r"\super\fs5"),
    "of a point from right to left": letters(r"\rtlch\fs2\afs24"),
    "in lines of a point": block(r"\sl-20\slmult0"),
    "in lines of a twentieth of a point": block(r"\sl-1"),
    "in lines of a fiftieth": block(r"\sl5\slmult1"),
    "in lines of a point, said afterwards": rtf(r"\pard\plain\fs24 SECRET\sl-20\par "),
    "far behind the right edge": block(r"\li20000"),
    "far before the left edge": block(r"\li-20000"),
    "far before by the first line": block(r"\fi-20000"),
    "far behind by the new word": block(r"\lin20000"),
    "far behind by the page's margin": rtf(r"SECRET\par ", head=r"\paperw12240\margl20000"),
    "on a page of no size": rtf(r"\sect\sectd\pgwsxn100\pghsxn100 SECRET\par "),
    "squeezed": letters(r"\charscalex1"),
    "piled up": letters(r"\expndtw-220\expnd-44"),
    "raised off the page": letters(r"\up4000"),
    "lowered off the page": letters(r"\dn4000"),
    "hidden by a style of letters": rtf(r"{\cs15\v SECRET}\par ", r"{\stylesheet{\s0 Normal;}{\*\cs15 \v Odd;}}"),
    "white by a style alone": rtf(r"\pard\plain\s16 SECRET\par ", r"{\stylesheet{\s0 Normal;}{\s16\cf1\fs24 Odd;}}"),
    "tiny by a style of letters alone": rtf(
        r"{\plain\cs15 SECRET}\par ", r"{\stylesheet{\s0 Normal;}{\*\cs15\fs2 Odd;}}"
    ),
    "in low lines by a style alone": rtf(
        r"\pard\plain\s16 SECRET\par ", r"{\stylesheet{\s0 Normal;}{\s16\sl-20 Odd;}}"
    ),
    "white by the defaults": rtf(r"\pard SECRET\par ", r"{\*\defchp \cf1}{\stylesheet{\s0 Normal;}}"),
    "the theme's paper, said to be black": letters(r"\cf5"),
    "white in a second table of colours": rtf(r"{\cf2 SECRET}\par ", r"{\colortbl;;\red255\green255\blue255;}"),
    "white in a foot": rtf(r"{\footer\cf1 SECRET\par}x\par "),
    "tiny in a head": rtf(r"{\header\fs2 SECRET\par}x\par "),
    "white in a note": rtf(r"x{\super\chftn{\footnote\cf1 SECRET}}\par "),
    "white in what a field shows": rtf(r"{\field{\*\fldinst AUTHOR}{\fldrslt\cf1 SECRET}}\par "),
    "its cell in its colour": row("", r"\clcbpat2", r"\cf2 SECRET\cell x\cell"),
    "its cell in a pattern of its colour": row("", r"\clshdng10000\clcfpat2", r"\cf2 SECRET\cell x\cell"),
    "in a row of a point": row(r"\trrh-20"),
    "in a row that is turned off": row(r"\trhidden"),
    "in a row that is turned off afterwards": rtf(
        r"\trowd\cellx4000\pard\intbl SECRET\cell\trowd\trhidden\cellx4000\row\pard "
    ),
    "in a cell of no width": row("", cells=r"\cellx20\cellx8000"),
    "in a table off the page": row(r"\trleft-20000", cells=r"\cellx-12000\cellx-8000"),
    "in a cell that goes on from above": row("", r"\clvmrg"),
    "in a cell that goes on from beside": row("", r"\clmgf\cellx4000\clmrg", r"a\cell SECRET\cell", r"\cellx8000"),
    "in a box that is turned off": shape(r"{\sp{\sn fHidden}{\sv 1}}"),
    "in a box that is turned off behind its words": rtf(
        r"{\shp{\*\shpinst\shpleft900\shptop0\shpright5000\shpbottom900{\shptxt SECRET\par}{\sp{\sn fHidden}{\sv 1}}}}\par "
    ),
    "in a box of no size": shape(sides=r"\shpleft900\shptop0\shpright905\shpbottom5"),
    "white in a box": rtf(
        r"{\shp{\*\shpinst\shpleft900\shptop0\shpright5000\shpbottom900{\shptxt\fs2 SECRET\par}}}\par "
    ),
    "for programs without Unicode": rtf(r"{\upr{SECRET}{\*\ud x}}\par "),
    "white behind bytes that are no text": rtf(r"{\cf1\bin3 {{{SECRET}\par "),
}

SEEN: dict[str, bytes] = {
    "plain": letters(""),
    "small": letters(r"\fs12"),
    "blue": letters(r"\cf2"),
    "an accent": letters(r"\cf6"),
    "no stated colour": letters(r"\cf0"),
    "turned on again": letters(r"\v\v0"),
    "plain again": letters(r"\v\cf1\fs2\plain"),
    "white on a mark": letters(r"\cf1\highlight2"),
    "white on a shade": letters(r"\cf1\chcbpat2"),
    "white on a paragraph's shade": block(r"\cbpat2", r"\cf1"),
    "white on a full pattern": block(r"\shading10000\cfpat2", r"\cf1"),
    "white in a dark cell": row("", r"\clcbpat2", r"{\cf1 SECRET}\cell x\cell"),
    "in a head": rtf(r"{\header SECRET\par}x\par "),
    "in a note": rtf(r"x{\super\chftn{\footnote SECRET}}\par "),
    "what a field shows": rtf(r"{\field{\*\fldinst AUTHOR}{\fldrslt SECRET}}\par "),
    "in a box": shape(r"{\sp{\sn fHidden}{\sv 0}}"),
    "in lines of twelve points": block(r"\sl-240"),
    "in lines of one and a half": block(r"\sl360\slmult1"),
    "in a row that states its height": row(r"\trrh20"),
    "hanging": block(r"\li1440\fi-720"),
    "in letters that Word writes": rtf(
        r"\pard\plain \ltrpar\ql \li0\ri0\sl276\slmult1\nowidctlpar\itap0 \rtlch\fcs1 \af0\afs2\alang1025 \ltrch\fcs0 \fs22\lang1033{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1 SECRET}\par "
    ),
    "black by itself in a white style": rtf(
        r"\pard\plain\s16\cf4 SECRET\par ", r"{\stylesheet{\s0 Normal;}{\s16\cf1\fs24 Odd;}}"
    ),
    "after a page of another size": rtf(r"\sect\sectd\pgwsxn100\pghsxn100\sect\sectd SECRET\par "),
}


UNLIKE = {
    "white on a full pattern": "LibreOffice loses patterns behind paragraphs, so that the letters are white on white"
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for is_hidden, files in ((True, HIDDEN), (False, SEEN)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.rtf", content, is_hidden, UNLIKE.get(name, ""))
