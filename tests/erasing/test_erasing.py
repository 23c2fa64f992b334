"""`pincite remove --erase`: what is left of an erased document, who may, what forbids it, and what goes on."""

import asyncio
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from tests.erasing.firm import CLOSED, EARLIER, INSIDE, NAME, RENT, TITLE, WORD, Firm, lease

from pincite.index.flat import FlatIndex
from pincite.models.fakes import HashingEmbedder
from pincite.wiring import operating_system_user

OWNER = operating_system_user()
WHY = ("--erase", "--reason", "the client's instruction")


def vectors(firm: Firm, documents: set[str]) -> list[bytes]:
    """The stored vectors of documents and of their sentences."""

    embedder = HashingEmbedder()
    index = FlatIndex(firm.workspace / "index", embedder.name, embedder.dimensions)

    async def read() -> list[bytes]:
        rows = [row async for row in index.rows() if row.chunk.document in documents]
        return [*(row.vector.tobytes() for row in rows), *(row.sentences for row in rows if row.sentences)]

    return asyncio.run(read())


def exported(firm: Firm) -> list[dict[str, Any]]:
    """All records."""
    return [json.loads(line) for line in firm.run("audit", "export").stdout.splitlines()]


def test_no_byte_of_an_erased_document_stays_in_any_file(firm: Firm) -> None:
    ids = firm.ids("Lease")
    gone = [ids[f"{NAME} lease.pdf"], ids[f"{NAME} letter.eml"]]
    firm.json("ask", RENT)
    firm.json("ask", RENT, "--as", "ann")
    firm.json("search", f"{INSIDE} survey")
    firm.run("show", f"{gone[0]}:0-20")
    needles: list[str | bytes] = [
        NAME,
        TITLE,
        WORD,
        EARLIER,
        INSIDE,
        *gone,
        *vectors(firm, {*gone, ids[f"{NAME} survey.txt"]}),
    ]
    kept = next(file for file in (firm.workspace / "originals").rglob("*") if file.is_file())
    kept.with_suffix(".99").write_bytes(kept.read_bytes())  # as a process leaves it that dies while it writes
    found = firm.traces(*needles)
    assert {name.partition("/")[0] for name, _ in found} >= {"documents.db", "audit.db", "originals", "index"}
    assert {needle for _, needle in found} == {each if isinstance(each, bytes) else each.encode() for each in needles}
    done = firm.json("remove", *gone, *WHY, "--with-record")
    assert set(done["erased"]) == {*gone, ids[f"{NAME} survey.txt"]}
    assert firm.traces(*needles) == set()
    assert firm.json("audit", "verify")["ok"]


def test_other_documents_are_found_listed_and_read_as_before(firm: Firm) -> None:
    ids = firm.ids("Lease")
    before = firm.run("text", ids["note.txt"]).stdout
    firm.run("remove", ids[f"{NAME} lease.pdf"], ids[f"{NAME} letter.eml"], *WHY)
    assert firm.ids("Lease") == {"note.txt": ids["note.txt"]}
    assert firm.run("text", ids["note.txt"]).stdout == before
    assert "6 p.m." in str(firm.json("ask", "When does the office close on Fridays?"))
    found = firm.json("search", "rent due monthly")
    assert {each["document"] for each in found["hits"]} <= {ids["note.txt"], *firm.ids(CLOSED).values()}
    assert firm.ids(CLOSED)
    firm.run("text", ids[f"{NAME} lease.pdf"], status=1)


def test_a_document_that_was_removed_before_can_be_erased_by_who_might_have_seen_it(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    firm.run("remove", note)
    assert firm.traces("6 p.m.")
    refused = firm.run("remove", note, *WHY, "--as", "ben", status=1).stderr
    unknown = firm.run("remove", "no-such-note", *WHY, "--as", "ben", status=1).stderr
    assert refused.replace(note, "no-such-note") == unknown
    firm.run("remove", note, *WHY, "--as", "ann")
    assert not firm.traces("6 p.m.")
    again = firm.run("remove", note, *WHY, "--as", "ann", status=1).stderr
    assert again.replace(note, "no-such-note").replace("ann", "ben") == unknown


def test_one_that_an_earlier_release_removed_only_the_owner_erases(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    firm.run("remove", note)
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as database:
        database.execute("DROP TABLE removed")
    assert "there is no document" in firm.run("remove", note, *WHY, "--as", "ann", status=1).stderr
    firm.run("remove", note, *WHY)
    assert not firm.traces("6 p.m.")


def test_a_version_that_only_the_record_knows_of_is_erased_too(firm: Firm) -> None:
    document = firm.ids("Lease")[f"{NAME} lease.pdf"]
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as database:
        database.execute(
            "DELETE FROM history WHERE document = ?1 AND version <> (SELECT version FROM document WHERE id = ?1)",
            (document,),
        )
        database.commit()
    assert firm.traces(EARLIER)
    firm.run("remove", document, *WHY)
    assert not firm.traces(EARLIER)


def test_an_attachment_goes_with_its_message_and_never_alone(firm: Firm) -> None:
    ids = firm.ids("Lease")
    survey, message = ids[f"{NAME} survey.txt"], ids[f"{NAME} letter.eml"]
    assert f"attached to {message}" in firm.run("remove", survey, *WHY, status=1).stderr
    assert firm.traces(INSIDE)
    firm.run("remove", message, *WHY)
    assert not firm.traces(INSIDE)


VERBS = {"move": ("--matter", CLOSED), "remove": (), "erase": WHY}


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_but_the_owner_takes_along_an_attachment_that_they_may_not_see(firm: Firm, verb: str) -> None:
    ids = firm.ids("Lease")
    letter, survey = ids[f"{NAME} letter.eml"], ids[f"{NAME} survey.txt"]
    firm.run("access", "grant", "ann", "--matter", CLOSED)
    firm.run("access", "wall", "add", "ann", "--document", survey)
    given = ("move" if verb == "move" else "remove", letter, *VERBS[verb])
    refused = firm.run(*given, "--as", "ann", status=1).stderr
    assert "this holds others that are not open to ann" in refused
    assert survey not in refused
    assert firm.ids("Lease") == ids
    firm.run(*given)
    assert not {letter, survey} & set(firm.ids("Lease").values())


def test_nobody_but_the_owner_erases_along_a_former_attachment_that_they_may_not_see(firm: Firm) -> None:
    ids = firm.ids("Lease")
    letter, survey = ids[f"{NAME} letter.eml"], ids[f"{NAME} survey.txt"]
    firm.run("access", "wall", "add", "ann", "--document", survey)
    message = b"Subject: deposit\nFrom: a@example.com\nTo: b@example.com\n\nNothing is enclosed any more.\n"
    firm.put(f"Lease/{NAME} letter.eml", message)
    assert survey not in firm.ids("Lease").values()
    assert "this holds others" in firm.run("remove", letter, *WHY, "--as", "ann", status=1).stderr
    assert firm.traces(INSIDE)
    firm.run("remove", letter, *WHY)
    assert not firm.traces(INSIDE)


def test_what_was_attached_to_an_earlier_version_is_erased_too(firm: Firm) -> None:
    message = firm.ids("Lease")[f"{NAME} letter.eml"]
    firm.put(f"Lease/{NAME} letter.eml", b"Subject: deposit\r\nFrom: a@example.com\r\n\r\nNothing is attached.\r\n")
    assert f"{NAME} survey.txt" not in firm.ids("Lease")
    assert firm.traces(INSIDE)
    firm.run("remove", message, *WHY)
    assert not firm.traces(INSIDE)


def test_the_same_file_in_another_matter_stays_and_only_the_owner_is_told(firm: Firm) -> None:
    firm.put(f"{CLOSED}/{NAME} lease.pdf", lease(WORD, "$4,300"))
    mine, other = firm.ids("Lease")[f"{NAME} lease.pdf"], firm.ids(CLOSED)[f"{NAME} lease.pdf"]
    seq = str(firm.json("ask", RENT, "--matter", "Lease", "--as", "ann")["audit"]["seq"])
    told = firm.run("remove", mine, "--erase", "--dry-run", "--as", "ann").stdout
    assert other not in told
    assert CLOSED not in told
    assert other in firm.run("remove", mine, *WHY, "--dry-run").stdout
    firm.run("access", "wall", "add", OWNER, "--matter", CLOSED)
    would = firm.json("remove", mine, *WHY, "--dry-run")
    assert (would["same_file"], would["same_file_elsewhere"]) == ([], 1)
    firm.run("access", "wall", "remove", OWNER, "--matter", CLOSED)
    hers = firm.json("remove", mine, *WHY, "--as", "ann")
    assert hers["same_file"] == []
    assert hers["same_file_elsewhere"] is hers["records"] is None
    assert WORD in firm.run("text", other).stdout
    firm.run("show", f"{other}:0-20", "-o", str(firm.folder / "page.png"))
    assert not firm.traces(EARLIER)
    replayed = firm.json("audit", "replay", seq, "--as", "ann")
    assert {quote["same"] for quote in replayed["quotes"]} == {None}


@pytest.mark.parametrize("held", ["--matter", "--person", "record"])
def test_a_legal_hold_keeps_a_document(firm: Firm, held: str) -> None:
    note = firm.ids("Lease")["note.txt"]
    seq = str(firm.json("ask", "When does the office close?", "--as", "ann")["audit"]["seq"])
    what = {"--matter": ("--matter", "Lease"), "--person": ("--person", "ann"), "record": (seq,)}[held]
    hold = str(firm.json("audit", "hold", "add", *what, "--reason", "litigation")["seq"])
    refused = firm.run("remove", note, *WHY, status=1).stderr
    assert f"{note} is under the legal hold on" in refused
    assert f"(record {hold} of " in refused
    assert note in firm.ids("Lease").values()
    firm.run("remove", note)
    assert f"(record {hold} of " in firm.run("remove", note, *WHY, "--with-record", status=1).stderr
    hers = firm.run("remove", note, *WHY, "--as", "ann", status=1).stderr
    assert ("hold on matter Lease" in hers) == (held == "--matter")
    assert firm.traces("6 p.m.")
    firm.run("audit", "hold", "remove", *what, "--reason", "settled")
    firm.run("remove", note, *WHY)
    assert {name for name, _ in firm.traces("6 p.m.")} == {"audit.db"}  # the answer, which quotes it


def test_nothing_is_erased_on_the_word_of_a_record_that_was_changed(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    with closing(sqlite3.connect(firm.workspace / "audit.db")) as database:
        database.execute("UPDATE audit SET user = 'nobody' WHERE seq = 2")
        database.commit()
    refused = firm.run("remove", note, *WHY, status=1).stderr
    assert "nothing is erased while the record does not hold: " in refused
    assert "from a backup that holds, then erase again" in refused
    assert note in firm.ids("Lease").values()


def test_a_dry_run_changes_nothing_and_says_what_would_go(firm: Firm) -> None:
    lying = firm.ids("Lease")
    before = firm.json("audit", "verify")["records"]
    would = firm.json("remove", lying[f"{NAME} letter.eml"], "--erase", "--dry-run")
    assert set(would["erased"]) == {lying[f"{NAME} letter.eml"], lying[f"{NAME} survey.txt"]}
    assert would["records"] > 0
    assert would["seq"] is None
    assert firm.json("audit", "verify")["records"] == before
    assert firm.ids("Lease") == lying


def test_a_dry_run_with_the_record_lists_the_records_whose_contents_would_go(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    firm.json("ask", "When does the office close on Fridays?")
    told = firm.run("remove", note, "--erase", "--with-record", "--dry-run").stdout
    would = firm.json("remove", note, "--erase", "--with-record", "--dry-run")
    assert len(would["records_erased"]) == would["records"] > 1
    seqs = ", ".join(map(str, would["records_erased"]))
    assert f"{would['records']} contents of the record would be erased: {seqs}\n" in told
    assert "would stay" not in told
    done = firm.json("remove", note, *WHY, "--with-record")
    assert done["records_erased"] == [*would["records_erased"], done["seq"]]
    assert done["records_kept"] == []


def test_what_the_record_goes_on_saying_is_counted_in_a_sentence(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    (seq,) = firm.json("remove", note, "--erase", "--with-record", "--dry-run")["records_erased"]
    told = firm.run("remove", note, "--erase", "--dry-run").stdout
    assert f"what 1 record says of them would stay; {OWNER} can erase that with: " in told
    firm.json("ask", "When does the office close on Fridays?")
    assert "what 2 records say of them stays; " in firm.run("remove", note, *WHY).stdout
    assert f"4 contents of the record erased: {seq}, " in firm.run("remove", note, *WHY, "--with-record").stdout


def test_the_record_of_an_erasure_that_a_hold_keeps_is_named_with_the_hold(firm: Firm) -> None:
    ids = firm.ids("Lease")
    note, message = ids["note.txt"], ids[f"{NAME} letter.eml"]
    would = firm.json("remove", note, message, "--erase", "--with-record", "--dry-run")["records_erased"]
    firm.run("audit", "erase", *map(str, would), "--reason", "ten years have passed")
    hold = firm.json("audit", "hold", "add", "--person", OWNER, "--reason", "litigation")["seq"]
    done = firm.json("remove", note, *WHY, "--with-record")
    assert done["records_erased"] == []
    assert done["records_kept"] == [{"seq": done["seq"], "hold": hold}]
    told = firm.run("remove", message, *WHY, "--with-record").stdout
    assert "0 contents of the record erased\n" in told
    assert f"names them and is kept by the legal hold on person {OWNER} (record {hold}); once that is lifted, " in told
    firm.run("audit", "hold", "remove", "--person", OWNER, "--reason", "settled")
    assert done["seq"] in firm.json("remove", note, *WHY, "--with-record")["records_erased"]
    assert not firm.traces(note)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--reason", "x"), "go with --erase"),
        (("--dry-run",), "go with --erase"),
        (("--with-record",), "go with --erase"),
        (("--erase",), "give --reason, or --dry-run"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(firm: Firm, given: tuple[str, ...], said: str) -> None:
    note = firm.ids("Lease")["note.txt"]
    assert said in firm.run("remove", note, *given, status=2).stderr
    assert firm.ids("Lease")["note.txt"] == note


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u200b", "—"])
def test_nothing_is_erased_or_held_without_a_reason_that_has_words(firm: Firm, blank: str) -> None:
    note = firm.ids("Lease")["note.txt"]
    why = ("--reason", blank)
    before = firm.json("audit", "verify")["records"]
    for arguments in (
        ("remove", note, "--erase", *why),
        ("remove", note, "--erase", "--dry-run", *why),
        ("audit", "erase", "2", *why),
        ("audit", "hold", "add", "--matter", "Lease", *why),
        ("audit", "hold", "remove", "--matter", "Lease", *why),
        ("audit", "retention", "set", "--years", "10", *why),
    ):
        assert "it has no words" in firm.run(*arguments, status=2).stderr
    assert firm.json("audit", "verify")["records"] == before
    assert note in firm.ids("Lease").values()


def test_the_record_says_who_erased_which_version_and_no_name_of_a_file(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    version = next(each["version"] for each in firm.json("list")["documents"] if each["document"] == note)
    seq = firm.json("remove", note, *WHY, "--as", "ann")["seq"]
    shown = firm.json("audit", "show", str(seq))
    assert (shown["kind"], shown["user"]) == ("remove", "ann")
    assert shown["facts"]["for_good"] == [version]
    assert shown["content"]["reason"] == "the client's instruction"
    assert shown["content"]["documents"] == [
        {"document": note, "parent": None, "versions": [version], "matter": "Lease"}
    ]


def test_the_owner_can_erase_what_the_record_says_afterwards(firm: Firm) -> None:
    lying = firm.ids("Lease")
    message, note = lying[f"{NAME} letter.eml"], lying["note.txt"]
    told = firm.run("remove", message, *WHY).stdout
    assert f"pincite remove {message} {lying[f'{NAME} survey.txt']} --erase --with-record" in told
    assert firm.traces(message)
    assert (
        "only the workspace's owner"
        in firm.run("remove", message, *WHY, "--with-record", "--as", "ann", status=1).stderr
    )
    done = firm.json("remove", message, *WHY, "--with-record")
    assert done["records_erased"]
    assert not firm.traces(message)
    assert not firm.traces(INSIDE)
    assert firm.ids("Lease")["note.txt"] == note
    assert firm.json("audit", "verify")["ok"]


@pytest.mark.parametrize("wall", ["matter", "document"])
def test_an_owner_who_is_walled_off_learns_nothing_of_what_was_erased_or_removed_there(firm: Firm, wall: str) -> None:
    for name in ("erased", "removed", "both"):
        firm.put(f"{CLOSED}/{name}.txt", f"1. The pumps of {name} cost $5 each.\n".encode())
    ids = firm.ids(CLOSED)
    erased, removed, both = hidden = [ids[f"{name}.txt"] for name in ("erased", "removed", "both")]
    for document in hidden if wall == "document" else ():
        firm.run("access", "wall", "add", OWNER, "--document", document)
    firm.run("access", "grant", "ann", "--matter", CLOSED)
    firm.run("remove", erased, both, *WHY, "--as", "ann")
    firm.run("ingest", str(firm.folder / CLOSED / "both.txt"), "--matter", CLOSED)
    firm.run("remove", removed, both, "--as", "ann")
    if wall == "matter":
        firm.run("access", "wall", "add", OWNER, "--matter", CLOSED)
    erasing = (*WHY, "--with-record")
    unknown = firm.run("remove", "no-such-note", *erasing, status=1).stderr
    for document in hidden:
        for more in ((), ("--dry-run",)):
            refused = firm.run("remove", document, *erasing, *more, status=1).stderr
            assert refused.replace(document, "no-such-note") == unknown
        # Whichever is named first is the one that is not there.
        assert firm.run("remove", "no-such-note", document, *erasing, status=1).stderr == unknown


def test_a_replay_says_that_the_document_was_erased_and_does_not_fail(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    seq = str(firm.json("ask", "When does the office close on Fridays?")["audit"]["seq"])
    firm.run("remove", note, *WHY)
    assert (
        "the document was erased for good, so its words cannot be read again" in firm.run("audit", "replay", seq).stdout
    )
    quotes = firm.json("audit", "replay", seq)["quotes"]
    assert [(quote["same"], quote["document_erased"]) for quote in quotes] == [(None, True)] * len(quotes)


def test_an_erased_file_can_be_read_in_again(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    seq = str(firm.json("ask", "When does the office close on Fridays?")["audit"]["seq"])
    firm.run("remove", note, *WHY)
    firm.run("ingest", str(firm.folder / "Lease"), "--matter", "Lease")
    assert firm.ids("Lease")["note.txt"] == note
    assert "6 p.m." in firm.run("text", note).stdout
    assert firm.json("audit", "replay", seq)["same"]
    assert not any(quote["document_erased"] for quote in firm.json("audit", "replay", seq)["quotes"])


def test_records_that_name_only_the_file_go_too_and_those_of_other_files_stay(firm: Firm) -> None:
    firm.put("Lease/galahmere.pdf.pdf", lease(WORD, "$1"))
    (firm.folder / "Lease" / "galahmere.pdf").write_bytes(b"%PDF-1.7\nbroken")
    firm.run("ingest", str(firm.folder / "Lease"), "--matter", "Lease", status=1)
    firm.put("Lease/galahmere.pdf", lease(WORD, "$2"))
    ids = firm.ids("Lease")
    firm.run("remove", ids["galahmere.pdf"], *WHY, "--with-record")
    path = str(firm.folder / "Lease" / "galahmere.pdf")
    told = [str(entry["content"]) for entry in exported(firm) if entry["content"]]
    assert any(f"{path}.pdf'" in words for words in told)
    assert not any(f"{path}'" in words for words in told)
    assert firm.traces("broken") == set()
    assert "$1" in firm.run("text", ids["galahmere.pdf.pdf"]).stdout


@pytest.mark.parametrize("name", [f"{NAME}.txt", f"{NAME} d'Or.txt", f"{NAME} 'a' \"b\".txt", f"{NAME}\\x.txt"])
def test_refusals_that_name_the_file_as_it_was_typed_go_with_what_the_record_says(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    firm.put(f"Sale/{name}", b"1. The price of each pump is $917, delivered.\n")
    document = firm.ids("Sale")[name]
    monkeypatch.chdir(firm.folder / "Sale")
    typed = [str(firm.folder / "Sale" / name), name, f"./{name}", f"../Sale/{name}"]
    for each in typed:
        for verb in ("text", "remove"):
            firm.run(verb, each, "--as", "ben", status=1)
    firm.run("text", f"other {name}", "--as", "ben", status=1)
    firm.run("text", f"{name}.bak", "--as", "ben", status=1)
    done = firm.json("remove", document, *WHY, "--with-record")
    refused = [each for each in exported(firm) if each["kind"] == "failure"]
    gone = [each["seq"] for each in refused if each["content"] is None]
    assert len(gone) == 2 * len(typed)
    assert set(gone) < set(done["records_erased"])
    assert len(refused) == len(gone) + 2


def test_refusals_that_name_the_file_without_its_ending_or_in_part_go_too(firm: Firm) -> None:
    firm.put("Sale/Zanzibar Settlement memo.txt", b"1. The price of each pump is $917, delivered.\n")
    document = firm.ids("Sale")["Zanzibar Settlement memo.txt"]
    for typed in ("zanzibar settlement MEMO", "Zanzibar Settlement", "Zanzibar"):
        firm.run("text", typed, "--as", "ben", status=1)
    for typed in ("Zan", "Settlement memo", "Zanzibar Settlement memos"):
        firm.run("text", typed, "--as", "ben", status=1)
    firm.run("remove", document, *WHY, "--with-record")
    refused = [each for each in exported(firm) if each["kind"] == "failure"]
    assert [each["content"] is None for each in refused] == [True, True, True, False, False, False]


def test_what_names_only_the_file_goes_also_when_the_document_was_erased_before(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    firm.run("text", str(firm.folder / "Lease" / "note.txt"), "--as", "ben", status=1)
    count = firm.json("remove", note, *WHY)["records"]
    would = firm.json("remove", note, "--erase", "--with-record", "--dry-run")
    assert would["records"] == count + 1  # that of the erasure
    firm.run("remove", note, *WHY, "--with-record")
    (refused,) = [each for each in exported(firm) if each["kind"] == "failure"]
    assert refused["content"] is None


def test_a_refusal_that_names_the_file_keeps_a_document_under_a_hold_on_who_was_refused(firm: Firm) -> None:
    note = firm.ids("Lease")["note.txt"]
    firm.run("text", str(firm.folder / "Lease" / "note.txt"), "--as", "ben", status=1)
    firm.run("audit", "hold", "add", "--person", "ben", "--reason", "litigation")
    assert "under the legal hold on person ben" in firm.run("remove", note, *WHY, status=1).stderr
