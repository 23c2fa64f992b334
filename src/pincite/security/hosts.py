"""Machine names: their possible endings, and the form in which two spellings of a name are equal.

We keep no list of endings of our own: `publicsuffixlist` has the one that browsers use.
"""

import unicodedata
from functools import lru_cache

import idna

RESERVED = frozenset(
    (  # noqa: SIM905 - words read best as words
        "example test invalid localhost local onion internal intranet lan home corp arpa eth bit i2p alt crypto nft "
        "wallet bitcoin btc dao blockchain zil ton loki gnu zkey libre oss dyn sol hns bazar lib coin emc ens 888"
    ).split()
)
"""Endings outside the public tree that lead somewhere, or seem to (RFC 2606, RFC 6761, RFC 7686), including those of
blockchains and of roots other than ICANN's."""


@lru_cache(maxsize=4_096)
def is_ending(label: str) -> bool:
    """True for the last part of a name: "com", "COM", "рф", "xn--p1ai", "example".

    >>> is_ending("COM"), is_ending("the"), is_ending("рф"), is_ending("12")
    (True, False, True, False)
    """
    wanted = unicodedata.normalize("NFKC", label).casefold()
    if wanted in RESERVED:
        return True
    return not wanted.isdigit() and _endings().publicsuffix(f"x.{wanted}") is not None


@lru_cache(maxsize=1)
def _endings():  # type: ignore[no-untyped-def]  # noqa: ANN202
    """The list, read once, when the first name is examined: it takes 40 ms."""
    from publicsuffixlist import PublicSuffixList  # type: ignore[import-not-found, unused-ignore]

    return PublicSuffixList(accept_unknown=False, only_icann=True)


def same_form(name: str) -> str:
    """A name in the form that is looked up: lower case, with widths and presentation forms normalised, and encoded.

    >>> same_form("Bücher.Example"), same_form("xn--bcher-kva.example")
    ('xn--bcher-kva.example', 'xn--bcher-kva.example')
    >>> same_form("аcme.com") == same_form("acme.com")  # the first begins with a Cyrillic letter
    False
    """
    return ".".join(_encoded(label) for label in unicodedata.normalize("NFKC", name).casefold().split("."))


def _encoded(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode("ascii")
    except idna.IDNAError:  # such a name cannot be looked up, but it is still compared
        return label
