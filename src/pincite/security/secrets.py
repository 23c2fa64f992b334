"""Finds strings in the form of secrets: keys of common providers, private keys, tokens, passwords, random words.

The formats are those that providers publish so that leaked keys can be found. A random word also counts as a secret:
the even spread of its letters distinguishes it from words, and from case and document numbers.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms))


FORMATS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a private key",
        _any_of(
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----",
            r"PuTTY-User-Key-File",
            r"AGE-SECRET-KEY-1[0-9A-Z]{20,}",
        ),
    ),
    (
        "an API key",
        _any_of(
            r"(?<![A-Za-z0-9])(?:sk|rk|pk|ak)[-_](?:(?:ant|proj|live|test|or|lf|svcacct|admin)[-_])?"
            r"(?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{16,}",
            r"gsk_[A-Za-z0-9]{20,}",
            r"(?<![a-z0-9])(?:r8_|xai-|nvapi-|tvly-|pplx-|lin_api_|whsec_)[A-Za-z0-9_-]{20,}",
        ),
    ),
    (
        "a key of a cloud",
        _any_of(
            r"(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Z0-9])",
            r"AIza[A-Za-z0-9_-]{35}",
            r"ya29\.[A-Za-z0-9_-]{20,}",
            r"(?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{30,}",
            r"dop_v1_[a-f0-9]{30,}",
        ),
    ),
    (
        "a token of a code host",
        _any_of(
            r"gh[pousr]_[A-Za-z0-9]{20,}",
            r"github_pat_[A-Za-z0-9_]{20,}",
            r"(?:glpat|pypi)-[A-Za-z0-9_-]{16,}",
            r"(?:npm|hf)_[A-Za-z0-9]{20,}",
            r"dckr_pat_[A-Za-z0-9_-]{16,}",
        ),
    ),
    (
        "a token of a service",
        _any_of(
            r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
            r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
            r"shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,}",
            r"sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
            r"(?<![a-z0-9])key-[0-9a-f]{32}",
        ),
    ),
    ("a signed token", re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}")),
    (
        "a password",
        re.compile(
            r"(?i:pass(?:word|phrase|wd)?|secret|api[_ -]?key|auth[_ -]?token|client[_ -]?secret)"
            r"[\"']?[ \t]{0,3}(?:[:=]|is)[ \t]{0,3}[\"']?(?=[^\s\"'<>{}]{0,60}[0-9!#$%^&*])[^\s\"'<>{}]{8,}"
        ),
    ),
    ("a password in an address", re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,80}:[^\s/:@]{1,80}@")),
)
"""The name of a kind of secret, and its form. A password must have a figure or a sign, which "the password is
confidential" lacks."""

_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,512}")
_FIGURES = re.compile(r"[0-9a-fA-F]+")

LEAST_BITS = 3.3
"""Least entropy per letter, in bits, of a random mixed word of at least 16 letters; English words have up to 3.2."""

LEAST_BITS_OF_FIGURES = 2.9
"""The same for hexadecimal figures, which cannot exceed 4."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A string that is a secret by its form. `is_known_format` is False for one that only looks random."""

    called: str
    start: int
    end: int
    is_known_format: bool


def secrets_in(text: str) -> Iterator[Secret]:
    """The secrets in a text, known formats first. Takes linear time.

    >>> [secret.called for secret in secrets_in("Use AKIAIOSFODNN7EXAMPLE for the upload.")]
    ['a key of a cloud']
    >>> list(secrets_in("See MSA-0031 and docket 1:24-cv-00123, Exhibit A-1; the password is confidential."))
    []
    """
    taken: list[tuple[int, int]] = []
    for called, form in FORMATS:
        for match in form.finditer(text):
            taken.append(match.span())
            yield Secret(called, match.start(), match.end(), is_known_format=True)
    for match in _TOKEN.finditer(text):
        if is_random(match[0]) and not any(start < match.end() and match.start() < end for start, end in taken):
            yield Secret("a random word", match.start(), match.end(), is_known_format=False)


def is_random(word: str) -> bool:
    """True for a word whose letters are spread as if by chance.

    >>> is_random("9f86d081884c7d659a2feaa0"), is_random("internationalisation"), is_random("MSA-2024-0031-Halvorsen")
    (True, False, False)
    """
    bare = word.strip("=-_/+")
    figures = sum(map(str.isdigit, bare))
    if len(bare) < 16 or not figures or figures == sum(map(str.isalnum, bare)):
        return False
    if _FIGURES.fullmatch(bare):
        return bits(bare) >= LEAST_BITS_OF_FIGURES
    if _is_named(bare):
        return False
    return bits(bare) >= LEAST_BITS


def bits(word: str) -> float:
    """The entropy of a word's letters, in bits per letter. Source: Shannon 1948, H = -sum p log2 p."""
    counts = Counter(word)
    return -sum(count / len(word) * math.log2(count / len(word)) for count in counts.values())


def _is_named(word: str) -> bool:
    """True for words and numbers joined by dashes, as in document names."""
    parts = [part for part in re.split(r"[-_/+=]", word) if part]
    plain = sum(len(part) for part in parts if part.isdigit() or (part.isalpha() and _is_one_case(part)))
    return len(parts) > 1 and plain >= 0.7 * sum(map(len, parts))


def _is_one_case(part: str) -> bool:
    return part.islower() or part.isupper() or part.istitle()
