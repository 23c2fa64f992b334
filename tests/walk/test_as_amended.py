"""An agreement as it stands: answers and texts with its amendments in place, and nothing of those behind a wall."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.interrupting import Interrupted
from tests.kept import Kept, kept
from tests.released import noted_in
from tests.walk.conftest import Firm, firm_in, founded_in
from tests.web.here import opened

from pincite.ask import Released, ask
from pincite.session.turns import read_turn
from pincite.views.turn import Turn
from pincite.wiring import open_session

AGREEMENT = """MOORING AGREEMENT

This Mooring Agreement is made as of March 4, 2019 between Gannet Pump Works, Inc. (“Gannet”) and Plover Mills LLC
(“Plover”).

1. BERTH

1.1 Gannet moors its barges at the northern berth of Plover's quay.

2. MOORING FEE

2.1 Gannet shall pay a mooring fee of nine hundred dollars for each barge and week.

2.2 Gannet shall pay each mooring invoice within thirty (30) days after it receives the invoice.

3. STORM WATCH

3.1 Plover shall keep a storm watch on the quay from October to April.

4. DREDGING

4.1 Plover shall dredge the northern berth once in every calendar year.
"""

HEAD = """AMENDMENT NO. {number} TO MOORING AGREEMENT

This Amendment No. {number} (this “Amendment”) is made as of {date} between Gannet Pump Works, Inc. (“Gannet”) and
Plover Mills LLC (“Plover”) and amends the Mooring Agreement dated as of March 4, 2019 (the “Agreement”).

"""

FIRST = (
    HEAD.format(number=1, date="May 6, 2020")
    + """1. Section 2.1 of the Agreement is deleted and replaced by the following: “2.1 Gannet shall pay a mooring fee
of eleven hundred dollars for each barge and week.”

2. Section 3.1 of the Agreement is hereby deleted in its entirety.

3. Section 4.1 of the Agreement is amended to provide that dredging shall be done in spring.

4. Except as amended by this Amendment, the Agreement remains in full force.
"""
)
SECOND = (
    HEAD.format(number=2, date="July 7, 2021")
    + """1. In Section 2.2 of the Agreement, “thirty (30) days” is replaced by “forty-five (45) days”.

2. Section 2.1 of the Agreement is amended by replacing “eleven hundred dollars” with “thirteen hundred dollars”.

3. Except as amended by this Amendment, the Agreement remains in full force.
"""
)
FEE = "What mooring fee must Gannet pay for each barge and week?"


def ingested(firm: Firm, **texts: str) -> Firm:
    folder = firm.folder / "mooring"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', ' ')}.txt").write_text(text, encoding="utf-8")
    firm.run("ingest", str(folder), "--matter", "mooring")
    firm.run("access", "grant", "alice", "--matter", "mooring")
    return firm


@pytest.fixture(scope="module")
def once_moored(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    def fill(place: Path) -> None:
        ingested(founded_in(place), mooring=AGREEMENT, amendment_1=FIRST, amendment_2=SECOND)

    return kept(tmp_path_factory.mktemp("moored") / "firm", fill)


@pytest.fixture
def moored(once_moored: Kept, tmp_path: Path) -> Iterator[Firm]:
    """The firm, with an agreement and its two amendments, for a test to do with as it likes."""
    with once_moored.put_back(tmp_path / "moored") as place:
        yield firm_in(place)


def first(firm: Firm, question: str, user: str = "alice") -> dict[str, Any]:
    reply: Any = firm.json("ask", question, "--matter", "mooring", "--as", user)
    assert reply["answered"], reply["refusal"]
    statement: dict[str, Any] = {"replaces": [], **reply["statements"][0]}
    for citation in (*statement["citations"], *statement["replaces"]):
        assert reply["passages"][citation["label"] - 1]["document"] == citation["document"]
    return statement


def called(citation: dict[str, Any]) -> tuple[str, str]:
    return citation["title"], citation["section"]


def test_the_answer_is_the_new_words_with_the_replaced_ones_behind_them(moored: Firm) -> None:
    moored.run("remove", next(one["document"] for one in moored.documents() if one["path"].endswith("amendment 2.txt")))
    stated = first(moored, FEE)
    assert "eleven" in stated["text"]
    assert [called(one)[1] for one in stated["citations"]] == ["1"]
    assert ["nine hundred" in one["quote"] for one in stated["replaces"]] == [True]


def test_an_amendment_of_an_amendment_is_followed(moored: Firm) -> None:
    stated = first(moored, FEE)
    assert "[thirteen hundred dollars]" in stated["text"]
    assert stated["citations"][0]["title"].startswith("AMENDMENT NO. 2")
    assert ["eleven" in one["quote"] for one in stated["replaces"]] == [True, False]
    assert "nine hundred" in stated["replaces"][1]["quote"]


def test_changed_words_stand_in_brackets_in_their_sentence(moored: Firm) -> None:
    stated = first(moored, "Within how many days must Gannet pay each mooring invoice?")
    assert "within [forty-five (45) days] after" in stated["text"]


def test_a_deleted_clause_is_said_to_be_deleted(moored: Firm) -> None:
    stated = first(moored, "Who shall keep a storm watch on the quay?")
    assert "Section 3.1 of the Agreement is hereby deleted" in stated["text"]
    assert "storm watch" in stated["replaces"][0]["quote"]


def test_what_could_not_be_placed_is_said_beside_the_clause(moored: Firm) -> None:
    stated = first(moored, "How often shall Plover dredge the northern berth?")
    assert "once in every calendar year" in stated["text"]
    assert "Amendment No. 1 § 3 also touches this section" in stated["citations"][0]["note"]


def _turn(firm: Firm, reply_id: str) -> Turn:
    with open_session(firm.workspace, "alice") as session:
        return asyncio.run(read_turn(session, reply_id))


def test_the_page_has_the_note_until_the_amendment_is_closed(moored: Firm) -> None:
    question = "How often shall Plover dredge the northern berth?"
    reply: Any = moored.json("ask", question, "--matter", "mooring", "--as", "alice")
    told = "Amendment No. 1 § 3 also touches this section"
    assert told in reply["statements"][0]["citations"][0]["note"]
    assert told in _turn(moored, reply["id"]).said[0].pins[0].note
    [amendment] = [one["document"] for one in moored.documents() if one["path"].endswith("amendment 1.txt")]
    moored.run("access", "wall", "add", "alice", "--document", amendment)
    assert told not in repr(_turn(moored, reply["id"]))


def test_a_row_of_a_list_is_named_after_the_agreement_as_amended(moored: Firm) -> None:
    question = "Which agreements set a mooring fee for each barge and week?"
    reply: Any = moored.json("ask", question, "--matter", "mooring", "--as", "alice")
    at = next(at for at, one in enumerate(reply["statements"]) if one.get("replaces"))
    agreement = reply["statements"][at]["replaces"][-1]["document"]
    named = next(one["title"] for one in reply["listing"]["documents"] if one["document"] == agreement)
    rows = {one.number: one.document for one in _turn(moored, reply["id"]).said}
    assert named.casefold() in rows[at + 1].casefold()
    printed = moored.run("ask", question, "--matter", "mooring", "--as", "alice").stdout
    assert named.casefold() in printed.casefold()


def test_an_amendment_behind_a_wall_changes_and_tells_nothing(firm: Firm) -> None:
    without = first(ingested(firm, mooring=AGREEMENT), FEE)
    ingested(firm, mooring=AGREEMENT, amendment_1=FIRST, amendment_2=SECOND)
    for one in firm.documents():
        if one["path"].endswith(("amendment 1.txt", "amendment 2.txt")):
            firm.run("access", "wall", "add", "alice", "--document", one["document"])
    walled = first(firm, FEE)
    assert walled == without
    document = walled["citations"][0]["document"]
    shown = firm.run("text", document, "--as-amended", "--as", "alice").stdout
    assert shown == f"{AGREEMENT}\n\nNo amendment of this document was found among the documents you may see.\n"


def test_an_amendment_of_another_matter_changes_nothing(firm: Firm) -> None:
    ingested(firm, mooring=AGREEMENT)
    (firm.folder / "other").mkdir()
    (firm.folder / "other" / "amendment 1.txt").write_text(FIRST, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "other"), "--matter", "other")
    firm.run("access", "grant", "alice", "--matter", "other")
    assert first(firm, FEE)["replaces"] == []


def copied(firm: Firm) -> str:
    """A copy of the agreement in a matter of its own, under another name; its document."""
    (firm.folder / "berths").mkdir()
    (firm.folder / "berths" / "scan of the mooring agreement.txt").write_text(AGREEMENT, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "berths"), "--matter", "berths")
    firm.run("access", "grant", "alice", "--matter", "berths")
    return next(str(one["document"]) for one in firm.documents() if one["matter"] == "berths")


def test_an_amendment_changes_the_copies_of_its_agreement_too(moored: Firm) -> None:
    copy = copied(moored)
    stated: Any = moored.json("ask", FEE, "--as", "alice")
    assert all("[thirteen hundred dollars]" in one["text"] for one in stated["statements"])
    before: Any = moored.json("audit", "head")["seq"]
    shown: Any = moored.json("text", copy, "--as-amended", "--as", "alice")
    assert [one["kind"] for one in shown["changes"]] == ["replaced", "deleted", "substituted", "substituted"]
    record: Any = moored.json("audit", "show", str(before + 2))
    assert set(record["matters"]) == {"berths", "mooring"}
    place = f"{copy}:{AGREEMENT.index('nine hundred')}-{AGREEMENT.index('nine hundred') + 12}"
    before = moored.json("audit", "head")["seq"]
    note = str(moored.json("show", place, "--as", "alice")["note"])
    assert "Amendment No. 1 (filed in mooring) § 1 changes these words" in note
    record = moored.json("audit", "show", str(before + 1))
    assert set(record["matters"]) == {"berths", "mooring"}


def test_amendments_filed_with_each_copy_count_once(moored: Firm) -> None:
    copy = copied(moored)
    (moored.folder / "berths" / "first amendment.txt").write_text(FIRST, encoding="utf-8")
    moored.run("ingest", str(moored.folder / "berths"), "--matter", "berths")
    for document in (copy, next(one["document"] for one in moored.documents() if one["path"].endswith("/mooring.txt"))):
        shown: Any = moored.json("text", document, "--as-amended", "--as", "alice")
        assert [one["kind"] for one in shown["changes"]] == ["replaced", "deleted", "substituted", "substituted"]


def test_two_copies_in_one_matter_are_one_agreement(moored: Firm) -> None:
    (moored.folder / "mooring" / "copy.txt").write_text(AGREEMENT, encoding="utf-8")
    ingested(moored)
    for one in ("copy.txt", "mooring.txt"):
        document = next(entry["document"] for entry in moored.documents() if entry["path"].endswith(f"/{one}"))
        shown: Any = moored.json("text", document, "--as-amended", "--as", "alice")
        assert [change["kind"] for change in shown["changes"]] == ["replaced", "deleted", "substituted", "substituted"]


def test_a_copy_is_not_changed_by_an_amendment_that_may_not_be_seen(moored: Firm) -> None:
    copy = copied(moored)
    moored.run("access", "wall", "add", "alice", "--matter", "mooring")
    stated: Any = moored.json("ask", FEE, "--as", "alice")
    assert "nine hundred dollars" in stated["statements"][0]["text"]
    shown = moored.run("text", copy, "--as-amended", "--as", "alice").stdout
    assert shown == f"{AGREEMENT}\n\nNo amendment of this document was found among the documents you may see.\n"


def test_an_agreement_that_differs_in_a_word_is_no_copy(moored: Firm) -> None:
    copy = copied(moored)
    (moored.folder / "berths" / "scan of the mooring agreement.txt").write_text(
        AGREEMENT.replace("October to April", "October to March"), encoding="utf-8"
    )
    moored.run("ingest", str(moored.folder / "berths"), "--matter", "berths")
    shown = moored.run("text", copy, "--as-amended", "--as", "alice").stdout
    assert "No amendment of this document was found" in shown


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (FIRST.replace("March 4, 2019", "March 4, 2011"), None),
        (FIRST.replace("AMENDMENT NO. 1", "DRAFT\n\nAMENDMENT NO. 1"), "marked as a draft"),
        (
            FIRST.replace("is made as of May 6, 2020", "is made effective as of May 6, 2077"),
            "takes effect on 2077-05-06",
        ),
        (
            FIRST.replace("Gannet Pump Works, Inc.", "Heron Oil Co.").replace("Plover Mills", "Stork Paper"),
            "not certain",
        ),
    ],
    ids=["of-another-day", "draft", "future", "other-parties"],
)
def test_an_amendment_that_may_not_hold_is_not_carried_out(firm: Firm, changed: str, why: str | None) -> None:
    stated = first(ingested(firm, mooring=AGREEMENT, amendment_1=changed), FEE)
    assert ("nine hundred" in stated["text"], stated["replaces"]) == (True, [])
    note = stated["citations"][0]["note"]
    assert note is None if why is None else why in note


def test_the_text_as_amended_marks_each_change_and_is_on_the_record(moored: Firm) -> None:
    document = next(one["document"] for one in moored.documents("alice") if one["path"].endswith("mooring.txt"))
    before: Any = moored.json("audit", "head")["seq"]
    shown = moored.run("text", document, "--as-amended", "--as", "alice").stdout
    assert "after it receives the invoice" in shown
    assert "deleted⟧" in shown
    assert "Amendment No. 2 § 1, in place of “thirty (30) days”" in shown
    assert "Amendment No. 1 § 3 also touches this section and is not carried out here" in shown
    record: Any = moored.json("audit", "show", str(before + 2))
    assert (record["kind"], record["facts"]["what"]) == ("read", "text, as amended")
    assert len(record["content"]["documents"]) == 2


def test_on_the_page_each_change_leads_to_its_note_and_back(moored: Firm) -> None:
    document = next(one["document"] for one in moored.documents("alice") if one["path"].endswith("mooring.txt"))
    with opened(moored) as page:
        shown = page.by("alice").get(f"/documents/{document}/as-amended")
    changes = re.findall(r'<ins id="change-(\d+)">⟦<a href="#note-\1"', shown)
    assert changes == re.findall(r'<li id="note-(\d+)">.*?<a href="#change-\1"', shown)
    assert len(changes) == shown.count("⟦") - 1 > 1  # once more where marks are explained


def test_the_pieces_of_a_text_as_amended_are_words_of_their_documents(moored: Firm) -> None:
    document = next(one["document"] for one in moored.documents("alice") if one["path"].endswith("mooring.txt"))
    found: Any = moored.json("text", document, "--as-amended", "--as", "alice")
    texts: dict[str, Any] = {
        one["document"]: moored.json("text", one["document"], "--as", "alice")["text"]
        for one in moored.documents("alice")
    }
    words = [texts[piece["document"]][piece["start"] : piece["end"]] for piece in found["pieces"]]
    assert "".join(words).split() == found["text"].split()
    assert [one["kind"] for one in found["changes"]] == ["replaced", "deleted", "substituted", "substituted"]
    assert [one["by"] for one in found["not_carried_out"]] == ["Amendment No. 1 § 3"]


def test_an_amendment_itself_has_no_text_as_amended(moored: Firm) -> None:
    amendment = next(one["document"] for one in moored.documents("alice") if one["path"].endswith("amendment 1.txt"))
    refused = moored.run("text", amendment, "--as-amended", "--as", "alice", status=1)
    assert "is an amendment; for the agreement as it stands" in refused.stderr


RESTATED = (
    AGREEMENT.replace("MOORING AGREEMENT", "AMENDED AND RESTATED MOORING AGREEMENT")
    .replace("This Mooring Agreement is made as of March 4, 2019", "This Agreement is made as of May 6, 2022")
    .replace("nine hundred dollars", "two thousand dollars")
)


def test_a_restated_agreement_takes_the_place_of_the_one_before(firm: Firm) -> None:
    stated = first(ingested(firm, mooring=AGREEMENT, restated=RESTATED), FEE)
    assert "two thousand dollars" in stated["text"]
    assert ["nine hundred dollars" in one["quote"] for one in stated["replaces"]] == [True]


def test_two_versions_that_differ_on_the_point_are_both_shown(firm: Firm) -> None:
    other = AGREEMENT.replace("nine hundred", "seven hundred")
    reply: Any = ingested(firm, mooring=AGREEMENT, copy=other).json("ask", FEE, "--matter", "mooring", "--as", "alice")
    said = [one for one in reply["statements"] if "mooring fee of" in one["text"]]
    assert {"nine" if "nine hundred" in one["text"] else "seven" for one in said} == {"nine", "seven"}
    assert all("another version" in one["citations"][0]["note"] for one in said)
    assert not any("replaces" in one for one in said)


def test_an_agreement_with_another_party_is_no_version(firm: Firm) -> None:
    other = (
        AGREEMENT.replace("Plover Mills LLC", "Heron Oil Company").replace("Plover", "Heron").replace("nine", "seven")
    )
    reply: Any = ingested(firm, mooring=AGREEMENT, heron=other).json("ask", FEE, "--matter", "mooring", "--as", "alice")
    assert not any(one["citations"][0]["note"] or "replaces" in one for one in reply["statements"])


def test_a_comparison_sets_the_words_as_they_stand_beside_each_other(moored: Firm) -> None:
    other = (
        AGREEMENT.replace("Gannet Pump Works, Inc.", "Heron Oil Company")
        .replace("Gannet", "Heron")
        .replace("nine", "six")
    )
    (moored.folder / "mooring" / "heron.txt").write_text(other.replace("MOORING", "HERON MOORING"), encoding="utf-8")
    moored.run("ingest", str(moored.folder / "mooring"), "--matter", "mooring")
    question = "Compare the mooring fee in the Gannet mooring agreement and the Heron mooring agreement."
    reply: Any = moored.json("ask", question, "--matter", "mooring", "--as", "alice")
    for statement in reply["statements"]:
        assert "nine hundred dollars" not in statement["text"]
        for citation in (*statement["citations"], *statement.get("replaces", [])):
            assert reply["passages"][citation["label"] - 1]["document"] == citation["document"]


def test_a_question_about_the_words_before_gets_those_and_a_note(moored: Firm) -> None:
    stated = first(moored, "What mooring fee for each barge and week did Gannet pay before it was amended?")
    assert "nine hundred dollars" in stated["text"]
    assert "Amendment No. 1 § 1 changes these words" in stated["citations"][0]["note"]


@pytest.mark.parametrize(
    "question",
    [
        "What was the original mooring fee of the mooring agreement?",
        "What mooring fee of eleven hundred dollars did the mooring agreement have before the amendment?",
        "What was the mooring fee in the mooring agreement before the amendment?",
    ],
)
def test_a_question_about_the_original_words_is_answered_by_the_agreement(moored: Firm, question: str) -> None:
    reply: Any = moored.json("ask", question, "--matter", "mooring", "--as", "alice")
    assert reply["refusal"] is None
    assert "nine hundred dollars" in reply["statements"][0]["text"]
    assert "changes these words" in reply["statements"][0]["citations"][0]["note"]
    for statement in reply["statements"]:
        for citation in statement["citations"]:
            assert reply["passages"][citation["label"] - 1]["document"] == citation["document"]


def _towing(text: str) -> str:
    return text.replace("MOORING", "TOWING").replace("Mooring", "Towing").replace("mooring", "towing")


TOWED = (
    AGREEMENT,
    HEAD.format(number=1, date="May 6, 2020")
    + "1. Section 2.1 of the Agreement is deleted and replaced by the following: “2.1 Gannet shall pay a mooring fee "
    "of eleven hundred dollars for each barge and week.”\n\n2. Section 2.2 of the Agreement is hereby amended by "
    "replacing the words “thirty (30) days” with the words “sixty (60) days”.\n",
    HEAD.format(number=2, date="May 6, 2021")
    + "1. Section 2.1 of the Agreement is deleted and replaced by the following: “2.1 Gannet shall pay a mooring fee "
    "of twelve hundred dollars for each barge and week.”\n",
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was the original towing fee for each barge and week of the towing agreement?", "nine hundred dollars"),
        ("Within how many days was each towing invoice originally to be paid?", "thirty (30) days"),
    ],
)
def test_before_amendments_is_before_the_first_of_them(moored: Firm, question: str, words: str) -> None:
    folder = moored.folder / "towing"
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(TOWED):
        (folder / f"towing {number}.txt").write_text(_towing(text), encoding="utf-8")
    moored.run("ingest", str(folder), "--matter", "mooring")
    reply: Any = moored.json("ask", question, "--matter", "mooring", "--as", "alice")
    assert reply["refusal"] is None
    assert words in reply["statements"][0]["text"]
    assert "Amendment No. 1" in reply["statements"][0]["citations"][0]["note"]


def cited(firm: Firm, words: str, name: str = "mooring.txt") -> str:
    """The place of words in a document of the matter, as `show` takes it."""
    document = next(one["document"] for one in firm.documents("alice") if one["path"].endswith(name))
    text = (firm.folder / "mooring" / name).read_text(encoding="utf-8")
    return f"{document}:{text.index(words)}-{text.index(words) + len(words)}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Plover shall keep a storm watch on the quay from October to April.",
            "Amendment No. 1 § 2 deletes these words",
        ),
        ("a mooring fee of nine hundred dollars", "Amendment No. 1 § 1 changes these words"),
        ("within thirty (30) days after", "Amendment No. 2 § 1 changes these words"),
        ("Plover shall dredge", "Amendment No. 1 § 3 also touches this section"),
    ],
)
def test_words_that_an_amendment_changed_are_shown_as_such(moored: Firm, words: str, told: str) -> None:
    place = cited(moored, words)
    before: Any = moored.json("audit", "head")["seq"]
    assert told in str(moored.json("show", place, "--as", "alice")["note"])
    assert told in " ".join(moored.run("show", place, "--as", "alice").stdout.split())
    record: Any = moored.json("audit", "show", str(before + 1))
    assert len(record["content"]["documents"]) == 2


def test_words_that_no_amendment_changed_are_shown_as_they_are(moored: Firm) -> None:
    assert moored.json("show", cited(moored, "moors its barges at the northern berth"), "--as", "alice")["note"] is None
    head = moored.run("show", cited(moored, "moors its barges"), "--as", "alice").stdout
    assert "Amendment" not in head


def test_an_amendment_behind_a_wall_is_not_told_of_beside_what_is_shown(moored: Firm) -> None:
    for one in moored.documents():
        if one["path"].endswith(("amendment 1.txt", "amendment 2.txt")):
            moored.run("access", "wall", "add", "alice", "--document", one["document"])
    place = cited(moored, "a mooring fee of nine hundred dollars")
    before: Any = moored.json("audit", "head")["seq"]
    assert moored.json("show", place, "--as", "alice")["note"] is None
    record: Any = moored.json("audit", "show", str(before + 1))
    assert "documents" not in record["content"]


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("How often shall Plover dredge the northern berth?", "also touches this section"),
        ("Which agreements provide for dredging a berth?", "also touches this section"),
        ("What mooring fee for each barge and week did Gannet pay before it was amended?", "changes these words"),
    ],
    ids=["one answer", "of many", "as it was before"],
)
@pytest.mark.parametrize("kind", ["statement", "answer"])
def test_an_amendment_that_is_closed_while_it_is_recorded_is_not_told_of(
    moored: Firm, question: str, change: str, kind: str
) -> None:
    """A note beside words of the agreement names the amendment, also where no passage of it was found."""
    [amendment] = [one["document"] for one in moored.documents() if one["path"].endswith("amendment 1.txt")]

    def wall() -> None:
        with ThreadPoolExecutor(1) as somebody:
            somebody.submit(moored.run, "access", "wall", "add", "alice", "--document", amendment).result()

    shown: list[Released] = []
    with open_session(moored.workspace, "alice") as session:
        sources = session.firm.sources
        before = asyncio.run(ask(question, session.scope(matter="mooring"), sources=sources, now=session.now))
        assert change in repr(before.statements)
        interrupted = replace(sources, audit=Interrupted(session, kind, wall))
        reply = asyncio.run(
            ask(
                question,
                session.scope(matter="mooring"),
                sources=interrupted,
                now=session.now,
                release=noted_in(shown) if kind == "statement" else None,
            )
        )
    assert (reply.statements, shown) == ((), [])
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
