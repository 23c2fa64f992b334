"""Sending files over the page: pieces that were acknowledged are there, whichever process dies."""

import re
import time
from collections.abc import Callable

import httpx2
import pytest
from tests.web.conftest import READY_SECONDS, Served, Visitor, texts

pytestmark = pytest.mark.timeout(600)

BROKEN = b"%PDF-1.7\nthis is no PDF"


def note(number: int) -> bytes:
    return f"NOTE {number}\n\n1. HOURS\n\n1.1 Hours. Office number {number} closes at 6 p.m.\n".encode()


def kill(served: Served, module: str) -> None:
    """End a process of the server without warning, and wait for the next."""
    [process] = served.processes(module)
    process.kill()
    until(lambda: {each.pid for each in served.processes(module)} not in (set(), {process.pid}))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + READY_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def begun(alice: Visitor, token: str, matter: str = "lease") -> str:
    return str(alice.post("/deliveries", {"matter": matter, "form_token": token}).json()["address"])


def announced(alice: Visitor, token: str, delivery: str, name: str, size: int) -> httpx2.Response:
    return alice.post(f"{delivery}/files", {}, **{"form-token": token, "upload-name": name, "upload-length": str(size)})


def appended(alice: Visitor, token: str, place: str, at: int, piece: bytes) -> httpx2.Response:
    headers = {"form-token": token, "upload-offset": str(at), "origin": alice.base, **alice._cookie()}
    return httpx2.patch(alice.base + place, content=piece, headers=headers, timeout=READY_SECONDS)


def send(alice: Visitor, token: str, delivery: str, name: str, content: bytes) -> None:
    place = announced(alice, token, delivery, name, len(content)).headers["location"]
    assert appended(alice, token, place, 0, content).headers["upload-offset"] == str(len(content))


def finished(alice: Visitor, delivery: str) -> str:
    """The page of a delivery, once it is read."""
    pages: list[str] = []

    def is_done() -> bool:
        pages.append(alice.get(delivery).text)
        return "/stop" not in pages[-1]

    until(is_done)
    return pages[-1]


def test_a_folder_sent_without_javascript_is_read_and_a_broken_file_has_its_reason(served: Served) -> None:
    alice = served.visitor("alice")
    assert texts(alice.get("/library/add").text, r"<option[^>]*>(.*?)</option>") == ["lease"]
    files = [
        ("files", ("Binder/note.txt", note(0))),
        ("files", ("Binder/scan.pdf", BROKEN)),
        ("files", ("Binder/empty.txt", b"")),
        ("files", ("../climbs.txt", note(1))),
        ("files", (".DS_Store", b"junk")),
    ]
    sent = httpx2.post(
        f"{served.base}/deliveries/at-once",
        data={"form_token": alice.form_token(), "matter": "lease"},
        files=files,
        headers={**alice._cookie(), "origin": served.base},
        timeout=READY_SECONDS,
    )
    assert sent.status_code == 303, sent.text
    page = finished(alice, sent.headers["location"])
    assert texts(page, r'class="counts">(.*?)</p>') == ["1 of 4 files was read; 3 could not be."]
    reasons = dict(
        zip(texts(page, r'class="path">(.*?)</span>'), texts(page, r'class="why">(.*?)</span>'), strict=True)
    )
    assert set(reasons) == {"Binder/scan.pdf", "Binder/empty.txt", "../climbs.txt"}
    assert "is empty (0 bytes)" in reasons["Binder/empty.txt"]
    assert "leads out of its folder" in reasons["../climbs.txt"]
    assert 'href="/?matter=lease"' in page
    assert "note" in alice.get("/library").text
    again = alice.post(sent.headers["location"] + "/again", {"form_token": alice.form_token()})
    assert again.status_code == 303
    page = finished(alice, sent.headers["location"])
    assert texts(page, r'class="counts">(.*?)</p>') == ["1 of 4 files was read; 3 could not be."]


def words_kept(served: Served, *words: str) -> set[str]:
    """Those of some words that stand in a byte of what the server keeps."""
    place = served.firm.workspace
    held = [each.read_bytes() for each in (*place.glob("server.db*"), *(place / "uploads").iterdir())]
    return {word for word in words if any(word.encode() in each for each in held)}


def test_what_could_not_be_read_is_forgotten_with_an_erasure_and_when_its_sender_wants_it(served: Served) -> None:
    alice = served.visitor("alice")
    token, words = alice.form_token(), ("wombatlake", "quokkaberg")
    deliveries = [begun(alice, token) for _ in range(2)]
    for delivery, word in zip(deliveries, words, strict=True):
        send(alice, token, delivery, f"{word}.pdf", BROKEN + word.encode())
    send(alice, token, deliveries[0], "hours.txt", note(1))
    for delivery in deliveries:
        assert alice.post(f"{delivery}/close", {"form_token": token}).status_code == 303
        assert "could not be." in finished(alice, delivery)
    assert words_kept(served, *words) == set(words)
    alice.post(f"{deliveries[1]}/drop", {"form_token": token})
    assert words_kept(served, *words) == {"wombatlake"}
    [erased] = [one["document"] for one in served.firm.documents("alice") if one["path"].endswith("/hours.txt")]
    served.firm.run("remove", erased, "--erase", "--reason", "the client's instruction")
    assert words_kept(served, *words) == set()
    page = alice.get(deliveries[0]).text
    assert texts(page, r'class="counts">(.*?)</p>') == [
        "1 of 2 files was read; 1 could not be. Which and why is no longer kept, since documents were erased."
    ]
    assert not texts(page, r'class="why">(.*?)</span>')
    assert "/again" not in page


def test_no_acknowledged_piece_is_lost_when_the_process_dies_that_took_it(served: Served) -> None:
    alice = served.visitor("alice")
    token, content = alice.form_token(), b"NOTE\n\n1. The big office closes at noon.\n" * 50_000
    delivery = begun(alice, token)
    place = announced(alice, token, delivery, "Big%20binder/big.txt", len(content)).headers["location"]
    at = int(appended(alice, token, place, 0, content[:1_000_000]).headers["upload-offset"])
    assert at == 1_000_000
    kill(served, "pincite.web.worker")
    again = announced(alice, token, delivery, "Big%20binder/big.txt", len(content))
    assert (again.headers["location"], again.headers["upload-offset"]) == (place, str(at))
    out_of_step = appended(alice, token, place, 0, content[:10])
    assert (out_of_step.status_code, out_of_step.headers["upload-offset"]) == (409, str(at))
    assert appended(alice, token, place, at, content[at:]).headers["upload-offset"] == str(len(content))
    [file] = [each for each in (served.firm.workspace / "uploads").iterdir() if each.name == place.rpartition("/")[2]]
    assert file.read_bytes() == content
    alice.post(f"{delivery}/drop", {"form_token": token})
    assert not file.exists()


def test_no_acknowledged_file_is_lost_or_doubled_when_the_process_dies_that_reads(served: Served) -> None:
    alice = served.visitor("alice")
    token = alice.form_token()
    delivery = begun(alice, token)
    before = set(served.firm.workspace.glob("uploads/*"))  # what could not be read before is kept
    names = [f"Lot/note {number}.txt" for number in range(20)]
    for number, name in enumerate(names):
        send(alice, token, delivery, name, note(number))
    assert alice.post(f"{delivery}/close", {"form_token": token}).status_code == 303
    for _ in range(2):
        until(lambda: "/stop" not in (page := alice.get(delivery).text) or 'class="quiet reading">note' in page)
        kill(served, "pincite.web.ingesting")
    page = finished(alice, delivery)
    assert texts(page, r'class="counts">(.*?)</p>') == ["20 of 20 files were read."]
    found = [one["path"].partition("/Lot/")[2] for one in served.firm.documents("alice") if "/Lot/" in one["path"]]
    assert sorted(found) == sorted(name.partition("/")[2] for name in names)
    assert set((served.firm.workspace / "uploads").iterdir()) <= before
    assert served.firm.json("audit", "verify")["ok"]


def test_what_may_not_be_sent_is_refused_in_a_sentence(served: Served) -> None:
    alice = served.visitor("alice")
    token = alice.form_token()
    hidden, missing = (alice.post("/deliveries", {"matter": name, "form_token": token}) for name in ("supply", "none"))
    assert (hidden.status_code, hidden.text) == (404, missing.text)
    assert alice.post("/deliveries", {"matter": "lease", "form_token": "forged"}).status_code == 403
    delivery = begun(alice, token)
    for name, size, said in (
        ("a.txt", 0, "is empty"), ("a.txt", 2_000_000_000, "512 MB"), ("..%2Fa.txt", 5, "leads out"),
        ("a%0A%E2%80%AE", 5, ""), ("a.txt", -1, "is empty"),
    ):  # fmt: skip
        answer = announced(alice, token, delivery, name, size)
        assert answer.status_code == (422 if said else 201), answer.text
        assert said in answer.text
    assert announced(alice, token, delivery, "Binder%2F.DS_Store", 5).status_code == 204
    bob = served.visitor("bob")
    of_another, of_nobody = (announced(bob, bob.form_token(), each, "a.txt", 5) for each in (delivery, "/deliveries/x"))
    assert (of_another.status_code, of_another.text) == (404, of_nobody.text)
    seen, unknown = bob.get(delivery), bob.get("/deliveries/nothing")
    assert (seen.status_code, re.sub(r'"[^"]{43}"', "", seen.text)) == (404, re.sub(r'"[^"]{43}"', "", unknown.text))
    alice.post(f"{delivery}/drop", {"form_token": token})
