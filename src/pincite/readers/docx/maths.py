"""Formulas as one line of text: `(a + b)/c`, `x^2`, `√(y)`."""

from lxml import etree

from pincite.readers.docx.markup import M, W, local_name, value

SEVERAL = frozenset(" +-−/*·×÷=<>,")
"""Signs between the parts of a term. A term with one of them is put in brackets."""


def linear(formula: etree._Element) -> str:
    """A formula on one line. Works without recursion, from the innermost terms outwards."""
    written: dict[etree._Element, str] = {}
    for _, element in etree.iterwalk(formula, events=("end",)):
        parts = [(local_name(part), written.pop(part, "")) for part in element]
        written[element] = _term(element, parts)
    return " ".join(written.get(formula, "").split())


def _term(element: etree._Element, parts: list[tuple[str, str]]) -> str:
    """One term, composed of its parts by name."""
    if element.tag in (M + "t", W + "t"):
        return element.text or ""
    by_name = dict(parts)
    base = by_name.get("e", "")
    match local_name(element):
        case "del" | "moveFrom":
            return ""
        case "f":
            return f"{_bracketed(by_name.get('num', ''))}/{_bracketed(by_name.get('den', ''))}"
        case "sSup":
            return f"{_bracketed(base)}^{_bracketed(by_name.get('sup', ''))}"
        case "sSub":
            return f"{_bracketed(base)}_{_bracketed(by_name.get('sub', ''))}"
        case "sSubSup":
            return f"{_bracketed(base)}_{_bracketed(by_name.get('sub', ''))}^{_bracketed(by_name.get('sup', ''))}"
        case "rad":
            return f"{by_name.get('deg', '')}√({base})"
        case "nary":
            sign = _stated(element, "naryPr", "chr", "∫")
            below, above = by_name.get("sub", ""), by_name.get("sup", "")
            limits = (f"_{_bracketed(below)}" if below else "") + (f"^{_bracketed(above)}" if above else "")
            return f"{sign}{limits} {base}"
        case "d":
            inside = ", ".join(words for name, words in parts if name == "e")
            return f"{_stated(element, 'dPr', 'begChr', '(')}{inside}{_stated(element, 'dPr', 'endChr', ')')}"
        case "func":
            return f"{by_name.get('fName', '')} {base}"
        case "m":
            return "; ".join(words for name, words in parts if name == "mr")
        case "mr" | "eqArr":
            return ", ".join(words for name, words in parts if name == "e")
    return "".join(words for _, words in parts)


def has_phantom(formula: etree._Element) -> bool:
    """True for a formula with a term that takes up room but shows nothing."""
    shown = formula.iterfind(f".//{M}phantPr/{M}show")
    return any((show.get(M + "val") or value(show) or "1").lower() in ("0", "off", "false") for show in shown)


def _bracketed(term: str) -> str:
    """The term, in brackets where it has several parts."""
    bare = term.strip()
    is_bracketed = bare[:1] == "(" and bare[-1:] == ")" and "(" not in bare[1:]
    return f"({bare})" if not is_bracketed and not SEVERAL.isdisjoint(bare) else bare


def _stated(element: etree._Element, properties: str, name: str, default: str) -> str:
    """A sign that a term's properties state."""
    found = element.find(f"{M}{properties}/{M}{name}")
    if found is None:
        return default
    sign = found.get(M + "val")
    return (sign if sign is not None else value(found) or "")[:2]
