"""How numbers of things are worded, by every door and in what is recorded for people."""


def counted(count: int, noun: str) -> str:
    """How many there are of something, as people write it: "1 problem", "2,000 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
