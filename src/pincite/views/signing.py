"""Views of keys and signatures of second persons."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key, in the form in which it is registered."""

    public: str

    def json(self) -> dict[str, object]:
        """The contract's key."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature, in base 64."""

    signature: str

    def json(self) -> dict[str, object]:
        """The contract's signature."""
        return asdict(self)
