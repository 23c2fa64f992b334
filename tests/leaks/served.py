"""The page of a firm, opened by everybody at whatever addresses anybody was ever given.

The app is the one that `pincite serve` runs, without the socket, over the firm as it stands in memory. What a page
links to is remembered whoever saw it, so that colleagues open each other's addresses, and old ones after the rules
changed.
"""

import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import zip_longest

import httpx2
from starlette.testclient import TestClient
from tests.leaks.looking import Looking

from pincite.errors import PinciteError, UnknownPrincipal
from pincite.models.chat.fake_provider import FakeProvider
from pincite.models.chat.fake_wires import FakeRequest
from pincite.serving.port import ServerTables
from pincite.serving.questions import OwnQuestions
from pincite.serving.store import ServerStore
from pincite.web.answering import Answering
from pincite.web.app import app_over
from pincite.web.cookies import COOKIE
from pincite.web.server import Server
from pincite.wiring.workspace import Workspace

ADDRESS = re.compile(r'(?:href|src|action|hx-get)="(/[^"]*)"')
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
AFTER = re.compile(r'name="after" value="(\d+)"')
IDENTITY = re.compile(r"/(?:questions|sources|documents|deliveries)/([\w-]{10,})")
TIME = re.compile(r"<time[^>]*>[^<]*</time>")

CHANGES = ("/changes?earlier=1&later=1", "/changes?earlier=1&later=1&view=page", "/versions/1/pages/1.png")

OF_A_DOCUMENT = ("", "", "/about", "/original", "/as-amended", *CHANGES)
"""What there is of a document: its words, what is known of it, its file, and what changed in it."""

FIRST = (
    *("/", "/questions", "/feedback", "/library"),
    *("/questions?find=the", "/library?words=a&order=date", "/waiting"),
)
ENDS = ("</html>", "</section>", "</p>", "</option>")
"""How a page ends that came whole, or a part of one."""

LEFT_OUT = ("/static", "/sign-out", "/sign-in")
"""Addresses that show nothing of a firm, or end a visit."""

WRITTEN = 0.3
"""How much of what is asked is to be written by the language model."""

NO_RECORD = "900000001"
"""The number of a record that there is none of."""

MOST_KNOWN = 400
"""Addresses that are remembered: the newest, so that most still lead somewhere."""


@dataclass
class Visits:
    """The app over a firm, with the addresses that anybody was given."""

    looking: Looking
    client: TestClient
    file: ServerTables
    store: ServerStore
    provider: FakeProvider
    known: list[str] = field(default_factory=list)
    answered: dict[str, list[str]] = field(default_factory=dict)
    """The numbers of the records that each user was given to go on from."""
    prompts: int = 0
    """How many requests to the language model were looked at."""
    secrets: dict[str, str] = field(default_factory=dict)

    def by(self, user: str) -> dict[str, str] | None:
        """The headers of a browser that a user is signed in with; None for whoever was shut out."""
        workspace = self.looking.firm.workspace
        if not workspace.is_active(user):
            return None
        if not self._counts(user):
            self.secrets[user] = self.store.sign_in(user, workspace.now())
        return {"cookie": f"{COOKIE}={self.secrets[user]}"} if self._counts(user) else None

    def _counts(self, user: str) -> bool:
        """True if the user is signed in, and was not disabled since."""
        workspace = self.looking.firm.workspace
        browser = self.store.browser(self.secrets.get(user, ""), workspace.now())
        try:
            return browser is not None and bool(workspace.signed_in(user, browser.signed_in))
        except UnknownPrincipal:
            return False

    def get(self, user: str, address: str) -> httpx2.Response | None:
        """Open an address as a user, and hold what it shows against the rules."""
        headers = self.by(user)
        if headers is None:
            return None
        self.looking.firm.type(user, address)
        response = self.client.get(address, headers=headers, follow_redirects=False)
        if response.headers.get("location", "").startswith("/sign-in"):
            del self.secrets[user]
        self._look(user, f"page {route(address)}", response, self._named_to(user, address))
        return response

    def _named_to(self, user: str, address: str) -> frozenset[str]:
        """Names of matters on the page where whoever administers the rules says who sees them, as the rules do."""
        rules, marks = self.looking.firm.rules, self.looking.firm.marks
        if not address.startswith("/library/members") or not (
            user == rules.owner or rules.holds_role(user, "administrator")
        ):
            return frozenset()
        return frozenset(mark for mark, (kind, _) in marks.items() if kind == "matter")

    def post(self, user: str, address: str, fields: dict[str, str]) -> httpx2.Response | None:
        """Send a form of the page as a user."""
        headers = self.by(user)
        if headers is None:
            return None
        token = TOKEN.search(self.client.get("/", headers=headers).text)
        if token is None:  # who was disabled since signing in signs in again
            del self.secrets[user]
            return None
        self.looking.firm.type(user, f"{address} {' '.join(fields.values())}")
        response = self.client.post(
            address, data={**fields, "form_token": token[1]}, headers=headers, follow_redirects=False
        )
        self._look(user, f"page {route(address)}", response)
        return response

    def _look(self, user: str, what: str, response: httpx2.Response, named: frozenset[str] = frozenset()) -> None:
        self.looking.counts["pages opened"] += 1
        self.looking.counts[f"status {response.status_code}"] += 1
        if response.status_code >= 500:
            self.looking.leaks.append(f"{what} failed for {user}: {response.text[:300]}")
        is_page = "html" in response.headers.get("content-type", "")
        words = response.text.rstrip()
        if is_page and words and not words.endswith(ENDS):
            self.looking.leaks.append(f"{what} breaks off for {user}: {response.text[-300:]}")
        where = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        self.looking.check(what, f"{words_of(response)} {where}", user, before=named)
        self.look_at_prompts(user)
        if response.is_success and is_page:
            self.answered.setdefault(user, []).extend(AFTER.findall(response.text))
            found = [each for each in ADDRESS.findall(response.text) if not each.startswith(LEFT_OUT)]
            self.known = list(dict.fromkeys([*self.known, *found]))[-MOST_KNOWN:]
        elif response.is_redirect:
            self.known = [*self.known, response.headers["location"]][-MOST_KNOWN:]

    def look_at_prompts(self, user: str) -> None:
        """Hold what the language model was sent since the last look against the rules, as shown to a user."""
        new = self.provider.ledger[self.prompts :]
        self.prompts += len(new)
        for entry in new:
            self.looking.counts["prompts"] += 1
            self.looking.check("prompt", told_in(entry.question), user)


def told_in(question: FakeRequest | None) -> str:
    """All that a language model is told."""
    return "" if question is None else "\n".join(message.content for message in question.messages)


def words_of(response: httpx2.Response) -> str:
    """What a response says; of a file of Word, all that it holds."""
    if "wordprocessingml" not in response.headers.get("content-type", "") or not response.is_success:
        return response.text
    with zipfile.ZipFile(BytesIO(response.content)) as held:
        return " ".join(held.read(name).decode() for name in held.namelist())


def route(address: str) -> str:
    """An address without what it names, for counting."""
    path = address.partition("?")[0].split("/")
    return "/".join(part for number, part in enumerate(path) if number in (0, 1, 3))


@contextmanager
def visited(looking: Looking, provider: FakeProvider) -> Iterator[Visits]:
    """While this lasts, the page of a firm."""
    workspace = looking.firm.workspace
    with (
        workspace.workers.at_work() as worker,
        workspace.server(create=True) as file,
    ):
        store = ServerStore(file)

        @asynccontextmanager
        async def opening() -> AsyncIterator[Server]:
            yield server_over(workspace, file, store, worker)

        with TestClient(app_over(opening), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield Visits(looking, client, file, store, provider)


def server_over(workspace: Workspace, file: ServerTables, store: ServerStore, worker: str) -> Server:
    """What a worker would have open over this firm."""
    answering = Answering(store, OwnQuestions(file), workspace.workers, worker)
    return Server(workspace, file, store, answering, workspace.workers)


def visit(visits: Visits, user: str) -> None:
    """One thing that somebody does on the page."""
    firm, rng = visits.looking.firm, visits.looking.firm.rng
    draw = rng.random()
    if draw < 0.25:
        asked(visits, user)
    elif draw < 0.32:
        named(visits, user)
    elif draw < 0.36:
        judged(visits, user)
    elif draw < 0.46:
        followed(visits, user)
    elif draw < 0.52:
        shared(visits, user)
    elif draw < 0.56:
        visits.get(user, f"/library?matter={rng.choice(sorted(firm.rules.matters))}")
    elif draw < 0.6:
        visits.get(user, rng.choice(FIRST))
    else:
        visits.get(user, rng.choice(visits.known or list(FIRST)))


def asked(visits: Visits, user: str) -> None:
    """A question, and its page; then the same address as a colleague, who gets nothing of it."""
    looking, rng = visits.looking, visits.looking.firm.rng
    mode = "write" if rng.random() < WRITTEN else "quote"
    fields = {"question": looking.question(user), "matter": looking.matter(user) or "", "mode": mode}
    looking.counts["asks on the page"] += 1
    begun = visits.post(user, "/questions", fields)
    if begun is None or not begun.is_redirect:
        return
    address = begun.headers["location"]
    page = visits.get(user, address)
    assert page is not None
    looking.counts["asks on the page answered"] += "<blockquote" in page.text
    looking.counts["written answers"] += "written by" in page.text
    colleague = rng.choice(sorted(looking.firm.rules.users.keys() - {user}))
    visits.get(colleague, address)


def followed(visits: Visits, user: str) -> None:
    """A question that goes on from an answer, before which a wall may be raised; or from the answer of a colleague.

    A record of a colleague's and one that there is none of look alike. Whoever reads the record of others may go on
    from it, so they only go on from their own here.
    """
    looking, firm, rng = visits.looking, visits.looking.firm, visits.looking.firm.rng
    asker = rng.choice(sorted(visits.answered)) if visits.answered and rng.random() < 0.3 else user
    if not visits.answered.get(asker) or (asker != user and firm.rules.may_audit(user)):
        return
    after = rng.choice(visits.answered[asker])
    if rng.random() < 0.5:
        looking.counts["walls raised before a follow-up"] += 1
        with suppress(PinciteError):  # before whom no wall may stand
            firm.wall_off(user, rng.choice(sorted(firm.rules.matters)), None)
        firm.changed()
    question = rng.choice(("And what about it?", "And how much is that per year?", looking.question(user)))
    mode = "write" if rng.random() < WRITTEN else "quote"
    fields = {"question": question, "mode": mode}
    told = _page_of(visits, user, {**fields, "after": after})
    looking.counts["follow-ups"] += 1
    if asker != user and told is not None:
        none = _page_of(visits, user, {**fields, "after": NO_RECORD})
        if none is not None:
            looking.counts["hidden and missing compared: follow-ups"] += 1
            require_alike(looking, user, "a follow-up", told, none)


def _page_of(visits: Visits, user: str, fields: dict[str, str]) -> tuple[int, str] | None:
    """The status and the words of the page of a question, without what names it."""
    begun = visits.post(user, "/questions", fields)
    if begun is None:
        return None
    page = visits.get(user, begun.headers["location"]) if begun.is_redirect else begun
    if page is None or page.is_redirect:
        return None
    identity = begun.headers.get("location", "").rpartition("/")[2] or "-"
    words = TIME.sub("", page.text).replace(identity, "")
    return page.status_code, re.sub(rf"\b{fields['after']}\b", "N", words)


def require_alike(looking: Looking, user: str, what: str, hidden: tuple[int, str], missing: tuple[int, str]) -> None:
    """Note a leak where what is hidden and what is missing have another status or other words."""
    if hidden != missing:
        lines = zip_longest(*(words.splitlines() for _, words in (hidden, missing)))
        differs = next((pair for pair in lines if pair[0] != pair[1]), ())
        looking.leaks.append(
            f"{what} tells {user} what is hidden from what is missing: {hidden[0]} {missing[0]} {differs}"
        )


def shared(visits: Visits, user: str) -> None:
    """An address that anybody was given, opened by somebody; where it is closed to them, one of nothing looks alike."""
    looking, rng = visits.looking, visits.looking.firm.rng
    links = [address for address in visits.known if IDENTITY.match(address)]
    if not links:
        return
    address = rng.choice(links)
    found = visits.get(user, address)
    if found is None or found.is_success or found.is_redirect:
        return
    identity = IDENTITY.match(address)
    assert identity is not None
    name = identity[1]
    if address.startswith("/documents/") and (
        (whole := visits.get(user, f"/documents/{name}")) is None or whole.is_success
    ):
        return  # it is open, and has not what the address names
    missing = f"{name[:-1]}{'a' if name[-1] != 'a' else 'b'}"
    none = visits.get(user, address.replace(name, missing))
    if none is None or missing in looking.firm.papers:
        return
    looking.counts["hidden and missing compared: links"] += 1
    hidden = (found.status_code, found.text.replace(name, missing))
    require_alike(looking, user, address, hidden, (none.status_code, none.text))


def judged(visits: Visits, user: str) -> None:
    """What somebody makes of an answer that anybody was given: one that is hidden and none at all look alike."""
    looking, rng = visits.looking, visits.looking.firm.rng
    answers = [address for address in visits.known if re.fullmatch(r"/questions/[0-9a-f]{16}", address)]
    if not answers:
        return
    document = rng.choice(sorted(looking.firm.papers))
    fields = rng.choice(
        (
            {"useful": rng.choice(("yes", "no"))},
            {"wrong": f"{rng.randrange(1, 4)}.1 out_of_date"},
            {"better": "It should have said more.", "place": "", "elsewhere": f"/sources/{document}:0-9"},
            {"withdraw": "1"},
        )
    )
    address = rng.choice(answers)
    missing = f"{address[:-1]}{'a' if address[-1] != 'a' else 'b'}"
    told, none = (visits.post(user, f"{each}/feedback", fields) for each in (address, missing))
    if told is None or none is None:
        return
    looking.counts["answers judged"] += told.is_redirect
    if told.status_code == none.status_code:
        looking.counts["hidden and missing compared"] += 1
    if told.status_code == 404 and told.text.replace(address, missing) != none.text:
        looking.leaks.append(f"feedback tells {user} a hidden answer from a missing one: {told.text[-400:]}")


def named(visits: Visits, user: str) -> None:
    """A document by its id, or an id of the same length that there is none of: hidden and missing look alike."""
    looking, rng = visits.looking, visits.looking.firm.rng
    document = rng.choice(sorted(looking.firm.papers))
    missing = f"{document[:-1]}{'a' if document[-1] != 'a' else 'b'}"
    of_it = rng.choice(OF_A_DOCUMENT)
    if of_it and ((whole := visits.get(user, f"/documents/{document}")) is None or whole.is_success):
        return  # it is open, and has no file or no amendment, which its reader is told
    found, none = (visits.get(user, f"/documents/{name}{of_it}") for name in (document, missing))
    if found is None or none is None or found.is_success or missing in looking.firm.papers:
        return
    if found.is_redirect or none.is_redirect:  # to sign in
        return
    looking.counts["hidden and missing compared"] += 1
    if (found.status_code, found.text.replace(document, missing)) != (none.status_code, none.text):
        looking.leaks.append(f"/documents{of_it} tells {user} a hidden document from none: {found.text[-400:]}")
