"""Markdown's marks, and ruled lines: what a file has for its layout, and no reader of the page takes for words."""

import re
from collections.abc import Iterator

_AT_LINE = re.compile(
    r"^[ \t]{0,3}(?:>[ \t]?)*"
    r"(?:#{1,6}(?:[ \t]+|$)|(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$|\[![A-Z]+\][ \t]*$)?"
    r"|^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?[ \t]*)?$",
    re.MULTILINE,
)
"""At the beginning of a line: signs of quotations and headings; whole lines: rules, the kind of a note ("[!NOTE]"), and
what stands below the heads of a table."""

_INLINE = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<ticks>`{1,3})(?!`)(?P<code>[^`\n]{1,600}?)(?P=ticks)(?!`)
    | !?\[(?P<label>[^\[\]\n]{1,400})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,800}(?:[ ]"[^"\n]{0,200}")?\)
    | <(?P<address>https?://[^<>\s]{1,800})>
    | [ \t]?\[\^[^\[\]\s]{1,80}\]:?
    | (?<!\*)(?P<stars>\*{1,3})(?=[^\s*])(?P<strong>(?:(?!\n[ \t]*\n)[\s\S]){0,800}?[^\s*\\])(?P=stars)(?!\*)
    | (?<![\w_])(?P<lines>_{1,2})(?=[^\s_])(?P<stressed>(?:(?!\n[ \t]*\n)[\s\S]){0,800}?[^\s_\\])(?P=lines)(?![\w_])
    | (?<![ \t])[ \t]*\{[:]?[ ]?\#[\w.:-]{1,100}\}(?=[ \t]*(?:\n|$))
    | (?<![\[*\s])\*\*(?![*\]]) | (?<![\[*])\*\*(?=[^\s*\]])
    """,
    re.VERBOSE,
)
"""Marks within a line. The last ones are half of a pair, since a sentence may begin or end between the two."""

_DEEPEST = 4
"""How many marks may stand around the same words: a link in bold italics has three."""

_RULE = re.compile(r"^[ \t]*(?:[-–—=~][ \t]?){10,}[ \t]*$", re.MULTILINE)
_MAY_RULE = ("-----", "=====", "—————", "–––––", "~~~~~", "- - - -")


MOST_MARKS = 2_000
"""Signs of emphasis in one paragraph, each of which may have its other half 800 characters on. One that has more is no
text that somebody wrote, and is shown with its marks."""


def unmarked(words: str) -> str:
    """Markdown's words as a page shows them: without the marks of bold type, links, headings, notes and rules.

    Asterisks in brackets stay: they stand for words that were blacked out.

    >>> unmarked("**Short answer.** See the *usual* [rule](/rule) [^1], except for `app_id` and [***].")
    'Short answer. See the usual rule, except for app_id and [***].'
    """
    lines = _AT_LINE.sub("", words)
    return lines if lines.count("*") + lines.count("_") > MOST_MARKS else _inline(lines, _DEEPEST)


def _inline(words: str, depth: int) -> str:
    def shown(found: re.Match[str]) -> str:
        for name in ("escaped", "code", "address"):
            if found[name] is not None:
                return found[name]
        for name in ("label", "strong", "stressed"):
            if found[name] is not None:
                return _inline(found[name], depth - 1)
        return ""

    return _INLINE.sub(shown, words) if depth else words


def rules(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges of long ruled lines within `[start, end)`, in order: a page ends there, or a part of one.

    Blanks to fill in (underscores) are none, nor are asterisks, which may stand for words that were left out. A reader
    loses no word with a rule. Takes linear time.
    """
    if any(text.find(sign, start, end) >= 0 for sign in _MAY_RULE):
        for found in _RULE.finditer(text, start, end):
            if start == 0 or found.start() > start or text[start - 1] == "\n":
                yield found.span()


def without_rules(words: str) -> str:
    """Words without the long ruled lines between them."""
    return _RULE.sub("", words) if any(sign in words for sign in _MAY_RULE) else words


def is_rule(line: str) -> bool:
    """True for a line that only divides what stands above from what stands below.

    >>> is_rule("* * *"), is_rule("- -------"), is_rule("[***]"), is_rule("(a)")
    (True, True, False, False)
    """
    signs = {sign for sign in line if not sign.isspace()}
    return 0 < len(signs) <= 2 and signs <= set("-–—=_*~#.") and len(line.strip()) > 2
