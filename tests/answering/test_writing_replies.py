"""What counts as a reply: one JSON object of the form that was asked for, and nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.answering.claimed import (
    LONGEST_CLAIM,
    LONGEST_QUOTE,
    LONGEST_REPLY,
    MOST_CITATIONS,
    MOST_CLAIMS,
    MOST_SENTENCES,
    Claim,
    Claimed,
    Pointer,
    claimed,
    schema,
)
from pincite.errors import ModelError

UNTIMED = settings(deadline=None)

CITED = {"label": 1, "quote": "rent of $4,200"}
VALID = {"answered": True, "statements": [{"text": "The rent is $4,200.", "citations": [CITED]}]}
ABSTAINED = {"answered": False, "statements": []}


def statements(*said: object) -> str:
    return json.dumps({"answered": True, "statements": said})


def cites(*citations: object) -> str:
    return statements({"text": "The rent is $4,200.", "citations": citations})


@pytest.mark.parametrize(
    "wrap", ["{}", "\n {}\n ", "```json\n{}\n```", "```\n{}\n```"], ids=["bare", "space", "json", "fence"]
)
def test_a_valid_reply_is_read_bare_or_in_one_code_fence(wrap: str) -> None:
    reply = wrap.replace("{}", json.dumps(VALID, indent=1))
    assert claimed(reply) == Claimed(True, (Claim("The rent is $4,200.", (Pointer(1, "rent of $4,200"),)),))


def test_an_abstention_is_a_valid_reply_without_claims() -> None:
    assert claimed(json.dumps(ABSTAINED)) == Claimed(False, ())


@pytest.mark.parametrize("label", [0, -1, 999, 10**30])
def test_any_whole_number_is_a_label_to_be_looked_up_later(label: int) -> None:
    assert claimed(cites({"label": label, "quote": ""})).claims[0].pointers == (Pointer(label, ""),)


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("```json\n```", "empty"),
        ("The rent is $4,200 [1].", "not one JSON object"),
        (f"Here it is: {json.dumps(VALID)}", "not one JSON object"),
        (f"{json.dumps(VALID)} I hope this helps.", "not one JSON object"),
        (f"{json.dumps(VALID)}\n{json.dumps(VALID)}", "not one JSON object"),
        (f"```json\n```json\n{json.dumps(VALID)}\n```\n```", "not one JSON object"),
        (json.dumps(VALID)[:-20], "ends too early"),
        (json.dumps([VALID]), "exactly the keys answered and statements"),
        ("null", "exactly the keys"),
        ("NaN", "no number of JSON"),
        (json.dumps({**VALID, "note": 1}), "exactly the keys"),
        (json.dumps({"answered": True}), "exactly the keys"),
        (json.dumps({**VALID, "answered": "true"}), "neither true nor false"),
        (json.dumps({**VALID, "answered": 1}), "neither true nor false"),
        (json.dumps({**VALID, "answered": None}), "neither true nor false"),
        (json.dumps({**VALID, "answered": False}), "answered is false and there are statements"),
        (json.dumps({"answered": True, "statements": []}), "there is no statement"),
        (json.dumps({"answered": True, "statements": {"0": 1}}), "are not a list"),
        (statements(*[VALID["statements"][0]] * (MOST_CLAIMS + 1)), "more than"),  # type: ignore[index]
        (statements("The rent is $4,200."), "a statement is not an object"),
        (statements({"text": "The rent."}), "a statement is not an object"),
        (statements({"text": "The rent.", "citations": [], "support": 1}), "a statement is not an object"),
        (statements({"text": ["The rent."], "citations": []}), "is not a string"),
        (statements({"text": " \n", "citations": []}), "is empty"),
        (statements({"text": "x" * (LONGEST_CLAIM + 1), "citations": []}), "more than"),
        (statements({"text": "The rent.", "citations": "[1]"}), "are not a list"),
        (cites(*[CITED] * (MOST_CITATIONS + 1)), "more than"),
        (cites(1), "a citation is not an object"),
        (cites({"label": 1}), "a citation is not an object"),
        (cites({**CITED, "start": 5}), "a citation is not an object"),
        (cites({**CITED, "label": "1"}), "not a whole number"),
        (cites({**CITED, "label": True}), "not a whole number"),
        (cites({**CITED, "label": None}), "not a whole number"),
        (cites({**CITED, "label": 1.0}), "not a whole number"),
        (cites({**CITED, "quote": None}), "is not a string"),
        (cites({**CITED, "quote": "x" * (LONGEST_QUOTE + 1)}), "more than"),
        ('{"answered": true, "answered": false, "statements": []}', "a key twice"),
        (json.dumps(VALID).replace('"label": 1', '"label": 1, "label": 2'), "a key twice"),
        (json.dumps(VALID).replace('"label": 1', '"label": Infinity'), "no number of JSON"),
        (json.dumps(VALID).replace('"label": 1', '"label": 1e3'), "not a whole number"),
        (json.dumps(VALID).replace('"label": 1', f'"label": {"1" * 5_000}'), "not one JSON object"),
        ("[" * 10_000, "deeper"),
        ('{"a":' * 5_000, "deeper"),
        ("x" * 1_000_000, "more than"),
        (json.dumps(VALID).replace("rent", "r" * LONGEST_REPLY), "more than"),
    ],
)
def test_anything_else_is_refused_with_what_to_mend(reply: str, problem: str) -> None:
    with pytest.raises(ModelError, match=problem) as caught:
        claimed(reply)
    assert len(str(caught.value)) < 300


def test_a_reply_of_more_sentences_than_are_checked_is_refused() -> None:
    two = {"text": "The rent is $4,200. It is due monthly.", "citations": [CITED]}
    assert len(claimed(statements(*[two] * (MOST_SENTENCES // 2))).claims) == MOST_SENTENCES // 2
    with pytest.raises(ModelError, match="have 32 sentences, more than 30; write fewer"):
        claimed(statements(*[two] * (MOST_SENTENCES // 2 + 1)))


@pytest.mark.parametrize("number", ["9913.75", "1e3", "-0.5"])
def test_why_a_reply_is_refused_holds_no_number_of_it(number: str) -> None:
    with pytest.raises(ModelError, match="not a whole number") as caught:
        claimed(json.dumps(VALID).replace('"label": 1', f'"label": {number}'))
    assert number not in str(caught.value)


def test_brackets_within_words_are_not_deep() -> None:
    deep = statements({"text": 'A "quoted \\" [[[[[[[[[[[ {{{{{{{" word.', "citations": []})
    assert claimed(deep).claims[0].text.count("[") == 11


def read(reply: str) -> Claimed | str:
    try:
        return claimed(reply)
    except ModelError as error:
        return str(error)


@UNTIMED
@given(st.text(alphabet='{}[]":,\\ntruefalseanswered01', max_size=80) | st.text(max_size=80))
def test_any_text_is_a_valid_reply_or_refused_in_a_sentence(reply: str) -> None:
    assert read(reply)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["answered", "statements", "text", "citations", "label", "quote"]), inner)
    ),
    max_leaves=12,
)


@UNTIMED
@given(json_values)
def test_any_json_is_a_valid_reply_or_refused_in_a_sentence(value: object) -> None:
    assert read(json.dumps(value))


def test_the_schema_names_the_labels_that_are_shown_and_allows_nothing_else() -> None:
    form = schema(3)
    assert form["additionalProperties"] is False
    assert form["required"] == ["answered", "statements"]
    told = json.dumps(form)
    assert '"enum": [1, 2, 3]' in told
    assert told.count('"additionalProperties": false') == 3
