"""How sensitive a request is: the highest of its parts, with a reason for each, and never lower than any of them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pincite.access.facts import Classification, Matter, Target, User
from pincite.access.levels import (
    Detections,
    Kinds,
    Reason,
    before_retrieval,
    kinds_in,
    level_for,
    of_text,
    sensitivity_of,
)
from pincite.access.rules import Rules
from pincite.documents.span import MatterId
from pincite.security.detecting import detect
from pincite.sensitivity import UNKNOWN, Sensitivity

PUBLIC, INTERNAL, CONFIDENTIAL, PRIVILEGED = Sensitivity
ASH, BIRCH, ELM = MatterId("Ash"), MatterId("Birch"), MatterId("Elm")


def _rules(matters: dict[MatterId, Sensitivity], labels: dict[str, Sensitivity]) -> Rules:
    return Rules.of(
        1,
        "olga",
        [
            User("olga"),
            *(Matter(matter) for matter in (ASH, BIRCH, ELM)),
            *(Classification(Target(matter=matter), level) for matter, level in matters.items()),
            *(Classification(Target(label=label), level) for label, level in labels.items()),
        ],
    )


RULES = _rules({ASH: INTERNAL, BIRCH: CONFIDENTIAL}, {"draft": CONFIDENTIAL})


def _said(reasons: tuple[Reason, ...]) -> list[str]:
    return [str(reason) for reason in reasons]


def test_each_part_says_why_the_highest_first() -> None:
    found = sensitivity_of(
        RULES,
        matters=[ASH],
        documents=[(BIRCH, ["draft", "Privileged"])],
        earlier=[INTERNAL],
        texts={"question": "What of SSN 536-22-8145?", "passage 2": "The rent is due on 1 May."},
    )
    assert found.level is PRIVILEGED
    assert _said(found.deciding) == ["label Privileged: privileged"]
    assert _said(found.reasons) == [
        "label Privileged: privileged",
        "label draft: confidential",
        "matter Birch: confidential",
        "question: US SSN: confidential",
        "matter Ash: internal",
        "an earlier turn: internal",
    ]


def test_what_nobody_has_classified_is_the_highest_and_says_so() -> None:
    found = sensitivity_of(RULES, documents=[(ELM, [])])
    assert (found.level, _said(found.deciding)) == (UNKNOWN, ["matter Elm: unknown, which counts as privileged"])
    hidden = sensitivity_of(RULES, documents=[(MatterId("no such matter"), [])])
    assert hidden.level is UNKNOWN


def test_a_request_of_nothing_is_unknown_unless_somebody_says_what_it_is() -> None:
    for nothing in (
        sensitivity_of(RULES),
        sensitivity_of(RULES, texts={"question": "What is a lease?"}, earlier=[PUBLIC]),
        before_retrieval(RULES, [], ["draft"]),
        level_for([]),
    ):
        assert nothing.level is UNKNOWN
        assert "no matter is named: unknown, which counts as privileged" in _said(nothing.reasons)
    stated = Reason(PUBLIC, "stated", "a sample that ships with pincite")
    assert sensitivity_of(RULES, also=[stated]).level is PUBLIC
    assert sensitivity_of(RULES, also=[stated], texts={"question": "[PRIVILEGED]"}).level is PRIVILEGED


def test_before_retrieval_all_that_may_be_found_counts() -> None:
    assert before_retrieval(RULES, [ASH], []).level is INTERNAL
    assert before_retrieval(RULES, [ASH], ["draft"]).level is CONFIDENTIAL
    assert before_retrieval(RULES, [ASH, ELM], []).level is UNKNOWN
    assert before_retrieval(RULES, [ASH], [], texts={"question": "IBAN GB29NWBK60161331926819"}).level is CONFIDENTIAL
    assert before_retrieval(RULES, [ASH], [], earlier=[PRIVILEGED]).level is PRIVILEGED


SENSITIVE = st.sampled_from(
    ["536-22-8145", "DE89370400440532013000", "4111 1111 1111 1111", "Privileged and confidential", "As agreed"]
)


@given(before=st.sampled_from(["Pay to", "", "She said:"]), found=SENSITIVE, ends=st.sampled_from(["\n", "\t", "\r\n"]))
def test_words_weigh_as_much_in_json_as_by_themselves(before: str, found: str, ends: str) -> None:
    words = f"{before}{ends}{found}{ends}by May."
    level = detect(words).level
    for sent in ({"passage": words, "claim": "?"}, ["x", words], words, {words: 1}):
        for as_ascii in (True, False):
            reasons = of_text("sent", json.dumps(sent, ensure_ascii=as_ascii))
            assert max([reason.level for reason in reasons], default=PUBLIC) >= level


def test_what_only_begins_like_json_is_read_as_it_stands() -> None:
    for text in ("{ 536-22-8145", '"536-22-8145', "[" * 100_000 + "536-22-8145"):
        assert [reason.kind for reason in of_text("sent", text)] == ["US SSN"]


def test_reasons_of_a_text_name_kinds_and_never_words() -> None:
    text = "536-22-8145, again 536-22-8145, and [PRIVILEGED]"
    found = of_text("question", text)
    assert [(reason.name, reason.kind) for reason in found] == [
        ("question", "US SSN"),
        ("question", "mark of privilege"),
    ]
    assert not any("536" in str(reason) for reason in found)


levels = st.sampled_from(Sensitivity)
matters = st.sampled_from([ASH, BIRCH, ELM])
labels = st.sampled_from(["draft", "internal", "PRIVILEGED", "other"])
texts = st.sampled_from(["", "What is due?", "SSN 536-22-8145", "PRIVILEGED & CONFIDENTIAL"])


@given(
    policy=st.dictionaries(matters, levels),
    set_for=st.dictionaries(st.sampled_from(["draft", "other"]), levels),
    about=st.lists(matters),
    documents=st.lists(st.tuples(matters, st.lists(labels))),
    earlier=st.lists(levels),
    said=st.dictionaries(st.sampled_from(["question", "passage 1"]), texts),
)
def test_a_request_is_never_less_sensitive_than_a_part_of_it(
    policy: dict[MatterId, Sensitivity],
    set_for: dict[str, Sensitivity],
    about: list[MatterId],
    documents: list[tuple[MatterId, list[str]]],
    earlier: list[Sensitivity],
    said: dict[str, str],
) -> None:
    rules = _rules(policy, set_for)
    whole = sensitivity_of(rules, matters=about, documents=documents, earlier=earlier, texts=said)
    expected = [
        *(policy.get(matter, PRIVILEGED) for matter in (*about, *(matter for matter, _ in documents))),
        *(set_for.get(label, PUBLIC) for _, carried in documents for label in carried),
        *(PRIVILEGED for _, carried in documents if "PRIVILEGED" in carried),
        *(INTERNAL for _, carried in documents if "internal" in carried),
        *earlier,
        *(CONFIDENTIAL for text in said.values() if "SSN" in text),
        *(PRIVILEGED for text in said.values() if "PRIVILEGED" in text),
        *([] if about or documents else [PRIVILEGED]),
    ]
    assert whole.level == max(expected)
    assert whole.level == max(reason.level for reason in whole.reasons)
    before = before_retrieval(
        rules,
        [*about, *(matter for matter, _ in documents)],
        [label for _, carried in documents for label in carried],
        earlier=earlier,
        texts=said,
    )
    assert before.level == whole.level


def test_each_text_of_a_request_is_looked_at_once_and_another_one_anew() -> None:
    looked: list[str] = []

    def look(text: str) -> Kinds:
        looked.append(text)
        return kinds_in(text)

    known = Detections(look)
    rules = _rules({ASH: PUBLIC}, {})
    texts = {"question": "Her SSN is 536-22-8145.", "passage 1": "The rent is due."}
    for _ in range(3):
        level = sensitivity_of(rules, matters=[ASH], texts=texts, kinds=known.kinds)
        assert [reason.kind for reason in level.reasons if reason.part == "text"] == ["US SSN"]
    assert looked == list(texts.values())
    assert known.kinds("Her SSN is 536-22-8146.") == kinds_in("Her SSN is 536-22-8146.")
    assert known.kinds("the rent is due.") == frozenset()
    assert len(looked) == 4
    assert Detections(look).kinds("The rent is due.") == frozenset()
    assert len(looked) == 5  # what one request knows, another does not
