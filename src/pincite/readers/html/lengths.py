"""Lengths as pages write them, in CSS pixels: units, percentages, sums."""

import re

WIDTH, HEIGHT = 1280.0, 800.0
"""Size of an ordinary window in pixels."""

ROOT = 16.0
"""Default size of letters in pixels."""

UNITS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "rem": ROOT,
    "vw": WIDTH / 100, "vh": HEIGHT / 100, "vi": WIDTH / 100, "vb": HEIGHT / 100, "vmin": HEIGHT / 100,
    "vmax": WIDTH / 100, "svw": WIDTH / 100, "svh": HEIGHT / 100, "lvw": WIDTH / 100, "lvh": HEIGHT / 100,
    "dvw": WIDTH / 100, "dvh": HEIGHT / 100, "": 1.0, "cqw": WIDTH / 100, "cqh": HEIGHT / 100, "cqi": WIDTH / 100,
    "cqb": HEIGHT / 100, "cqmin": HEIGHT / 100, "cqmax": WIDTH / 100, "svmin": HEIGHT / 100, "svmax": WIDTH / 100,
    "lvmin": HEIGHT / 100, "lvmax": WIDTH / 100, "dvmin": HEIGHT / 100, "dvmax": WIDTH / 100, "svi": WIDTH / 100,
    "lvi": WIDTH / 100, "dvi": WIDTH / 100, "svb": HEIGHT / 100, "lvb": HEIGHT / 100, "dvb": HEIGHT / 100,
    "rex": ROOT / 2, "rch": ROOT / 2, "ric": ROOT, "rcap": 0.7 * ROOT,
}  # fmt: skip

OF_LETTERS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "cap": 0.7, "lh": 1.2, "rlh": 1.2}
"""Units that are a share of the letters' size."""

NUMBER = re.compile(r"([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:e[+-]?\d{1,3})?)(%|[a-z]{0,5})")

TOKEN = re.compile(
    r"\s*(?:([+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:e[+-]?\d{1,3})?)(%|[a-z]{0,5})|([a-z-]+\(|[()*/,+-]))"
)

LONGEST = 300

FARTHEST = 1e9


def pixels(words: str, letters: float, whole: float) -> float | None:
    """A length, such as that of letters (`letters`) and of 100 % (`whole`), in pixels; None for `auto` and the like.

    >>> pixels("-9999px", 16, 1280), pixels("50%", 16, 1280), pixels("calc(1em - 2px)", 16, 0), pixels("auto", 16, 0)
    (-9999.0, 640.0, 14.0, None)
    """
    words = words.strip().lower()
    if len(words) > LONGEST:
        return None
    plain = NUMBER.fullmatch(words)
    if plain is not None:
        return _scaled(plain[1], plain[2], letters, whole)
    if "(" not in words:
        return None
    try:
        reader = _Sum(words, letters, whole)
        found = reader.value()
        return max(-FARTHEST, min(FARTHEST, found)) if reader.is_done else None
    except (ValueError, IndexError, ZeroDivisionError, OverflowError, RecursionError):
        return None


def _scaled(number: str, unit: str, letters: float, whole: float) -> float | None:
    if unit == "%":
        scale = whole / 100
    elif unit in OF_LETTERS:
        scale = OF_LETTERS[unit] * letters
    elif unit in UNITS:
        scale = UNITS[unit]
    else:
        return None
    return max(-FARTHEST, min(FARTHEST, float(number) * scale))


class _Sum:
    """Evaluates `calc()`, `min()`, `max()` and `clamp()`."""

    def __init__(self, words: str, letters: float, whole: float) -> None:
        self._tokens: list[tuple[str, str, str]] = []
        at = 0
        while at < len(words) and words[at:].strip():
            token = TOKEN.match(words, at)
            if token is None:
                raise ValueError(words)
            at = token.end()
            number, sign = token[1] or "", token[3] or ""
            # A sign between two numbers is an operator.
            if number[:1] in "+-" and number and self._tokens and (self._tokens[-1][0] or self._tokens[-1][2] == ")"):
                self._tokens.append(("", "", number[0]))
                number = number[1:]
            self._tokens.append((number, token[2] or "", sign))
        self._letters, self._whole, self._at = letters, whole, 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    def value(self) -> float:
        total = self._product()
        while self._sign() in ("+", "-"):
            sign = self._next()[2]
            other = self._product()
            total += other if sign == "+" else -other
        return total

    def _product(self) -> float:
        total = self._one()
        while self._sign() in ("*", "/"):
            sign = self._next()[2]
            other = self._one()
            total = total * other if sign == "*" else total / other
        return total

    def _one(self) -> float:
        number, unit, sign = self._next()
        if number:
            found = _scaled(number, unit, self._letters, self._whole)
            if found is None:
                raise ValueError(unit)
            return found
        if sign in ("-", "+"):
            return -self._one() if sign == "-" else self._one()
        if not sign.endswith("("):
            raise ValueError(sign)
        values = [self.value()]
        while self._sign() == ",":
            self._next()
            values.append(self.value())
        if self._next()[2] != ")":
            raise ValueError(sign)
        match sign:
            case "(" | "calc(":
                return values[0]
            case "min(":
                return min(values)
            case "max(":
                return max(values)
            case "clamp(" if len(values) == 3:
                return max(values[0], min(values[1], values[2]))
        raise ValueError(sign)

    def _sign(self) -> str:
        return self._tokens[self._at][2] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, str, str]:
        self._at += 1
        return self._tokens[self._at - 1]
