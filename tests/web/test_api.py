"""The interface for programs, over a server that runs: tokens, and what can be done with them."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from runs.attacking.api_fuzz import fuzz
from runs.making import make_api
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.conftest import READY_SECONDS, Served, Visitor, serving

from pincite.ask import new_id
from pincite.client import ApiError, AsyncClient, Client, ConnectionLost, Event, models
from pincite.client.sending import decoded
from pincite.serving.file import ServerFile
from pincite.serving.limits import MOST
from pincite.serving.store import ServerStore
from pincite.serving.tokens import SCOPES, new_secret
from pincite.serving.values import Pending
from pincite.session.search_pages import Onward
from pincite.web.api import example, schemas
from pincite.web.api.example import REPLY
from pincite.wiring.names import SERVER

RENT = "How much rent does the Tenant pay per month?"
PRICE = "What is the price of each pump?"
PER_MINUTE = 100_000
PROBLEM = "application/problem+json"


@dataclass
class Program:
    """A program with a token: it asks the interface, and says what it got."""

    base: str
    token: str

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str | int) -> httpx2.Response:
        """What an address gives."""
        return httpx2.get(self.base + path, params=query or None, headers=self._headers(headers), timeout=READY_SECONDS)

    def post(self, path: str, body: dict[str, object], headers: dict[str, str] | None = None) -> httpx2.Response:
        """What sending JSON gives."""
        return httpx2.post(self.base + path, json=body, headers=self._headers(headers), timeout=READY_SECONDS)

    def events(self, path: str, last: str | None = None) -> Iterator[tuple[str, str, dict[str, object]]]:
        """The events of a stream: id, kind and JSON of each."""
        headers = self._headers({"last-event-id": last} if last is not None else None)
        with httpx2.stream("GET", self.base + path, headers=headers, timeout=READY_SECONDS) as response:
            assert response.status_code == 200, response.read()
            fields: dict[str, str] = {}
            for line in response.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "event" in fields:
                    yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
                    fields = {}

    def _headers(self, more: dict[str, str] | None) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", **(more or {})}


def _token(served: Served, user: str, *options: str) -> str:
    """The secret of a new token of a user."""
    name = new_secret()[-20:]
    return served.firm.run("--as", user, "token", "make", name, *options).stdout.strip()


def _program(served: Served, user: str = "alice", *options: str) -> Program:
    return Program(f"{served.base}/api/v1", _token(served, user, *options))


@pytest.fixture(scope="module")
def served(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the small firm, whose programs may ask for more than the tests do."""
    aside = tmp_path_factory.mktemp("served_api") / "firm"
    with pytest.MonkeyPatch.context() as patch, founded_to_serve.put_back(aside) as place:
        patch.setenv("PINCITE_SERVER_REQUESTS_PER_MINUTE", str(PER_MINUTE))
        with serving(firm_in(place)) as running:
            yield running


@pytest.fixture(scope="module")
def alice(served: Served) -> Program:
    return _program(served)


@pytest.fixture(scope="module")
def bob(served: Served) -> Program:
    return _program(served, "bob")


def _make(visitor: Visitor, name: str, **fields: str) -> httpx2.Response:
    sent = {"form_token": visitor.form_token(), "name": name, "scopes": "read", **fields}
    return visitor.post("/tokens", sent)


def _secret(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_token_is_made_shown_once_and_revoked_on_its_page(served: Served) -> None:
    alice = served.visitor("alice")
    made = _make(alice, "Weekly <report>", matters="lease", days="7")
    secret = _secret(made.text)
    assert made.status_code == 200
    page = alice.get("/tokens").text
    assert "Weekly &lt;report&gt;" in page
    assert "in lease" in page
    assert secret not in page
    again = _make(alice, "Weekly <report>")
    assert again.status_code == 422
    assert "choose another name" in again.text
    [address] = re.findall(r'action="(/tokens/\w+/revoke)"', page)
    assert alice.post(address, {"form_token": "forged"}).status_code == 403
    bob = served.visitor("bob")
    assert bob.post(address, {"form_token": bob.form_token()}).status_code == 404
    assert alice.post(address, {"form_token": alice.form_token()}).status_code == 303
    assert "Weekly" not in alice.get("/tokens").text
    hidden, missing = (_make(alice, "another", matters=name) for name in ("supply", "no such"))
    assert hidden.status_code == missing.status_code == 422
    assert re.sub("form_token.*?>|supply", "no such", hidden.text) == re.sub("form_token.*?>", "no such", missing.text)
    assert httpx2.get(f"{served.base}/tokens", timeout=READY_SECONDS).status_code == 303


def test_a_question_gets_the_reply_of_the_command_line(served: Served, alice: Program) -> None:
    asked = alice.post("/ask", {"question": RENT})
    assert asked.status_code == 200, asked.text
    reply = asked.json()
    line = served.firm.json("--as", "alice", "ask", RENT)
    assert reply.keys() == line.keys()
    assert reply["statements"] == line["statements"]
    assert "$4,200" in reply["statements"][0]["text"]
    record = served.firm.json("audit", "show", str(reply["audit"]["seq"]))
    assert record["user"] == "alice"
    assert re.fullmatch("token:[0-9a-f]{12}", str(record["actor"]))
    assert asked.headers["cache-control"] == "no-store"


def test_nothing_can_be_written_without_a_model(alice: Program) -> None:
    for path in ("/ask", "/questions"):
        refused = alice.post(path, {"question": RENT, "mode": "write"})
        assert (refused.status_code, "no language model is set" in refused.json()["detail"].lower()) == (422, True)


def test_a_reply_is_read_back_with_the_same_fields(alice: Program) -> None:
    reply = alice.post("/ask", {"question": RENT}).json()
    for name in (reply["id"], reply["audit"]["seq"]):
        read = alice.get(f"/questions/{name}").json()
        same = (
            "id",
            "question",
            "answered",
            "refusal",
            "chance",
            "statements",
            "looked",
            "audit",
            "tier",
            "understood",
            "listing",
        )
        assert {one: read[one] for one in same} == {one: reply[one] for one in same}
        assert 0 < read["chance"] < 1
        assert read["ms"]["total"] > 0
    [newest, *_] = alice.get("/questions", limit=1).json()["questions"]
    assert (newest["id"], newest["question"], newest["state"]) == (reply["id"], RENT, "answered")


def test_what_is_hidden_and_what_is_missing_are_answered_alike(served: Served, alice: Program, bob: Program) -> None:
    reply = bob.post("/ask", {"question": PRICE}).json()
    [document] = {hit["document"] for hit in reply["passages"]}
    seq, missing = reply["audit"]["seq"], "0" * 16
    pairs = [
        (f"/documents/{document}", f"/documents/{missing}"),
        (f"/documents/{document}/text", f"/documents/{missing}/text"),
        (f"/documents/{document}/outline", f"/documents/{missing}/outline"),
        ("/documents?matter=supply", "/documents?matter=missing"),
        (f"/citations/{seq}.1", "/citations/9999.1"),
        (f"/citations/{document}:0-5", f"/citations/{missing}:0-5"),
        (f"/citations/{seq}.1/page.png", "/citations/9999.1/page.png"),
        (f"/questions/{reply['id']}", f"/questions/{missing}"),
        (f"/questions/{reply['id']}/events", f"/questions/{missing}/events"),
        (f"/records/{seq}", "/records/9999"),
    ]
    for hidden, other in pairs:
        found = [alice.get(path) for path in (hidden, other)]
        assert [one.status_code for one in found] == [404, 404], (hidden, found[0].text, found[1].text)
        assert found[0].content == found[1].content
        assert found[0].headers["content-type"] == PROBLEM
    for path in ("/ask", "/search"):
        found = [alice.post(path, {"question": RENT, "matter": name}) for name in ("supply", "missing")]
        assert found[0].status_code == found[1].status_code == 404
        assert found[0].content == found[1].content
    found = [alice.post("/ask", {"question": RENT, "after": name}) for name in (reply["id"], missing)]
    assert found[0].status_code == found[1].status_code == 404
    assert found[0].content == found[1].content


def test_passages_are_found_as_on_the_command_line(served: Served, alice: Program) -> None:
    found = alice.post("/search", {"question": RENT, "k": 3}).json()
    line = served.firm.json("--as", "alice", "search", RENT, "-k", "3")
    assert found.keys() == line.keys()
    assert found["hits"] == line["hits"]
    assert alice.post("/search", {"question": PRICE}).json()["hits"] != []


def test_a_search_goes_on_after_what_was_given(alice: Program, served: Served) -> None:
    sent = {"question": RENT, "k": 2}
    [whole, first] = [alice.post("/search", {**sent, "k": k}).json() for k in (4, 2)]
    rest = alice.post("/search", {**sent, "cursor": first["next"]}).json()
    assert [*first["hits"], *rest["hits"]] == whole["hits"]
    assert "changed" not in rest
    line = served.firm.json("--as", "alice", "search", RENT, "-k", "2", "--after", first["next"])
    assert line["hits"] == rest["hits"]
    place = Onward.of(first["next"], RENT, None)
    assert alice.post("/search", {**sent, "cursor": replace(place, began_with="0").cursor}).json()["changed"] is True
    made_up = [replace(place, first=10**9).cursor, replace(place, after=10**9).cursor, replace(place, after=-1).cursor]
    for question, cursor in ((PRICE, first["next"]), (RENT, "nothing"), *((RENT, one) for one in made_up)):
        refused = alice.post("/search", {"question": question, "cursor": cursor})
        assert (refused.status_code, "none of this search" in refused.json()["detail"]) == (422, True)


def test_documents_are_listed_some_at_a_time_and_read(served: Served, alice: Program) -> None:
    program = _program(served, str(served.firm.json("audit", "show", "1")["user"]))  # the owner sees both matters
    listed = served.firm.json("list")["documents"]
    assert isinstance(listed, list)
    found, cursor = [], None
    while True:
        page = program.get("/documents", limit=1, **({"cursor": cursor} if cursor else {})).json()
        found += page["documents"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == listed
    [lease] = [one for one in listed if one["matter"] == "lease"]
    assert program.get(f"/documents/{lease['document']}").json() == lease
    assert program.get("/documents", matter="lease").json() == {"documents": [lease], "next": None}
    whole = program.get(f"/documents/{lease['document']}/text").json()
    assert len(whole["text"]) == lease["characters"]
    part = program.get(f"/documents/{lease['document']}/text", start=3, end=9).json()
    assert part["text"] == whole["text"][3:9]
    beyond = program.get(f"/documents/{lease['document']}/text", start=3, end=10**6)
    assert (beyond.status_code, beyond.headers["content-type"]) == (422, PROBLEM)
    outline = program.get(f"/documents/{lease['document']}/outline").json()
    assert outline == served.firm.json("outline", str(lease["document"]))
    assert alice.get("/matters").json() == {"matters": [{"matter": "lease"}]}


def test_a_citation_gives_its_words_and_those_around_them(served: Served, alice: Program) -> None:
    reply = alice.post("/ask", {"question": RENT}).json()
    [statement] = reply["statements"]
    [citation] = statement["citations"]
    source = alice.get(f"/citations/{reply['audit']['seq']}.1").json()
    assert source.items() >= {name: citation[name] for name in ("document", "start", "end", "quote", "section")}.items()
    around = source["around"]
    assert around["start"] <= source["start"] < source["end"] <= around["end"]
    assert source["quote"] in around["text"]
    shown = served.firm.json("--as", "alice", "show", f"{reply['audit']['seq']}.1")
    assert {**source, "around": None} == {**shown, "around": None}
    drawn = alice.get(f"/citations/{reply['audit']['seq']}.1/page.png")  # the lease is a text, without pages
    assert (drawn.status_code, drawn.headers["content-type"]) == (422, PROBLEM)


def test_records_are_read_some_at_a_time_as_far_as_one_may(served: Served, alice: Program) -> None:
    reply = alice.post("/ask", {"question": RENT}).json()
    first = alice.get("/records", limit=2).json()
    second = alice.get("/records", limit=2, cursor=first["next"]).json()
    seqs = [one["seq"] for one in first["records"] + second["records"]]
    assert seqs == sorted(seqs, reverse=True)
    assert {one["user"] for one in first["records"] + second["records"]} == {"alice"}
    record = alice.get(f"/records/{reply['audit']['seq']}").json()
    assert (record["question"], record["hash"]) == (RENT, reply["audit"]["hash"])
    assert record == served.firm.json("--as", "alice", "audit", "show", reply["id"])


def test_statements_are_streamed_and_taken_up_from_where_they_were_lost(served: Served, alice: Program) -> None:
    two = "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?"
    begun = alice.post("/questions", {"question": two})
    assert begun.status_code == 202
    path = "/" + begun.json()["events"]
    seen = list(alice.events(path))
    kinds = [kind for _, kind, _ in seen]
    assert kinds == ["statement"] * (len(kinds) - 1) + ["reply"]
    reply = alice.get("/" + begun.json()["reply"]).json()
    assert seen[-1][2] == reply
    assert [one["statement"] for _, _, one in seen[:-1]] == reply["statements"]
    assert len(reply["statements"]) >= 2
    again = list(alice.events(path, last="1"))
    assert [(place, kind, one.get("statement", one)) for place, kind, one in again] == [
        (place, kind, one.get("statement", one)) for place, kind, one in seen[1:]
    ]
    assert alice.get(path, headers={"last-event-id": "end"}).status_code == 204


def test_a_limited_token_streams_only_what_it_asked_itself(served: Served, alice: Program) -> None:
    limited = _program(served, "alice", "--matter", "lease")
    begun = alice.post("/questions", {"question": RENT}).json()["id"]
    refused = limited.get(f"/questions/{begun}/events")
    assert (refused.status_code, refused.content) == (404, limited.get("/questions/none/events").content)
    list(alice.events(f"/questions/{begun}/events"))
    assert limited.get(f"/questions/{begun}/events").status_code == 404
    own = limited.post("/questions", {"question": RENT}).json()["id"]
    assert [kind for _, kind, _ in limited.events(f"/questions/{own}/events")][-1] == "reply"
    assert [one["id"] for one in limited.get("/questions").json()["questions"]] == [own]


def test_a_request_with_a_key_counts_once(served: Served, alice: Program) -> None:
    key = {"idempotency-key": new_secret()}
    first = alice.post("/ask", {"question": RENT}, key)
    before = len(alice.get("/questions", limit=200).json()["questions"])
    again = alice.post("/ask", {"question": RENT}, key)
    assert again.status_code == 200
    assert (again.json()["id"], again.headers["idempotency-replayed"]) == (first.json()["id"], "true")
    assert again.json()["statements"] == first.json()["statements"]
    assert len(alice.get("/questions", limit=200).json()["questions"]) == before
    other = alice.post("/ask", {"question": PRICE}, key)
    assert (other.status_code, other.headers["content-type"]) == (422, PROBLEM)
    streamed = {"idempotency-key": new_secret()}
    begun = [alice.post("/questions", {"question": RENT}, streamed) for _ in range(2)]
    assert [one.status_code for one in begun] == [202, 202]
    assert begun[0].json() == begun[1].json()
    bob = _program(served, "bob").post("/ask", {"question": RENT}, key)  # somebody else's key is another one
    assert bob.json()["id"] != first.json()["id"]
    list(alice.events("/" + begun[0].json()["events"]))


def test_a_key_whose_request_was_refused_can_be_sent_again(alice: Program) -> None:
    key = {"idempotency-key": new_secret()}
    for _ in range(2):
        refused = alice.post("/ask", {"question": RENT, "matter": "missing"}, key)
        assert refused.status_code == 404
        assert "idempotency-replayed" not in refused.headers


def test_tokens_that_do_not_count_or_do_not_reach_are_refused(served: Served, alice: Program) -> None:
    base = alice.base
    revoked = _token(served, "alice")
    ended = Program(base, revoked)
    assert ended.get("/token").status_code == 200
    served.firm.run("--as", "alice", "token", "revoke", ended.get("/token").json()["id"])
    answers = [Program(base, secret).get("/matters") for secret in (revoked, new_secret(), "forged", "pincite_")]
    assert {(one.status_code, one.content) for one in answers} == {(401, answers[0].content)}
    assert answers[0].headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    nobody = httpx2.get(f"{base}/matters", timeout=READY_SECONDS)
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    searching = _program(served, "alice", "--scope", "search")
    assert searching.post("/search", {"question": RENT}).status_code == 200
    lacking = searching.post("/ask", {"question": RENT})
    assert lacking.status_code == 403
    assert lacking.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="ask"'
    own = searching.get("/token").json()
    assert (own["user"], own["scopes"], own["limited"]) == ("alice", ["search"], False)
    assert "token" not in own


def test_a_cookie_opens_nothing_for_programs_and_a_token_no_page(served: Served, alice: Program) -> None:
    visitor = served.visitor("alice")
    assert visitor.get("/api/v1/matters").status_code == 401
    page = httpx2.get(
        f"{served.base}/library", headers={"authorization": f"Bearer {alice.token}"}, timeout=READY_SECONDS
    )
    assert page.status_code == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"question": "a"', "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"question": "a", "speed": 9}', "application/json", 422),
        (b'{"question": ""}', "application/json", 422),
        (b'{"question": "\\ud800"}', "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b'{"question": "a"}', "text/plain", 415),
        (b"question=a", "application/x-www-form-urlencoded", 415),
        (b'{"question": "' + b"a" * 300_000 + b'"}', "application/json", 413),
    ],
    ids=["cut", "no object", "unknown field", "empty", "half a letter", "no UTF-8", "text", "form", "huge"],
)
def test_a_body_that_is_none_is_refused_in_a_sentence(alice: Program, body: bytes, kind: str, status: int) -> None:
    headers = {"authorization": f"Bearer {alice.token}", "content-type": kind}
    refused = httpx2.post(f"{alice.base}/search", content=body, headers=headers, timeout=READY_SECONDS)
    assert (refused.status_code, refused.headers["content-type"]) == (status, PROBLEM)
    problem = refused.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert problem["detail"].endswith(".")
    assert "\n" not in problem["detail"]
    assert "ud800" not in refused.text


def test_a_body_without_an_end_is_given_up(alice: Program) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"a" * 10_000

    headers = {"authorization": f"Bearer {alice.token}", "content-type": "application/json"}
    refused = httpx2.post(f"{alice.base}/search", content=endless(), headers=headers, timeout=READY_SECONDS)
    assert refused.status_code == 413


def test_whoever_asks_for_too_much_is_told_how_long_to_wait(served: Served) -> None:
    program = _program(served)
    assert program.get("/token").status_code == 200
    with closing(ServerFile(served.firm.workspace / SERVER)) as file, file.changing() as db:
        [left] = db.execute("SELECT left FROM allowance WHERE user = 'alice'").fetchone()
        assert 0 < left < PER_MINUTE
        db.execute("UPDATE allowance SET left = ?", (-PER_MINUTE,))
    late = program.get("/token")
    assert (late.status_code, late.headers["content-type"]) == (429, PROBLEM)
    assert 1 < int(late.headers["retry-after"]) <= 61
    with closing(ServerFile(served.firm.workspace / SERVER)) as file, file.changing() as db:
        db.execute("DELETE FROM allowance")
    assert _program(served, "bob").get("/token").status_code == 200


def test_a_user_reads_so_many_answers_at_once_and_places_come_back(served: Served, alice: Program) -> None:
    begun = alice.post("/questions", {"question": RENT}).json()["id"]
    list(alice.events(f"/questions/{begun}/events"))
    _streams(served, 0)  # a place is given back once a stream has ended
    with closing(ServerFile(served.firm.workspace / SERVER)) as file:
        [worker, *_] = [one.stem for one in (served.firm.workspace / "workers").glob("*.lock")]
        rows = [(f"{number}", "alice", "stream", worker, time.time()) for number in range(MOST["stream"])]
        with file.changing() as db:
            db.executemany("INSERT INTO slot VALUES (?, ?, ?, ?, ?)", rows)
        refused = alice.get(f"/questions/{begun}/events")
        assert (refused.status_code, refused.headers["content-type"]) == (429, PROBLEM)
        with file.changing() as db:
            db.execute("UPDATE slot SET worker = 'dead'")
        assert alice.get(f"/questions/{begun}/events").status_code == 200


def _under_way(served: Served, identity: str) -> None:
    """Have the server take a question of alice's for one that is being answered, as it is while a worker is slow."""
    [worker, *_] = [one.stem for one in (served.firm.workspace / "workers").glob("*.lock")]
    with closing(ServerFile(served.firm.workspace / SERVER)) as file:
        ServerStore(file).begin(Pending(identity, "alice", RENT, 1, datetime.now(UTC), worker))


def test_more_streams_than_a_user_may_read_are_refused_at_once(served: Served, alice: Program) -> None:
    identity = new_id()
    _under_way(served, identity)
    path = f"/questions/{identity}/events"
    headers = {"authorization": f"Bearer {alice.token}"}
    limits = httpx2.Limits(max_connections=None)
    with ExitStack() as open_streams, httpx2.Client(timeout=READY_SECONDS, limits=limits) as http:
        opened = [open_streams.enter_context(http.stream("GET", alice.base + path, headers=headers)) for _ in range(40)]
        statuses = [one.status_code for one in opened]
        assert statuses == [200] * MOST["stream"] + [429] * (40 - MOST["stream"])
        assert alice.get("/token").status_code == 200  # who reads may go on asking
    until = time.monotonic() + READY_SECONDS
    while alice.get("/questions/none/events").status_code != 404:  # their places are free once they are gone
        assert time.monotonic() < until
    with closing(ServerFile(served.firm.workspace / SERVER)) as file:
        ServerStore(file).note_error(identity, "it was given up")
    [(place, kind, problem)] = list(alice.events(path))
    assert (place, kind, problem["detail"]) == ("end", "problem", "It was given up.")


def _streams(served: Served, many: int) -> None:
    """Wait until so many streams are read."""
    until = time.monotonic() + READY_SECONDS
    with closing(ServerFile(served.firm.workspace / SERVER)) as file, file.reading() as db:
        while db.execute("SELECT count(*) FROM slot").fetchone() != (many,):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_stream_ends_when_its_token_is_revoked(served: Served) -> None:
    identity = new_id()
    _under_way(served, identity)
    program = _program(served)
    own = program.get("/token").json()["id"]
    _streams(served, 0)
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(lambda: list(program.events(f"/questions/{identity}/events")))
        _streams(served, 1)
        assert not reading.done()
        served.firm.run("--as", "alice", "token", "revoke", own)
        [(_, kind, problem)] = reading.result(READY_SECONDS)
    assert kind == "problem"
    assert "revoked" in str(problem["detail"])


def test_a_matter_that_is_walled_off_meanwhile_is_closed_to_a_token(served: Served) -> None:
    program = _program(served, "alice", "--matter", "lease")
    reply = program.post("/ask", {"question": RENT}).json()
    key = {"idempotency-key": new_secret()}
    kept = program.post("/ask", {"question": RENT}, key).json()
    served.firm.run("access", "wall", "add", "alice", "--matter", "lease")
    try:
        assert program.get("/matters").json() == {"matters": []}
        assert program.get(f"/questions/{reply['id']}").status_code == 404
        assert program.get(f"/citations/{reply['audit']['seq']}.1").status_code == 404
        assert program.post("/ask", {"question": RENT}, key).status_code == 404
        assert program.get(f"/questions/{kept['id']}/events").status_code == 404
        assert program.post("/ask", {"question": RENT}).json()["answered"] is False
    finally:
        served.firm.run("access", "wall", "remove", "alice", "--matter", "lease")


def test_the_interface_describes_itself(served: Served) -> None:
    described = httpx2.get(f"{served.base}/api/v1/openapi.json", timeout=READY_SECONDS).json()
    assert described["openapi"] == "3.1.0"
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (path, parameter["name"])
    for name, schema in described["components"]["schemas"].items():
        assert schema["description"], name
        for field, shape in schema["properties"].items():
            assert shape.get("description"), (name, field)


def test_the_document_and_the_client_are_fresh(served: Served) -> None:
    stale = [file.name for file, text in make_api.files().items() if file.read_text(encoding="utf-8") != text]
    assert stale == [], "run: python -m runs.making.make_api"
    described = httpx2.get(f"{served.base}/api/v1/openapi.json", timeout=READY_SECONDS).json()
    assert described == json.loads(make_api.DOCUMENT.read_text(encoding="utf-8"))


def test_the_example_of_an_answer_is_as_answers_are(alice: Program) -> None:
    reply = alice.post("/ask", {"question": RENT}).json()
    assert REPLY.keys() == reply.keys()
    assert [one["text"] for one in reply["statements"]] == [example.RENT]
    assert example.CITATION.keys() == reply["statements"][0]["citations"][0].keys()
    assert example.PASSAGE.keys() == reply["passages"][0].keys()
    assert schemas.Reply.model_validate(REPLY).answered


def test_requests_that_are_made_from_the_document_find_no_fault(served: Served) -> None:
    whole = _token(served, "alice", *(f"--scope={one}" for one in SCOPES))
    found = fuzz(served.base, whole, examples=4, seed=None, phases=("examples", "fuzzing"))
    assert found.failures == (), found.report
    assert found.requests > 60


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[Client]:
    with Client(served.base, _token(served, "alice")) as opened:
        yield opened


def test_the_client_asks_reads_sources_and_lists(served: Served, client: Client) -> None:
    reply = client.ask(RENT, matter="lease")
    [statement] = reply.statements
    [citation] = statement.citations
    assert (reply.answered, citation.section) == (True, "2.1")
    source = client.source(f"{reply.audit.seq}.1")
    assert source.quote == citation.quote == client.text(citation.document, start=citation.start, end=citation.end).text
    assert client.reply(reply.id).statements == reply.statements
    assert client.document(citation.document) in client.documents(limit=5).documents
    assert citation.section in [clause.number for clause in client.outline(citation.document).clauses]
    assert client.matters() == models.Matters(matters=[models.Matter(matter="lease")])
    assert client.search(RENT, k=2).hits[0].document == citation.document
    assert client.record(str(reply.audit.seq)).question == RENT
    assert client.records(limit=1).records[0].user == client.token().user == "alice"
    assert client.questions(limit=1).questions[0].id == reply.id
    refused = client.ask("Who painted the ceiling of the chapel?")
    assert refused.refusal is not None
    assert refused.refusal.message


def test_the_client_raises_the_servers_sentence(served: Served, client: Client) -> None:
    with pytest.raises(ApiError, match="nothing here that you may see") as missing:
        client.document("../no such?document#")
    assert (missing.value.status, missing.value.problem.type) == (404, "urn:pincite:problem:not-found")
    with pytest.raises(ApiError, match="unknown, has expired or was revoked"), Client(served.base, "forged") as other:
        other.matters()
    with pytest.raises(ApiError, match="no pages to draw"):
        client.page_picture(f"{client.ask(RENT).audit.seq}.1")
    down = httpx2.MockTransport(lambda _: httpx2.Response(502, text="no"))  # a proxy before a server that is down
    with Client(served.base, "token", transport=down) as other, pytest.raises(ApiError) as answered:
        other.matters()
    assert answered.value.status == 502


def test_the_client_follows_a_question_and_takes_a_lost_stream_up_again(served: Served, client: Client) -> None:
    two = "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?"
    begun = client.begin_question(two, idempotency_key=new_secret())
    events = list(client.events(begun.id))
    assert [one.kind for one in events] == ["statement"] * (len(events) - 1) + ["reply"]
    assert isinstance(events[-1].data, models.Reply)
    assert len(events) == len(events[-1].data.statements) + 1 >= 3
    with Client(served.base, _token(served, "alice"), transport=_Losing(2)) as losing:
        losing.pause = 0
        assert [one.kind for one in losing.events(begun.id)] == [one.kind for one in events]
    with Client(served.base, _token(served, "alice"), transport=_Losing(99)) as losing:
        losing.pause = 0
        with pytest.raises(ConnectionLost):
            list(losing.events(begun.id))
    assert list(client.events(begun.id, last_event_id="end")) == []


class _Losing(httpx2.BaseTransport):
    """A transport over a line that breaks so many streams after their first event."""

    def __init__(self, times: int) -> None:
        self._inner, self._times = httpx2.HTTPTransport(), times

    def close(self) -> None:
        self._inner.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._inner.handle_request(request)
        if not request.url.path.endswith("/events") or self._times == 0:
            return response
        self._times -= 1
        body = response.read()
        lost = b"" if self._times > 50 else b"\n\n".join(body.split(b"\n\n")[:2]) + b"\n\nid: 9"
        return httpx2.Response(response.status_code, headers={"content-type": "text/event-stream"}, content=lost)


def test_the_awaited_client_does_the_same(served: Served) -> None:
    async def used() -> tuple[models.Reply, list[Event]]:
        async with AsyncClient(served.base, _token(served, "alice")) as client:
            reply = await client.ask(RENT)
            begun = await client.begin_question(RENT)
            events = [event async for event in client.events(begun.id)]
            with pytest.raises(ApiError):
                await client.document("none")
            return reply, events

    reply, events = asyncio.run(used())
    last = events[-1].data
    assert isinstance(last, models.Reply)
    assert last.statements == reply.statements


def test_a_client_reads_what_a_later_server_adds() -> None:
    found = decoded(models.Matters, {"matters": [{"matter": "lease", "opened": 2029}], "count": 1})
    assert found == models.Matters(matters=[models.Matter(matter="lease")])


def test_the_commands_and_the_programs_of_the_documentation_work(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    page = page.replace("http://127.0.0.1:8642", served.base)
    token = _token(served, "alice")
    [sending, program] = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    exec(program, {"token": token})  # noqa: S102 - the page's own
    printed = capsys.readouterr().out
    assert "$4,200" in printed
    assert "reply Reply(" in printed
    sender = _token(served, "alice", "--scope", "add")
    (tmp_path / "Closing binder").mkdir()
    (tmp_path / "Closing binder" / "note.pdf").write_bytes(b"no PDF")
    monkeypatch.chdir(tmp_path)
    exec(sending.replace("Firm", "lease").replace("http://127.0.0.1:8642", served.base), {"token": sender})  # noqa: S102
    with Client(served.base, sender) as client:
        [delivery, *_] = client.deliveries().deliveries
        assert sum((delivery.files.whole, delivery.files.failed)) == 1
    [command] = re.findall(r"^(curl .*?)^```", page, re.DOTALL | re.MULTILINE)
    if shutil.which("curl") is not None:
        done = subprocess.run(
            ["/bin/sh", "-c", command], env={**os.environ, "TOKEN": token}, capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout)["refusal"]["message"]
