"""Characters of symbol fonts: bullets, check boxes, arrows, Greek."""

from lxml import etree

from pincite.readers.docx.markup import value

PRIVATE = 0xF000
"""Word adds this to a symbol's code in its font."""

UNKNOWN = "\ufffd"
"""Replaces an unknown symbol, so that its place stays visible."""

GREEK = dict(
    zip(
        range(0x41, 0x5B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))

SYMBOL = GREEK | {
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…",
    0xD0: "∠", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨",
    0xDE: "⇒", 0xE0: "◊", 0xE2: "®", 0xE3: "©", 0xE4: "™", 0xE5: "∑", 0xF2: "∫", 0x2D: "−",
}  # fmt: skip

WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒",
    0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA7: "▪", 0xA8: "◻", 0xB2: "✧",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip

WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x96: "•",
    0x97: "●",
    0xA2: "■",
    0xA3: "☐",
}

FONTS = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}

ANY_FONT = {code: WINGDINGS.get(code) or SYMBOL.get(code) for code in (0x6F, 0x78, 0xA7, 0xA8, 0xB7, 0xD8, 0xFC, 0xFE)}
"""Symbols in words whose font is not examined: bullets and boxes, by far the most frequent."""


def symbol(element: etree._Element) -> str:
    """The character of a symbol element, or `UNKNOWN` where it is not known."""
    stated = value(element, "char") or ""
    code = int(stated, 16) if 0 < len(stated) <= 4 and all(sign in "0123456789abcdefABCDEF" for sign in stated) else 0
    signs = FONTS.get((value(element, "font") or "").strip().lower(), {})
    place = code - PRIVATE if code >= PRIVATE else code
    if place in signs:
        return signs[place]
    if PRIVATE <= code < PRIVATE + 0x100:
        return ANY_FONT.get(place) or UNKNOWN
    return chr(code) if code >= 0x20 and not 0xD800 <= code < 0xF900 else UNKNOWN


_PLAIN = {PRIVATE + code: sign for code, sign in ANY_FONT.items()}


def with_known_signs(words: str) -> str:
    """Words in which bullets and boxes written in a symbol font are replaced by the real characters."""
    return words if words.isascii() else words.translate(_PLAIN)
