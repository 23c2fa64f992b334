"""Chooses between the plain text and the HTML page of a message.

A mail program shows the page. The plain text beside it reads better, but only counts where it says the same: a
newsletter's plain text may be a placeholder, and a fraud's may name another sum than the page that everybody sees.
"""

import html
import re

SHORT_STUB = 400
"""Characters up to which a plain text that mentions HTML is only a placeholder ("view this message in HTML")."""

STUB = re.compile(
    r"\bHTML\b|\bbrowser\b|view (?:this|it|the) (?:e-?mail|message|newsletter) online|Webversion|version en ligne",
    re.IGNORECASE,
)

MARKUP = re.compile(r"<!--|-->|<(/?)([a-zA-Z]*)[^<>]*>")

UNSEEN = frozenset(("script", "style", "head", "title"))
"""Elements of a page that are not shown."""

ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)
"""Addresses that plain texts spell out and pages hide behind words."""

WORD = re.compile(r"[^\W\d_]{4,}")

NUMBER = re.compile(r"\d(?:[\d.,:/]*\d)?")

LABEL = re.compile(r"^[ \t>]{0,20}\(?\w{1,3}[.)]\s", re.MULTILINE)
"""Numbers of lists, which a page computes and a plain text spells out."""

SHARED = 0.8
"""Least share of each one's words that the other has. Mail programs make one from the other, so everything except the
captions of pictures agrees."""


def is_stub(plain: str) -> bool:
    """True for a plain text that is empty, or only says that the message should be viewed as HTML."""
    words = plain.strip()
    return not words or (len(words) <= SHORT_STUB and STUB.search(words) is not None)


def agree(plain: str, page: str) -> bool:
    """True when a plain text says the same as the page beside it: the same numbers, and nearly all words.

    >>> agree("The rent is $90.", "<p>The rent is <b>$90</b>.</p>"), agree("The rent is $9.", "<p>The rent is $5.</p>")
    (True, False)
    """
    shown = _shown(page)
    spelled = LABEL.sub(" ", ADDRESS.sub(" ", plain))
    numbers = {*NUMBER.findall(" ".join(shown)), *NUMBER.findall("".join(shown))}
    if not numbers.issuperset(NUMBER.findall(spelled)):
        return False
    ours, theirs = _words(spelled), _words(ADDRESS.sub(" ", " ".join(shown)))
    shared = len(ours & theirs)
    return shared >= SHARED * len(ours) and shared >= SHARED * len(theirs)


def _shown(page: str) -> list[str]:
    """The words between the tags of a page, approximately, without comments and elements that are not text."""
    found: list[str] = []
    inside = ""
    at = 0
    for tag in MARKUP.finditer(page):
        if not inside:
            found.append(html.unescape(page[at : tag.start()]))
        name = (tag[2] or tag[0]).lower()
        if inside:
            ends = name == "-->" if inside == "<!--" else bool(tag[1]) and name == inside
            inside = "" if ends else inside
        elif name == "<!--" or (name in UNSEEN and not tag[1]):
            inside = name
        at = tag.end()
    return [*found, html.unescape(page[at:])] if not inside else found


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}
