"""Candidates for clause numbers: every label in a text that could open a clause.

First step of the outline. References ("Section 4.2 of", "clauses (i) and (ii)", "thirty (30)") are left out here
(`mentioned`). Of the rest, the outline keeps only what continues or starts a sequence.
"""

import re

from pincite.structure.outline import numbering
from pincite.structure.outline.furniture import headed_labels
from pincite.structure.outline.labels import KEYWORDS, Label, LabelPosition, Mark
from pincite.structure.outline.mentioned import BRACKETS, is_joined, is_mention

_REST_OF_DATE = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)(?:[.,]{0,2}[ \t\u00a0]{1,8}(?:19|20)\d\d(?!\d)"
    r"|,?\s{1,80}(?:(?:and|or|to)\s{1,80})?[0-3]?\d(?:st|nd|rd|th)?\s{1,80}[A-Z])"
)
"""What makes a number before it a date: a month with its year ("1 April 2009") or another date ("1 May, 1 June")."""

_LABEL = re.compile(
    r"""
    (?P<paren>\((?P<in_paren>[a-z]{1,2}|[A-Z]{1,2}|[ivxl]{3,7}|[IVXL]{3,7}|\d{1,2}|(?P<added>[a-z]-\d{1,2}|\d{1,2}[A-Z]))\)[.:]?)
    | (?:(?<![^\s*_>])|(?<=\[)(?=§))(?:
        (?P<keyword>ARTICLE|Article|SECTION|Section|SEC\.|Sec\.|§|CLAUSE|Clause|ITEM|Item|TITLE|SUBTITLE|Subtitle|PART|Part|CHAPTER|Chapter
            |SCHEDULE|Schedule|EXHIBIT|Exhibit|ANNEXURE|Annexure|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)
        (?:[ \t\u00a0]{1,4}|(?=["“\d]))(?:(?:No\.|NO\.)[ ])?["“”']{0,2}
        (?P<kept>\d{1,4}(?:[.–-]\d{1,4}){0,3}(?:\([A-Za-z0-9]\))?(?![a-z0-9]|[.:–-]\d)
            |\d{1,4}[A-Za-z]{0,2}(?:[.:–-]\d{1,4}[A-Za-z]{0,2}){1,4}(?![\w(])|\d{1,4}[a-z]{1,2}(?![\w(])
            |[IVXL]{1,7}(?![\w.]\w)(?!\w)|[ivxl]{1,7}(?!\w)
            |(?!(?:OF|TO|IN|IS|AT|BY|OR|AS|ON|IT|WE|IF|AN|NO)\b)[A-Z]{1,2}(?:-?\d{1,2}(?:\.\d)?)?(?!\w)|(?:NUMBER_WORDS)(?!\w))
        ["“”']{0,2}[.:]?
        | (?P<dotted>\d{1,3}(?:\.\d{1,3}){1,5})\.{0,2}(?=[\s(\[“"A-Z*_]|$)
        | (?P<spaced>\d{1,2}\.(?:[ ]\d{1,2}\.){0,4}[ ]\d{1,2}(?:\.(?=[ ]{2}|[ ]["“A-Za-z])|(?=[ ]{2})))
        | (?P<lettered>[A-Z](?:\.\d{1,2}){1,4})\.?(?=\s)
        | (?P<mixed>\d{1,2}\.[A-Z](?:\.\d{1,2})?)\.?(?=\s)
        | (?P<inserted>\d{1,2}[A-Z])\.(?=\s)
        | (?P<plain>\d{1,3})(?P<plain_mark>[.)])(?=[\s“"A-Z(*_]|$)
        | (?P<letter>[A-Za-z]|[ivx]{2,6}|[IVX]{2,6}|(?P<twice>[a-z])(?P=twice))(?P<letter_mark>[.)])(?=\s|$)
        | (?P<worded>NUMBER_WORDS)(?:[.:)]|[ ]?[-–—])(?=\s)
        | (?P<bare>\d{1,2})(?=[ \t\u00a0]{1,8}["“]?[A-Z])(?![ \t\u00a0]{1,8}A_DATE)
    )
    """.replace("NUMBER_WORDS", numbering.word_pattern()).replace("A_DATE", _REST_OF_DATE),
    re.VERBOSE,
)

_INDENT = " \t\r\n\f\v\u00a0\u2002\u2003\u202f#*_>"
_SENTENCE_ENDS = frozenset(".;:?!)”\"’'],—–")
_STARTS_WORDS = frozenset("“\"‘'[($*_<•¨")

_STOPS = (".”", '."', ":-", ":\u2010", ":\u2011", ":–", ":—")
"""Two marks that end a sentence, or the words that lead into a list ("IT IS AGREED as follows:-")."""

_PAGE_BEFORE = re.compile(r"[\n\f][ \t]*\d{1,3}$")

_LOOK_BACK = 48
"""Characters read before a label. A long indent extends this up to 40 times."""

_SHORT_LINE = 60
"""A shorter line was not wrapped, so what follows it starts a new line of text (EDGAR wraps at 70 to 80)."""


_LONGEST_WRAPPED = 200
"""No text wraps its lines later than this."""


def find_labels(text: str) -> list[Label]:
    """All candidates in order of position, without references."""
    found: list[Label] = []
    headed = headed_labels(text)
    reference_end = -1
    previous_end = 0
    for match in _LABEL.finditer(text):
        start, end = match.span()
        if start < reference_end:
            continue
        before = _before(text, start)
        words = (before.removesuffix("[") if text[start] == "§" else before).rstrip(_INDENT)
        mark, token, path = _read(match)
        place = LabelPosition.PARAGRAPH if start in headed else _place(text, start, before, words)
        if (
            place is LabelPosition.BREAK
            and (match["keyword"] or "").isupper()
            and text[start - 1] == "\n"
            and text[end - 1] == "."
        ):
            place = LabelPosition.LINE  # "SEC. 101." below a heading that has no stop
        joined = reference_end >= 0 and place < LabelPosition.PARAGRAPH and is_joined(text, reference_end, start)
        adjacent = (
            bool(found) and start - previous_end <= _LOOK_BACK and not text[previous_end:start].strip(" \t\u00a0*_")
        )
        is_named = match["keyword"] is not None and bool(found)
        if joined or ((is_named or not adjacent) and is_mention(text, match, mark, place, words)):
            ends_sentence = text[end - 1] in ".:;"
            reference_end = end if ends_sentence else BRACKETS.match(text, end).end()  # type: ignore[union-attr]  # the pattern matches nothing too
            continue
        if adjacent and found[-1].mark == "bare":
            place, adjacent = found.pop().place, False
        elif adjacent:
            place = max(place, found[-1].place)
        if mark == "bare" and place is LabelPosition.BREAK and _is_below_paragraph(text, start, before[len(words) :]):
            place = LabelPosition.LINE
        if match["added"] is not None and place < LabelPosition.LINE:
            continue
        if match["inserted"] is not None and (adjacent or place < LabelPosition.GAP):
            continue
        if adjacent and mark == "section" and found[-1].mark == "dotted" and "\n" not in text[previous_end:start]:
            continue  # "4.17 Section 16 Matters." names a section of a law
        if match["worded"] is not None and (adjacent or place < LabelPosition.GAP):
            continue  # "First: ..." in a sentence
        heads = place is LabelPosition.BREAK and mark in ("bare", "dot") and _heads_child(text, end, path)
        if not heads and not _is_possible(text, mark, place, end, words, adjacent):
            continue
        found.append(Label(start, end, mark, token, path, place, _column(before, words), adjacent))
        previous_end = end
    return _without_lone_words(found)


def _without_lone_words(labels: list[Label]) -> list[Label]:
    """The labels without words for numbers that have neither the number before nor the one after them beside them."""
    values = {label.start: numbering.words(label.token) for label in labels if label.mark == "dot" and not label.path}
    known = {value for value in values.values() if value is not None}
    return [
        label
        for label in labels
        if (value := values.get(label.start)) is None or known.intersection((value - 1, value + 1))
    ]


def _before(text: str, start: int) -> str:
    """The characters before a label: enough to hold a word when there is one near."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return before if before.strip() else text[max(0, start - 40 * _LOOK_BACK) : start]


def _column(before: str, words: str) -> int:
    """The indent of a label in characters; -1 when words stand before it on its line."""
    gap = before[len(words) :]
    line_start = max(gap.rfind("\n"), gap.rfind("\r"), gap.rfind("\f"))
    return len(gap) - line_start - 1 if line_start >= 0 or not words else -1


def _read(match: re.Match[str]) -> tuple[Mark, str, tuple[int, ...]]:
    """The mark, the numeral and the decimal path of a matched label."""
    if match["paren"] is not None:
        token = match["in_paren"]
        return "paren", token, numbering.dotted(token) or ()
    if match["keyword"] is not None:
        token = match["kept"]
        mark = KEYWORDS[match["keyword"].lower()]
        path = numbering.dotted(token) or ()
        if mark == "section" and not path and token[0].isdigit() and "(" not in token:
            return "code", token, ()
        if mark == "section" and len(path) > 1:
            return "dotted", token, path
        return mark, token, path
    if match["dotted"] is not None:
        path = numbering.dotted(match["dotted"]) or ()
        if len(path) == 2 and path[1] == 0 and match["dotted"].endswith(".0"):
            return "dot", match["dotted"], path[:1]
        return "dotted", match["dotted"], path
    if match["spaced"] is not None:
        token = match["spaced"].replace(" ", "").rstrip(".")
        return "dotted", token, numbering.dotted(token) or ()
    mixed = match["mixed"] or match["lettered"]
    if mixed is not None:
        parts = mixed.split(".")
        path = tuple(int(part) if part.isdecimal() else (numbering.letters(part) or 0) for part in parts)
        return "dotted", mixed, path
    if match["inserted"] is not None:
        return "dot", match["inserted"], ()
    if match["plain"] is not None:
        return ("dot" if match["plain_mark"] == "." else "half"), match["plain"], (int(match["plain"]),)
    if match["letter"] is not None:
        return ("dot" if match["letter_mark"] == "." else "half"), match["letter"], ()
    if match["worded"] is not None:
        return "dot", match["worded"], ()
    return "bare", match["bare"], (int(match["bare"]),)


def _place(text: str, start: int, before: str, words: str) -> LabelPosition:
    """The position of a label, from the white space and the words before it."""
    gap = before[len(words) :]
    if not words:
        return LabelPosition.PARAGRAPH
    lines = max(gap.count("\n"), gap.count("\r"))
    if lines > 1 or "\f" in gap:
        return LabelPosition.PARAGRAPH
    last = words[-1]
    if last.isdecimal() and gap and not lines and _PAGE_BEFORE.search(words):
        return LabelPosition.PARAGRAPH
    if lines == 1:
        line_end = start - len(gap)
        is_short = text.rfind("\n", max(0, line_end - _SHORT_LINE), line_end) >= 0 or line_end < _SHORT_LINE
        ends = last in _SENTENCE_ENDS or words.endswith((*_STOPS, " and", " or"))
        return LabelPosition.LINE if ends or is_short else LabelPosition.BREAK
    if (len(gap) > 2 and last in '.;:)”"') or words.endswith(("----", "____", "====", "****")):
        return LabelPosition.GAP
    return LabelPosition.BREAK if len(gap) > 1 or last in ".;:" or words.endswith(_STOPS) else LabelPosition.INLINE


def _is_below_paragraph(text: str, start: int, gap: str) -> bool:
    """True at the start of a line below one that is longer than any wrapped one, and so is a whole paragraph."""
    end = start - len(gap)
    return "\n" in gap and end > _LONGEST_WRAPPED and "\n" not in text[end - _LONGEST_WRAPPED : end]


_NEXT = re.compile(r"\s{0,40}(\S)")
_CHILD = re.compile(r"[ \t]*[A-Z][^.:\r\n\d]{2,100}\s(?P<chapter>\d{1,2})\.0?1\.?\s")


def _heads_child(text: str, end: int, path: tuple[int, ...]) -> bool:
    """True for a chapter whose first number follows its heading: "3 Supply of Product 3.1 Packaging"."""
    child = _CHILD.match(text, end)
    return child is not None and path == (int(child["chapter"]),)


def _is_possible(text: str, mark: Mark, place: LabelPosition, end: int, words: str, adjacent: bool) -> bool:
    """True when the text after a label can be the words of a clause."""
    if mark in ("schedule", "title", "subtitle", "part", "article", "section", "code"):
        return True
    following = _NEXT.match(text, end)
    if following is None:
        return place >= LabelPosition.GAP and mark != "bare"
    sign = following[1]
    if mark == "paren":
        return sign.isalnum() or sign in _STARTS_WORDS
    if mark == "half":
        return (sign.isalnum() or sign in _STARTS_WORDS) and (
            place > LabelPosition.INLINE or words.endswith((",", " and", " or", ":"))
        )
    if mark == "bare":
        return place >= LabelPosition.GAP
    starts = sign.isupper() or sign in _STARTS_WORDS
    if place >= LabelPosition.GAP or adjacent:
        return starts or sign.islower() or sign.isdigit()
    if mark == "dot":
        return starts and place is LabelPosition.BREAK
    return starts
