"""The names under which files in files are known."""

from hypothesis import given
from hypothesis import strategies as st

from pincite.ingest.inside import LONGEST_PART, Names, Within

NAMES = st.one_of(
    st.text(max_size=300), st.sampled_from(["a.txt", "a (2).txt", "../a.txt", "a//b.txt", ".", "/", "\\x"])
)


@given(st.lists(NAMES, max_size=20))
def test_names_are_unique_printable_and_lead_nowhere(wanted: list[str]) -> None:
    names = Names()
    found = [names.unique(name) for name in wanted]
    assert len(set(found)) == len(found)
    for name in found:
        parts = name.split("/")
        assert name.isprintable()
        assert not {"", ".", ".."} & set(parts)
        assert all(len(part) <= LONGEST_PART + len(f" ({len(wanted) + 1})") for part in parts)


def test_a_name_given_once_stays_as_it_is() -> None:
    assert Names().unique("Closing set/1. Lease.pdf") == "Closing set/1. Lease.pdf"


def test_a_long_name_keeps_its_ending() -> None:
    assert Names().unique(f"{'x' * 500}.pdf").endswith("x.pdf")


def test_messages_nest_deeper_than_archives() -> None:
    message, archive = Within(), Within()
    for _ in range(4):
        message, archive = message.below(is_container=False), archive.below(is_container=True)
    assert message.refusal(is_container=True) is None
    assert archive.refusal(is_container=False) is None
    assert "lies in 4 others" in str(archive.refusal(is_container=True))
    for _ in range(7):
        message = message.below(is_container=False)
    assert "more than 10 files deep" in str(message.refusal(is_container=False))
