"""Words numbers of things for people, on every surface and in the record."""


def counted(count: int, noun: str) -> str:
    """A count with its noun, in the plural where needed: "1 problem", "2,000 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
