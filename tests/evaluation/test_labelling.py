import pytest
from tests.evaluation.replies import reply, reply_fields

from pincite.evaluation.answered import Stated, answered
from pincite.evaluation.labelling import Label, between, items, labelled

RENT, FIRE = ("Rent is due monthly.", (1,)), ("It is insured.", (2,))
HELD = Stated("Rent is due yearly.", 0.1, reply(RENT).statements[0].citations)


def test_each_statement_is_asked_about_and_then_the_reply() -> None:
    found = items(reply(RENT, FIRE))
    assert [(one.asked, one.statement.text if one.statement else None, one.by_gate) for one in found] == [
        ("supported", RENT[0], "yes"),
        ("supported", FIRE[0], "yes"),
        ("correct", None, None),
    ]
    assert {one.document for one in found} == {"lease"}
    assert len({one.key for one in found}) == 3


def test_what_was_kept_back_stands_among_the_rest_in_an_order_of_its_own() -> None:
    found = items(reply(RENT, FIRE), [HELD])
    assert sorted(one.by_gate or "" for one in found) == ["", "no", "yes", "yes"]
    assert [one.key for one in found[:-1]] == sorted(one.key for one in found[:-1])
    assert found[-1].asked == "correct"
    # The keys, and so the order, are the same whether it is the gate or a person who looks.
    assert {one.key for one in items(reply(RENT, FIRE))} < {one.key for one in found}


def test_a_refusal_has_one_thing_to_label() -> None:
    [one] = items(reply(refusal="no_evidence"))
    assert (one.asked, one.by_gate) == ("correct", None)


def test_figures_worked_by_hand() -> None:
    refused = answered(reply_fields("r", refusal="no_evidence"))
    found = [*items(reply(RENT, FIRE), [HELD]), *items(refused)]
    by_text: dict[str, Label] = {RENT[0]: "yes", FIRE[0]: "no", HELD.text: "no"}
    labels: dict[str, Label] = {one.key: by_text[one.statement.text] for one in found if one.statement}
    labels[found[-2].key], labels[found[-1].key] = "skip", "yes"
    sums = labelled(found, labels)
    assert (sums.labelled, sums.skipped, sums.left) == (4, 1, 0)
    assert (sums.unsupported_released.value, sums.unsupported_released.scored) == (0.5, 2)
    assert sums.correct.value is None
    assert sums.right_refusals.value == 1
    assert sums.with_gate is not None
    # Gate yes, yes, no; person yes, no, no: alike 2/3, by chance 2/3 * 1/3 + 1/3 * 2/3 = 4/9; (2/3 - 4/9) / (1 - 4/9).
    assert sums.with_gate.raw.value == pytest.approx(2 / 3)
    assert sums.with_gate.kappa.value == pytest.approx(0.4)


def test_nothing_labelled_has_no_agreement() -> None:
    found = items(reply(RENT))
    sums = labelled(found, {})
    assert (sums.labelled, sums.left, sums.with_gate) == (0, 2, None)
    assert sums.unsupported_released.value is None


def test_two_persons_are_compared_on_what_both_labelled() -> None:
    found = items(reply(RENT, FIRE))
    keys = [one.key for one in found]
    one: dict[str, Label] = {keys[0]: "yes", keys[1]: "no", keys[2]: "skip"}
    other: dict[str, Label] = {keys[0]: "yes", keys[1]: "yes", keys[2]: "yes"}
    agreement = between(found, one, other)
    assert agreement is not None
    assert (agreement.raw.value, agreement.raw.scored) == (0.5, 2)
    assert between(found, one, {}) is None
