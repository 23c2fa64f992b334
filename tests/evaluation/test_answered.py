import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.replies import reply_fields

from pincite.errors import PinciteError
from pincite.evaluation.alce import CitedSentence
from pincite.evaluation.answered import answered
from pincite.evaluation.retrieval import FileRange

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_a_reply_is_read_as_it_was_printed() -> None:
    found = answered(reply_fields("q1", [("Rent is due.", [1, 2, 1]), ("It is insured.", [2])]))
    assert (found.id, found.text) == ("q1", "Rent is due. It is insured.")
    assert found.cited == (CitedSentence("Rent is due.", (1, 2)), CitedSentence("It is insured.", (2,)))
    assert found.cited_places == (FileRange("lease", 100, 150), FileRange("lease", 200, 250))
    assert (found.offered, found.released, found.cost_usd, found.ms) == (2, 2, 0.25, {"total": 12.5})
    assert not found.is_failed


@pytest.mark.parametrize(("reason", "is_failed"), [("no_evidence", False), ("failed", True), ("not_recorded", True)])
def test_a_failure_is_told_from_a_refusal(reason: str, is_failed: bool) -> None:
    found = answered(reply_fields(refusal=reason))
    assert (found.refusal, found.is_failed, found.text) == (reason, is_failed, "")


@given(name=st.sampled_from(sorted(reply_fields())), value=JSON)
def test_whatever_stands_in_a_field_is_read_or_refused_in_a_sentence(name: str, value: object) -> None:
    fields = reply_fields("q", [("Rent is due.", [1])]) | {name: value}
    told = "this is no reply of ask"
    try:
        answered(json.loads(json.dumps(fields)))
    except PinciteError as error:
        told = str(error)
    assert told.startswith("this is no reply of ask")


@pytest.mark.parametrize("name", sorted(reply_fields()))
def test_a_missing_field_is_refused(name: str) -> None:
    fields = reply_fields()
    del fields[name]
    with pytest.raises(PinciteError, match="no reply of ask"):
        answered(fields)
