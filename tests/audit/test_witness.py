"""A second party signs what only grows: a real server on the loopback, and records that were cut or rewritten."""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.command_line import CommandLine, invoke

from pincite.audit.checkpoint import Head, VerifierKey, note
from pincite.audit.checkpoint import body as body_of
from pincite.audit.merkle import NO_LEAVES, consistency, leaf_hash
from pincite.audit.witness.cosigning import WitnessKey, cosign, cosignature_in, parse_witness_key
from pincite.audit.witness.ledger import MOST_UNPROVED, Ledger, is_proof
from pincite.audit.witness.protocol import read, written
from pincite.errors import RecordError

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify_record.py"
NAME = "bar.example/witness"


@dataclass(frozen=True)
class Served:
    """A witness in a process of its own."""

    folder: Path
    url: str
    key: str


@dataclass(frozen=True)
class Office(CommandLine):
    """A workspace whose settings name the witness."""

    served: Served

    def works(self, times: int = 3) -> None:
        for number in range(times):
            self.run("access", "user", "add", f"u{len(self.json('access', 'list')['users'])}x{number}")


def cli(*arguments: str) -> str:
    result = invoke(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "witness"
    key = cli("witness", "init", str(folder), "--name", NAME).strip()
    command = [sys.executable, "-m", "pincite", "witness", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield Served(folder, process.stdout.readline().strip(), key)
        finally:
            process.terminate()
            process.wait(timeout=120)


@pytest.fixture
def office(tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> Office:
    for name in ("state", "config"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    made = Office(tmp_path, served)
    made.workspace.mkdir()
    settings = f'embedder = "hashing"\n\n[audit]\nwitnesses = [{{url = "{served.url}", key = "{served.key}"}}]\n'
    made.run("access", "matter", "add", "Lease")
    (made.workspace / "settings.toml").write_text(settings, encoding="utf-8")
    made.run("workspace", "trust", "--yes")
    made.works()
    cli("witness", "add", str(served.folder), str(made.workspace / "workspace.vkey"))
    return made


def copy(place: Path, name: str) -> Path:
    """Everything that whoever runs pincite has: workspace, second place and key."""
    kept = place / name
    for part in ("workspace", "state", "config"):
        shutil.copytree(place / part, kept / part)
    return kept


def put_back(place: Path, kept: Path, *, with_cosigned: bool = True) -> None:
    """Put all of it back as it was; with what the witness had signed by then, or with what it has signed since."""
    newer = {path.name: path.read_bytes() for path in (place / "state").rglob("*.cosigned")}
    for part in ("workspace", "state", "config"):
        shutil.rmtree(place / part)
        shutil.copytree(kept / part, place / part)
    if not with_cosigned:
        for head in (place / "state").rglob("*.head"):
            for name, content in newer.items():
                (head.parent / name).write_bytes(content)
            break


def test_a_witness_signs_what_grows_and_the_record_verifies_with_it(office: Office) -> None:
    [first] = office.json("audit", "witness")["witnesses"]
    assert (first["name"], first["error"]) == (NAME, None)
    office.works()
    [second] = office.json("audit", "witness")["witnesses"]
    assert second["records"] > first["records"]
    [again] = office.json("audit", "witness")["witnesses"]
    assert again["records"] == second["records"]
    assert office.json("audit", "verify")["ok"] is True
    [row] = json.loads(cli("witness", "list", str(office.served.folder), "--json"))["records"]
    assert (row["signed"], row["refused"]) == (second["records"], [])


def test_whoever_has_workspace_key_and_second_place_cannot_cut_what_was_witnessed(office: Office) -> None:
    kept = copy(office.folder, "before")
    office.works()
    office.run("audit", "witness")
    put_back(office.folder, kept)
    # Nothing here shows it any more; the witness does.
    assert office.json("audit", "verify")["ok"] is True
    [row] = office.json("audit", "witness", status=1)["witnesses"]
    assert "it was cut off or is an older copy" in row["error"]


def test_a_rewritten_record_is_not_signed_and_is_kept_as_evidence(office: Office) -> None:
    kept = copy(office.folder, "before")
    office.works(2)
    office.run("audit", "witness")
    put_back(office.folder, kept)
    office.works(9)  # another history, longer than the witnessed one, signed with the true key
    [row] = office.json("audit", "witness", status=1)["witnesses"]
    assert "it was rewritten, cut or put back" in row["error"]
    [listed] = json.loads(cli("witness", "list", str(office.served.folder), "--json"))["records"]
    assert [row["proved"] for row in listed["refused"]] == [False]
    assert "1 head refused that were not shown to follow" in cli("witness", "list", str(office.served.folder))


def test_verify_holds_the_record_against_what_was_signed(office: Office) -> None:
    kept = copy(office.folder, "before")
    office.works(2)
    office.run("audit", "witness")
    put_back(office.folder, kept, with_cosigned=False)
    assert office.json("audit", "verify", status=1)["ok"] is False
    office.works(9)
    assert office.json("audit", "verify", status=1)["ok"] is False


def test_a_false_signature_of_the_witness_is_named(office: Office) -> None:
    office.run("audit", "witness")
    [path] = (office.folder / "state").rglob("*.cosigned")
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"— {NAME} "))
    packed = bytearray(base64.b64decode(line.rpartition(" ")[2]))
    packed[20] ^= 1
    path.write_text(text.replace(line, f"— {NAME} {base64.b64encode(packed).decode()}"), encoding="utf-8")
    found = office.json("audit", "verify", status=1)
    assert "the signature of the witness" in found["problems"][0]["problem"]


def test_a_restored_record_is_taken_up_again_only_by_whoever_runs_the_witness(office: Office) -> None:
    kept = copy(office.folder, "before")
    office.works()
    office.run("audit", "witness")
    put_back(office.folder, kept)
    office.run("audit", "witness", status=1)
    vkey = str(office.workspace / "workspace.vkey")
    refused = invoke("witness", "add", str(office.served.folder), vkey)
    assert refused.exit_code == 1
    assert "--again" in refused.stderr
    cli("witness", "add", str(office.served.folder), vkey, "--again")
    # Heads were put back as well, so nothing on the record says that it was restored, and any lost head looks as good.
    assert "give whoever runs it the output of" in office.json("audit", "witness", status=1)["witnesses"][0]["error"]
    noted = office.folder / "noted.txt"
    noted.write_text(office.run("audit", "head", "--checkpoint").stdout, encoding="utf-8")
    cli("witness", "add", str(office.served.folder), vkey, "--again", "--checkpoint", str(noted))
    assert office.json("audit", "witness")["witnesses"][0]["error"] is None
    office.works()
    assert office.json("audit", "witness")["witnesses"][0]["error"] is None
    [row] = json.loads(cli("witness", "list", str(office.served.folder), "--json"))["records"]
    assert len(row["refused"]) == 1  # what it had signed before stays
    assert "taken up again 1 time" in cli("witness", "list", str(office.served.folder))


def test_after_a_restore_the_heads_that_were_lost_are_not_signed_again(office: Office) -> None:
    office.run("backup", str(office.folder / "backup"))
    office.works()
    office.run("audit", "witness")
    lost = [office.run("audit", "head", "--checkpoint").stdout]
    office.works()
    lost.append(
        office.run("audit", "head", "--checkpoint").stdout
    )  # never signed by the witness, but noted by somebody
    office.run("restore", str(office.folder / "backup"), "--reason", "the disk died")
    office.run("audit", "witness", status=1)
    cli("witness", "add", str(office.served.folder), str(office.workspace / "workspace.vkey"), "--again")
    for head in lost:
        assert posted(office.served, written(0, (), head)) == 422
    assert office.json("audit", "witness")["witnesses"][0]["error"] is None
    for head in lost:
        assert posted(office.served, written(0, (), head)) in (400, 409)
    office.works()
    assert office.json("audit", "witness")["witnesses"][0]["error"] is None


def test_the_independent_verifier_takes_what_a_witness_signed(office: Office) -> None:
    office.run("audit", "witness")
    signed = next((office.folder / "state").rglob("*.cosigned"))
    key = office.folder / "witness.vkey"
    key.write_text(office.served.key + "\n", encoding="utf-8")
    arguments = [str(office.workspace / "workspace.vkey"), str(office.workspace / "audit.db"), str(signed), str(key)]
    assert subprocess.run([sys.executable, str(VERIFIER), *arguments], check=False).returncode == 0
    bare = office.folder / "bare.txt"
    bare.write_text(office.run("audit", "head", "--checkpoint").stdout, encoding="utf-8")
    arguments[2] = str(bare)
    unsigned = subprocess.run([sys.executable, str(VERIFIER), *arguments], check=False, capture_output=True, text=True)
    assert unsigned.returncode == 1
    assert "not signed by the witness" in unsigned.stdout


def test_a_witness_that_cannot_be_reached_is_named_and_stops_nothing(office: Office) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # and not listened at; nobody else gets it meanwhile
        port = held.getsockname()[1]
        settings = office.workspace / "settings.toml"
        moved = settings.read_text().replace(office.served.url, f"http://127.0.0.1:{port}")
        settings.write_text(moved, encoding="utf-8")
        assert "trust" in office.run("audit", "witness", status=1).output  # an address that nobody agreed to
        office.run("workspace", "trust", "--yes")
        assert "cannot be reached" in office.run("audit", "witness", status=1).output
        office.works()
        assert office.json("audit", "verify")["ok"] is True


def posted(served: Served, content: bytes) -> int:
    connection = HTTPConnection(served.url.removeprefix("http://"), timeout=30)
    try:
        connection.request("POST", "/add-checkpoint", content)
        return connection.getresponse().status
    finally:
        connection.close()


# The witness by itself


@dataclass
class Log:
    """A log with a key, in memory."""

    private: Ed25519PrivateKey
    key: VerifierKey
    leaves: list[bytes]

    @classmethod
    def new(cls, name: str = "a" * 32) -> "Log":
        private = Ed25519PrivateKey.generate()
        return cls(private, VerifierKey(name, private.public_key().public_bytes_raw()), [])

    def grow(self, *words: str) -> "Log":
        return Log(self.private, self.key, [*self.leaves, *(leaf_hash(word.encode()) for word in words)])

    def note(self) -> str:
        edge = NO_LEAVES
        for leaf in self.leaves:
            edge, _ = edge.grown(leaf)
        head = Head(len(self.leaves), "ab" * 32, edge.root.hex())
        return note(self.key, head, self.private.sign(body_of(self.key.name, head).encode()))

    def request(self, old: int) -> bytes:
        nodes = {}
        edge = NO_LEAVES
        for place, leaf in enumerate(self.leaves):
            nodes[0, place] = leaf
            edge, made = edge.grown(leaf)
            nodes |= {(level, at): digest for level, at, digest in made}
        size = len(self.leaves)
        proof = consistency(old, size, lambda level, place: nodes[level, place]) if 0 < old < size else ()
        return written(old, proof, self.note())


@pytest.fixture
def signing(tmp_path: Path) -> tuple[Ledger, Callable[[bytes], tuple[int, str]]]:
    ledger = Ledger(tmp_path / "witness.db")
    private = Ed25519PrivateKey.generate()
    key = WitnessKey(NAME, private.public_key().public_bytes_raw())

    def ask(content: bytes) -> tuple[int, str]:
        answer = ledger.answer(content, key, private, 1_700_000_000)
        return answer.status, answer.body

    return ledger, ask


def test_statuses_are_those_of_the_protocol(signing: tuple[Ledger, Callable[[bytes], tuple[int, str]]]) -> None:
    ledger, ask = signing
    log = Log.new().grow("a", "b", "c")
    assert ask(log.request(0))[0] == 404
    ledger.add(log.key)
    assert ask(log.request(0))[0] == 200
    assert ask(log.request(0)) == (409, "3\n")  # it has signed three
    assert ask(log.request(3))[0] == 200  # the same head again
    longer = log.grow("d", "e")
    assert ask(longer.request(2)) == (409, "3\n")
    assert ask(longer.request(9))[0] == 400
    assert ask(longer.request(3))[0] == 200
    other = Log(log.private, log.key, []).grow("a", "b", "x", "d", "e", "f")
    assert ask(other.request(5))[0] == 422
    assert ask(Log(log.private, log.key, []).grow("a", "b", "c", "d", "x").request(5)) == (409, "5\n")
    assert ask(log.request(3)) == (409, "5\n")  # an older head is never signed after a newer one
    stranger = Log(Ed25519PrivateKey.generate(), log.key, longer.leaves).grow("f")
    assert ask(stranger.request(5))[0] == 403
    kept = [is_proof(had, given) for had, given in ledger.evidence(log.key.name)]
    assert kept == [False, True]


def test_an_outsider_can_neither_make_evidence_nor_fill_its_room(
    signing: tuple[Ledger, Callable[[bytes], tuple[int, str]]],
) -> None:
    ledger, ask = signing
    log = Log.new().grow("a", "b", "c", "d", "e")
    ledger.add(log.key)
    assert ask(log.request(0))[0] == 200
    longer, junk = log.grow("f", "g"), [bytes([number]) * 32 for number in range(9)]
    for size, head in ((5, log), (0, log), (5, longer), (7, longer), (3, log)):  # true heads, and hashes of no meaning
        for count in (0, 1, 2, 5, 9):
            ask(written(size, junk[:count], head.note()))
    whole = len(read(longer.request(5)).proof)
    assert len(ledger.evidence(log.key.name)) <= 1
    for number in range(40):  # as long as a true proof: kept once, as a sign and no proof
        ask(written(5, [bytes([number + 1]) * 32] * whole, longer.note()))
    [(had, given)] = ledger.evidence(log.key.name)
    assert (is_proof(had, given), given == longer.note()) == (False, True)
    for number in range(MOST_UNPROVED + 20):
        log_with_more = longer.grow(*(f"x{each}" for each in range(number + 1)))
        ask(written(5, [bytes(32)] * len(read(log_with_more.request(5)).proof), log_with_more.note()))
    assert len(ledger.evidence(log.key.name)) == MOST_UNPROVED
    forked = Log(log.private, log.key, []).grow("a", "b", "c", "d", "forged")
    for _ in range(3):
        assert ask(forked.request(5))[0] == 409
    proofs = [given for had, given in ledger.evidence(log.key.name) if is_proof(had, given)]
    assert proofs == [forked.note()]
    assert ask(longer.request(5))[0] == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"old 0",
        b"old -1\n\nx",
        b"old 01\n\nx",
        b"old 99999999999999999999\n\nx",
        b"old 0\nnot base64\n\nx",
        b"old 0\nAAAA\n\nx",
        b"old 0\n" + (base64.b64encode(bytes(32)) + b"\n") * 64 + b"\nx",
        b"new 0\n\nx",
    ],
)
def test_what_is_no_request_is_refused(
    signing: tuple[Ledger, Callable[[bytes], tuple[int, str]]], content: bytes
) -> None:
    with pytest.raises(RecordError):
        read(content)
    assert signing[1](content)[0] == 400


def test_of_two_histories_asked_for_at_once_one_is_signed(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    key = WitnessKey(NAME, private.public_key().public_bytes_raw())
    log = Log.new()
    Ledger(tmp_path / "witness.db").add(log.key)
    forks = [log.grow("a", f"fork {number}") for number in range(8)]

    def ask(fork: Log) -> int:
        return Ledger(tmp_path / "witness.db").answer(fork.request(0), key, private, 1).status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, forks))
    assert sorted(statuses) == [200] + [409] * 7


def test_a_witness_that_lost_its_memory_does_not_start(tmp_path: Path) -> None:
    cli("witness", "init", str(tmp_path / "w"), "--name", NAME)
    (tmp_path / "w" / "witness.db").unlink()
    result = invoke("witness", "serve", str(tmp_path / "w"), "--port", "0")
    assert result.exit_code == 1
    assert "could sign a second history" in result.stderr
    assert (tmp_path / "w" / "witness.pem").stat().st_mode & 0o077 == 0


def test_the_server_refuses_what_is_too_long_or_elsewhere_and_outlives_it(served: Served) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")

    def ask(method: str, path: str, body: bytes | None = None) -> int:
        connection = HTTPConnection(host, int(port), timeout=120)
        try:
            connection.request(method, path, body)
            return connection.getresponse().status
        finally:
            connection.close()

    assert ask("POST", "/add-checkpoint", b"x" * 20_000) == 413
    assert ask("POST", "/elsewhere", b"x") == 404
    assert ask("GET", "/add-checkpoint") == 404
    assert ask("GET", "/checkpoint?origin=pincite/none") == 404
    assert ask("POST", "/add-checkpoint", os.urandom(300)) == 400
    with socket.create_connection((host, int(port))) as silent:  # one that says nothing holds nobody up
        assert ask("POST", "/add-checkpoint", b"old 0\n\nx") in (400, 404)
        silent.close()


def test_whoever_asks_is_given_what_was_signed(office: Office) -> None:
    office.run("audit", "witness")
    host, _, port = office.served.url.removeprefix("http://").partition(":")
    connection = HTTPConnection(host, int(port), timeout=120)
    origin = (office.workspace / "workspace.vkey").read_text(encoding="utf-8").partition("+")[0]
    connection.request("GET", f"/checkpoint?origin={origin}")
    given = connection.getresponse().read().decode()
    connection.close()
    noted = office.folder / "noted.txt"
    noted.write_text(given, encoding="utf-8")
    assert cosignature_in(given, parse_witness_key(office.served.key)) is not None
    assert office.json("audit", "verify", "--checkpoint", str(noted))["ok"] is True


def test_a_cosignature_is_over_the_time_and_the_head() -> None:
    """As C2SP tlog-cosignature has it: "cosignature/v1", "time N", and the lines of the head."""
    private = Ed25519PrivateKey.generate()
    key = WitnessKey(NAME, private.public_key().public_bytes_raw())
    signed = Log.new().grow("a").note()
    head = signed.partition("\n\n")[0] + "\n"
    line = cosign(key, private, head, 1_679_315_147)
    packed = base64.b64decode(line.rpartition(" ")[2])
    assert packed[:4] == key.key_id
    assert int.from_bytes(packed[4:12], "big") == 1_679_315_147
    private.public_key().verify(packed[12:], b"cosignature/v1\ntime 1679315147\n" + head.encode())
    made = cosignature_in(signed + line, parse_witness_key(key.text()))
    assert made is not None
    assert made.at == 1_679_315_147
    with pytest.raises(RecordError, match="false"):
        cosignature_in(signed.replace("\n1\n", "\n2\n") + line, key)


@pytest.mark.parametrize("text", ["", "name", "a b+00000000+BAAA", "name+00000000+", "pincite/x+00000000+AQ=="])
def test_what_is_no_key_of_a_witness_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="is not the public key of a witness"):
        parse_witness_key(text)
