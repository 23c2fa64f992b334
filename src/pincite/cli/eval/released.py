"""What is left out of what is kept, since it was closed meanwhile."""

from pincite.cli.output import counted, fail


def tell_left_out(number: int, what: str) -> None:
    """Say that something was not shown, and what to do; nothing where there is none."""
    if number:
        fail(
            f"{counted(number, what)} left out: part of what they show was closed to whoever asked, or taken away, "
            "since they were kept; run eval run again for what may be seen now"
        )
