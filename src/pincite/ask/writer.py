"""A language model that words answers, with what checks them."""

from dataclasses import dataclass

from pincite.models.chat.tier import Tier
from pincite.security.scanner import Scanner
from pincite.verification.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Writer:
    """Which model words answers, and what says whether the passages bear them out.

    `scanner` reads questions and passages before the model does; without one only the phrases of `screening` are known.
    Where the model `understands`, it also reads the question before the search, and may say what kind it is, whom it
    names and its parts. Where it `judges`, it divides sentences into claims, and is asked about claims in doubt.
    """

    tier: Tier
    verifier: Verifier
    scanner: Scanner | None = None
    understands: bool = False
    judges: bool = False
