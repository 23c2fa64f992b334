"""Says how much was left out because it may no longer be shown."""

from pincite.cli.output import counted, fail


def tell_left_out(number: int, what: str) -> None:
    """Say how many items were left out, and what to do about it; nothing if there are none."""
    if number:
        fail(
            f"{counted(number, what)} left out: part of what they show was since closed to whoever asked, or removed; "
            "run eval run again for what may be seen now"
        )
