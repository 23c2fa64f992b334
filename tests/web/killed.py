"""People who ask, read and send files while a server's processes are killed, and what has to be there afterwards.

What the server has told somebody is noted the moment they are told: a sentence that a page shows, a page that came to
its end, a judgement that was taken, a file of which each piece was acknowledged. A connection that breaks is what
happens to a browser, too: it asks again, and goes on.
"""

import html
import random
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

import httpx2
from tests.web.conftest import READY_SECONDS, Visitor

from pincite.session import Session
from pincite.session.versions import original_of
from pincite.wiring.names import SERVER, UPLOADS

T = TypeVar("T")

SHOWN = re.compile(r'<li class="one"[^>]*>.*?<blockquote>(.*?)</blockquote>', re.S)
FAILED = re.compile(r'<li class="failed">(.*?)</li>', re.S)
INTERRUPTED = "The server was stopped while this was being answered."
PIECE = 4096
"""Bytes of a piece of a file: a small one, so that a process dies between two of them."""
PAUSE = 0.2
"""Seconds before somebody whose connection broke tries again."""


@dataclass
class Told:
    """What a server has told one person."""

    shown: dict[str, list[str]] = field(default_factory=dict)
    """The sentences that the page of each question has shown."""
    whole: set[str] = field(default_factory=set)
    interrupted: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    """The content of each file that was acknowledged whole, by its name."""
    deliveries: list[str] = field(default_factory=list)
    broken: int = 0
    losses: list[str] = field(default_factory=list)
    """What was told once and not again while the server ran."""
    failures: list[str] = field(default_factory=list)
    """Statuses and sentences that nobody should meet, whatever dies."""


@dataclass
class Person:
    """Somebody at a browser, who goes on until `is_done` is set; `sends` files, or asks."""

    visitor: Visitor
    token: str
    questions: Sequence[str]
    is_done: threading.Event
    chance: random.Random
    modes: Sequence[str] = ("quote",)
    matter: str | None = None
    sends: bool = False
    pause: float = 0.0
    """Seconds between two questions, or two deliveries, at most."""
    patience: float = READY_SECONDS
    """Seconds within which a server has to answer again, and a delivery to be read: more on a busy machine."""
    told: Told = field(default_factory=Told)
    _acknowledged: dict[str, int] = field(default_factory=dict)
    """How many bytes of each file were acknowledged."""

    def go_on(self) -> None:
        """Ask or send until told to stop."""
        while not self.is_done.wait(self.chance.uniform(0, self.pause)):
            if self.sends:
                self._send()
            else:
                self._ask()

    # Asking

    def _ask(self) -> None:
        fields = {"question": self.chance.choice(self.questions), "mode": self.chance.choice(self.modes)}
        try:
            begun = self._post("/questions", fields)
        except httpx2.TransportError:
            self.told.broken += 1  # whether it was begun they do not know
            return
        if begun.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # those of a dead process count for a moment
            time.sleep(PAUSE)
            return
        if begun.status_code != HTTPStatus.SEE_OTHER:
            self._unexpected("asking", begun)
            return
        identity = begun.headers["location"].rpartition("/")[2]
        self.told.shown[identity] = []
        self._until_it_answers(lambda: self._read(identity))
        if identity in self.told.whole and self.chance.random() < 0.5:
            self._until_it_answers(lambda: self._judge(identity))

    def _read(self, identity: str) -> None:
        """Read the page of a question until it has come whole."""
        before, page = self.told.shown[identity], ""
        address = f"{self.visitor.base}/questions/{identity}"
        with httpx2.stream("GET", address, headers=self.visitor._cookie(), timeout=READY_SECONDS) as response:
            for piece in response.iter_text():
                page += piece
                shown = [letters(one) for one in SHOWN.findall(page)]
                if len(shown) > len(before):
                    self.told.shown[identity] = shown
        if response.status_code != HTTPStatus.OK:
            self.told.losses.append(f"the page of question {identity} has the status {response.status_code}")
            return
        if [letters(one) for one in SHOWN.findall(page)][: len(before)] != before:
            self.told.losses.append(f"the page of question {identity} lost a sentence when it was opened again")
        if f"/questions/{identity}/answer.txt" in page:
            self.told.whole.add(identity)
        elif INTERRUPTED in page:
            self.told.interrupted.add(identity)
        else:
            self.told.failures.append(f"question {identity}: {FAILED.findall(page) or page[-300:]}")

    def _judge(self, identity: str) -> None:
        said = self._post(f"/questions/{identity}/feedback", {"useful": "yes"})
        if said.status_code == HTTPStatus.SEE_OTHER:
            self.told.judged.add(identity)
        else:
            self._unexpected("judging", said)

    # Sending

    def _send(self) -> None:
        """Send a few files, have them read, and wait until they are."""
        delivery = self._until_it_answers(lambda: self._post("/deliveries", {"matter": self.matter or ""}))
        if delivery is None or delivery.status_code != HTTPStatus.CREATED:
            self._unexpected("beginning a delivery", delivery)
            return
        address = delivery.json()["address"]
        files = {}
        for _ in range(self.chance.randint(1, 4)):
            name = f"note {self.chance.randrange(10**12)}.txt"
            files[name] = self._content(name)
            self._until_it_answers(lambda name=name: self._send_file(address, name, files[name]))  # type: ignore[misc]
        closed = self._until_it_answers(lambda: self._post(f"{address}/close", {}))
        if closed is None or closed.status_code not in (HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY):
            self._unexpected("closing a delivery", closed)
            return
        self.told.deliveries.append(address)
        self.told.files |= files
        until = time.monotonic() + self.patience
        while "/stop" in (self._until_it_answers(lambda: self.visitor.get(address).text) or ""):
            if time.monotonic() > until:
                self.told.losses.append(f"{address} is not read after {self.patience:.0f} s")
                return
            time.sleep(PAUSE)

    def _content(self, name: str) -> bytes:
        """A file that nobody has sent before."""
        lines = [f"NOTE {name}", ""]
        for number in range(1, self.chance.randint(20, 200)):
            lines.append(f"{number}. Office {self.chance.randrange(10**6)} closes at {number % 12 + 1} p.m.")
        return "\n".join(lines).encode()

    def _send_file(self, delivery: str, name: str, content: bytes) -> None:
        """Send a file from where it stands; what was acknowledged before must still be there."""
        sizes = {"form-token": self.token, "upload-name": name.replace(" ", "%20"), "upload-length": str(len(content))}
        place = self.visitor.post(f"{delivery}/files", {}, **sizes)
        if place.status_code != HTTPStatus.CREATED:
            self._unexpected("announcing a file", place)
            return
        at = int(place.headers["upload-offset"])
        if at < self._acknowledged.get(place.headers["location"], 0):
            self.told.losses.append(f"{name} had more bytes than the {at} that are there")
        while at < len(content):
            at = self._send_piece(place.headers["location"], at, content[at : at + PIECE])
            self._acknowledged[place.headers["location"]] = at

    def _send_piece(self, place: str, at: int, piece: bytes) -> int:
        headers = {"form-token": self.token, "upload-offset": str(at), "origin": self.visitor.base}
        sent = httpx2.patch(
            self.visitor.base + place,
            content=piece,
            headers=headers | self.visitor._cookie(),
            timeout=READY_SECONDS,
        )
        if sent.status_code != HTTPStatus.NO_CONTENT:
            self._unexpected("sending a piece", sent)
        return int(sent.headers["upload-offset"])

    # Both

    def _post(self, address: str, fields: dict[str, str]) -> httpx2.Response:
        return self.visitor.post(address, {**fields, "form_token": self.token})

    def _until_it_answers(self, does: Callable[[], T]) -> T | None:
        """What something gives once no connection breaks over it."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                return does()
            except httpx2.TransportError:
                self.told.broken += 1
                time.sleep(PAUSE)
        self.told.failures.append(f"no answer within {self.patience:.0f} s")
        return None

    def _unexpected(self, doing: str, response: httpx2.Response | None) -> None:
        if response is not None:
            self.told.failures.append(f"{doing}: status {response.status_code}: {response.text[-300:]}")


def letters(shown: str) -> str:
    """The letters and digits of a sentence: a page sets quotation marks and spaces its own way."""
    return "".join(filter(str.isalnum, html.unescape(re.sub(r"<[^>]+>", "", shown))))


@contextmanager
def busy(people: Sequence[Person], patience: float = 5 * READY_SECONDS) -> Iterator[None]:
    """For as long as this lasts, people do what they do; then they have some seconds to come to the end of that."""
    threads = [threading.Thread(target=one.go_on) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in people:
            one.is_done.set()
        for thread in threads:
            thread.join(patience)
    assert not any(thread.is_alive() for thread in threads)


async def lost(session: Session, told: Sequence[Told]) -> list[str]:
    """What people were told and is not there, in sentences; `session` may read the record and all documents."""
    found = [loss for one in told for loss in one.losses]
    sentences, replies, judged = _recorded(session)
    for one in told:
        for identity, shown in one.shown.items():
            missing = sum(sentence not in sentences.get(identity, set()) for sentence in shown)
            found += [f"{missing} sentences of question {identity} are not on the record"] if missing else []
        found += [f"question {identity} has no record" for identity in sorted(one.whole - set(replies))]
        found += [
            f"what was said of question {identity} is not on the record"
            for identity in sorted(one.judged)
            if replies.get(identity) not in judged
        ]
    found += await _files_lost(session, {name: content for one in told for name, content in one.files.items()})
    return found


async def _files_lost(session: Session, files: dict[str, bytes]) -> list[str]:
    """Files that are neither documents as they were sent nor listed, with a reason, for their sender to try again."""
    entries = session.firm.catalogue.entries(session.scope())
    documents = {entry.path.rpartition("/")[2]: entry.document for entry in entries}
    root, found = session.firm.places.record.parent, []
    with closing(sqlite3.connect(root / SERVER)) as db:
        sent = {row[0]: row[1:] for row in db.execute("SELECT name, id, state, note FROM upload")}
    for name, content in files.items():
        if name in documents:
            if (await original_of(session, documents[name])).content != content:
                found.append(f"the file {name} has other bytes than were sent")
            continue
        identity, state, note = sent.get(name, ("", "not listed", ""))
        if state != "failed" or not note or (root / UPLOADS / identity).read_bytes() != content:
            found.append(f"the file {name} was acknowledged and is no document: {state}, {note!r}")
    return found


def _recorded(session: Session) -> tuple[dict[str, set[str]], dict[str, int], set[int]]:
    """The sentences on the record by reply, the number of each reply that ended, and of each that was judged."""
    sentences: dict[str, set[str]] = {}
    replies, judged = {}, set()
    for entry in session.firm.audit.entries():
        if entry.kind == "feedback" and isinstance(of := entry.facts.get("of"), int):
            judged.add(of)
        if entry.kind in ("answer", "refusal", "failure"):
            replies[entry.id] = entry.seq
        if entry.kind in ("statement", "answer", "refusal") and entry.content is not None:
            told = entry.content.get("statements")
            said = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
            kept = sentences.setdefault(str(entry.facts.get("reply", entry.id)), set())
            kept.update(letters(str(one["text"])) for one in said)
    return sentences, replies, judged
